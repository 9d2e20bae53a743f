//! Parts of photos that come over lines which break: kept, sealed, until the whole is there.

use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub struct Step;
#[async_trait::async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table(PhotoParts::Table)
                    .col(uuid(PhotoParts::PhotoId))
                    .col(string_len(PhotoParts::Track, 16))
                    .col(big_integer(PhotoParts::FromByte))
                    .col(uuid(PhotoParts::AuthorityId))
                    .col(uuid(PhotoParts::ReportId))
                    .col(big_integer(PhotoParts::Bytes))
                    .col(string(PhotoParts::Blob))
                    .col(big_integer(PhotoParts::At))
                    .primary_key(
                        Index::create().col(PhotoParts::PhotoId).col(PhotoParts::Track).col(PhotoParts::FromByte),
                    )
                    .foreign_key(
                        ForeignKey::create()
                            .from(PhotoParts::Table, PhotoParts::ReportId)
                            .to(Alias::new("reports"), Alias::new("id")),
                    )
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(
                Index::create().name("photo_parts_by_age").table(PhotoParts::Table).col(PhotoParts::At).to_owned(),
            )
            .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table(PhotoParts::Table).to_owned()).await
    }
}

#[derive(DeriveIden)]
enum PhotoParts {
    Table,
    PhotoId,
    Track,
    FromByte,
    AuthorityId,
    ReportId,
    Bytes,
    Blob,
    At,
}
