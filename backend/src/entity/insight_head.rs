use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "insight_heads")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub authority_id: Uuid,
    /// The last entry of the log that is counted.
    pub seq: i64,
    /// Weeks that begin before this Monday (days since 1970) are summed too.
    pub summed: i32,
}

impl ActiveModelBehavior for ActiveModel {}
