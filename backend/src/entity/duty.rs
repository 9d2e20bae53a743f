use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "duties")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub authority_id: Uuid,
    pub account_id: Uuid,
    pub state: String,
    pub since: i64,
    pub until: i64,
    pub set_by: Uuid,
    pub sealed_key: Option<Vec<u8>>,
    pub sealed_reason: Option<Vec<u8>>,
}

impl ActiveModelBehavior for ActiveModel {}
