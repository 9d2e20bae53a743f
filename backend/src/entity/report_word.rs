use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "report_words")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub authority_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub word: i64,
    #[sea_orm(primary_key, auto_increment = false)]
    pub report_id: Uuid,
}

impl ActiveModelBehavior for ActiveModel {}
