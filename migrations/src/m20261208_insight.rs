//! Numbers about the work, summed while it is done: what each incident comes to, the sums by day, and how far the log was followed.

use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub struct Step;
#[async_trait::async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table(Heads::Table)
                    .col(uuid(Heads::AuthorityId).primary_key())
                    .col(big_integer(Heads::Seq))
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table(Accounts::Table)
                    .col(uuid(Accounts::IncidentId).primary_key())
                    .col(uuid(Accounts::AuthorityId))
                    .col(text(Accounts::Account))
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table(Cells::Table)
                    .col(uuid(Cells::VenueId))
                    .col(boolean(Cells::Drill))
                    .col(string(Cells::Facet))
                    .col(integer(Cells::Day))
                    .col(string(Cells::Key))
                    .col(uuid(Cells::AuthorityId))
                    .col(blob(Cells::Cell))
                    .primary_key(
                        Index::create()
                            .col(Cells::VenueId)
                            .col(Cells::Drill)
                            .col(Cells::Facet)
                            .col(Cells::Day)
                            .col(Cells::Key),
                    )
                    .to_owned(),
            )
            .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table(Cells::Table).to_owned()).await?;
        manager.drop_table(Table::drop().table(Accounts::Table).to_owned()).await?;
        manager.drop_table(Table::drop().table(Heads::Table).to_owned()).await
    }
}

#[derive(DeriveIden)]
enum Heads {
    #[sea_orm(iden = "insight_heads")]
    Table,
    AuthorityId,
    Seq,
}

#[derive(DeriveIden)]
enum Accounts {
    #[sea_orm(iden = "insight_accounts")]
    Table,
    IncidentId,
    AuthorityId,
    Account,
}

#[derive(DeriveIden)]
enum Cells {
    #[sea_orm(iden = "insight_cells")]
    Table,
    VenueId,
    Drill,
    Facet,
    Day,
    Key,
    AuthorityId,
    Cell,
}
