//! Since when an incident is over, so that a map can show what stood open at a time before. Of what was over already it is not known.

use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub struct Step;
#[async_trait::async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let column = big_integer_null(Incidents::OverAt);
        manager.alter_table(Table::alter().table(Incidents::Table).add_column(column).to_owned()).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.alter_table(Table::alter().table(Incidents::Table).drop_column(Incidents::OverAt).to_owned()).await
    }
}

#[derive(DeriveIden)]
enum Incidents {
    Table,
    OverAt,
}
