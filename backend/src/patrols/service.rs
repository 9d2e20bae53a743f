//! Sharing a place, and forgetting it.

use super::store::{self, Shared};
use super::wire::{MyPlace, Patrol, PatrolList};
use crate::accounts::Scope;
use crate::app::App;
use crate::db::Tx;
use crate::problem::{Answer, Problem};
use crate::routing;
use crate::venues;
use jiff::{SignedDuration, Timestamp};
use shared::id::AccountId;
use shared::limits;
use shared::problem::ErrorCode;
use std::collections::BTreeSet;
use std::sync::Arc;

/// What nobody reads any more is erased so often.
const ROUND: SignedDuration = SignedDuration::from_secs(60);

fn silent_before(now: Timestamp) -> Timestamp {
    now - SignedDuration::from_secs(limits::PLACE_SECONDS)
}

fn check(place: &MyPlace) -> Answer<()> {
    let within = |value: f64, least: f64, most: f64| (least..=most).contains(&value);
    let fields = [
        ("latitude", within(place.latitude, -90.0, 90.0)),
        ("longitude", within(place.longitude, -180.0, 180.0)),
        ("accuracy_m", within(place.accuracy_m, 0.0, limits::PLACE_ACCURACY_M)),
        ("level", place.level.is_none_or(|level| (-50..=200).contains(&level))),
    ];
    match fields.into_iter().find(|(_, fits)| !fits) {
        Some((field, _)) => Err(Problem::new(ErrorCode::OutOfRange).at(field)),
        None => Ok(()),
    }
}

/// Overwrites where the asker is.
///
/// # Errors
/// `wrong_status` for somebody who is not on duty at any of their venues now.
pub async fn share(app: &Arc<App>, scope: &Scope, place: &MyPlace) -> Answer<()> {
    check(place)?;
    let now = app.clock.now();
    let mine = venues::of_scope(app, scope).await?;
    if !mine.iter().any(|venue| routing::on_duty(venue, now).iter().any(|shift| shift.officer == scope.account)) {
        return Err(Problem::new(ErrorCode::WrongStatus).because("only somebody on duty shares where they are"));
    }
    let shared = Shared {
        account: scope.account,
        at: now,
        latitude: place.latitude,
        longitude: place.longitude,
        accuracy_m: place.accuracy_m,
        level: place.level,
    };
    let authority = scope.authority;
    app.db
        .write(move |tx| {
            let shared = shared.clone();
            Box::pin(async move { store::put(tx.conn(), authority, &shared).await })
        })
        .await
}

pub async fn end(app: &Arc<App>, scope: &Scope) -> Answer<()> {
    let account = scope.account;
    app.db.write(move |tx| Box::pin(async move { forget(tx, account).await })).await
}

/// Whoever goes on a break or off is nowhere from that instant on, and is not back at the old place afterwards.
///
/// # Errors
/// The database's.
pub async fn forget(tx: &Tx, account: AccountId) -> Answer<()> {
    store::remove(tx.conn(), account).await
}

/// Whoever is on duty at one of the asker's venues, and shares.
pub async fn list(app: &App, scope: &Scope, slug: &str) -> Answer<PatrolList> {
    let now = app.clock.now();
    let venue = venues::of_scope(app, scope).await?.into_iter().find(|venue| venue.slug == slug);
    let venue = venue.ok_or_else(|| Problem::new(ErrorCode::NotFound).at("venue"))?;
    let there: BTreeSet<AccountId> = routing::on_duty(&venue, now).into_iter().map(|shift| shift.officer).collect();
    let rows = store::of(&app.db.read().await?, scope.authority, &there, silent_before(now)).await?;
    let items = rows.into_iter().map(|row| Patrol {
        person: venue.person_label(row.account),
        at: row.at,
        latitude: row.latitude,
        longitude: row.longitude,
        accuracy_m: row.accuracy_m,
        level: row.level,
    });
    let mut items: Vec<Patrol> = items.collect();
    items.sort_by(|a, b| a.person.label.cmp(&b.person.label));
    Ok(PatrolList { items })
}

/// Goes round until the server stops.
pub async fn run(app: Arc<App>) {
    loop {
        if let Err(problem) = turn(&app).await {
            tracing::error!(%problem, cause = ?problem, "old places were not forgotten");
        }
        app.clock.wait(ROUND).await;
    }
}

/// Erases what has not been said anew for too long.
///
/// # Errors
/// The database's.
pub async fn turn(app: &Arc<App>) -> Answer<()> {
    let before = silent_before(app.clock.now());
    if !store::is_old(&app.db.read().await?, before).await? {
        return Ok(());
    }
    app.db.write(move |tx| Box::pin(async move { store::remove_old(tx.conn(), before).await })).await
}
