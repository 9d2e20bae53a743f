//! Weeks of numbers that are long over, each in one row, and up to which week that is done.

use sea_orm_migration::{prelude::*, schema::*, sea_orm::DatabaseBackend};

#[derive(DeriveMigrationName)]
pub struct Step;
#[async_trait::async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table(Weeks::Table)
                    .col(uuid(Weeks::VenueId))
                    .col(boolean(Weeks::Drill))
                    .col(string(Weeks::Facet))
                    .col(integer(Weeks::Monday))
                    .col(uuid(Weeks::AuthorityId))
                    .col(blob(Weeks::Cells))
                    .primary_key(
                        Index::create().col(Weeks::VenueId).col(Weeks::Drill).col(Weeks::Facet).col(Weeks::Monday),
                    )
                    .to_owned(),
            )
            .await?;
        if manager.get_database_backend() == DatabaseBackend::Postgres {
            // They are packed already: to unpack them once more costs more than reading them.
            let plain = "alter table insight_weeks alter column cells set storage external";
            manager.get_connection().execute_unprepared(plain).await?;
        }
        let summed = integer(Heads::Summed).default(0).take();
        manager.alter_table(Table::alter().table(Heads::Table).add_column(summed).to_owned()).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.alter_table(Table::alter().table(Heads::Table).drop_column(Heads::Summed).to_owned()).await?;
        manager.drop_table(Table::drop().table(Weeks::Table).to_owned()).await
    }
}

#[derive(DeriveIden)]
enum Weeks {
    #[sea_orm(iden = "insight_weeks")]
    Table,
    VenueId,
    Drill,
    Facet,
    Monday,
    AuthorityId,
    Cells,
}

#[derive(DeriveIden)]
enum Heads {
    #[sea_orm(iden = "insight_heads")]
    Table,
    Summed,
}
