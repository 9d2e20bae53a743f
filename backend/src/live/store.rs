//! Rows of desks that were live a moment ago, and of who looks at what. They tell other servers, and this one after it was started anew.

use crate::accounts;
use crate::entity::{attention, desk};
use crate::problem::{Answer, Problem};
use jiff::{SignedDuration, Timestamp};
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use shared::attention::{Doing, LASTS};
use shared::id::{AccountId, AuthorityId, IncidentId, SessionId, VenueId};
use std::collections::HashMap;

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

/// Whose desk or phone was open at a venue since then, and when last.
pub async fn opened(
    conn: &impl ConnectionTrait,
    venue: VenueId,
    since: Timestamp,
) -> Answer<HashMap<AccountId, Timestamp>> {
    let rows = desk::Entity::find()
        .filter(desk::Column::VenueId.eq(venue.uuid()))
        .filter(desk::Column::SeenAt.gte(since.as_microsecond()))
        .all(conn)
        .await?;
    let whose = accounts::of_sessions(conn, rows.iter().map(|row| row.session_id)).await?;
    let mut opened: HashMap<AccountId, Timestamp> = HashMap::new();
    for row in rows {
        let Some(account) = whose.get(&row.session_id) else { continue };
        let seen = Timestamp::from_microsecond(row.seen_at).map_err(Problem::internal)?;
        let last = opened.entry(*account).or_insert(seen);
        *last = seen.max(*last);
    }
    Ok(opened)
}

/// What somebody said that they do with an incident, and when.
#[derive(Clone, Copy, Debug)]
pub struct Said {
    pub incident: IncidentId,
    pub account: AccountId,
    pub doing: Doing,
    pub at: Timestamp,
}

impl Said {
    fn from_row(row: &attention::Model) -> Answer<Self> {
        Ok(Self {
            incident: IncidentId::from_uuid(row.incident_id),
            account: AccountId::from_uuid(row.account_id),
            doing: Doing::parse(&row.doing).unwrap_or(Doing::Gone),
            at: Timestamp::from_microsecond(row.at).map_err(Problem::internal)?,
        })
    }
}

/// In the place of what they said before. What nobody says any more is forgotten on the way.
pub async fn say(conn: &impl ConnectionTrait, authority: AuthorityId, said: Said) -> Answer<()> {
    let row = attention::ActiveModel {
        incident_id: Set(said.incident.uuid()),
        account_id: Set(said.account.uuid()),
        authority_id: Set(authority.uuid()),
        doing: Set(said.doing.name().to_owned()),
        at: Set(said.at.as_microsecond()),
    };
    let before = OnConflict::columns([attention::Column::IncidentId, attention::Column::AccountId])
        .update_columns([attention::Column::Doing, attention::Column::At])
        .to_owned();
    attention::Entity::insert(row).on_conflict(before).exec_without_returning(conn).await?;
    attention::Entity::delete_many()
        .filter(attention::Column::AuthorityId.eq(authority.uuid()))
        .filter(attention::Column::At.lt((said.at - LASTS - LASTS).as_microsecond()))
        .exec(conn)
        .await?;
    Ok(())
}

/// Who said something of an incident, whoever asked first before the others.
pub async fn said_of(conn: &impl ConnectionTrait, authority: AuthorityId, incident: IncidentId) -> Answer<Vec<Said>> {
    let rows = attention::Entity::find()
        .filter(attention::Column::AuthorityId.eq(authority.uuid()))
        .filter(attention::Column::IncidentId.eq(incident.uuid()))
        .order_by_asc(attention::Column::AccountId)
        .all(conn)
        .await?;
    rows.iter().map(Said::from_row).collect()
}

/// What was said after an instant, in order.
pub async fn said_since(
    conn: &impl ConnectionTrait,
    authority: AuthorityId,
    since: Timestamp,
    limit: u64,
) -> Answer<Vec<Said>> {
    let rows = attention::Entity::find()
        .filter(attention::Column::AuthorityId.eq(authority.uuid()))
        .filter(attention::Column::At.gt(since.as_microsecond()))
        .order_by_asc(attention::Column::At)
        .limit(limit)
        .all(conn)
        .await?;
    rows.iter().map(Said::from_row).collect()
}
