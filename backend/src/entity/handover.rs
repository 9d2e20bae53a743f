use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "handovers")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub authority_id: Uuid,
    pub venue_id: Uuid,
    pub nth: i64,
    pub state: String,
    pub version: i64,
    pub from_at: Option<i64>,
    pub until_at: Option<i64>,
    pub outgoing_id: Option<Uuid>,
    pub signed_at: Option<i64>,
    pub incoming_id: Option<Uuid>,
    pub accepted_at: Option<i64>,
    pub sealed_key: Vec<u8>,
    pub sealed: Option<Vec<u8>>,
}

impl ActiveModelBehavior for ActiveModel {}
