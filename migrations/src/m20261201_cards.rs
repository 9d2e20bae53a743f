//! Cards in the talk between officers and reporters, in whose language a message is, and whether it was read.

use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Step;
#[async_trait::async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // SQLite adds one column at a time.
        for column in columns() {
            manager.alter_table(Table::alter().table(Messages::Table).add_column(column).to_owned()).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for column in [Messages::Card, Messages::ReplyTo, Messages::Choice, Messages::Language, Messages::ReadAt] {
            manager.alter_table(Table::alter().table(Messages::Table).drop_column(column).to_owned()).await?;
        }
        Ok(())
    }
}

fn columns() -> [ColumnDef; 5] {
    [
        ColumnDef::new(Messages::Card).string_len(64).to_owned(),
        ColumnDef::new(Messages::ReplyTo).uuid().to_owned(),
        ColumnDef::new(Messages::Choice).string_len(64).to_owned(),
        ColumnDef::new(Messages::Language).string_len(64).to_owned(),
        ColumnDef::new(Messages::ReadAt).big_integer().to_owned(),
    ]
}

#[derive(DeriveIden)]
enum Messages {
    Table,
    Card,
    ReplyTo,
    Choice,
    Language,
    ReadAt,
}
