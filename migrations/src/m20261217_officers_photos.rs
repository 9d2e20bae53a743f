//! Photos that officers take of an incident, beside those of reports: each is of exactly one of the two. And how officers call their
//! desk.

use sea_orm_migration::{prelude::*, sea_orm::DatabaseBackend};

#[derive(DeriveMigrationName)]
pub struct Step;
#[async_trait::async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let steps: &[&str] = match manager.get_database_backend() {
            DatabaseBackend::Postgres => &[
                "ALTER TABLE photos ALTER COLUMN report_id DROP NOT NULL",
                "ALTER TABLE photos ADD COLUMN incident_id uuid REFERENCES incidents (id)",
                "ALTER TABLE photos ADD COLUMN account_id uuid REFERENCES accounts (id)",
                "ALTER TABLE photos ADD COLUMN taken_at bigint",
                "ALTER TABLE photos ADD CONSTRAINT photos_of_one CHECK ((report_id IS NULL) <> (incident_id IS NULL))",
                BY_INCIDENT,
                DESK_PHONE,
            ],
            // SQLite cannot take a NOT NULL away: the table is made anew.
            _ => &[
                "CREATE TABLE photos_before AS SELECT * FROM photos",
                "DROP TABLE photos",
                "CREATE TABLE photos (id uuid_text NOT NULL PRIMARY KEY, authority_id uuid_text NOT NULL, \
                 report_id uuid_text REFERENCES reports (id), state varchar NOT NULL, media_type varchar, \
                 bytes bigint NOT NULL, sha256 blob, declared_at bigint NOT NULL, received_at bigint, original varchar, \
                 view varchar, thumb varchar, attempts integer NOT NULL, sealed_original varchar, sealed_bytes bigint, \
                 sealed_sha256 blob, claimed_sha256 blob, sealed_at bigint, sealed_media varchar(16), \
                 incident_id uuid_text REFERENCES incidents (id), account_id uuid_text REFERENCES accounts (id), \
                 taken_at bigint, CHECK ((report_id IS NULL) <> (incident_id IS NULL)))",
                "INSERT INTO photos (id, authority_id, report_id, state, media_type, bytes, sha256, declared_at, \
                 received_at, original, view, thumb, attempts, sealed_original, sealed_bytes, sealed_sha256, \
                 claimed_sha256, sealed_at, sealed_media) SELECT id, authority_id, report_id, state, media_type, bytes, sha256, declared_at, \
                 received_at, original, view, thumb, attempts, sealed_original, sealed_bytes, sealed_sha256, \
                 claimed_sha256, sealed_at, sealed_media FROM photos_before",
                "DROP TABLE photos_before",
                BY_REPORT,
                TO_DERIVE,
                BY_INCIDENT,
                DESK_PHONE,
            ],
        };
        run(manager, steps).await
    }

    /// What officers took has no place in the older shape, and goes.
    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let steps: &[&str] = match manager.get_database_backend() {
            DatabaseBackend::Postgres => &[
                "DELETE FROM photos WHERE report_id IS NULL",
                "DROP INDEX photos_by_incident",
                "ALTER TABLE photos DROP CONSTRAINT photos_of_one",
                "ALTER TABLE photos DROP COLUMN taken_at",
                "ALTER TABLE photos DROP COLUMN account_id",
                "ALTER TABLE photos DROP COLUMN incident_id",
                "ALTER TABLE photos ALTER COLUMN report_id SET NOT NULL",
                NO_DESK_PHONE,
            ],
            _ => &[
                "CREATE TABLE photos_before AS SELECT * FROM photos WHERE report_id IS NOT NULL",
                "DROP TABLE photos",
                "CREATE TABLE photos (id uuid_text NOT NULL PRIMARY KEY, authority_id uuid_text NOT NULL, \
                 report_id uuid_text NOT NULL REFERENCES reports (id), state varchar NOT NULL, media_type varchar, \
                 bytes bigint NOT NULL, sha256 blob, declared_at bigint NOT NULL, received_at bigint, original varchar, \
                 view varchar, thumb varchar, attempts integer NOT NULL, sealed_original varchar, sealed_bytes bigint, \
                 sealed_sha256 blob, claimed_sha256 blob, sealed_at bigint, sealed_media varchar(16))",
                "INSERT INTO photos (id, authority_id, report_id, state, media_type, bytes, sha256, declared_at, \
                 received_at, original, view, thumb, attempts, sealed_original, sealed_bytes, sealed_sha256, \
                 claimed_sha256, sealed_at, sealed_media) SELECT id, authority_id, report_id, state, media_type, bytes, sha256, declared_at, \
                 received_at, original, view, thumb, attempts, sealed_original, sealed_bytes, sealed_sha256, \
                 claimed_sha256, sealed_at, sealed_media FROM photos_before",
                "DROP TABLE photos_before",
                BY_REPORT,
                TO_DERIVE,
                NO_DESK_PHONE,
            ],
        };
        run(manager, steps).await
    }
}

const BY_REPORT: &str = "CREATE INDEX photos_by_report ON photos (report_id)";
const TO_DERIVE: &str = "CREATE INDEX photos_to_derive ON photos (state)";
const DESK_PHONE: &str = "ALTER TABLE venues ADD COLUMN desk_phone varchar";
const NO_DESK_PHONE: &str = "ALTER TABLE venues DROP COLUMN desk_phone";
const BY_INCIDENT: &str = "CREATE INDEX photos_by_incident ON photos (incident_id)";

/// In one go: SQLite's other connections do not know yet that a table has gone.
async fn run(manager: &SchemaManager<'_>, steps: &[&str]) -> Result<(), DbErr> {
    manager.get_connection().execute_unprepared(&steps.join(";\n")).await.map(drop)
}
