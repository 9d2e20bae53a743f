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
    pub made_at: i64,
    /// When an import struck it out. It is kept: it says who was on until then.
    pub dropped_at: Option<i64>,
    /// Name of the team whose turn it is.
    pub team: Option<String>,
    pub first_day: Option<String>,
    pub last_day: Option<String>,
    /// A `shared::roster::Cycle` as JSON, where the days are not those of a week.
    pub cycle: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}
