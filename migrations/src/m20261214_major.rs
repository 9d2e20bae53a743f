//! Major incidents: one for each incident that was declared; what was decided and reported, and who gathered. Words are sealed under the
//! major incident's own key.

use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub struct Step;
#[async_trait::async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table(Majors::Table)
                    .col(uuid(Majors::Id).primary_key())
                    .col(uuid(Majors::AuthorityId))
                    .col(uuid(Majors::VenueId))
                    .col(uuid(Majors::IncidentId))
                    .col(big_integer(Majors::Version))
                    .col(big_integer(Majors::DeclaredAt))
                    .col(uuid(Majors::DeclaredBy))
                    .col(big_integer_null(Majors::OverAt))
                    .col(blob(Majors::SealedKey))
                    .col(blob(Majors::Sealed))
                    .foreign_key(
                        ForeignKey::create()
                            .from(Majors::Table, Majors::IncidentId)
                            .to(Alias::new("incidents"), Alias::new("id")),
                    )
                    .to_owned(),
            )
            .await?;
        let once =
            Index::create().name("major_of_incident").table(Majors::Table).unique().col(Majors::IncidentId).to_owned();
        manager.create_index(once).await?;
        let standing = Index::create()
            .name("majors_of_venue")
            .table(Majors::Table)
            .col(Majors::VenueId)
            .col(Majors::OverAt)
            .to_owned();
        manager.create_index(standing).await?;
        manager
            .create_table(
                Table::create()
                    .table(MajorSaid::Table)
                    .col(uuid(MajorSaid::MajorId))
                    .col(uuid(MajorSaid::Id))
                    .col(uuid(MajorSaid::AuthorityId))
                    .col(string_len(MajorSaid::Kind, 16))
                    .col(big_integer(MajorSaid::At))
                    .col(uuid(MajorSaid::AccountId))
                    .col(blob(MajorSaid::Sealed))
                    .primary_key(Index::create().col(MajorSaid::MajorId).col(MajorSaid::Id))
                    .foreign_key(
                        ForeignKey::create().from(MajorSaid::Table, MajorSaid::MajorId).to(Majors::Table, Majors::Id),
                    )
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table(MajorCheckins::Table)
                    .col(uuid(MajorCheckins::MajorId))
                    .col(uuid(MajorCheckins::Key))
                    .col(uuid(MajorCheckins::AuthorityId))
                    .col(uuid(MajorCheckins::StationId))
                    .col(big_integer(MajorCheckins::At))
                    .col(big_integer(MajorCheckins::ReceivedAt))
                    .col(uuid(MajorCheckins::AccountId))
                    .col(string_len(MajorCheckins::How, 8))
                    .col(integer(MajorCheckins::Amount))
                    .col(blob_null(MajorCheckins::Person))
                    .primary_key(Index::create().col(MajorCheckins::MajorId).col(MajorCheckins::Key))
                    .foreign_key(
                        ForeignKey::create()
                            .from(MajorCheckins::Table, MajorCheckins::MajorId)
                            .to(Majors::Table, Majors::Id),
                    )
                    .to_owned(),
            )
            .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table(MajorCheckins::Table).to_owned()).await?;
        manager.drop_table(Table::drop().table(MajorSaid::Table).to_owned()).await?;
        manager.drop_table(Table::drop().table(Majors::Table).to_owned()).await
    }
}

#[derive(DeriveIden)]
enum Majors {
    Table,
    Id,
    AuthorityId,
    VenueId,
    IncidentId,
    Version,
    DeclaredAt,
    DeclaredBy,
    OverAt,
    SealedKey,
    Sealed,
}

#[derive(DeriveIden)]
enum MajorSaid {
    Table,
    MajorId,
    Id,
    AuthorityId,
    Kind,
    At,
    AccountId,
    Sealed,
}

#[derive(DeriveIden)]
enum MajorCheckins {
    Table,
    MajorId,
    Key,
    AuthorityId,
    StationId,
    At,
    ReceivedAt,
    AccountId,
    How,
    Amount,
    Person,
}
