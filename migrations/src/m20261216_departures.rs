//! Schedules of flights and sailings: a row for each departure, kept for two days; how often a venue's was changed; and which
//! departure an incident's reporter named.

use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub struct Step;

#[async_trait::async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let added = [
            Table::alter().table(Venues::Table).add_column(big_integer(Venues::DeparturesSeq).default(0)).to_owned(),
            Table::alter().table(Incidents::Table).add_column(uuid_null(Incidents::DepartureId)).to_owned(),
        ];
        for change in added {
            manager.alter_table(change).await?;
        }
        manager
            .create_table(
                Table::create()
                    .table(Departures::Table)
                    .col(uuid(Departures::Id).primary_key())
                    .col(uuid(Departures::AuthorityId))
                    .col(uuid(Departures::VenueId))
                    .col(string_len(Departures::Kind, 16))
                    .col(string_len(Departures::Day, 10))
                    .col(string(Departures::NumberKey))
                    .col(string(Departures::Number))
                    .col(string_null(Departures::Place))
                    .col(big_integer(Departures::ScheduledAt))
                    .col(big_integer_null(Departures::EstimatedAt))
                    .col(big_integer_null(Departures::BoardsAt))
                    .col(string_len(Departures::State, 16))
                    .col(big_integer(Departures::ImportedAt))
                    .foreign_key(
                        ForeignKey::create()
                            .from(Departures::Table, Departures::VenueId)
                            .to(Alias::new("venues"), Alias::new("id")),
                    )
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(
                Index::create()
                    .name("departures_once")
                    .table(Departures::Table)
                    .col(Departures::VenueId)
                    .col(Departures::Kind)
                    .col(Departures::Day)
                    .col(Departures::NumberKey)
                    .unique()
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(
                Index::create().name("departures_old").table(Departures::Table).col(Departures::ScheduledAt).to_owned(),
            )
            .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table(Departures::Table).to_owned()).await?;
        for change in [
            Table::alter().table(Incidents::Table).drop_column(Incidents::DepartureId).to_owned(),
            Table::alter().table(Venues::Table).drop_column(Venues::DeparturesSeq).to_owned(),
        ] {
            manager.alter_table(change).await?;
        }
        Ok(())
    }
}

#[derive(DeriveIden)]
enum Venues {
    Table,
    DeparturesSeq,
}

#[derive(DeriveIden)]
enum Incidents {
    Table,
    DepartureId,
}

#[derive(DeriveIden)]
enum Departures {
    Table,
    Id,
    AuthorityId,
    VenueId,
    Kind,
    Day,
    NumberKey,
    Number,
    Place,
    ScheduledAt,
    EstimatedAt,
    BoardsAt,
    State,
    ImportedAt,
}
