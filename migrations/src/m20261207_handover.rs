//! What one shift hands to the next: a sheet per venue and shift, and its lines. Words are sealed under the sheet's own key.

use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub struct Step;
#[async_trait::async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table(Handovers::Table)
                    .col(uuid(Handovers::Id).primary_key())
                    .col(uuid(Handovers::AuthorityId))
                    .col(uuid(Handovers::VenueId))
                    .col(big_integer(Handovers::Nth))
                    .col(string_len(Handovers::State, 16))
                    .col(big_integer(Handovers::Version))
                    .col(big_integer_null(Handovers::FromAt))
                    .col(big_integer_null(Handovers::UntilAt))
                    .col(uuid_null(Handovers::OutgoingId))
                    .col(big_integer_null(Handovers::SignedAt))
                    .col(uuid_null(Handovers::IncomingId))
                    .col(big_integer_null(Handovers::AcceptedAt))
                    .col(blob(Handovers::SealedKey))
                    .col(blob_null(Handovers::Sealed))
                    .foreign_key(
                        ForeignKey::create()
                            .from(Handovers::Table, Handovers::VenueId)
                            .to(Alias::new("venues"), Alias::new("id")),
                    )
                    .to_owned(),
            )
            .await?;
        let one_at_a_time = Index::create()
            .name("handovers_of_venue")
            .table(Handovers::Table)
            .unique()
            .col(Handovers::VenueId)
            .col(Handovers::Nth)
            .to_owned();
        manager.create_index(one_at_a_time).await?;
        manager
            .create_table(
                Table::create()
                    .table(HandoverLines::Table)
                    .col(uuid(HandoverLines::HandoverId))
                    .col(string_len(HandoverLines::Key, 80))
                    .col(uuid(HandoverLines::AuthorityId))
                    .col(string_len(HandoverLines::Section, 16))
                    .col(integer(HandoverLines::Position))
                    .col(uuid_null(HandoverLines::IncidentId))
                    .col(boolean(HandoverLines::Edited))
                    .col(boolean(HandoverLines::Struck))
                    .col(big_integer_null(HandoverLines::AcceptedAt))
                    .col(big_integer_null(HandoverLines::QuestionedAt))
                    .col(big_integer_null(HandoverLines::AnsweredAt))
                    .col(blob(HandoverLines::Sealed))
                    .primary_key(Index::create().col(HandoverLines::HandoverId).col(HandoverLines::Key))
                    .foreign_key(
                        ForeignKey::create()
                            .from(HandoverLines::Table, HandoverLines::HandoverId)
                            .to(Handovers::Table, Handovers::Id),
                    )
                    .to_owned(),
            )
            .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table(HandoverLines::Table).to_owned()).await?;
        manager.drop_table(Table::drop().table(Handovers::Table).to_owned()).await
    }
}

#[derive(DeriveIden)]
enum Handovers {
    Table,
    Id,
    AuthorityId,
    VenueId,
    Nth,
    State,
    Version,
    FromAt,
    UntilAt,
    OutgoingId,
    SignedAt,
    IncomingId,
    AcceptedAt,
    SealedKey,
    Sealed,
}

#[derive(DeriveIden)]
enum HandoverLines {
    Table,
    HandoverId,
    Key,
    AuthorityId,
    Section,
    Position,
    IncidentId,
    Edited,
    Struck,
    AcceptedAt,
    QuestionedAt,
    AnsweredAt,
    Sealed,
}
