//! The untouched original of a photo, sealed by the phone to the authority's evidence key, beside the clean copy.

use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Step;
#[async_trait::async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // SQLite adds one column at a time.
        for column in columns() {
            manager.alter_table(Table::alter().table(Photos::Table).add_column(column).to_owned()).await?;
        }
        let key = ColumnDef::new(Venues::EvidenceKey).string_len(128).to_owned();
        manager.alter_table(Table::alter().table(Venues::Table).add_column(key).to_owned()).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let added = [
            Photos::SealedOriginal,
            Photos::SealedBytes,
            Photos::SealedSha256,
            Photos::ClaimedSha256,
            Photos::SealedAt,
        ];
        for column in added {
            manager.alter_table(Table::alter().table(Photos::Table).drop_column(column).to_owned()).await?;
        }
        manager.alter_table(Table::alter().table(Venues::Table).drop_column(Venues::EvidenceKey).to_owned()).await
    }
}

fn columns() -> [ColumnDef; 5] {
    [
        ColumnDef::new(Photos::SealedOriginal).string().to_owned(),
        ColumnDef::new(Photos::SealedBytes).big_integer().to_owned(),
        ColumnDef::new(Photos::SealedSha256).blob().to_owned(),
        ColumnDef::new(Photos::ClaimedSha256).blob().to_owned(),
        ColumnDef::new(Photos::SealedAt).big_integer().to_owned(),
    ]
}

#[derive(DeriveIden)]
enum Venues {
    Table,
    EvidenceKey,
}

#[derive(DeriveIden)]
enum Photos {
    Table,
    SealedOriginal,
    SealedBytes,
    SealedSha256,
    ClaimedSha256,
    SealedAt,
}
