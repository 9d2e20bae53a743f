//! Channels besides mail, what is owed after an acknowledgement, and which desks are live.

use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub struct Step;
#[async_trait::async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for (table, column) in added() {
            manager.alter_table(Table::alter().table(table).add_column(column).to_owned()).await?;
        }
        // Whatever was due until now was an acknowledgement; "nothing is due" is the greatest number there is.
        let owed = Query::update()
            .table(Incidents::Table)
            .value(Incidents::Owes, "acknowledge")
            .and_where(Expr::col(Incidents::DueAt).lt(i64::MAX))
            .to_owned();
        manager.exec_stmt(owed).await?;
        manager
            .create_index(
                Index::create()
                    .name("obligations_unheard")
                    .table(Obligations::Table)
                    .col(Obligations::Kind)
                    .col(Obligations::Priority)
                    .col(Obligations::NextAt)
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table(Channels::Table)
                    .col(uuid(Channels::Id).primary_key())
                    .col(uuid(Channels::AuthorityId))
                    .col(string(Channels::Kind))
                    .col(string(Channels::Name))
                    .col(string(Channels::Url))
                    .col(string(Channels::Calls))
                    .col(binary(Channels::SealedKey))
                    .col(binary(Channels::SealedSecret))
                    .col(big_integer(Channels::CreatedAt))
                    .col(uuid(Channels::CreatedBy))
                    .col(big_integer_null(Channels::EndedAt))
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table(PushSubscriptions::Table)
                    .col(uuid(PushSubscriptions::Id).primary_key())
                    .col(uuid(PushSubscriptions::AuthorityId))
                    .col(uuid(PushSubscriptions::AccountId))
                    .col(uuid(PushSubscriptions::SessionId))
                    .col(text(PushSubscriptions::Endpoint))
                    .col(binary(PushSubscriptions::P256dh))
                    .col(binary(PushSubscriptions::Auth))
                    .col(big_integer(PushSubscriptions::CreatedAt))
                    .col(big_integer_null(PushSubscriptions::EndedAt))
                    .col(string_null(PushSubscriptions::EndedWhy))
                    .to_owned(),
            )
            .await?;
        for (name, table, column) in [
            ("channels_by_authority", Channels::Table.into_iden(), Channels::AuthorityId.into_iden()),
            (
                "subscriptions_by_authority",
                PushSubscriptions::Table.into_iden(),
                PushSubscriptions::AuthorityId.into_iden(),
            ),
        ] {
            manager.create_index(Index::create().name(name).table(table).col(column).to_owned()).await?;
        }
        manager
            .create_table(
                Table::create()
                    .table(Desks::Table)
                    .col(uuid(Desks::SessionId))
                    .col(uuid(Desks::VenueId))
                    .col(big_integer(Desks::SeenAt))
                    .primary_key(Index::create().col(Desks::VenueId).col(Desks::SessionId))
                    .to_owned(),
            )
            .await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in [Desks::Table.into_iden(), PushSubscriptions::Table.into_iden(), Channels::Table.into_iden()] {
            manager.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        manager.drop_index(Index::drop().name("obligations_unheard").table(Obligations::Table).to_owned()).await?;
        for (table, column) in dropped() {
            manager.alter_table(Table::alter().table(table).drop_column(column).to_owned()).await?;
        }
        Ok(())
    }
}

fn added() -> [(DynIden, ColumnDef); 6] {
    [
        (Incidents::Table.into_iden(), string_null(Incidents::Owes)),
        (Obligations::Table.into_iden(), string(Obligations::Kind).default("acknowledge").to_owned()),
        (Obligations::Table.into_iden(), big_integer_null(Obligations::FallbackAt)),
        (Pages::Table.into_iden(), string(Pages::Kind).default("acknowledge").to_owned()),
        (Pages::Table.into_iden(), uuid_null(Pages::TargetId)),
        (Pages::Table.into_iden(), string_null(Pages::Cause)),
    ]
}

fn dropped() -> [(DynIden, DynIden); 6] {
    [
        (Pages::Table.into_iden(), Pages::Cause.into_iden()),
        (Pages::Table.into_iden(), Pages::TargetId.into_iden()),
        (Pages::Table.into_iden(), Pages::Kind.into_iden()),
        (Obligations::Table.into_iden(), Obligations::FallbackAt.into_iden()),
        (Obligations::Table.into_iden(), Obligations::Kind.into_iden()),
        (Incidents::Table.into_iden(), Incidents::Owes.into_iden()),
    ]
}

#[derive(DeriveIden)]
enum Incidents {
    Table,
    DueAt,
    Owes,
}

#[derive(DeriveIden)]
enum Obligations {
    Table,
    Priority,
    NextAt,
    Kind,
    FallbackAt,
}

#[derive(DeriveIden)]
enum Pages {
    Table,
    Kind,
    TargetId,
    Cause,
}

#[derive(DeriveIden)]
enum Channels {
    Table,
    Id,
    AuthorityId,
    Kind,
    Name,
    Url,
    Calls,
    SealedKey,
    SealedSecret,
    CreatedAt,
    CreatedBy,
    EndedAt,
}

#[derive(DeriveIden)]
enum PushSubscriptions {
    Table,
    Id,
    AuthorityId,
    AccountId,
    SessionId,
    Endpoint,
    P256dh,
    Auth,
    CreatedAt,
    EndedAt,
    EndedWhy,
}

#[derive(DeriveIden)]
enum Desks {
    Table,
    SessionId,
    VenueId,
    SeenAt,
}
