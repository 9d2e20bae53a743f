use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "channels")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub authority_id: Uuid,
    pub kind: String,
    pub name: String,
    pub url: String,
    pub calls: String,
    pub sealed_key: Vec<u8>,
    pub sealed_secret: Vec<u8>,
    pub created_at: i64,
    pub created_by: Uuid,
    pub ended_at: Option<i64>,
}

impl ActiveModelBehavior for ActiveModel {}
