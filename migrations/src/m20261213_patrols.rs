//! Where an officer on duty says they are: one row each, overwritten and soon gone.

use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub struct Step;
#[async_trait::async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table(PatrolPlaces::Table)
                    .col(uuid(PatrolPlaces::AccountId).primary_key())
                    .col(uuid(PatrolPlaces::AuthorityId))
                    .col(big_integer(PatrolPlaces::At))
                    .col(double(PatrolPlaces::Latitude))
                    .col(double(PatrolPlaces::Longitude))
                    .col(double(PatrolPlaces::AccuracyM))
                    .col(integer_null(PatrolPlaces::Level))
                    .foreign_key(
                        ForeignKey::create()
                            .from(PatrolPlaces::Table, PatrolPlaces::AccountId)
                            .to(Alias::new("accounts"), Alias::new("id")),
                    )
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(
                Index::create().name("patrol_places_at").table(PatrolPlaces::Table).col(PatrolPlaces::At).to_owned(),
            )
            .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table(PatrolPlaces::Table).to_owned()).await
    }
}

#[derive(DeriveIden)]
enum PatrolPlaces {
    Table,
    AccountId,
    AuthorityId,
    At,
    Latitude,
    Longitude,
    AccuracyM,
    Level,
}
