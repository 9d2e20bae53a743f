//! What a supervisor saw when the roll of a shift was called. A row lasts two days.

use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub struct Step;
#[async_trait::async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table(RollCalls::Table)
                    .col(uuid(RollCalls::VenueId))
                    .col(uuid(RollCalls::AccountId))
                    .col(big_integer(RollCalls::ShiftAt))
                    .col(uuid(RollCalls::AuthorityId))
                    .col(boolean(RollCalls::Present))
                    .col(big_integer(RollCalls::At))
                    .col(uuid(RollCalls::CalledBy))
                    .primary_key(
                        Index::create().col(RollCalls::VenueId).col(RollCalls::AccountId).col(RollCalls::ShiftAt),
                    )
                    .foreign_key(
                        ForeignKey::create()
                            .from(RollCalls::Table, RollCalls::VenueId)
                            .to(Alias::new("venues"), Alias::new("id")),
                    )
                    .foreign_key(
                        ForeignKey::create()
                            .from(RollCalls::Table, RollCalls::AccountId)
                            .to(Alias::new("accounts"), Alias::new("id")),
                    )
                    .to_owned(),
            )
            .await?;
        let shift = Index::create().name("roll_calls_shift").table(RollCalls::Table).col(RollCalls::ShiftAt).to_owned();
        manager.create_index(shift).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table(RollCalls::Table).to_owned()).await
    }
}

#[derive(DeriveIden)]
enum RollCalls {
    Table,
    VenueId,
    AccountId,
    ShiftAt,
    AuthorityId,
    Present,
    At,
    CalledBy,
}
