use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "plates")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub code: String,
    pub authority_id: Uuid,
    pub venue_id: Uuid,
    pub label: String,
    pub zone: String,
    pub floor: String,
    pub lat: f64,
    pub lon: f64,
}

impl ActiveModelBehavior for ActiveModel {}
