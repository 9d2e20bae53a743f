//! Rows of numbers.

use crate::entity::{insight_account, insight_cell, insight_head};
use crate::problem::{Answer, Problem};
use futures_util::TryStreamExt;
use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QuerySelect, StreamTrait,
};
use shared::id::{AuthorityId, IncidentId, VenueId};
use shared::insight::{Account, Cell, Facet};
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

/// How far an authority's log is counted.
pub async fn head(conn: &impl ConnectionTrait, authority: AuthorityId) -> Answer<i64> {
    Ok(insight_head::Entity::find_by_id(authority.uuid()).one(conn).await?.map_or(0, |head| head.seq))
}

/// The same, held until the commit: another server that follows waits, and goes on from there.
pub async fn held(conn: &impl ConnectionTrait, authority: AuthorityId) -> Answer<i64> {
    let first = insight_head::ActiveModel { authority_id: Set(authority.uuid()), seq: Set(0) };
    let known = OnConflict::column(insight_head::Column::AuthorityId).do_nothing().to_owned();
    match insight_head::Entity::insert(first).on_conflict(known).exec_without_returning(conn).await {
        Ok(_) | Err(DbErr::RecordNotInserted) => {}
        Err(error) => return Err(error.into()),
    }
    let head = insight_head::Entity::find_by_id(authority.uuid()).lock_exclusive().one(conn).await?;
    Ok(head.map_or(0, |head| head.seq))
}

pub async fn counted_to(conn: &impl ConnectionTrait, authority: AuthorityId, seq: i64) -> Answer<()> {
    insight_head::Entity::update_many()
        .col_expr(insight_head::Column::Seq, seq.into())
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
    insight_account::Entity::delete_many().filter(insight_account::Column::AuthorityId.eq(of)).exec(conn).await?;
    counted_to(conn, authority, 0).await
}

/// Tells every cell of some days, a row at a time.
pub async fn tell<C: ConnectionTrait + StreamTrait>(
    conn: &C,
    authority: AuthorityId,
    (venue, drill, facet): (VenueId, bool, Facet),
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
