use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "roll_calls")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub venue_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub account_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub shift_at: i64,
    pub authority_id: Uuid,
    pub present: bool,
    pub at: i64,
    pub called_by: Uuid,
}

impl ActiveModelBehavior for ActiveModel {}
