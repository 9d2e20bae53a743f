//! Rows of major incidents, of what was said in them, and of who was counted.

use crate::accounts::Scope;
use crate::entity::{major, major_checkin, major_said};
use crate::problem::Answer;
use jiff::Timestamp;
use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel, PaginatorTrait,
    QueryFilter, QueryOrder, QuerySelect,
};
use shared::id::{AccountId, AuthorityId, IncidentId, MajorId, VenueId};
use shared::limits;
use shared::major::{CheckIn, How};
use uuid::Uuid;

/// Major incidents of a venue that stand at once and are listed.
const STANDING: u64 = 50;

#[derive(Clone, Debug)]
pub struct Major {
    pub id: MajorId,
    pub authority: AuthorityId,
    pub venue: VenueId,
    pub incident: IncidentId,
    pub version: i64,
    pub declared_at: Timestamp,
    pub declared_by: AccountId,
    pub over_at: Option<Timestamp>,
    pub sealed_key: Vec<u8>,
    pub sealed: Vec<u8>,
}

/// Whether it is a decision or a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Decision,
    Sitrep,
}

#[derive(Clone, Debug)]
pub struct Said {
    pub id: Uuid,
    pub kind: Kind,
    pub at: Timestamp,
    pub by: AccountId,
    pub sealed: Vec<u8>,
}

/// An entry of a device, and when it came.
#[derive(Clone, Debug)]
pub struct Received {
    pub entry: CheckIn,
    pub at: Timestamp,
    pub by: AccountId,
}

impl Kind {
    pub const fn name(self) -> &'static str {
        match self {
            Self::Decision => "decision",
            Self::Sitrep => "sitrep",
        }
    }
}

fn time(micros: i64) -> Timestamp {
    Timestamp::from_microsecond(micros).unwrap_or(Timestamp::MIN)
}

fn read(row: major::Model) -> Major {
    Major {
        id: MajorId::from_uuid(row.id),
        authority: AuthorityId::from_uuid(row.authority_id),
        venue: VenueId::from_uuid(row.venue_id),
        incident: IncidentId::from_uuid(row.incident_id),
        version: row.version,
        declared_at: time(row.declared_at),
        declared_by: AccountId::from_uuid(row.declared_by),
        over_at: row.over_at.map(time),
        sealed_key: row.sealed_key,
        sealed: row.sealed,
    }
}

fn model(of: &Major) -> major::Model {
    major::Model {
        id: of.id.uuid(),
        authority_id: of.authority.uuid(),
        venue_id: of.venue.uuid(),
        incident_id: of.incident.uuid(),
        version: of.version,
        declared_at: of.declared_at.as_microsecond(),
        declared_by: of.declared_by.uuid(),
        over_at: of.over_at.map(Timestamp::as_microsecond),
        sealed_key: of.sealed_key.clone(),
        sealed: of.sealed.clone(),
    }
}

/// What a person may look for: their authority's, of their venues. Whether they may read the incident is asked besides.
fn of(scope: &Scope) -> Condition {
    Condition::all()
        .add(major::Column::AuthorityId.eq(scope.authority.uuid()))
        .add(major::Column::VenueId.is_in(scope.venues.iter().map(|venue| venue.uuid())))
}

pub async fn find(conn: &impl ConnectionTrait, scope: &Scope, id: MajorId) -> Answer<Option<Major>> {
    Ok(major::Entity::find_by_id(id.uuid()).filter(of(scope)).one(conn).await?.map(read))
}

/// One, held until the commit.
pub async fn locked(conn: &impl ConnectionTrait, scope: &Scope, id: MajorId) -> Answer<Option<Major>> {
    Ok(major::Entity::find_by_id(id.uuid()).filter(of(scope)).lock_exclusive().one(conn).await?.map(read))
}

pub async fn of_incident(conn: &impl ConnectionTrait, scope: &Scope, incident: IncidentId) -> Answer<Option<Major>> {
    let found = major::Entity::find().filter(of(scope)).filter(major::Column::IncidentId.eq(incident.uuid()));
    Ok(found.one(conn).await?.map(read))
}

/// Those that have no all-clear yet, the newest first.
pub async fn standing(conn: &impl ConnectionTrait, scope: &Scope, venue: Option<VenueId>) -> Answer<Vec<Major>> {
    let mut query = major::Entity::find().filter(of(scope)).filter(major::Column::OverAt.is_null());
    if let Some(venue) = venue {
        query = query.filter(major::Column::VenueId.eq(venue.uuid()));
    }
    let rows = query.order_by_desc(major::Column::DeclaredAt).limit(STANDING).all(conn).await?;
    Ok(rows.into_iter().map(read).collect())
}

/// Adds one; false where somebody else has declared the same incident.
pub async fn add(conn: &impl ConnectionTrait, new: &Major) -> Answer<bool> {
    let known = OnConflict::column(major::Column::IncidentId).do_nothing().to_owned();
    let row = model(new).into_active_model();
    match major::Entity::insert(row).on_conflict(known).exec_without_returning(conn).await {
        Ok(added) => Ok(added > 0),
        Err(DbErr::RecordNotInserted) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

pub async fn save(conn: &impl ConnectionTrait, changed: &Major) -> Answer<()> {
    let mut row = model(changed).into_active_model().reset_all();
    row.id = sea_orm::ActiveValue::Unchanged(changed.id.uuid());
    row.update(conn).await?;
    Ok(())
}

/// What was decided and reported in one that was found within somebody's scope, oldest first.
pub async fn said(conn: &impl ConnectionTrait, of: &Major) -> Answer<Vec<Said>> {
    let rows = major_said::Entity::find()
        .filter(major_said::Column::MajorId.eq(of.id.uuid()))
        .filter(major_said::Column::AuthorityId.eq(of.authority.uuid()))
        .order_by_asc(major_said::Column::At)
        .order_by_asc(major_said::Column::Id)
        .limit(limits::MAJOR_SAID)
        .all(conn)
        .await?;
    let said = |row: major_said::Model| Said {
        id: row.id,
        kind: if row.kind == Kind::Sitrep.name() { Kind::Sitrep } else { Kind::Decision },
        at: time(row.at),
        by: AccountId::from_uuid(row.account_id),
        sealed: row.sealed,
    };
    Ok(rows.into_iter().map(said).collect())
}

/// Adds what was said; false where it is there already. `None` where no more fits.
pub async fn say(conn: &impl ConnectionTrait, of: &Major, new: &Said) -> Answer<Option<bool>> {
    let held = major_said::Entity::find().filter(major_said::Column::MajorId.eq(of.id.uuid())).count(conn).await?;
    if held >= limits::MAJOR_SAID {
        return Ok(None);
    }
    let row = major_said::Model {
        major_id: of.id.uuid(),
        id: new.id,
        authority_id: of.authority.uuid(),
        kind: new.kind.name().to_owned(),
        at: new.at.as_microsecond(),
        account_id: new.by.uuid(),
        sealed: new.sealed.clone(),
    };
    let known = OnConflict::columns([major_said::Column::MajorId, major_said::Column::Id]).do_nothing().to_owned();
    match major_said::Entity::insert(row.into_active_model()).on_conflict(known).exec_without_returning(conn).await {
        Ok(added) => Ok(Some(added > 0)),
        Err(DbErr::RecordNotInserted) => Ok(Some(false)),
        Err(error) => Err(error.into()),
    }
}

/// Every entry of a muster, in the order of their times; there are at most so many.
pub async fn entries(conn: &impl ConnectionTrait, of: &Major) -> Answer<Vec<CheckIn>> {
    let rows = major_checkin::Entity::find()
        .filter(major_checkin::Column::MajorId.eq(of.id.uuid()))
        .filter(major_checkin::Column::AuthorityId.eq(of.authority.uuid()))
        .order_by_asc(major_checkin::Column::At)
        .order_by_asc(major_checkin::Column::Key)
        .limit(limits::MUSTER_ENTRIES)
        .all(conn)
        .await?;
    Ok(rows.into_iter().filter_map(entry).collect())
}

fn entry(row: major_checkin::Model) -> Option<CheckIn> {
    Some(CheckIn {
        key: row.key,
        station: row.station_id,
        at: time(row.at),
        how: How::parse(&row.how)?,
        amount: row.amount,
        person: row.person.and_then(|person| person.try_into().ok()),
    })
}

pub async fn counted(conn: &impl ConnectionTrait, of: &Major) -> Answer<u64> {
    Ok(major_checkin::Entity::find().filter(major_checkin::Column::MajorId.eq(of.id.uuid())).count(conn).await?)
}

/// Whether somebody was read in already, at whichever station.
pub async fn has_person(conn: &impl ConnectionTrait, of: &Major, person: &[u8; 32]) -> Answer<bool> {
    let found = major_checkin::Entity::find()
        .filter(major_checkin::Column::MajorId.eq(of.id.uuid()))
        .filter(major_checkin::Column::Person.eq(person.to_vec()))
        .limit(1);
    Ok(found.one(conn).await?.is_some())
}

/// Adds an entry; false where it came before.
pub async fn count(conn: &impl ConnectionTrait, of: &Major, new: &Received) -> Answer<bool> {
    let row = major_checkin::Model {
        major_id: of.id.uuid(),
        key: new.entry.key,
        authority_id: of.authority.uuid(),
        station_id: new.entry.station,
        at: new.entry.at.as_microsecond(),
        received_at: new.at.as_microsecond(),
        account_id: new.by.uuid(),
        how: new.entry.how.name().to_owned(),
        amount: new.entry.amount,
        person: new.entry.person.map(|person| person.to_vec()),
    };
    let known =
        OnConflict::columns([major_checkin::Column::MajorId, major_checkin::Column::Key]).do_nothing().to_owned();
    let insert = major_checkin::Entity::insert(row.into_active_model()).on_conflict(known);
    match insert.exec_without_returning(conn).await {
        Ok(added) => Ok(added > 0),
        Err(DbErr::RecordNotInserted) => Ok(false),
        Err(error) => Err(error.into()),
    }
}
