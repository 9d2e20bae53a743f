//! Ways to sign in besides a password: passkeys, and the name an authority's own provider knows somebody by. And ceremonies that have
//! begun: any server may finish what another one began.

use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub struct Step;
#[async_trait::async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let subject = string_null(Accounts::OidcSubject);
        manager.alter_table(Table::alter().table(Accounts::Table).add_column(subject).to_owned()).await?;
        let one = Index::create()
            .name("accounts_by_subject")
            .table(Accounts::Table)
            .unique()
            .col(Accounts::AuthorityId)
            .col(Accounts::OidcSubject)
            .to_owned();
        manager.create_index(one).await?;
        manager
            .create_table(
                Table::create()
                    .table(Passkeys::Table)
                    .col(uuid(Passkeys::Id).primary_key())
                    .col(uuid(Passkeys::AuthorityId))
                    .col(uuid(Passkeys::AccountId))
                    .col(blob(Passkeys::Credential).unique_key())
                    .col(blob(Passkeys::Fixed))
                    .col(blob(Passkeys::Moving))
                    .col(big_integer(Passkeys::CreatedAt))
                    .col(big_integer_null(Passkeys::UsedAt))
                    .foreign_key(
                        ForeignKey::create()
                            .from(Passkeys::Table, Passkeys::AccountId)
                            .to(Alias::new("accounts"), Alias::new("id")),
                    )
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(
                Index::create().name("passkeys_by_account").table(Passkeys::Table).col(Passkeys::AccountId).to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table(Ceremonies::Table)
                    .col(blob(Ceremonies::Challenge).primary_key())
                    .col(blob(Ceremonies::State))
                    .col(big_integer(Ceremonies::Until))
                    .to_owned(),
            )
            .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_index(Index::drop().name("accounts_by_subject").table(Accounts::Table).to_owned()).await?;
        let gone = Table::alter().table(Accounts::Table).drop_column(Accounts::OidcSubject).to_owned();
        manager.alter_table(gone).await?;
        manager.drop_table(Table::drop().table(Ceremonies::Table).to_owned()).await?;
        manager.drop_table(Table::drop().table(Passkeys::Table).to_owned()).await
    }
}

#[derive(DeriveIden)]
enum Accounts {
    Table,
    AuthorityId,
    OidcSubject,
}

#[derive(DeriveIden)]
enum Passkeys {
    Table,
    Id,
    AuthorityId,
    AccountId,
    Credential,
    Fixed,
    Moving,
    CreatedAt,
    UsedAt,
}

#[derive(DeriveIden)]
enum Ceremonies {
    Table,
    Challenge,
    State,
    Until,
}
