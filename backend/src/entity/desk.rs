use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "desks")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub venue_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub session_id: Uuid,
    pub seen_at: i64,
}

impl ActiveModelBehavior for ActiveModel {}
