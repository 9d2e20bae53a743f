use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "saved_filters")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub authority_id: Uuid,
    pub venue_id: Uuid,
    pub account_id: Uuid,
    pub name: String,
    pub query: String,
    pub shared: bool,
    pub at: i64,
}

impl ActiveModelBehavior for ActiveModel {}
