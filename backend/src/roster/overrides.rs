//! Standing in for somebody, made and ended by supervisors.

use super::board::override_view;
use super::store::{self, Change};
use super::wire::{AddOverride, OverrideView};
use crate::accounts::Scope;
use crate::app::App;
use crate::audit::{Actor, Announcement};
use crate::db::Tx;
use crate::problem::{Answer, Problem};
use crate::venues::{self, Venue};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use shared::access::Permission;
use shared::event::EventKind;
use shared::id::{AccountId, OverrideId, PostId, VenueId};
use shared::limits;
use shared::problem::ErrorCode;
use shared::roster::{self, Override};
use std::sync::Arc;

const REASONS: [&str; 3] = ["swap", "sick", "extra"];

/// Lets somebody stand in.
///
/// # Errors
/// Names the field at fault; `overlap` with the override that has the same officer at another post.
pub async fn add(app: &Arc<App>, scope: &Scope, wanted: AddOverride) -> Answer<OverrideView> {
    let now = app.clock.now();
    let invalid = |field: &'static str| Problem::new(ErrorCode::InvalidValue).at(field);
    let post = PostId::from_uuid(wanted.post);
    let mine = venues::of_scope(app, scope).await?;
    let venue = mine.into_iter().find(|venue| venue.posts.iter().any(|known| known.id == post));
    let venue = venue.ok_or_else(|| invalid("post"))?;
    let officer = AccountId::from_uuid(wanted.officer);
    if !may_stand_in(&venue, officer) {
        return Err(invalid("officer"));
    }
    let replaces = wanted.replaces.map(AccountId::from_uuid);
    if replaces.is_some_and(|gone| gone == officer || !venue.people.contains_key(&gone)) {
        return Err(invalid("replaces"));
    }
    if !REASONS.contains(&wanted.reason.as_str()) {
        return Err(invalid("reason"));
    }
    check_times(wanted.from, wanted.to, now).map_err(|code| Problem::new(code).at("to"))?;
    let change = Change {
        id: OverrideId::fresh(&*app.clock, &*app.entropy),
        authority: scope.authority,
        venue: venue.id,
        post,
        officer,
        replaces,
        starts: wanted.from,
        ends: wanted.to,
        source: "desk".to_owned(),
        reason: Some(wanted.reason),
        uid: None,
        by: Some(scope.account),
        made: now,
    };
    let (worker, scope_, in_venue, new) = (app.clone(), scope.clone(), venue.clone(), change.clone());
    app.db
        .write(move |tx| {
            let (app, scope, venue, change) = (worker.clone(), scope_.clone(), in_venue.clone(), new.clone());
            Box::pin(async move {
                store::count_change(tx.conn(), &scope, &[venue.id], now).await?;
                let known = store::changes_after(tx.conn(), &scope, now).await?;
                if let Some((_, other)) = overlap(&known, std::slice::from_ref(&change)) {
                    let elsewhere = venues::by_id(&app, other.venue)?;
                    let other = override_view(&elsewhere, other, &scope);
                    return Err(Problem::new(ErrorCode::Overlap).at("from").with("override", other));
                }
                store::add_changes(tx.conn(), std::slice::from_ref(&change)).await?;
                announce(tx, &scope, venue.id, now, facts("added", &change));
                Ok(())
            })
        })
        .await?;
    venues::refresh(app).await?;
    Ok(override_view(&venue, &change, scope))
}

/// Ends an override now; one that has not begun never does.
pub async fn end(app: &Arc<App>, scope: &Scope, id: OverrideId) -> Answer<OverrideView> {
    let now = app.clock.now();
    let scope_ = scope.clone();
    let change = app
        .db
        .write(move |tx| {
            let scope = scope_.clone();
            Box::pin(async move {
                let found = store::locked_change(tx.conn(), &scope, id).await?;
                let mut change = found.ok_or(ErrorCode::NotFound)?;
                if change.ends <= now || change.ends <= change.starts {
                    return Err(ErrorCode::WrongStatus.into());
                }
                change.ends = now.max(change.starts);
                store::end_change(tx.conn(), &scope, id, change.ends).await?;
                store::count_change(tx.conn(), &scope, &[change.venue], now).await?;
                announce(tx, &scope, change.venue, now, facts("ended", &change));
                Ok(change)
            })
        })
        .await?;
    venues::refresh(app).await?;
    Ok(override_view(&*venues::by_id(app, change.venue)?, &change, scope))
}

pub fn may_stand_in(venue: &Venue, officer: AccountId) -> bool {
    venue.people.get(&officer).is_some_and(|member| member.role.may(Permission::WorkIncidents))
}

/// Whether somebody may stand in from one instant to another; what is wrong is wrong with the end.
pub fn check_times(from: Timestamp, to: Timestamp, now: Timestamp) -> Result<(), ErrorCode> {
    if to <= from {
        return Err(ErrorCode::InvalidValue);
    }
    let longest = SignedDuration::from_hours(24 * limits::OVERRIDE_DAYS);
    if to <= now || to.duration_since(from) > longest { Err(ErrorCode::OutOfRange) } else { Ok(()) }
}

/// A new override and the one it cannot be beside: the same officer would be at two posts.
pub fn overlap<'a>(known: &'a [Change], new: &'a [Change]) -> Option<(&'a Change, &'a Change)> {
    let all: Vec<&Change> = known.iter().chain(new).collect();
    let plain = |change: &&Change| Override {
        post: change.post,
        officer: change.officer,
        replaces: change.replaces,
        starts: change.starts,
        ends: change.ends,
    };
    let plain: Vec<Override> = all.iter().map(plain).collect();
    roster::clash(&plain, known.len()).map(|(one, other)| (all[one], all[other]))
}

/// What the log says of an override: who, where and when. Not why: that somebody is ill is nothing to keep for ever.
pub fn facts(what: &str, change: &Change) -> Value {
    json!({
        "what": what, "override": change.id, "post": change.post, "officer": change.officer,
        "replaces": change.replaces, "from": change.starts, "to": change.ends
    })
}

pub fn announce(tx: &Tx, scope: &Scope, venue: VenueId, at: Timestamp, facts: Value) {
    tx.announce(Announcement {
        authority: scope.authority,
        kind: EventKind::RosterChanged,
        at,
        venue: Some(venue),
        incident: None,
        actor: Actor::Account(scope.account),
        facts,
    });
}
