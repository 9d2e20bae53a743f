//! Rows of sheets and their lines.

use crate::accounts::Scope;
use crate::entity::{handover, handover_line};
use crate::problem::{Answer, Problem};
use jiff::Timestamp;
use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel, QueryFilter,
    QueryOrder, QuerySelect,
};
use shared::handover::{Section, SheetState, Sides};
use shared::id::{AccountId, AuthorityId, HandoverId, IncidentId, VenueId};

/// Lines of one sheet: those of the open incidents, and some of every other kind.
const LINES: u64 = 1_000;

#[derive(Clone, Debug)]
pub struct Sheet {
    pub id: HandoverId,
    pub authority: AuthorityId,
    pub venue: VenueId,
    /// Its place among the sheets of its venue. One of them is not over.
    pub nth: i64,
    pub version: i64,
    pub sides: Sides,
    /// What it tells of; known for good once it is signed.
    pub window: Option<(Timestamp, Timestamp)>,
    pub signed_at: Option<Timestamp>,
    pub accepted_at: Option<Timestamp>,
    pub sealed_key: Vec<u8>,
    /// What else was signed: the numbers, the security level.
    pub sealed: Option<Vec<u8>>,
}

#[derive(Clone, Debug)]
pub struct Row {
    pub key: String,
    pub section: Section,
    pub position: i32,
    pub incident: Option<IncidentId>,
    pub edited: bool,
    pub struck: bool,
    pub accepted_at: Option<Timestamp>,
    pub questioned_at: Option<Timestamp>,
    pub answered_at: Option<Timestamp>,
    pub sealed: Vec<u8>,
}

fn time(micros: i64) -> Timestamp {
    Timestamp::from_microsecond(micros).unwrap_or(Timestamp::MIN)
}

fn sheet(row: handover::Model) -> Answer<Sheet> {
    let state = SheetState::parse(&row.state)
        .ok_or_else(|| Problem::internal(anyhow::anyhow!("handover {}: its state cannot be read", row.id)))?;
    Ok(Sheet {
        id: HandoverId::from_uuid(row.id),
        authority: AuthorityId::from_uuid(row.authority_id),
        venue: VenueId::from_uuid(row.venue_id),
        nth: row.nth,
        version: row.version,
        sides: Sides {
            state,
            outgoing: row.outgoing_id.map(AccountId::from_uuid),
            incoming: row.incoming_id.map(AccountId::from_uuid),
        },
        window: row.from_at.map(time).zip(row.until_at.map(time)),
        signed_at: row.signed_at.map(time),
        accepted_at: row.accepted_at.map(time),
        sealed_key: row.sealed_key,
        sealed: row.sealed,
    })
}

fn model(sheet: &Sheet) -> handover::Model {
    handover::Model {
        id: sheet.id.uuid(),
        authority_id: sheet.authority.uuid(),
        venue_id: sheet.venue.uuid(),
        nth: sheet.nth,
        state: sheet.sides.state.name().to_owned(),
        version: sheet.version,
        from_at: sheet.window.map(|(from, _)| from.as_microsecond()),
        until_at: sheet.window.map(|(_, until)| until.as_microsecond()),
        outgoing_id: sheet.sides.outgoing.map(AccountId::uuid),
        signed_at: sheet.signed_at.map(Timestamp::as_microsecond),
        incoming_id: sheet.sides.incoming.map(AccountId::uuid),
        accepted_at: sheet.accepted_at.map(Timestamp::as_microsecond),
        sealed_key: sheet.sealed_key.clone(),
        sealed: sheet.sealed.clone(),
    }
}

/// What a person may see: their authority's sheets of their venues.
fn of(scope: &Scope) -> Condition {
    Condition::all()
        .add(handover::Column::AuthorityId.eq(scope.authority.uuid()))
        .add(handover::Column::VenueId.is_in(scope.venues.iter().map(|venue| venue.uuid())))
}

pub async fn find(conn: &impl ConnectionTrait, scope: &Scope, id: HandoverId) -> Answer<Option<Sheet>> {
    let row = handover::Entity::find_by_id(id.uuid()).filter(of(scope)).one(conn).await?;
    row.map(sheet).transpose()
}

/// A sheet, held until the commit.
pub async fn locked(conn: &impl ConnectionTrait, scope: &Scope, id: HandoverId) -> Answer<Option<Sheet>> {
    let row = handover::Entity::find_by_id(id.uuid()).filter(of(scope)).lock_exclusive().one(conn).await?;
    row.map(sheet).transpose()
}

/// The newest sheets of a venue before the `nth`, newest first.
pub async fn before(
    conn: &impl ConnectionTrait,
    scope: &Scope,
    venue: VenueId,
    nth: Option<i64>,
    limit: u64,
) -> Answer<Vec<Sheet>> {
    let mut query = handover::Entity::find().filter(of(scope)).filter(handover::Column::VenueId.eq(venue.uuid()));
    if let Some(nth) = nth {
        query = query.filter(handover::Column::Nth.lt(nth));
    }
    let rows = query.order_by_desc(handover::Column::Nth).limit(limit).all(conn).await?;
    rows.into_iter().map(sheet).collect()
}

/// Adds a sheet, where nobody else has added the same one.
pub async fn add(conn: &impl ConnectionTrait, new: &Sheet) -> Answer<()> {
    let known = OnConflict::columns([handover::Column::VenueId, handover::Column::Nth]).do_nothing().to_owned();
    let row = model(new).into_active_model();
    match handover::Entity::insert(row).on_conflict(known).exec_without_returning(conn).await {
        Ok(_) | Err(DbErr::RecordNotInserted) => Ok(()),
        Err(error) => Err(error.into()),
    }
}

pub async fn save(conn: &impl ConnectionTrait, changed: &Sheet) -> Answer<()> {
    let mut row = model(changed).into_active_model().reset_all();
    row.id = sea_orm::ActiveValue::Unchanged(changed.id.uuid());
    row.update(conn).await?;
    Ok(())
}

/// The lines of a sheet that was found within somebody's scope, in order.
pub async fn lines(conn: &impl ConnectionTrait, of: &Sheet) -> Answer<Vec<Row>> {
    let rows = handover_line::Entity::find()
        .filter(handover_line::Column::HandoverId.eq(of.id.uuid()))
        .filter(handover_line::Column::AuthorityId.eq(of.authority.uuid()))
        .order_by_asc(handover_line::Column::Position)
        .order_by_asc(handover_line::Column::Key)
        .limit(LINES)
        .all(conn)
        .await?;
    Ok(rows.into_iter().filter_map(row).collect())
}

fn row(row: handover_line::Model) -> Option<Row> {
    Some(Row {
        key: row.key,
        section: Section::parse(&row.section)?,
        position: row.position,
        incident: row.incident_id.map(IncidentId::from_uuid),
        edited: row.edited,
        struck: row.struck,
        accepted_at: row.accepted_at.map(time),
        questioned_at: row.questioned_at.map(time),
        answered_at: row.answered_at.map(time),
        sealed: row.sealed,
    })
}

/// Writes lines, over what stood under the same keys.
pub async fn put(conn: &impl ConnectionTrait, of: &Sheet, rows: &[Row]) -> Answer<()> {
    use handover_line::Column::{
        AcceptedAt, AnsweredAt, Edited, IncidentId, Position, QuestionedAt, Sealed, Section, Struck,
    };
    let micros = |at: Option<Timestamp>| at.map(Timestamp::as_microsecond);
    let rows: Vec<handover_line::ActiveModel> = rows
        .iter()
        .map(|row| {
            handover_line::Model {
                handover_id: of.id.uuid(),
                key: row.key.clone(),
                authority_id: of.authority.uuid(),
                section: row.section.name().to_owned(),
                position: row.position,
                incident_id: row.incident.map(shared::id::IncidentId::uuid),
                edited: row.edited,
                struck: row.struck,
                accepted_at: micros(row.accepted_at),
                questioned_at: micros(row.questioned_at),
                answered_at: micros(row.answered_at),
                sealed: row.sealed.clone(),
            }
            .into_active_model()
        })
        .collect();
    let over = OnConflict::columns([handover_line::Column::HandoverId, handover_line::Column::Key])
        .update_columns([Section, Position, IncidentId, Edited, Struck, AcceptedAt, QuestionedAt, AnsweredAt, Sealed])
        .to_owned();
    for rows in rows.chunks(500) {
        handover_line::Entity::insert_many(rows.to_vec())
            .on_conflict(over.clone())
            .exec_without_returning(conn)
            .await?;
    }
    Ok(())
}

/// Takes lines off a sheet that is a draft again.
pub async fn clear(conn: &impl ConnectionTrait, of: &Sheet, key: Option<&str>) -> Answer<()> {
    let mut gone = handover_line::Entity::delete_many()
        .filter(handover_line::Column::HandoverId.eq(of.id.uuid()))
        .filter(handover_line::Column::AuthorityId.eq(of.authority.uuid()));
    if let Some(key) = key {
        gone = gone.filter(handover_line::Column::Key.eq(key));
    }
    gone.exec(conn).await?;
    Ok(())
}
