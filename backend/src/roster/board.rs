//! What a roster comes to: who is where at an instant, and where nobody will be.

use super::store::{self, Change};
use super::wire::{Coverage, GapView, OfficerThere, OverrideView, PostRoster, RosterAt, VenueCoverage};
use crate::accounts::{self, Person, Scope};
use crate::app::App;
use crate::problem::{Answer, Problem};
use crate::venues::{self, Roster, Venue};
use crate::wire::Labelled;
use jiff::{SignedDuration, Timestamp};
use shared::access::Permission;
use shared::duty::{self, Duty, DutyState};
use shared::id::AccountId;
use shared::limits;
use shared::problem::ErrorCode;
use shared::roster::{self, Away, Gap, Ground, Held, Stint};
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

/// Gaps shown of one venue.
const GAPS: usize = 1_000;
/// Overrides shown at once.
const OVERRIDES: usize = 500;
const HOURS: i64 = 24;
/// No stint is longer: whoever stands in does so for so many days, and a shift for one.
const LONGEST: SignedDuration = SignedDuration::from_hours(24 * (limits::OVERRIDE_DAYS + 2));

/// The asker's venues, or the one of them that is meant.
pub async fn venues_of(app: &App, scope: &Scope, slug: Option<&str>) -> Answer<Vec<Arc<Venue>>> {
    let mut mine = venues::of_scope(app, scope).await?;
    mine.retain(|venue| slug.is_none_or(|slug| slug.is_empty() || venue.slug == slug));
    if mine.is_empty() {
        return Err(Problem::new(ErrorCode::NotFound).at("venue"));
    }
    Ok(mine)
}

/// Posts and whoever staffs them at an instant, past or to come. The past is told from what the roster said then.
pub async fn roster(app: &App, scope: &Scope, venue: Option<&str>, at: Option<Timestamp>) -> Answer<RosterAt> {
    let now = app.clock.now();
    let at = at.unwrap_or(now);
    let mine = venues_of(app, scope, venue).await?;
    let view = app.db.read().await?;
    let changes = store::changes_after(&view, scope, at).await?;
    let said = store::said(&view, [scope.authority], at).await?;
    let mut items = Vec::new();
    for venue in &mine {
        let book = venues::book(&view, venue.authority, venue.id, at.min(now)).await?;
        let mut stints = roster::kept(&book.patterns, &book.overrides, &venue.time_zone, at, at + LONGEST);
        stints.retain(|stint| stint.starts <= at);
        let gone = accounts::people(&view, gone(venue, &stints)).await?;
        for post in &book.posts {
            let there = stints.iter().filter(|stint| stint.post == post.id).map(|stint| OfficerThere {
                officer: name(venue, &gone, stint.officer),
                state: seen(duty::state(&said, stint.officer, at), scope),
                until: stint.ends,
                team: book.teams.get(&(stint.post, stint.officer)).cloned(),
            });
            let officers: Vec<OfficerThere> = there.collect();
            // A post that is gone is shown where somebody was at it.
            if officers.is_empty() && !venue.posts.iter().any(|known| known.id == post.id) {
                continue;
            }
            let label = Labelled::new(post.id, &post.name);
            items.push(PostRoster { venue: venue.slug.clone(), post: label, code: post.code.clone(), officers });
        }
    }
    let known = changes.iter().filter_map(|change| {
        let venue = mine.iter().find(|venue| venue.id == change.venue)?;
        Some(override_view(venue, change, scope))
    });
    Ok(RosterAt { at, items, overrides: known.take(OVERRIDES).collect() })
}

/// A state as the asker may know it.
pub fn seen(state: DutyState, scope: &Scope) -> DutyState {
    if scope.role.may(Permission::EditRoster) { state } else { state.in_public() }
}

/// Whoever has left the venue and is in some of its stints all the same.
pub fn gone<'a>(venue: &'a Venue, stints: &'a [Stint]) -> BTreeSet<AccountId> {
    stints.iter().map(|stint| stint.officer).filter(|officer| !venue.people.contains_key(officer)).collect()
}

/// What somebody is called who is or was of a venue.
pub fn name(venue: &Venue, gone: &HashMap<AccountId, Person>, id: AccountId) -> Labelled {
    gone.get(&id).map_or_else(|| venue.person_label(id), |person| Labelled::new(id, person.label()))
}

/// An override as the asker may see it: that somebody is ill concerns supervisors alone.
pub fn override_view(venue: &Venue, change: &Change, scope: &Scope) -> OverrideView {
    OverrideView {
        id: change.id.uuid(),
        venue: venue.slug.clone(),
        post: venue.post_label(change.post),
        officer: venue.person_label(change.officer),
        replaces: change.replaces.map(|gone| venue.person_label(gone)),
        from: change.starts,
        to: change.ends,
        source: change.source.clone(),
        reason: change.reason.clone().filter(|_| scope.role.may(Permission::EditRoster)),
    }
}

/// Where nobody will be in the next hours.
pub async fn coverage(app: &App, scope: &Scope, venue: Option<&str>, hours: Option<i64>) -> Answer<Coverage> {
    let hours = hours.unwrap_or(HOURS);
    if !(1..=limits::COVERAGE_HOURS).contains(&hours) {
        return Err(Problem::new(ErrorCode::OutOfRange).at("hours"));
    }
    let mine = venues_of(app, scope, venue).await?;
    let from = app.clock.now();
    let to = from + SignedDuration::from_hours(hours);
    // A large venue takes milliseconds, and others wait for this thread.
    let work = move || mine.iter().map(|venue| of_venue(venue, from, to)).collect();
    Ok(Coverage { items: tokio::task::spawn_blocking(work).await.map_err(Problem::internal)? })
}

fn of_venue(venue: &Venue, from: Timestamp, to: Timestamp) -> VenueCoverage {
    let roster = venue.roster();
    let stints = roster::staffing(&roster.patterns, &roster.overrides, &venue.time_zone, from, to);
    let next_shift_at = stints.iter().map(|stint| stint.starts).filter(|starts| *starts > from).min();
    let mut gaps = gaps(venue, &roster, &away(&roster.duty), &held(venue), from, to);
    let left_out = gaps.len().saturating_sub(GAPS);
    gaps.truncate(GAPS);
    let red = |gap: &Gap| next_shift_at.is_none_or(|next| gap.starts <= next);
    let gaps = gaps.iter().map(|gap| gap_view(venue, gap, red(gap))).collect();
    VenueCoverage { venue: venue.slug.clone(), from, to, next_shift_at, gaps, left_out }
}

pub fn held(venue: &Venue) -> Vec<Held> {
    roster::grounds(&venue.posts, venue.zone_tree())
}

/// When people said they could not be called.
pub fn away(said: &[Duty]) -> Vec<Away> {
    let gone = said.iter().filter(|duty| duty.state.is_away());
    gone.map(|duty| Away { officer: duty.officer, starts: duty.since, ends: duty.until }).collect()
}

pub fn gaps(venue: &Venue, roster: &Roster, away: &[Away], held: &[Held], from: Timestamp, to: Timestamp) -> Vec<Gap> {
    roster::coverage(&roster.patterns, &roster.overrides, away, held, &venue.time_zone, from, to)
}

pub fn gap_view(venue: &Venue, gap: &Gap, red: bool) -> GapView {
    let (zone, skill): (Option<Labelled>, Option<String>) = match &gap.ground {
        Ground::Zone(code) => (Some(venue.zone_label(code)), None),
        Ground::Skill(skill) => (None, Some(skill.clone())),
    };
    GapView { zone, skill, starts: gap.starts, ends: gap.ends, red }
}

/// Without the zones inside another that is left at the same time: a terminal says more than each of its counters.
pub fn outermost<'a>(venue: &'a Venue, gaps: &'a [Gap]) -> impl Iterator<Item = &'a Gap> {
    let known: BTreeSet<&Gap> = gaps.iter().collect();
    gaps.iter().filter(move |gap| {
        let Ground::Zone(code) = &gap.ground else { return true };
        let around = venue.index.ancestors(code).into_iter().map(Ground::Zone);
        !around.into_iter().any(|ground| known.contains(&Gap { ground, ..(*gap).clone() }))
    })
}
