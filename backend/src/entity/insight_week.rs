use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "insight_weeks")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub venue_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub drill: bool,
    #[sea_orm(primary_key, auto_increment = false)]
    pub facet: String,
    /// Its first day, since 1970.
    #[sea_orm(primary_key, auto_increment = false)]
    pub monday: i32,
    pub authority_id: Uuid,
    /// Every key's cell of the week.
    pub cells: Vec<u8>,
}

impl ActiveModelBehavior for ActiveModel {}
