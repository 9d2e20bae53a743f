use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "shifts")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub authority_id: Uuid,
    pub venue_id: Uuid,
    pub post_id: Uuid,
    pub account_id: Uuid,
    pub days: String,
    pub from_time: String,
    pub to_time: String,
}

impl ActiveModelBehavior for ActiveModel {}
