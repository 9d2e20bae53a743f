//! Several reports of one thing: what an incident's reports say together, what it was merged into, and likenesses for the desk.

use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub struct Step;
#[async_trait::async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for column in [
            text(Incidents::Trail).default("{}").take(),
            big_integer(Incidents::NewsAt).default(0).take(),
            uuid_null(Incidents::MergedInto).take(),
        ] {
            manager.alter_table(Table::alter().table(Incidents::Table).add_column(column).to_owned()).await?;
        }
        manager
            .create_index(
                Index::create()
                    .name("incidents_alike")
                    .table(Incidents::Table)
                    .col(Incidents::VenueId)
                    .col(Incidents::Over)
                    .col(Incidents::NewsAt)
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(
                Index::create().name("incidents_merged").table(Incidents::Table).col(Incidents::MergedInto).to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table(Likenesses::Table)
                    .col(uuid(Likenesses::AuthorityId))
                    .col(uuid(Likenesses::IncidentId))
                    .col(uuid(Likenesses::OtherId))
                    .col(double(Likenesses::Score))
                    .col(text(Likenesses::Reasons))
                    .col(big_integer(Likenesses::At))
                    .primary_key(Index::create().col(Likenesses::IncidentId).col(Likenesses::OtherId))
                    .foreign_key(
                        ForeignKey::create()
                            .from(Likenesses::Table, Likenesses::IncidentId)
                            .to(Incidents::Table, Incidents::Id),
                    )
                    .foreign_key(
                        ForeignKey::create()
                            .from(Likenesses::Table, Likenesses::OtherId)
                            .to(Incidents::Table, Incidents::Id),
                    )
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(
                Index::create()
                    .name("likenesses_of_other")
                    .table(Likenesses::Table)
                    .col(Likenesses::OtherId)
                    .to_owned(),
            )
            .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table(Likenesses::Table).to_owned()).await?;
        for index in ["incidents_merged", "incidents_alike"] {
            manager.drop_index(Index::drop().name(index).table(Incidents::Table).to_owned()).await?;
        }
        for column in [Incidents::MergedInto, Incidents::NewsAt, Incidents::Trail] {
            manager.alter_table(Table::alter().table(Incidents::Table).drop_column(column).to_owned()).await?;
        }
        Ok(())
    }
}

#[derive(DeriveIden)]
enum Incidents {
    Table,
    Id,
    VenueId,
    Over,
    Trail,
    NewsAt,
    MergedInto,
}

#[derive(DeriveIden)]
enum Likenesses {
    Table,
    AuthorityId,
    IncidentId,
    OtherId,
    Score,
    Reasons,
    At,
}
