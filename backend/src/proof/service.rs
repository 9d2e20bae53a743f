//! Sending canaries out, and seeing whether they come home.

use super::store::{self, Proof, State};
use super::wire::{Proofs, Standing, VenueProof};
use crate::accounts::Scope;
use crate::app::App;
use crate::audit::{Actor, Announcement};
use crate::db::Tx;
use crate::problem::Answer;
use crate::venues::{self, Venue};
use crate::{channels, incidents, pages, photos, reports, routing};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use shared::event::EventKind;
use shared::id::{AuthorityId, IncidentId, PhotoId, ProofId, VenueId};
use shared::proof::{WITHIN, is_due, is_overdue, missing};
use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::Ordering;

/// The way of an open desk.
pub const DESK: &str = "desk";
/// Looked at so often.
const ROUND: SignedDuration = SignedDuration::from_secs(1);
/// What ended is kept for so long.
const KEPT: SignedDuration = SignedDuration::from_hours(7 * 24);
/// What a canary says it saw: of every venue, never the most urgent, and asked about in no rule of ours.
const CATEGORY: &str = "item.unattended";

/// Goes round until the server stops.
pub async fn run(app: Arc<App>) {
    loop {
        app.clock.wait(ROUND).await;
        if let Err(problem) = turn(&app).await {
            tracing::error!(%problem, cause = ?problem, "the canary stumbled and goes on");
        }
    }
}

/// Sends out what is due and takes in what came home, and says how many that were.
pub async fn turn(app: &Arc<App>) -> Answer<usize> {
    app.beats.canary.store(app.clock.now().as_microsecond(), Ordering::Relaxed);
    // Those on their way are taken in even where no more are sent.
    let mut moved = settle(app).await?;
    let Some(every) = every(app) else { return Ok(moved) };
    for venue in venues::any(app) {
        if let Some(proof) = claim(app, &venue, every).await? {
            moved += 1;
            send(app, &venue, proof).await?;
        }
    }
    Ok(moved)
}

fn every(app: &App) -> Option<SignedDuration> {
    (app.config.proof_every_s > 0).then(|| SignedDuration::from_secs(app.config.proof_every_s.into()))
}

fn due(venue: &Venue, last: Option<&Proof>, every: SignedDuration, now: Timestamp) -> bool {
    let began = last.is_some_and(|last| {
        let on = |at| {
            routing::on_shift(venue, at)
                .into_iter()
                .map(|shift| (shift.post, shift.officer, shift.until))
                .collect::<BTreeSet<_>>()
        };
        !on(now).is_subset(&on(last.started_at))
    });
    is_due(last.map(|last| last.started_at), every, began, now)
}

/// Writes down that a canary leaves, if one is due and none is on its way: once, whichever server is first.
async fn claim(app: &Arc<App>, venue: &Arc<Venue>, every: SignedDuration) -> Answer<Option<Proof>> {
    let now = app.clock.now();
    let last = store::last(&app.db.read().await?, venue.id, None).await?;
    if last.as_ref().is_some_and(|last| last.ended_at.is_none()) || !due(venue, last.as_ref(), every, now) {
        return Ok(None);
    }
    let new = Proof {
        id: ProofId::fresh(&*app.clock, &*app.entropy),
        authority: venue.authority,
        venue: venue.id,
        sent: None,
        started_at: now,
        ended_at: None,
        answers: Vec::new(),
        missing: Vec::new(),
    };
    let venue = venue.clone();
    app.db
        .write(move |tx| {
            let (new, venue) = (new.clone(), venue.clone());
            Box::pin(async move {
                // Held until the commit: the other server then sees what this one wrote.
                venues::touch(tx.conn(), venue.id).await?;
                let last = store::last(tx.conn(), venue.id, None).await?;
                if last.as_ref().is_some_and(|last| last.ended_at.is_none()) || !due(&venue, last.as_ref(), every, now)
                {
                    return Ok(None);
                }
                store::forget(tx.conn(), venue.id, now - KEPT).await?;
                store::start(tx.conn(), &new).await?;
                Ok(Some(new))
            })
        })
        .await
}

/// Sends it. What cannot even be taken in is a canary that failed, and nothing else fails because of it.
async fn send(app: &Arc<App>, venue: &Arc<Venue>, proof: Proof) -> Answer<()> {
    match go(app, venue, &proof).await {
        Ok(()) => Ok(()),
        Err(problem) => {
            tracing::warn!(%problem, cause = ?problem, venue = venue.slug, "a canary was not taken in");
            end(app, proof, vec!["intake".to_owned()]).await
        }
    }
}

async fn go(app: &Arc<App>, venue: &Arc<Venue>, proof: &Proof) -> Answer<()> {
    let picture = photos::sample(&*app.entropy)?;
    let digest: [u8; 32] = Sha256::digest(&picture).into();
    let photo = PhotoId::fresh(&*app.clock, &*app.entropy);
    // Another zone each time, so that in a while every one of them was on the way.
    let zones: Vec<String> = venue.zone_tree().map(|(code, _)| code).collect();
    let nth = usize::from(proof.id.uuid().as_bytes()[15]) % zones.len().max(1);
    let place = zones.get(nth).map_or_else(|| json!({ "text": "canary" }), |zone| json!({ "zone": zone }));
    let told = json!({
        "category": CATEGORY,
        "narrative": "A canary: made by the server to see that everything works.",
        "place": place,
        "photos": [{ "id": photo, "sha256": hex::encode(digest), "bytes": picture.len(), "media_type": "image/jpeg" }],
    });
    let report = reports::canary(app, venue, &proof.id.to_string(), told).await?;
    let (id, sent) = (proof.id, (report.incident, report.id, photo));
    let (authority, of) = (venue.authority, venue.id);
    let now = app.clock.now();
    app.db
        .write(move |tx| {
            Box::pin(async move {
                store::left(tx.conn(), id, sent).await?;
                announce(tx, authority, of, EventKind::ProofCalled, now, json!({ "proof": id }));
                Ok(())
            })
        })
        .await?;
    photos::receive(app, report.into(), photo, picture, Some(digest)).await.map(drop)
}

fn announce(tx: &Tx, authority: AuthorityId, venue: VenueId, kind: EventKind, at: Timestamp, facts: Value) {
    tx.announce(Announcement { authority, kind, at, venue: Some(venue), incident: None, actor: Actor::System, facts });
}

/// Whose answer it is: that of a page's machine, or of an open desk.
#[derive(Clone, Copy)]
pub enum Of<'a> {
    Incident(AuthorityId, IncidentId),
    Desk(&'a Scope, ProofId),
}

impl Of<'_> {
    fn is(&self, proof: &Proof) -> bool {
        match self {
            Self::Incident(authority, incident) => {
                proof.authority == *authority && proof.sent.is_some_and(|(of, ..)| of == *incident)
            }
            Self::Desk(who, id) => {
                proof.id == *id && proof.authority == who.authority && who.venues.contains(&proof.venue)
            }
        }
    }
}

/// A canary was heard at its end. One that is over, or was none of the asker's, needs nothing any more.
pub async fn answered(app: &Arc<App>, of: Of<'_>, way: &str) -> Answer<()> {
    let view = app.db.read().await?;
    let Some(proof) = store::running(&view, false).await?.into_iter().find(|proof| of.is(proof)) else { return Ok(()) };
    drop(view);
    let way = way.to_owned();
    app.db
        .write(move |tx| {
            let (id, way) = (proof.id, way.clone());
            Box::pin(async move {
                let running = store::running(tx.conn(), true).await?;
                let Some(mut proof) = running.into_iter().find(|proof| proof.id == id) else { return Ok(()) };
                if !proof.answers.contains(&way) {
                    proof.answers.push(way);
                    store::answered(tx.conn(), id, &proof.answers).await?;
                }
                Ok(())
            })
        })
        .await
}

/// The ways that are set up besides the desk, each of which must answer.
async fn ways(app: &App, authority: AuthorityId) -> Answer<Vec<String>> {
    let reach = channels::reach(&app.db.read().await?, authority).await?;
    let hook = reach.hooks(channels::PROOF).next().map(|_| "webhook".to_owned());
    Ok(hook.into_iter().chain(app.config.proof_mail.as_ref().map(|_| "email".to_owned())).collect())
}

/// What of its way a canary has not come through yet.
async fn lacks(app: &App, proof: &Proof) -> Answer<Vec<String>> {
    let Some((_, _, photo)) = proof.sent else { return Ok(vec!["intake".to_owned()]) };
    let ways = ways(app, proof.authority).await?;
    let mut lacks: Vec<String> = missing(&ways, &proof.answers).into_iter().map(str::to_owned).collect();
    if ways.is_empty() && proof.answers.is_empty() {
        lacks.push(DESK.to_owned());
    }
    let copies = reports::photo(&app.db.read().await?, photo).await?.is_some_and(|photo| photo.view.is_some());
    if !copies {
        lacks.push("photo".to_owned());
    }
    Ok(lacks)
}

async fn settle(app: &Arc<App>) -> Answer<usize> {
    let now = app.clock.now();
    let mut ended = 0;
    let running = store::running(&app.db.read().await?, false).await?;
    for proof in running {
        let lacks = lacks(app, &proof).await?;
        if lacks.is_empty() || now.duration_since(proof.started_at) > WITHIN {
            end(app, proof, lacks).await?;
            ended += 1;
        }
    }
    Ok(ended)
}

/// It came home, or did not: said once, and nothing else of it stays.
async fn end(app: &Arc<App>, proof: Proof, lacks: Vec<String>) -> Answer<()> {
    let now = app.clock.now();
    // The server may have died, or failed, between taking it in and writing that down.
    let venue = venues::by_id(app, proof.venue)?;
    let taken = reports::known_canary(app, &venue, &proof.id.to_string()).await?;
    let taken = taken.map(|report| (report.incident, report.id));
    let gone = app
        .db
        .write(move |tx| {
            let (proof, lacks) = (proof.clone(), lacks.clone());
            Box::pin(async move {
                let running = store::running(tx.conn(), true).await?;
                let Some(proof) = running.into_iter().find(|one| one.id == proof.id) else { return Ok(Vec::new()) };
                let (state, kind) = match lacks.is_empty() {
                    true => (State::Proven, EventKind::ProofProven),
                    false => (State::Failed, EventKind::ProofFailed),
                };
                store::end(tx.conn(), proof.id, state, &lacks, now).await?;
                let facts = json!({ "proof": proof.id, "answers": proof.answers, "missing": lacks });
                announce(tx, proof.authority, proof.venue, kind, now, facts);
                let sent = proof.sent.map(|(incident, report, _)| (incident, report));
                let Some((incident, report)) = sent.or(taken) else { return Ok(Vec::new()) };
                pages::forget_canary(tx.conn(), incident).await?;
                let files = reports::forget_canary(tx.conn(), proof.authority, report).await?;
                incidents::forget_canary(tx.conn(), proof.authority, incident).await?;
                Ok(files)
            })
        })
        .await?;
    for name in gone {
        if let Err(problem) = app.blobs.remove(&name).await {
            tracing::warn!(%problem, "a canary's photo stays on the disk");
        }
    }
    Ok(())
}

/// How a venue stands.
async fn of_venue(app: &App, venue: &Venue, every: SignedDuration, now: Timestamp) -> Answer<VenueProof> {
    let view = app.db.read().await?;
    let last = store::last(&view, venue.id, None).await?;
    let proven = store::last(&view, venue.id, Some(State::Proven)).await?;
    let since = match &proven {
        Some(proven) => proven.ended_at,
        None => store::first(&view, venue.id).await?.map(|first| first.started_at),
    };
    let failed = store::last(&view, venue.id, Some(State::Failed)).await?;
    let failed = failed.filter(|failed| proven.as_ref().is_none_or(|proven| failed.started_at > proven.started_at));
    let standing = match (&proven, since) {
        (_, Some(since)) if is_overdue(since, every, now) => Standing::Overdue,
        (Some(_), _) => Standing::Proven,
        (None, _) => Standing::Unproven,
    };
    Ok(VenueProof {
        venue: venue.slug.clone(),
        standing,
        took_ms: proven
            .as_ref()
            .and_then(|proven| i64::try_from(proven.ended_at?.duration_since(proven.started_at).as_millis()).ok()),
        proven_at: proven.and_then(|proven| proven.ended_at),
        tried_at: last.as_ref().map(|last| last.started_at),
        missing: failed.map(|failed| failed.missing).unwrap_or_default(),
        waiting: last.filter(|last| last.ended_at.is_none() && last.sent.is_some()).map(|last| last.id.uuid()),
    })
}

/// How one venue stands; `None` where no canaries are sent.
pub async fn standing_of(app: &App, venue: &Venue) -> Answer<Option<VenueProof>> {
    match every(app) {
        Some(every) => of_venue(app, venue, every, app.clock.now()).await.map(Some),
        None => Ok(None),
    }
}

/// How the asker's venues stand.
pub async fn standing(app: &App, who: &Scope) -> Answer<Proofs> {
    let (now, mut items) = (app.clock.now(), Vec::new());
    for venue in venues::of_scope(app, who).await? {
        items.push(match every(app) {
            Some(every) => of_venue(app, &venue, every, now).await?,
            None => VenueProof {
                venue: venue.slug.clone(),
                standing: Standing::Off,
                proven_at: None,
                took_ms: None,
                tried_at: None,
                missing: Vec::new(),
                waiting: None,
            },
        });
    }
    Ok(Proofs { every_s: app.config.proof_every_s, items })
}

/// Where it is too long that a canary came home, in words. Where no machine is set up to answer, only an open desk does, and that none
/// is open is another rule's matter.
pub async fn faults(app: &App) -> Answer<Vec<String>> {
    let Some(every) = every(app) else { return Ok(Vec::new()) };
    let (now, mut faults) = (app.clock.now(), Vec::new());
    for venue in venues::any(app) {
        if ways(app, venue.authority).await?.is_empty() {
            continue;
        }
        let proof = of_venue(app, &venue, every, now).await?;
        if proof.standing == Standing::Overdue {
            let since = proof.proven_at.map_or_else(|| "ever".to_owned(), |at| format!("since {at}"));
            faults.push(format!("no canary came through at {} {since}: {}", venue.name, proof.missing.join(", ")));
        }
    }
    Ok(faults)
}
