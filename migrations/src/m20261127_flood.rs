//! How many incidents a venue opened lately is asked with every batch of reports; whether anybody was told of a wave, with
//! every one that is held.

use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Step;
#[async_trait::async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_index(
                Index::create()
                    .name("incidents_lately")
                    .table(Incidents::Table)
                    .col(Incidents::VenueId)
                    .col(Incidents::OpenedAt)
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(
                Index::create()
                    .name("pages_by_cause")
                    .table(Pages::Table)
                    .col(Pages::VenueId)
                    .col(Pages::Cause)
                    .col(Pages::QueuedAt)
                    .to_owned(),
            )
            .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_index(Index::drop().name("pages_by_cause").table(Pages::Table).to_owned()).await?;
        manager.drop_index(Index::drop().name("incidents_lately").table(Incidents::Table).to_owned()).await
    }
}

#[derive(DeriveIden)]
enum Incidents {
    Table,
    VenueId,
    OpenedAt,
}

#[derive(DeriveIden)]
enum Pages {
    Table,
    VenueId,
    Cause,
    QueuedAt,
}
