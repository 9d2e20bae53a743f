use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "posts")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub authority_id: Uuid,
    pub venue_id: Uuid,
    pub code: String,
    pub name: String,
    pub skills: String,
    pub zones: String,
    pub is_default: bool,
    pub retired: bool,
}

impl ActiveModelBehavior for ActiveModel {}
