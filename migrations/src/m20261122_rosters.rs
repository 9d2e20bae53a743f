//! Rosters that people change between imports: who said to be away, who stands in for whom, and how often that changed.

use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub struct Step;

#[async_trait::async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table(Duties::Table)
                    .col(uuid(Duties::Id).primary_key())
                    .col(uuid(Duties::AuthorityId))
                    .col(uuid(Duties::AccountId))
                    .col(string(Duties::State))
                    .col(big_integer(Duties::Since))
                    .col(big_integer(Duties::Until))
                    .col(uuid(Duties::SetBy))
                    .col(binary_null(Duties::SealedKey))
                    .col(binary_null(Duties::SealedReason))
                    .foreign_key(
                        ForeignKey::create()
                            .from(Duties::Table, Duties::AccountId)
                            .to(Alias::new("accounts"), Alias::new("id")),
                    )
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(
                Index::create()
                    .name("duties_by_account")
                    .table(Duties::Table)
                    .col(Duties::AccountId)
                    .col(Duties::Until)
                    .to_owned(),
            )
            .await?;
        // One column a step: SQLite adds no more at once. What is there already came with a bundle.
        let added = [
            Table::alter().table(Overrides::Table).add_column(string(Overrides::Source).default("bundle")).to_owned(),
            Table::alter().table(Overrides::Table).add_column(string_null(Overrides::Reason)).to_owned(),
            Table::alter().table(Overrides::Table).add_column(string_null(Overrides::Uid)).to_owned(),
            Table::alter().table(Overrides::Table).add_column(uuid_null(Overrides::MadeBy)).to_owned(),
            Table::alter().table(Venues::Table).add_column(big_integer(Venues::RosterSeq).default(0)).to_owned(),
        ];
        for change in added {
            manager.alter_table(change).await?;
        }
        manager
            .create_index(
                Index::create()
                    .name("overrides_by_account")
                    .table(Overrides::Table)
                    .col(Overrides::AccountId)
                    .col(Overrides::EndsAt)
                    .to_owned(),
            )
            .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_index(Index::drop().name("overrides_by_account").table(Overrides::Table).to_owned()).await?;
        // Without their source they would pass for the bundle's.
        let ours = Query::delete()
            .from_table(Overrides::Table)
            .and_where(Expr::col(Overrides::Source).ne("bundle"))
            .to_owned();
        manager.exec_stmt(ours).await?;
        let gone = [
            Table::alter().table(Venues::Table).drop_column(Venues::RosterSeq).to_owned(),
            Table::alter().table(Overrides::Table).drop_column(Overrides::MadeBy).to_owned(),
            Table::alter().table(Overrides::Table).drop_column(Overrides::Uid).to_owned(),
            Table::alter().table(Overrides::Table).drop_column(Overrides::Reason).to_owned(),
            Table::alter().table(Overrides::Table).drop_column(Overrides::Source).to_owned(),
        ];
        for change in gone {
            manager.alter_table(change).await?;
        }
        manager.drop_table(Table::drop().table(Duties::Table).to_owned()).await
    }
}

#[derive(DeriveIden)]
enum Duties {
    Table,
    Id,
    AuthorityId,
    AccountId,
    State,
    Since,
    Until,
    SetBy,
    SealedKey,
    SealedReason,
}

#[derive(DeriveIden)]
enum Overrides {
    Table,
    AccountId,
    EndsAt,
    Source,
    Reason,
    Uid,
    MadeBy,
}

#[derive(DeriveIden)]
enum Venues {
    Table,
    RosterSeq,
}
