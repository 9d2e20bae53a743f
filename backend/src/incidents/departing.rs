//! The flight or sailing an incident stands by: shown for as long as it is not over, told when the schedule changes, and raising
//! once when it comes near.

use super::life::{Raise, announce, raise};
use super::store::{self, Incident};
use crate::app::App;
use crate::audit::Actor;
use crate::departures::DepartureView;
use crate::problem::Answer;
use crate::venues::Venue;
use jiff::{SignedDuration, Timestamp};
use serde_json::json;
use shared::departures::{Concerned, Schedule, Standing, pressed};
use shared::event::EventKind;
use shared::fusion;
use shared::id::{DepartureId, IncidentId};
use shared::place::Spot;
use shared::taxonomy::Priority;
use shared::trace::TraceLine;
use std::sync::Arc;

/// Incidents that are looked at together, one such page after the other.
const PAGE: u64 = 200;
/// How old they are at most: what left since is no matter of theirs.
const SINCE: SignedDuration = SignedDuration::from_hours(48);

/// What an incident stands by, as its venue's schedule says now.
pub fn departure(venue: &Venue, incident: &Incident) -> Option<DepartureView> {
    by(&venue.departures(), venue, incident)
}

fn by(schedule: &Schedule, venue: &Venue, incident: &Incident) -> Option<DepartureView> {
    if incident.status.is_over() {
        return None;
    }
    schedule.of(&venue.index, standing(incident), incident.departure).map(DepartureView::new)
}

pub fn standing(incident: &Incident) -> Standing<'_> {
    let spot = incident.lat.zip(incident.lon).map(|(lat, lon)| Spot { lat, lon });
    Standing { zone: incident.zone.as_deref(), spot, since: incident.opened_at }
}

/// The priority with what a near departure adds, and the line that says so.
pub fn press(
    venue: &Venue,
    standing: Standing<'_>,
    named: Option<DepartureId>,
    priority: Priority,
    now: Timestamp,
) -> (Priority, Option<TraceLine>) {
    let schedule = venue.departures();
    pressed(priority, schedule.of(&venue.index, standing, named).map(|(departure, _)| departure), now)
}

/// Tells the desks of every incident whose departure a new schedule changed, and raises what that brings near.
///
/// # Errors
/// The database's.
pub async fn follow(app: &Arc<App>, venue: &Arc<Venue>, before: &Schedule) -> Answer<()> {
    let now = app.clock.now();
    let after = venue.departures();
    let mut pages = Pages::new(venue, before.changed(&after), now);
    let what = |schedule: &Schedule, incident: &Incident| {
        // How fresh it is, is told with the file.
        by(schedule, venue, incident).map(|known| DepartureView { as_of: Timestamp::UNIX_EPOCH, ..known })
    };
    let changed = |incident: &&Incident| what(before, incident) != what(&after, incident);
    while let Some(page) = pages.next(app).await? {
        let changed: Vec<IncidentId> = page.iter().filter(changed).map(|incident| incident.id).collect();
        if !changed.is_empty() {
            tell(app, venue, Arc::new(changed), now).await?;
        }
    }
    Ok(())
}

async fn tell(app: &Arc<App>, venue: &Arc<Venue>, changed: Arc<Vec<IncidentId>>, now: Timestamp) -> Answer<()> {
    let (app_, venue) = (app.clone(), venue.clone());
    app.db
        .write(move |tx| {
            let (app, venue, changed) = (app_.clone(), venue.clone(), changed.clone());
            Box::pin(async move {
                for id in changed.iter() {
                    let found = store::locked(tx.conn(), venue.authority, *id).await?;
                    let Some(mut incident) = found.filter(|incident| !incident.status.is_over()) else { continue };
                    let facts = match departure(&venue, &incident) {
                        Some(now) => json!({
                            "kind": now.kind, "number": now.number, "place": now.place, "state": now.state,
                            "boards_at": now.boards_at, "departs_at": now.departs_at,
                        }),
                        None => json!({}),
                    };
                    announce(tx, &incident, EventKind::IncidentDeparture, Actor::System, now, facts);
                    again(tx, &app, &venue, &mut incident, now).await?;
                }
                Ok(())
            })
        })
        .await
}

/// Raises what stands by a departure that has come near since it was looked at.
///
/// # Errors
/// The database's.
pub async fn press_all(app: &Arc<App>, venue: &Arc<Venue>) -> Answer<()> {
    let now = app.clock.now();
    let mut pages = Pages::new(venue, venue.departures().pressing(now), now);
    while let Some(page) = pages.next(app).await? {
        for incident in page.iter().filter(|incident| incident.assessed > 2) {
            if rises(venue, incident, now)? {
                press_one(app, venue, incident.id, now).await?;
            }
        }
    }
    Ok(())
}

async fn press_one(app: &Arc<App>, venue: &Arc<Venue>, id: IncidentId, now: Timestamp) -> Answer<()> {
    let (app_, venue) = (app.clone(), venue.clone());
    app.db
        .write(move |tx| {
            let (app, venue) = (app_.clone(), venue.clone());
            Box::pin(async move {
                let found = store::locked(tx.conn(), venue.authority, id).await?;
                match found.filter(|incident| !incident.status.is_over()) {
                    Some(mut incident) => again(tx, &app, &venue, &mut incident, now).await,
                    None => Ok(()),
                }
            })
        })
        .await
}

/// What is not over and may stand by one of some departures, page by page: all of it, however many others there are.
struct Pages<'a> {
    venue: &'a Venue,
    concerned: Concerned,
    since: Timestamp,
    after: Option<IncidentId>,
    over: bool,
}

impl<'a> Pages<'a> {
    fn new(venue: &'a Venue, of: Concerned, now: Timestamp) -> Self {
        // Whoever is in a zone is also in those around it.
        let beneath = |code: &str| venue.index.ancestors(code).iter().any(|around| of.zones.contains(around));
        let zones = venue.index.zones().iter().map(|zone| &zone.code);
        let zones = zones.filter(|code| of.zones.contains(*code) || beneath(code)).cloned().collect();
        let over = of.departures.is_empty();
        Self { venue, concerned: Concerned { zones, ..of }, since: now - SINCE, after: None, over }
    }

    async fn next(&mut self, app: &App) -> Answer<Option<Vec<Incident>>> {
        if self.over {
            return Ok(None);
        }
        let view = app.db.read().await?;
        let of = (self.venue.authority, self.venue.id);
        let page = store::may_depart(&view, of, &self.concerned, self.since, self.after, PAGE).await?;
        self.after = page.last().map(|last| last.id);
        self.over = (page.len() as u64) < PAGE;
        Ok(Some(page))
    }
}

/// Whether it would be more urgent than it was ever assessed.
fn rises(venue: &Venue, incident: &Incident, now: Timestamp) -> Answer<bool> {
    let sources = incident.trail.read()?.sources;
    let (corroborated, _) = fusion::corroborated(incident.assessment.read()?.priority, &sources);
    Ok(u8::from(press(venue, standing(incident), incident.departure, corroborated, now).0) < incident.assessed)
}

/// The same facts once more: only the time is another.
async fn again(tx: &crate::db::Tx, app: &App, venue: &Venue, incident: &mut Incident, now: Timestamp) -> Answer<()> {
    if !rises(venue, incident, now)? {
        return Ok(());
    }
    let same = Raise { assessment: incident.assessment.read()?, category: incident.category.clone() };
    raise(tx, app, venue, incident, same, now).await
}
