use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "incidents")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub authority_id: Uuid,
    pub venue_id: Uuid,
    pub number: String,
    pub version: i64,
    pub priority: i32,
    pub assessed_priority: i32,
    pub status: String,
    pub over: bool,
    pub category: String,
    pub zone: Option<String>,
    pub place_label: Option<String>,
    pub floor: Option<String>,
    pub lat: Option<f64>,
    pub lon: Option<f64>,
    pub accuracy_m: Option<f64>,
    pub place_notes: String,
    pub report_count: i32,
    pub photo_count: i32,
    pub independent_sources: i32,
    pub opened_at: i64,
    pub due_at: i64,
    pub owes: Option<String>,
    pub acknowledged_at: Option<i64>,
    pub seen_at: Option<i64>,
    pub post_id: Option<Uuid>,
    pub assignee_id: Option<Uuid>,
    pub second_id: Option<Uuid>,
    pub disposition: Option<String>,
    pub emergency: bool,
    pub assessment: String,
    pub route_trace: String,
    pub sealed_key: Vec<u8>,
    pub trail: String,
    pub news_at: i64,
    pub merged_into: Option<Uuid>,
    pub rules_version: Option<i64>,
    pub reach_south: f64,
    pub reach_north: f64,
    pub reach_west: f64,
    pub reach_east: f64,
    pub nature: String,
    pub kept_from: Option<String>,
    pub skills: String,
}

impl ActiveModelBehavior for ActiveModel {}
