//! Staff: for whom they work and their badge. What is told in confidence: from whom it is kept, and who reads it. What a sealed
//! original is, where it is no photo.

use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub struct Step;
#[async_trait::async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // SQLite adds one column at a time.
        for column in [text_null(Accounts::Employer), text_null(Accounts::Badge)] {
            manager.alter_table(Table::alter().table(Accounts::Table).add_column(column).to_owned()).await?;
        }
        let media = string_len_null(Photos::SealedMedia, 16);
        manager.alter_table(Table::alter().table(Photos::Table).add_column(media).to_owned()).await?;
        let kept = text_null(Incidents::KeptFrom);
        manager.alter_table(Table::alter().table(Incidents::Table).add_column(kept).to_owned()).await?;
        manager
            .create_table(
                Table::create()
                    .table(IncidentReaders::Table)
                    .col(uuid(IncidentReaders::IncidentId))
                    .col(uuid(IncidentReaders::AccountId))
                    .col(uuid(IncidentReaders::AuthorityId))
                    .primary_key(Index::create().col(IncidentReaders::IncidentId).col(IncidentReaders::AccountId))
                    .foreign_key(
                        ForeignKey::create()
                            .from(IncidentReaders::Table, IncidentReaders::IncidentId)
                            .to(Incidents::Table, Incidents::Id),
                    )
                    .foreign_key(
                        ForeignKey::create()
                            .from(IncidentReaders::Table, IncidentReaders::AccountId)
                            .to(Accounts::Table, Accounts::Id),
                    )
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(
                Index::create()
                    .name("incident_readers_by_account")
                    .table(IncidentReaders::Table)
                    .col(IncidentReaders::AccountId)
                    .to_owned(),
            )
            .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // An older server would show it to everybody, and to those it is about.
        let told = Query::select()
            .column(Incidents::Id)
            .from(Incidents::Table)
            .and_where(Expr::col(Incidents::KeptFrom).is_not_null())
            .limit(1)
            .to_owned();
        if manager.get_connection().query_one(&told).await?.is_some() {
            return Err(DbErr::Custom("something was told in confidence: the step back would open it".to_owned()));
        }
        manager.drop_table(Table::drop().table(IncidentReaders::Table).to_owned()).await?;
        manager.alter_table(Table::alter().table(Incidents::Table).drop_column(Incidents::KeptFrom).to_owned()).await?;
        manager.alter_table(Table::alter().table(Photos::Table).drop_column(Photos::SealedMedia).to_owned()).await?;
        for column in [Accounts::Employer, Accounts::Badge] {
            manager.alter_table(Table::alter().table(Accounts::Table).drop_column(column).to_owned()).await?;
        }
        Ok(())
    }
}

#[derive(DeriveIden)]
enum Accounts {
    Table,
    Id,
    Employer,
    Badge,
}

#[derive(DeriveIden)]
enum Photos {
    Table,
    SealedMedia,
}

#[derive(DeriveIden)]
enum Incidents {
    Table,
    Id,
    KeptFrom,
}

#[derive(DeriveIden)]
enum IncidentReaders {
    Table,
    IncidentId,
    AccountId,
    AuthorityId,
}
