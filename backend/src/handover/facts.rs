//! What a sheet is made from: what is open, promised, missing and unusual at a venue, as its reader may know it.

use crate::accounts::Scope;
use crate::app::App;
use crate::audit;
use crate::db::View;
use crate::incidents::{self, Incident};
use crate::pages;
use crate::problem::Answer;
use crate::proof::{self, Standing};
use crate::reports;
use crate::venues::Venue;
use jiff::{SignedDuration, Span, Timestamp};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use shared::event::EventKind;
use shared::handover::{Fact, unusual, usual};
use shared::id::IncidentId;
use shared::limits;
use shared::roster::{self, Ground};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Weeks of the past that say what is usual.
const WEEKS: i64 = 8;
/// Entries and incidents that a shift's numbers are made of, at most.
const MOST: u64 = 2_000;
const GAPS: usize = 30;

/// A line that a fact makes.
pub struct Made {
    pub key: String,
    pub incident: Option<IncidentId>,
    pub fact: Fact,
}

/// The shift in numbers; nothing of what is told in confidence is in them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Numbers {
    pub reports: u64,
    pub reports_usual: Option<u64>,
    pub incidents: u64,
    pub incidents_usual: Option<u64>,
    /// Most urgent incidents that were acknowledged, the slowest of them and the time they had.
    pub p1_count: u64,
    pub p1_slowest_s: Option<i64>,
    pub p1_limit_s: u32,
    pub on_scene_median_s: Option<i64>,
    /// Incidents that climbed their ladder.
    pub unanswered: u64,
}

pub struct Facts {
    pub made: Vec<Made>,
    pub numbers: Numbers,
    pub incidents: HashMap<IncidentId, Incident>,
    /// Open incidents beyond what a sheet holds.
    pub left_out: bool,
}

pub async fn gather(app: &App, scope: &Scope, venue: &Venue, window: (Timestamp, Timestamp)) -> Answer<Facts> {
    let now = app.clock.now();
    // With what came this very moment.
    let so_far = (now + SignedDuration::from_micros(1)).min(window.1).max(window.0);
    // Canaries read by themselves; asked before this room's own view is open.
    let proof = proof::standing_of(app, venue).await?;
    let view = app.db.read().await?;
    let mut open = incidents::open_at(&view, scope, venue.id, limits::HANDOVER_OPEN + 1).await?;
    let left_out = open.len() as u64 > limits::HANDOVER_OPEN;
    open.truncate(usize::try_from(limits::HANDOVER_OPEN).unwrap_or(usize::MAX));
    let ids: Vec<IncidentId> = open.iter().map(|incident| incident.id).collect();
    let unread = reports::unanswered(&view, scope.authority, &ids).await?;
    let failed = pages::failed(&view, venue.id, (window.0, now)).await?;
    let (numbers, kinds) = numbers(&view, venue, (window.0, so_far)).await?;
    drop(view);

    let mut made = Vec::new();
    for incident in &open {
        let officer = incident.assignee.map(|id| venue.person_label(id).label);
        let place = incident.zone.as_deref().map(|zone| venue.zone_label(zone).label);
        let of =
            |what: &str, fact: Fact| Made { key: format!("{what}:{}", incident.id), incident: Some(incident.id), fact };
        let fact = Fact::Open {
            category: incident.category.clone(),
            place: place.or_else(|| incident.place_label.clone()),
            status: incident.status,
            officer: officer.clone(),
            since: incident.opened_at,
        };
        made.push(of("open", fact));
        if let (Some(owed), Some(by)) = (incident.owes.filter(|owed| owed.is_promise()), incident.due_at) {
            made.push(of("promised", Fact::Promised { owed, by, officer }));
        }
        if let Some((count, since)) = unread.get(&incident.id) {
            made.push(of("chat", Fact::Unread { count: *count, since: *since }));
        }
    }
    made.extend(gaps(venue, now));
    let broken = |proof: &proof::VenueProof| proof.standing == Standing::Overdue || !proof.missing.is_empty();
    if let Some(proof) = proof.filter(broken) {
        let fact = Fact::Unproven { since: proof.proven_at, missing: proof.missing };
        made.push(Made { key: "fault:canary".to_owned(), incident: None, fact });
    }
    for (channel, count) in failed {
        made.push(Made { key: format!("fault:{channel}"), incident: None, fact: Fact::Failed { channel, count } });
    }
    for (category, seen, past) in kinds {
        if let (true, Some(usual)) = (unusual(seen, &past), usual(&past)) {
            made.push(Made {
                key: format!("count:{category}"),
                incident: None,
                fact: Fact::Count { category, seen, usual },
            });
        }
    }
    let incidents = open.into_iter().map(|incident| (incident.id, incident)).collect();
    Ok(Facts { made, numbers, incidents, left_out })
}

/// Where nobody will be until the end of the next shift but one, the zones that lie in no other that is left with them.
fn gaps(venue: &Venue, now: Timestamp) -> impl Iterator<Item = Made> {
    let roster = venue.roster();
    let held = roster::grounds(&venue.posts, venue.zone_tree());
    let gone = roster.duty.iter().filter(|duty| duty.state.is_away());
    let away: Vec<roster::Away> =
        gone.map(|duty| roster::Away { officer: duty.officer, starts: duty.since, ends: duty.until }).collect();
    let until = now + SignedDuration::from_hours(24);
    let found = roster::coverage(&roster.patterns, &roster.overrides, &away, &held, &venue.time_zone, now, until);
    let known: BTreeSet<&roster::Gap> = found.iter().collect();
    let outer: Vec<Made> = found
        .iter()
        .filter(|gap| {
            let Ground::Zone(code) = &gap.ground else { return true };
            let around = venue.index.ancestors(code).into_iter().map(Ground::Zone);
            !around.into_iter().any(|ground| known.contains(&roster::Gap { ground, ..(*gap).clone() }))
        })
        .take(GAPS)
        .map(|gap| {
            let (code, ground, skill) = match &gap.ground {
                Ground::Zone(code) => (code, venue.zone_label(code).label, false),
                Ground::Skill(skill) => (skill, skill.clone(), true),
            };
            // A gap that has begun keeps its key while it shrinks.
            let digest = Sha256::digest(format!("{code}\n{}", gap.ends));
            let fact = Fact::Gap { ground, skill, starts: gap.starts, ends: gap.ends };
            Made { key: format!("gap:{}", hex::encode(&digest[..12])), incident: None, fact }
        })
        .collect();
    outer.into_iter()
}

type Kinds = Vec<(String, u64, Vec<u64>)>;

/// The numbers of a shift, and how many of each kind there were in it and in the weeks before.
async fn numbers(view: &View, venue: &Venue, window: (Timestamp, Timestamp)) -> Answer<(Numbers, Kinds)> {
    let now_kinds = incidents::counted(view, venue.id, window).await?;
    let first = incidents::first_opened(view, venue.id).await?;
    let (mut reports, mut totals) = (Vec::new(), Vec::new());
    let mut past: Vec<BTreeMap<String, u64>> = Vec::new();
    for week in 1..=WEEKS {
        // The same hours by the venue's own clock, whatever it was set to.
        let back = |at: Timestamp| {
            let at = at.to_zoned(venue.time_zone.clone());
            at.checked_sub(Span::new().weeks(week)).map_or(Timestamp::MIN, |at| at.timestamp())
        };
        let then = (back(window.0), back(window.1));
        if first.is_none_or(|first| then.0 < first) {
            break;
        }
        let kinds = incidents::counted(view, venue.id, then).await?;
        totals.push(kinds.values().sum());
        reports.push(reports::received(view, venue.id, then).await?);
        past.push(kinds);
    }
    let kinds = now_kinds.iter().map(|(kind, seen)| {
        let before = past.iter().map(|week| week.get(kind).copied().unwrap_or(0)).collect();
        (kind.clone(), *seen, before)
    });
    let urgent = incidents::urgent(view, venue.id, window, MOST).await?;
    let waits = urgent.iter().filter_map(|(opened, taken)| Some((taken.as_ref()? - opened) / 1_000_000));
    let waits: Vec<i64> = waits.collect();
    let numbers = Numbers {
        reports: reports::received(view, venue.id, window).await?,
        reports_usual: usual(&reports),
        incidents: now_kinds.values().sum(),
        incidents_usual: usual(&totals),
        p1_count: waits.len() as u64,
        p1_slowest_s: waits.iter().copied().max(),
        p1_limit_s: venue.ladder(1).acknowledge_within_s,
        on_scene_median_s: on_scene(view, venue, window).await?,
        unanswered: climbed(view, venue, window).await?,
    };
    Ok((numbers, kinds.collect()))
}

/// The middle time from an incident's opening to an officer's arrival.
async fn on_scene(view: &View, venue: &Venue, window: (Timestamp, Timestamp)) -> Answer<Option<i64>> {
    let moved = audit::between(view, venue.authority, EventKind::IncidentChanged, window, MOST).await?;
    let mut arrived: BTreeMap<IncidentId, Timestamp> = BTreeMap::new();
    for entry in moved.iter().filter(|entry| entry.venue == Some(venue.id) && entry.facts["to"] == "on_scene") {
        if let Some(incident) = entry.incident {
            arrived.entry(incident).or_insert(entry.at);
        }
    }
    let known = openly(view, venue, arrived.keys().copied().collect()).await?;
    let mut took: Vec<i64> =
        known.iter().filter_map(|one| Some(arrived.get(&one.id)?.duration_since(one.opened_at).as_secs())).collect();
    took.sort_unstable();
    Ok(took.get(took.len() / 2).copied())
}

/// Incidents that nobody acknowledged in time.
async fn climbed(view: &View, venue: &Venue, window: (Timestamp, Timestamp)) -> Answer<u64> {
    let rungs = audit::between(view, venue.authority, EventKind::LadderClimbed, window, MOST).await?;
    let late = rungs.iter().filter(|entry| entry.venue == Some(venue.id) && entry.facts.get("owes").is_none());
    let ids: BTreeSet<IncidentId> = late.filter_map(|entry| entry.incident).collect();
    Ok(openly(view, venue, ids).await?.len() as u64)
}

/// Those of these incidents that everybody may count.
async fn openly(view: &View, venue: &Venue, ids: BTreeSet<IncidentId>) -> Answer<Vec<Incident>> {
    let found = incidents::summaries(view, venue.authority, ids.into_iter().collect()).await?;
    let real = |incident: &Incident| incident.confidence.is_none() && incident.nature == shared::incident::Nature::Real;
    Ok(found.into_values().filter(real).collect())
}
