//! Rows of incidents and notes.

use crate::accounts::Scope;
use crate::entity::{incident, incident_counter, incident_reader, likeness, note, report};
use crate::problem::{Answer, Problem};
use futures_util::TryStreamExt;
use jiff::Timestamp;
use sea_orm::sea_query::{Expr, ExprTrait, Func, OnConflict, Query};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel,
    PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait, Select, StreamTrait,
};
use serde::Serialize;
use serde::de::DeserializeOwned;
use shared::confidence::Confidence;
use shared::fusion::{Likeness, Reach, Trail};
use shared::help::Help;
use shared::id::{AccountId, AuthorityId, DepartureId, IncidentId, NoteId, PostId, VenueId};
use shared::incident::{Nature, Status};
use shared::map::Bounds;
use shared::problem::ErrorCode;
use shared::promise::Owed;
use shared::trace::TraceLine;
use shared::triage::Assessment;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::marker::PhantomData;
use uuid::Uuid;

/// Stands for "nothing is due": after every real time, so that what is owed sorts first.
const NOTHING_DUE: i64 = i64::MAX;
/// Incidents shown as merged into one, and likenesses shown: more help nobody.
const MERGED: u64 = 100;
const LIKENESSES: u64 = 10;
/// Values of a filter that are looked at one by one.
const STRETCHES: usize = 32;

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

/// What is not over at one of the asker's venues, the most urgent first; no exercises.
pub async fn open_at(conn: &impl ConnectionTrait, scope: &Scope, venue: VenueId, limit: u64) -> Answer<Vec<Incident>> {
    let statuses = Status::ALL.into_iter().filter(|status| !status.is_over()).collect();
    list(conn, scope, &Filter { venue: Some(venue), statuses, drill: Some(false), limit, ..Filter::default() }).await
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

/// What a list is asked for. What is empty or absent asks nothing.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    pub venue: Option<VenueId>,
    pub statuses: Vec<Status>,
    pub priorities: Vec<u8>,
    pub categories: Vec<String>,
    /// Codes of zones, those within them too.
    pub zones: Vec<String>,
    pub post: Option<PostId>,
    /// Who told it: a kind of reporter.
    pub reporter: Option<&'static str>,
    /// A skill that is wanted for it.
    pub skill: Option<String>,
    pub drill: Option<bool>,
    pub assignee: Option<AccountId>,
    pub bin: Option<Bin>,
    pub words: Option<Wanted>,
    /// South, west, north, east.
    pub bbox: Option<[f64; 4]>,
    pub since: Option<Timestamp>,
    pub within: Option<Within>,
    /// What was not over at this time, whatever has become of it.
    pub stood_at: Option<Timestamp>,
    /// The last row of the page before.
    pub after: Option<(u8, i64, IncidentId)>,
    pub limit: u64,
}

/// Where somebody drew an area: the box around it, and the zones whose middle lies in it, for what has no position of its own.
#[derive(Clone, Debug)]
pub struct Within {
    pub bounds: Bounds,
    pub zones: Vec<String>,
}

impl Within {
    fn condition(&self) -> Condition {
        let Bounds { west, south, east, north } = self.bounds;
        let there = incident::Column::Lat.between(south, north).and(incident::Column::Lon.between(west, east));
        let known = incident::Column::Lat.is_null().and(incident::Column::Zone.is_in(&self.zones));
        Condition::any().add(there).add(known)
    }
}

/// What somebody has to look through once in a while, because nothing calls for it.
#[derive(Clone, Debug)]
pub enum Bin {
    /// Nobody is called for it yet: at each venue and priority, what is due after this time.
    Held(Vec<(VenueId, u8, Timestamp)>),
    /// Where it is could not be told for sure.
    Uncorrelated,
}

/// What words may mean. Any of these is enough.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    pub numbers: Vec<String>,
    pub incidents: Vec<IncidentId>,
    pub categories: Vec<String>,
    pub zones: Vec<String>,
    pub labels: Vec<String>,
}

impl Wanted {
    /// Apart: what is found by a key, and what is met on the way through the queue. Asked in one breath, neither index serves.
    pub fn apart(self) -> [Self; 2] {
        let Self { numbers, incidents, categories, zones, labels } = self;
        [Self { numbers, incidents, ..Self::default() }, Self { categories, zones, labels, ..Self::default() }]
    }

    /// What keys name, each kind by its own: one number at a time, because of several a planner without statistics would rather walk
    /// through the venue.
    fn keys(&self) -> Vec<(Self, By)> {
        let number = |number: &String| (Self { numbers: vec![number.clone()], ..Self::default() }, By::Number);
        let mut keys: Vec<(Self, By)> = self.numbers.iter().map(number).collect();
        if !self.incidents.is_empty() {
            keys.push((Self { incidents: self.incidents.clone(), ..Self::default() }, By::Key));
        }
        keys
    }

    /// Asks for nothing but what a key names.
    fn is_by_key(&self) -> bool {
        !self.is_nothing() && self.categories.is_empty() && self.zones.is_empty() && self.labels.is_empty()
    }

    pub fn is_nothing(&self) -> bool {
        self.numbers.is_empty()
            && self.incidents.is_empty()
            && self.categories.is_empty()
            && self.zones.is_empty()
            && self.labels.is_empty()
    }

    fn condition(&self) -> Condition {
        let mut any = Condition::any();
        for (column, words) in [
            (incident::Column::Number, &self.numbers),
            (incident::Column::Category, &self.categories),
            (incident::Column::Zone, &self.zones),
            (incident::Column::PlaceLabel, &self.labels),
        ] {
            if !words.is_empty() {
                any = any.add(column.is_in(words));
            }
        }
        if !self.incidents.is_empty() {
            any = any.add(incident::Column::Id.is_in(self.incidents.iter().map(|id| id.uuid())));
        }
        any
    }
}

impl Bin {
    fn condition(&self) -> Condition {
        match self {
            Self::Uncorrelated => Condition::any()
                .add(incident::Column::Zone.is_null())
                .add(incident::Column::PlaceNotes.contains("touches_several_zones"))
                .add(incident::Column::PlaceNotes.contains("plate_and_gps_disagree")),
            Self::Held(after) => {
                let later = after.iter().map(|(venue, priority, due)| held_after(*venue, *priority, *due));
                Condition::all()
                    .add(incident::Column::Status.eq(Status::Open.name()))
                    .add(incident::Column::Owes.eq(Owed::Acknowledge.name()))
                    .add(later.fold(Condition::any(), Condition::add))
            }
        }
    }
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

    /// Where it stands in the queue.
    pub fn place_in_queue(&self) -> (u8, i64, IncidentId) {
        (self.priority, self.due_at.map_or(NOTHING_DUE, Timestamp::as_microsecond), self.id)
    }

    fn from_row(row: incident::Model) -> Answer<Self> {
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

/// Incidents of a venue that are not over and may stand by a departure, opened since: the newest first.
pub async fn may_depart(
    conn: &impl ConnectionTrait,
    authority: AuthorityId,
    venue: VenueId,
    since: Timestamp,
    limit: u64,
) -> Answer<Vec<Incident>> {
    let rows = incident::Entity::find()
        .filter(incident::Column::AuthorityId.eq(authority.uuid()))
        .filter(incident::Column::VenueId.eq(venue.uuid()))
        .filter(incident::Column::Over.eq(false))
        .filter(incident::Column::Nature.ne(Nature::Canary.name()))
        .filter(incident::Column::Zone.is_not_null().or(incident::Column::DepartureId.is_not_null()))
        .filter(incident::Column::OpenedAt.gt(since.as_microsecond()))
        .order_by_desc(incident::Column::OpenedAt)
        .limit(limit)
        .all(conn)
        .await?;
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
enum By {
    /// Along an index that begins with the authority or the venue.
    Place,
    /// By a number within its venue.
    Number,
    /// By ids that are named. An authority holds millions, which a planner without statistics takes for ten rows: it is
    /// then compared, and no way to find them.
    Key,
}

impl By {
    fn column(self, column: incident::Column) -> Expr {
        match self {
            Self::Place => Expr::col(column),
            Self::Number if matches!(column, incident::Column::VenueId) => Expr::col(column),
            Self::Number | Self::Key => Expr::expr(Func::coalesce([Expr::col(column), Expr::col(column)])),
        }
    }
}

fn of(scope: &Scope) -> Condition {
    seen_by(scope, By::Place)
}

/// What a person may ever see: their venues' incidents, what is told in confidence only where they are let in, and no canary.
fn seen_by(scope: &Scope, by: By) -> Condition {
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

/// What a filter asks for of what the asker may see, page or not; nothing where its venue is not theirs.
fn wanted_of(scope: &Scope, filter: &Filter, by: By) -> Option<Condition> {
    let mut wanted = Condition::all();
    wanted = match filter.venue {
        Some(venue) if scope.venues.contains(&venue) => {
            let here = Scope { venues: vec![venue], ..scope.clone() };
            wanted.add(seen_by(&here, by))
        }
        Some(_) => return None,
        None => wanted.add(seen_by(scope, by)),
    };
    if !filter.statuses.is_empty() {
        wanted = wanted.add(incident::Column::Status.is_in(filter.statuses.iter().map(|status| status.name())));
        // Says the same again in the words of an index.
        if filter.statuses.iter().all(|status| !status.is_over()) {
            wanted = wanted.add(incident::Column::Over.eq(false));
        }
    }
    if !filter.priorities.is_empty() {
        wanted = wanted.add(incident::Column::Priority.is_in(filter.priorities.iter().map(|p| i32::from(*p))));
    }
    if !filter.categories.is_empty() {
        wanted = wanted.add(incident::Column::Category.is_in(&filter.categories));
    }
    if !filter.zones.is_empty() {
        wanted = wanted.add(incident::Column::Zone.is_in(&filter.zones));
    }
    if let Some(post) = filter.post {
        wanted = wanted.add(incident::Column::PostId.eq(post.uuid()));
    }
    if let Some(kind) = filter.reporter {
        wanted = wanted.add(Expr::exists(told_by(kind)));
    }
    if let Some(skill) = &filter.skill {
        wanted = wanted.add(incident::Column::Skills.contains(format!("\"{skill}\"")));
    }
    if let Some(bin) = &filter.bin {
        wanted = wanted.add(bin.condition());
    }
    if let Some(drill) = filter.drill {
        let nature = if drill { Nature::Drill } else { Nature::Real };
        wanted = wanted.add(incident::Column::Nature.eq(nature.name()));
    }
    if let Some(assignee) = filter.assignee {
        wanted = wanted.add(incident::Column::AssigneeId.eq(assignee.uuid()));
    }
    if let Some(words) = &filter.words {
        wanted = wanted.add(words.condition());
    }
    if let Some([south, west, north, east]) = filter.bbox {
        wanted = wanted.add(incident::Column::Lat.between(south, north)).add(incident::Column::Lon.between(west, east));
    }
    if let Some(since) = filter.since {
        wanted = wanted.add(incident::Column::OpenedAt.gte(since.as_microsecond()));
    }
    if let Some(within) = &filter.within {
        wanted = wanted.add(within.condition());
    }
    if let Some(at) = filter.stood_at {
        let at = at.as_microsecond();
        let ended = Expr::col(incident::Column::OverAt).if_null(Expr::col(incident::Column::NewsAt));
        wanted = wanted
            .add(incident::Column::OpenedAt.lte(at))
            .add(incident::Column::Over.eq(false).or(Expr::expr(ended).gt(at)));
    }
    Some(wanted)
}

/// One page of the queue, by priority, due time and id.
pub async fn list(conn: &impl ConnectionTrait, scope: &Scope, filter: &Filter) -> Answer<Vec<Incident>> {
    let limit = usize::try_from(filter.limit).unwrap_or(usize::MAX);
    if let Some(words) = filter.words.as_ref().filter(|words| words.is_by_key()) {
        // Few, whatever they are: asked for in order, they would be sought along the whole queue.
        let mut found = Vec::new();
        for (words, by) in words.keys() {
            let Some(wanted) = wanted_of(scope, &Filter { words: Some(words), ..filter.clone() }, by) else { break };
            found.extend(incident::Entity::find().filter(wanted).all(conn).await?);
        }
        let mut found = found.into_iter().map(Incident::from_row).collect::<Answer<Vec<_>>>()?;
        found.retain(|row| filter.after.is_none_or(|last| row.place_in_queue() > last));
        found.sort_by_key(Incident::place_in_queue);
        found.dedup_by_key(|row| row.id);
        found.truncate(limit);
        return Ok(found);
    }
    let begun = filter.after.map_or(0, |(priority, _, _)| priority);
    let priorities: BTreeSet<u8> = filter.priorities.iter().copied().collect();
    // One after the other: PostgreSQL would sort all that have one of several.
    let each: Vec<Filter> = match priorities.len() {
        0 | 1 => vec![filter.clone()],
        _ => {
            let left = priorities.into_iter().filter(|priority| *priority >= begun);
            left.map(|priority| Filter { priorities: vec![priority], ..filter.clone() }).collect()
        }
    };
    let mut found: Vec<Incident> = Vec::new();
    for filter in &each {
        let Some(wanted) = wanted_of(scope, filter, By::Place) else { return Ok(Vec::new()) };
        for stretches in stretches(scope, filter) {
            for stretch in stretches {
                found.extend(first_of(conn, wanted.clone().add(stretch), filter).await?);
            }
            found.sort_by_key(Incident::place_in_queue);
            found.dedup_by_key(|row| row.id);
            found.truncate(limit);
            if found.len() == limit {
                return Ok(found);
            }
        }
    }
    Ok(found)
}

/// The first of these in the order of the queue, after where the page before ended.
async fn first_of(conn: &impl ConnectionTrait, mut wanted: Condition, filter: &Filter) -> Answer<Vec<Incident>> {
    if let Some((priority, due, id)) = filter.after {
        let row = [incident::Column::Priority, incident::Column::DueAt, incident::Column::Id].map(Expr::col);
        let last = [Expr::val(i32::from(priority)), Expr::val(due), Expr::val(id.uuid())];
        wanted = wanted.add(Expr::tuple(row).gt(Expr::tuple(last)));
    }
    let rows = incident::Entity::find()
        .filter(wanted)
        .order_by_asc(incident::Column::Priority)
        .order_by_asc(incident::Column::DueAt)
        .order_by_asc(incident::Column::Id)
        .limit(filter.limit)
        .all(conn)
        .await?;
    rows.into_iter().map(Incident::from_row).collect()
}

/// Stretches of the queue in which everything lies that a filter asks for, each of which an index holds in the queue's order. What
/// is in a later set comes after all that is in one before; within one, something may lie in several.
fn stretches(scope: &Scope, filter: &Filter) -> Vec<Vec<Condition>> {
    if let Some(Bin::Held(after)) = &filter.bin {
        let begun = filter.after.map_or(0, |(priority, _, _)| priority);
        let mut sets: BTreeMap<u8, Vec<Condition>> = BTreeMap::new();
        for (venue, priority, due) in after.iter().filter(|(_, priority, _)| *priority >= begun) {
            sets.entry(*priority).or_default().push(held_after(*venue, *priority, *due));
        }
        return sets.into_values().collect();
    }
    let told = |over: bool| filter.statuses.is_empty() || filter.statuses.iter().any(|status| status.is_over() == over);
    let only = |over: bool| Condition::all().add(incident::Column::Over.eq(over));
    if let Some(named) = narrowest(filter) {
        let over = [false, true].into_iter().filter(|over| told(*over));
        return vec![over.flat_map(|over| named.iter().map(move |one| only(over).add(one.clone()))).collect()];
    }
    let venues = scope.venues.iter().filter(|venue| filter.venue.is_none_or(|wanted| wanted == **venue));
    let at = |venue: &VenueId| {
        let here = if told(true) { Condition::all() } else { only(false) };
        here.add(incident::Column::VenueId.eq(venue.uuid()))
    };
    vec![venues.map(at).collect()]
}

/// Of what a filter names, the fewest values of which one has to be an incident's; nothing where they are too many to be looked at
/// one by one: those are then met soon enough along the queue.
fn narrowest(filter: &Filter) -> Option<Vec<Expr>> {
    let of =
        |column: incident::Column, values: &[String]| values.iter().map(|value| column.eq(value)).collect::<Vec<_>>();
    let mut named = vec![
        filter.assignee.iter().map(|assignee| incident::Column::AssigneeId.eq(assignee.uuid())).collect::<Vec<_>>(),
        of(incident::Column::Category, &filter.categories),
        of(incident::Column::Zone, &filter.zones),
    ];
    if let Some(words) = &filter.words {
        let mut any = of(incident::Column::Category, &words.categories);
        any.extend(of(incident::Column::Zone, &words.zones));
        any.extend(of(incident::Column::PlaceLabel, &words.labels));
        named.push(any);
    }
    named.into_iter().filter(|values| (1..=STRETCHES).contains(&values.len())).min_by_key(Vec::len)
}

/// What nobody is called for yet at a venue. What is owed nothing, almost all there ever was, would else lie in it.
fn held_after(venue: VenueId, priority: u8, due: Timestamp) -> Condition {
    Condition::all()
        .add(incident::Column::VenueId.eq(venue.uuid()))
        .add(incident::Column::Priority.eq(i32::from(priority)))
        .add(incident::Column::DueAt.gt(due.as_microsecond()))
        .add(incident::Column::DueAt.lt(NOTHING_DUE))
}

/// What a map needs of an incident.
pub struct Mapped {
    pub id: IncidentId,
    pub number: String,
    pub lat: Option<f64>,
    pub lon: Option<f64>,
    pub zone: Option<String>,
    pub floor: Option<String>,
    pub priority: u8,
    pub owes: Option<String>,
    pub due_at: i64,
    pub acknowledged_at: Option<i64>,
}

type MappedRow =
    (Uuid, String, Option<f64>, Option<f64>, Option<String>, Option<String>, i32, Option<String>, i64, Option<i64>);

/// Tells each incident that a filter asks for, one after the other: they are never all in memory.
pub async fn each<C: ConnectionTrait + StreamTrait>(
    conn: &C,
    scope: &Scope,
    filter: &Filter,
    mut tell: impl FnMut(Mapped),
) -> Answer<()> {
    let Some(wanted) = wanted_of(scope, filter, By::Place) else { return Ok(()) };
    let mut rows = incident::Entity::find()
        .select_only()
        .columns([
            incident::Column::Id,
            incident::Column::Number,
            incident::Column::Lat,
            incident::Column::Lon,
            incident::Column::Zone,
            incident::Column::Floor,
            incident::Column::Priority,
            incident::Column::Owes,
            incident::Column::DueAt,
            incident::Column::AcknowledgedAt,
        ])
        .filter(wanted)
        .into_tuple::<MappedRow>()
        .stream(conn)
        .await?;
    while let Some((id, number, lat, lon, zone, floor, priority, owes, due_at, acknowledged_at)) =
        rows.try_next().await?
    {
        let (id, priority) = (IncidentId::from_uuid(id), u8::try_from(priority).map_err(Problem::internal)?);
        tell(Mapped { id, number, lat, lon, zone, floor, priority, owes, due_at, acknowledged_at });
    }
    Ok(())
}

/// Incidents of one venue that opened in a time.
#[derive(Clone, Debug)]
pub struct Span {
    pub venue: VenueId,
    pub from: Timestamp,
    pub until: Timestamp,
    pub priorities: Vec<u8>,
    pub category: Option<String>,
    pub drill: Option<bool>,
}

/// Those of a time that the asker may see, in the order in which they opened, `limit` at most after the one named.
pub async fn opened_in(
    conn: &impl ConnectionTrait,
    scope: &Scope,
    span: &Span,
    after: Option<(Timestamp, IncidentId)>,
    limit: u64,
) -> Answer<Vec<Incident>> {
    let Some(mut wanted) = spanned(scope, span) else { return Ok(Vec::new()) };
    if let Some((at, id)) = after {
        let row = [incident::Column::OpenedAt, incident::Column::Id].map(Expr::col);
        wanted = wanted.add(Expr::tuple(row).gt(Expr::tuple([Expr::val(at.as_microsecond()), Expr::val(id.uuid())])));
    }
    let rows = incident::Entity::find()
        .filter(wanted)
        .order_by_asc(incident::Column::OpenedAt)
        .order_by_asc(incident::Column::Id)
        .limit(limit)
        .all(conn)
        .await?;
    rows.into_iter().map(Incident::from_row).collect()
}

/// How many those are.
pub async fn count_in(conn: &impl ConnectionTrait, scope: &Scope, span: &Span) -> Answer<u64> {
    let Some(wanted) = spanned(scope, span) else { return Ok(0) };
    Ok(incident::Entity::find().filter(wanted).count(conn).await?)
}

fn spanned(scope: &Scope, span: &Span) -> Option<Condition> {
    if !scope.venues.contains(&span.venue) {
        return None;
    }
    let mut wanted = Condition::all()
        .add(of(&Scope { venues: vec![span.venue], ..scope.clone() }))
        .add(incident::Column::OpenedAt.gte(span.from.as_microsecond()))
        .add(incident::Column::OpenedAt.lt(span.until.as_microsecond()));
    if !span.priorities.is_empty() {
        wanted = wanted.add(incident::Column::Priority.is_in(span.priorities.iter().map(|p| i32::from(*p))));
    }
    if let Some(category) = &span.category {
        wanted = wanted.add(incident::Column::Category.eq(category));
    }
    if let Some(drill) = span.drill {
        let nature = if drill { Nature::Drill } else { Nature::Real };
        wanted = wanted.add(incident::Column::Nature.eq(nature.name()));
    }
    Some(wanted)
}

/// A report of the incident by somebody of this kind.
fn told_by(kind: &str) -> sea_orm::sea_query::SelectStatement {
    Query::select()
        .expr(Expr::val(1))
        .from(report::Entity)
        .and_where(
            Expr::col((report::Entity, report::Column::IncidentId)).equals((incident::Entity, incident::Column::Id)),
        )
        .and_where(Expr::col((report::Entity, report::Column::ReporterKind)).eq(kind))
        .to_owned()
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

/// A cursor as it stands in a URL.
pub fn write_cursor((priority, due, id): (u8, i64, IncidentId)) -> String {
    format!("{priority}.{due:x}.{}", id.uuid().simple())
}

pub fn read_cursor(text: &str) -> Option<(u8, i64, IncidentId)> {
    let mut parts = text.split('.');
    let priority = parts.next()?.parse().ok()?;
    let due = i64::from_str_radix(parts.next()?, 16).ok()?;
    let id = Uuid::try_parse(parts.next()?).ok()?;
    parts.next().is_none().then_some((priority, due, IncidentId::from_uuid(id)))
}
