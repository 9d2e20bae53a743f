//! The two workers behind the promise "never unheard": one climbs ladders, one sends pages. Both take their work from the
//! database, so a restart in the middle loses nothing; both live by the clock they are given.

use super::mail::Mail;
use super::service;
use super::store::{self, Page};
use crate::app::App;
use crate::audit::Actor;
use crate::incidents::{self, Incident};
use crate::problem::Answer;
use crate::venues::{self, Venue};
use crate::{accounts, routing};
use futures_util::StreamExt;
use jiff::{SignedDuration, Timestamp};
use serde_json::json;
use shared::clock::draw;
use shared::event::EventKind;
use shared::taxonomy::Taxonomy;
use std::sync::Arc;
use std::sync::atomic::Ordering;

/// A server that died with a page gives it back after so long.
const LEASE: SignedDuration = SignedDuration::from_secs(30);
/// The workers go round at least so often, whatever wakes them or not.
const ROUND: SignedDuration = SignedDuration::from_secs(1);
const BATCH: u64 = 64;
/// Mails on their way at once.
const SENDING: usize = 8;
/// First wait after a page did not get through; it doubles up to the last.
const BACKOFF_FIRST: SignedDuration = SignedDuration::from_secs(2);
const BACKOFF_LAST: SignedDuration = SignedDuration::from_secs(120);
/// An obligation whose rung is late by more than this turns `/health/engine` red.
const LATE: SignedDuration = SignedDuration::from_secs(30);

/// Both go round until the server stops, and neither waits for the other: a mail server that takes a connection and says
/// nothing must not keep a ladder from climbing.
pub async fn run(app: Arc<App>) {
    tokio::join!(climb_on(&app), send_on(&app));
}

async fn climb_on(app: &Arc<App>) {
    loop {
        if let Err(problem) = turn_ladder(app).await {
            tracing::error!(%problem, cause = ?problem, "the ladder stumbled and goes on");
        }
        app.clock.wait(until(app, next_rung_at(app).await)).await;
    }
}

async fn send_on(app: &Arc<App>) {
    loop {
        if let Err(problem) = turn_sender(app).await {
            tracing::error!(%problem, cause = ?problem, "the sender of pages stumbled and goes on");
        }
        let wait = until(app, next_page_at(app).await);
        tokio::select! {
            () = app.db.committed.pages.notified() => {}
            () = app.clock.wait(wait) => {}
        }
    }
}

fn until(app: &App, next: Answer<Option<Timestamp>>) -> SignedDuration {
    let next = next.unwrap_or(None).map_or(ROUND, |next| next.duration_since(app.clock.now()));
    next.clamp(SignedDuration::from_millis(5), ROUND)
}

/// Does what is due at this instant, and says how much that was.
pub async fn turn(app: &Arc<App>) -> Answer<usize> {
    Ok(turn_ladder(app).await? + turn_sender(app).await?)
}

async fn turn_ladder(app: &Arc<App>) -> Answer<usize> {
    let climbed = climb(app).await?;
    app.beats.ladder.store(app.clock.now().as_microsecond(), Ordering::Relaxed);
    Ok(climbed)
}

async fn turn_sender(app: &Arc<App>) -> Answer<usize> {
    let sent = send(app).await?;
    app.beats.sender.store(app.clock.now().as_microsecond(), Ordering::Relaxed);
    Ok(sent)
}

async fn next_rung_at(app: &App) -> Answer<Option<Timestamp>> {
    store::next_rung_at(&app.db.read().await?).await
}

async fn next_page_at(app: &App) -> Answer<Option<Timestamp>> {
    store::next_page_at(&app.db.read().await?).await
}

async fn climb(app: &Arc<App>) -> Answer<usize> {
    let now = app.clock.now();
    if next_rung_at(app).await?.is_none_or(|at| at > now) {
        return Ok(0);
    }
    let worker = app.clone();
    app.db
        .write(move |tx| {
            let app = worker.clone();
            Box::pin(async move {
                let due = store::due(tx.conn(), now, BATCH).await?;
                let count = due.len();
                for obligation in due {
                    let found = incidents::locked(tx.conn(), obligation.authority, obligation.incident).await?;
                    let Some(incident) = found else { continue };
                    let venue = venues::by_id(&app, obligation.venue)?;
                    service::ring(tx, &app, &venue, &incident, obligation, false, now).await?;
                }
                Ok(count)
            })
        })
        .await
}

async fn send(app: &Arc<App>) -> Answer<usize> {
    let now = app.clock.now();
    if next_page_at(app).await?.is_none_or(|at| at > now) {
        return Ok(0);
    }
    let pages =
        app.db.write(move |tx| Box::pin(async move { store::lease(tx.conn(), now, now + LEASE, BATCH).await })).await?;
    let count = pages.len();
    let sent = futures_util::stream::iter(pages).map(|page| deliver(app, page)).buffer_unordered(SENDING);
    let outcomes: Vec<Answer<()>> = sent.collect().await;
    outcomes.into_iter().collect::<Answer<Vec<()>>>()?;
    Ok(count)
}

/// What became of one page.
enum Outcome {
    Sent,
    /// Nobody needs it any more, or the officer went off duty: decided at the last moment.
    Skipped(&'static str),
    NotYet(String),
}

async fn deliver(app: &Arc<App>, page: Page) -> Answer<()> {
    let venue = venues::by_id(app, page.venue)?;
    let outcome = attempt(app, &venue, &page).await?;
    let now = app.clock.now();
    let wait = backoff(app, page.attempts);
    let cannot_come = matches!(outcome, Outcome::Skipped("off_duty" | "signed_off"));
    let (kind, state, error) = match outcome {
        Outcome::Sent => (EventKind::PageSent, Some("sent"), None),
        Outcome::Skipped(why) => (EventKind::PageSkipped, Some("skipped"), Some(why.to_owned())),
        Outcome::NotYet(why) => (EventKind::PageFailed, None, Some(why)),
    };
    app.db
        .write(move |tx| {
            let (page, error, venue) = (page.clone(), error.clone(), venue.clone());
            Box::pin(async move {
                let found = incidents::locked(tx.conn(), page.authority, page.incident).await?;
                let Some(incident) = found else { return Ok(()) };
                match state {
                    Some(state) => store::settle(tx.conn(), page.id, state, now, error.as_deref()).await?,
                    None => store::retry(tx.conn(), page.id, now + wait, error.as_deref().unwrap_or_default()).await?,
                }
                // The repeats after the last rung keep their pace: with nobody on duty they would never rest.
                let rungs = venue.ladder(incident.priority).rungs.len();
                if cannot_come && usize::try_from(page.rung).is_ok_and(|rung| rung + 1 < rungs) {
                    store::hasten(tx.conn(), &page, now).await?;
                }
                let facts = json!({ "page": page.id, "officer": page.account, "channel": page.channel, "rung": page.rung, "attempt": page.attempts });
                incidents::announce(tx, &incident, kind, Actor::System, now, facts);
                Ok(())
            })
        })
        .await
}

async fn attempt(app: &App, venue: &Venue, page: &Page) -> Answer<Outcome> {
    let view = app.db.read().await?;
    let incident = incidents::summaries(&view, page.authority, vec![page.incident]).await?.remove(&page.incident);
    let Some(incident) = incident else { return Ok(Outcome::Skipped("gone")) };
    let settled = store::obligation(&view, page.incident).await?.is_none_or(|o| o.closed);
    // A specialist is called besides although somebody has the incident; everybody else need not come any more.
    if settled && (incident.status.is_over() || incident.second != Some(page.account)) {
        return Ok(Outcome::Skipped("acknowledged"));
    }
    // A mail server that was away for an hour comes back: one page says what sixty would.
    if store::is_overtaken(&view, page).await? {
        return Ok(Outcome::Skipped("overtaken"));
    }
    let person = accounts::person(&view, page.account).await?;
    drop(view);
    let Some(person) = person.filter(|person| person.active) else { return Ok(Outcome::Skipped("signed_off")) };
    if !routing::is_on_duty(venue, page.account, app.clock.now()) {
        return Ok(Outcome::Skipped("off_duty"));
    }
    let sent = app.mailer.send(words(app, venue, &incident, page, &person.name, &person.email)).await;
    Ok(match sent {
        Ok(()) => Outcome::Sent,
        Err(error) => {
            tracing::warn!(page = %page.id, attempt = page.attempts, %error, "a page did not get through and is tried again");
            Outcome::NotYet(error.to_string().chars().take(200).collect())
        }
    })
}

fn words<'a>(app: &App, venue: &Venue, incident: &Incident, page: &Page, name: &'a str, email: &'a str) -> Mail<'a> {
    let title = Taxonomy::builtin().category(&incident.category).map_or("Report", |category| &category.label);
    let place = incident.place_label.as_deref().unwrap_or("place not known yet");
    let (number, priority) = (&incident.number, incident.priority);
    let link = format!("{}/desk/{number}", app.config.public_url);
    let subject = format!("P{priority} {number} · {title}");
    let text = format!(
        "P{priority} {number}\n{title}\n{venue}: {place}\n\nOpen and acknowledge:\n{link}\n\n\
         Opening this link acknowledges nothing. Until somebody acknowledges, others are called.\n",
        venue = venue.name
    );
    Mail { to_name: name, to: email, subject, text, id: page.id.to_string(), urgent: priority == 1 }
}

/// Doubles with each attempt, with jitter so that a mail server that comes back is not stormed.
fn backoff(app: &App, attempts: u32) -> SignedDuration {
    let doubled = BACKOFF_FIRST.saturating_mul(1 << attempts.min(10)).min(BACKOFF_LAST);
    let [chance] = draw::<1>(&*app.entropy);
    doubled.saturating_mul(i32::from(chance) + 256) / 512
}

/// What is wrong with the engine, in words; empty while all is well.
pub async fn health(app: &App) -> Answer<Vec<String>> {
    let now = app.clock.now();
    let (late, failing) = store::late(&app.db.read().await?, now - LATE).await?;
    let mut wrong = Vec::new();
    if late > 0 {
        wrong.push(format!("{late} obligations are late by more than {} s", LATE.as_secs()));
    }
    if failing > 0 {
        wrong.push(format!("{failing} pages do not get through"));
    }
    for venue in venues::any(app) {
        if routing::on_shift(&venue, now).is_empty() {
            wrong.push(format!("nobody is on duty at {}", venue.name));
        }
    }
    let beats = [("ladder", &app.beats.ladder), ("sender", &app.beats.sender), ("deriver", &app.beats.deriver)];
    for (worker, beat) in beats {
        let last = beat.load(Ordering::Relaxed);
        if Timestamp::from_microsecond(last).is_ok_and(|last| now.duration_since(last) > LATE) {
            wrong.push(format!("the {worker} has not gone round for more than {} s", LATE.as_secs()));
        }
    }
    Ok(wrong)
}

/// What Prometheus is told: name, meaning, value.
pub async fn numbers(app: &App) -> Answer<Vec<(&'static str, &'static str, f64)>> {
    let now = app.clock.now();
    let (late, failing) = store::late(&app.db.read().await?, now - LATE).await?;
    let since = |beat: &std::sync::atomic::AtomicI64| {
        let micros = now.as_microsecond() - beat.load(Ordering::Relaxed);
        std::time::Duration::from_micros(u64::try_from(micros).unwrap_or(0)).as_secs_f64()
    };
    let count = |value: u64| u32::try_from(value).map_or(f64::MAX, f64::from);
    Ok(vec![
        ("obligations_late", "Open obligations whose next rung is late.", count(late)),
        ("pages_failing", "Queued pages that failed at least twice.", count(failing)),
        ("ladder_idle_seconds", "Seconds since the ladder last went round.", since(&app.beats.ladder)),
        ("sender_idle_seconds", "Seconds since the sender last went round.", since(&app.beats.sender)),
        ("deriver_idle_seconds", "Seconds since the maker of clean copies last went round.", since(&app.beats.deriver)),
    ])
}
