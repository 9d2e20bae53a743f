//! Who wants to hear of news, and telling them.

use super::store::{self, Watch};
use super::wire::NewWatch;
use crate::app::App;
use crate::channels::{self, Posted, Subscription};
use crate::db::Tx;
use crate::problem::{Answer, Problem};
use crate::reports::Report;
use futures_util::future::join_all;
use jiff::SignedDuration;
use serde_json::json;
use shared::id::{AuthorityId, ReportId, WatchId};
use shared::limits;
use shared::problem::ErrorCode;
use shared::receipt::keyed;
use std::sync::Arc;

/// Where the endpoint is sealed to.
const ENDPOINT: &str = "watch";
/// Told side by side under one lease, which outlasts what a silent push service may take.
const TELLING: u64 = 32;
const LEASE: SignedDuration = SignedDuration::from_secs(60);
/// The first wait after it did not get through; it doubles with each, and after the last try the next news begins anew.
const BACKOFF: SignedDuration = SignedDuration::from_secs(30);
const TRIES: i32 = 6;
/// A watch that heard nothing for so long is of a report nobody works on any more.
const FORGOTTEN: SignedDuration = SignedDuration::from_hours(24 * 30);
const ROUND: SignedDuration = SignedDuration::from_secs(2);

/// Which report a watch is of, for this server alone: without its key nobody can lay the two side by side.
fn hash(app: &App, report: ReportId) -> [u8; 32] {
    keyed(&app.keys.fingerprint, &[b"watch", report.uuid().as_bytes()])
}

/// Remembers where to push to. Beyond the limit the oldest of the report goes.
pub async fn watch(app: &Arc<App>, report: &Report, new: NewWatch) -> Answer<()> {
    channels::subscription(app, &new.endpoint, &new.keys.p256dh, &new.keys.auth).await?;
    let id = WatchId::fresh(&*app.clock, &*app.entropy);
    let (key, sealed_key) = app.keys.authority(report.authority)?.create(id.uuid(), &*app.entropy)?;
    let sealed = key.seal_json(ENDPOINT, &new, &*app.entropy)?;
    let new = Watch { id, authority: report.authority, of: hash(app, report.id), sealed_key, sealed, attempts: 0 };
    let (new, now) = (Arc::new(new), app.clock.now());
    app.db
        .write(move |tx| {
            let new = new.clone();
            Box::pin(async move {
                store::add(tx.conn(), &new, now).await?;
                let known = store::of(tx.conn(), new.authority, &new.of).await?;
                for oldest in known.into_iter().skip(limits::WATCHES_PER_REPORT) {
                    store::end(tx.conn(), oldest).await?;
                }
                Ok(())
            })
        })
        .await
}

pub async fn unwatch(app: &Arc<App>, report: &Report) -> Answer<()> {
    let (worker, authority, id) = (app.clone(), report.authority, report.id);
    app.db
        .write(move |tx| {
            let app = worker.clone();
            Box::pin(async move { forget(tx, &app, authority, id).await })
        })
        .await
}

/// A report goes, or its reporter wants to hear no more: so do its watches.
pub async fn forget(tx: &Tx, app: &App, authority: AuthorityId, report: ReportId) -> Answer<()> {
    for watch in store::of(tx.conn(), authority, &hash(app, report)).await? {
        store::end(tx.conn(), watch).await?;
    }
    Ok(())
}

/// There is news of these reports: whoever watches them is told, in the write that makes it news.
pub async fn ring(tx: &Tx, app: &App, authority: AuthorityId, reports: &[ReportId]) -> Answer<()> {
    let of: Vec<[u8; 32]> = reports.iter().map(|report| hash(app, *report)).collect();
    Ok(store::due_now(tx.conn(), authority, &of, app.clock.now()).await?)
}

/// Goes round until the server stops.
pub async fn run(app: Arc<App>) {
    loop {
        match turn(&app).await {
            Ok(0) => app.clock.wait(ROUND).await,
            Ok(_) => {}
            Err(problem) => {
                tracing::error!(%problem, cause = ?problem, "watchers were not told");
                app.clock.wait(ROUND).await;
            }
        }
    }
}

/// Tells those who are due, and says how many they were.
pub async fn turn(app: &Arc<App>) -> Answer<usize> {
    let (now, leased) = (app.clock.now(), app.clock.now() + LEASE);
    if !store::is_due(&app.db.read().await?, now).await? {
        return Ok(0);
    }
    let due = app
        .db
        .write(move |tx| {
            Box::pin(async move {
                store::forget_older(tx.conn(), now - FORGOTTEN).await?;
                store::lease(tx.conn(), now, leased, TELLING).await
            })
        })
        .await?;
    let outcomes = join_all(due.iter().map(|watch| tell(app, watch))).await;
    let told: Arc<Vec<(Watch, Told)>> = Arc::new(due.into_iter().zip(outcomes).collect());
    let count = told.len();
    app.db
        .write(move |tx| {
            let told = told.clone();
            Box::pin(async move {
                for (watch, told) in told.iter() {
                    match told {
                        Told::Gone => store::end(tx.conn(), watch.id).await?,
                        Told::NotYet if watch.attempts < TRIES => {
                            let wait = BACKOFF * (1 << watch.attempts.clamp(0, TRIES));
                            store::later(tx.conn(), watch.id, leased, now + wait).await?;
                        }
                        Told::Yes | Told::NotYet => store::told(tx.conn(), watch.id, leased, now).await?,
                    }
                }
                Ok(())
            })
        })
        .await?;
    Ok(count)
}

enum Told {
    Yes,
    NotYet,
    /// Nobody is there any more.
    Gone,
}

async fn tell(app: &App, watch: &Watch) -> Told {
    let to = async {
        let key = app.keys.authority(watch.authority)?.unwrap(watch.id.uuid(), &watch.sealed_key)?;
        let new: NewWatch = key.open_json(ENDPOINT, watch.sealed.clone())?;
        let bytes = (new.endpoint, channels::key_bytes(&new.keys.p256dh), channels::key_bytes(&new.keys.auth));
        let (endpoint, Some(p256dh), Some(auth)) = bytes else { return Err(Problem::new(ErrorCode::Internal)) };
        Subscription::new(&endpoint, &p256dh, &auth).map_err(Problem::internal)
    };
    let to = match to.await {
        Ok(to) => to,
        Err(problem) => {
            tracing::error!(watch = %watch.id, cause = ?problem, "where to push to cannot be read");
            return Told::NotYet;
        }
    };
    // What shares a topic replaces what the device has not shown yet: news is news, however often.
    let topic = watch.id.uuid().into_bytes();
    match channels::push(&app.outward, &app.vapid, &to, &topic, app.clock.now(), &json!({ "news": true })).await {
        Ok(Posted { status: 200..=299, .. }) => Told::Yes,
        Ok(Posted { status: 404 | 410, .. }) => Told::Gone,
        Ok(Posted { status, .. }) => {
            tracing::warn!(watch = %watch.id, status, "news did not get through and is tried again");
            Told::NotYet
        }
        Err(error) => {
            tracing::warn!(watch = %watch.id, error = format!("{error:#}"), "news did not get through and is tried again");
            Told::NotYet
        }
    }
}
