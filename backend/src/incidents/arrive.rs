//! What becomes of new reports: each joins an incident that is open already, or opens its own.

use super::departing::press;
use super::life::{Raise, Where, announce, held_until, raise, waits_in_wave};
use super::store::{self, Incident, Written};
use crate::app::App;
use crate::audit::Actor;
use crate::db::Tx;
use crate::pages;
use crate::problem::Answer;
use crate::reports::Tellers;
use crate::venues::Venue;
use jiff::{SignedDuration, Timestamp};
use serde_json::json;
use shared::clock::draw;
use shared::confidence::Confidence;
use shared::departures::Standing;
use shared::event::EventKind;
use shared::flood;
use shared::fusion::{self, Likeness, Reach, Sighting, Source, Trail, Verdict};
use shared::id::{DepartureId, IncidentId, ReportId};
use shared::incident::{Nature, Status, number, number_apart};
use shared::place::Spot;
use shared::promise::Owed;
use shared::routing::Route;
use shared::taxonomy::{Priority, Taxonomy};
use shared::trace::TraceLine;
use shared::triage::Assessment;
use std::collections::BTreeSet;

/// Open incidents in reach that a new report is compared with at most, those of which something was heard last.
pub const COMPARED: u64 = 5_000;
/// Nothing that was silent for longer is the same thing, whatever its kind.
pub const SILENT: SignedDuration = SignedDuration::from_hours(48);

/// A new report as fusion sees it, and what opening an incident for it would need: all decided before the write.
#[derive(Clone, Debug)]
pub struct Opening {
    pub id: IncidentId,
    pub report: ReportId,
    pub category: String,
    pub at: Where,
    pub assessment: Assessment,
    pub route: Route,
    pub sealed_key: Vec<u8>,
    pub sighting: Sighting,
    pub source: Source,
    pub nature: Nature,
    pub confidence: Option<Confidence>,
    /// Somebody whom the authority knows told it, whether their name stands beside it or not.
    pub vouched: bool,
    /// The flight or sailing that was named.
    pub departure: Option<DepartureId>,
    /// The kinds of reporters who told it.
    pub told_by: Tellers,
}

/// An incident that new reports may join while a batch of them is taken in.
struct Held<'a> {
    id: IncidentId,
    /// Absent while it is only about to be opened.
    known: Option<Incident>,
    opening: Option<&'a Opening>,
    trail: Trail,
    joined: Vec<(&'a Opening, Likeness)>,
}

impl Held<'_> {
    /// A canary, or what is told in confidence: nothing joins it.
    fn is_apart(&self) -> bool {
        self.is_canary() || self.opening.is_some_and(|opening| opening.confidence.is_some())
    }

    /// A practice report must not move what is real.
    fn is_drill(&self) -> bool {
        let known = self.known.as_ref().map(|incident| incident.nature);
        known.or(self.opening.map(|opening| opening.nature)) == Some(Nature::Drill)
    }

    fn is_canary(&self) -> bool {
        self.opening.is_some_and(|opening| opening.nature == Nature::Canary)
    }
}

/// Takes reports of one venue in, in this order, all in the write that stores them. Answers each one's incident.
pub async fn take_in(
    tx: &Tx,
    app: &App,
    venue: &Venue,
    openings: &[&Opening],
    now: Timestamp,
) -> Answer<Vec<IncidentId>> {
    let mut held = Vec::new();
    let kinds = alike(openings.iter().map(|opening| opening.category.as_str()));
    let places = Reach::united(openings.iter().map(|opening| Reach::of(&opening.sighting)));
    let open_now = store::open_of(tx.conn(), venue.authority, venue.id, &kinds, &places, now - SILENT, COMPARED, true);
    for incident in open_now.await? {
        let trail = incident.trail.read()?;
        held.push(Held { id: incident.id, known: Some(incident), opening: None, trail, joined: Vec::new() });
    }
    let mut given = Vec::with_capacity(openings.len());
    let mut likenesses = Vec::new();
    for opening in openings {
        // A canary joins nothing and nothing joins it; likewise what is told in confidence. Practice joins practice.
        let is_apart = opening.nature == Nature::Canary || opening.confidence.is_some();
        let is_practice = opening.nature == Nature::Drill;
        let others = held.iter().enumerate();
        let others = others.filter(|(_, held)| !is_apart && !held.is_apart() && (!is_practice || held.is_drill()));
        let verdict = fusion::decide(&opening.sighting, others.map(|(at, held)| (at, &held.trail)));
        let at = match verdict {
            Verdict::Joins(at, likeness) => {
                held[at].joined.push((opening, likeness));
                at
            }
            Verdict::Apart(others) => {
                likenesses.extend(others.into_iter().map(|(at, likeness)| (opening.id, held[at].id, likeness)));
                let (id, trail) = (opening.id, Trail::default());
                held.push(Held { id, known: None, opening: Some(opening), trail, joined: Vec::new() });
                held.len() - 1
            }
        };
        held[at].trail.add(opening.sighting.clone(), opening.source.clone());
        given.push(held[at].id);
    }
    open(tx, app, venue, &mut held, now).await?;
    for held in held.into_iter().filter(|held| !held.joined.is_empty()) {
        join(tx, app, venue, held, now).await?;
    }
    store::add_likenesses(tx.conn(), venue.authority, &likenesses, now).await?;
    Ok(given)
}

/// Whether a report would join an incident that is open: yes or no, and nothing else about it.
pub async fn is_known(app: &App, venue: &Venue, sighting: &Sighting, now: Timestamp) -> Answer<bool> {
    let kinds = alike(std::iter::once(sighting.category.as_str()));
    let view = app.db.read().await?;
    let places = [Reach::of(sighting)];
    let open = store::open_of(&view, venue.authority, venue.id, &kinds, &places, now - SILENT, COMPARED, false).await?;
    drop(view);
    let trails = open.iter().map(|incident| incident.trail.read()).collect::<Answer<Vec<_>>>()?;
    Ok(matches!(fusion::decide(sighting, trails.iter().enumerate()), Verdict::Joins(..)))
}

/// The categories an incident may have that a report of one of these could join.
pub fn alike<'a, 'b>(categories: impl Iterator<Item = &'b str>) -> BTreeSet<&'a str> {
    let families: BTreeSet<&str> = categories.filter_map(|category| Some(fusion::kind(category)?.family)).collect();
    let codes = Taxonomy::builtin().categories().iter().map(|category| category.code.as_str());
    codes.filter(|code| fusion::kind(code).is_some_and(|kind| families.contains(kind.family))).collect()
}

/// Opens the incidents nobody had opened, with their obligations and first pages.
async fn open(tx: &Tx, app: &App, venue: &Venue, held: &mut [Held<'_>], now: Timestamp) -> Answer<()> {
    let new = held.iter().filter(|held| held.opening.is_some()).count();
    if new == 0 {
        return Ok(());
    }
    let numbered = new - held.iter().filter(|held| held.is_apart() && held.opening.is_some()).count();
    let mut count = store::take_numbers(tx.conn(), venue.id, i64::try_from(numbered).unwrap_or(i64::MAX)).await?;
    let mut incidents = Vec::with_capacity(new);
    let mut first_in_wave = None;
    let mut lately = store::opened_since(tx.conn(), venue.id, now - flood::WINDOW).await?;
    for held in held.iter_mut() {
        let Some(opening) = held.opening else { continue };
        if opening.nature == Nature::Canary {
            let mut canary = opening.incident(venue, 0, &held.trail, (now, now), None)?;
            // It takes none of the numbers that people use.
            canary.number = format!("{}-{}", Nature::Canary.name(), canary.id.uuid().simple());
            incidents.push((canary, now));
            continue;
        }
        // What a departure adds is in the incident alone: what was told is the assessment.
        let urgency = opening.pressed(venue, now).0;
        let named = opening.vouched || held.trail.sources.signed_in() > 0;
        let wave = flood::held_until(urgency, named, lately, now);
        first_in_wave = first_in_wave.or(wave.map(|_| incidents.len()));
        let why = wave.map(|until| flood::line(lately, until, now));
        // A rule's own wait is in the assessment's trace already.
        let ruled = opening
            .assessment
            .hold_minutes
            .filter(|_| urgency > Priority::P2)
            .map(|minutes| now + SignedDuration::from_mins(minutes.into()));
        let quiet = venue.ladder(urgency.into()).begins(&venue.time_zone, now);
        let until = wave.max(ruled).max(Some(quiet).filter(|begins| *begins > now));
        let mut incident = opening.incident(venue, count, &held.trail, (now, until.unwrap_or(now)), why)?;
        if incident.confidence.is_some() {
            incident.number = number_apart(&venue.number_prefix, u32::from_be_bytes(draw(&*app.entropy)));
        } else {
            count += 1;
        }
        lately += u64::from(incident.priority > 1);
        incidents.push((incident.clone(), until.unwrap_or(now)));
        held.known = Some(incident);
    }
    store::insert(tx.conn(), incidents.iter().map(|(incident, _)| incident)).await?;
    for (incident, _) in &incidents {
        confide(tx, venue, incident).await?;
    }
    for (incident, begins) in &incidents {
        let mut facts = json!({ "priority": incident.priority });
        if *begins > now {
            facts["held_until"] = begins.to_string().into();
        }
        announce(tx, incident, EventKind::IncidentOpened, Actor::Reporter, now, facts);
    }
    let owed: Vec<_> = incidents.iter().map(|(incident, begins)| (incident, *begins)).collect();
    pages::owe_from(tx, app, venue, &owed, now).await?;
    match first_in_wave.and_then(|nth| incidents.get(nth)) {
        Some((incident, _)) => pages::tell_of_wave(tx, app, venue, incident, now).await,
        None => Ok(()),
    }
}

/// Puts incidents in that are past, under the venue's next numbers. Nobody is called and nothing is announced.
pub async fn insert_past(tx: &Tx, venue: &Venue, mut incidents: Vec<Incident>) -> Answer<()> {
    let mut count =
        store::take_numbers(tx.conn(), venue.id, i64::try_from(incidents.len()).unwrap_or(i64::MAX)).await?;
    for incident in &mut incidents {
        incident.number = number(&venue.number_prefix, count);
        count += 1;
    }
    store::insert(tx.conn(), incidents.iter()).await
}

/// Lets those read it from the beginning who look into what is told in confidence.
pub async fn confide(tx: &Tx, venue: &Venue, incident: &Incident) -> Answer<()> {
    let Some(confidence) = &incident.confidence else { return Ok(()) };
    let roster = venue.roster();
    let patterns = roster.patterns.iter().map(|pattern| (pattern.post, pattern.officer));
    let staff = patterns.chain(roster.overrides.iter().map(|change| (change.post, change.officer)));
    let given_to = incident.assignee.into_iter().chain(incident.second);
    let readers = confidence.readers(&venue.posts, staff, given_to).into_iter();
    store::let_in(tx.conn(), incident.authority, readers.map(|reader| (incident.id, reader))).await
}

/// Adds reports to an incident: what they say together may be more urgent than what was known, never less.
async fn join(tx: &Tx, app: &App, venue: &Venue, held: Held<'_>, now: Timestamp) -> Answer<()> {
    let Held { known: Some(mut incident), trail, joined, .. } = held else { return Ok(()) };
    incident.report_count += i32::try_from(joined.len()).unwrap_or(i32::MAX);
    incident.news_at = incident.news_at.max(now);
    incident.tell(&trail)?;
    incident.told_by = joined.iter().fold(incident.told_by, |all, (opening, _)| all.and(opening.told_by));
    incident.departure = incident.departure.or_else(|| joined.iter().find_map(|(opening, _)| opening.departure));
    let mut most_urgent = (incident.assessed, incident.category.clone());
    let mut together: Option<Assessment> = None;
    let named = joined.iter().any(|(opening, _)| matches!(opening.source, Source::Account(_)));
    for (opening, likeness) in joined {
        let facts = json!({ "report": opening.report, "score": likeness.score, "reasons": likeness.reasons });
        announce(tx, &incident, EventKind::IncidentJoined, Actor::Reporter, now, facts);
        let priority = u8::from(opening.assessment.priority);
        if priority < most_urgent.0 {
            most_urgent = (priority, opening.category.clone());
        }
        let one = opening.assessment.clone();
        together = Some(together.map_or(one.clone(), |all| all.joined(one)));
    }
    let Some(assessment) = together else { return Ok(()) };
    let held = held_until(venue, &incident, now).filter(|_| named).filter(|_| waits_in_wave(&incident));
    if held.is_some() {
        incident.due_at = Some(venue.ladder(incident.priority).due_at(now));
    }
    raise(tx, app, venue, &mut incident, Raise { assessment, category: most_urgent.1 }, now).await?;
    if held.is_some() {
        // Somebody gave their name: it does not wait any longer.
        pages::release(tx, incident.id, now).await?;
    }
    Ok(())
}

impl Opening {
    /// How urgent it is with what a near departure adds, and the line that says so.
    fn pressed(&self, venue: &Venue, now: Timestamp) -> (Priority, Option<TraceLine>) {
        if self.nature == Nature::Canary {
            return (self.assessment.priority, None);
        }
        let spot = self.at.lat.zip(self.at.lon).map(|(lat, lon)| Spot { lat, lon });
        let standing = Standing { zone: self.at.zone.as_deref(), spot, since: now };
        press(venue, standing, self.departure, self.assessment.priority, now)
    }

    /// The incident it opens, the venue's `count`th. Waking begins `now` or later, and `why` says why later.
    pub fn incident(
        &self,
        venue: &Venue,
        count: i64,
        trail: &Trail,
        (now, begins): (Timestamp, Timestamp),
        why: Option<TraceLine>,
    ) -> Answer<Incident> {
        let (pressed, near) = self.pressed(venue, now);
        let priority = u8::from(pressed);
        let mut assessment = self.assessment.clone();
        assessment.trace.extend(near);
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
            independent_sources: i32::try_from(trail.sources.count()).unwrap_or(i32::MAX),
            opened_at: now,
            due_at: Some(venue.ladder(priority).due_at(begins)),
            owes: Some(Owed::Acknowledge),
            acknowledged_at: None,
            seen_at: None,
            post: Some(self.route.post),
            assignee: self.route.officer,
            second: self.route.second,
            disposition: None,
            emergency: self.assessment.emergency,
            assessment: Written::new(&assessment)?,
            route_trace: Written::new(&self.route.trace.iter().cloned().chain(why).collect())?,
            sealed_key: self.sealed_key.clone(),
            trail: Written::new(trail)?,
            reach: trail.reach(),
            news_at: now,
            merged_into: None,
            rules_version: self.assessment.rules,
            nature: self.nature,
            confidence: self.confidence.clone(),
            help: None,
            over_at: None,
            departure: self.departure,
            told_by: self.told_by,
        })
    }
}
