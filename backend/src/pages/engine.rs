//! The workers behind the promise "never unheard": one climbs ladders, one sends pages. Both take their work from the
//! database, so a restart in the middle loses nothing; both live by the clock they are given.

use super::channel::{self, Channel, Outcome};
use super::service;
use super::store::{self, Page};
use super::{heartbeat, postman};
use crate::accounts::Person;
use crate::app::App;
use crate::channels::Targets;
use crate::db::Tx;
use crate::incidents::{self, Incident};
use crate::problem::Answer;
use crate::venues;
use crate::{accounts, channels, live, proof, roster, routing};
use futures_util::future::join_all;
use jiff::{SignedDuration, Timestamp};
use shared::clock::draw;
use shared::duty::Duty;
use shared::event::EventKind;
use shared::id::{AccountId, AuthorityId, IncidentId, ObligationId, PageId};
use shared::incident::Nature;
use shared::promise::Owed;
use shared::unheard::unheard;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use uuid::Uuid;

/// A server that died with a page gives it back after so long.
const LEASE: SignedDuration = SignedDuration::from_secs(30);
/// The workers go round at least so often, whatever wakes them or not.
const ROUND: SignedDuration = SignedDuration::from_secs(1);
/// Rungs rung in one write.
const RUNGS: u64 = 128;
/// Pages taken under one lease, decided on together and sent side by side. The lease outlasts what a silent mail server may
/// take (`mail::TIMEOUT`), so no other server takes a page that may still be on its way.
const SENDING: u64 = 32;
/// Most urgent incidents that nobody has acknowledged, looked at in one turn.
const WAITING: u64 = 512;
/// First wait after a page did not get through; it doubles up to the last.
const BACKOFF_FIRST: SignedDuration = SignedDuration::from_secs(2);
const BACKOFF_LAST: SignedDuration = SignedDuration::from_secs(120);
/// An obligation whose rung is late by more than this turns `/health/engine` red.
const LATE: SignedDuration = SignedDuration::from_secs(30);

/// All go round until the server stops, and none waits for another: a mail server that takes a connection and says
/// nothing must not keep a ladder from climbing.
pub async fn run(app: Arc<App>) {
    tokio::join!(climb_on(&app), send_on(&app), heartbeat::run(&app), postman::run(&app));
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
    live::tell_desks(app).await?;
    let climbed = climb(app).await? + fall_back(app).await?;
    app.beats.ladder.store(app.clock.now().as_microsecond(), Ordering::Relaxed);
    Ok(climbed)
}

async fn turn_sender(app: &Arc<App>) -> Answer<usize> {
    let sent = send(app).await?;
    app.beats.sender.store(app.clock.now().as_microsecond(), Ordering::Relaxed);
    Ok(sent)
}

/// When the next rung and the next page are due.
pub async fn next(app: &App) -> Answer<(Option<Timestamp>, Option<Timestamp>)> {
    Ok((next_rung_at(app).await?, next_page_at(app).await?))
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
                let due = store::due(tx.conn(), now, RUNGS).await?;
                let mut calling = Vec::with_capacity(due.len());
                for obligation in due {
                    let found = incidents::locked(tx.conn(), obligation.authority, obligation.incident).await?;
                    let Some(incident) = found else { continue };
                    calling.push((venues::by_id(&app, obligation.venue)?, incident, obligation));
                }
                let count = calling.len();
                service::ring(tx, &app, calling, now).await?;
                Ok(count)
            })
        })
        .await
}

/// The dead-desk rule: whoever is outside is called when nobody here hears a most urgent incident.
async fn fall_back(app: &Arc<App>) -> Answer<usize> {
    let now = app.clock.now();
    let mut dead = Vec::new();
    for obligation in store::waiting(&app.db.read().await?, WAITING).await? {
        let seen = live::desk_seen(app, obligation.venue).await?;
        let why = unheard(obligation.priority, obligation.opened_at, seen, now);
        dead.extend(why.map(|why| (obligation.authority, obligation.incident, why)));
    }
    // Whoever is outside is called for what is real.
    let mut of_authority: BTreeMap<AuthorityId, Vec<IncidentId>> = BTreeMap::new();
    dead.iter().for_each(|(authority, incident, _)| of_authority.entry(*authority).or_default().push(*incident));
    let mut real = BTreeSet::new();
    for (authority, ids) in of_authority {
        let known = incidents::summaries(&app.db.read().await?, authority, ids).await?;
        real.extend(known.into_values().filter(|one| one.nature == Nature::Real).map(|one| one.id));
    }
    dead.retain(|(_, incident, _)| real.contains(incident));
    if dead.is_empty() {
        return Ok(0);
    }
    let (worker, dead) = (app.clone(), Arc::new(dead));
    app.db
        .write(move |tx| {
            let (app, dead) = (worker.clone(), dead.clone());
            Box::pin(async move {
                for (authority, incident, why) in dead.iter() {
                    let Some(incident) = incidents::locked(tx.conn(), *authority, *incident).await? else { continue };
                    service::fall_back(tx, &app, &incident, *why, now).await?;
                }
                Ok(dead.len())
            })
        })
        .await
}

/// Sends what is due, a lease's worth at a time, until nothing is.
async fn send(app: &Arc<App>) -> Answer<usize> {
    if next_page_at(app).await?.is_none_or(|at| at > app.clock.now()) {
        return Ok(0);
    }
    let mut count = 0;
    let mut done = Vec::new();
    loop {
        let pages = turn_over(app, std::mem::take(&mut done)).await?;
        if pages.is_empty() {
            return Ok(count);
        }
        count += pages.len();
        let facts = weigh(app, &pages).await?;
        let outcomes = join_all(pages.iter().map(|page| attempt(app, &facts, page))).await;
        let outcomes = outcomes.into_iter().collect::<Answer<Vec<_>>>()?;
        done = pages.into_iter().zip(outcomes).collect();
    }
}

/// What decides whether some pages are still wanted.
struct Weighed {
    incidents: HashMap<IncidentId, Incident>,
    owed: HashMap<IncidentId, (ObligationId, Owed)>,
    overtaken: BTreeSet<PageId>,
    people: HashMap<AccountId, Person>,
    targets: Targets,
    /// What people said of their duty, as the database has it: another server may have written it a moment ago.
    said: Vec<Duty>,
}

async fn weigh(app: &App, pages: &[Page]) -> Answer<Weighed> {
    let view = app.db.read().await?;
    let mut of_authority: BTreeMap<AuthorityId, Vec<IncidentId>> = BTreeMap::new();
    for page in pages {
        of_authority.entry(page.authority).or_default().push(page.incident);
    }
    let said = roster::said(&view, of_authority.keys().copied(), app.clock.now()).await?;
    let mut incidents = HashMap::new();
    for (authority, ids) in of_authority {
        incidents.extend(incidents::summaries(&view, authority, ids).await?);
    }
    let ids: Vec<IncidentId> = incidents.keys().copied().collect();
    let officers: BTreeSet<AccountId> = pages.iter().map(|page| page.account).collect();
    let through: BTreeSet<Uuid> = pages.iter().filter_map(|page| page.target).collect();
    Ok(Weighed {
        incidents,
        targets: channels::targets(app, &through).await?,
        owed: store::owed(&view, &ids).await?,
        overtaken: store::overtaken(&view, pages).await?,
        people: accounts::people(&view, officers).await?,
        said,
    })
}

async fn attempt(app: &App, facts: &Weighed, page: &Page) -> Answer<Outcome> {
    let Some(incident) = facts.incidents.get(&page.incident) else { return Ok(Outcome::Skipped("gone")) };
    let open = facts.owed.get(&page.incident);
    if page.kind.is_promise() {
        // Kept, or promised anew.
        if open.is_none_or(|(obligation, _)| *obligation != page.obligation) {
            return Ok(Outcome::Skipped("settled"));
        }
    } else if page.is_of_major() {
        // It asks nobody to acknowledge.
        if incident.status.is_over() {
            return Ok(Outcome::Skipped("ended"));
        }
    } else if open.is_none_or(|(_, owed)| owed.is_promise())
        // A specialist is called besides although somebody has the incident; everybody else need not come any more.
        && (incident.status.is_over() || incident.second != Some(page.account))
    {
        return Ok(Outcome::Skipped("acknowledged"));
    }
    // A mail server that was away for an hour comes back: one page says what sixty would.
    if facts.overtaken.contains(&page.id) {
        return Ok(Outcome::Skipped("overtaken"));
    }
    let venue = venues::by_id(app, page.venue)?;
    if page.channel == "webhook" {
        let hook = page.target.and_then(|id| facts.targets.hooks.get(&id));
        let Some(hook) = hook else { return Ok(Outcome::Skipped("ended")) };
        let Some(hook) = hook else {
            return Ok(Outcome::NotYet { error: "its secret cannot be read".to_owned(), after: None });
        };
        return Ok(channel::send(app, Channel::Webhook(hook), &venue, incident, page).await);
    }
    if page.cause.as_deref() == Some(store::PROOF) {
        let Some(email) = &app.config.proof_mail else { return Ok(Outcome::Skipped("ended")) };
        return Ok(channel::send(app, Channel::Mail { name: "Canary", email }, &venue, incident, page).await);
    }
    let person = facts.people.get(&page.account).filter(|person| person.active);
    let Some(person) = person else { return Ok(Outcome::Skipped("signed_off")) };
    // A major incident is what everybody has to hear, whatever the priority it began with.
    let priority = if page.is_of_major() { 1 } else { incident.priority };
    if let Some(silence) = routing::silence(&venue, &facts.said, page.account, priority, app.clock.now()) {
        return Ok(Outcome::Skipped(silence.name()));
    }
    let phone = person.phone.as_deref().zip(app.texting.as_ref());
    let channel = match page.target {
        None if page.channel == "text" || page.channel == "call" => {
            let Some((to, gateway)) = phone else { return Ok(Outcome::Skipped("ended")) };
            if page.channel == "call" { Channel::Call { gateway, to } } else { Channel::Text { gateway, to } }
        }
        None => Channel::Mail { name: &person.name, email: &person.email },
        Some(id) => {
            let Some(to) = facts.targets.subscriptions.get(&id) else { return Ok(Outcome::Skipped("ended")) };
            Channel::Push(to)
        }
    };
    Ok(channel::send(app, channel, &venue, incident, page).await)
}

/// Writes down what became of the pages of one lease, and takes the next under a new one.
async fn turn_over(app: &Arc<App>, done: Vec<(Page, Outcome)>) -> Answer<Vec<Page>> {
    let now = app.clock.now();
    let waits: Vec<SignedDuration> = done.iter().map(|(page, _)| backoff(app, page.attempts)).collect();
    let (worker, done) = (app.clone(), Arc::new(done));
    app.db
        .write(move |tx| {
            let (app, done, waits) = (worker.clone(), done.clone(), waits.clone());
            Box::pin(async move {
                let sent = done.iter().filter(|(_, outcome)| matches!(outcome, Outcome::Sent));
                let sent: Vec<PageId> = sent.map(|(page, _)| page.id).collect();
                store::sent(tx.conn(), &sent, now).await?;
                for ((page, outcome), wait) in done.iter().zip(waits) {
                    let kind = match outcome {
                        Outcome::Sent => EventKind::PageSent,
                        Outcome::Skipped(why) => {
                            store::skip(tx.conn(), page.id, why).await?;
                            pass_on(tx, &app, page, why, now).await?;
                            EventKind::PageSkipped
                        }
                        Outcome::Gone => {
                            store::skip(tx.conn(), page.id, "gone").await?;
                            if let Some(id) = page.target {
                                channels::end_subscription(tx.conn(), id, None, "gone", now).await?;
                            }
                            EventKind::PageFailed
                        }
                        Outcome::NotYet { error, after } => {
                            // Whoever asks for patience gets it, within what an alarm can wait.
                            let wait = after.map_or(wait, |after| after.clamp(wait, BACKOFF_LAST));
                            store::retry(tx.conn(), page.id, now + wait, error).await?;
                            EventKind::PageFailed
                        }
                    };
                    service::announce(tx, page, kind, now);
                }
                store::lease(tx.conn(), now, now + LEASE, SENDING).await
            })
        })
        .await
}

/// Whom the page called cannot come: the next rung need not wait.
async fn pass_on(tx: &Tx, app: &App, page: &Page, why: &str, now: Timestamp) -> Answer<()> {
    if page.is_of_major() || !matches!(why, "off_duty" | "on_break" | "busy" | "signed_off") {
        return Ok(());
    }
    let Some(incident) = incidents::locked(tx.conn(), page.authority, page.incident).await? else { return Ok(()) };
    // The repeats after the last rung keep their pace: with nobody on duty they would never rest.
    let venue = venues::by_id(app, page.venue)?;
    let rungs = service::ladder_for(&venue, &incident, page.kind, incident.priority).rungs.len();
    if usize::try_from(page.rung).is_ok_and(|rung| rung + 1 < rungs) {
        store::hasten(tx.conn(), page, now).await?;
    }
    Ok(())
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
    wrong.extend(proof::faults(app).await?);
    let unheard = store::unheard(&app.db.read().await?).await?;
    if !unheard.is_empty() {
        // Anybody may read this: it does not say which of them was told in confidence.
        wrong.push(format!("{} incidents are heard by nobody", unheard.len()));
    }
    for authority in unheard.iter().collect::<BTreeSet<_>>() {
        if channels::reach(&app.db.read().await?, *authority).await?.hooks(channels::FALLBACK).next().is_none() {
            wrong.push(format!("authority {authority} has no fallback channel"));
        }
    }
    for venue in venues::any(app) {
        if routing::on_duty(&venue, now).is_empty() {
            wrong.push(format!("nobody is on duty at {}", venue.name));
        }
    }
    if let Some(gone) = app.postman.gone_for(now) {
        wrong.push(format!("the mail server has not answered for {} s", gone.as_secs()));
    }
    for (worker, beat) in workers(app) {
        let last = beat.load(Ordering::Relaxed);
        if Timestamp::from_microsecond(last).is_ok_and(|last| now.duration_since(last) > LATE) {
            wrong.push(format!("the {worker} has not gone round for more than {} s", LATE.as_secs()));
        }
    }
    Ok(wrong)
}

/// Everything that must go round, and when it last did.
fn workers(app: &App) -> [(&'static str, &AtomicI64); 6] {
    let beats = &app.beats;
    [
        ("ladder", &beats.ladder),
        ("sender", &beats.sender),
        ("deriver", &beats.deriver),
        ("canary", &beats.canary),
        ("live feed", &beats.feed),
        ("look at venues and rules", &beats.looker),
    ]
}

/// What Prometheus is told: name, meaning, value.
pub async fn numbers(app: &App) -> Answer<Vec<(&'static str, &'static str, f64)>> {
    let now = app.clock.now();
    let (late, failing) = store::late(&app.db.read().await?, now - LATE).await?;
    let since = |beat: &AtomicI64| {
        let micros = now.as_microsecond() - beat.load(Ordering::Relaxed);
        std::time::Duration::from_micros(u64::try_from(micros).unwrap_or(0)).as_secs_f64()
    };
    let count = |value: u64| u32::try_from(value).map_or(f64::MAX, f64::from);
    let gone = app.postman.gone_for(now).map_or(0.0, |gone| gone.as_secs_f64());
    let green = if health(app).await?.is_empty() { 1.0 } else { 0.0 };
    Ok(vec![
        ("engine_green", "1 while /health/engine is green, 0 while it is red.", green),
        ("obligations_late", "Open obligations whose next rung is late.", count(late)),
        ("pages_failing", "Queued pages that failed at least twice.", count(failing)),
        ("ladder_idle_seconds", "Seconds since the ladder last went round.", since(&app.beats.ladder)),
        ("sender_idle_seconds", "Seconds since the sender last went round.", since(&app.beats.sender)),
        ("deriver_idle_seconds", "Seconds since the maker of clean copies last went round.", since(&app.beats.deriver)),
        ("canary_idle_seconds", "Seconds since canaries were last looked after.", since(&app.beats.canary)),
        ("feed_idle_seconds", "Seconds since the live feed last went round.", since(&app.beats.feed)),
        ("looker_idle_seconds", "Seconds since venues and rules were last looked at.", since(&app.beats.looker)),
        ("mail_server_gone_seconds", "Seconds the mail server has not answered, 0 while it does.", gone),
    ])
}
