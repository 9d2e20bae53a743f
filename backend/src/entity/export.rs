use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "exports")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub authority_id: Uuid,
    pub venue_id: Uuid,
    pub incident_id: Option<Uuid>,
    pub kind: String,
    pub state: String,
    pub version: i64,
    pub asked_by: Uuid,
    pub asked_at: i64,
    pub second: bool,
    pub agreed_by: Option<Uuid>,
    pub agreed_at: Option<i64>,
    pub wanted: String,
    pub sealed_key: Vec<u8>,
    pub sealed_reason: Vec<u8>,
    pub done: i64,
    pub total: i64,
    pub attempts: i32,
    pub leased_until: Option<i64>,
    pub file: Option<String>,
    pub file_key: Option<Vec<u8>>,
    pub bytes: i64,
    pub sha256: Option<Vec<u8>>,
    pub manifest_sha256: Option<Vec<u8>>,
    pub ready_at: Option<i64>,
    pub expires_at: Option<i64>,
    pub fetched: i64,
    pub error: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}
