//! Files that were asked for: jobs, and where what they made lies.

use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub struct Step;
#[async_trait::async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table(Exports::Table)
                    .col(uuid(Exports::Id).primary_key())
                    .col(uuid(Exports::AuthorityId))
                    .col(uuid(Exports::VenueId))
                    .col(uuid_null(Exports::IncidentId))
                    .col(string_len(Exports::Kind, 32))
                    .col(string_len(Exports::State, 16))
                    .col(big_integer(Exports::Version))
                    .col(uuid(Exports::AskedBy))
                    .col(big_integer(Exports::AskedAt))
                    .col(boolean(Exports::Second))
                    .col(uuid_null(Exports::AgreedBy))
                    .col(big_integer_null(Exports::AgreedAt))
                    .col(text(Exports::Wanted))
                    .col(blob(Exports::SealedKey))
                    .col(blob(Exports::SealedReason))
                    .col(big_integer(Exports::Done))
                    .col(big_integer(Exports::Total))
                    .col(integer(Exports::Attempts))
                    .col(big_integer_null(Exports::LeasedUntil))
                    .col(string_null(Exports::File))
                    .col(ColumnDef::new(Exports::FileKey).blob())
                    .col(big_integer(Exports::Bytes))
                    .col(ColumnDef::new(Exports::Sha256).blob())
                    .col(ColumnDef::new(Exports::ManifestSha256).blob())
                    .col(big_integer_null(Exports::ReadyAt))
                    .col(big_integer_null(Exports::ExpiresAt))
                    .col(big_integer(Exports::Fetched))
                    .col(string_null(Exports::Error))
                    .foreign_key(
                        ForeignKey::create().from(Exports::Table, Exports::VenueId).to(Venues::Table, Venues::Id),
                    )
                    .to_owned(),
            )
            .await?;
        for (name, columns) in [
            ("exports_asked", [Exports::AskedBy, Exports::Id]),
            ("exports_waiting", [Exports::VenueId, Exports::State]),
            ("exports_due", [Exports::State, Exports::ExpiresAt]),
        ] {
            let mut index = Index::create().name(name).table(Exports::Table).to_owned();
            for column in columns {
                index.col(column);
            }
            manager.create_index(index).await?;
        }
        // A time of a venue, page by page; who looked at an incident and its photos.
        manager
            .create_index(
                Index::create()
                    .name("incidents_by_time")
                    .table(Incidents::Table)
                    .col(Incidents::VenueId)
                    .col(Incidents::OpenedAt)
                    .col(Incidents::Id)
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(
                Index::create()
                    .name("reads_of_object")
                    .table(Reads::Table)
                    .col(Reads::ObjectId)
                    .col(Reads::Seq)
                    .to_owned(),
            )
            .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_index(Index::drop().name("reads_of_object").table(Reads::Table).to_owned()).await?;
        manager.drop_index(Index::drop().name("incidents_by_time").table(Incidents::Table).to_owned()).await?;
        manager.drop_table(Table::drop().table(Exports::Table).to_owned()).await
    }
}

#[derive(DeriveIden)]
enum Incidents {
    Table,
    Id,
    VenueId,
    OpenedAt,
}

#[derive(DeriveIden)]
enum Reads {
    Table,
    ObjectId,
    Seq,
}

#[derive(DeriveIden)]
enum Venues {
    Table,
    Id,
}

#[derive(DeriveIden)]
enum Exports {
    Table,
    Id,
    AuthorityId,
    VenueId,
    IncidentId,
    Kind,
    State,
    Version,
    AskedBy,
    AskedAt,
    Second,
    AgreedBy,
    AgreedAt,
    Wanted,
    SealedKey,
    SealedReason,
    Done,
    Total,
    Attempts,
    LeasedUntil,
    File,
    FileKey,
    Bytes,
    Sha256,
    ManifestSha256,
    ReadyAt,
    ExpiresAt,
    Fetched,
    Error,
}
