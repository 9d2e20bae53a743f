use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "major_checkins")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub major_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub key: Uuid,
    pub authority_id: Uuid,
    pub station_id: Uuid,
    pub at: i64,
    pub received_at: i64,
    pub account_id: Uuid,
    pub how: String,
    pub amount: i32,
    pub person: Option<Vec<u8>>,
}

impl ActiveModelBehavior for ActiveModel {}
