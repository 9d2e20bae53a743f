use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "venues")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub authority_id: Uuid,
    pub slug: String,
    pub name: String,
    pub kind: String,
    pub time_zone: String,
    pub emergency_number: String,
    pub languages: String,
    pub number_prefix: String,
    pub evidence_key: Option<String>,
    pub floors: String,
    pub zones: String,
    pub drawing: String,
    pub version: String,
    pub imported_at: i64,
    pub security_level: i32,
    pub roster_seq: i64,
    pub departures_seq: i64,
    pub roster_changed_at: i64,
    pub desk_phone: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}
