//! The life of an incident, and the commands that move it.

use super::store::{self, Filter, Incident};
use super::wire::{IncidentPage, ListQuery, Summary};
use crate::accounts::Scope;
use crate::app::App;
use crate::audit::{self, Actor, Announcement};
use crate::db::Tx;
use crate::problem::{Answer, Problem};
use crate::venues::{self, Venue};
use crate::{pages, routing};
use jiff::Timestamp;
use serde_json::{Value, json};
use shared::access::Permission;
use shared::event::EventKind;
use shared::id::{AccountId, IncidentId, NoteId, PostId, VenueId};
use shared::incident::{DISPOSITIONS, Status, number};
use shared::limits;
use shared::problem::ErrorCode;
use shared::routing::Route;
use shared::triage::Assessment;
use std::sync::Arc;

/// Where an incident is, as far as its reports tell.
#[derive(Clone, Debug, Default)]
pub struct Where {
    pub zone: Option<String>,
    pub label: Option<String>,
    pub floor: Option<String>,
    pub lat: Option<f64>,
    pub lon: Option<f64>,
    pub accuracy_m: Option<f64>,
    pub notes: Vec<String>,
}

/// What opening an incident needs, decided before the write.
#[derive(Clone, Debug)]
pub struct Opening {
    pub id: IncidentId,
    pub category: String,
    pub at: Where,
    pub assessment: Assessment,
    pub route: Route,
    pub sealed_key: Vec<u8>,
}

impl Opening {
    pub fn new(id: IncidentId, category: String, at: Where, assessment: Assessment, route: Route, key: Vec<u8>) -> Self {
        Self { id, category, at, assessment, route, sealed_key: key }
    }
}

/// Opens an incident with its obligation and first pages, all in the write that brought its report.
pub async fn open(tx: &Tx, app: &App, venue: &Venue, opening: Opening, now: Timestamp) -> Answer<Incident> {
    let count = store::next_count(tx.conn(), venue.id).await?;
    let priority = u8::from(opening.assessment.priority);
    let Where { zone, label, floor, lat, lon, accuracy_m, notes } = opening.at;
    let incident = Incident {
        id: opening.id,
        authority: venue.authority,
        venue: venue.id,
        number: number(&venue.number_prefix, count),
        version: 1,
        priority,
        assessed: priority,
        status: Status::Open,
        category: opening.category,
        zone,
        place_label: label,
        floor,
        lat,
        lon,
        accuracy_m,
        place_notes: notes,
        report_count: 1,
        photo_count: 0,
        independent_sources: 1,
        opened_at: now,
        due_at: Some(venue.ladder(priority).due_at(now)),
        acknowledged_at: None,
        seen_at: None,
        post: Some(opening.route.post),
        assignee: opening.route.officer,
        second: opening.route.second,
        disposition: None,
        assessment: opening.assessment,
        route_trace: opening.route.trace,
        sealed_key: opening.sealed_key,
    };
    store::insert(tx.conn(), &incident).await?;
    announce(tx, &incident, EventKind::IncidentOpened, Actor::Reporter, now, json!({ "priority": priority }));
    pages::owe(tx, app, venue, &incident, now).await?;
    Ok(incident)
}

/// What new answers or a new category may change.
#[derive(Clone, Debug)]
pub struct Raise {
    pub assessment: Assessment,
    pub category: String,
}

/// Takes a new assessment in. Only raises: a person may have lowered the priority, and the same facts do not raise it again.
/// What becomes more urgent, or wants a new skill, is routed anew and owed anew.
pub async fn raise(tx: &Tx, app: &App, venue: &Venue, incident: &mut Incident, raise: Raise, now: Timestamp) -> Answer<()> {
    let assessed = u8::from(raise.assessment.priority);
    let more_urgent = assessed < incident.assessed;
    let new_skills = raise.assessment.skills.iter().any(|skill| !incident.assessment.skills.contains(skill));
    let emergency = raise.assessment.emergency && !incident.assessment.emergency;
    let category = assessed <= incident.assessed && raise.category != incident.category;
    if raise.assessment == incident.assessment && !category {
        return Ok(());
    }
    incident.assessment = raise.assessment;
    incident.assessed = assessed.min(incident.assessed);
    if category {
        incident.category = raise.category;
    }
    let from = incident.priority;
    if more_urgent {
        incident.priority = incident.priority.min(assessed);
    }
    if !(more_urgent || new_skills || emergency) || incident.status.is_over() {
        store::save(tx.conn(), incident).await?;
        return Ok(());
    }
    let route = routing::route(venue, &incident.assessment, incident.zone.as_deref(), now)?;
    let moves = incident.status.is_unheard() && (Some(route.post), route.officer) != (incident.post, incident.assignee);
    if moves || more_urgent {
        incident.due_at = Some(venue.ladder(incident.priority).due_at(now));
    }
    if incident.status.is_unheard() {
        (incident.post, incident.assignee, incident.second) = (Some(route.post), route.officer, route.second);
        incident.route_trace = route.trace;
    } else {
        // Whoever has it keeps it; the specialist is called besides.
        incident.second = route.officer.filter(|officer| Some(*officer) != incident.assignee).or(route.second);
        incident.route_trace.extend(route.trace);
    }
    store::save(tx.conn(), incident).await?;
    let facts = json!({ "from": from, "to": incident.priority, "skills": incident.assessment.skills });
    announce(tx, incident, EventKind::IncidentRaised, Actor::System, now, facts);
    if moves || more_urgent {
        pages::owe(tx, app, venue, incident, now).await?;
    }
    pages::call_besides(tx, app, venue, incident, now).await
}

/// A reporter said more about where it is. Until somebody has it, a new zone may mean another post.
pub async fn relocated(tx: &Tx, app: &App, venue: &Venue, incident: &mut Incident, at: Where, now: Timestamp) -> Answer<()> {
    let moved = at.zone.is_some() && at.zone != incident.zone;
    let Where { zone, label, floor, lat, lon, accuracy_m, notes } = at;
    incident.zone = zone.or(incident.zone.take());
    incident.place_label = label.or(incident.place_label.take());
    incident.floor = floor.or(incident.floor.take());
    if lat.is_some() {
        (incident.lat, incident.lon, incident.accuracy_m) = (lat, lon, accuracy_m);
    }
    incident.place_notes = notes;
    let mut owed_anew = false;
    if moved && incident.status.is_unheard() {
        let route = routing::route(venue, &incident.assessment, incident.zone.as_deref(), now)?;
        owed_anew = (Some(route.post), route.officer) != (incident.post, incident.assignee);
        (incident.post, incident.assignee, incident.second) = (Some(route.post), route.officer, route.second);
        incident.route_trace = route.trace;
    }
    store::save(tx.conn(), incident).await?;
    if owed_anew {
        pages::owe(tx, app, venue, incident, now).await?;
    }
    Ok(())
}

pub async fn photo_added(tx: &Tx, incident: &mut Incident) -> Answer<()> {
    incident.photo_count += 1;
    store::save(tx.conn(), incident).await
}

pub fn announce(tx: &Tx, incident: &Incident, kind: EventKind, actor: Actor, at: Timestamp, facts: Value) {
    tx.announce(Announcement {
        authority: incident.authority,
        kind,
        at,
        venue: Some(incident.venue),
        incident: Some(incident.id),
        actor,
        facts,
    });
}

/// The first officer who opens an incident has seen it, and its reporter may know.
pub async fn mark_seen(app: &App, scope: &Scope, incident: IncidentId) -> Answer<()> {
    let (authority, account, now) = (scope.authority, scope.account, app.clock.now());
    app.db
        .write(move |tx| {
            Box::pin(async move {
                let Some(mut incident) = store::locked(tx.conn(), authority, incident).await? else { return Ok(()) };
                if incident.seen_at.is_none() {
                    incident.seen_at = Some(now);
                    store::save(tx.conn(), &incident).await?;
                    announce(tx, &incident, EventKind::IncidentSeen, Actor::Account(account), now, json!({}));
                }
                Ok(())
            })
        })
        .await
}

/// What an officer tells an incident.
#[derive(Clone, Debug)]
pub enum Command {
    Acknowledge,
    Assign { officer: Option<AccountId>, post: Option<PostId> },
    Reroute { post: PostId, reason: String },
    Move { to: Status, disposition: Option<String> },
    Prioritise { to: u8, reason: String },
}

impl Command {
    /// Parses what a person wrote; says which field is at fault.
    pub fn moving(to: &str, disposition: Option<String>) -> Answer<Self> {
        let invalid = |field: &'static str| Problem::new(ErrorCode::InvalidValue).at(field);
        let to = Status::parse(to).ok_or_else(|| invalid("to"))?;
        if disposition.as_deref().is_some_and(|d| !DISPOSITIONS.contains(&d)) {
            return Err(invalid("disposition"));
        }
        Ok(Self::Move { to, disposition })
    }

    pub fn prioritising(to: u8, reason: String) -> Answer<Self> {
        if !(1..=4).contains(&to) {
            return Err(Problem::new(ErrorCode::OutOfRange).at("to"));
        }
        Ok(Self::Prioritise { to, reason: said(reason)? })
    }

    pub fn rerouting(post: PostId, reason: String) -> Answer<Self> {
        Ok(Self::Reroute { post, reason: said(reason)? })
    }

    fn facts(&self) -> Value {
        match self {
            Self::Acknowledge => json!({ "command": "acknowledge" }),
            Self::Assign { officer, post } => json!({ "command": "assign", "officer": officer, "post": post }),
            // A reason may name people: it is sealed as a note, never an event.
            Self::Reroute { post, .. } => json!({ "command": "reroute", "post": post }),
            Self::Move { to, disposition } => json!({ "command": "status", "to": to, "disposition": disposition }),
            Self::Prioritise { to, .. } => json!({ "command": "priority", "to": to }),
        }
    }

    fn reason(&self) -> Option<&str> {
        match self {
            Self::Reroute { reason, .. } | Self::Prioritise { reason, .. } => Some(reason),
            Self::Acknowledge | Self::Assign { .. } | Self::Move { .. } => None,
        }
    }
}

fn said(reason: String) -> Answer<String> {
    if reason.trim().is_empty() {
        return Err(Problem::new(ErrorCode::ReasonRequired).at("reason"));
    }
    if reason.chars().count() > limits::REASON_CHARS {
        return Err(Problem::new(ErrorCode::TooLong).at("reason"));
    }
    Ok(reason)
}

/// Carries a command out on the version it was decided on. A stale one is answered with the present state.
pub async fn command(app: &Arc<App>, scope: &Scope, id: IncidentId, version: i64, command: Command) -> Answer<Summary> {
    let incident = visible(app, scope, id).await?;
    let venue = venues::by_id(app, incident.venue)?;
    let now = app.clock.now();
    let (app_, scope, in_venue) = (app.clone(), scope.clone(), venue.clone());
    let changed = app
        .db
        .write(move |tx| {
            let (app, scope, venue, command) = (app_.clone(), scope.clone(), in_venue.clone(), command.clone());
            Box::pin(async move {
                let found = store::locked(tx.conn(), scope.authority, id).await?;
                let mut incident = found.ok_or(ErrorCode::NotFound)?;
                if incident.version != version {
                    return Err(stale(&incident, &venue));
                }
                apply(tx, &app, &venue, &scope, &mut incident, &command, now).await?;
                Ok(incident)
            })
        })
        .await?;
    Ok(Summary::new(&changed, &venue))
}

fn stale(incident: &Incident, venue: &Venue) -> Problem {
    Problem::new(ErrorCode::StaleVersion).with("incident", Summary::new(incident, venue))
}

async fn apply(
    tx: &Tx,
    app: &App,
    venue: &Venue,
    scope: &Scope,
    incident: &mut Incident,
    command: &Command,
    now: Timestamp,
) -> Answer<()> {
    let wrong = || Problem::new(ErrorCode::WrongStatus);
    let me = scope.account;
    let mut heard = false;
    let mut owed = false;
    match command {
        Command::Acknowledge => {
            incident.status = incident.status.acknowledge().map_err(|_| wrong())?;
            incident.assignee = Some(me);
            heard = true;
        }
        Command::Assign { officer: Some(officer), .. } if *officer == me => {
            incident.status = incident.status.acknowledge().map_err(|_| wrong())?;
            incident.assignee = Some(me);
            heard = true;
        }
        Command::Assign { officer, post } => {
            scope.require(Permission::AssignOthers)?;
            give(venue, incident, *officer, *post, now)?;
            owed = true;
        }
        Command::Reroute { post, .. } => {
            give(venue, incident, None, Some(*post), now)?;
            owed = true;
        }
        Command::Move { to, disposition } => {
            incident.status = incident.status.move_to(*to).map_err(|_| wrong())?;
            heard = !to.is_unheard();
            owed = to.is_unheard();
            if heard && incident.assignee.is_none() {
                incident.assignee = Some(me);
            }
            incident.disposition = if to.is_over() { disposition.clone().or(incident.disposition.take()) } else { None };
        }
        Command::Prioritise { to, .. } => {
            if *to > incident.priority {
                scope.require(Permission::LowerPriority)?;
            }
            let more_urgent = *to < incident.priority;
            incident.priority = *to;
            owed = more_urgent && incident.due_at.is_some();
        }
    }
    incident.version += 1;
    if heard {
        incident.acknowledged_at = incident.acknowledged_at.or(Some(now));
        incident.seen_at = incident.seen_at.or(Some(now));
        incident.due_at = None;
        pages::settle(tx, incident, me, now).await?;
    }
    if owed {
        incident.due_at = Some(venue.ladder(incident.priority).due_at(now));
    }
    store::save(tx.conn(), incident).await?;
    announce(tx, incident, EventKind::IncidentChanged, Actor::Account(me), now, command.facts());
    if let Some(reason) = command.reason() {
        write_note(tx, app, incident, me, reason, now).await?;
    }
    if owed {
        pages::owe(tx, app, venue, incident, now).await?;
    }
    Ok(())
}

/// Gives an incident to somebody else, who has to acknowledge it.
fn give(venue: &Venue, incident: &mut Incident, officer: Option<AccountId>, post: Option<PostId>, now: Timestamp) -> Answer<()> {
    let invalid = |field: &'static str| Problem::new(ErrorCode::InvalidValue).at(field);
    if incident.status.is_over() {
        return Err(ErrorCode::WrongStatus.into());
    }
    let duty = routing::on_shift(venue, now);
    match (officer, post) {
        (Some(officer), _) if !venue.people.contains_key(&officer) => return Err(invalid("officer")),
        (_, Some(post)) if !venue.posts.iter().any(|known| known.id == post) => return Err(invalid("post")),
        (None, None) => return Err(Problem::new(ErrorCode::MissingField).at("officer")),
        _ => {}
    }
    let staffing = |post: PostId| duty.iter().filter(move |shift| shift.post == post).map(|shift| shift.officer);
    let of_officer = |officer: AccountId| duty.iter().find(|shift| shift.officer == officer).map(|shift| shift.post);
    incident.post = post.or_else(|| officer.and_then(of_officer)).or(incident.post);
    let mut there = post.map(|post| staffing(post).collect::<Vec<_>>()).unwrap_or_default().into_iter();
    incident.assignee = officer.or_else(|| there.next());
    incident.second = there.find(|other| Some(*other) != incident.assignee).or(incident.second);
    incident.status = Status::Open;
    incident.acknowledged_at = None;
    Ok(())
}

async fn write_note(tx: &Tx, app: &App, incident: &Incident, account: AccountId, text: &str, now: Timestamp) -> Answer<()> {
    let id = NoteId::fresh(&*app.clock, &*app.entropy);
    let key = app.keys.authority(incident.authority)?.unwrap(incident.id.uuid(), &incident.sealed_key)?;
    let sealed = key.seal(&note_place(id), text.as_bytes().to_vec(), &*app.entropy)?;
    store::add_note(tx.conn(), incident, id, account, now, sealed).await?;
    announce(tx, incident, EventKind::NoteAdded, Actor::Account(account), now, json!({ "note": id }));
    Ok(())
}

/// Where a note's text is sealed to.
pub fn note_place(id: NoteId) -> String {
    format!("note/{id}")
}

/// Notes something for colleagues. It changes nothing, so it needs no version; one that is given must be the present one.
pub async fn note(app: &Arc<App>, scope: &Scope, id: IncidentId, version: Option<i64>, text: String) -> Answer<Summary> {
    if text.trim().is_empty() {
        return Err(Problem::new(ErrorCode::MissingField).at("text"));
    }
    if text.chars().count() > limits::NOTE_CHARS {
        return Err(Problem::new(ErrorCode::TooLong).at("text"));
    }
    let (incident, venue) = at_version(app, scope, id, version).await?;
    let summary = Summary::new(&incident, &venue);
    let (app_, account, now) = (app.clone(), scope.account, app.clock.now());
    app.db
        .write(move |tx| {
            let (app, incident, text) = (app_.clone(), incident.clone(), text.clone());
            Box::pin(async move { write_note(tx, &app, &incident, account, &text, now).await })
        })
        .await?;
    Ok(summary)
}

/// One incident at the version somebody decided on, if they named one.
pub async fn at_version(app: &App, scope: &Scope, id: IncidentId, version: Option<i64>) -> Answer<(Incident, Arc<Venue>)> {
    let incident = visible(app, scope, id).await?;
    let venue = venues::by_id(app, incident.venue)?;
    if version.is_some_and(|version| version != incident.version) {
        return Err(stale(&incident, &venue));
    }
    Ok((incident, venue))
}

/// One incident, if the asker may see it; otherwise it does not exist.
pub async fn visible(app: &App, scope: &Scope, id: IncidentId) -> Answer<Incident> {
    store::find(&app.db.read().await?, scope, id).await?.ok_or_else(|| ErrorCode::NotFound.into())
}

/// The queue, a page at a time.
pub async fn page(app: &App, scope: &Scope, query: ListQuery) -> Answer<IncidentPage> {
    let Some(mut filter) = filter(app, scope, query)? else {
        let seq = audit::head(&app.db.read().await?, scope.authority).await?;
        return Ok(IncidentPage { items: Vec::new(), next_cursor: None, seq });
    };
    let limit = filter.limit;
    filter.limit += 1;
    let view = app.db.read().await?;
    // Read before the rows: an event that falls between the two is then told twice rather than never.
    let seq = audit::head(&view, scope.authority).await?;
    let mut rows = store::list(&view, scope, &filter).await?;
    let more = rows.len() as u64 > limit;
    rows.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    let last = rows.last().map(Incident::place_in_queue);
    let next_cursor = if more { last.map(store::write_cursor) } else { None };
    let items = rows.iter().map(|row| Ok(Summary::new(row, &*venues::by_id(app, row.venue)?)));
    Ok(IncidentPage { items: items.collect::<Answer<_>>()?, next_cursor, seq })
}

/// `None` where a filter names a venue that is not the asker's: the answer is then an empty page, as for one that does not exist.
fn filter(app: &App, scope: &Scope, query: ListQuery) -> Answer<Option<Filter>> {
    let invalid = |field: &'static str| Problem::new(ErrorCode::InvalidValue).at(field);
    let parts = |text: Option<String>| text.map(|t| t.split(',').map(str::to_owned).collect::<Vec<_>>()).unwrap_or_default();
    let mut venue: Option<VenueId> = None;
    if let Some(slug) = query.venue.filter(|slug| !slug.is_empty()) {
        let found = venues::by_slug(app, &slug).ok().filter(|venue| venue.authority == scope.authority);
        let Some(found) = found else { return Ok(None) };
        venue = Some(found.id);
    }
    let statuses = parts(query.status.filter(|s| !s.is_empty())).iter().map(|s| Status::parse(s).ok_or_else(|| invalid("status"))).collect::<Answer<_>>()?;
    let priority = |p: &String| p.parse().ok().filter(|p| (1..=4).contains(p)).ok_or_else(|| invalid("priority"));
    let priorities = parts(query.priority.filter(|s| !s.is_empty())).iter().map(priority).collect::<Answer<_>>()?;
    let assignee = match query.assignee.as_deref() {
        None | Some("") => None,
        Some("me") => Some(scope.account),
        Some(id) => Some(id.parse().map_err(|_| invalid("assignee"))?),
    };
    let bbox = query.bbox.filter(|b| !b.is_empty()).map(|text| {
        let numbers: Vec<f64> = text.split(',').filter_map(|n| n.parse().ok()).collect();
        let [west, south, east, north] = numbers[..] else { return Err(invalid("bbox")) };
        Ok([south, west, north, east])
    });
    let cursor = query.cursor.filter(|c| !c.is_empty());
    let after = cursor.map(|text| store::read_cursor(&text).ok_or_else(|| invalid("cursor"))).transpose()?;
    Ok(Some(Filter {
        venue,
        statuses,
        priorities,
        zone: query.zone.filter(|z| !z.is_empty()),
        assignee,
        words: query.q.map(|q| q.trim().chars().take(limits::CODE_CHARS).collect()).filter(|q: &String| !q.is_empty()),
        bbox: bbox.transpose()?,
        since: query.since,
        after,
        limit: query.limit.unwrap_or(limits::PAGE_ROWS).clamp(1, limits::PAGE_ROWS_MAX),
    }))
}
