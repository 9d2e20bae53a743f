use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "patrol_places")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub account_id: Uuid,
    pub authority_id: Uuid,
    pub at: i64,
    pub latitude: f64,
    pub longitude: f64,
    pub accuracy_m: f64,
    pub level: Option<i32>,
}

impl ActiveModelBehavior for ActiveModel {}
