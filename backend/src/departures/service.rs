//! Taking a schedule in, and what follows as time passes.

use super::store;
use super::wire::Imported;
use crate::accounts::Scope;
use crate::app::App;
use crate::audit::{Actor, Announcement};
use crate::incidents;
use crate::problem::{Answer, Problem};
use crate::venues;
use jiff::SignedDuration;
use serde_json::json;
use sha2::{Digest, Sha256};
use shared::departures::{self, Fault, KEPT, Line};
use shared::event::EventKind;
use shared::id::DepartureId;
use shared::problem::ErrorCode;
use std::collections::BTreeSet;
use std::sync::Arc;

/// What comes near is looked for so often, and what is old.
const ROUND: SignedDuration = SignedDuration::from_secs(30);
/// Gates and berths that an answer names as unknown.
const UNPLACED: usize = 20;

/// Takes a file in: all of it, or nothing. Whatever stands by a departure that is now another, is told to the desks.
///
/// # Errors
/// Each line at fault, in `lines`.
pub async fn import(app: &Arc<App>, scope: &Scope, slug: &str, file: Vec<u8>) -> Answer<Imported> {
    let venue = venues::of_scope(app, scope).await?.into_iter().find(|venue| venue.slug == slug);
    let venue = venue.ok_or_else(|| Problem::new(ErrorCode::NotFound).at("venue"))?;
    let now = app.clock.now();
    let digest = hex::encode(Sha256::digest(&file));
    let zone = venue.time_zone.clone();
    let parse = move || {
        let text = String::from_utf8(file).map_err(|_| not_text())?;
        departures::read(&text, &zone, now).map_err(refused)
    };
    let lines = tokio::task::spawn_blocking(parse).await.map_err(Problem::internal)??;
    let named = |line: Line| (DepartureId::fresh(&*app.clock, &*app.entropy), line);
    let lines: Arc<Vec<(DepartureId, Line)>> = Arc::new(lines.into_iter().map(named).collect());
    let taken = lines.len();
    let before = venue.departures();
    let (authority, id, account) = (scope.authority, venue.id, scope.account);
    let done = app
        .db
        .write(move |tx| {
            let (lines, digest) = (lines.clone(), digest.clone());
            Box::pin(async move {
                store::count_import(tx.conn(), authority, id).await?;
                let done = store::replace(tx.conn(), authority, id, &lines, now).await?;
                tx.announce(Announcement {
                    authority,
                    kind: EventKind::DeparturesImported,
                    at: now,
                    venue: Some(id),
                    incident: None,
                    actor: Actor::Account(account),
                    facts: json!({
                        "taken": lines.len(), "added": done.added, "changed": done.changed, "removed": done.removed,
                        "sha256": digest,
                    }),
                });
                Ok(done)
            })
        })
        .await?;
    venues::refresh(app).await?;
    let venue = venues::by_id(app, id)?;
    incidents::follow_departures(app, &venue, &before).await?;
    let known = venue.departures();
    let nowhere = known.all().filter(|(_, ground)| ground.is_none());
    let unplaced: BTreeSet<String> = nowhere.filter_map(|(departure, _)| departure.place.clone()).collect();
    Ok(Imported {
        taken,
        added: done.added,
        changed: done.changed,
        removed: done.removed,
        unplaced: unplaced.into_iter().take(UNPLACED).collect(),
    })
}

fn not_text() -> Problem {
    Problem::new(ErrorCode::InvalidValue).at("line[1]").because("it is not UTF-8")
}

fn refused(faults: Vec<Fault>) -> Problem {
    let first = faults.first().map_or_else(String::new, |fault| match &*fault.column {
        "" => format!("line[{}]", fault.line),
        column => format!("line[{}].{column}", fault.line),
    });
    let told: Vec<String> =
        faults.iter().map(|fault| format!("line {} {}: {}", fault.line, fault.column, fault.why)).collect();
    Problem::new(ErrorCode::InvalidValue).at(first).because(told.join("; ")).with("lines", faults)
}

/// Goes round until the server stops.
pub async fn run(app: Arc<App>) {
    loop {
        if let Err(problem) = turn(&app).await {
            tracing::error!(%problem, cause = ?problem, "departures were not looked at");
        }
        app.clock.wait(ROUND).await;
    }
}

/// Raises what stands by a departure that has come near, and forgets what left days ago.
///
/// # Errors
/// The database's.
pub async fn turn(app: &Arc<App>) -> Answer<()> {
    let now = app.clock.now();
    for venue in venues::any(app) {
        incidents::press_by_departure(app, &venue).await?;
    }
    let before = now - KEPT;
    let old = store::with_old(&app.db.read().await?, before).await?;
    for (authority, venue) in old {
        app.db
            .write(move |tx| {
                Box::pin(async move {
                    store::count_import(tx.conn(), authority, venue).await?;
                    store::forget(tx.conn(), venue, before).await
                })
            })
            .await?;
    }
    Ok(())
}
