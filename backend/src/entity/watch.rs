use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "watches")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub authority_id: Uuid,
    pub of_hash: Vec<u8>,
    pub sealed_key: Vec<u8>,
    pub sealed: Vec<u8>,
    pub due_at: Option<i64>,
    pub attempts: i32,
    pub heard_at: i64,
}

impl ActiveModelBehavior for ActiveModel {}
