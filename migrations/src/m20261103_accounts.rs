//! People who sign in, the venues they belong to, and their sessions.

use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub struct Step;
#[async_trait::async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table(Accounts::Table)
                    .col(uuid(Accounts::Id).primary_key())
                    .col(uuid(Accounts::AuthorityId))
                    .col(string(Accounts::Email).unique_key())
                    .col(string(Accounts::Name))
                    .col(string_null(Accounts::CallSign))
                    .col(string(Accounts::Role))
                    .col(string_null(Accounts::PasswordHash))
                    .col(boolean(Accounts::Active))
                    .col(big_integer(Accounts::CreatedAt))
                    .foreign_key(
                        ForeignKey::create()
                            .from(Accounts::Table, Accounts::AuthorityId)
                            .to(Alias::new("authorities"), Alias::new("id")),
                    )
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table(Memberships::Table)
                    .col(uuid(Memberships::AccountId))
                    .col(uuid(Memberships::VenueId))
                    .col(uuid(Memberships::AuthorityId))
                    .primary_key(Index::create().col(Memberships::AccountId).col(Memberships::VenueId))
                    .foreign_key(
                        ForeignKey::create()
                            .from(Memberships::Table, Memberships::AccountId)
                            .to(Alias::new("accounts"), Alias::new("id")),
                    )
                    .foreign_key(
                        ForeignKey::create()
                            .from(Memberships::Table, Memberships::VenueId)
                            .to(Alias::new("venues"), Alias::new("id")),
                    )
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table(Sessions::Table)
                    .col(uuid(Sessions::Id).primary_key())
                    .col(uuid(Sessions::AuthorityId))
                    .col(uuid(Sessions::AccountId))
                    .col(big_integer(Sessions::CreatedAt))
                    .col(big_integer(Sessions::ExpiresAt))
                    .col(big_integer(Sessions::FreshUntil))
                    .col(big_integer_null(Sessions::EndedAt))
                    .foreign_key(
                        ForeignKey::create()
                            .from(Sessions::Table, Sessions::AccountId)
                            .to(Alias::new("accounts"), Alias::new("id")),
                    )
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table(RefreshTokens::Table)
                    .col(blob(RefreshTokens::Hash).primary_key())
                    .col(uuid(RefreshTokens::AuthorityId))
                    .col(uuid(RefreshTokens::SessionId))
                    .col(big_integer(RefreshTokens::IssuedAt))
                    .col(big_integer_null(RefreshTokens::UsedAt))
                    .foreign_key(
                        ForeignKey::create()
                            .from(RefreshTokens::Table, RefreshTokens::SessionId)
                            .to(Alias::new("sessions"), Alias::new("id")),
                    )
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(
                Index::create().name("sessions_by_account").table(Sessions::Table).col(Sessions::AccountId).to_owned(),
            )
            .await?;
        manager
            .create_index(
                Index::create()
                    .name("refresh_tokens_by_session")
                    .table(RefreshTokens::Table)
                    .col(RefreshTokens::SessionId)
                    .to_owned(),
            )
            .await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table(RefreshTokens::Table).to_owned()).await?;
        manager.drop_table(Table::drop().table(Sessions::Table).to_owned()).await?;
        manager.drop_table(Table::drop().table(Memberships::Table).to_owned()).await?;
        manager.drop_table(Table::drop().table(Accounts::Table).to_owned()).await?;
        Ok(())
    }
}

#[derive(DeriveIden)]
enum Accounts {
    Table,
    Id,
    AuthorityId,
    Email,
    Name,
    CallSign,
    Role,
    PasswordHash,
    Active,
    CreatedAt,
}

#[derive(DeriveIden)]
enum Memberships {
    Table,
    AccountId,
    VenueId,
    AuthorityId,
}

#[derive(DeriveIden)]
enum Sessions {
    Table,
    Id,
    AuthorityId,
    AccountId,
    CreatedAt,
    ExpiresAt,
    FreshUntil,
    EndedAt,
}

#[derive(DeriveIden)]
enum RefreshTokens {
    Table,
    Hash,
    AuthorityId,
    SessionId,
    IssuedAt,
    UsedAt,
}
