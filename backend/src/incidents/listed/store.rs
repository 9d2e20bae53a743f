//! What a list or a map is asked for, found in the queue's order along an index that holds little else, however much lies behind.

use super::store::{By, Incident, NOTHING_DUE, of, seen_by};
use crate::accounts::Scope;
use crate::entity::incident;
use crate::problem::{Answer, Problem};
use crate::reports::Tellers;
use futures_util::TryStreamExt;
use jiff::Timestamp;
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
    StreamTrait,
};
use shared::id::{AccountId, IncidentId, PostId, VenueId};
use shared::incident::{Nature, Status};
use shared::map::Bounds;
use shared::promise::Owed;
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// Values of a filter that are looked at one by one.
const STRETCHES: usize = 32;
/// Sets of skills that are looked at, of those that incidents want: what an authority's rules put together is few.
const SKILL_SETS: usize = 64;

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
    pub reporter: Option<Tellers>,
    /// A skill that is wanted for it.
    pub skill: Option<String>,
    pub drill: Option<bool>,
    pub assignee: Option<AccountId>,
    pub bin: Option<Bin>,
    pub words: Option<Wanted>,
    /// South, west, north, east.
    pub bbox: Option<[f64; 4]>,
    pub since: Option<Timestamp>,
    pub until: Option<Timestamp>,
    /// Of what is over, what was opened since then; all that is not.
    pub over_since: Option<Timestamp>,
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
            Self::Uncorrelated => Condition::all().add(uncorrelated()),
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

/// What is not over at one of the asker's venues, the most urgent first; no exercises.
pub async fn open_at(conn: &impl ConnectionTrait, scope: &Scope, venue: VenueId, limit: u64) -> Answer<Vec<Incident>> {
    let statuses = Status::ALL.into_iter().filter(|status| !status.is_over()).collect();
    list(conn, scope, &Filter { venue: Some(venue), statuses, drill: Some(false), limit, ..Filter::default() }).await
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
        wanted = wanted.add(incident::Column::ToldBy.is_in(kind.with_others().map(Tellers::bits)));
    }
    if let Some(skill) = &filter.skill {
        wanted = wanted.add(incident::Column::Skills.contains(quoted(skill)));
    }
    if let Some(bin) = &filter.bin {
        wanted = wanted.add(bin.condition());
    }
    if let Some(drill) = filter.drill {
        wanted = wanted.add(if drill { drills() } else { incident::Column::Nature.eq(Nature::Real.name()) });
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
    if let Some(until) = filter.until {
        wanted = wanted.add(incident::Column::OpenedAt.lt(until.as_microsecond()));
    }
    if let Some(since) = filter.over_since {
        let lately = incident::Column::OpenedAt.gte(since.as_microsecond());
        wanted = wanted.add(incident::Column::Over.eq(false).or(lately));
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
        let by = if is_of_few(filter) { By::Authority } else { By::Place };
        let Some(wanted) = wanted_of(scope, filter, by) else { return Ok(Vec::new()) };
        for stretches in stretches(conn, scope, filter).await? {
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
async fn stretches(conn: &impl ConnectionTrait, scope: &Scope, filter: &Filter) -> Answer<Vec<Vec<Condition>>> {
    if let Some(Bin::Held(after)) = &filter.bin {
        let begun = filter.after.map_or(0, |(priority, _, _)| priority);
        let mut sets: BTreeMap<u8, Vec<Condition>> = BTreeMap::new();
        for (venue, priority, due) in after.iter().filter(|(_, priority, _)| *priority >= begun) {
            sets.entry(*priority).or_default().push(held_after(*venue, *priority, *due));
        }
        return Ok(sets.into_values().collect());
    }
    let told = |over: bool| filter.statuses.is_empty() || filter.statuses.iter().any(|status| status.is_over() == over);
    let only = |over: bool| Condition::all().add(incident::Column::Over.eq(over));
    if let Some(named) = narrowest(conn, scope, filter).await? {
        let over = [false, true].into_iter().filter(|over| told(*over));
        return Ok(vec![over.flat_map(|over| named.iter().map(move |one| only(over).add(one.clone()))).collect()]);
    }
    let venues = scope.venues.iter().filter(|venue| filter.venue.is_none_or(|wanted| wanted == **venue));
    let at = |venue: &VenueId| {
        let here = if told(true) { Condition::all() } else { only(false) };
        here.add(incident::Column::VenueId.eq(venue.uuid()))
    };
    Ok(vec![venues.map(at).collect()])
}

/// Asks for what an index of those few alone holds.
fn is_of_few(filter: &Filter) -> bool {
    filter.assignee.is_none() && (filter.drill == Some(true) || matches!(filter.bin, Some(Bin::Uncorrelated)))
}

/// Of what a filter names, the fewest values of which one has to be an incident's; nothing where they are too many to be looked at
/// one by one: those are then met soon enough along the queue.
async fn narrowest(conn: &impl ConnectionTrait, scope: &Scope, filter: &Filter) -> Answer<Option<Vec<Expr>>> {
    let of =
        |column: incident::Column, values: &[String]| values.iter().map(|value| column.eq(value)).collect::<Vec<_>>();
    // What few incidents have, whatever else is asked.
    if let Some(assignee) = filter.assignee {
        return Ok(Some(vec![incident::Column::AssigneeId.eq(assignee.uuid())]));
    }
    if filter.drill == Some(true) {
        return Ok(Some(vec![drills()]));
    }
    if matches!(filter.bin, Some(Bin::Uncorrelated)) {
        return Ok(Some(vec![uncorrelated()]));
    }
    let few = |values: &Vec<Expr>| (1..=STRETCHES).contains(&values.len());
    let mut named = vec![of(incident::Column::Category, &filter.categories), of(incident::Column::Zone, &filter.zones)];
    if let Some(words) = &filter.words {
        let mut any = of(incident::Column::Category, &words.categories);
        any.extend(of(incident::Column::Zone, &words.zones));
        any.extend(of(incident::Column::PlaceLabel, &words.labels));
        named.push(any);
    }
    if let Some(named) = named.into_iter().filter(few).min_by_key(Vec::len) {
        return Ok(Some(named));
    }
    if let Some(skill) = &filter.skill {
        let sets = skill_sets(conn, scope, &quoted(skill)).await?;
        if sets.len() <= STRETCHES {
            let wanted = |set| some_skill().and(incident::Column::Skills.eq(set));
            return Ok(Some(sets.into_iter().map(wanted).collect()));
        }
    }
    if let Some(post) = filter.post {
        return Ok(Some(vec![incident::Column::PostId.eq(post.uuid())]));
    }
    let kinds = filter.reporter.map(|kind| kind.with_others().map(|kinds| incident::Column::ToldBy.eq(kinds.bits())));
    Ok(kinds.map(Iterator::collect))
}

/// The sets of skills that incidents of an authority want and that hold this one, as they stand in the column. Each is found by a
/// step along an index, however many incidents want it; one more than can be looked at where there are too many.
async fn skill_sets(conn: &impl ConnectionTrait, scope: &Scope, skill: &str) -> Answer<Vec<String>> {
    let mut sets = BTreeSet::new();
    for over in [false, true] {
        let mut last = String::new();
        for _ in 0..SKILL_SETS {
            let next: Option<String> = incident::Entity::find()
                .select_only()
                .column(incident::Column::Skills)
                .filter(incident::Column::AuthorityId.eq(scope.authority.uuid()))
                .filter(incident::Column::Over.eq(over))
                .filter(some_skill())
                .filter(incident::Column::Skills.gt(&last))
                .order_by_asc(incident::Column::Skills)
                .limit(1)
                .into_tuple()
                .one(conn)
                .await?;
            let Some(next) = next else { break };
            if next.contains(skill) {
                sets.insert(next.clone());
            }
            last = next;
        }
    }
    Ok(sets.into_iter().take(STRETCHES + 1).collect())
}

/// A skill as it stands in the column.
fn quoted(skill: &str) -> String {
    format!("\"{skill}\"")
}

// In the very words of the indexes that hold nothing else: no database takes a value that is sent apart for the same.

fn drills() -> Expr {
    Expr::col((incident::Entity, incident::Column::Nature)).eq(Expr::cust("'drill'"))
}

fn uncorrelated() -> Expr {
    Expr::col((incident::Entity, incident::Column::Uncorrelated)).eq(Expr::cust("TRUE"))
}

fn some_skill() -> Expr {
    Expr::col((incident::Entity, incident::Column::Skills)).ne(Expr::cust("'[]'"))
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
