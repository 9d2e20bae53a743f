use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "overrides")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub authority_id: Uuid,
    pub venue_id: Uuid,
    pub post_id: Uuid,
    pub account_id: Uuid,
    pub replaces: Option<Uuid>,
    pub starts_at: i64,
    pub ends_at: i64,
    /// `bundle`, `desk` or `calendar`: an import replaces its own alone.
    pub source: String,
    pub reason: Option<String>,
    /// Of the calendar's event.
    pub uid: Option<String>,
    pub made_by: Option<Uuid>,
    pub made_at: i64,
    /// When it was replaced. It is kept: it says who was on until then.
    pub dropped_at: Option<i64>,
}

impl ActiveModelBehavior for ActiveModel {}
