//! A report of an incident said more later: what it tells now may be another thing than what the others tell.

use super::arrive::{COMPARED, SILENT, alike};
use super::life::announce;
use super::merge::{open_apart, opening, recount, retell};
use super::store::{self, Incident};
use crate::app::App;
use crate::audit::Actor;
use crate::db::Tx;
use crate::problem::Answer;
use crate::reports;
use crate::venues::Venue;
use jiff::Timestamp;
use serde_json::json;
use shared::confidence::Confidence;
use shared::event::EventKind;
use shared::fusion::{self, Reach, Trail, Verdict};
use shared::id::{IncidentId, ReportId};

/// Reports of an incident that are weighed again at once: the newest.
const WEIGHED: u64 = 500;

/// Decides again about a report that has just grown, in the write that made it grow. Whether it left its incident: then it has one
/// of its own, triaged, routed and owed as if it were new. One that would now be taken for another incident's is only suggested to
/// the desk: a person who looks at an incident must not lose it by something that is said later.
pub async fn grown(
    tx: &Tx,
    app: &App,
    venue: &Venue,
    incident: &mut Incident,
    report: ReportId,
    now: Timestamp,
) -> Answer<bool> {
    // What is over is left as it is, unless what was added to it is for the eyes of a few: it leaves what everybody reads.
    if incident.status.is_over() {
        let mine = reports::testimonies(tx, app, venue, incident, Some(&[report]), 1).await?;
        if incident.report_count < 2 || mine.iter().all(|one| Confidence::of_category(&one.category).is_none()) {
            return Ok(false);
        }
    }
    if incident.report_count < 2 {
        retell(tx, app, venue, incident).await?;
        store::save(tx.conn(), incident).await?;
        suggest(tx, venue, incident, now).await?;
        return Ok(false);
    }
    let told = reports::testimonies(tx, app, venue, incident, None, WEIGHED).await?;
    let (mine, others): (Vec<_>, Vec<_>) = told.into_iter().partition(|one| one.report == report);
    let Some(sighting) = mine.first().map(|one| one.sighting.clone()) else { return Ok(false) };
    let mut rest = Trail::default();
    others.into_iter().for_each(|one| rest.add(one.sighting, one.source));
    if !fusion::parts(&sighting, &rest) {
        if u64::try_from(incident.report_count).is_ok_and(|count| count <= WEIGHED) {
            retell(tx, app, venue, incident).await?;
        } else {
            // Told anew it would forget the sources of all but the newest.
            let mut trail = incident.trail.read()?;
            trail.remember(sighting);
            incident.tell(&trail)?;
        }
        store::save(tx.conn(), incident).await?;
        return Ok(false);
    }
    let id = IncidentId::fresh(&*app.clock, &*app.entropy);
    let (_, sealed_key) = app.keys.authority(venue.authority)?.create(id.uuid(), &*app.entropy)?;
    let Some(found) = opening(venue, id, mine, sealed_key, now)? else { return Ok(false) };
    let mut apart = open_apart(tx, app, venue, Actor::Reporter, found, &[report], incident, now).await?;
    recount(tx, incident).await?;
    retell(tx, app, venue, incident).await?;
    store::save(tx.conn(), incident).await?;
    let facts = json!({ "from": incident.id, "into": apart.id, "number": apart.number, "reports": [report] });
    // Those who see what is left are not told of what is told in confidence.
    if apart.confidence.is_none() {
        announce(tx, incident, EventKind::IncidentSplit, Actor::Reporter, now, facts);
    }
    suggest(tx, venue, &mut apart, now).await?;
    Ok(true)
}

/// What an incident of one report may be the same as, in what it tells now.
async fn suggest(tx: &Tx, venue: &Venue, incident: &mut Incident, now: Timestamp) -> Answer<()> {
    if incident.confidence.is_some() {
        return Ok(());
    }
    let trail = incident.trail.read()?;
    let Some(sighting) = trail.sightings().last() else { return Ok(()) };
    let kinds = alike(std::iter::once(sighting.category.as_str()));
    let places = [Reach::of(sighting)];
    let open =
        store::open_of(tx.conn(), venue.authority, venue.id, &kinds, &places, now - SILENT, COMPARED, false).await?;
    let known: Vec<IncidentId> =
        store::likenesses(tx.conn(), incident).await?.into_iter().map(|(other, _)| other).collect();
    let open = open.into_iter().filter(|other| other.id != incident.id && !known.contains(&other.id));
    let trails = open.map(|other| Ok((other.id, other.trail.read()?))).collect::<Answer<Vec<_>>>()?;
    let alike = match fusion::decide(sighting, trails.iter().map(|(id, trail)| (*id, trail))) {
        Verdict::Joins(id, likeness) => vec![(id, likeness)],
        Verdict::Apart(alike) => alike,
    };
    let rows: Vec<_> = alike.into_iter().map(|(other, likeness)| (incident.id, other, likeness)).collect();
    store::add_likenesses(tx.conn(), venue.authority, &rows, now).await
}
