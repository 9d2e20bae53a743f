//! Narrowed queues are found in the queue's order, however rare what is asked for is among millions: by category, zone, place and
//! officer, and what is not over at each venue. The queue of several venues is laid together from each one's.

use sea_orm_migration::prelude::*;

/// Each begins with the authority, and ends in the queue's order.
const NEW: [(&str, &[Incidents]); 5] = [
    ("incidents_standing", &[Incidents::VenueId, Incidents::Over]),
    ("incidents_of_category", &[Incidents::Over, Incidents::Category]),
    ("incidents_in_zone", &[Incidents::Over, Incidents::Zone]),
    ("incidents_at_place", &[Incidents::Over, Incidents::PlaceLabel]),
    ("incidents_assigned", &[Incidents::Over, Incidents::AssigneeId]),
];
/// An index costs at each write what it spares at reading: these spare nothing any more.
const OLD: [(&str, &[Incidents]); 2] = [("incidents_active", &[Incidents::Over]), ("incidents_queue", &[])];

#[derive(DeriveMigrationName)]
pub struct Step;
#[async_trait::async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        change(manager, &OLD, &NEW).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        change(manager, &NEW, &OLD).await
    }
}

type Indexes<'a> = &'a [(&'a str, &'a [Incidents])];

async fn change(manager: &SchemaManager<'_>, from: Indexes<'_>, to: Indexes<'_>) -> Result<(), DbErr> {
    for (name, columns) in to {
        let mut index = Index::create().name(*name).table(Incidents::Table).col(Incidents::AuthorityId).to_owned();
        for column in columns.iter().chain(&[Incidents::Priority, Incidents::DueAt, Incidents::Id]) {
            index.col(*column);
        }
        manager.create_index(index).await?;
    }
    for (name, _) in from {
        manager.drop_index(Index::drop().name(*name).table(Incidents::Table).to_owned()).await?;
    }
    Ok(())
}

#[derive(Clone, Copy, DeriveIden)]
enum Incidents {
    Table,
    Id,
    AuthorityId,
    VenueId,
    AssigneeId,
    Over,
    Category,
    Zone,
    PlaceLabel,
    Priority,
    DueAt,
}
