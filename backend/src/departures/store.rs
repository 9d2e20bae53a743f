//! Rows of departures.

use crate::entity::{departure, venue};
use crate::problem::{Answer, Problem};
use jiff::Timestamp;
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{Expr, ExprTrait, OnConflict};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use shared::departures::{Departure, KEPT, Kind, Line, State};
use shared::id::{AuthorityId, DepartureId, VenueId};
use std::collections::{BTreeSet, HashMap, HashSet};
use uuid::Uuid;

/// Rows in one statement: SQLite takes 32,766 values in it.
const ROWS: usize = 1_000;
/// Departures of a venue that are kept in memory: a fortnight of the largest airports.
const STANDING: u64 = 50_000;

/// What a file changed.
#[derive(Clone, Copy, Debug, Default)]
pub struct Changed {
    pub added: usize,
    pub changed: usize,
    pub removed: usize,
}

/// The departures of a venue that are not forgotten.
pub async fn standing(conn: &impl ConnectionTrait, venue: VenueId, now: Timestamp) -> Answer<Vec<Departure>> {
    let rows = departure::Entity::find()
        .filter(departure::Column::VenueId.eq(venue.uuid()))
        .filter(departure::Column::ScheduledAt.gt((now - KEPT).as_microsecond()))
        .order_by_asc(departure::Column::ScheduledAt)
        .limit(STANDING)
        .all(conn)
        .await?;
    rows.into_iter().map(read).collect()
}

fn read(row: departure::Model) -> Answer<Departure> {
    let bad = |what: &str| Problem::internal(anyhow::anyhow!("departure {}: {what} cannot be read", row.id));
    let time = |micros: i64| Timestamp::from_microsecond(micros).map_err(|_| bad("a time"));
    Ok(Departure {
        id: DepartureId::from_uuid(row.id),
        kind: Kind::parse(&row.kind).ok_or_else(|| bad("kind"))?,
        scheduled: time(row.scheduled_at)?,
        estimated: row.estimated_at.map(time).transpose()?,
        boards: row.boards_at.map(time).transpose()?,
        state: State::parse(&row.state).ok_or_else(|| bad("state"))?,
        as_of: time(row.imported_at)?,
        number: row.number,
        place: row.place,
    })
}

/// Another file of this venue waits until this one is in.
pub async fn count_import(conn: &impl ConnectionTrait, authority: AuthorityId, id: VenueId) -> Answer<()> {
    venue::Entity::update_many()
        .col_expr(venue::Column::DeparturesSeq, Expr::col(venue::Column::DeparturesSeq).add(1))
        .filter(venue::Column::Id.eq(id.uuid()))
        .filter(venue::Column::AuthorityId.eq(authority.uuid()))
        .exec(conn)
        .await?;
    Ok(())
}

/// Puts a file in the place of what was known of its days. A departure keeps its id for as long as it is told of.
pub async fn replace(
    conn: &impl ConnectionTrait,
    authority: AuthorityId,
    venue: VenueId,
    lines: &[(DepartureId, Line)],
    now: Timestamp,
) -> Answer<Changed> {
    use departure::Column;
    let days: BTreeSet<(Kind, String)> = lines.iter().map(|(_, line)| (line.kind, line.day.to_string())).collect();
    let told = days
        .iter()
        .fold(Condition::any(), |any, (kind, day)| any.add(Column::Kind.eq(kind.name()).and(Column::Day.eq(day))));
    let known = departure::Entity::find()
        .filter(Column::VenueId.eq(venue.uuid()))
        .filter(Column::AuthorityId.eq(authority.uuid()))
        .filter(told)
        .all(conn)
        .await?;
    let mut known: HashMap<(String, String, String), departure::Model> =
        known.into_iter().map(|row| ((row.kind.clone(), row.day.clone(), row.number_key.clone()), row)).collect();
    let mut done = Changed::default();
    let mut rows = Vec::with_capacity(lines.len());
    for (fresh, line) in lines {
        let mut row = departure::Model {
            id: fresh.uuid(),
            authority_id: authority.uuid(),
            venue_id: venue.uuid(),
            kind: line.kind.name().to_owned(),
            day: line.day.to_string(),
            number_key: line.key.clone(),
            number: line.number.clone(),
            place: line.place.clone(),
            scheduled_at: line.scheduled.as_microsecond(),
            estimated_at: line.estimated.map(Timestamp::as_microsecond),
            boards_at: line.boards.map(Timestamp::as_microsecond),
            state: line.state.name().to_owned(),
            imported_at: now.as_microsecond(),
        };
        match known.remove(&(row.kind.clone(), row.day.clone(), row.number_key.clone())) {
            None => done.added += 1,
            Some(before) => {
                row.id = before.id;
                let same = departure::Model { imported_at: row.imported_at, ..before };
                done.changed += usize::from(same != row);
            }
        }
        rows.push(active(row));
    }
    let gone: Vec<Uuid> = known.into_values().map(|row| row.id).collect();
    done.removed = gone.len();
    for some in gone.chunks(ROWS) {
        departure::Entity::delete_many().filter(Column::Id.is_in(some.iter().copied())).exec(conn).await?;
    }
    for some in rows.chunks(ROWS) {
        let again = OnConflict::column(Column::Id)
            .update_columns([
                Column::Number,
                Column::Place,
                Column::ScheduledAt,
                Column::EstimatedAt,
                Column::BoardsAt,
                Column::State,
                Column::ImportedAt,
            ])
            .to_owned();
        departure::Entity::insert_many(some.to_vec()).on_conflict(again).exec_without_returning(conn).await?;
    }
    Ok(done)
}

fn active(row: departure::Model) -> departure::ActiveModel {
    departure::ActiveModel {
        id: Set(row.id),
        authority_id: Set(row.authority_id),
        venue_id: Set(row.venue_id),
        kind: Set(row.kind),
        day: Set(row.day),
        number_key: Set(row.number_key),
        number: Set(row.number),
        place: Set(row.place),
        scheduled_at: Set(row.scheduled_at),
        estimated_at: Set(row.estimated_at),
        boards_at: Set(row.boards_at),
        state: Set(row.state),
        imported_at: Set(row.imported_at),
    }
}

/// The venues that have departures from before, with their authorities.
pub async fn with_old(conn: &impl ConnectionTrait, before: Timestamp) -> Answer<HashSet<(AuthorityId, VenueId)>> {
    let rows: Vec<(Uuid, Uuid)> = departure::Entity::find()
        .select_only()
        .column(departure::Column::AuthorityId)
        .column(departure::Column::VenueId)
        .filter(departure::Column::ScheduledAt.lte(before.as_microsecond()))
        .distinct()
        .into_tuple()
        .all(conn)
        .await?;
    Ok(rows.into_iter().map(|(of, venue)| (AuthorityId::from_uuid(of), VenueId::from_uuid(venue))).collect())
}

pub async fn forget(conn: &impl ConnectionTrait, venue: VenueId, before: Timestamp) -> Answer<()> {
    departure::Entity::delete_many()
        .filter(departure::Column::VenueId.eq(venue.uuid()))
        .filter(departure::Column::ScheduledAt.lte(before.as_microsecond()))
        .exec(conn)
        .await?;
    Ok(())
}
