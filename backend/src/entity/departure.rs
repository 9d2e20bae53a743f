use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "departures")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub authority_id: Uuid,
    pub venue_id: Uuid,
    pub kind: String,
    pub day: String,
    pub number_key: String,
    pub number: String,
    pub place: Option<String>,
    pub scheduled_at: i64,
    pub estimated_at: Option<i64>,
    pub boards_at: Option<i64>,
    pub state: String,
    pub imported_at: i64,
}

impl ActiveModelBehavior for ActiveModel {}
