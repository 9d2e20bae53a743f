//! The authority's log of events and its log of reads: gapless and hash-chained, each with its head.

use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub struct Step;
#[async_trait::async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table(Events::Table)
                    .col(uuid(Events::AuthorityId))
                    .col(big_integer(Events::Seq))
                    .col(big_integer(Events::At))
                    .col(string(Events::Kind))
                    .col(uuid_null(Events::VenueId))
                    .col(uuid_null(Events::IncidentId))
                    .col(string(Events::Actor))
                    .col(text(Events::Facts))
                    .col(blob(Events::Prev))
                    .col(blob(Events::Hash))
                    .primary_key(Index::create().col(Events::AuthorityId).col(Events::Seq))
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table(LogHeads::Table)
                    .col(uuid(LogHeads::AuthorityId).primary_key())
                    .col(big_integer(LogHeads::Seq))
                    .col(blob(LogHeads::Hash))
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table(Reads::Table)
                    .col(uuid(Reads::AuthorityId))
                    .col(big_integer(Reads::Seq))
                    .col(big_integer(Reads::At))
                    .col(uuid(Reads::AccountId))
                    .col(string(Reads::Kind))
                    .col(uuid(Reads::ObjectId))
                    .col(string_null(Reads::Reason))
                    .col(blob(Reads::Prev))
                    .col(blob(Reads::Hash))
                    .primary_key(Index::create().col(Reads::AuthorityId).col(Reads::Seq))
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table(ReadHeads::Table)
                    .col(uuid(ReadHeads::AuthorityId).primary_key())
                    .col(big_integer(ReadHeads::Seq))
                    .col(blob(ReadHeads::Hash))
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(
                Index::create()
                    .name("events_by_incident")
                    .table(Events::Table)
                    .col(Events::IncidentId)
                    .col(Events::Seq)
                    .to_owned(),
            )
            .await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table(ReadHeads::Table).to_owned()).await?;
        manager.drop_table(Table::drop().table(Reads::Table).to_owned()).await?;
        manager.drop_table(Table::drop().table(LogHeads::Table).to_owned()).await?;
        manager.drop_table(Table::drop().table(Events::Table).to_owned()).await?;
        Ok(())
    }
}

#[derive(DeriveIden)]
enum Events {
    Table,
    AuthorityId,
    Seq,
    At,
    Kind,
    VenueId,
    IncidentId,
    Actor,
    Facts,
    Prev,
    Hash,
}

#[derive(DeriveIden)]
enum LogHeads {
    Table,
    AuthorityId,
    Seq,
    Hash,
}

#[derive(DeriveIden)]
enum Reads {
    Table,
    AuthorityId,
    Seq,
    At,
    AccountId,
    Kind,
    ObjectId,
    Reason,
    Prev,
    Hash,
}

#[derive(DeriveIden)]
enum ReadHeads {
    Table,
    AuthorityId,
    Seq,
    Hash,
}
