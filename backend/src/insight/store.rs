//! Rows of numbers.

use crate::entity::{insight_account, insight_cell, insight_head, insight_week};
use crate::problem::{Answer, Problem};
use futures_util::TryStreamExt;
use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QuerySelect, StreamTrait,
};
use shared::id::{AuthorityId, IncidentId, VenueId};
use shared::insight::{Account, Cell, Facet, Week};
use std::collections::{BTreeMap, HashMap};

/// Rows written in one statement.
const AT_ONCE: usize = 500;

/// Which cell: of a venue, of exercises or not, of what, of which day, and its key.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    pub venue: VenueId,
    pub drill: bool,
    pub facet: Facet,
    pub day: i32,
    pub key: String,
}

/// What is told apart by its keys: of a venue, of exercises or not, of what.
pub type Kind = (VenueId, bool, Facet);

/// How far an authority is counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Head {
    /// The last entry of its log.
    pub seq: i64,
    /// Weeks that begin before this Monday stand in rows of their own too.
    pub summed: i32,
}

impl From<insight_head::Model> for Head {
    fn from(row: insight_head::Model) -> Self {
        Self { seq: row.seq, summed: row.summed }
    }
}

pub async fn head(conn: &impl ConnectionTrait, authority: AuthorityId) -> Answer<Head> {
    Ok(insight_head::Entity::find_by_id(authority.uuid()).one(conn).await?.map(Head::from).unwrap_or_default())
}

/// The same, held until the commit: another server that follows waits, and goes on from there.
pub async fn held(conn: &impl ConnectionTrait, authority: AuthorityId) -> Answer<Head> {
    let first = insight_head::ActiveModel { authority_id: Set(authority.uuid()), seq: Set(0), summed: Set(0) };
    let known = OnConflict::column(insight_head::Column::AuthorityId).do_nothing().to_owned();
    match insight_head::Entity::insert(first).on_conflict(known).exec_without_returning(conn).await {
        Ok(_) | Err(DbErr::RecordNotInserted) => {}
        Err(error) => return Err(error.into()),
    }
    let head = insight_head::Entity::find_by_id(authority.uuid()).lock_exclusive().one(conn).await?;
    Ok(head.map(Head::from).unwrap_or_default())
}

pub async fn counted_to(conn: &impl ConnectionTrait, authority: AuthorityId, seq: i64) -> Answer<()> {
    insight_head::Entity::update_many()
        .col_expr(insight_head::Column::Seq, seq.into())
        .filter(insight_head::Column::AuthorityId.eq(authority.uuid()))
        .exec(conn)
        .await?;
    Ok(())
}

pub async fn summed_to(conn: &impl ConnectionTrait, authority: AuthorityId, summed: i32) -> Answer<()> {
    insight_head::Entity::update_many()
        .col_expr(insight_head::Column::Summed, summed.into())
        .filter(insight_head::Column::AuthorityId.eq(authority.uuid()))
        .exec(conn)
        .await?;
    Ok(())
}

/// What incidents came to when they were last counted.
pub async fn accounts(
    conn: &impl ConnectionTrait,
    authority: AuthorityId,
    incidents: &[IncidentId],
) -> Answer<HashMap<IncidentId, Account>> {
    let rows = insight_account::Entity::find()
        .filter(insight_account::Column::IncidentId.is_in(incidents.iter().map(|id| id.uuid())))
        .filter(insight_account::Column::AuthorityId.eq(authority.uuid()))
        .all(conn)
        .await?;
    let read = |row: insight_account::Model| {
        let account = serde_json::from_str(&row.account).map_err(Problem::internal)?;
        Ok((IncidentId::from_uuid(row.incident_id), account))
    };
    rows.into_iter().map(read).collect()
}

pub async fn put_accounts(
    conn: &impl ConnectionTrait,
    authority: AuthorityId,
    accounts: &[(IncidentId, Account)],
) -> Answer<()> {
    let rows = accounts.iter().map(|(incident, account)| {
        Ok(insight_account::ActiveModel {
            incident_id: Set(incident.uuid()),
            authority_id: Set(authority.uuid()),
            account: Set(serde_json::to_string(account).map_err(Problem::internal)?),
        })
    });
    let rows = rows.collect::<Answer<Vec<_>>>()?;
    let known = OnConflict::column(insight_account::Column::IncidentId)
        .update_column(insight_account::Column::Account)
        .to_owned();
    for rows in rows.chunks(AT_ONCE) {
        insight_account::Entity::insert_many(rows.to_vec())
            .on_conflict(known.clone())
            .exec_without_returning(conn)
            .await?;
    }
    Ok(())
}

/// The cells at some places, those of them that are there.
pub async fn cells(
    conn: &impl ConnectionTrait,
    authority: AuthorityId,
    places: impl Iterator<Item = &Place>,
) -> Answer<BTreeMap<Place, Cell>> {
    let mut days: BTreeMap<(VenueId, bool, Facet, i32), Vec<&str>> = BTreeMap::new();
    for place in places {
        days.entry((place.venue, place.drill, place.facet, place.day)).or_default().push(&place.key);
    }
    let mut found = BTreeMap::new();
    for ((venue, drill, facet, day), keys) in days {
        let rows = insight_cell::Entity::find()
            .filter(insight_cell::Column::VenueId.eq(venue.uuid()))
            .filter(insight_cell::Column::Drill.eq(drill))
            .filter(insight_cell::Column::Facet.eq(facet.name()))
            .filter(insight_cell::Column::Day.eq(day))
            .filter(insight_cell::Column::Key.is_in(keys))
            .filter(insight_cell::Column::AuthorityId.eq(authority.uuid()))
            .all(conn)
            .await?;
        for row in rows {
            let cell = Cell::unpack(&row.cell).map_err(Problem::internal)?;
            found.insert(Place { venue, drill, facet, day, key: row.key }, cell);
        }
    }
    Ok(found)
}

pub async fn put(
    conn: &impl ConnectionTrait,
    authority: AuthorityId,
    cells: impl Iterator<Item = (&Place, &Cell)>,
) -> Answer<()> {
    let rows: Vec<insight_cell::ActiveModel> = cells
        .map(|(place, cell)| insight_cell::ActiveModel {
            venue_id: Set(place.venue.uuid()),
            drill: Set(place.drill),
            facet: Set(place.facet.name().to_owned()),
            day: Set(place.day),
            key: Set(place.key.clone()),
            authority_id: Set(authority.uuid()),
            cell: Set(cell.pack()),
        })
        .collect();
    use insight_cell::Column;
    let known = OnConflict::columns([Column::VenueId, Column::Drill, Column::Facet, Column::Day, Column::Key])
        .update_column(Column::Cell)
        .to_owned();
    for rows in rows.chunks(AT_ONCE) {
        insight_cell::Entity::insert_many(rows.to_vec())
            .on_conflict(known.clone())
            .exec_without_returning(conn)
            .await?;
    }
    Ok(())
}

/// Everything counted of an authority goes, and its log is followed from the beginning. Whoever follows it meanwhile waits.
pub async fn forget(conn: &impl ConnectionTrait, authority: AuthorityId) -> Answer<()> {
    held(conn, authority).await?;
    let of = authority.uuid();
    insight_cell::Entity::delete_many().filter(insight_cell::Column::AuthorityId.eq(of)).exec(conn).await?;
    insight_week::Entity::delete_many().filter(insight_week::Column::AuthorityId.eq(of)).exec(conn).await?;
    insight_account::Entity::delete_many().filter(insight_account::Column::AuthorityId.eq(of)).exec(conn).await?;
    counted_to(conn, authority, 0).await?;
    summed_to(conn, authority, 0).await
}

/// The first day, not before `from`, of which something is counted.
pub async fn first_day(conn: &impl ConnectionTrait, authority: AuthorityId, from: i32) -> Answer<Option<i32>> {
    let first: Option<Option<i32>> = insight_cell::Entity::find()
        .select_only()
        .column_as(insight_cell::Column::Day.min(), "first")
        .filter(insight_cell::Column::AuthorityId.eq(authority.uuid()))
        .filter(insight_cell::Column::Day.gte(from))
        .into_tuple()
        .one(conn)
        .await?;
    Ok(first.flatten())
}

/// Sums a week of one kind anew from its days.
pub async fn sum_week<C: ConnectionTrait + StreamTrait>(
    conn: &C,
    authority: AuthorityId,
    kind: Kind,
    monday: i32,
) -> Answer<()> {
    let mut week = Week::default();
    tell(conn, authority, kind, (monday, monday + 6), |_, key, cell| week.add(key, cell).map_err(Problem::internal))
        .await?;
    let (venue, drill, facet) = kind;
    let known = insight_week::Entity::find_by_id((venue.uuid(), drill, facet.name().to_owned(), monday));
    if week.is_empty() && known.one(conn).await?.is_none() {
        return Ok(());
    }
    let row = insight_week::ActiveModel {
        venue_id: Set(venue.uuid()),
        drill: Set(drill),
        facet: Set(facet.name().to_owned()),
        monday: Set(monday),
        authority_id: Set(authority.uuid()),
        cells: Set(week.pack()),
    };
    use insight_week::Column;
    let known = OnConflict::columns([Column::VenueId, Column::Drill, Column::Facet, Column::Monday])
        .update_column(Column::Cells)
        .to_owned();
    insight_week::Entity::insert(row).on_conflict(known).exec_without_returning(conn).await?;
    Ok(())
}

/// Tells every cell of some days, a row at a time.
pub async fn tell<C: ConnectionTrait + StreamTrait>(
    conn: &C,
    authority: AuthorityId,
    (venue, drill, facet): Kind,
    (first, last): (i32, i32),
    mut row: impl FnMut(i32, &str, &[u8]) -> Answer<()>,
) -> Answer<()> {
    let mut rows = insight_cell::Entity::find()
        .select_only()
        .column(insight_cell::Column::Day)
        .column(insight_cell::Column::Key)
        .column(insight_cell::Column::Cell)
        .filter(insight_cell::Column::VenueId.eq(venue.uuid()))
        .filter(insight_cell::Column::Drill.eq(drill))
        .filter(insight_cell::Column::Facet.eq(facet.name()))
        .filter(insight_cell::Column::Day.between(first, last))
        .filter(insight_cell::Column::AuthorityId.eq(authority.uuid()))
        .into_tuple::<(i32, String, Vec<u8>)>()
        .stream(conn)
        .await?;
    while let Some((day, key, cell)) = rows.try_next().await? {
        row(day, &key, &cell)?;
    }
    Ok(())
}

/// Tells every cell of some summed weeks, with the week's Monday.
pub async fn tell_weeks<C: ConnectionTrait + StreamTrait>(
    conn: &C,
    authority: AuthorityId,
    (venue, drill, facet): Kind,
    (first, last): (i32, i32),
    mut row: impl FnMut(i32, &str, &[u8]) -> Answer<()>,
) -> Answer<()> {
    let mut rows = insight_week::Entity::find()
        .select_only()
        .column(insight_week::Column::Monday)
        .column(insight_week::Column::Cells)
        .filter(insight_week::Column::VenueId.eq(venue.uuid()))
        .filter(insight_week::Column::Drill.eq(drill))
        .filter(insight_week::Column::Facet.eq(facet.name()))
        .filter(insight_week::Column::Monday.between(first, last))
        .filter(insight_week::Column::AuthorityId.eq(authority.uuid()))
        .into_tuple::<(i32, Vec<u8>)>()
        .stream(conn)
        .await?;
    while let Some((monday, cells)) = rows.try_next().await? {
        for one in Week::read(&cells) {
            let (key, cell) = one.map_err(Problem::internal)?;
            row(monday, key, cell)?;
        }
    }
    Ok(())
}
