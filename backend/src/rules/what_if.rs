//! Changed rules over the reports of the last days, before they go live.

use super::service;
use super::wire::Replayed;
use crate::accounts::Scope;
use crate::app::App;
use crate::problem::{Answer, Problem};
use crate::reports;
use crate::venues::Venue;
use jiff::{SignedDuration, Timestamp};
use shared::id::VenueId;
use shared::limits;
use shared::problem::ErrorCode;
use shared::rules::{Case, Outcome, Replay, Rule, RuleSet};
use std::collections::HashMap;
use std::sync::Arc;

/// Reports in memory at once.
const PAGE: u64 = 1_000;

/// Replays the last `days` days, the newest report first, beside the live rules. One at a time: it keeps a core busy.
pub async fn what_if(app: &Arc<App>, scope: &Scope, rules: Vec<Rule>, days: u32) -> Answer<Replayed> {
    if !(1..=limits::REPLAY_DAYS).contains(&days) {
        return Err(Problem::new(ErrorCode::OutOfRange).at("days"));
    }
    let rules = service::sound(app, scope, rules).await?;
    let busy = |_| Problem::new(ErrorCode::RateLimited).retry_after(5).because("another what-if is under way");
    let _turn = app.rules.replaying.try_acquire().map_err(busy)?;
    let old = app.rules.of(scope.authority);
    let new = Arc::new(RuleSet::load(old.version + 1, rules));
    let venues = service::grounds(app, scope).into_iter().map(|venue| (venue.id, venue));
    let venues: Arc<HashMap<VenueId, Arc<Venue>>> = Arc::new(venues.collect());
    let from = since(app.clock.now(), days);
    let (mut outcome, mut last, mut whole) = (Outcome::default(), None, true);
    loop {
        let page = reports::past(&app.db.read().await?, scope.authority, from, last, PAGE).await?;
        let Some(end) = page.last() else { break };
        last = Some(end.id);
        let (old, new, venues) = (old.clone(), new.clone(), venues.clone());
        let work = move || replay(&old, &new, &venues, &page, outcome);
        outcome = tokio::task::spawn_blocking(work).await.map_err(Problem::internal)?;
        if outcome.cases >= limits::REPLAY_CASES {
            whole = false;
            break;
        }
    }
    Ok(Replayed::new(outcome, from, whole))
}

fn since(now: Timestamp, days: u32) -> Timestamp {
    now.checked_sub(SignedDuration::from_hours(i64::from(days) * 24)).unwrap_or(Timestamp::MIN)
}

fn replay(
    old: &RuleSet,
    new: &RuleSet,
    venues: &HashMap<VenueId, Arc<Venue>>,
    page: &[reports::Past],
    so_far: Outcome,
) -> Outcome {
    let mut replay = Replay::onto(old, new, so_far);
    for past in page {
        let Some(venue) = venues.get(&past.venue) else { continue };
        replay.take(&Case { report: past.id, told: past.told(), ground: &venue.ground(&venue.roster()) });
    }
    replay.finish()
}
