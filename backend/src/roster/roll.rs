//! The roll of a shift: everybody the roster has on it, what is known of each, and where that leaves nobody. A supervisor says whom they see.

use super::board;
use super::store::{self, Called};
use super::wire::{CallRoll, RollPerson, RollView};
use crate::accounts::Scope;
use crate::app::App;
use crate::audit::{Actor, Announcement};
use crate::live;
use crate::problem::{Answer, Problem};
use crate::venues::{Roster, Venue};
use crate::wire::Labelled;
use jiff::{SignedDuration, Timestamp};
use serde_json::json;
use shared::access::Permission;
use shared::duty;
use shared::event::EventKind;
use shared::id::AccountId;
use shared::problem::ErrorCode;
use shared::roll::{EARLY, Known, Standing, standing};
use shared::roster::{self, Override, Stint};
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

/// A shift that began so long ago is not on any more.
const BACK: SignedDuration = SignedDuration::from_hours(36);
/// The next shift begins within so long, or there is none to speak of.
const AHEAD: SignedDuration = SignedDuration::from_hours(26);
/// Shifts that begin so near each other are one.
const TOGETHER: SignedDuration = SignedDuration::from_mins(30);
/// Gaps named in a roll.
const GAPS: usize = 40;

/// Of whom the roll is called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Of {
    Now,
    Next,
}

impl Of {
    pub fn parse(name: Option<&str>) -> Answer<Self> {
        match name {
            None | Some("" | "now") => Ok(Self::Now),
            Some("next") => Ok(Self::Next),
            Some(_) => Err(Problem::new(ErrorCode::InvalidValue).at("shift")),
        }
    }
}

/// The roll of the shift that is on, or of the one that comes next.
pub async fn read(app: &App, scope: &Scope, venue: Option<&str>, of: Of) -> Answer<RollView> {
    let venue = board::venues_of(app, scope, venue).await?.remove(0);
    let now = app.clock.now();
    let view = app.db.read().await?;
    let seen = live::opened(&view, venue.id, now - BACK).await?;
    let called = store::called(&view, scope, venue.id, now - BACK).await?;
    drop(view);
    let all = scope.role.may(Permission::EditRoster);
    // A large venue takes milliseconds, and others wait for this thread.
    let work = move || roll(&venue, all, of, now, &seen, &called);
    tokio::task::spawn_blocking(work).await.map_err(Problem::internal)
}

fn stints(venue: &Venue, roster: &Roster, now: Timestamp) -> Vec<Stint> {
    roster::staffing(&roster.patterns, &roster.overrides, &venue.time_zone, now - BACK, now + AHEAD)
}

fn roll(
    venue: &Venue,
    all: bool,
    of: Of,
    now: Timestamp,
    seen: &HashMap<AccountId, Timestamp>,
    called: &[Called],
) -> RollView {
    let roster = venue.roster();
    let known = stints(venue, &roster, now);
    let next = known.iter().map(|stint| stint.starts).filter(|starts| *starts > now).min();
    let wanted: Vec<Stint> = match (of, next) {
        (Of::Now, _) => known.into_iter().filter(|stint| stint.starts <= now && now < stint.ends).collect(),
        (Of::Next, Some(next)) => {
            known.into_iter().filter(|stint| next <= stint.starts && stint.starts < next + TOGETHER).collect()
        }
        (Of::Next, None) => Vec::new(),
    };
    let starts = match of {
        Of::Now => wanted.iter().map(|stint| stint.starts).max(),
        Of::Next => next,
    };
    let held = board::held(venue);
    // What nobody has to the end of the shift that is spoken of.
    let from = starts.unwrap_or(now).max(now);
    let until = match of {
        Of::Now => next.unwrap_or(now + AHEAD),
        Of::Next => wanted.iter().map(|stint| stint.ends).min().unwrap_or(from),
    };
    let gone = board::away(&roster.duty);
    let gaps = if from < until { board::gaps(venue, &roster, &gone, &held, from, until) } else { Vec::new() };
    let mut gaps: Vec<_> = board::outermost(venue, &gaps).map(|gap| board::gap_view(venue, gap, true)).collect();
    let left_out = gaps.len().saturating_sub(GAPS);
    gaps.truncate(GAPS);
    let staffed: BTreeSet<_> = wanted.iter().map(|stint| stint.post).collect();
    let mut people: Vec<(Standing, RollPerson)> =
        wanted.iter().map(|stint| person(venue, &roster, all, now, stint, seen, called)).collect();
    people.sort_by(|(a, one), (b, other)| {
        (a, &one.post.label, &one.officer.label).cmp(&(b, &other.post.label, &other.officer.label))
    });
    RollView {
        venue: venue.slug.clone(),
        time_zone: venue.time_zone_name.clone(),
        now,
        starts,
        next_shift_at: next,
        people: people.into_iter().map(|(_, person)| person).collect(),
        unstaffed: venue
            .posts
            .iter()
            .filter(|post| of == Of::Now && !staffed.contains(&post.id))
            .map(|post| Labelled::new(post.id, &post.name))
            .collect(),
        gaps,
        left_out,
    }
}

fn person(
    venue: &Venue,
    roster: &Roster,
    all: bool,
    now: Timestamp,
    stint: &Stint,
    seen: &HashMap<AccountId, Timestamp>,
    called: &[Called],
) -> (Standing, RollPerson) {
    let at = now.max(stint.starts);
    let state = duty::state(&roster.duty, stint.officer, at);
    let call = called.iter().find(|one| one.officer == stint.officer && one.shift == stint.starts);
    let known = Known {
        starts: stint.starts,
        state,
        seen: seen.get(&stint.officer).copied(),
        called: call.map(|one| one.present),
    };
    let stands = standing(known, now);
    let put_here = |change: &&Override| {
        (change.post, change.officer) == (stint.post, stint.officer)
            && change.starts < stint.ends
            && stint.starts < change.ends
    };
    let change = roster.overrides.iter().find(put_here);
    let post = venue.posts.iter().find(|post| post.id == stint.post);
    let person = RollPerson {
        officer: venue.person_label(stint.officer),
        post: venue.post_label(stint.post),
        code: post.map(|post| post.code.clone()).unwrap_or_default(),
        skills: post.map(|post| post.skills.iter().cloned().collect()).unwrap_or_default(),
        starts: stint.starts,
        ends: stint.ends,
        stands_in: change.is_some(),
        replaces: change.and_then(|change| change.replaces).map(|gone| venue.person_label(gone)),
        standing: stands.name(),
        state: if all { state } else { state.in_public() },
        // When somebody's desk was open, and who saw them, is for whoever calls the roll.
        seen_at: known.seen.filter(|seen| all && stint.starts - EARLY <= *seen),
        called_at: call.filter(|_| all).map(|one| one.at),
        called_by: call.filter(|_| all).map(|one| venue.person_label(one.by)),
    };
    (stands, person)
}

/// Says that somebody is there for their shift, or is not. The last word counts, and the log has each.
///
/// # Errors
/// `not_found` for somebody who is not of the asker's venue, `invalid_value` at `starts` where they have no such shift, `out_of_range` where
/// it begins later than an hour from now.
pub async fn call(app: &Arc<App>, scope: &Scope, officer: AccountId, said: CallRoll) -> Answer<RollView> {
    let venue = board::venues_of(app, scope, Some(&said.venue)).await?.remove(0);
    let now = app.clock.now();
    if !venue.people.contains_key(&officer) {
        return Err(ErrorCode::NotFound.into());
    }
    let roster = venue.roster();
    let shift = stints(&venue, &roster, now);
    let shift = shift.iter().find(|one| one.officer == officer && one.starts == said.starts && now < one.ends);
    let shift = shift.ok_or_else(|| Problem::new(ErrorCode::InvalidValue).at("starts"))?;
    if shift.starts > now + EARLY {
        return Err(Problem::new(ErrorCode::OutOfRange).at("starts"));
    }
    let called = Called { officer, shift: shift.starts, present: said.present, at: now, by: scope.account };
    let state = duty::state(&roster.duty, officer, now).in_public();
    let (scope_, id) = (scope.clone(), venue.id);
    app.db
        .write(move |tx| {
            let scope = scope_.clone();
            Box::pin(async move {
                if store::call(tx.conn(), &scope, id, &called, now - BACK).await? {
                    let roll = if called.present { "present" } else { "missing" };
                    tx.announce(Announcement {
                        authority: scope.authority,
                        kind: EventKind::DutyChanged,
                        at: now,
                        venue: Some(id),
                        incident: None,
                        actor: Actor::Account(scope.account),
                        facts: json!({ "officer": officer, "state": state, "roll": roll, "shift": called.shift }),
                    });
                }
                Ok(())
            })
        })
        .await?;
    let of = if called.shift > now { Of::Next } else { Of::Now };
    read(app, scope, Some(&venue.slug), of).await
}
