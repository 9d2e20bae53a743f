use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "amendments")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub authority_id: Uuid,
    pub report_id: Uuid,
    pub key_hash: Vec<u8>,
    pub fingerprint: Vec<u8>,
    pub received_at: i64,
    pub emergency: bool,
    pub facts: String,
    pub sealed: Vec<u8>,
}

impl ActiveModelBehavior for ActiveModel {}
