use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "obligations")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub authority_id: Uuid,
    pub venue_id: Uuid,
    pub incident_id: Uuid,
    pub priority: i32,
    pub opened_at: i64,
    pub rung: i32,
    pub next_at: i64,
    pub closed_at: Option<i64>,
    pub closed_by: Option<Uuid>,
    pub lease_until: i64,
    pub kind: String,
    pub fallback_at: Option<i64>,
}

impl ActiveModelBehavior for ActiveModel {}
