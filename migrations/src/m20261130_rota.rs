//! Rotations beside weekly shifts, the memory of what a roster said when, asks that take two, and calendars by a secret address.

use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub struct Step;

#[async_trait::async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // One column a step: SQLite adds no more at once. What stands there already is taken to have stood there always.
        let added = [
            Table::alter().table(Shifts::Table).add_column(big_integer(Shifts::MadeAt).default(0)).to_owned(),
            Table::alter().table(Shifts::Table).add_column(big_integer_null(Shifts::DroppedAt)).to_owned(),
            Table::alter().table(Shifts::Table).add_column(string_null(Shifts::Team)).to_owned(),
            Table::alter().table(Shifts::Table).add_column(string_null(Shifts::FirstDay)).to_owned(),
            Table::alter().table(Shifts::Table).add_column(string_null(Shifts::LastDay)).to_owned(),
            Table::alter().table(Shifts::Table).add_column(text_null(Shifts::Cycle)).to_owned(),
            Table::alter().table(Overrides::Table).add_column(big_integer(Overrides::MadeAt).default(0)).to_owned(),
            Table::alter().table(Overrides::Table).add_column(big_integer_null(Overrides::DroppedAt)).to_owned(),
            Table::alter().table(Venues::Table).add_column(big_integer(Venues::RosterChangedAt).default(0)).to_owned(),
        ];
        for change in added {
            manager.alter_table(change).await?;
        }
        manager
            .create_table(
                Table::create()
                    .table(Asks::Table)
                    .col(uuid(Asks::Id).primary_key())
                    .col(uuid(Asks::AuthorityId))
                    .col(uuid(Asks::VenueId))
                    .col(uuid(Asks::AskedBy))
                    .col(uuid(Asks::AccountId))
                    .col(uuid(Asks::PostId))
                    .col(uuid_null(Asks::Replaces))
                    .col(big_integer(Asks::StartsAt))
                    .col(big_integer(Asks::EndsAt))
                    .col(uuid_null(Asks::BackPostId))
                    .col(big_integer_null(Asks::BackStartsAt))
                    .col(big_integer_null(Asks::BackEndsAt))
                    .col(string(Asks::State))
                    .col(big_integer(Asks::AskedAt))
                    .col(big_integer_null(Asks::AnsweredAt))
                    .foreign_key(
                        ForeignKey::create()
                            .from(Asks::Table, Asks::VenueId)
                            .to(Alias::new("venues"), Alias::new("id")),
                    )
                    .foreign_key(
                        ForeignKey::create()
                            .from(Asks::Table, Asks::AccountId)
                            .to(Alias::new("accounts"), Alias::new("id")),
                    )
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(
                Index::create()
                    .name("asks_by_authority")
                    .table(Asks::Table)
                    .col(Asks::AuthorityId)
                    .col(Asks::EndsAt)
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table(Feeds::Table)
                    .col(uuid(Feeds::AccountId).primary_key())
                    .col(uuid(Feeds::AuthorityId))
                    .col(string_uniq(Feeds::TokenHash))
                    .col(big_integer(Feeds::MadeAt))
                    .foreign_key(
                        ForeignKey::create()
                            .from(Feeds::Table, Feeds::AccountId)
                            .to(Alias::new("accounts"), Alias::new("id")),
                    )
                    .to_owned(),
            )
            .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table(Feeds::Table).to_owned()).await?;
        manager.drop_table(Table::drop().table(Asks::Table).to_owned()).await?;
        // Without their dates they would pass for what still holds, and a rotation for a shift on no day.
        for gone in [
            Query::delete().from_table(Shifts::Table).and_where(Expr::col(Shifts::DroppedAt).is_not_null()).to_owned(),
            Query::delete().from_table(Shifts::Table).and_where(Expr::col(Shifts::Cycle).is_not_null()).to_owned(),
            Query::delete()
                .from_table(Overrides::Table)
                .and_where(Expr::col(Overrides::DroppedAt).is_not_null())
                .to_owned(),
        ] {
            manager.exec_stmt(gone).await?;
        }
        let gone = [
            Table::alter().table(Venues::Table).drop_column(Venues::RosterChangedAt).to_owned(),
            Table::alter().table(Overrides::Table).drop_column(Overrides::DroppedAt).to_owned(),
            Table::alter().table(Overrides::Table).drop_column(Overrides::MadeAt).to_owned(),
            Table::alter().table(Shifts::Table).drop_column(Shifts::Cycle).to_owned(),
            Table::alter().table(Shifts::Table).drop_column(Shifts::LastDay).to_owned(),
            Table::alter().table(Shifts::Table).drop_column(Shifts::FirstDay).to_owned(),
            Table::alter().table(Shifts::Table).drop_column(Shifts::Team).to_owned(),
            Table::alter().table(Shifts::Table).drop_column(Shifts::DroppedAt).to_owned(),
            Table::alter().table(Shifts::Table).drop_column(Shifts::MadeAt).to_owned(),
        ];
        for change in gone {
            manager.alter_table(change).await?;
        }
        Ok(())
    }
}

#[derive(DeriveIden)]
enum Shifts {
    Table,
    MadeAt,
    DroppedAt,
    Team,
    FirstDay,
    LastDay,
    Cycle,
}

#[derive(DeriveIden)]
enum Overrides {
    Table,
    MadeAt,
    DroppedAt,
}

#[derive(DeriveIden)]
enum Venues {
    Table,
    RosterChangedAt,
}

#[derive(DeriveIden)]
enum Asks {
    Table,
    Id,
    AuthorityId,
    VenueId,
    AskedBy,
    AccountId,
    PostId,
    Replaces,
    StartsAt,
    EndsAt,
    BackPostId,
    BackStartsAt,
    BackEndsAt,
    State,
    AskedAt,
    AnsweredAt,
}

#[derive(DeriveIden)]
enum Feeds {
    Table,
    AccountId,
    AuthorityId,
    TokenHash,
    MadeAt,
}
