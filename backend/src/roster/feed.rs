//! One's own shifts as a calendar: with a token of the desk, or at a secret address that a calendar program can keep.
//!
//! The address is all it takes: whoever has it reads the posts and times of one officer, and nothing else. Only its hash is kept.

use super::store;
use super::wire::FeedAddress;
use super::{board, calendar};
use crate::accounts::{self, Scope};
use crate::app::App;
use crate::problem::{Answer, Problem};
use jiff::{SignedDuration, Timestamp};
use sha2::{Digest, Sha256};
use shared::access::Permission;
use shared::clock::draw;
use shared::limits;
use shared::problem::ErrorCode;
use shared::roster;
use std::sync::Arc;

fn hash(token: &str) -> String {
    hex::encode(Sha256::digest(token.as_bytes()))
}

/// A new address for one's own calendar. One there was before opens nothing any more.
pub async fn open(app: &Arc<App>, scope: &Scope) -> Answer<FeedAddress> {
    let token = hex::encode(draw::<32>(&*app.entropy));
    let (scope, hashed, now) = (scope.clone(), hash(&token), app.clock.now());
    app.db
        .write(move |tx| {
            let (scope, hashed) = (scope.clone(), hashed.clone());
            Box::pin(async move { Ok(store::put_feed(tx.conn(), &scope, &hashed, now).await?) })
        })
        .await?;
    Ok(FeedAddress { url: format!("{}/api/v1/rosters/{token}.ics", app.config.public_url) })
}

pub async fn close(app: &Arc<App>, scope: &Scope) -> Answer<()> {
    let scope = scope.clone();
    app.db
        .write(move |tx| {
            let scope = scope.clone();
            Box::pin(async move { Ok(store::drop_feed(tx.conn(), &scope).await?) })
        })
        .await
}

/// The calendar behind a secret address.
///
/// # Errors
/// `not_found` for an address that was never one or is none any more, or whose officer works here no more; `rate_limited` after many
/// such.
pub async fn behind(app: &App, token: &str, from: &str) -> Answer<String> {
    app.rates.check_receipt(from)?;
    let found = store::feed_of(&app.db.read().await?, &hash(token)).await?;
    let Some(account) = found else {
        app.rates.note_wrong_receipt(from);
        return Err(ErrorCode::NotFound.into());
    };
    let scope = accounts::scope_of(app, account).await?.filter(|scope| scope.role.may(Permission::ReadPeople));
    own(app, &scope.ok_or(ErrorCode::NotFound)?, None).await
}

/// The asker's own shifts, as an iCalendar file: those that are not over, for the next sixty days.
pub async fn own(app: &App, scope: &Scope, venue: Option<&str>) -> Answer<String> {
    let now = app.clock.now();
    let to = now + SignedDuration::from_hours(24 * limits::CALENDAR_DAYS);
    // Every shift is told whole, so that it keeps its beginning, and with it its UID, and its end.
    let around = SignedDuration::from_hours(24 * (limits::OVERRIDE_DAYS + 2));
    let mine = board::venues_of(app, scope, venue).await?;
    let changed = store::changed_at(&app.db.read().await?, scope).await?;
    let me = scope.account;
    let work = move || {
        let mut shifts = Vec::new();
        for venue in &mine {
            let known = venue.roster();
            let stints =
                roster::staffing(&known.patterns, &known.overrides, &venue.time_zone, now - around, to + around);
            let own = stints.into_iter().filter(|stint| stint.officer == me && stint.ends > now && stint.starts < to);
            let changed = changed.get(&venue.id).copied().unwrap_or(Timestamp::UNIX_EPOCH);
            shifts.extend(own.map(|stint| (&**venue, changed, stint)));
        }
        shifts.sort_by_key(|(_, _, stint)| (stint.starts, stint.post));
        calendar::written(&shifts)
    };
    tokio::task::spawn_blocking(work).await.map_err(Problem::internal)
}
