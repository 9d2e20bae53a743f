//! Pages: the outbox of attempts to reach an officer, written with the change that owes them.

use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub struct Step;
#[async_trait::async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table(Pages::Table)
                    .col(uuid(Pages::Id).primary_key())
                    .col(uuid(Pages::AuthorityId))
                    .col(uuid(Pages::VenueId))
                    .col(uuid(Pages::IncidentId))
                    .col(uuid(Pages::ObligationId))
                    .col(integer(Pages::Rung))
                    .col(uuid(Pages::AccountId))
                    .col(string(Pages::Channel))
                    .col(string(Pages::State))
                    .col(integer(Pages::Attempts))
                    .col(big_integer(Pages::QueuedAt))
                    .col(big_integer(Pages::NextAt))
                    .col(big_integer(Pages::LeaseUntil))
                    .col(big_integer_null(Pages::SentAt))
                    .col(string_null(Pages::Error))
                    .foreign_key(
                        ForeignKey::create()
                            .from(Pages::Table, Pages::IncidentId)
                            .to(Alias::new("incidents"), Alias::new("id")),
                    )
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(
                Index::create().name("pages_due").table(Pages::Table).col(Pages::State).col(Pages::NextAt).to_owned(),
            )
            .await?;
        manager
            .create_index(
                Index::create()
                    .name("pages_by_incident")
                    .table(Pages::Table)
                    .col(Pages::IncidentId)
                    .col(Pages::QueuedAt)
                    .to_owned(),
            )
            .await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table(Pages::Table).to_owned()).await?;
        Ok(())
    }
}

#[derive(DeriveIden)]
enum Pages {
    Table,
    Id,
    AuthorityId,
    VenueId,
    IncidentId,
    ObligationId,
    Rung,
    AccountId,
    Channel,
    State,
    Attempts,
    QueuedAt,
    NextAt,
    LeaseUntil,
    SentAt,
    Error,
}
