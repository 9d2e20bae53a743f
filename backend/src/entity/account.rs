use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "accounts")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub authority_id: Uuid,
    pub email: String,
    pub name: String,
    pub call_sign: Option<String>,
    pub role: String,
    pub password_hash: Option<String>,
    pub active: bool,
    pub created_at: i64,
    pub phone: Option<String>,
    pub employer: Option<String>,
    pub badge: Option<String>,
    pub oidc_subject: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}
