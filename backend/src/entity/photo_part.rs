use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "photo_parts")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub photo_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub track: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub from_byte: i64,
    pub authority_id: Uuid,
    pub report_id: Uuid,
    pub bytes: i64,
    pub blob: String,
    pub at: i64,
}

impl ActiveModelBehavior for ActiveModel {}
