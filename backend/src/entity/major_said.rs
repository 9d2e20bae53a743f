use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "major_said")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub major_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub authority_id: Uuid,
    pub kind: String,
    pub at: i64,
    pub account_id: Uuid,
    pub sealed: Vec<u8>,
}

impl ActiveModelBehavior for ActiveModel {}
