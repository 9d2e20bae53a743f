//! Rows of watches.

use crate::entity::watch;
use crate::problem::Answer;
use jiff::Timestamp;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, ExprTrait, QueryFilter, QueryOrder, QuerySelect,
};
use shared::id::{AuthorityId, WatchId};
use uuid::Uuid;

/// A browser or app that wants to hear of news. It names no report: `of` is a keyed hash, which only this server can make.
#[derive(Clone, Debug)]
pub struct Watch {
    pub id: WatchId,
    pub authority: AuthorityId,
    pub of: [u8; 32],
    pub sealed_key: Vec<u8>,
    pub sealed: Vec<u8>,
    pub attempts: i32,
}

pub async fn add(conn: &impl ConnectionTrait, new: &Watch, now: Timestamp) -> Result<(), DbErr> {
    let row = watch::ActiveModel {
        id: Set(new.id.uuid()),
        authority_id: Set(new.authority.uuid()),
        of_hash: Set(new.of.to_vec()),
        sealed_key: Set(new.sealed_key.clone()),
        sealed: Set(new.sealed.clone()),
        due_at: Set(None),
        attempts: Set(0),
        heard_at: Set(now.as_microsecond()),
    };
    watch::Entity::insert(row).exec_without_returning(conn).await?;
    Ok(())
}

/// The watches of a report, the newest first.
pub async fn of(conn: &impl ConnectionTrait, authority: AuthorityId, of: &[u8; 32]) -> Result<Vec<WatchId>, DbErr> {
    let ids: Vec<Uuid> = watch::Entity::find()
        .select_only()
        .column(watch::Column::Id)
        .filter(watch::Column::OfHash.eq(of.to_vec()))
        .filter(watch::Column::AuthorityId.eq(authority.uuid()))
        .order_by_desc(watch::Column::Id)
        .into_tuple()
        .all(conn)
        .await?;
    Ok(ids.into_iter().map(WatchId::from_uuid).collect())
}

pub async fn end(conn: &impl ConnectionTrait, id: WatchId) -> Result<(), DbErr> {
    watch::Entity::delete_by_id(id.uuid()).exec(conn).await?;
    Ok(())
}

/// There is news of some reports: their watches are due, those that are not yet.
pub async fn due_now(
    conn: &impl ConnectionTrait,
    authority: AuthorityId,
    of: &[[u8; 32]],
    now: Timestamp,
) -> Result<(), DbErr> {
    // SQLite takes 32,766 values in one statement.
    for some in of.chunks(10_000) {
        watch::Entity::update_many()
            .col_expr(watch::Column::DueAt, now.as_microsecond().into())
            .col_expr(watch::Column::Attempts, 0.into())
            .filter(watch::Column::OfHash.is_in(some.iter().map(|hash| hash.to_vec())))
            .filter(watch::Column::AuthorityId.eq(authority.uuid()))
            .exec(conn)
            .await?;
    }
    Ok(())
}

/// Takes what is due, of every authority, and nobody else does until the lease ends.
pub async fn lease(conn: &impl ConnectionTrait, now: Timestamp, until: Timestamp, limit: u64) -> Answer<Vec<Watch>> {
    let rows = watch::Entity::find()
        .filter(watch::Column::DueAt.lte(now.as_microsecond()))
        .order_by_asc(watch::Column::DueAt)
        .order_by_asc(watch::Column::Id)
        .limit(limit)
        .lock_exclusive()
        .all(conn)
        .await?;
    let ids = rows.iter().map(|row| row.id);
    watch::Entity::update_many()
        .col_expr(watch::Column::DueAt, until.as_microsecond().into())
        .col_expr(watch::Column::Attempts, watch::Column::Attempts.into_expr().add(1))
        .filter(watch::Column::Id.is_in(ids))
        .exec(conn)
        .await?;
    Ok(rows.into_iter().filter_map(watch_of).collect())
}

pub async fn is_due(conn: &impl ConnectionTrait, now: Timestamp) -> Result<bool, DbErr> {
    let due = watch::Entity::find().filter(watch::Column::DueAt.lte(now.as_microsecond()));
    Ok(due.one(conn).await?.is_some())
}

/// Told, or not to be tried again; the next news makes it due anew. One that became due while it was told, under a lease until
/// `leased`, stays due.
pub async fn told(conn: &impl ConnectionTrait, id: WatchId, leased: Timestamp, now: Timestamp) -> Result<(), DbErr> {
    watch::Entity::update_many()
        .col_expr(watch::Column::DueAt, sea_orm::sea_query::Expr::value(None::<i64>))
        .col_expr(watch::Column::HeardAt, now.as_microsecond().into())
        .filter(watch::Column::Id.eq(id.uuid()))
        .filter(watch::Column::DueAt.eq(leased.as_microsecond()))
        .exec(conn)
        .await?;
    Ok(())
}

pub async fn later(conn: &impl ConnectionTrait, id: WatchId, leased: Timestamp, at: Timestamp) -> Result<(), DbErr> {
    watch::Entity::update_many()
        .col_expr(watch::Column::DueAt, at.as_microsecond().into())
        .filter(watch::Column::Id.eq(id.uuid()))
        .filter(watch::Column::DueAt.eq(leased.as_microsecond()))
        .exec(conn)
        .await?;
    Ok(())
}

/// Lets go of those that heard nothing since an instant, and have nothing to hear now.
pub async fn forget_older(conn: &impl ConnectionTrait, than: Timestamp) -> Result<(), DbErr> {
    watch::Entity::delete_many()
        .filter(watch::Column::HeardAt.lt(than.as_microsecond()))
        .filter(watch::Column::DueAt.is_null())
        .exec(conn)
        .await?;
    Ok(())
}

fn watch_of(row: watch::Model) -> Option<Watch> {
    Some(Watch {
        id: WatchId::from_uuid(row.id),
        authority: AuthorityId::from_uuid(row.authority_id),
        of: row.of_hash.try_into().ok()?,
        sealed_key: row.sealed_key,
        sealed: row.sealed,
        attempts: row.attempts,
    })
}
