//! What stored reports tell together, for whoever joins, splits or replays incidents. Plain facts alone: nothing is unsealed.

use super::facts::{assessed, most_urgent, sighting, source, told, union, whereabouts};
use super::store::{self, Added};
use super::tellers::Tellers;
use crate::app::App;
use crate::db::Tx;
use crate::incidents::{Incident, Where};
use crate::problem::Answer;
use crate::venues::Venue;
use shared::fusion::{Sighting, Source};
use shared::id::{DepartureId, ReportId};
use shared::triage::Assessment;
use std::collections::HashMap;

/// One report with all that was added to it.
pub struct Testimony {
    pub report: ReportId,
    pub category: String,
    pub at: Where,
    pub assessment: Assessment,
    pub sighting: Sighting,
    pub source: Source,
    pub departure: Option<DepartureId>,
    pub told_by: Tellers,
}

/// What some reports of an incident tell, or the newest `limit` of all of them; oldest first.
pub async fn testimonies(
    tx: &Tx,
    app: &App,
    venue: &Venue,
    incident: &Incident,
    ids: Option<&[ReportId]>,
    limit: u64,
) -> Answer<Vec<Testimony>> {
    let mut reports = store::some_of(tx.conn(), incident.authority, incident.id, ids, limit).await?;
    reports.sort_by_key(|report| report.id);
    let of: Vec<ReportId> = reports.iter().map(|report| report.id).collect();
    let mut added: HashMap<ReportId, Vec<Added>> = HashMap::new();
    for (report, one) in store::amendments(tx.conn(), incident.authority, &of).await? {
        added.entry(report).or_default().push(one);
    }
    let testimonies = reports.into_iter().map(|report| {
        let later = added.remove(&report.id).unwrap_or_default();
        let facts = union(&report, later.iter().map(|added| &added.facts));
        let category = most_urgent(&facts.categories);
        let told = told(&report.kind, &category, report.language.as_deref(), &facts, report.received_at);
        let assessment = assessed(app, venue, &told, &facts);
        let at = facts.place.as_ref().map(|place| whereabouts(place, facts.place_label.clone())).unwrap_or_default();
        Testimony {
            report: report.id,
            category,
            at,
            assessment,
            sighting: sighting(venue, &facts, &report),
            source: source(&facts, &report),
            departure: facts.departure,
            told_by: Tellers::of(&report.kind),
        }
    });
    Ok(testimonies.collect())
}
