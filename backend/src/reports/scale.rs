//! A demo as full as an airport's after years: reports and incidents that were, made as real ones are and sealed as they are, but
//! without the calls they once made. For looking at the product, and measuring it, at its size. Nothing of it is in the log; numbers
//! about the work count it until they are counted again.

use super::create::{Keys, prepare};
use super::facts::{WORDS, sighting, source, word_hashes};
use super::intake::{self, Words};
use super::store::{self, Report};
use super::wire::NewReport;
use crate::app::App;
use crate::incidents::{self, Incident, Opening};
use crate::insight;
use crate::problem::{Answer, Problem};
use crate::venues::Venue;
use jiff::{SignedDuration, Timestamp};
use serde_json::json;
use shared::clock::draw;
use shared::fusion::Trail;
use shared::id::{IncidentId, ReportId};
use shared::incident::{Nature, Status};
use shared::insight::Course;
use shared::promise::Owed;
use shared::taxonomy::Priority;
use std::sync::Arc;

/// Reports of each incident.
pub const REPORTS_EACH: u32 = 10;
/// Of so many incidents one is not over yet.
const STANDING_OF: u32 = 50;
/// For how long it has gone on.
const YEARS_SECONDS: i64 = 2 * 365 * 24 * 3600;
/// Those that stand began within so long.
const LATELY_SECONDS: i64 = 20 * 3600;
/// Incidents in one write: SQLite takes 32,766 values in one statement, and a report has 20.
const BATCH: u32 = 100;

/// How often each comes, roughly as an airport tells of them.
const KINDS: [&str; 16] = [
    "item.unattended",
    "item.unattended",
    "item.unattended",
    "access.door_open",
    "access.door_open",
    "behaviour.surveillance",
    "crime.disorder",
    "crime.disorder",
    "crime.theft_now",
    "access.tailgate",
    "person.harassment",
    "fault.equipment",
    "vehicle.abandoned",
    "air.drone",
    "info.test",
    "item.prohibited",
];
const THINGS: [&str; 12] = [
    "suitcase",
    "rucksack",
    "trolley",
    "parcel",
    "umbrella",
    "briefcase",
    "jacket",
    "ladder",
    "bicycle",
    "phone",
    "cable",
    "bottle",
];
const COLOURS: [&str; 10] =
    ["black", "purple", "green", "silver", "orange", "brown", "yellow", "crimson", "turquoise", "striped"];
const PLACES: [&str; 10] =
    ["pillar", "escalator", "bench", "counter", "lift", "kiosk", "washroom", "carousel", "staircase", "window"];

/// One of each kind at each sign: prepared once, as a report that came just now.
struct Template {
    report: Report,
    opening: Opening,
}

impl Template {
    fn is_at_gate(&self) -> bool {
        self.opening.at.zone.as_deref().is_some_and(|zone| zone.starts_with("gate-"))
    }

    /// What is made up calls nobody: at a gate, whatever comes near makes urgent what is not yet.
    fn is_quiet(&self) -> bool {
        !self.is_at_gate() || self.opening.assessment.priority <= Priority::P2
    }
}

/// Fills a venue with `count` incidents of [`REPORTS_EACH`] reports, a few of them standing, and says after each write how many there are.
pub async fn fill(app: &Arc<App>, venue: &Arc<Venue>, count: u32, told: impl Fn(u32)) -> Answer<()> {
    let templates = templates(app, venue)?;
    let mut done = 0;
    while done < count {
        let nth = done..count.min(done + BATCH);
        let made = nth.clone().map(|nth| make(app, venue, &templates, nth, count)).collect::<Answer<Vec<_>>>()?;
        let made = Arc::new(made);
        let (venue, app_) = (venue.clone(), app.clone());
        app.db
            .write(move |tx| {
                let (made, venue, app) = (made.clone(), venue.clone(), app_.clone());
                Box::pin(async move {
                    let (past, reports): (Vec<(Incident, Course)>, Vec<Vec<Report>>) = made.iter().cloned().unzip();
                    let incidents = past.iter().map(|(incident, _)| incident.clone()).collect();
                    incidents::insert_past(tx, &venue, incidents).await?;
                    insight::put_past(tx, &app, venue.authority, &past).await?;
                    if store::insert(tx.conn(), &reports.concat()).await? {
                        Ok(())
                    } else {
                        Err(Problem::internal(anyhow::anyhow!("a made-up report was there already")))
                    }
                })
            })
            .await?;
        done = nth.end;
        told(done);
    }
    Ok(())
}

fn templates(app: &App, venue: &Arc<Venue>) -> Answer<Vec<Template>> {
    let mut templates = Vec::new();
    for plate in venue.index.plates() {
        for kind in KINDS {
            let sent = json!({ "category": kind, "place": { "plate": plate.code }, "language": "en" });
            let new: NewReport = crate::body::parse(sent.to_string().as_bytes())?;
            let said = intake::report(&new)?;
            let keys = Keys { key_hash: [0; 32], fingerprint: Vec::new(), receipt: [0; 32] };
            let made = prepare(app, venue, &new, said, None, keys, Nature::Real)?;
            templates.push(Template { report: made.report, opening: made.opening });
        }
    }
    templates.retain(Template::is_quiet);
    // Those at gates last: the newest that stands is one of them, so that a departure is seen beside it.
    templates.sort_by_key(Template::is_at_gate);
    Ok(templates)
}

/// An incident that was, how it went, and its reports.
type Past = ((Incident, Course), Vec<Report>);

/// The `nth` of `count` incidents, the oldest first, with its reports.
fn make(app: &App, venue: &Venue, templates: &[Template], nth: u32, count: u32) -> Answer<Past> {
    let chance: [u8; 16] = draw(&*app.entropy);
    let now = app.clock.now();
    let stands = nth % STANDING_OF == STANDING_OF - 1;
    let newest = stands && nth + STANDING_OF >= count;
    let gates = templates.iter().position(Template::is_at_gate).filter(|_| newest).unwrap_or(0);
    let template = &templates[gates + pick(chance[0], chance[1], templates.len() - gates)];
    let (nth, count) = (i64::from(nth), i64::from(count.max(1)));
    let ago = if stands { LATELY_SECONDS } else { YEARS_SECONDS } * (count - nth) / count;
    let opened = now - SignedDuration::from_secs(ago);
    let key = app.keys.authority(venue.authority)?;
    let mut opening = template.opening.clone();
    opening.id = IncidentId::fresh(&*app.clock, &*app.entropy);
    opening.sealed_key = key.create(opening.id.uuid(), &*app.entropy)?.1;
    let mut trail = Trail::default();
    let mut reports = Vec::new();
    for report in 0..REPORTS_EACH {
        let at = (opened + SignedDuration::from_secs(i64::from(report) * 20)).min(now);
        let id = ReportId::fresh(&*app.clock, &*app.entropy);
        let (content, sealed_key) = key.create(id.uuid(), &*app.entropy)?;
        let words = Words { narrative: Some(narrative(draw(&*app.entropy))), ..Words::default() };
        let mut made = Report {
            id,
            incident: opening.id,
            key_hash: draw(&*app.entropy),
            receipt_hash: draw(&*app.entropy),
            fingerprint: draw::<32>(&*app.entropy).to_vec(),
            received_at: at,
            sealed: content.seal_json(WORDS, &words, &*app.entropy)?,
            sealed_key,
            ..template.report.clone()
        };
        made.facts.words = word_hashes(app, venue.authority, &words, at);
        trail.add(sighting(venue, &made.facts, &made), source(&made.facts, &made));
        reports.push(made);
    }
    let mut incident = opening.incident(venue, 0, &trail, (opened, opened), None)?;
    incident.report_count = i32::try_from(reports.len()).unwrap_or(i32::MAX);
    incident.news_at = reports.last().map_or(opened, |last| last.received_at);
    incident.acknowledged_at = Some(opened + SignedDuration::from_secs(i64::from(chance[2]) + 10));
    incident.version = 4;
    ended(&mut incident, stands, (chance[3], chance[4]), now);
    let course = course(i64::from(chance[2]) + 10, stands, (chance[5], chance[6], chance[7]));
    Ok(((incident, course), reports))
}

/// How it went: somebody had it after so many seconds, was there some minutes later, and then said so.
fn course(acknowledged_s: i64, stands: bool, (way, said, late): (u8, u8, u8)) -> Course {
    let ms = |seconds: i64| u64::try_from(seconds).unwrap_or(0) * 1000;
    let on_scene_s = acknowledged_s + 60 + i64::from(way) * 3;
    Course {
        acknowledged_ms: Some(ms(acknowledged_s)),
        on_scene_ms: (!stands).then(|| ms(on_scene_s)),
        answered_ms: (!stands).then(|| ms(on_scene_s + i64::from(said) * 2)),
        late: u32::from(late < 8),
        reopened: false,
    }
}

/// How far it has gone. What stands is owed nothing for hours, so that nobody is called for what is made up.
fn ended(incident: &mut Incident, stands: bool, (how, when): (u8, u8), now: Timestamp) {
    if !stands {
        incident.status = Status::Closed;
        incident.disposition =
            Some(["no_trace", "owner_found", "owner_found", "unfounded_good_intent"][usize::from(how) % 4].to_owned());
        incident.owe(None);
        return;
    }
    incident.status = [Status::Acknowledged, Status::EnRoute, Status::OnScene][usize::from(how) % 3];
    let in_hours = SignedDuration::from_mins(120 + i64::from(when) * 4);
    incident.owe(Some((Owed::News, now + in_hours)));
}

fn pick(high: u8, low: u8, of: usize) -> usize {
    usize::from(u16::from_be_bytes([high, low])) % of.max(1)
}

fn narrative([thing, colour, place, number]: [u8; 4]) -> String {
    let word = |words: &[&'static str], at: u8| words[usize::from(at) % words.len()];
    let (thing, colour, place) = (word(&THINGS, thing), word(&COLOURS, colour), word(&PLACES, place));
    format!("A {colour} {thing} by the {place}, number {number}.")
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared::taxonomy::Taxonomy;

    #[test]
    fn every_kind_is_one_that_people_report() {
        for kind in KINDS {
            assert!(Taxonomy::builtin().category(kind).is_some(), "{kind}");
        }
    }
}
