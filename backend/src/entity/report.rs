use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "reports")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub authority_id: Uuid,
    pub venue_id: Uuid,
    pub incident_id: Uuid,
    pub key_hash: Vec<u8>,
    pub fingerprint: Vec<u8>,
    pub receipt_hash: Vec<u8>,
    pub reporter_kind: String,
    pub account_id: Option<Uuid>,
    pub facts: String,
    pub language: Option<String>,
    pub zone: Option<String>,
    pub observed_at: Option<i64>,
    pub received_at: i64,
    pub priority: i32,
    pub emergency: bool,
    pub sealed_key: Vec<u8>,
    pub sealed: Vec<u8>,
}

impl ActiveModelBehavior for ActiveModel {}
