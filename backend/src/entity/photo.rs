use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "photos")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub authority_id: Uuid,
    pub report_id: Option<Uuid>,
    pub state: String,
    pub media_type: Option<String>,
    pub bytes: i64,
    pub sha256: Option<Vec<u8>>,
    pub declared_at: i64,
    pub received_at: Option<i64>,
    pub original: Option<String>,
    pub view: Option<String>,
    pub thumb: Option<String>,
    pub attempts: i32,
    pub sealed_original: Option<String>,
    pub sealed_bytes: Option<i64>,
    pub sealed_sha256: Option<Vec<u8>>,
    pub claimed_sha256: Option<Vec<u8>>,
    pub sealed_at: Option<i64>,
    pub sealed_media: Option<String>,
    pub incident_id: Option<Uuid>,
    pub account_id: Option<Uuid>,
    pub taken_at: Option<i64>,
}

impl ActiveModelBehavior for ActiveModel {}
