//! What officers tell an incident. Each command is carried out on the version it was decided on, or not at all.

use super::arrive::confide;
use super::life::{announce, confide_by_category, routed};
use super::queue::{at_version, visible};
use super::store::{self, Incident, Written};
use super::undo;
use super::wire::Summary;
use crate::accounts::Scope;
use crate::app::App;
use crate::audit::Actor;
use crate::db::Tx;
use crate::problem::{Answer, Problem};
use crate::venues::{self, Venue};
use crate::{pages, reports, routing, watches};
use jiff::Timestamp;
use serde_json::{Value, json};
use shared::access::Permission;
use shared::event::EventKind;
use shared::id::{AccountId, IncidentId, NoteId, PostId};
use shared::incident::{DISPOSITIONS, REROUTE_REASONS, Status};
use shared::limits;
use shared::problem::ErrorCode;
use shared::promise::Owed;
use shared::taxonomy::Taxonomy;
use shared::triage::{Facts, assess};
use std::sync::Arc;

/// What an officer tells an incident.
#[derive(Clone, Debug)]
pub enum Command {
    /// `by`: the channel of the page that was answered; absent at a desk.
    Acknowledge {
        by: Option<String>,
    },
    Assign {
        officer: Option<AccountId>,
        post: Option<PostId>,
    },
    Reroute(Rerouting),
    Move {
        to: Status,
        disposition: Option<String>,
    },
    Prioritise {
        to: u8,
        reason: String,
    },
}

/// Another post, and perhaps another officer and a better category, in one act.
#[derive(Clone, Debug)]
pub struct Rerouting {
    pub post: PostId,
    pub officer: Option<AccountId>,
    pub category: Option<String>,
    /// One of [`REROUTE_REASONS`].
    pub because: String,
    pub reason: String,
    /// Where it stood before, for the log.
    pub from: Option<(Option<PostId>, String)>,
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

    pub fn rerouting(
        post: PostId,
        officer: Option<AccountId>,
        category: Option<String>,
        because: Option<String>,
        reason: Option<String>,
    ) -> Answer<Self> {
        let because = because.unwrap_or_else(|| "other".to_owned());
        if !REROUTE_REASONS.contains(&because.as_str()) {
            return Err(Problem::new(ErrorCode::InvalidValue).at("because"));
        }
        if category.as_deref().is_some_and(|code| Taxonomy::builtin().category(code).is_none()) {
            return Err(Problem::new(ErrorCode::InvalidValue).at("category"));
        }
        // A reason that can be chosen says enough; what is none of them needs words.
        let reason = match reason.filter(|reason| !reason.trim().is_empty()) {
            None if because != "other" => String::new(),
            reason => said(reason.unwrap_or_default())?,
        };
        Ok(Self::Reroute(Rerouting { post, officer, category, because, reason, from: None }))
    }

    fn facts(&self) -> Value {
        match self {
            Self::Acknowledge { by: None } => json!({ "command": "acknowledge" }),
            Self::Acknowledge { by: Some(channel) } => json!({ "command": "acknowledge", "by": channel }),
            Self::Assign { officer, post } => json!({ "command": "assign", "officer": officer, "post": post }),
            // A reason may name people: it is sealed as a note, never an event.
            Self::Reroute(Rerouting { post, officer, category, because, from, .. }) => {
                let (from_post, from_category) = from.clone().unwrap_or_default();
                json!({
                    "command": "reroute", "post": post, "officer": officer, "because": because,
                    "category": category, "from_post": from_post, "from_category": from_category,
                })
            }
            Self::Move { to, disposition } => json!({ "command": "status", "to": to, "disposition": disposition }),
            Self::Prioritise { to, .. } => json!({ "command": "priority", "to": to }),
        }
    }

    /// As the log calls it.
    fn name(&self) -> &'static str {
        match self {
            Self::Acknowledge { .. } => "acknowledge",
            Self::Assign { .. } => "assign",
            Self::Reroute(_) => "reroute",
            Self::Move { .. } => "status",
            Self::Prioritise { .. } => "priority",
        }
    }

    fn reason(&self) -> Option<&str> {
        match self {
            Self::Reroute(Rerouting { reason, .. }) => Some(reason.as_str()).filter(|reason| !reason.is_empty()),
            Self::Prioritise { reason, .. } => Some(reason),
            Self::Acknowledge { .. } | Self::Assign { .. } | Self::Move { .. } => None,
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
                let before = incident.clone();
                apply(tx, &app, &venue, &scope, &mut incident, &command, now).await?;
                undo::remember(tx, &scope, command.name(), &before, &incident, now).await?;
                decided(tx, &app, &venue, &scope, &before, &incident).await?;
                Ok(incident)
            })
        })
        .await?;
    Ok(Summary::new(&changed, &venue))
}

/// What follows when a person has decided something: its reporters hear, and whoever decided may read it from then on.
pub async fn decided(
    tx: &Tx,
    app: &App,
    venue: &Venue,
    scope: &Scope,
    before: &Incident,
    incident: &Incident,
) -> Answer<()> {
    if incident.status.for_reporter() != before.status.for_reporter() {
        let told = reports::ids_of(tx.conn(), incident.authority, incident.id).await?;
        watches::ring(tx, app, incident.authority, &told).await?;
    }
    if incident.confidence.is_some() {
        confide(tx, venue, incident).await?;
        store::let_in(tx.conn(), scope.authority, std::iter::once((incident.id, scope.account))).await?;
    }
    Ok(())
}

pub fn stale(incident: &Incident, venue: &Venue) -> Problem {
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
    let mut logged = command.clone();
    match command {
        Command::Acknowledge { .. } => {
            let had_by = incident.assignee.filter(|_| !incident.status.is_unheard());
            incident.status = incident.status.acknowledge().map_err(|_| wrong())?;
            match incident.help {
                // Whoever called for help does not answer the call themselves.
                Some(help) if help.by == me => return Err(wrong()),
                // Whoever comes to help stands beside whoever is there.
                Some(_) if had_by.is_some_and(|officer| officer != me) => incident.second = Some(me),
                _ => incident.assignee = Some(me),
            }
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
        Command::Reroute(to) => {
            let staffs =
                |officer| routing::on_duty(venue, now).iter().any(|s| s.post == to.post && s.officer == officer);
            // To whoever staffs the post is part of the act; to anybody else is a supervisor's to say.
            if to.officer.is_some_and(|officer| !staffs(officer)) {
                scope.require(Permission::AssignOthers)?;
            }
            logged =
                Command::Reroute(Rerouting { from: Some((incident.post, incident.category.clone())), ..to.clone() });
            if let Some(category) = to.category.as_ref().filter(|category| **category != incident.category) {
                correct(venue, incident, category)?;
                confide_by_category(tx, venue, incident).await?;
            }
            give(venue, incident, to.officer, Some(to.post), now)?;
            owed = true;
        }
        Command::Move { to, disposition } => {
            let was_over = incident.status.is_over();
            incident.status = incident.status.move_to(*to).map_err(|_| wrong())?;
            // Whoever called for help may go on with their steps; the call stays open until somebody else answers it.
            let still_calls = incident.help.is_some_and(|help| help.by == me) && !to.is_over();
            heard = !to.is_unheard() && !still_calls;
            owed = to.is_unheard();
            if owed {
                let route = routed(venue, incident, now)?;
                (incident.post, incident.assignee, incident.second) = (Some(route.post), route.officer, route.second);
                incident.route_trace = Written::new(&route.trace)?;
                incident.acknowledged_at = None;
            }
            if !owed && incident.assignee.is_none() {
                incident.assignee = Some(me);
            }
            incident.over_at = incident.over_at.filter(|_| was_over).or(Some(now)).filter(|_| to.is_over());
            incident.disposition =
                if to.is_over() { disposition.clone().or(incident.disposition.take()) } else { None };
        }
        Command::Prioritise { to, .. } => {
            if *to > incident.priority {
                scope.require(Permission::LowerPriority)?;
            }
            let more_urgent = *to < incident.priority;
            incident.priority = *to;
            owed = more_urgent && incident.owes == Some(Owed::Acknowledge);
        }
    }
    incident.version += 1;
    if heard {
        incident.acknowledged_at = incident.acknowledged_at.or(Some(now));
        incident.seen_at = incident.seen_at.or(Some(now));
        incident.help = None;
        incident.owe(None);
        pages::settle(tx, incident, me, now).await?;
    }
    // Whatever a person does keeps what was promised, and promises the next step.
    let promised = !owed && (heard || incident.owes.is_some_and(Owed::is_promise));
    if owed {
        incident.owe(Some((Owed::Acknowledge, venue.ladder(incident.priority).due_at(now))));
    } else if promised {
        pages::promise(tx, app, incident, now).await?;
    }
    store::save(tx.conn(), incident).await?;
    announce(tx, incident, EventKind::IncidentChanged, Actor::Account(me), now, logged.facts());
    if let Some(reason) = command.reason() {
        write_note(tx, app, incident, me, reason, None, now).await?;
    }
    if owed {
        pages::owe(tx, app, venue, &[&*incident], now).await?;
    }
    Ok(())
}

/// An officer knows better what it is. What the better word stands for may be more urgent and want other skills; less urgent it
/// becomes only by the command for that.
fn correct(venue: &Venue, incident: &mut Incident, category: &str) -> Answer<()> {
    let facts = Facts { categories: vec![category.to_owned()], answers: Default::default(), venue: venue.kind };
    let all = incident.assessment.read()?.joined(assess(Taxonomy::builtin(), &facts));
    category.clone_into(&mut incident.category);
    incident.assessed = incident.assessed.min(all.priority.into());
    incident.priority = incident.priority.min(all.priority.into());
    incident.emergency |= all.emergency;
    incident.assessment = Written::new(&all)?;
    Ok(())
}

/// Gives an incident to somebody else, who has to acknowledge it.
fn give(
    venue: &Venue,
    incident: &mut Incident,
    officer: Option<AccountId>,
    post: Option<PostId>,
    now: Timestamp,
) -> Answer<()> {
    let invalid = |field: &'static str| Problem::new(ErrorCode::InvalidValue).at(field);
    if incident.status.is_over() {
        return Err(ErrorCode::WrongStatus.into());
    }
    let duty = routing::presence(venue, now).free;
    match (officer, post) {
        (Some(officer), _)
            if !venue.people.get(&officer).is_some_and(|member| member.role.may(Permission::WorkIncidents)) =>
        {
            return Err(invalid("officer"));
        }
        // Whoever it is kept from is never given it, by whomever.
        (Some(officer), _) if incident.is_kept_from(officer) => return Err(invalid("officer")),
        (_, Some(post)) if !venue.posts.iter().any(|known| known.id == post) => return Err(invalid("post")),
        (None, None) => return Err(Problem::new(ErrorCode::MissingField).at("officer")),
        _ => {}
    }
    let kept_from = incident.confidence.clone().unwrap_or_default().kept_from;
    let staffing = |post: PostId| {
        let there = duty.iter().filter(move |shift| shift.post == post).map(|shift| shift.officer);
        there.filter(|officer| !kept_from.contains(officer))
    };
    let of_officer = |officer: AccountId| duty.iter().find(|shift| shift.officer == officer).map(|shift| shift.post);
    incident.post = post.or_else(|| officer.and_then(of_officer)).or(incident.post);
    let mut there = post.map(|post| staffing(post).collect::<Vec<_>>()).unwrap_or_default().into_iter();
    incident.assignee = officer.or_else(|| there.next());
    incident.second = there.find(|other| Some(*other) != incident.assignee).or(incident.second);
    incident.status = Status::Open;
    incident.acknowledged_at = None;
    Ok(())
}

async fn write_note(
    tx: &Tx,
    app: &App,
    incident: &Incident,
    account: AccountId,
    text: &str,
    id: Option<NoteId>,
    now: Timestamp,
) -> Answer<()> {
    let id = id.unwrap_or_else(|| NoteId::fresh(&*app.clock, &*app.entropy));
    let key = app.keys.authority(incident.authority)?.unwrap(incident.id.uuid(), &incident.sealed_key)?;
    let sealed = key.seal(&note_place(id), text.as_bytes().to_vec(), &*app.entropy)?;
    if !store::add_note(tx.conn(), incident, id, account, now, sealed).await? {
        // Sent again by a phone that heard no answer: it is there.
        return Ok(());
    }
    announce(tx, incident, EventKind::NoteAdded, Actor::Account(account), now, json!({ "note": id }));
    Ok(())
}

/// An officer noted or wrote something: whoever has the incident lives, and has the time for the next step anew.
/// Answers the incident as it is then.
pub async fn spoken(tx: &Tx, app: &App, incident: &Incident, now: Timestamp) -> Answer<Incident> {
    let found = store::locked(tx.conn(), incident.authority, incident.id).await?;
    let mut incident = found.ok_or(ErrorCode::NotFound)?;
    if incident.owes.is_some_and(Owed::is_promise) {
        pages::promise(tx, app, &mut incident, now).await?;
        store::save(tx.conn(), &incident).await?;
    }
    Ok(incident)
}

/// Where a note's text is sealed to.
pub fn note_place(id: NoteId) -> String {
    format!("note/{id}")
}

/// Notes something for colleagues. It changes nothing, so it needs no version; one that is given must be the present one.
pub async fn note(
    app: &Arc<App>,
    scope: &Scope,
    id: IncidentId,
    version: Option<i64>,
    text: String,
    note: Option<NoteId>,
) -> Answer<Summary> {
    if text.trim().is_empty() {
        return Err(Problem::new(ErrorCode::MissingField).at("text"));
    }
    if text.chars().count() > limits::NOTE_CHARS {
        return Err(Problem::new(ErrorCode::TooLong).at("text"));
    }
    let (incident, venue) = at_version(app, scope, id, version).await?;
    let (app_, account, now) = (app.clone(), scope.account, app.clock.now());
    let noted = app
        .db
        .write(move |tx| {
            let (app, incident, text) = (app_.clone(), incident.clone(), text.clone());
            Box::pin(async move {
                let incident = spoken(tx, &app, &incident, now).await?;
                write_note(tx, &app, &incident, account, &text, note, now).await?;
                Ok(incident)
            })
        })
        .await?;
    Ok(Summary::new(&noted, &venue))
}
