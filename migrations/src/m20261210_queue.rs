//! Finding incidents: which skills they want, the words of their reports as keyed hashes, and lists that officers keep by name.

use sea_orm_migration::{prelude::*, schema::*, sea_orm::DatabaseBackend};

#[derive(DeriveMigrationName)]
pub struct Step;
#[async_trait::async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let skills = text(Incidents::Skills).default("[]").to_owned();
        manager.alter_table(Table::alter().table(Incidents::Table).add_column(skills).to_owned()).await?;
        manager
            .create_table(
                Table::create()
                    .table(ReportWords::Table)
                    .col(uuid(ReportWords::AuthorityId))
                    .col(big_integer(ReportWords::Word))
                    .col(uuid(ReportWords::ReportId))
                    .primary_key(
                        Index::create().col(ReportWords::AuthorityId).col(ReportWords::Word).col(ReportWords::ReportId),
                    )
                    .foreign_key(
                        ForeignKey::create()
                            .from(ReportWords::Table, ReportWords::ReportId)
                            .to(Alias::new("reports"), Alias::new("id"))
                            .on_delete(ForeignKeyAction::Cascade),
                    )
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(
                Index::create().name("report_words_of").table(ReportWords::Table).col(ReportWords::ReportId).to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table(SavedFilters::Table)
                    .col(uuid(SavedFilters::Id).primary_key())
                    .col(uuid(SavedFilters::AuthorityId))
                    .col(uuid(SavedFilters::VenueId))
                    .col(uuid(SavedFilters::AccountId))
                    .col(string(SavedFilters::Name))
                    .col(text(SavedFilters::Query))
                    .col(boolean(SavedFilters::Shared))
                    .col(big_integer(SavedFilters::At))
                    .foreign_key(
                        ForeignKey::create()
                            .from(SavedFilters::Table, SavedFilters::VenueId)
                            .to(Alias::new("venues"), Alias::new("id")),
                    )
                    .foreign_key(
                        ForeignKey::create()
                            .from(SavedFilters::Table, SavedFilters::AccountId)
                            .to(Alias::new("accounts"), Alias::new("id")),
                    )
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(
                Index::create()
                    .name("saved_filters_of")
                    .table(SavedFilters::Table)
                    .col(SavedFilters::VenueId)
                    .col(SavedFilters::AccountId)
                    .to_owned(),
            )
            .await?;
        // What is stored already is found as well: hashes and skills stand in the plain facts.
        let steps: &[&str] = match manager.get_database_backend() {
            DatabaseBackend::Postgres => &[
                "UPDATE incidents SET skills = COALESCE((assessment::jsonb -> 'skills')::text, '[]')",
                "INSERT INTO report_words (authority_id, word, report_id) SELECT r.authority_id, w.value::bigint, r.id \
                 FROM reports r, jsonb_array_elements_text(COALESCE(r.facts::jsonb -> 'words', '[]'::jsonb)) AS w(value) \
                 ON CONFLICT DO NOTHING",
                "INSERT INTO report_words (authority_id, word, report_id) SELECT a.authority_id, w.value::bigint, a.report_id \
                 FROM amendments a, jsonb_array_elements_text(COALESCE(a.facts::jsonb -> 'words', '[]'::jsonb)) AS w(value) \
                 ON CONFLICT DO NOTHING",
            ],
            _ => &[
                "UPDATE incidents SET skills = COALESCE(json_extract(assessment, '$.skills'), '[]')",
                "INSERT OR IGNORE INTO report_words (authority_id, word, report_id) SELECT r.authority_id, w.value, r.id \
                 FROM reports r, json_each(r.facts, '$.words') AS w",
                "INSERT OR IGNORE INTO report_words (authority_id, word, report_id) SELECT a.authority_id, w.value, a.report_id \
                 FROM amendments a, json_each(a.facts, '$.words') AS w",
            ],
        };
        for step in steps {
            manager.get_connection().execute_unprepared(step).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table(SavedFilters::Table).to_owned()).await?;
        manager.drop_table(Table::drop().table(ReportWords::Table).to_owned()).await?;
        manager.alter_table(Table::alter().table(Incidents::Table).drop_column(Incidents::Skills).to_owned()).await
    }
}

#[derive(DeriveIden)]
enum Incidents {
    Table,
    Skills,
}

#[derive(DeriveIden)]
enum ReportWords {
    Table,
    AuthorityId,
    Word,
    ReportId,
}

#[derive(DeriveIden)]
enum SavedFilters {
    Table,
    Id,
    AuthorityId,
    VenueId,
    AccountId,
    Name,
    Query,
    Shared,
    At,
}
