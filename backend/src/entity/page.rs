use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "pages")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub authority_id: Uuid,
    pub venue_id: Uuid,
    pub incident_id: Uuid,
    pub obligation_id: Uuid,
    pub rung: i32,
    pub account_id: Uuid,
    pub channel: String,
    pub state: String,
    pub attempts: i32,
    pub queued_at: i64,
    pub next_at: i64,
    pub lease_until: i64,
    pub sent_at: Option<i64>,
    pub error: Option<String>,
    pub kind: String,
    pub target_id: Option<Uuid>,
    pub cause: Option<String>,
    pub delivered_at: Option<i64>,
    pub seen_at: Option<i64>,
    pub answered_at: Option<i64>,
}

impl ActiveModelBehavior for ActiveModel {}
