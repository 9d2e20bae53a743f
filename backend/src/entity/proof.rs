use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "proofs")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub authority_id: Uuid,
    pub venue_id: Uuid,
    pub incident_id: Option<Uuid>,
    pub report_id: Option<Uuid>,
    pub photo_id: Option<Uuid>,
    pub started_at: i64,
    pub ended_at: Option<i64>,
    pub state: String,
    pub answers: String,
    pub missing: String,
}

impl ActiveModelBehavior for ActiveModel {}
