//! An authority's own rules with their history, the version an incident was assessed by, and each venue's security level.

use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub struct Step;
#[async_trait::async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table(RuleSets::Table)
                    .col(uuid(RuleSets::AuthorityId))
                    .col(big_integer(RuleSets::Version))
                    .col(text(RuleSets::Rules))
                    .col(text(RuleSets::Note))
                    .col(uuid(RuleSets::AccountId))
                    .col(big_integer(RuleSets::At))
                    .col(boolean(RuleSets::Live))
                    .primary_key(Index::create().col(RuleSets::AuthorityId).col(RuleSets::Version))
                    .foreign_key(
                        ForeignKey::create()
                            .from(RuleSets::Table, RuleSets::AuthorityId)
                            .to(Alias::new("authorities"), Alias::new("id")),
                    )
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table(SecurityLevels::Table)
                    .col(uuid(SecurityLevels::Id).primary_key())
                    .col(uuid(SecurityLevels::AuthorityId))
                    .col(uuid(SecurityLevels::VenueId))
                    .col(integer(SecurityLevels::Level))
                    .col(text(SecurityLevels::Reason))
                    .col(uuid(SecurityLevels::AccountId))
                    .col(big_integer(SecurityLevels::At))
                    .foreign_key(
                        ForeignKey::create()
                            .from(SecurityLevels::Table, SecurityLevels::VenueId)
                            .to(Alias::new("venues"), Alias::new("id")),
                    )
                    .to_owned(),
            )
            .await?;
        manager
            .alter_table(
                Table::alter().table(Venues::Table).add_column(integer(Venues::SecurityLevel).default(1)).to_owned(),
            )
            .await?;
        manager
            .alter_table(
                Table::alter().table(Incidents::Table).add_column(big_integer_null(Incidents::RulesVersion)).to_owned(),
            )
            .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .alter_table(Table::alter().table(Incidents::Table).drop_column(Incidents::RulesVersion).to_owned())
            .await?;
        manager.alter_table(Table::alter().table(Venues::Table).drop_column(Venues::SecurityLevel).to_owned()).await?;
        manager.drop_table(Table::drop().table(SecurityLevels::Table).to_owned()).await?;
        manager.drop_table(Table::drop().table(RuleSets::Table).to_owned()).await
    }
}

#[derive(DeriveIden)]
enum RuleSets {
    Table,
    AuthorityId,
    Version,
    Rules,
    Note,
    AccountId,
    At,
    Live,
}

#[derive(DeriveIden)]
enum SecurityLevels {
    Table,
    Id,
    AuthorityId,
    VenueId,
    Level,
    Reason,
    AccountId,
    At,
}

#[derive(DeriveIden)]
enum Venues {
    Table,
    SecurityLevel,
}

#[derive(DeriveIden)]
enum Incidents {
    Table,
    RulesVersion,
}
