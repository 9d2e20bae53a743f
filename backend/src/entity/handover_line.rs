use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "handover_lines")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub handover_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub key: String,
    pub authority_id: Uuid,
    pub section: String,
    pub position: i32,
    pub incident_id: Option<Uuid>,
    pub edited: bool,
    pub struck: bool,
    pub accepted_at: Option<i64>,
    pub questioned_at: Option<i64>,
    pub answered_at: Option<i64>,
    pub sealed: Vec<u8>,
}

impl ActiveModelBehavior for ActiveModel {}
