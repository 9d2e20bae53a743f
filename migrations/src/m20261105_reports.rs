//! Reports with what was added later, their photos and messages. Private content is sealed with the report's own key.

use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub struct Step;
#[async_trait::async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table(Reports::Table)
                    .col(uuid(Reports::Id).primary_key())
                    .col(uuid(Reports::AuthorityId))
                    .col(uuid(Reports::VenueId))
                    .col(uuid(Reports::IncidentId))
                    .col(blob(Reports::KeyHash).unique_key())
                    .col(blob(Reports::Fingerprint))
                    .col(blob(Reports::ReceiptHash).unique_key())
                    .col(string(Reports::ReporterKind))
                    .col(uuid_null(Reports::AccountId))
                    .col(text(Reports::Facts))
                    .col(string_null(Reports::Language))
                    .col(string_null(Reports::Zone))
                    .col(big_integer_null(Reports::ObservedAt))
                    .col(big_integer(Reports::ReceivedAt))
                    .col(integer(Reports::Priority))
                    .col(boolean(Reports::Emergency))
                    .col(blob(Reports::SealedKey))
                    .col(blob(Reports::Sealed))
                    .foreign_key(
                        ForeignKey::create()
                            .from(Reports::Table, Reports::IncidentId)
                            .to(Alias::new("incidents"), Alias::new("id")),
                    )
                    .foreign_key(
                        ForeignKey::create()
                            .from(Reports::Table, Reports::VenueId)
                            .to(Alias::new("venues"), Alias::new("id")),
                    )
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table(Amendments::Table)
                    .col(uuid(Amendments::Id).primary_key())
                    .col(uuid(Amendments::AuthorityId))
                    .col(uuid(Amendments::ReportId))
                    .col(blob(Amendments::KeyHash).unique_key())
                    .col(blob(Amendments::Fingerprint))
                    .col(big_integer(Amendments::ReceivedAt))
                    .col(boolean(Amendments::Emergency))
                    .col(text(Amendments::Facts))
                    .col(blob(Amendments::Sealed))
                    .foreign_key(
                        ForeignKey::create()
                            .from(Amendments::Table, Amendments::ReportId)
                            .to(Alias::new("reports"), Alias::new("id")),
                    )
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table(Photos::Table)
                    .col(uuid(Photos::Id).primary_key())
                    .col(uuid(Photos::AuthorityId))
                    .col(uuid(Photos::ReportId))
                    .col(string(Photos::State))
                    .col(string_null(Photos::MediaType))
                    .col(big_integer(Photos::Bytes))
                    .col(blob_null(Photos::Sha256))
                    .col(big_integer(Photos::DeclaredAt))
                    .col(big_integer_null(Photos::ReceivedAt))
                    .col(string_null(Photos::Original))
                    .col(string_null(Photos::View))
                    .col(string_null(Photos::Thumb))
                    .col(integer(Photos::Attempts))
                    .foreign_key(
                        ForeignKey::create()
                            .from(Photos::Table, Photos::ReportId)
                            .to(Alias::new("reports"), Alias::new("id")),
                    )
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table(Messages::Table)
                    .col(uuid(Messages::Id).primary_key())
                    .col(uuid(Messages::AuthorityId))
                    .col(uuid(Messages::ReportId))
                    .col(blob_null(Messages::KeyHash).unique_key())
                    .col(blob_null(Messages::Fingerprint))
                    .col(uuid_null(Messages::AccountId))
                    .col(big_integer(Messages::At))
                    .col(blob(Messages::Sealed))
                    .foreign_key(
                        ForeignKey::create()
                            .from(Messages::Table, Messages::ReportId)
                            .to(Alias::new("reports"), Alias::new("id")),
                    )
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(
                Index::create()
                    .name("reports_by_incident")
                    .table(Reports::Table)
                    .col(Reports::IncidentId)
                    .col(Reports::ReceivedAt)
                    .col(Reports::Id)
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(
                Index::create()
                    .name("amendments_by_report")
                    .table(Amendments::Table)
                    .col(Amendments::ReportId)
                    .col(Amendments::ReceivedAt)
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(
                Index::create().name("photos_by_report").table(Photos::Table).col(Photos::ReportId).to_owned(),
            )
            .await?;
        manager
            .create_index(Index::create().name("photos_to_derive").table(Photos::Table).col(Photos::State).to_owned())
            .await?;
        manager
            .create_index(
                Index::create()
                    .name("messages_by_report")
                    .table(Messages::Table)
                    .col(Messages::ReportId)
                    .col(Messages::At)
                    .to_owned(),
            )
            .await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table(Messages::Table).to_owned()).await?;
        manager.drop_table(Table::drop().table(Photos::Table).to_owned()).await?;
        manager.drop_table(Table::drop().table(Amendments::Table).to_owned()).await?;
        manager.drop_table(Table::drop().table(Reports::Table).to_owned()).await?;
        Ok(())
    }
}

#[derive(DeriveIden)]
enum Reports {
    Table,
    Id,
    AuthorityId,
    VenueId,
    IncidentId,
    KeyHash,
    Fingerprint,
    ReceiptHash,
    ReporterKind,
    AccountId,
    Facts,
    Language,
    Zone,
    ObservedAt,
    ReceivedAt,
    Priority,
    Emergency,
    SealedKey,
    Sealed,
}

#[derive(DeriveIden)]
enum Amendments {
    Table,
    Id,
    AuthorityId,
    ReportId,
    KeyHash,
    Fingerprint,
    ReceivedAt,
    Emergency,
    Facts,
    Sealed,
}

#[derive(DeriveIden)]
enum Photos {
    Table,
    Id,
    AuthorityId,
    ReportId,
    State,
    MediaType,
    Bytes,
    Sha256,
    DeclaredAt,
    ReceivedAt,
    Original,
    View,
    Thumb,
    Attempts,
}

#[derive(DeriveIden)]
enum Messages {
    Table,
    Id,
    AuthorityId,
    ReportId,
    KeyHash,
    Fingerprint,
    AccountId,
    At,
    Sealed,
}
