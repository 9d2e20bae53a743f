use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "majors")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub authority_id: Uuid,
    pub venue_id: Uuid,
    pub incident_id: Uuid,
    pub version: i64,
    pub declared_at: i64,
    pub declared_by: Uuid,
    pub over_at: Option<i64>,
    pub sealed_key: Vec<u8>,
    pub sealed: Vec<u8>,
}

impl ActiveModelBehavior for ActiveModel {}
