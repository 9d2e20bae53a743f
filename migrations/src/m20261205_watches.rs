//! Browsers and apps that want to hear that there is news of a report. No row names the report: a keyed hash does.

use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub struct Step;
#[async_trait::async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table(Watches::Table)
                    .col(uuid(Watches::Id).primary_key())
                    .col(uuid(Watches::AuthorityId))
                    .col(blob(Watches::OfHash))
                    .col(blob(Watches::SealedKey))
                    .col(blob(Watches::Sealed))
                    .col(big_integer_null(Watches::DueAt))
                    .col(integer(Watches::Attempts))
                    .col(big_integer(Watches::HeardAt))
                    .to_owned(),
            )
            .await?;
        for (name, column) in [("watches_of", Watches::OfHash), ("watches_due", Watches::DueAt)] {
            manager.create_index(Index::create().name(name).table(Watches::Table).col(column).to_owned()).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table(Watches::Table).to_owned()).await
    }
}

#[derive(DeriveIden)]
enum Watches {
    Table,
    Id,
    AuthorityId,
    OfHash,
    SealedKey,
    Sealed,
    DueAt,
    Attempts,
    HeardAt,
}
