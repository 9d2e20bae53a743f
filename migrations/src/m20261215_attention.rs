//! Who looks at an incident at this moment. A row lasts a minute.

use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub struct Step;
#[async_trait::async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table(Attentions::Table)
                    .col(uuid(Attentions::IncidentId))
                    .col(uuid(Attentions::AccountId))
                    .col(uuid(Attentions::AuthorityId))
                    .col(string_len(Attentions::Doing, 16))
                    .col(big_integer(Attentions::At))
                    .primary_key(Index::create().col(Attentions::IncidentId).col(Attentions::AccountId))
                    .foreign_key(
                        ForeignKey::create()
                            .from(Attentions::Table, Attentions::IncidentId)
                            .to(Alias::new("incidents"), Alias::new("id"))
                            .on_delete(ForeignKeyAction::Cascade),
                    )
                    .to_owned(),
            )
            .await?;
        let said = Index::create()
            .name("attentions_said")
            .table(Attentions::Table)
            .col(Attentions::AuthorityId)
            .col(Attentions::At)
            .to_owned();
        manager.create_index(said).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table(Attentions::Table).to_owned()).await
    }
}

#[derive(DeriveIden)]
enum Attentions {
    Table,
    IncidentId,
    AccountId,
    AuthorityId,
    Doing,
    At,
}
