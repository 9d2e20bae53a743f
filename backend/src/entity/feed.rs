use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "feeds")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub account_id: Uuid,
    pub authority_id: Uuid,
    /// Of what stands in the address. The address itself is nowhere.
    pub token_hash: String,
    pub made_at: i64,
}

impl ActiveModelBehavior for ActiveModel {}
