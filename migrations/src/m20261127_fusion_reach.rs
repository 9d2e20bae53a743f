//! Where a report has to be to be compared with an incident, so that only those in reach are read and held.

use sea_orm_migration::{prelude::*, schema::*};

/// Of incidents opened before: everywhere, so that they are compared as they were.
const EVERYWHERE: [(Incidents, f64); 4] = [
    (Incidents::ReachSouth, -90.0),
    (Incidents::ReachNorth, 90.0),
    (Incidents::ReachWest, -180.0),
    (Incidents::ReachEast, 180.0),
];

#[derive(DeriveMigrationName)]
pub struct Step;
#[async_trait::async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for (column, edge) in EVERYWHERE {
            let column = double(column).default(edge).take();
            manager.alter_table(Table::alter().table(Incidents::Table).add_column(column).to_owned()).await?;
        }
        // All that is asked stands in the index: what is out of reach is passed over without reading its row.
        let mut index = by_news("incidents_in_reach");
        for column in [Incidents::Category].into_iter().chain(EVERYWHERE.map(|(column, _)| column)) {
            index.col(column);
        }
        manager.create_index(index).await?;
        manager.drop_index(Index::drop().name("incidents_alike").table(Incidents::Table).to_owned()).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_index(by_news("incidents_alike")).await?;
        manager.drop_index(Index::drop().name("incidents_in_reach").table(Incidents::Table).to_owned()).await?;
        for (column, _) in EVERYWHERE {
            manager.alter_table(Table::alter().table(Incidents::Table).drop_column(column).to_owned()).await?;
        }
        Ok(())
    }
}

fn by_news(name: &str) -> IndexCreateStatement {
    Index::create()
        .name(name)
        .table(Incidents::Table)
        .col(Incidents::VenueId)
        .col(Incidents::Over)
        .col(Incidents::NewsAt)
        .to_owned()
}

#[derive(Clone, Copy, DeriveIden)]
enum Incidents {
    Table,
    VenueId,
    Over,
    NewsAt,
    Category,
    ReachSouth,
    ReachNorth,
    ReachWest,
    ReachEast,
}
