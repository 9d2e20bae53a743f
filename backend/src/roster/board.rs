//! What a roster comes to: who is where at an instant, and where nobody will be.

use super::store::{self, Change};
use super::wire::{Coverage, GapView, OfficerThere, OverrideView, PostRoster, RosterAt, VenueCoverage};
use crate::accounts::Scope;
use crate::app::App;
use crate::problem::{Answer, Problem};
use crate::routing;
use crate::venues::{self, Roster, Venue};
use crate::wire::Labelled;
use jiff::{SignedDuration, Timestamp};
use shared::access::Permission;
use shared::duty::{self, Duty};
use shared::limits;
use shared::problem::ErrorCode;
use shared::roster::{self, Away, Gap, Ground, Held};
use std::sync::Arc;

/// Gaps shown of one venue.
const GAPS: usize = 1_000;
/// Overrides shown at once.
const OVERRIDES: usize = 500;
const HOURS: i64 = 24;

/// The asker's venues, or the one of them that is meant.
pub async fn venues_of(app: &App, scope: &Scope, slug: Option<&str>) -> Answer<Vec<Arc<Venue>>> {
    let mut mine = venues::of_scope(app, scope).await?;
    mine.retain(|venue| slug.is_none_or(|slug| slug.is_empty() || venue.slug == slug));
    if mine.is_empty() {
        return Err(Problem::new(ErrorCode::NotFound).at("venue"));
    }
    Ok(mine)
}

/// Posts and whoever staffs them at an instant, past or to come.
pub async fn roster(app: &App, scope: &Scope, venue: Option<&str>, at: Option<Timestamp>) -> Answer<RosterAt> {
    let at = at.unwrap_or_else(|| app.clock.now());
    let mine = venues_of(app, scope, venue).await?;
    let changes = store::changes_after(&app.db.read().await?, scope, at).await?;
    let mut items = Vec::new();
    for venue in &mine {
        let (shifts, said) = (routing::on_shift(venue, at), &venue.roster().duty);
        items.extend(venue.posts.iter().map(|post| {
            let there = shifts.iter().filter(|shift| shift.post == post.id).map(|shift| OfficerThere {
                officer: venue.person_label(shift.officer),
                state: duty::state(said, shift.officer, at),
                until: shift.until,
            });
            let officers = there.collect();
            let label = venue.post_label(post.id);
            PostRoster { venue: venue.slug.clone(), post: label, code: post.code.clone(), officers }
        }));
    }
    let known = changes.iter().filter_map(|change| {
        let venue = mine.iter().find(|venue| venue.id == change.venue)?;
        Some(override_view(venue, change, scope))
    });
    Ok(RosterAt { at, items, overrides: known.take(OVERRIDES).collect() })
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
