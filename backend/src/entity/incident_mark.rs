use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "incident_marks")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub account_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub incident_id: Uuid,
    pub authority_id: Uuid,
    pub at: i64,
    pub watched: bool,
    pub snoozed_until: Option<i64>,
    pub version: i64,
    pub reports: i32,
    pub priority: i32,
}

impl ActiveModelBehavior for ActiveModel {}
