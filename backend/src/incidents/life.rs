//! How an incident begins and what happens to it without an officer: only ever more urgent.

use super::store::{self, Incident, Written};
use crate::accounts::Scope;
use crate::app::App;
use crate::audit::{Actor, Announcement};
use crate::db::Tx;
use crate::problem::Answer;
use crate::venues::Venue;
use crate::{pages, routing};
use jiff::Timestamp;
use serde_json::{Value, json};
use shared::event::EventKind;
use shared::id::IncidentId;
use shared::incident::{Status, number};
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
    fn incident(&self, venue: &Venue, count: i64, now: Timestamp) -> Answer<Incident> {
        let priority = u8::from(self.assessment.priority);
        let Where { zone, label, floor, lat, lon, accuracy_m, notes } = self.at.clone();
        Ok(Incident {
            id: self.id,
            authority: venue.authority,
            venue: venue.id,
            number: number(&venue.number_prefix, count),
            version: 1,
            priority,
            assessed: priority,
            status: Status::Open,
            category: self.category.clone(),
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
            post: Some(self.route.post),
            assignee: self.route.officer,
            second: self.route.second,
            disposition: None,
            emergency: self.assessment.emergency,
            assessment: Written::new(&self.assessment)?,
            route_trace: Written::new(&self.route.trace)?,
            sealed_key: self.sealed_key.clone(),
        })
    }
}

/// Opens incidents of one venue with their obligations and first pages, all in the write that brought their reports.
pub async fn open(tx: &Tx, app: &App, venue: &Venue, openings: &[&Opening], now: Timestamp) -> Answer<()> {
    let first = store::take_numbers(tx.conn(), venue.id, i64::try_from(openings.len()).unwrap_or(i64::MAX)).await?;
    let numbered = (first..).zip(openings);
    let incidents = numbered.map(|(count, opening)| opening.incident(venue, count, now)).collect::<Answer<Vec<_>>>()?;
    store::insert(tx.conn(), &incidents).await?;
    for incident in &incidents {
        let facts = json!({ "priority": incident.priority });
        announce(tx, incident, EventKind::IncidentOpened, Actor::Reporter, now, facts);
    }
    pages::owe(tx, app, venue, &incidents.iter().collect::<Vec<_>>(), now).await
}

/// What new answers or a new category may change.
#[derive(Clone, Debug)]
pub struct Raise {
    pub assessment: Assessment,
    pub category: String,
}

/// Takes a new assessment in. Only raises: a person may have lowered the priority, and the same facts do not raise it again.
/// What becomes more urgent, or wants a new skill, is routed anew and owed anew.
pub async fn raise(
    tx: &Tx,
    app: &App,
    venue: &Venue,
    incident: &mut Incident,
    raise: Raise,
    now: Timestamp,
) -> Answer<()> {
    let known = incident.assessment.read()?;
    let assessed = u8::from(raise.assessment.priority);
    let more_urgent = assessed < incident.assessed;
    let new_skills = raise.assessment.skills.iter().any(|skill| !known.skills.contains(skill));
    let emergency = raise.assessment.emergency && !known.emergency;
    let category = assessed <= incident.assessed && raise.category != incident.category;
    if raise.assessment == known && !category {
        return Ok(());
    }
    incident.emergency = raise.assessment.emergency;
    incident.assessment = Written::new(&raise.assessment)?;
    incident.assessed = assessed.min(incident.assessed);
    if category {
        incident.category = raise.category;
    }
    let from = incident.priority;
    if more_urgent {
        incident.priority = incident.priority.min(assessed);
    }
    if !(more_urgent || new_skills || emergency) || (incident.status.is_over() && !more_urgent) {
        store::save(tx.conn(), incident).await?;
        return Ok(());
    }
    if incident.status.is_over() {
        // What seemed over is more urgent than anybody knew: somebody has to look again.
        incident.status = Status::Reopened;
        incident.acknowledged_at = None;
    }
    let route = routing::route(venue, &raise.assessment, incident.zone.as_deref(), now)?;
    let unheard = incident.status.is_unheard();
    let moves = unheard && route.officer != incident.assignee;
    if more_urgent {
        let due = venue.ladder(incident.priority).due_at(now);
        incident.due_at = Some(incident.due_at.map_or(due, |known| known.min(due)));
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
    let facts = json!({ "from": from, "to": incident.priority, "skills": raise.assessment.skills });
    announce(tx, incident, EventKind::IncidentRaised, Actor::System, now, facts);
    if more_urgent {
        pages::owe(tx, app, venue, &[&*incident], now).await?;
    }
    let besides = if unheard { incident.assignee.filter(|_| moves && !more_urgent) } else { incident.second };
    match besides {
        Some(officer) => pages::tell(tx, app, incident, officer, now).await,
        None => Ok(()),
    }
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
        let route = routing::route(venue, &incident.assessment.read()?, incident.zone.as_deref(), now)?;
        (incident.post, incident.assignee, incident.second) = (Some(route.post), route.officer, route.second);
        incident.route_trace = Written::new(&route.trace)?;
    }
    store::save(tx.conn(), incident).await?;
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
