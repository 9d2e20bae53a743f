use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "ceremonies")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub challenge: Vec<u8>,
    pub state: Vec<u8>,
    pub until: i64,
}

impl ActiveModelBehavior for ActiveModel {}
