use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "last_commands")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub incident_id: Uuid,
    pub authority_id: Uuid,
    pub account_id: Uuid,
    pub at: i64,
    pub version: i64,
    pub command: String,
    pub changed: String,
}

impl ActiveModelBehavior for ActiveModel {}
