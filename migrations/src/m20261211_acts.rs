//! Acts at the desk: the call for help that is open, what the last command of an incident changed (so that it can be taken back),
//! what an officer marked for themselves, and incidents that belong together without being one.

use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub struct Step;
#[async_trait::async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // SQLite adds one column at a time.
        for column in [uuid_null(Incidents::HelpBy), big_integer_null(Incidents::HelpAt)] {
            manager.alter_table(Table::alter().table(Incidents::Table).add_column(column).to_owned()).await?;
        }
        manager
            .create_table(
                Table::create()
                    .table(LastCommands::Table)
                    .col(uuid(LastCommands::IncidentId).primary_key())
                    .col(uuid(LastCommands::AuthorityId))
                    .col(uuid(LastCommands::AccountId))
                    .col(big_integer(LastCommands::At))
                    .col(big_integer(LastCommands::Version))
                    .col(string_len(LastCommands::Command, 32))
                    .col(text(LastCommands::Changed))
                    .foreign_key(&mut of_incident(LastCommands::Table, LastCommands::IncidentId))
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table(IncidentMarks::Table)
                    .col(uuid(IncidentMarks::AccountId))
                    .col(uuid(IncidentMarks::IncidentId))
                    .col(uuid(IncidentMarks::AuthorityId))
                    .col(big_integer(IncidentMarks::At))
                    .col(boolean(IncidentMarks::Watched))
                    .col(big_integer_null(IncidentMarks::SnoozedUntil))
                    .col(big_integer(IncidentMarks::Version))
                    .col(integer(IncidentMarks::Reports))
                    .col(integer(IncidentMarks::Priority))
                    .primary_key(Index::create().col(IncidentMarks::AccountId).col(IncidentMarks::IncidentId))
                    .foreign_key(&mut of_incident(IncidentMarks::Table, IncidentMarks::IncidentId))
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table(IncidentLinks::Table)
                    .col(uuid(IncidentLinks::IncidentId))
                    .col(uuid(IncidentLinks::OtherId))
                    .col(uuid(IncidentLinks::AuthorityId))
                    .col(uuid(IncidentLinks::AccountId))
                    .col(big_integer(IncidentLinks::At))
                    .primary_key(Index::create().col(IncidentLinks::IncidentId).col(IncidentLinks::OtherId))
                    .foreign_key(&mut of_incident(IncidentLinks::Table, IncidentLinks::IncidentId))
                    .foreign_key(&mut of_incident(IncidentLinks::Table, IncidentLinks::OtherId))
                    .to_owned(),
            )
            .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table(IncidentLinks::Table).to_owned()).await?;
        manager.drop_table(Table::drop().table(IncidentMarks::Table).to_owned()).await?;
        manager.drop_table(Table::drop().table(LastCommands::Table).to_owned()).await?;
        for column in [Incidents::HelpAt, Incidents::HelpBy] {
            manager.alter_table(Table::alter().table(Incidents::Table).drop_column(column).to_owned()).await?;
        }
        Ok(())
    }
}

fn of_incident(table: impl IntoIden + 'static, column: impl IntoIden + 'static) -> ForeignKeyCreateStatement {
    ForeignKey::create().from_tbl(table).from_col(column).to(Incidents::Table, Incidents::Id).to_owned()
}

#[derive(DeriveIden)]
enum Incidents {
    Table,
    Id,
    HelpBy,
    HelpAt,
}

#[derive(DeriveIden)]
enum LastCommands {
    Table,
    IncidentId,
    AuthorityId,
    AccountId,
    At,
    Version,
    Command,
    Changed,
}

#[derive(DeriveIden)]
enum IncidentMarks {
    Table,
    AccountId,
    IncidentId,
    AuthorityId,
    At,
    Watched,
    SnoozedUntil,
    Version,
    Reports,
    Priority,
}

#[derive(DeriveIden)]
enum IncidentLinks {
    Table,
    IncidentId,
    OtherId,
    AuthorityId,
    AccountId,
    At,
}
