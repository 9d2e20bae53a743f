//! Rows of desks that were live a moment ago. They tell other servers, and this one after it was started anew.

use crate::entity::desk;
use crate::problem::Answer;
use jiff::{SignedDuration, Timestamp};
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use shared::id::{SessionId, VenueId};

/// What is older says nothing any more.
const KEPT: SignedDuration = SignedDuration::from_hours(24);

pub async fn seen(conn: &impl ConnectionTrait, desks: &[(VenueId, SessionId)], now: Timestamp) -> Answer<()> {
    let desks: std::collections::BTreeSet<_> = desks.iter().copied().collect();
    let rows = desks.into_iter().map(|(venue, session)| desk::ActiveModel {
        venue_id: Set(venue.uuid()),
        session_id: Set(session.uuid()),
        seen_at: Set(now.as_microsecond()),
    });
    let known = OnConflict::columns([desk::Column::VenueId, desk::Column::SessionId])
        .update_column(desk::Column::SeenAt)
        .to_owned();
    desk::Entity::insert_many(rows).on_conflict(known).exec_without_returning(conn).await?;
    let old = (now - KEPT).as_microsecond();
    desk::Entity::delete_many().filter(desk::Column::SeenAt.lt(old)).exec(conn).await?;
    Ok(())
}

/// When any desk of a venue was last written down.
pub async fn last_seen(conn: &impl ConnectionTrait, venue: VenueId) -> Answer<Option<Timestamp>> {
    let row = desk::Entity::find()
        .filter(desk::Column::VenueId.eq(venue.uuid()))
        .order_by_desc(desk::Column::SeenAt)
        .one(conn)
        .await?;
    Ok(row.and_then(|row| Timestamp::from_microsecond(row.seen_at).ok()))
}
