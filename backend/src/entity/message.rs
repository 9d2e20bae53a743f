use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "messages")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub authority_id: Uuid,
    pub report_id: Uuid,
    pub key_hash: Option<Vec<u8>>,
    pub fingerprint: Option<Vec<u8>>,
    pub account_id: Option<Uuid>,
    pub at: i64,
    pub sealed: Vec<u8>,
    pub card: Option<String>,
    pub reply_to: Option<Uuid>,
    pub choice: Option<String>,
    pub language: Option<String>,
    pub read_at: Option<i64>,
}

impl ActiveModelBehavior for ActiveModel {}
