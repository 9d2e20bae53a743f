//! Authorities: the tenants.

use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub struct Step;
#[async_trait::async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table(Authorities::Table)
                    .col(uuid(Authorities::Id).primary_key())
                    .col(string(Authorities::Slug).unique_key())
                    .col(string(Authorities::Name))
                    .col(boolean(Authorities::Demo))
                    .col(big_integer(Authorities::CreatedAt))
                    .to_owned(),
            )
            .await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table(Authorities::Table).to_owned()).await?;
        Ok(())
    }
}

#[derive(DeriveIden)]
enum Authorities {
    Table,
    Id,
    Slug,
    Name,
    Demo,
    CreatedAt,
}
