//! How an incident begins and what happens to it without an officer: only ever more urgent.

use super::arrive::confide;
use super::departing::{press, standing};
use super::store::{self, Incident, Written};
use crate::accounts::Scope;
use crate::app::App;
use crate::audit::{Actor, Announcement};
use crate::db::Tx;
use crate::problem::Answer;
use crate::venues::Venue;
use crate::{pages, routing};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use shared::confidence::Confidence;
use shared::departures::PRESSED;
use shared::event::EventKind;
use shared::flood;
use shared::fusion;
use shared::id::IncidentId;
use shared::incident::{Nature, Status};
use shared::promise::Owed;
use shared::routing::Route;
use shared::triage::Assessment;

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

/// What new answers or a new category may change.
#[derive(Clone, Debug)]
pub struct Raise {
    pub assessment: Assessment,
    pub category: String,
}

/// Until when nobody is called for an incident that came in a wave, if that is not over.
pub fn held_until(venue: &Venue, incident: &Incident, now: Timestamp) -> Option<Timestamp> {
    let due = incident.due_at.filter(|_| incident.owes == Some(Owed::Acknowledge))?;
    let begins = due - SignedDuration::from_secs(venue.ladder(incident.priority).acknowledge_within_s.into());
    (incident.status == Status::Open && begins > now).then_some(begins)
}

/// Whether what waits came in a wave, as its trace says.
pub fn waits_in_wave(incident: &Incident) -> bool {
    incident.route_trace.read().is_ok_and(|trace| trace.iter().any(|line| line.code == flood::HELD))
}

/// Takes a new assessment in and saves the incident. Only raises: a person may have lowered the priority, and the same facts
/// do not raise it again. What becomes more urgent, or wants a new skill, is routed anew and owed anew.
pub async fn raise(
    tx: &Tx,
    app: &App,
    venue: &Venue,
    incident: &mut Incident,
    raise: Raise,
    now: Timestamp,
) -> Answer<()> {
    let known = incident.assessment.read()?;
    // What the only report of an incident says now is all there is to say; several are taken together.
    let mut all = if incident.report_count > 1 { known.clone().joined(raise.assessment) } else { raise.assessment };
    let (corroborated, why) = fusion::corroborated(all.priority, &incident.trail.read()?.sources);
    // Said anew each time, with the present count: never once more for every witness.
    all.trace.retain(|line| line.code != fusion::CORROBORATED);
    all.trace.extend(why);
    // Nothing leaves from where it is over. What raised it once stays said, also when that has left.
    let (pressed, near) = if incident.status.is_over() {
        (corroborated, None)
    } else {
        press(venue, standing(incident), incident.departure, corroborated, now)
    };
    if let Some(line) = near.or_else(|| known.trace.iter().find(|line| line.code == PRESSED).cloned()) {
        all.trace.retain(|line| line.code != PRESSED);
        all.trace.push(line);
    }
    let assessed = u8::from(pressed);
    let more_urgent = assessed < incident.assessed;
    let new_skills = all.skills.iter().any(|skill| !known.skills.contains(skill));
    let emergency = all.emergency && !known.emergency;
    let sent = all.send_to != known.send_to;
    let more: Vec<_> = all.rungs.iter().filter(|rung| !known.rungs.contains(rung)).cloned().collect();
    // What began as an exercise is none any more.
    let in_earnest = incident.nature == Nature::Drill && !all.drill;
    if in_earnest {
        incident.nature = Nature::Real;
    }
    let category = assessed <= incident.assessed && raise.category != incident.category;
    incident.emergency = all.emergency;
    incident.assessment = Written::new(&all)?;
    incident.assessed = assessed.min(incident.assessed);
    incident.rules_version = all.rules;
    if category {
        incident.category = raise.category;
        confide_by_category(tx, venue, incident).await?;
    }
    let from = incident.priority;
    let held = held_until(venue, incident, now);
    if more_urgent {
        incident.priority = incident.priority.min(assessed);
    }
    if !(more_urgent || new_skills || emergency || sent || in_earnest || !more.is_empty())
        || (incident.status.is_over() && !more_urgent)
    {
        store::save(tx.conn(), incident).await?;
        return Ok(());
    }
    if incident.status.is_over() {
        // What seemed over is more urgent than anybody knew: somebody has to look again.
        incident.status = Status::Reopened;
        incident.acknowledged_at = None;
    }
    let route = routing::route(venue, &all, incident.zone.as_deref(), incident.confidence.as_ref(), now)?;
    let unheard = incident.status.is_unheard();
    let moves = unheard && route.officer != incident.assignee;
    // In a wave, nameless voices agree easily: what waits may wait less, and only what is most urgent not at all.
    // What waits for another reason, a rule's or the night's, is looked at anew as what it is now.
    let wait = match held {
        Some(until) if waits_in_wave(incident) => flood::ends(pressed, now).map(|ends| until.min(ends)),
        Some(_) => Some(venue.ladder(incident.priority).begins(&venue.time_zone, now)).filter(|begins| *begins > now),
        None => None,
    };
    let begins = wait.unwrap_or(now);
    if more_urgent {
        let due = venue.ladder(incident.priority).due_at(begins);
        let known = incident.due_at.filter(|_| incident.owes == Some(Owed::Acknowledge));
        incident.owe(Some((Owed::Acknowledge, known.map_or(due, |known| known.min(due)))));
    }
    if unheard {
        (incident.post, incident.assignee, incident.second) = (Some(route.post), route.officer, route.second);
        incident.route_trace = Written::new(&route.trace)?;
    } else {
        // Whoever has it keeps it; the specialist is called besides.
        incident.second = route.officer.filter(|officer| Some(*officer) != incident.assignee).or(route.second);
        let trace: Vec<_> = incident.route_trace.read()?.into_iter().chain(route.trace).collect();
        incident.route_trace = Written::new(&trace)?;
    }
    store::save(tx.conn(), incident).await?;
    confide(tx, venue, incident).await?;
    let mut facts = json!({ "from": from, "to": incident.priority, "skills": all.skills });
    if in_earnest {
        facts["in_earnest"] = true.into();
    }
    announce(tx, incident, EventKind::IncidentRaised, Actor::System, now, facts);
    if more_urgent {
        pages::owe_from(tx, app, venue, &[(&*incident, begins)], now).await?;
    } else if !more.is_empty() && unheard && wait.is_none() {
        pages::call_more(tx, app, venue, incident, &more, now).await?;
    }
    let besides =
        if unheard { incident.assignee.filter(|_| moves && !more_urgent && wait.is_none()) } else { incident.second };
    match besides {
        Some(officer) => pages::tell(tx, app, incident, officer, now).await,
        None => Ok(()),
    }
}

/// What turns out to be a concern about somebody with access is told in confidence from now on; whoever has it keeps it.
pub async fn confide_by_category(tx: &Tx, venue: &Venue, incident: &mut Incident) -> Answer<()> {
    if incident.confidence.is_none() && incident.report_count == 1 {
        incident.confidence = Confidence::of_category(&incident.category);
        confide(tx, venue, incident).await?;
    }
    Ok(())
}

/// The post and officer for an incident as it stands.
pub fn routed(venue: &Venue, incident: &Incident, now: Timestamp) -> Answer<Route> {
    let (zone, confidence) = (incident.zone.as_deref(), incident.confidence.as_ref());
    routing::route(venue, &incident.assessment.read()?, zone, confidence, now)
}

/// A reporter said more about where it is. Until somebody has it, a new zone may mean another post.
pub async fn relocated(
    tx: &Tx,
    app: &App,
    venue: &Venue,
    incident: &mut Incident,
    at: Where,
    now: Timestamp,
) -> Answer<()> {
    // One witness of several does not move what all of them saw.
    if incident.report_count > 1 {
        return Ok(());
    }
    let moved = at.zone.is_some() && at.zone != incident.zone;
    let Where { zone, label, floor, lat, lon, accuracy_m, notes } = at;
    incident.zone = zone.or(incident.zone.take());
    incident.place_label = label.or(incident.place_label.take());
    incident.floor = floor.or(incident.floor.take());
    if lat.is_some() {
        (incident.lat, incident.lon, incident.accuracy_m) = (lat, lon, accuracy_m);
    }
    incident.place_notes = notes;
    let before = incident.assignee;
    if moved && incident.status.is_unheard() {
        let route = routed(venue, incident, now)?;
        (incident.post, incident.assignee, incident.second) = (Some(route.post), route.officer, route.second);
        incident.route_trace = Written::new(&route.trace)?;
    }
    store::save(tx.conn(), incident).await?;
    confide(tx, venue, incident).await?;
    // The ladder goes on climbing from where it is: moving a report about must never keep it from its top.
    match incident.assignee {
        Some(officer) if incident.assignee != before => pages::tell(tx, app, incident, officer, now).await,
        _ => Ok(()),
    }
}

pub async fn photo_added(tx: &Tx, incident: &mut Incident) -> Answer<()> {
    incident.photo_count += 1;
    store::save(tx.conn(), incident).await
}

/// An entry in the log about an incident. A canary leaves none but that it was sent out and came home: the log is for people.
pub fn announce(tx: &Tx, incident: &Incident, kind: EventKind, actor: Actor, at: Timestamp, facts: Value) {
    if incident.nature == Nature::Canary {
        return;
    }
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
