//! Telephone numbers of officers, and what became of a page after it left.

use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Step;
#[async_trait::async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let phone = ColumnDef::new(Accounts::Phone).string_len(16).to_owned();
        manager.alter_table(Table::alter().table(Accounts::Table).add_column(phone).to_owned()).await?;
        // SQLite adds one column at a time.
        for column in [Pages::DeliveredAt, Pages::SeenAt, Pages::AnsweredAt] {
            let column = ColumnDef::new(column).big_integer().to_owned();
            manager.alter_table(Table::alter().table(Pages::Table).add_column(column).to_owned()).await?;
        }
        // Whoever answers by text is found by what was sent to them last.
        manager
            .create_index(
                Index::create()
                    .name("pages_of_account")
                    .table(Pages::Table)
                    .col(Pages::AccountId)
                    .col(Pages::QueuedAt)
                    .to_owned(),
            )
            .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_index(Index::drop().name("pages_of_account").table(Pages::Table).to_owned()).await?;
        for column in [Pages::DeliveredAt, Pages::SeenAt, Pages::AnsweredAt] {
            manager.alter_table(Table::alter().table(Pages::Table).drop_column(column).to_owned()).await?;
        }
        manager.alter_table(Table::alter().table(Accounts::Table).drop_column(Accounts::Phone).to_owned()).await
    }
}

#[derive(DeriveIden)]
enum Accounts {
    Table,
    Phone,
}

#[derive(DeriveIden)]
enum Pages {
    Table,
    AccountId,
    QueuedAt,
    DeliveredAt,
    SeenAt,
    AnsweredAt,
}
