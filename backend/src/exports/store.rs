//! Rows of exports.

use crate::accounts::Scope;
use crate::entity::export;
use crate::problem::{Answer, Problem};
use jiff::Timestamp;
use sea_orm::sea_query::{Condition, Expr};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter,
    QueryOrder, QuerySelect,
};
use serde::{Deserialize, Serialize};
use shared::access::Permission;
use shared::export::{Kind, Period, State};
use shared::id::{AccountId, AuthorityId, ExportId, IncidentId, VenueId};

/// What exactly is asked for.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Wanted {
    pub period: Option<Period>,
    pub priorities: Vec<u8>,
    pub category: Option<String>,
    pub drill: Option<bool>,
    pub words: bool,
    pub reporters: bool,
    pub language: Option<String>,
}

#[derive(Clone, Debug)]
pub struct Export {
    pub id: ExportId,
    pub authority: AuthorityId,
    pub venue: VenueId,
    pub incident: Option<IncidentId>,
    pub kind: Kind,
    pub state: State,
    pub version: i64,
    pub asked_by: AccountId,
    pub asked_at: Timestamp,
    pub second: bool,
    pub agreed: Option<(AccountId, Timestamp)>,
    pub wanted: Wanted,
    pub sealed_key: Vec<u8>,
    pub sealed_reason: Vec<u8>,
    pub done: i64,
    pub total: i64,
    pub attempts: i32,
    pub leased_until: Option<Timestamp>,
    pub file: Option<String>,
    pub file_key: Option<Vec<u8>>,
    pub bytes: i64,
    pub sha256: Option<Vec<u8>>,
    pub manifest_sha256: Option<Vec<u8>>,
    pub ready_at: Option<Timestamp>,
    pub expires_at: Option<Timestamp>,
    pub fetched: i64,
    pub error: Option<String>,
}

fn export_of(row: export::Model) -> Answer<Export> {
    let bad = |what: &str| Problem::internal(anyhow::anyhow!("export {}: {what} cannot be read", row.id));
    let time = |micros: i64| Timestamp::from_microsecond(micros).map_err(|_| bad("a time"));
    Ok(Export {
        id: ExportId::from_uuid(row.id),
        authority: AuthorityId::from_uuid(row.authority_id),
        venue: VenueId::from_uuid(row.venue_id),
        incident: row.incident_id.map(IncidentId::from_uuid),
        kind: Kind::parse(&row.kind).ok_or_else(|| bad("its kind"))?,
        state: State::parse(&row.state).ok_or_else(|| bad("its state"))?,
        version: row.version,
        asked_by: AccountId::from_uuid(row.asked_by),
        asked_at: time(row.asked_at)?,
        second: row.second,
        agreed: row.agreed_by.map(AccountId::from_uuid).zip(row.agreed_at.map(time).transpose()?),
        wanted: serde_json::from_str(&row.wanted).map_err(Problem::internal)?,
        leased_until: row.leased_until.map(time).transpose()?,
        ready_at: row.ready_at.map(time).transpose()?,
        expires_at: row.expires_at.map(time).transpose()?,
        sealed_key: row.sealed_key,
        sealed_reason: row.sealed_reason,
        done: row.done,
        total: row.total,
        attempts: row.attempts,
        file: row.file,
        file_key: row.file_key,
        bytes: row.bytes,
        sha256: row.sha256,
        manifest_sha256: row.manifest_sha256,
        fetched: row.fetched,
        error: row.error,
    })
}

fn row_of(export: &Export) -> Answer<export::Model> {
    let micros = Timestamp::as_microsecond;
    Ok(export::Model {
        id: export.id.uuid(),
        authority_id: export.authority.uuid(),
        venue_id: export.venue.uuid(),
        incident_id: export.incident.map(IncidentId::uuid),
        kind: export.kind.name().to_owned(),
        state: export.state.name().to_owned(),
        version: export.version,
        asked_by: export.asked_by.uuid(),
        asked_at: micros(export.asked_at),
        second: export.second,
        agreed_by: export.agreed.map(|(who, _)| who.uuid()),
        agreed_at: export.agreed.map(|(_, at)| micros(at)),
        wanted: serde_json::to_string(&export.wanted).map_err(Problem::internal)?,
        sealed_key: export.sealed_key.clone(),
        sealed_reason: export.sealed_reason.clone(),
        done: export.done,
        total: export.total,
        attempts: export.attempts,
        leased_until: export.leased_until.map(micros),
        file: export.file.clone(),
        file_key: export.file_key.clone(),
        bytes: export.bytes,
        sha256: export.sha256.clone(),
        manifest_sha256: export.manifest_sha256.clone(),
        ready_at: export.ready_at.map(micros),
        expires_at: export.expires_at.map(micros),
        fetched: export.fetched,
        error: export.error.clone(),
    })
}

pub async fn add(conn: &impl ConnectionTrait, new: &Export) -> Answer<()> {
    export::Entity::insert(row_of(new)?.into_active_model()).exec_without_returning(conn).await?;
    Ok(())
}

pub async fn save(conn: &impl ConnectionTrait, export: &Export) -> Answer<()> {
    let row = row_of(export)?;
    let mut active = row.clone().into_active_model().reset_all();
    active.id = sea_orm::ActiveValue::Unchanged(row.id);
    active.update(conn).await?;
    Ok(())
}

/// What somebody may know of: what they asked for or agreed to, and, who may agree, what waits at their venues.
fn known_to(scope: &Scope) -> Condition {
    let me = scope.account.uuid();
    let mut theirs = Condition::any().add(export::Column::AskedBy.eq(me)).add(export::Column::AgreedBy.eq(me));
    if scope.role.may(Permission::ApproveExports) {
        theirs = theirs.add(export::Column::State.eq(State::Waiting.name()));
    }
    Condition::all()
        .add(theirs)
        .add(export::Column::AuthorityId.eq(scope.authority.uuid()))
        .add(export::Column::VenueId.is_in(scope.venues.iter().map(|venue| venue.uuid())))
}

/// The newest first.
pub async fn page(
    conn: &impl ConnectionTrait,
    scope: &Scope,
    after: Option<ExportId>,
    limit: u64,
) -> Answer<Vec<Export>> {
    let mut query = export::Entity::find().filter(known_to(scope));
    if let Some(after) = after {
        query = query.filter(export::Column::Id.lt(after.uuid()));
    }
    let rows = query.order_by_desc(export::Column::Id).limit(limit).all(conn).await?;
    rows.into_iter().map(export_of).collect()
}

pub async fn find(conn: &impl ConnectionTrait, scope: &Scope, id: ExportId, held: bool) -> Answer<Option<Export>> {
    let mut query = export::Entity::find_by_id(id.uuid()).filter(known_to(scope));
    if held {
        query = query.lock_exclusive();
    }
    query.one(conn).await?.map(export_of).transpose()
}

/// How many of somebody's wait, run or lie ready.
pub async fn open_of(conn: &impl ConnectionTrait, scope: &Scope) -> Answer<u64> {
    let over = State::ALL.into_iter().filter(|state| state.is_over()).map(State::name);
    Ok(export::Entity::find()
        .filter(export::Column::AskedBy.eq(scope.account.uuid()))
        .filter(export::Column::AuthorityId.eq(scope.authority.uuid()))
        .filter(export::Column::State.is_not_in(over))
        .count(conn)
        .await?)
}

/// To be made now: asked for and agreed on, or begun by a server that was not heard of since.
fn is_due(now: Timestamp) -> Condition {
    let lost = Condition::all()
        .add(export::Column::State.eq(State::Running.name()))
        .add(export::Column::LeasedUntil.lte(now.as_microsecond()));
    Condition::any().add(export::Column::State.eq(State::Asked.name())).add(lost)
}

pub async fn any_due(conn: &impl ConnectionTrait, now: Timestamp) -> Answer<bool> {
    Ok(export::Entity::find().filter(is_due(now)).limit(1).count(conn).await? > 0)
}

/// The one that waits the longest, held until the commit; others' claims are passed over.
pub async fn next_due(conn: &impl ConnectionTrait, now: Timestamp) -> Answer<Option<Export>> {
    use sea_orm::sea_query::{LockBehavior, LockType};
    let row = export::Entity::find()
        .filter(is_due(now))
        .order_by_asc(export::Column::Id)
        .lock_with_behavior(LockType::Update, LockBehavior::SkipLocked)
        .one(conn)
        .await?;
    row.map(export_of).transpose()
}

/// Says how far a job is, and that it lives. False where it is no longer this worker's.
pub async fn tell(
    conn: &impl ConnectionTrait,
    job: &Export,
    (done, total): (i64, i64),
    leased_until: Timestamp,
) -> Result<bool, DbErr> {
    let told = export::Entity::update_many()
        .col_expr(export::Column::Done, done.into())
        .col_expr(export::Column::Total, total.into())
        .col_expr(export::Column::LeasedUntil, Expr::value(leased_until.as_microsecond()))
        .filter(mine(job))
        .exec(conn)
        .await?;
    Ok(told.rows_affected > 0)
}

/// The job, held until the commit, if it is still this worker's.
pub async fn still_mine(conn: &impl ConnectionTrait, job: &Export) -> Answer<Option<Export>> {
    let row = export::Entity::find().filter(mine(job)).lock_exclusive().one(conn).await?;
    row.map(export_of).transpose()
}

fn mine(job: &Export) -> Condition {
    Condition::all()
        .add(export::Column::Id.eq(job.id.uuid()))
        .add(export::Column::AuthorityId.eq(job.authority.uuid()))
        .add(export::Column::State.eq(State::Running.name()))
        .add(export::Column::Attempts.eq(job.attempts))
}

/// Whose time is over, `limit` at most, held until the commit if `held`.
pub async fn over(conn: &impl ConnectionTrait, now: Timestamp, limit: u64, held: bool) -> Answer<Vec<Export>> {
    let mut query = export::Entity::find()
        .filter(export::Column::State.is_in([State::Waiting.name(), State::Ready.name()]))
        .filter(export::Column::ExpiresAt.lte(now.as_microsecond()))
        .order_by_asc(export::Column::ExpiresAt)
        .limit(limit);
    if held {
        query = query.lock_exclusive();
    }
    query.all(conn).await?.into_iter().map(export_of).collect()
}

/// Of these the ids of exports whose files are needed: ready, or being made.
pub async fn needed(conn: &impl ConnectionTrait, ids: &[ExportId]) -> Answer<Vec<ExportId>> {
    let found: Vec<uuid::Uuid> = export::Entity::find()
        .select_only()
        .column(export::Column::Id)
        .filter(export::Column::Id.is_in(ids.iter().map(|id| id.uuid())))
        .filter(export::Column::State.is_in([State::Running.name(), State::Ready.name()]))
        .into_tuple()
        .all(conn)
        .await?;
    Ok(found.into_iter().map(ExportId::from_uuid).collect())
}
