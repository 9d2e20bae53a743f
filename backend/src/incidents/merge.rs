//! Finding that two incidents are one, that one is two, and taking that back. No report, photo, message or event is ever lost or
//! copied by it: reports change hands, everything else hangs on them or stays where it was written.

use super::arrive::{Opening, confide};
use super::life::{Raise, announce, raise};
use super::queue::visible;
use super::service::stale;
use super::store::{self, Incident};
use super::wire::Summary;
use crate::accounts::Scope;
use crate::app::App;
use crate::audit::{self, Actor};
use crate::db::Tx;
use crate::problem::{Answer, Problem};
use crate::reports::{self, Tellers, Testimony};
use crate::venues::{self, Venue};
use crate::{pages, routing};
use jiff::Timestamp;
use serde_json::json;
use shared::clock::draw;
use shared::confidence::Confidence;
use shared::event::EventKind;
use shared::fusion::Trail;
use shared::id::{IncidentId, ReportId};
use shared::incident::Nature;
use shared::incident::{Status, number_apart};
use shared::problem::ErrorCode;
use shared::promise::Owed;
use shared::triage::Assessment;
use std::sync::Arc;

/// Reports whose facts are weighed again at once: the newest.
const WEIGHED: u64 = 500;

/// Makes one incident of two: every report of `from` goes to `into`, which is as urgent as the more urgent of them.
pub async fn merge(app: &Arc<App>, scope: &Scope, from: (IncidentId, i64), into: (IncidentId, i64)) -> Answer<Summary> {
    let venue = same_venue(app, scope, from.0, into.0).await?;
    let (app_, scope, in_venue, now) = (app.clone(), scope.clone(), venue.clone(), app.clock.now());
    let merged = app
        .db
        .write(move |tx| {
            let (app, scope, venue) = (app_.clone(), scope.clone(), in_venue.clone());
            Box::pin(async move {
                let (mut one, mut other) = both_locked(tx, &scope, &venue, from, into).await?;
                // A call for help stays where it was made, until somebody answers it.
                if one.status.is_over() || other.status.is_over() || one.help.is_some() {
                    return Err(ErrorCode::WrongStatus.into());
                }
                let moved = reports::ids_of(tx.conn(), one.authority, one.id).await?;
                reports::give_to(tx.conn(), one.authority, &moved, one.id, other.id).await?;
                let facts = json!({ "from": one.id, "into": other.id, "reports": moved, "was": one.status });
                one.status = Status::Merged;
                one.over_at = Some(now);
                one.merged_into = Some(other.id);
                one.owe(None);
                one.version += 1;
                recount(tx, &mut one).await?;
                pages::settle(tx, &one, scope.account, now).await?;
                store::save(tx.conn(), &one).await?;
                other.version += 1;
                recount(tx, &mut other).await?;
                let mut trail = other.trail.read()?;
                let joining = one.trail.read()?;
                for sighting in joining.sightings() {
                    trail.remember(sighting.clone());
                }
                trail.sources.extend(&joining.sources);
                other.tell(&trail)?;
                other.news_at = other.news_at.max(one.news_at);
                other.departure = other.departure.or(one.departure);
                announce(tx, &one, EventKind::IncidentMerged, Actor::Account(scope.account), now, facts.clone());
                announce(tx, &other, EventKind::IncidentMerged, Actor::Account(scope.account), now, facts);
                let category = if one.assessed < other.assessed { one.category } else { other.category.clone() };
                let found = Raise { assessment: one.assessment.read()?, category };
                raise(tx, &app, &venue, &mut other, found, now).await?;
                one_after(tx, &scope, other.id).await
            })
        })
        .await?;
    Ok(Summary::new(&merged, &venue))
}

/// Takes some reports out of an incident: they tell of something else, which is triaged, routed and owed as if it were new.
/// What is left is as urgent as it was; lowering is a person's act.
pub async fn split(app: &Arc<App>, scope: &Scope, id: IncidentId, version: i64, out: Vec<ReportId>) -> Answer<Summary> {
    let incident = visible(app, scope, id).await?;
    let venue = venues::by_id(app, incident.venue)?;
    let new = IncidentId::fresh(&*app.clock, &*app.entropy);
    let (_, sealed_key) = app.keys.authority(venue.authority)?.create(new.uuid(), &*app.entropy)?;
    let (app_, scope, in_venue, now) = (app.clone(), scope.clone(), venue.clone(), app.clock.now());
    let rest = app
        .db
        .write(move |tx| {
            let (app, scope, venue, out, sealed_key) =
                (app_.clone(), scope.clone(), in_venue.clone(), out.clone(), sealed_key.clone());
            Box::pin(async move {
                let mut rest = at(tx, &scope, &venue, id, version).await?;
                if rest.status.is_over() {
                    return Err(ErrorCode::WrongStatus.into());
                }
                let invalid = || Problem::new(ErrorCode::InvalidValue).at("reports");
                // None, all of them, more than are looked at: there is nothing to split, and no need to ask the database.
                let wanted = u64::try_from(out.len()).unwrap_or(u64::MAX);
                let all = u64::try_from(rest.report_count).unwrap_or(0);
                if wanted == 0 || wanted >= all || wanted > WEIGHED {
                    return Err(invalid());
                }
                let told = reports::testimonies(tx, &app, &venue, &rest, Some(&out), WEIGHED).await?;
                let moved: Vec<ReportId> = told.iter().map(|testimony| testimony.report).collect();
                // Some are not this incident's.
                if moved.len() != out.len() {
                    return Err(invalid());
                }
                let found = opening(&venue, new, told, sealed_key, now)?.ok_or_else(invalid)?;
                let apart =
                    open_apart(tx, &app, &venue, Actor::Account(scope.account), found, &moved, &rest, now).await?;
                rest.version += 1;
                recount(tx, &mut rest).await?;
                retell(tx, &app, &venue, &mut rest).await?;
                store::save(tx.conn(), &rest).await?;
                let facts = json!({ "from": rest.id, "into": apart.id, "number": apart.number, "reports": moved });
                if apart.confidence.is_none() {
                    announce(tx, &rest, EventKind::IncidentSplit, Actor::Account(scope.account), now, facts);
                }
                one_after(tx, &scope, rest.id).await
            })
        })
        .await?;
    Ok(Summary::new(&rest, &venue))
}

/// Takes a merge back: the reports that came with it go back, and the incident is what it was before.
pub async fn unmerge(app: &Arc<App>, scope: &Scope, id: IncidentId, version: i64) -> Answer<Summary> {
    let merged = visible(app, scope, id).await?;
    let into = merged.merged_into.ok_or(ErrorCode::WrongStatus)?;
    let venue = venues::by_id(app, merged.venue)?;
    let (app_, scope, in_venue, now) = (app.clone(), scope.clone(), venue.clone(), app.clock.now());
    let back = app
        .db
        .write(move |tx| {
            let (app, scope, venue) = (app_.clone(), scope.clone(), in_venue.clone());
            Box::pin(async move {
                let other = store::locked(tx.conn(), scope.authority, into).await?;
                let mut other = other.ok_or(ErrorCode::NotFound)?;
                let mut back = at(tx, &scope, &venue, id, version).await?;
                let Some((moved, was)) = last_merge(tx, &back).await? else {
                    return Err(ErrorCode::WrongStatus.into());
                };
                // The one it went into may itself have been merged or given reports away: only what is there comes back.
                let came = reports::give_to(tx.conn(), back.authority, &moved, other.id, back.id).await?;
                if back.status != Status::Merged || came == 0 {
                    return Err(ErrorCode::WrongStatus.into());
                }
                back.status = was;
                back.merged_into = None;
                back.version += 1;
                recount(tx, &mut back).await?;
                retell(tx, &app, &venue, &mut back).await?;
                if was.is_unheard() {
                    back.owe(Some((Owed::Acknowledge, venue.ladder(back.priority).due_at(now))));
                } else {
                    // Whoever had it has it again, and the time for the next step anew.
                    pages::promise(tx, &app, &mut back, now).await?;
                }
                store::save(tx.conn(), &back).await?;
                other.version += 1;
                recount(tx, &mut other).await?;
                if other.report_count == 0 {
                    // Its own have been split off since: it would be owed with nothing in it.
                    return Err(ErrorCode::WrongStatus.into());
                }
                retell(tx, &app, &venue, &mut other).await?;
                store::save(tx.conn(), &other).await?;
                let facts = json!({ "from": other.id, "into": back.id, "reports": came });
                announce(tx, &back, EventKind::IncidentUnmerged, Actor::Account(scope.account), now, facts.clone());
                announce(tx, &other, EventKind::IncidentUnmerged, Actor::Account(scope.account), now, facts);
                if was.is_unheard() {
                    pages::owe(tx, &app, &venue, &[&back], now).await?;
                }
                one_after(tx, &scope, back.id).await
            })
        })
        .await?;
    Ok(Summary::new(&back, &venue))
}

async fn same_venue(app: &App, scope: &Scope, from: IncidentId, into: IncidentId) -> Answer<Arc<Venue>> {
    let (one, other) = (visible(app, scope, from).await?, visible(app, scope, into).await?);
    // What is told in confidence stays by itself: in another's company all who see that one would see it.
    let is_apart = one.confidence.is_some() || other.confidence.is_some();
    if from == into || one.venue != other.venue || is_apart {
        return Err(Problem::new(ErrorCode::InvalidValue).at("into"));
    }
    venues::by_id(app, one.venue)
}

/// One incident at the version the asker decided on, held until the commit.
async fn at(tx: &Tx, scope: &Scope, venue: &Venue, id: IncidentId, version: i64) -> Answer<Incident> {
    let incident = store::locked(tx.conn(), scope.authority, id).await?.ok_or(ErrorCode::NotFound)?;
    if incident.version == version { Ok(incident) } else { Err(stale(&incident, venue)) }
}

/// Both, always held in the order of their ids: two officers who merge them crosswise do not wait for one another.
async fn both_locked(
    tx: &Tx,
    scope: &Scope,
    venue: &Venue,
    one: (IncidentId, i64),
    other: (IncidentId, i64),
) -> Answer<(Incident, Incident)> {
    if one.0 < other.0 {
        let first = at(tx, scope, venue, one.0, one.1).await?;
        return Ok((first, at(tx, scope, venue, other.0, other.1).await?));
    }
    let second = at(tx, scope, venue, other.0, other.1).await?;
    Ok((at(tx, scope, venue, one.0, one.1).await?, second))
}

async fn one_after(tx: &Tx, scope: &Scope, id: IncidentId) -> Answer<Incident> {
    store::locked(tx.conn(), scope.authority, id).await?.ok_or_else(|| ErrorCode::NotFound.into())
}

pub async fn recount(tx: &Tx, incident: &mut Incident) -> Answer<()> {
    let (reports, photos, told_by) = reports::counts(tx.conn(), incident.authority, incident.id).await?;
    incident.told_by = told_by;
    incident.report_count = i32::try_from(reports).unwrap_or(i32::MAX);
    incident.photo_count = i32::try_from(photos).unwrap_or(i32::MAX);
    Ok(())
}

/// The trail as the reports that are left tell it.
pub async fn retell(tx: &Tx, app: &App, venue: &Venue, incident: &mut Incident) -> Answer<()> {
    let told = reports::testimonies(tx, app, venue, incident, None, WEIGHED).await?;
    let mut trail = Trail::default();
    for testimony in told {
        trail.add(testimony.sighting, testimony.source);
    }
    incident.tell(&trail)
}

/// What opening an incident for these reports needs.
pub fn opening(
    venue: &Venue,
    id: IncidentId,
    told: Vec<Testimony>,
    sealed_key: Vec<u8>,
    now: Timestamp,
) -> Answer<Option<(Opening, Trail)>> {
    let mut trail = Trail::default();
    let mut all: Option<Assessment> = None;
    for one in &told {
        trail.add(one.sighting.clone(), one.source.clone());
        let assessment = one.assessment.clone();
        all = Some(all.map_or(assessment.clone(), |all| all.joined(assessment)));
    }
    let Some(assessment) = all else { return Ok(None) };
    let departure = told.iter().find_map(|one| one.departure);
    let told_by = told.iter().fold(Tellers::default(), |all, one| all.and(one.told_by));
    let Some(first) = told.into_iter().min_by_key(|one| one.assessment.priority) else { return Ok(None) };
    let confidence = Confidence::of_category(&first.category);
    let route = routing::route(venue, &assessment, first.at.zone.as_deref(), confidence.as_ref(), now)?;
    let Testimony { report, category, at, sighting, source, .. } = first;
    let nature = if assessment.drill { Nature::Drill } else { Nature::Real };
    let opening = Opening {
        id,
        report,
        category,
        at,
        assessment,
        route,
        sealed_key,
        sighting,
        source,
        nature,
        confidence,
        vouched: false,
        departure,
        told_by,
    };
    Ok(Some((opening, trail)))
}

#[expect(clippy::too_many_arguments, reason = "one step of a split, in the write it belongs to")]
pub async fn open_apart(
    tx: &Tx,
    app: &App,
    venue: &Venue,
    by: Actor,
    (opening, trail): (Opening, Trail),
    moved: &[ReportId],
    from: &Incident,
    now: Timestamp,
) -> Answer<Incident> {
    let apart_from_all = opening.confidence.is_some();
    let number = if apart_from_all { 0 } else { store::take_numbers(tx.conn(), venue.id, 1).await? };
    let mut apart = opening.incident(venue, number, &trail, (now, now), None)?;
    if apart_from_all {
        apart.number = number_apart(&venue.number_prefix, u32::from_be_bytes(draw(&*app.entropy)));
    }
    store::insert(tx.conn(), std::iter::once(&apart)).await?;
    confide(tx, venue, &apart).await?;
    reports::give_to(tx.conn(), apart.authority, moved, from.id, apart.id).await?;
    recount(tx, &mut apart).await?;
    store::save(tx.conn(), &apart).await?;
    let facts = json!({ "priority": apart.priority, "split_from": from.id, "number": from.number });
    announce(tx, &apart, EventKind::IncidentOpened, by, now, facts);
    pages::owe(tx, app, venue, &[&apart], now).await?;
    Ok(apart)
}

/// The reports an incident gave away when it was last merged, and what it was before.
async fn last_merge(tx: &Tx, incident: &Incident) -> Answer<Option<(Vec<ReportId>, Status)>> {
    let log = audit::of_incidents(tx.conn(), incident.authority, &[incident.id], WEIGHED).await?;
    let id = json!(incident.id);
    let merge =
        log.into_iter().rev().find(|entry| entry.kind == EventKind::IncidentMerged && entry.facts["from"] == id);
    let Some(merge) = merge else { return Ok(None) };
    let moved = serde_json::from_value(merge.facts["reports"].clone()).map_err(Problem::internal)?;
    let was = serde_json::from_value(merge.facts["was"].clone()).map_err(Problem::internal)?;
    Ok(Some((moved, was)))
}
