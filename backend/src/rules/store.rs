//! Rows of rule sets. Only the mark `live` of a row ever changes.

use crate::entity::rule_set;
use crate::problem::{Answer, Problem};
use jiff::Timestamp;
use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};
use shared::id::{AccountId, AuthorityId};
use shared::rules::Rule;
use uuid::Uuid;

/// A version as it was saved.
#[derive(Clone, Debug)]
pub struct Saved {
    pub version: i64,
    pub rules: Vec<Rule>,
    pub note: String,
    pub by: AccountId,
    pub at: Timestamp,
}

fn saved(row: rule_set::Model) -> Answer<Saved> {
    Ok(Saved {
        version: row.version,
        rules: serde_json::from_str(&row.rules).map_err(Problem::internal)?,
        note: row.note,
        by: AccountId::from_uuid(row.account_id),
        at: Timestamp::from_microsecond(row.at).unwrap_or(Timestamp::MIN),
    })
}

/// The live version of every authority that has rules.
pub async fn live_versions(conn: &impl ConnectionTrait) -> Answer<Vec<(AuthorityId, i64)>> {
    let rows: Vec<(Uuid, i64)> = rule_set::Entity::find()
        .filter(rule_set::Column::Live.eq(true))
        .select_only()
        .column(rule_set::Column::AuthorityId)
        .column(rule_set::Column::Version)
        .into_tuple()
        .all(conn)
        .await?;
    Ok(rows.into_iter().map(|(authority, version)| (AuthorityId::from_uuid(authority), version)).collect())
}

/// The live set of an authority, if it has rules.
pub async fn live(conn: &impl ConnectionTrait, authority: AuthorityId) -> Answer<Option<Saved>> {
    let row = rule_set::Entity::find()
        .filter(rule_set::Column::AuthorityId.eq(authority.uuid()))
        .filter(rule_set::Column::Live.eq(true))
        .order_by_desc(rule_set::Column::Version)
        .one(conn)
        .await?;
    row.map(saved).transpose()
}

/// The newest versions of an authority, newest first.
pub async fn history(conn: &impl ConnectionTrait, authority: AuthorityId, limit: u64) -> Answer<Vec<Saved>> {
    let rows = rule_set::Entity::find()
        .filter(rule_set::Column::AuthorityId.eq(authority.uuid()))
        .order_by_desc(rule_set::Column::Version)
        .limit(limit)
        .all(conn)
        .await?;
    rows.into_iter().map(saved).collect()
}

/// Adds a version and makes it live. False where somebody else saved that version at the same time.
pub async fn add(conn: &impl ConnectionTrait, authority: AuthorityId, new: &Saved) -> Answer<bool> {
    let row = rule_set::ActiveModel {
        authority_id: Set(authority.uuid()),
        version: Set(new.version),
        rules: Set(serde_json::to_string(&new.rules).map_err(Problem::internal)?),
        note: Set(new.note.clone()),
        account_id: Set(new.by.uuid()),
        at: Set(new.at.as_microsecond()),
        live: Set(true),
    };
    let known = OnConflict::columns([rule_set::Column::AuthorityId, rule_set::Column::Version]).do_nothing().to_owned();
    match rule_set::Entity::insert(row).on_conflict(known).exec_without_returning(conn).await {
        Ok(0) | Err(DbErr::RecordNotInserted) => return Ok(false),
        Ok(_) => {}
        Err(error) => return Err(error.into()),
    }
    rule_set::Entity::update_many()
        .col_expr(rule_set::Column::Live, false.into())
        .filter(rule_set::Column::AuthorityId.eq(authority.uuid()))
        .filter(rule_set::Column::Version.ne(new.version))
        .filter(rule_set::Column::Live.eq(true))
        .exec(conn)
        .await?;
    Ok(true)
}
