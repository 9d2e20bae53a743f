//! Rows of kept lists.

use crate::accounts::Scope;
use crate::entity::saved_filter;
use crate::problem::Answer;
use jiff::Timestamp;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, ConnectionTrait, EntityTrait, ExprTrait, PaginatorTrait, QueryFilter,
    QueryOrder, QuerySelect,
};
use shared::id::{AccountId, FilterId, VenueId};

/// Kept lists shown at once.
const SHOWN: u64 = 200;

#[derive(Clone, Debug)]
pub struct Kept {
    pub id: FilterId,
    pub venue: VenueId,
    pub account: AccountId,
    pub name: String,
    pub query: String,
    pub shared: bool,
}

fn kept(row: saved_filter::Model) -> Kept {
    Kept {
        id: FilterId::from_uuid(row.id),
        venue: VenueId::from_uuid(row.venue_id),
        account: AccountId::from_uuid(row.account_id),
        name: row.name,
        query: row.query,
        shared: row.shared,
    }
}

/// One's own, and what colleagues of one's venues share.
fn of(scope: &Scope) -> Condition {
    let mine = saved_filter::Column::AccountId.eq(scope.account.uuid());
    Condition::all()
        .add(saved_filter::Column::AuthorityId.eq(scope.authority.uuid()))
        .add(saved_filter::Column::VenueId.is_in(scope.venues.iter().map(|venue| venue.uuid())))
        .add(mine.or(saved_filter::Column::Shared.eq(true)))
}

pub async fn list(conn: &impl ConnectionTrait, scope: &Scope, venue: VenueId) -> Answer<Vec<Kept>> {
    let rows = saved_filter::Entity::find()
        .filter(of(scope))
        .filter(saved_filter::Column::VenueId.eq(venue.uuid()))
        .order_by_asc(saved_filter::Column::Name)
        .order_by_asc(saved_filter::Column::Id)
        .limit(SHOWN)
        .all(conn)
        .await?;
    Ok(rows.into_iter().map(kept).collect())
}

pub async fn find(conn: &impl ConnectionTrait, scope: &Scope, id: FilterId) -> Answer<Option<Kept>> {
    Ok(saved_filter::Entity::find_by_id(id.uuid()).filter(of(scope)).one(conn).await?.map(kept))
}

pub async fn count(conn: &impl ConnectionTrait, scope: &Scope) -> Answer<u64> {
    let mine = saved_filter::Entity::find().filter(saved_filter::Column::AccountId.eq(scope.account.uuid()));
    Ok(mine.count(conn).await?)
}

pub async fn add(conn: &impl ConnectionTrait, scope: &Scope, new: &Kept, at: Timestamp) -> Answer<()> {
    let row = saved_filter::ActiveModel {
        id: Set(new.id.uuid()),
        authority_id: Set(scope.authority.uuid()),
        venue_id: Set(new.venue.uuid()),
        account_id: Set(new.account.uuid()),
        name: Set(new.name.clone()),
        query: Set(new.query.clone()),
        shared: Set(new.shared),
        at: Set(at.as_microsecond()),
    };
    saved_filter::Entity::insert(row).exec_without_returning(conn).await?;
    Ok(())
}

pub async fn end(conn: &impl ConnectionTrait, id: FilterId) -> Answer<()> {
    saved_filter::Entity::delete_by_id(id.uuid()).exec(conn).await?;
    Ok(())
}
