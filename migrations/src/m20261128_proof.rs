//! What an incident is for (real, a drill, a canary), and the canaries that went the whole way.

use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Step;
#[async_trait::async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .alter_table(
                Table::alter()
                    .table(Incidents::Table)
                    .add_column(ColumnDef::new(Incidents::Nature).string_len(16).not_null().default("real"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table(Proofs::Table)
                    .col(ColumnDef::new(Proofs::Id).uuid().not_null().primary_key())
                    .col(ColumnDef::new(Proofs::AuthorityId).uuid().not_null())
                    .col(ColumnDef::new(Proofs::VenueId).uuid().not_null())
                    .col(ColumnDef::new(Proofs::IncidentId).uuid())
                    .col(ColumnDef::new(Proofs::ReportId).uuid())
                    .col(ColumnDef::new(Proofs::PhotoId).uuid())
                    .col(ColumnDef::new(Proofs::StartedAt).big_integer().not_null())
                    .col(ColumnDef::new(Proofs::EndedAt).big_integer())
                    .col(ColumnDef::new(Proofs::State).string_len(16).not_null())
                    .col(ColumnDef::new(Proofs::Answers).text().not_null())
                    .col(ColumnDef::new(Proofs::Missing).text().not_null())
                    .foreign_key(
                        ForeignKey::create().from(Proofs::Table, Proofs::VenueId).to(Venues::Table, Venues::Id),
                    )
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(
                Index::create()
                    .name("proofs_by_venue")
                    .table(Proofs::Table)
                    .col(Proofs::VenueId)
                    .col(Proofs::State)
                    .col(Proofs::StartedAt)
                    .to_owned(),
            )
            .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table(Proofs::Table).to_owned()).await?;
        manager.alter_table(Table::alter().table(Incidents::Table).drop_column(Incidents::Nature).to_owned()).await
    }
}

#[derive(DeriveIden)]
enum Incidents {
    Table,
    Nature,
}

#[derive(DeriveIden)]
enum Venues {
    Table,
    Id,
}

#[derive(DeriveIden)]
enum Proofs {
    Table,
    Id,
    AuthorityId,
    VenueId,
    IncidentId,
    ReportId,
    PhotoId,
    StartedAt,
    EndedAt,
    State,
    Answers,
    Missing,
}
