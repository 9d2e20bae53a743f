use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "asks")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub authority_id: Uuid,
    pub venue_id: Uuid,
    pub asked_by: Uuid,
    /// Who is asked.
    pub account_id: Uuid,
    pub post_id: Uuid,
    pub replaces: Option<Uuid>,
    pub starts_at: i64,
    pub ends_at: i64,
    pub back_post_id: Option<Uuid>,
    pub back_starts_at: Option<i64>,
    pub back_ends_at: Option<i64>,
    pub state: String,
    pub asked_at: i64,
    pub answered_at: Option<i64>,
}

impl ActiveModelBehavior for ActiveModel {}
