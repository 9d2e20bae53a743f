//! Rows of obligations and pages.

use crate::entity::{obligation, page};
use crate::problem::Answer;
use jiff::Timestamp;
use sea_orm::sea_query::{Expr, ExprTrait, LockBehavior, LockType, OnConflict};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect, QueryTrait,
};
use shared::id::{AccountId, AuthorityId, IncidentId, ObligationId, PageId, VenueId};
use shared::promise::Owed;
use std::collections::{BTreeSet, HashMap};
use uuid::Uuid;

/// Stands for "no rung rings any more": after every real time.
const NEVER: i64 = i64::MAX;

/// The cause of a page that tells of a wave.
pub const WAVE: &str = "wave";
/// The cause of a page that tells of a major incident; behind a colon, the role that whom it is for is asked to take.
pub const MAJOR: &str = "major";
/// The cause of a canary's page, and the circle of the machines that answer it.
pub const PROOF: &str = "proof";
/// Before the number of others in the cause of a page that speaks for several.
pub const BUNDLE: &str = "bundle:";

/// "A person must acknowledge this incident", or do what was promised when they did.
#[derive(Clone, Debug)]
pub struct Obligation {
    pub id: ObligationId,
    pub authority: AuthorityId,
    pub venue: VenueId,
    pub incident: IncidentId,
    pub priority: u8,
    pub opened_at: Timestamp,
    /// Rungs that have rung.
    pub rung: u32,
    pub next_at: Timestamp,
    pub closed: bool,
    pub kind: Owed,
    /// When somebody outside was called, because nobody here hears.
    pub fallback_at: Option<Timestamp>,
}

/// One attempt to reach one officer, or somebody outside, over one channel.
#[derive(Clone, Debug)]
pub struct Page {
    pub id: PageId,
    pub authority: AuthorityId,
    pub venue: VenueId,
    pub incident: IncidentId,
    pub obligation: ObligationId,
    pub rung: u32,
    /// The nil id where a machine is called and no officer.
    pub account: AccountId,
    pub channel: String,
    /// The channel or subscription it goes through, where the officer alone does not say that.
    pub target: Option<Uuid>,
    /// What is owed, for which somebody is called.
    pub kind: Owed,
    /// Why a machine is called: a rung's circle, or why nobody hears.
    pub cause: Option<String>,
    pub state: String,
    pub attempts: u32,
    pub queued_at: Timestamp,
    pub sent_at: Option<Timestamp>,
    pub error: Option<String>,
    pub delivered_at: Option<Timestamp>,
    pub seen_at: Option<Timestamp>,
    pub answered_at: Option<Timestamp>,
}

impl Page {
    /// It tells of a major incident, which stands whoever has the incident.
    pub fn is_of_major(&self) -> bool {
        of_major(self.cause.as_deref())
    }

    /// The role it asks somebody to take.
    pub fn asked_role(&self) -> Option<&str> {
        self.cause.as_deref()?.strip_prefix(MAJOR)?.strip_prefix(':')
    }
}

fn of_major(cause: Option<&str>) -> bool {
    cause.and_then(|cause| cause.strip_prefix(MAJOR)).is_some_and(|rest| rest.is_empty() || rest.starts_with(':'))
}

fn time(micros: i64) -> Timestamp {
    Timestamp::from_microsecond(micros).unwrap_or(Timestamp::MAX)
}

fn count(value: i32) -> u32 {
    u32::try_from(value).unwrap_or(0)
}

fn obligation_of(row: obligation::Model) -> Obligation {
    Obligation {
        id: ObligationId::from_uuid(row.id),
        authority: AuthorityId::from_uuid(row.authority_id),
        venue: VenueId::from_uuid(row.venue_id),
        incident: IncidentId::from_uuid(row.incident_id),
        priority: u8::try_from(row.priority).unwrap_or(1),
        opened_at: time(row.opened_at),
        rung: count(row.rung),
        next_at: time(row.next_at),
        closed: row.closed_at.is_some(),
        kind: Owed::parse(&row.kind).unwrap_or(Owed::Acknowledge),
        fallback_at: row.fallback_at.map(time),
    }
}

fn page_of(row: page::Model) -> Page {
    Page {
        id: PageId::from_uuid(row.id),
        authority: AuthorityId::from_uuid(row.authority_id),
        venue: VenueId::from_uuid(row.venue_id),
        incident: IncidentId::from_uuid(row.incident_id),
        obligation: ObligationId::from_uuid(row.obligation_id),
        rung: count(row.rung),
        account: AccountId::from_uuid(row.account_id),
        channel: row.channel,
        target: row.target_id,
        kind: Owed::parse(&row.kind).unwrap_or(Owed::Acknowledge),
        cause: row.cause,
        state: row.state,
        attempts: count(row.attempts),
        queued_at: time(row.queued_at),
        sent_at: row.sent_at.map(time),
        error: row.error,
        delivered_at: row.delivered_at.map(time),
        seen_at: row.seen_at.map(time),
        answered_at: row.answered_at.map(time),
    }
}

/// Opens the obligations of incidents, or opens them again.
pub async fn put_obligations(conn: &impl ConnectionTrait, obligations: &[Obligation]) -> Result<(), DbErr> {
    let rows = obligations.iter().map(|o| obligation::ActiveModel {
        id: Set(o.id.uuid()),
        authority_id: Set(o.authority.uuid()),
        venue_id: Set(o.venue.uuid()),
        incident_id: Set(o.incident.uuid()),
        priority: Set(o.priority.into()),
        opened_at: Set(o.opened_at.as_microsecond()),
        rung: Set(i32::try_from(o.rung).unwrap_or(i32::MAX)),
        next_at: Set(o.next_at.as_microsecond()),
        closed_at: Set(None),
        closed_by: Set(None),
        lease_until: Set(0),
        kind: Set(o.kind.name().to_owned()),
        fallback_at: Set(o.fallback_at.map(Timestamp::as_microsecond)),
    });
    use obligation::Column;
    let again = OnConflict::column(Column::IncidentId)
        .update_columns([
            Column::Id,
            Column::Priority,
            Column::OpenedAt,
            Column::Rung,
            Column::NextAt,
            Column::ClosedAt,
            Column::ClosedBy,
            Column::Kind,
            Column::FallbackAt,
        ])
        .to_owned();
    obligation::Entity::insert_many(rows).on_conflict(again).exec_without_returning(conn).await?;
    Ok(())
}

pub async fn climb(conn: &impl ConnectionTrait, to: &Obligation) -> Result<(), DbErr> {
    obligation::Entity::update_many()
        .col_expr(obligation::Column::Rung, i32::try_from(to.rung).unwrap_or(i32::MAX).into())
        .col_expr(obligation::Column::NextAt, to.next_at.as_microsecond().into())
        .col_expr(obligation::Column::FallbackAt, to.fallback_at.map(Timestamp::as_microsecond).into())
        .filter(obligation::Column::Id.eq(to.id.uuid()))
        .exec(conn)
        .await?;
    Ok(())
}

pub async fn close(
    conn: &impl ConnectionTrait,
    incident: IncidentId,
    by: AccountId,
    now: Timestamp,
) -> Result<(), DbErr> {
    obligation::Entity::update_many()
        .col_expr(obligation::Column::ClosedAt, now.as_microsecond().into())
        .col_expr(obligation::Column::ClosedBy, by.uuid().into())
        // Out of the way: what is due is looked for from the earliest on, and must not wade through all that ever was.
        .col_expr(obligation::Column::NextAt, NEVER.into())
        .filter(obligation::Column::IncidentId.eq(incident.uuid()))
        .filter(obligation::Column::ClosedAt.is_null())
        .exec(conn)
        .await?;
    Ok(())
}

/// What some incidents are still owed.
pub async fn owed(
    conn: &impl ConnectionTrait,
    incidents: &[IncidentId],
) -> Answer<HashMap<IncidentId, (ObligationId, Owed)>> {
    let rows = obligation::Entity::find()
        .filter(obligation::Column::IncidentId.is_in(incidents.iter().map(|id| id.uuid())))
        .filter(obligation::Column::ClosedAt.is_null())
        .all(conn)
        .await?;
    Ok(rows.into_iter().map(obligation_of).map(|o| (o.incident, (o.id, o.kind))).collect())
}

/// Acknowledgements of the most urgent kind that are owed and for which nobody outside was called yet, the oldest first.
pub async fn waiting(conn: &impl ConnectionTrait, limit: u64) -> Answer<Vec<Obligation>> {
    let rows = owed_acknowledgements()
        .filter(obligation::Column::Priority.lte(1))
        .filter(obligation::Column::FallbackAt.is_null())
        .order_by_asc(obligation::Column::OpenedAt)
        .limit(limit)
        .all(conn)
        .await?;
    Ok(rows.into_iter().map(obligation_of).collect())
}

/// Those that nobody here hears, and whose authority that is: somebody outside was called, or nobody could be.
pub async fn unheard(conn: &impl ConnectionTrait) -> Answer<Vec<AuthorityId>> {
    let ids: Vec<Uuid> = owed_acknowledgements()
        .filter(obligation::Column::FallbackAt.is_not_null())
        .select_only()
        .column(obligation::Column::AuthorityId)
        .into_tuple()
        .all(conn)
        .await?;
    Ok(ids.into_iter().map(AuthorityId::from_uuid).collect())
}

fn owed_acknowledgements() -> sea_orm::Select<obligation::Entity> {
    obligation::Entity::find()
        .filter(obligation::Column::Kind.eq(Owed::Acknowledge.name()))
        .filter(obligation::Column::NextAt.lt(NEVER))
        .filter(obligation::Column::ClosedAt.is_null())
}

/// Whether nobody here hears of an incident, and nobody has acknowledged it since.
pub async fn is_unheard(conn: &impl ConnectionTrait, incident: IncidentId) -> Answer<bool> {
    let called = obligation(conn, incident).await?;
    Ok(called.is_some_and(|o| !o.closed && !o.kind.is_promise() && o.fallback_at.is_some()))
}

/// Somebody outside was called.
pub async fn fell_back(conn: &impl ConnectionTrait, id: ObligationId, now: Timestamp) -> Result<(), DbErr> {
    obligation::Entity::update_many()
        .col_expr(obligation::Column::FallbackAt, now.as_microsecond().into())
        .filter(obligation::Column::Id.eq(id.uuid()))
        .exec(conn)
        .await?;
    Ok(())
}

pub async fn obligation(conn: &impl ConnectionTrait, incident: IncidentId) -> Answer<Option<Obligation>> {
    let row = obligation::Entity::find().filter(obligation::Column::IncidentId.eq(incident.uuid())).one(conn).await?;
    Ok(row.map(obligation_of))
}

/// What is owed and begins later begins now.
pub async fn release(conn: &impl ConnectionTrait, incident: IncidentId, now: Timestamp) -> Result<(), DbErr> {
    obligation::Entity::update_many()
        .col_expr(obligation::Column::OpenedAt, now.as_microsecond().into())
        .col_expr(obligation::Column::NextAt, now.as_microsecond().into())
        .filter(obligation::Column::IncidentId.eq(incident.uuid()))
        .filter(obligation::Column::OpenedAt.gt(now.as_microsecond()))
        .filter(obligation::Column::ClosedAt.is_null())
        .exec(conn)
        .await?;
    Ok(())
}

/// Whether anybody was told of a wave at a venue since then.
pub async fn told_of_wave(conn: &impl ConnectionTrait, venue: VenueId, since: Timestamp) -> Answer<bool> {
    let told = page::Entity::find()
        .filter(page::Column::VenueId.eq(venue.uuid()))
        .filter(page::Column::Cause.eq(WAVE))
        .filter(page::Column::QueuedAt.gt(since.as_microsecond()));
    Ok(told.one(conn).await?.is_some())
}

/// Open obligations whose next rung is due, held until the commit; another server passes over them.
pub async fn due(conn: &impl ConnectionTrait, now: Timestamp, limit: u64) -> Answer<Vec<Obligation>> {
    let rows = obligation::Entity::find()
        .filter(obligation::Column::NextAt.lte(now.as_microsecond()))
        .filter(obligation::Column::ClosedAt.is_null())
        .order_by_asc(obligation::Column::NextAt)
        .limit(limit)
        .lock_with_behavior(LockType::Update, LockBehavior::SkipLocked)
        .all(conn)
        .await?;
    Ok(rows.into_iter().map(obligation_of).collect())
}

/// The next rung rings at once, because whom this page called cannot come and its rung, the last that rang, calls nobody else.
pub async fn hasten(conn: &impl ConnectionTrait, page: &Page, now: Timestamp) -> Result<(), DbErr> {
    let rung = i32::try_from(page.rung).unwrap_or(i32::MAX);
    let others = page::Entity::find()
        .filter(page::Column::ObligationId.eq(page.obligation.uuid()))
        .filter(page::Column::Rung.eq(rung))
        // A machine that is called besides is nobody who comes, and what tells of a major incident asks nobody to acknowledge.
        .filter(page::Column::AccountId.ne(Uuid::nil()))
        .filter(page::Column::Cause.is_null().or(page::Column::Cause.not_like(format!("{MAJOR}%"))))
        .filter(page::Column::State.is_in(["queued", "sent"]))
        .one(conn)
        .await?;
    if others.is_some() {
        return Ok(());
    }
    obligation::Entity::update_many()
        .col_expr(obligation::Column::NextAt, now.as_microsecond().into())
        .filter(obligation::Column::Id.eq(page.obligation.uuid()))
        .filter(obligation::Column::Rung.eq(rung.saturating_add(1)))
        .filter(obligation::Column::ClosedAt.is_null())
        .filter(obligation::Column::NextAt.gt(now.as_microsecond()))
        .exec(conn)
        .await?;
    Ok(())
}

/// When the next rung of any obligation is due.
pub async fn next_rung_at(conn: &impl ConnectionTrait) -> Answer<Option<Timestamp>> {
    let row = obligation::Entity::find()
        .filter(obligation::Column::ClosedAt.is_null())
        .order_by_asc(obligation::Column::NextAt)
        .one(conn)
        .await?;
    Ok(row.map(|row| time(row.next_at)))
}

/// Queues pages. Their obligation is held until the commit, so no rung is rung twice.
pub async fn queue(conn: &impl ConnectionTrait, pages: &[Page]) -> Result<(), DbErr> {
    if pages.is_empty() {
        return Ok(());
    }
    let rows = pages.iter().map(|p| page::ActiveModel {
        id: Set(p.id.uuid()),
        authority_id: Set(p.authority.uuid()),
        venue_id: Set(p.venue.uuid()),
        incident_id: Set(p.incident.uuid()),
        obligation_id: Set(p.obligation.uuid()),
        rung: Set(i32::try_from(p.rung).unwrap_or(i32::MAX)),
        account_id: Set(p.account.uuid()),
        channel: Set(p.channel.clone()),
        state: Set(p.state.clone()),
        attempts: Set(0),
        queued_at: Set(p.queued_at.as_microsecond()),
        next_at: Set(p.queued_at.as_microsecond()),
        lease_until: Set(0),
        sent_at: Set(None),
        error: Set(p.error.clone()),
        kind: Set(p.kind.name().to_owned()),
        target_id: Set(p.target),
        cause: Set(p.cause.clone()),
        delivered_at: Set(None),
        seen_at: Set(None),
        answered_at: Set(None),
    });
    page::Entity::insert_many(rows).exec_without_returning(conn).await?;
    Ok(())
}

/// Incident, person, target, way, when it was queued, on which rung, and why.
type Called = (Uuid, Uuid, Option<Uuid>, String, i64, i32, Option<String>);

/// Which of these pages have nothing to add, because a later rung calls the same person for the same incident.
pub async fn overtaken(conn: &impl ConnectionTrait, pages: &[Page]) -> Answer<BTreeSet<PageId>> {
    use page::Column;
    let incidents: BTreeSet<Uuid> = pages.iter().map(|page| page.incident.uuid()).collect();
    let oldest = pages.iter().map(|page| page.queued_at.as_microsecond()).min().unwrap_or(0);
    let later: Vec<Called> = page::Entity::find()
        .select_only()
        .columns([Column::IncidentId, Column::AccountId, Column::TargetId])
        .columns([Column::Channel, Column::QueuedAt, Column::Rung, Column::Cause])
        .filter(Column::IncidentId.is_in(incidents))
        .filter(Column::State.is_in(["queued", "sent"]))
        .filter(Column::QueuedAt.gte(oldest))
        .into_tuple()
        .all(conn)
        .await?;
    let is_overtaken = |page: &&Page| {
        let since = (page.queued_at.as_microsecond(), i32::try_from(page.rung).unwrap_or(i32::MAX));
        later.iter().any(|(incident, account, target, channel, queued_at, rung, cause)| {
            (*incident, *account, *target) == (page.incident.uuid(), page.account.uuid(), page.target)
                && *channel == page.channel
                // Neither of the two says what the other does.
                && of_major(cause.as_deref()) == page.is_of_major()
                && (*queued_at, *rung) > since
        })
    };
    Ok(pages.iter().filter(is_overtaken).map(|page| page.id).collect())
}

/// Takes pages to be sent under a lease: who dies with them does not keep them.
pub async fn lease(conn: &impl ConnectionTrait, now: Timestamp, until: Timestamp, limit: u64) -> Answer<Vec<Page>> {
    let ids: Vec<Uuid> = page::Entity::find()
        .select_only()
        .column(page::Column::Id)
        .filter(page::Column::State.eq("queued"))
        .filter(page::Column::NextAt.lte(now.as_microsecond()))
        .filter(page::Column::LeaseUntil.lte(now.as_microsecond()))
        .order_by_asc(page::Column::NextAt)
        .limit(limit)
        .lock_with_behavior(LockType::Update, LockBehavior::SkipLocked)
        .into_tuple()
        .all(conn)
        .await?;
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let rows = page::Entity::update_many()
        .col_expr(page::Column::LeaseUntil, until.as_microsecond().into())
        // A page under a lease must not hide those that wait behind it.
        .col_expr(page::Column::NextAt, until.as_microsecond().into())
        .col_expr(page::Column::Attempts, Expr::col(page::Column::Attempts).add(1))
        .filter(page::Column::Id.is_in(ids))
        .exec_with_returning(conn)
        .await?;
    Ok(rows.into_iter().map(page_of).collect())
}

/// When the next page is to be tried.
pub async fn next_page_at(conn: &impl ConnectionTrait) -> Answer<Option<Timestamp>> {
    let row = page::Entity::find()
        .filter(page::Column::State.eq("queued"))
        .order_by_asc(page::Column::NextAt)
        .one(conn)
        .await?;
    Ok(row.map(|row| time(row.next_at)))
}

/// These pages got through.
pub async fn sent(conn: &impl ConnectionTrait, ids: &[PageId], now: Timestamp) -> Result<(), DbErr> {
    if ids.is_empty() {
        return Ok(());
    }
    page::Entity::update_many()
        .col_expr(page::Column::State, "sent".into())
        .col_expr(page::Column::SentAt, now.as_microsecond().into())
        .col_expr(page::Column::Error, Expr::val(None::<String>))
        .col_expr(page::Column::LeaseUntil, 0i64.into())
        .filter(page::Column::Id.is_in(ids.iter().map(|id| id.uuid())))
        .exec(conn)
        .await?;
    Ok(())
}

/// A page that is not sent any more, and why.
pub async fn skip(conn: &impl ConnectionTrait, id: PageId, why: &str) -> Result<(), DbErr> {
    page::Entity::update_many()
        .col_expr(page::Column::State, "skipped".into())
        .col_expr(page::Column::Error, why.into())
        .col_expr(page::Column::LeaseUntil, 0i64.into())
        .filter(page::Column::Id.eq(id.uuid()))
        .exec(conn)
        .await?;
    Ok(())
}

/// A page that did not get through is tried again at `next_at`.
pub async fn retry(conn: &impl ConnectionTrait, id: PageId, next_at: Timestamp, error: &str) -> Result<(), DbErr> {
    page::Entity::update_many()
        .col_expr(page::Column::NextAt, next_at.as_microsecond().into())
        .col_expr(page::Column::LeaseUntil, 0i64.into())
        .col_expr(page::Column::Error, error.into())
        .filter(page::Column::Id.eq(id.uuid()))
        .exec(conn)
        .await?;
    Ok(())
}

/// A page arrived, was seen, or is known not to have got through. What came first stays.
pub async fn mark(
    conn: &impl ConnectionTrait,
    id: PageId,
    delivered: bool,
    seen: bool,
    error: Option<&str>,
    now: Timestamp,
) -> Result<(), DbErr> {
    let mark = |column: page::Column| {
        page::Entity::update_many()
            .col_expr(column, now.as_microsecond().into())
            .filter(page::Column::Id.eq(id.uuid()))
            .filter(column.is_null())
    };
    if delivered {
        mark(page::Column::DeliveredAt).exec(conn).await?;
    }
    if seen {
        mark(page::Column::SeenAt).exec(conn).await?;
    }
    if let Some(error) = error {
        page::Entity::update_many()
            .col_expr(page::Column::Error, error.into())
            .filter(page::Column::Id.eq(id.uuid()))
            .filter(page::Column::DeliveredAt.is_null())
            .exec(conn)
            .await?;
    }
    Ok(())
}

/// Whom a page was for took the incident by it: it arrived and was seen, whatever its channel says.
pub async fn answered(conn: &impl ConnectionTrait, id: PageId, now: Timestamp) -> Result<(), DbErr> {
    mark(conn, id, true, true, None, now).await?;
    page::Entity::update_many()
        .col_expr(page::Column::AnsweredAt, now.as_microsecond().into())
        .filter(page::Column::Id.eq(id.uuid()))
        .filter(page::Column::AnsweredAt.is_null())
        .exec(conn)
        .await?;
    Ok(())
}

/// What somebody was sent over one channel since then, but for promises.
pub async fn recent_of(
    conn: &impl ConnectionTrait,
    account: AccountId,
    channel: &str,
    since: Timestamp,
) -> Answer<Vec<Page>> {
    let rows = page::Entity::find()
        .filter(page::Column::AccountId.eq(account.uuid()))
        .filter(page::Column::QueuedAt.gt(since.as_microsecond()))
        .filter(page::Column::Channel.eq(channel))
        .filter(page::Column::Kind.eq(Owed::Acknowledge.name()))
        .order_by_desc(page::Column::QueuedAt)
        .limit(100)
        .all(conn)
        .await?;
    Ok(rows.into_iter().map(page_of).collect())
}

pub async fn page(conn: &impl ConnectionTrait, id: PageId) -> Answer<Option<Page>> {
    Ok(page::Entity::find_by_id(id.uuid()).one(conn).await?.map(page_of))
}

/// The pages of an incident, oldest first. The caller has found the incident in its own scope.
pub async fn of_incident(
    conn: &impl ConnectionTrait,
    authority: AuthorityId,
    incident: IncidentId,
) -> Answer<Vec<Page>> {
    let rows = page::Entity::find()
        .filter(page::Column::IncidentId.eq(incident.uuid()))
        .filter(page::Column::AuthorityId.eq(authority.uuid()))
        .order_by_asc(page::Column::QueuedAt)
        .order_by_asc(page::Column::Id)
        .limit(500)
        .all(conn)
        .await?;
    Ok(rows.into_iter().map(page_of).collect())
}

/// A canary is over: nothing it was owed stays.
pub async fn forget_canary(conn: &impl ConnectionTrait, incident: IncidentId) -> Answer<()> {
    page::Entity::delete_many()
        .filter(page::Column::IncidentId.eq(incident.uuid()))
        .filter(page::Column::Cause.eq(PROOF))
        .exec(conn)
        .await?;
    obligation::Entity::delete_many().filter(obligation::Column::IncidentId.eq(incident.uuid())).exec(conn).await?;
    Ok(())
}

/// Open obligations whose next rung was due before `then`, and queued pages that have failed at least twice.
pub async fn late(conn: &impl ConnectionTrait, then: Timestamp) -> Answer<(u64, u64)> {
    let obligations = obligation::Entity::find()
        .filter(obligation::Column::NextAt.lt(then.as_microsecond()))
        .filter(obligation::Column::ClosedAt.is_null())
        .count(conn)
        .await?;
    let pages = page::Entity::find()
        .filter(page::Column::State.eq("queued"))
        .filter(page::Column::Attempts.gte(2))
        .count(conn)
        .await?;
    Ok((obligations, pages))
}

/// Calls of a time that have not got through, by channel; none of what is told in confidence.
pub async fn failed(
    conn: &impl ConnectionTrait,
    venue: VenueId,
    (from, until): (Timestamp, Timestamp),
) -> Answer<Vec<(String, u64)>> {
    let openly = crate::entity::incident::Entity::find()
        .select_only()
        .column(crate::entity::incident::Column::Id)
        .filter(crate::entity::incident::Column::VenueId.eq(venue.uuid()))
        .filter(crate::entity::incident::Column::Nature.eq(shared::incident::Nature::Real.name()))
        .filter(crate::entity::incident::Column::KeptFrom.is_null());
    let rows: Vec<(String, i64)> = page::Entity::find()
        .select_only()
        .column(page::Column::Channel)
        .column_as(page::Column::Id.count(), "count")
        .filter(page::Column::VenueId.eq(venue.uuid()))
        .filter(page::Column::QueuedAt.gte(from.as_microsecond()))
        .filter(page::Column::QueuedAt.lt(until.as_microsecond()))
        .filter(page::Column::SentAt.is_null())
        .filter(page::Column::Attempts.gt(0))
        .filter(page::Column::Error.is_not_null())
        .filter(page::Column::IncidentId.in_subquery(openly.into_query()))
        .group_by(page::Column::Channel)
        .into_tuple()
        .all(conn)
        .await?;
    Ok(rows.into_iter().map(|(channel, count)| (channel, u64::try_from(count).unwrap_or(0))).collect())
}
