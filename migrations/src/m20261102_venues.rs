//! Venues with their plates, posts, rosters and ladders, as the last import left them.

use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub struct Step;
#[async_trait::async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table(Venues::Table)
                    .col(uuid(Venues::Id).primary_key())
                    .col(uuid(Venues::AuthorityId))
                    .col(string(Venues::Slug).unique_key())
                    .col(string(Venues::Name))
                    .col(string(Venues::Kind))
                    .col(string(Venues::TimeZone))
                    .col(string(Venues::EmergencyNumber))
                    .col(text(Venues::Languages))
                    .col(string(Venues::NumberPrefix))
                    .col(text(Venues::Floors))
                    .col(text(Venues::Zones))
                    .col(text(Venues::Drawing))
                    .col(string(Venues::Version))
                    .col(big_integer(Venues::ImportedAt))
                    .foreign_key(
                        ForeignKey::create()
                            .from(Venues::Table, Venues::AuthorityId)
                            .to(Alias::new("authorities"), Alias::new("id")),
                    )
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table(IncidentCounters::Table)
                    .col(uuid(IncidentCounters::VenueId).primary_key())
                    .col(big_integer(IncidentCounters::Last))
                    .foreign_key(
                        ForeignKey::create()
                            .from(IncidentCounters::Table, IncidentCounters::VenueId)
                            .to(Alias::new("venues"), Alias::new("id")),
                    )
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table(Plates::Table)
                    .col(string(Plates::Code).primary_key())
                    .col(uuid(Plates::AuthorityId))
                    .col(uuid(Plates::VenueId))
                    .col(string(Plates::Label))
                    .col(string(Plates::Zone))
                    .col(string(Plates::Floor))
                    .col(double(Plates::Lat))
                    .col(double(Plates::Lon))
                    .foreign_key(
                        ForeignKey::create()
                            .from(Plates::Table, Plates::VenueId)
                            .to(Alias::new("venues"), Alias::new("id")),
                    )
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table(Posts::Table)
                    .col(uuid(Posts::Id).primary_key())
                    .col(uuid(Posts::AuthorityId))
                    .col(uuid(Posts::VenueId))
                    .col(string(Posts::Code))
                    .col(string(Posts::Name))
                    .col(text(Posts::Skills))
                    .col(text(Posts::Zones))
                    .col(boolean(Posts::IsDefault))
                    .col(boolean(Posts::Retired))
                    .foreign_key(
                        ForeignKey::create()
                            .from(Posts::Table, Posts::VenueId)
                            .to(Alias::new("venues"), Alias::new("id")),
                    )
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table(Shifts::Table)
                    .col(uuid(Shifts::Id).primary_key())
                    .col(uuid(Shifts::AuthorityId))
                    .col(uuid(Shifts::VenueId))
                    .col(uuid(Shifts::PostId))
                    .col(uuid(Shifts::AccountId))
                    .col(string(Shifts::Days))
                    .col(string(Shifts::FromTime))
                    .col(string(Shifts::ToTime))
                    .foreign_key(
                        ForeignKey::create()
                            .from(Shifts::Table, Shifts::PostId)
                            .to(Alias::new("posts"), Alias::new("id")),
                    )
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table(Overrides::Table)
                    .col(uuid(Overrides::Id).primary_key())
                    .col(uuid(Overrides::AuthorityId))
                    .col(uuid(Overrides::VenueId))
                    .col(uuid(Overrides::PostId))
                    .col(uuid(Overrides::AccountId))
                    .col(uuid_null(Overrides::Replaces))
                    .col(big_integer(Overrides::StartsAt))
                    .col(big_integer(Overrides::EndsAt))
                    .foreign_key(
                        ForeignKey::create()
                            .from(Overrides::Table, Overrides::PostId)
                            .to(Alias::new("posts"), Alias::new("id")),
                    )
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table(Ladders::Table)
                    .col(uuid(Ladders::VenueId))
                    .col(integer(Ladders::Priority))
                    .col(uuid(Ladders::AuthorityId))
                    .col(text(Ladders::Ladder))
                    .primary_key(Index::create().col(Ladders::VenueId).col(Ladders::Priority))
                    .foreign_key(
                        ForeignKey::create()
                            .from(Ladders::Table, Ladders::VenueId)
                            .to(Alias::new("venues"), Alias::new("id")),
                    )
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(Index::create().name("plates_by_venue").table(Plates::Table).col(Plates::VenueId).to_owned())
            .await?;
        manager
            .create_index(
                Index::create()
                    .name("posts_by_code")
                    .table(Posts::Table)
                    .col(Posts::VenueId)
                    .col(Posts::Code)
                    .unique()
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(Index::create().name("shifts_by_venue").table(Shifts::Table).col(Shifts::VenueId).to_owned())
            .await?;
        manager
            .create_index(
                Index::create()
                    .name("overrides_by_venue")
                    .table(Overrides::Table)
                    .col(Overrides::VenueId)
                    .col(Overrides::EndsAt)
                    .to_owned(),
            )
            .await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table(Ladders::Table).to_owned()).await?;
        manager.drop_table(Table::drop().table(Overrides::Table).to_owned()).await?;
        manager.drop_table(Table::drop().table(Shifts::Table).to_owned()).await?;
        manager.drop_table(Table::drop().table(Posts::Table).to_owned()).await?;
        manager.drop_table(Table::drop().table(Plates::Table).to_owned()).await?;
        manager.drop_table(Table::drop().table(IncidentCounters::Table).to_owned()).await?;
        manager.drop_table(Table::drop().table(Venues::Table).to_owned()).await?;
        Ok(())
    }
}

#[derive(DeriveIden)]
enum Venues {
    Table,
    Id,
    AuthorityId,
    Slug,
    Name,
    Kind,
    TimeZone,
    EmergencyNumber,
    Languages,
    NumberPrefix,
    Floors,
    Zones,
    Drawing,
    Version,
    ImportedAt,
}

#[derive(DeriveIden)]
enum IncidentCounters {
    Table,
    VenueId,
    Last,
}

#[derive(DeriveIden)]
enum Plates {
    Table,
    Code,
    AuthorityId,
    VenueId,
    Label,
    Zone,
    Floor,
    Lat,
    Lon,
}

#[derive(DeriveIden)]
enum Posts {
    Table,
    Id,
    AuthorityId,
    VenueId,
    Code,
    Name,
    Skills,
    Zones,
    IsDefault,
    Retired,
}

#[derive(DeriveIden)]
enum Shifts {
    Table,
    Id,
    AuthorityId,
    VenueId,
    PostId,
    AccountId,
    Days,
    FromTime,
    ToTime,
}

#[derive(DeriveIden)]
enum Overrides {
    Table,
    Id,
    AuthorityId,
    VenueId,
    PostId,
    AccountId,
    Replaces,
    StartsAt,
    EndsAt,
}

#[derive(DeriveIden)]
enum Ladders {
    Table,
    VenueId,
    Priority,
    AuthorityId,
    Ladder,
}
