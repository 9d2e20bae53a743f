//! Rows of incidents and notes.

use crate::accounts::Scope;
use crate::entity::{incident, incident_counter, incident_reader, likeness, note};
use crate::problem::{Answer, Problem};
use crate::reports::Tellers;
use jiff::Timestamp;
use sea_orm::sea_query::{Expr, ExprTrait, Func, OnConflict};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel,
    PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait, Select,
};
use serde::Serialize;
use serde::de::DeserializeOwned;
use shared::confidence::Confidence;
use shared::departures::Concerned;
use shared::fusion::{Likeness, Reach, Trail};
use shared::help::Help;
use shared::id::{AccountId, AuthorityId, DepartureId, IncidentId, NoteId, PostId, VenueId};
use shared::incident::{Nature, Status};
use shared::problem::ErrorCode;
use shared::promise::Owed;
use shared::trace::TraceLine;
use shared::triage::Assessment;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::marker::PhantomData;
use uuid::Uuid;

/// Stands for "nothing is due": after every real time, so that what is owed sorts first.
pub(super) const NOTHING_DUE: i64 = i64::MAX;
/// Incidents shown as merged into one, and likenesses shown: more help nobody.
const MERGED: u64 = 100;
const LIKENESSES: u64 = 10;
/// Notes of a place that is in doubt.
const UNSURE: [&str; 2] = ["touches_several_zones", "plate_and_gps_disagree"];

#[derive(Clone, Debug)]
pub struct Incident {
    pub id: IncidentId,
    pub authority: AuthorityId,
    pub venue: VenueId,
    pub number: String,
    pub version: i64,
    pub priority: u8,
    /// What the rules last said, which a person may have lowered since.
    pub assessed: u8,
    pub status: Status,
    pub category: String,
    pub zone: Option<String>,
    pub place_label: Option<String>,
    pub floor: Option<String>,
    pub lat: Option<f64>,
    pub lon: Option<f64>,
    pub accuracy_m: Option<f64>,
    pub place_notes: Vec<String>,
    pub report_count: i32,
    pub photo_count: i32,
    pub independent_sources: i32,
    pub opened_at: Timestamp,
    pub due_at: Option<Timestamp>,
    /// What `due_at` is the time of.
    pub owes: Option<Owed>,
    pub acknowledged_at: Option<Timestamp>,
    pub seen_at: Option<Timestamp>,
    pub post: Option<PostId>,
    pub assignee: Option<AccountId>,
    pub second: Option<AccountId>,
    pub disposition: Option<String>,
    pub emergency: bool,
    pub assessment: Written<Assessment>,
    pub route_trace: Written<Vec<TraceLine>>,
    pub sealed_key: Vec<u8>,
    /// What its reports say together, for telling whether a new one is of the same thing.
    pub trail: Written<Trail>,
    /// Where a report has to be to be compared with it.
    pub reach: Reach,
    /// When something was last heard of it.
    pub news_at: Timestamp,
    pub merged_into: Option<IncidentId>,
    /// The version of the authority's rules it was last assessed by.
    pub rules_version: Option<i64>,
    pub nature: Nature,
    /// That it is told in confidence, and from whom it is kept.
    pub confidence: Option<Confidence>,
    /// An officer needs help there, and nobody has answered.
    pub help: Option<Help>,
    /// Since when it is over; written down while it is.
    pub over_at: Option<Timestamp>,
    /// The flight or sailing that a reporter named.
    pub departure: Option<DepartureId>,
    /// What kinds of reporters told of it.
    pub told_by: Tellers,
}

/// A column of JSON, parsed only when somebody asks: lists, pages and the live feed never do.
#[derive(Clone, Debug)]
pub struct Written<T>(String, PhantomData<T>);

impl<T: Serialize + DeserializeOwned> Written<T> {
    pub fn new(value: &T) -> Answer<Self> {
        Ok(Self(json(value)?, PhantomData))
    }

    pub fn read(&self) -> Answer<T> {
        serde_json::from_str(&self.0).map_err(Problem::internal)
    }

    /// As it stands in the row, and was kept elsewhere.
    pub fn text(&self) -> &str {
        &self.0
    }

    pub fn kept(text: String) -> Self {
        Self(text, PhantomData)
    }
}

/// How many incidents a venue has, past and present.
pub async fn held(conn: &impl ConnectionTrait, venue: VenueId) -> Answer<u64> {
    Ok(incident::Entity::find().filter(incident::Column::VenueId.eq(venue.uuid())).count(conn).await?)
}

/// How many incidents below P1 a venue opened since then.
pub async fn opened_since(conn: &impl ConnectionTrait, venue: VenueId, since: Timestamp) -> Answer<u64> {
    let lately = incident::Entity::find()
        .filter(incident::Column::VenueId.eq(venue.uuid()))
        .filter(incident::Column::OpenedAt.gt(since.as_microsecond()))
        .filter(incident::Column::Nature.eq(Nature::Real.name()))
        .filter(incident::Column::Priority.gt(1));
    Ok(lately.count(conn).await?)
}

/// How many real incidents an authority opened in a time, but for what is told in confidence, by the category they have now.
pub async fn opened_by_category(
    conn: &impl ConnectionTrait,
    authority: AuthorityId,
    (from, until): (Timestamp, Timestamp),
) -> Answer<BTreeMap<String, u64>> {
    let rows: Vec<(String, i64)> = incident::Entity::find()
        .select_only()
        .column(incident::Column::Category)
        .column_as(incident::Column::Id.count(), "count")
        .filter(incident::Column::AuthorityId.eq(authority.uuid()))
        .filter(incident::Column::Nature.eq(Nature::Real.name()))
        .filter(incident::Column::KeptFrom.is_null())
        .filter(incident::Column::OpenedAt.gte(from.as_microsecond()))
        .filter(incident::Column::OpenedAt.lt(until.as_microsecond()))
        .group_by(incident::Column::Category)
        .into_tuple()
        .all(conn)
        .await?;
    Ok(rows.into_iter().map(|(category, count)| (category, u64::try_from(count).unwrap_or(0))).collect())
}

/// How many incidents of a venue are not over, by priority and status, of those that the asker may see; no exercises.
pub async fn open_now(conn: &impl ConnectionTrait, scope: &Scope, venue: VenueId) -> Answer<Vec<(u8, Status, u64)>> {
    let rows: Vec<(i32, String, i64)> = not_over(scope, venue)
        .select_only()
        .column(incident::Column::Priority)
        .column(incident::Column::Status)
        .column_as(incident::Column::Id.count(), "count")
        .group_by(incident::Column::Priority)
        .group_by(incident::Column::Status)
        .into_tuple()
        .all(conn)
        .await?;
    let known = rows.into_iter().filter_map(|(priority, status, count)| {
        Some((u8::try_from(priority).ok()?, Status::parse(&status)?, u64::try_from(count).ok()?))
    });
    Ok(known.collect())
}

/// What of it nobody has acknowledged for the longest time.
pub async fn oldest_unheard(conn: &impl ConnectionTrait, scope: &Scope, venue: VenueId) -> Answer<Option<Incident>> {
    let unheard = Status::ALL.into_iter().filter(|status| status.is_unheard()).map(Status::name);
    let row = not_over(scope, venue)
        .filter(incident::Column::Status.is_in(unheard))
        .order_by_asc(incident::Column::OpenedAt)
        .one(conn)
        .await?;
    row.map(Incident::from_row).transpose()
}

fn not_over(scope: &Scope, venue: VenueId) -> Select<incident::Entity> {
    incident::Entity::find()
        .filter(of(scope))
        .filter(incident::Column::VenueId.eq(venue.uuid()))
        .filter(incident::Column::Over.eq(false))
        .filter(incident::Column::Nature.eq(Nature::Real.name()))
}

/// Real incidents of a venue that are not told in confidence: what is counted of a shift is shown to everybody.
fn openly(venue: VenueId, (from, until): (Timestamp, Timestamp)) -> Condition {
    Condition::all()
        .add(incident::Column::VenueId.eq(venue.uuid()))
        .add(incident::Column::Nature.eq(Nature::Real.name()))
        .add(incident::Column::KeptFrom.is_null())
        .add(incident::Column::OpenedAt.gte(from.as_microsecond()))
        .add(incident::Column::OpenedAt.lt(until.as_microsecond()))
}

/// How many of them a venue opened in a time, by category.
pub async fn counted(
    conn: &impl ConnectionTrait,
    venue: VenueId,
    window: (Timestamp, Timestamp),
) -> Answer<BTreeMap<String, u64>> {
    let rows: Vec<(String, i64)> = incident::Entity::find()
        .select_only()
        .column(incident::Column::Category)
        .column_as(incident::Column::Id.count(), "count")
        .filter(openly(venue, window))
        .group_by(incident::Column::Category)
        .into_tuple()
        .all(conn)
        .await?;
    Ok(rows.into_iter().map(|(category, count)| (category, u64::try_from(count).unwrap_or(0))).collect())
}

/// When a venue's first incident was opened.
pub async fn first_opened(conn: &impl ConnectionTrait, venue: VenueId) -> Answer<Option<Timestamp>> {
    let first: Option<i64> = incident::Entity::find()
        .select_only()
        .column(incident::Column::OpenedAt)
        .filter(incident::Column::VenueId.eq(venue.uuid()))
        .order_by_asc(incident::Column::OpenedAt)
        .limit(1)
        .into_tuple()
        .one(conn)
        .await?;
    Ok(first.and_then(|at| Timestamp::from_microsecond(at).ok()))
}

/// When the most urgent of them were opened and acknowledged, `limit` at most.
pub async fn urgent(
    conn: &impl ConnectionTrait,
    venue: VenueId,
    window: (Timestamp, Timestamp),
    limit: u64,
) -> Answer<Vec<(i64, Option<i64>)>> {
    let rows = incident::Entity::find()
        .select_only()
        .column(incident::Column::OpenedAt)
        .column(incident::Column::AcknowledgedAt)
        .filter(openly(venue, window))
        .filter(incident::Column::Priority.eq(1))
        .limit(limit)
        .into_tuple()
        .all(conn)
        .await?;
    Ok(rows)
}

/// Which of these are no exercises, and not told in confidence: what is counted is shown to everybody.
pub async fn real_of(
    conn: &impl ConnectionTrait,
    authority: AuthorityId,
    ids: &BTreeSet<IncidentId>,
) -> Answer<BTreeSet<IncidentId>> {
    let mut real = BTreeSet::new();
    let ids: Vec<Uuid> = ids.iter().map(|id| id.uuid()).collect();
    // SQLite takes 32,766 values in one statement.
    for some in ids.chunks(10_000) {
        let rows: Vec<Uuid> = incident::Entity::find()
            .select_only()
            .column(incident::Column::Id)
            .filter(incident::Column::Id.is_in(some.iter().copied()))
            .filter(By::Key.column(incident::Column::AuthorityId).eq(authority.uuid()))
            .filter(incident::Column::Nature.eq(Nature::Real.name()))
            .filter(incident::Column::KeptFrom.is_null())
            .into_tuple()
            .all(conn)
            .await?;
        real.extend(rows.into_iter().map(IncidentId::from_uuid));
    }
    Ok(real)
}

/// An officer's note, still sealed.
pub struct Note {
    pub id: NoteId,
    pub account: AccountId,
    pub at: Timestamp,
    pub sealed: Vec<u8>,
}

impl Incident {
    /// What it is owed from now on, and by when.
    pub fn owe(&mut self, owed: Option<(Owed, Timestamp)>) {
        (self.owes, self.due_at) = owed.unzip();
    }

    /// Takes what its reports say together.
    pub fn tell(&mut self, trail: &Trail) -> Answer<()> {
        self.independent_sources = i32::try_from(trail.sources.count()).unwrap_or(i32::MAX);
        self.reach = trail.reach();
        self.trail = Written::new(trail)?;
        Ok(())
    }

    /// Whether this officer must never see it nor be called for it.
    pub fn is_kept_from(&self, officer: AccountId) -> bool {
        self.confidence.as_ref().is_some_and(|confidence| confidence.kept_from.contains(&officer))
    }

    /// Whether where it is could not be told for sure.
    fn is_uncorrelated(&self) -> bool {
        self.zone.is_none() || self.place_notes.iter().any(|note| UNSURE.contains(&note.as_str()))
    }

    /// Where it stands in the queue.
    pub fn place_in_queue(&self) -> (u8, i64, IncidentId) {
        (self.priority, self.due_at.map_or(NOTHING_DUE, Timestamp::as_microsecond), self.id)
    }

    pub(super) fn from_row(row: incident::Model) -> Answer<Self> {
        let bad = |what: &str| Problem::internal(anyhow::anyhow!("incident {}: {what} cannot be read", row.id));
        let time = |micros: i64| Timestamp::from_microsecond(micros).map_err(|_| bad("a time"));
        let priority = |value: i32| u8::try_from(value).map_err(|_| bad("priority"));
        Ok(Self {
            id: IncidentId::from_uuid(row.id),
            authority: AuthorityId::from_uuid(row.authority_id),
            venue: VenueId::from_uuid(row.venue_id),
            version: row.version,
            priority: priority(row.priority)?,
            assessed: priority(row.assessed_priority)?,
            status: Status::parse(&row.status).ok_or_else(|| bad("status"))?,
            report_count: row.report_count,
            photo_count: row.photo_count,
            independent_sources: row.independent_sources,
            opened_at: time(row.opened_at)?,
            due_at: if row.due_at == NOTHING_DUE { None } else { Some(time(row.due_at)?) },
            owes: row.owes.as_deref().and_then(Owed::parse),
            acknowledged_at: row.acknowledged_at.map(time).transpose()?,
            seen_at: row.seen_at.map(time).transpose()?,
            post: row.post_id.map(PostId::from_uuid),
            assignee: row.assignee_id.map(AccountId::from_uuid),
            second: row.second_id.map(AccountId::from_uuid),
            emergency: row.emergency,
            assessment: Written(row.assessment, PhantomData),
            route_trace: Written(row.route_trace, PhantomData),
            place_notes: serde_json::from_str(&row.place_notes).map_err(|_| bad("place notes"))?,
            number: row.number,
            category: row.category,
            zone: row.zone,
            place_label: row.place_label,
            floor: row.floor,
            lat: row.lat,
            lon: row.lon,
            accuracy_m: row.accuracy_m,
            disposition: row.disposition,
            sealed_key: row.sealed_key,
            trail: Written(row.trail, PhantomData),
            reach: Reach { south: row.reach_south, north: row.reach_north, west: row.reach_west, east: row.reach_east },
            news_at: time(row.news_at)?,
            merged_into: row.merged_into.map(IncidentId::from_uuid),
            rules_version: row.rules_version,
            nature: Nature::parse(&row.nature).unwrap_or_default(),
            // What cannot be read is still told in confidence: the row fails, it does not open.
            confidence: row.kept_from.as_deref().map(serde_json::from_str).transpose().map_err(Problem::internal)?,
            help: match row.help_by.zip(row.help_at) {
                Some((by, at)) => Some(Help { by: AccountId::from_uuid(by), at: time(at)? }),
                None => None,
            },
            over_at: row.over_at.map(time).transpose()?,
            departure: row.departure_id.map(DepartureId::from_uuid),
            told_by: Tellers::from_bits(row.told_by),
        })
    }

    fn row(&self) -> Answer<incident::Model> {
        Ok(incident::Model {
            id: self.id.uuid(),
            authority_id: self.authority.uuid(),
            venue_id: self.venue.uuid(),
            number: self.number.clone(),
            version: self.version,
            priority: self.priority.into(),
            assessed_priority: self.assessed.into(),
            status: self.status.name().to_owned(),
            over: self.status.is_over(),
            category: self.category.clone(),
            zone: self.zone.clone(),
            place_label: self.place_label.clone(),
            floor: self.floor.clone(),
            lat: self.lat,
            lon: self.lon,
            accuracy_m: self.accuracy_m,
            place_notes: json(&self.place_notes)?,
            report_count: self.report_count,
            photo_count: self.photo_count,
            independent_sources: self.independent_sources,
            opened_at: self.opened_at.as_microsecond(),
            due_at: self.due_at.map_or(NOTHING_DUE, Timestamp::as_microsecond),
            owes: self.owes.map(|owed| owed.name().to_owned()),
            acknowledged_at: self.acknowledged_at.map(Timestamp::as_microsecond),
            seen_at: self.seen_at.map(Timestamp::as_microsecond),
            post_id: self.post.map(PostId::uuid),
            assignee_id: self.assignee.map(AccountId::uuid),
            second_id: self.second.map(AccountId::uuid),
            disposition: self.disposition.clone(),
            emergency: self.emergency,
            assessment: self.assessment.0.clone(),
            route_trace: self.route_trace.0.clone(),
            sealed_key: self.sealed_key.clone(),
            trail: self.trail.0.clone(),
            news_at: self.news_at.as_microsecond(),
            merged_into: self.merged_into.map(IncidentId::uuid),
            rules_version: self.rules_version,
            reach_south: self.reach.south,
            reach_north: self.reach.north,
            reach_west: self.reach.west,
            reach_east: self.reach.east,
            nature: self.nature.name().to_owned(),
            kept_from: self.confidence.as_ref().map(json).transpose()?,
            skills: json(&self.assessment.read()?.skills)?,
            help_by: self.help.map(|help| help.by.uuid()),
            help_at: self.help.map(|help| help.at.as_microsecond()),
            over_at: self.over_at.filter(|_| self.status.is_over()).map(Timestamp::as_microsecond),
            departure_id: self.departure.map(DepartureId::uuid),
            told_by: self.told_by.bits(),
            uncorrelated: self.is_uncorrelated(),
        })
    }
}

fn json(value: &impl serde::Serialize) -> Answer<String> {
    serde_json::to_string(value).map_err(Problem::internal)
}

/// Takes the venue's next `count` numbers and answers the first. The counter's row is locked until the commit, so that no
/// number is given twice or lost.
pub async fn take_numbers(conn: &impl ConnectionTrait, venue: VenueId, count: i64) -> Answer<i64> {
    let counted = incident_counter::Entity::update_many()
        .col_expr(incident_counter::Column::Last, Expr::col(incident_counter::Column::Last).add(count))
        .filter(incident_counter::Column::VenueId.eq(venue.uuid()))
        .exec_with_returning(conn)
        .await?;
    counted
        .first()
        .map(|row| row.last - count + 1)
        .ok_or_else(|| Problem::internal(anyhow::anyhow!("venue {venue} has no counter")))
}

pub async fn insert(conn: &impl ConnectionTrait, incidents: impl Iterator<Item = &Incident>) -> Answer<()> {
    let rows = incidents.map(|incident| Ok(incident.row()?.into_active_model()));
    incident::Entity::insert_many(rows.collect::<Answer<Vec<_>>>()?).exec_without_returning(conn).await?;
    Ok(())
}

pub async fn save(conn: &impl ConnectionTrait, incident: &Incident) -> Answer<()> {
    let row = incident.row()?;
    let mut active = row.clone().into_active_model().reset_all();
    active.id = sea_orm::ActiveValue::Unchanged(row.id);
    active.update(conn).await?;
    Ok(())
}

/// One incident of the asker's venues.
pub async fn find(conn: &impl ConnectionTrait, scope: &Scope, id: IncidentId) -> Answer<Option<Incident>> {
    let row = incident::Entity::find_by_id(id.uuid()).filter(of(scope)).one(conn).await?;
    row.map(Incident::from_row).transpose()
}

/// One incident of an authority, held until the commit.
pub async fn locked(conn: &impl ConnectionTrait, authority: AuthorityId, id: IncidentId) -> Answer<Option<Incident>> {
    let row = incident::Entity::find_by_id(id.uuid())
        .filter(incident::Column::AuthorityId.eq(authority.uuid()))
        .lock_exclusive()
        .one(conn)
        .await?;
    row.map(Incident::from_row).transpose()
}

/// Incidents of a venue that are not over, not told in confidence, and of which something was heard since: the newest first, of some categories, in
/// reach of one of these places, `limit` at most. `held` until the commit by whoever is going to change them.
#[expect(clippy::too_many_arguments, reason = "each says which of them are wanted")]
pub async fn open_of(
    conn: &impl ConnectionTrait,
    authority: AuthorityId,
    venue: VenueId,
    categories: &BTreeSet<&str>,
    places: &[Reach],
    since: Timestamp,
    limit: u64,
    held: bool,
) -> Answer<Vec<Incident>> {
    let mut query = incident::Entity::find()
        .filter(incident::Column::AuthorityId.eq(authority.uuid()))
        .filter(incident::Column::VenueId.eq(venue.uuid()))
        .filter(incident::Column::Over.eq(false))
        .filter(incident::Column::Nature.ne(Nature::Canary.name()))
        .filter(incident::Column::KeptFrom.is_null())
        .filter(incident::Column::NewsAt.gte(since.as_microsecond()))
        .filter(incident::Column::Category.is_in(categories.iter().copied()))
        .filter(places.iter().map(meets).fold(Condition::any(), Condition::add))
        .order_by_desc(incident::Column::NewsAt)
        .order_by_desc(incident::Column::Id)
        .limit(limit);
    if held {
        query = query.lock_exclusive();
    }
    let rows = query.all(conn).await?;
    rows.into_iter().map(Incident::from_row).collect()
}

/// Of so many departures it is not asked which of them an incident's reporter named.
const NAMED: usize = 1_000;

/// Incidents of a venue that are not over, opened since, and named one of these departures or lie in one of these zones: by id, after
/// the one that was last.
pub async fn may_depart(
    conn: &impl ConnectionTrait,
    (authority, venue): (AuthorityId, VenueId),
    of: &Concerned,
    since: Timestamp,
    after: Option<IncidentId>,
    limit: u64,
) -> Answer<Vec<Incident>> {
    let named = match of.departures.len() {
        ..=NAMED => incident::Column::DepartureId.is_in(of.departures.iter().map(|id| id.uuid())),
        _ => incident::Column::DepartureId.is_not_null(),
    };
    let mut query = incident::Entity::find()
        .filter(incident::Column::AuthorityId.eq(authority.uuid()))
        .filter(incident::Column::VenueId.eq(venue.uuid()))
        .filter(incident::Column::Over.eq(false))
        .filter(incident::Column::Nature.ne(Nature::Canary.name()))
        .filter(named.or(incident::Column::Zone.is_in(&of.zones)))
        .filter(incident::Column::OpenedAt.gt(since.as_microsecond()));
    if let Some(after) = after {
        query = query.filter(incident::Column::Id.gt(after.uuid()));
    }
    let rows = query.order_by_asc(incident::Column::Id).limit(limit).all(conn).await?;
    rows.into_iter().map(Incident::from_row).collect()
}

/// [`Reach::meets`] as the database asks it.
fn meets(place: &Reach) -> Condition {
    Condition::all()
        .add(incident::Column::ReachSouth.lte(place.north))
        .add(incident::Column::ReachNorth.gte(place.south))
        .add(incident::Column::ReachWest.lte(place.east))
        .add(incident::Column::ReachEast.gte(place.west))
}

/// A canary came home, or did not: nothing of its incident stays.
pub async fn forget_canary(conn: &impl ConnectionTrait, authority: AuthorityId, id: IncidentId) -> Answer<()> {
    incident::Entity::delete_many()
        .filter(incident::Column::Id.eq(id.uuid()))
        .filter(incident::Column::AuthorityId.eq(authority.uuid()))
        .filter(incident::Column::Nature.eq(Nature::Canary.name()))
        .exec(conn)
        .await?;
    Ok(())
}

/// Incidents that were merged into this one.
pub async fn merged_into(conn: &impl ConnectionTrait, incident: &Incident) -> Answer<Vec<Incident>> {
    let rows = incident::Entity::find()
        .filter(incident::Column::MergedInto.eq(incident.id.uuid()))
        .filter(incident::Column::AuthorityId.eq(incident.authority.uuid()))
        .order_by_asc(incident::Column::Id)
        .limit(MERGED)
        .all(conn)
        .await?;
    rows.into_iter().map(Incident::from_row).collect()
}

/// Writes down that an incident may be the same as another.
pub async fn add_likenesses(
    conn: &impl ConnectionTrait,
    authority: AuthorityId,
    likenesses: &[(IncidentId, IncidentId, Likeness)],
    at: Timestamp,
) -> Answer<()> {
    if likenesses.is_empty() {
        return Ok(());
    }
    let rows = likenesses.iter().map(|(incident, other, likeness)| {
        Ok(likeness::ActiveModel {
            authority_id: Set(authority.uuid()),
            incident_id: Set(incident.uuid()),
            other_id: Set(other.uuid()),
            score: Set(likeness.score),
            reasons: Set(json(&likeness.reasons)?),
            at: Set(at.as_microsecond()),
        })
    });
    likeness::Entity::insert_many(rows.collect::<Answer<Vec<_>>>()?).exec_without_returning(conn).await?;
    Ok(())
}

/// What this incident may be the same as, in either direction, the likeliest first.
pub async fn likenesses(conn: &impl ConnectionTrait, incident: &Incident) -> Answer<Vec<(IncidentId, Likeness)>> {
    use likeness::Column;
    let me = incident.id.uuid();
    let rows = likeness::Entity::find()
        .filter(Column::IncidentId.eq(me).or(Column::OtherId.eq(me)))
        .filter(Column::AuthorityId.eq(incident.authority.uuid()))
        .order_by_desc(Column::Score)
        .limit(LIKENESSES)
        .all(conn)
        .await?;
    let read = |row: likeness::Model| {
        let other = if row.incident_id == me { row.other_id } else { row.incident_id };
        let reasons = serde_json::from_str(&row.reasons).map_err(Problem::internal)?;
        Ok((IncidentId::from_uuid(other), Likeness { score: row.score, reasons }))
    };
    rows.into_iter().map(read).collect()
}

/// Several incidents, those of them that the asker may see.
pub async fn visible_of(
    conn: &impl ConnectionTrait,
    scope: &Scope,
    ids: Vec<IncidentId>,
) -> Answer<HashMap<IncidentId, Incident>> {
    let rows = incident::Entity::find()
        .filter(incident::Column::Id.is_in(ids.into_iter().map(IncidentId::uuid)))
        .filter(seen_by(scope, By::Key))
        .all(conn)
        .await?;
    rows.into_iter().map(|row| Incident::from_row(row).map(|incident| (incident.id, incident))).collect()
}

/// Several incidents of one authority, for the live stream.
pub async fn summaries(
    conn: &impl ConnectionTrait,
    authority: AuthorityId,
    ids: Vec<IncidentId>,
) -> Answer<HashMap<IncidentId, Incident>> {
    let rows = incident::Entity::find()
        .filter(incident::Column::Id.is_in(ids.into_iter().map(IncidentId::uuid)))
        .filter(By::Key.column(incident::Column::AuthorityId).eq(authority.uuid()))
        .all(conn)
        .await?;
    rows.into_iter().map(|row| Incident::from_row(row).map(|incident| (incident.id, incident))).collect()
}

/// How what is asked for is found.
#[derive(Clone, Copy)]
pub(super) enum By {
    /// Along an index that begins with the authority or the venue.
    Place,
    /// Along an index that begins with the authority alone. A planner without statistics would rather take one that names the venue
    /// too, and walk through all that the venue ever had.
    Authority,
    /// By a number within its venue.
    Number,
    /// By ids that are named. An authority holds millions, which a planner without statistics takes for ten rows: it is
    /// then compared, and no way to find them.
    Key,
}

impl By {
    pub(super) fn column(self, column: incident::Column) -> Expr {
        match self {
            Self::Place => Expr::col(column),
            Self::Authority if !matches!(column, incident::Column::VenueId) => Expr::col(column),
            Self::Number if matches!(column, incident::Column::VenueId) => Expr::col(column),
            Self::Authority | Self::Number | Self::Key => {
                Expr::expr(Func::coalesce([Expr::col(column), Expr::col(column)]))
            }
        }
    }
}

pub(super) fn of(scope: &Scope) -> Condition {
    seen_by(scope, By::Place)
}

/// What a person may ever see: their venues' incidents, what is told in confidence only where they are let in, and no canary.
pub(super) fn seen_by(scope: &Scope, by: By) -> Condition {
    let let_in = incident_reader::Entity::find()
        .select_only()
        .column(incident_reader::Column::IncidentId)
        .filter(incident_reader::Column::AccountId.eq(scope.account.uuid()))
        .filter(incident_reader::Column::AuthorityId.eq(scope.authority.uuid()));
    Condition::all()
        .add(incident::Column::KeptFrom.is_null().or(incident::Column::Id.in_subquery(let_in.into_query())))
        .add(incident::Column::Nature.ne(Nature::Canary.name()))
        .add(by.column(incident::Column::AuthorityId).eq(scope.authority.uuid()))
        .add(by.column(incident::Column::VenueId).is_in(scope.venues.iter().map(|venue| venue.uuid())))
}

/// Lets people read what is told in confidence. Whoever is let in stays so.
pub async fn let_in(
    conn: &impl ConnectionTrait,
    authority: AuthorityId,
    readers: impl Iterator<Item = (IncidentId, AccountId)>,
) -> Answer<()> {
    let rows = readers.map(|(incident, account)| incident_reader::ActiveModel {
        incident_id: Set(incident.uuid()),
        account_id: Set(account.uuid()),
        authority_id: Set(authority.uuid()),
    });
    let rows: Vec<_> = rows.collect();
    if rows.is_empty() {
        return Ok(());
    }
    let known = OnConflict::columns([incident_reader::Column::IncidentId, incident_reader::Column::AccountId])
        .do_nothing()
        .to_owned();
    match incident_reader::Entity::insert_many(rows).on_conflict(known).exec_without_returning(conn).await {
        Ok(_) | Err(DbErr::RecordNotInserted) => Ok(()),
        Err(error) => Err(error.into()),
    }
}

/// Who reads each of these, of those that are told in confidence.
pub async fn readers(
    conn: &impl ConnectionTrait,
    authority: AuthorityId,
    incidents: impl IntoIterator<Item = IncidentId>,
) -> Answer<HashMap<IncidentId, BTreeSet<AccountId>>> {
    let ids: Vec<Uuid> = incidents.into_iter().map(IncidentId::uuid).collect();
    let mut readers: HashMap<IncidentId, BTreeSet<AccountId>> = HashMap::new();
    if ids.is_empty() {
        return Ok(readers);
    }
    let rows = incident_reader::Entity::find()
        .filter(incident_reader::Column::IncidentId.is_in(ids))
        .filter(incident_reader::Column::AuthorityId.eq(authority.uuid()))
        .all(conn)
        .await?;
    for row in rows {
        let of = readers.entry(IncidentId::from_uuid(row.incident_id)).or_default();
        of.insert(AccountId::from_uuid(row.account_id));
    }
    Ok(readers)
}

/// Answers whether it was new.
///
/// # Errors
/// `key_reused` for an id that names another note.
pub async fn add_note(
    conn: &impl ConnectionTrait,
    incident: &Incident,
    id: NoteId,
    account: AccountId,
    at: Timestamp,
    sealed: Vec<u8>,
) -> Answer<bool> {
    let row = note::ActiveModel {
        id: Set(id.uuid()),
        authority_id: Set(incident.authority.uuid()),
        incident_id: Set(incident.id.uuid()),
        account_id: Set(account.uuid()),
        at: Set(at.as_microsecond()),
        sealed: Set(sealed),
    };
    let known = OnConflict::column(note::Column::Id).do_nothing().to_owned();
    match note::Entity::insert(row).on_conflict(known).exec_without_returning(conn).await {
        Ok(1..) => return Ok(true),
        Ok(0) | Err(DbErr::RecordNotInserted) => {}
        Err(error) => return Err(error.into()),
    }
    let same = note::Entity::find_by_id(id.uuid())
        .filter(note::Column::AccountId.eq(account.uuid()))
        .filter(note::Column::IncidentId.eq(incident.id.uuid()));
    if same.one(conn).await?.is_some() { Ok(false) } else { Err(ErrorCode::KeyReused.into()) }
}

/// The notes on an incident, oldest first. The caller has found the incident in its own scope.
pub async fn notes(conn: &impl ConnectionTrait, incident: &Incident) -> Answer<Vec<Note>> {
    let rows = note::Entity::find()
        .filter(note::Column::IncidentId.eq(incident.id.uuid()))
        .filter(note::Column::AuthorityId.eq(incident.authority.uuid()))
        .order_by_asc(note::Column::At)
        .all(conn)
        .await?;
    Ok(rows
        .into_iter()
        .map(|row| Note {
            id: NoteId::from_uuid(row.id),
            account: AccountId::from_uuid(row.account_id),
            at: Timestamp::from_microsecond(row.at).unwrap_or(Timestamp::MIN),
            sealed: row.sealed,
        })
        .collect())
}
