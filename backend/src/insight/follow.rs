//! From the log to the cells.

use super::store::{self, Place};
use super::weeks;
use crate::app::App;
use crate::audit::{self, Actor, Entry};
use crate::db::Tx;
use crate::incidents::{self, Incident};
use crate::problem::Answer;
use crate::{reports, venues};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use serde_json::Value;
use shared::event::EventKind;
use shared::id::{AuthorityId, IncidentId, VenueId};
use shared::incident::{Nature, Status};
use shared::insight::{Account, Cell, Count, Counted, Course, Facet, Outcome, day_of};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Looked at so often. Nobody waits for a number as for a report, and each look that finds something is a write.
const ROUND: SignedDuration = SignedDuration::from_secs(5);
/// Entries counted in one write: few, because others wait at the door meanwhile.
const BATCH: u64 = 200;

/// Goes round until the server stops.
pub async fn run(app: Arc<App>) {
    loop {
        app.clock.wait(ROUND).await;
        if let Err(problem) = turn(&app).await {
            tracing::error!(%problem, cause = ?problem, "the numbers stumbled and go on");
        }
    }
}

/// Counts what the logs have grown by, and says how many entries that were.
pub async fn turn(app: &Arc<App>) -> Answer<usize> {
    let mut authorities: BTreeMap<AuthorityId, Vec<VenueId>> = BTreeMap::new();
    for venue in venues::any(app) {
        authorities.entry(venue.authority).or_default().push(venue.id);
    }
    let mut counted = 0;
    for (authority, venues) in authorities {
        loop {
            let some = some(app, authority).await?;
            counted += some;
            if some == 0 {
                break;
            }
        }
        weeks::sum(&app.db, authority, &venues, day_of(app.clock.now().to_zoned(TimeZone::UTC).date())).await?;
    }
    Ok(counted)
}

/// Forgets every number and counts all logs again, from their beginning.
pub async fn rebuild(app: &Arc<App>) -> Answer<usize> {
    let authorities: BTreeSet<AuthorityId> = venues::any(app).iter().map(|venue| venue.authority).collect();
    for authority in authorities {
        app.db.write(move |tx| Box::pin(async move { store::forget(tx.conn(), authority).await })).await?;
    }
    turn(app).await
}

async fn some(app: &Arc<App>, authority: AuthorityId) -> Answer<usize> {
    let view = app.db.read().await?;
    if store::head(&view, authority).await?.seq >= audit::head(&view, authority).await? {
        return Ok(0);
    }
    drop(view);
    let app_ = app.clone();
    app.db
        .write(move |tx| {
            let app = app_.clone();
            Box::pin(async move {
                let head = store::held(tx.conn(), authority).await?;
                let entries = audit::after(tx.conn(), authority, head.seq, BATCH).await?;
                let Some(last) = entries.last() else { return Ok(0) };
                let changed = count(tx, &app, authority, &entries).await?;
                weeks::again(tx, authority, &changed, head.summed).await?;
                store::counted_to(tx.conn(), authority, last.seq).await?;
                Ok(entries.len())
            })
        })
        .await
}

/// Counts some entries. What an incident is counted as is what it is at this moment; where that is newer than the entry, the
/// entry that says so is still to come and changes nothing more. Answers the cells that changed.
async fn count(tx: &Tx, app: &App, authority: AuthorityId, entries: &[Entry]) -> Answer<Vec<Place>> {
    let ids: BTreeSet<IncidentId> = entries.iter().filter_map(|entry| entry.incident).collect();
    let ids: Vec<IncidentId> = ids.into_iter().collect();
    let incidents = incidents::summaries(tx.conn(), authority, ids.clone()).await?;
    let before = store::accounts(tx.conn(), authority, &ids).await?;
    let new: Vec<IncidentId> = ids.iter().copied().filter(|id| !before.contains_key(id)).collect();
    let languages = reports::first_languages(tx.conn(), authority, &new).await?;
    let mut after = before.clone();
    let mut changes = Changes::default();
    for entry in entries {
        let Some(incident) = entry.incident.and_then(|id| incidents.get(&id)) else { continue };
        if !is_counted(incident) {
            continue;
        }
        let by = match entry.actor {
            Actor::Account(account) => Some(account.to_string()),
            Actor::Reporter | Actor::System => None,
        };
        let took = entry.at.duration_since(incident.opened_at).as_millis();
        let took = u64::try_from(took).unwrap_or(0);
        let within = venues::by_id(app, incident.venue)?.ladder(incident.priority).acknowledge_within_s;
        let course = &mut after.entry(incident.id).or_default().course;
        course.take(entry.kind, &entry.facts, by.as_deref(), took, u64::from(within) * 1000);
        changes.call(app, incident, entry)?;
    }
    let mut accounts = Vec::new();
    for incident in incidents.values() {
        let was = before.get(&incident.id);
        // What was never counted and never will be leaves no row.
        if was.is_none() && !is_counted(incident) {
            continue;
        }
        let mut account = after.remove(&incident.id).unwrap_or_default();
        let known = was.and_then(|was| was.counted.as_ref()).map(|counted| counted.language.as_str());
        let language = known.or(languages.get(&incident.id).map(String::as_str)).unwrap_or_default();
        account.counted = counted(app, incident, language)?;
        if was != Some(&account) {
            let venue = incident.venue;
            was.into_iter().for_each(|was| changes.account(venue, was, -1));
            changes.account(venue, &account, 1);
            accounts.push((incident.id, account));
        }
    }
    let mut cells = store::cells(tx.conn(), authority, changes.0.keys()).await?;
    changes.apply(&mut cells);
    store::put_accounts(tx.conn(), authority, &accounts).await?;
    store::put(tx.conn(), authority, cells.iter()).await?;
    Ok(cells.into_keys().collect())
}

/// Counts incidents of which the log does not tell, as if it did: a demo is filled with them. Counted again from the log they are gone.
pub async fn put_past(tx: &Tx, app: &App, authority: AuthorityId, past: &[(Incident, Course)]) -> Answer<()> {
    let mut changes = Changes::default();
    let mut accounts = Vec::new();
    for (incident, course) in past {
        let account = Account { course: course.clone(), counted: counted(app, incident, "en")? };
        changes.account(incident.venue, &account, 1);
        accounts.push((incident.id, account));
    }
    let head = store::held(tx.conn(), authority).await?;
    let mut cells = store::cells(tx.conn(), authority, changes.0.keys()).await?;
    changes.apply(&mut cells);
    store::put_accounts(tx.conn(), authority, &accounts).await?;
    store::put(tx.conn(), authority, cells.iter()).await?;
    let changed: Vec<Place> = cells.into_keys().collect();
    weeks::again(tx, authority, &changed, head.summed).await
}

/// Not what is told in confidence, or a number that grew would tell that something was; and no canary.
fn is_counted(incident: &Incident) -> bool {
    incident.confidence.is_none() && incident.nature != Nature::Canary
}

/// Where an incident is counted now; nowhere once it was merged into another.
fn counted(app: &App, incident: &Incident, language: &str) -> Answer<Option<Counted>> {
    if !is_counted(incident) || incident.status == Status::Merged {
        return Ok(None);
    }
    let (day, hour) = local(app, incident, incident.opened_at)?;
    let disposition = incident.disposition.as_deref();
    Ok(Some(Counted {
        drill: is_drill(incident),
        day,
        hour,
        priority: incident.priority,
        zone: incident.zone.clone().unwrap_or_default(),
        category: incident.category.clone(),
        post: incident.post.map(|post| post.to_string()).unwrap_or_default(),
        language: language.to_owned(),
        outcome: incident.status.is_over().then(|| Outcome::of(disposition)),
    }))
}

/// What was found to be an exercise when it ended is one too.
fn is_drill(incident: &Incident) -> bool {
    incident.nature == Nature::Drill || incident.disposition.as_deref() == Some("drill")
}

fn local(app: &App, incident: &Incident, at: Timestamp) -> Answer<(i32, u8)> {
    let local = venues::by_id(app, incident.venue)?.time_zone.to_datetime(at);
    Ok((day_of(local.date()), u8::try_from(local.hour()).unwrap_or(0)))
}

type Change = Box<dyn FnOnce(&mut Cell) + Send + Sync>;

/// What is to change in which cells.
#[derive(Default)]
struct Changes(BTreeMap<Place, Vec<Change>>);

impl Changes {
    fn apply(self, cells: &mut BTreeMap<Place, Cell>) {
        for (place, change) in self.0 {
            let cell = cells.entry(place).or_default();
            change.into_iter().for_each(|change| change(cell));
        }
    }

    fn account(&mut self, venue: VenueId, account: &Account, by: i32) {
        let Some(counted) = &account.counted else { return };
        let (priority, outcome) = (counted.priority, counted.outcome);
        for (facet, key, day) in counted.cells() {
            let place = Place { venue, drill: counted.drill, facet, day, key };
            // Of what comes again only how often is asked.
            let course = if facet == Facet::Spot { Default::default() } else { account.course.clone() };
            let (outcome, hour) = if facet == Facet::Spot { (None, 0) } else { (outcome, counted.hour) };
            let change: Change = Box::new(move |cell| cell.at(priority, hour).count(&course, outcome, by));
            self.0.entry(place).or_default().push(change);
        }
    }

    /// A page got out, or did not.
    fn call(&mut self, app: &App, incident: &Incident, entry: &Entry) -> Answer<()> {
        let failed = match entry.kind {
            EventKind::PageSent => false,
            EventKind::PageFailed => true,
            _ => return Ok(()),
        };
        let Some(channel) = entry.facts.get("channel").and_then(Value::as_str) else { return Ok(()) };
        let (day, hour) = local(app, incident, entry.at)?;
        let (venue, drill, key) = (incident.venue, is_drill(incident), channel.to_owned());
        let place = Place { venue, drill, facet: Facet::Channel, day, key };
        let priority = incident.priority;
        let change: Change = Box::new(move |cell| {
            let record = cell.at(priority, hour);
            record.change(Count::Incidents, 1);
            record.change(Count::Late, i32::from(failed));
        });
        self.0.entry(place).or_default().push(change);
        Ok(())
    }
}
