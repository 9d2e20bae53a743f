//! Who looks at an incident and who is writing, told to the other desks while it lasts. It is no event: nothing of it is logged.

use super::feed::Frame;
use super::store::{self, Said};
use crate::accounts::Scope;
use crate::app::App;
use crate::db::View;
use crate::incidents;
use crate::problem::{Answer, Problem};
use crate::venues;
use crate::wire::Labelled;
use jiff::{SignedDuration, Timestamp};
use serde::Serialize;
use shared::attention::{Doing, LASTS};
use shared::id::{AccountId, AuthorityId, IncidentId};
use std::collections::{BTreeSet, HashMap};
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use utoipa::ToSchema;

/// Said of several at once; a rest is told in the next round.
const BATCH: u64 = 200;
/// How often what other servers wrote down is looked for.
const ROUND_MICROSECONDS: i64 = 1_000_000;
/// What was said so long ago is looked at again: another server's clock may be behind, or its write slow.
const OVERLAP: SignedDuration = SignedDuration::from_secs(5);

/// What this server has told its desks.
#[derive(Default)]
pub struct Attention {
    /// Somebody here has said something that was not told yet.
    fresh: AtomicBool,
    looked: AtomicI64,
    /// The last of each that was told.
    told: Mutex<HashMap<(IncidentId, AccountId), (Doing, Timestamp)>>,
}

/// Somebody who looks at an incident.
#[derive(Serialize, ToSchema)]
pub struct Looker {
    pub id: String,
    pub label: String,
    pub typing: bool,
}

/// What stands behind `data:` of the event `attention`.
#[derive(Serialize, ToSchema)]
pub struct AttentionEvent {
    pub incident: String,
    pub person: Labelled,
    /// `looking`, `typing` or `gone`.
    pub doing: &'static str,
}

/// Says what the asker does with an incident, and answers who else is there.
pub async fn say(app: &Arc<App>, scope: &Scope, id: IncidentId, doing: Doing) -> Answer<Vec<Looker>> {
    let incident = incidents::visible(app, scope, id).await?;
    let venue = venues::by_id(app, incident.venue)?;
    let (now, authority, account) = (app.clock.now(), scope.authority, scope.account);
    let said = app
        .db
        .write(move |tx| {
            Box::pin(async move {
                store::say(tx.conn(), authority, Said { incident: id, account, doing, at: now }).await?;
                store::said_of(tx.conn(), authority, id).await
            })
        })
        .await?;
    app.attention.fresh.store(true, Ordering::Relaxed);
    app.db.committed.live.notify_one();
    let others = said.into_iter().filter(|said| said.account != account);
    let there = others.map(|said| (said.account, said.doing.at(said.at, now)));
    Ok(there
        .filter(|(_, doing)| *doing != Doing::Gone)
        .map(|(account, doing)| {
            let Labelled { id, label } = venue.person_label(account);
            Looker { id, label, typing: doing == Doing::Typing }
        })
        .collect())
}

/// Whether to look for what was said, and when that was last done is now.
pub fn is_due(app: &App) -> bool {
    let now = app.clock.now().as_microsecond();
    let passed = now - app.attention.looked.load(Ordering::Relaxed) >= ROUND_MICROSECONDS;
    let due = app.attention.fresh.swap(false, Ordering::Relaxed) || passed;
    if due {
        app.attention.looked.store(now, Ordering::Relaxed);
    }
    due
}

/// What this server has not told its desks yet of what was said a moment ago, written out. Whoever opens an incident asks, and
/// needs nothing older.
pub async fn frames(app: &App, authority: AuthorityId) -> Answer<Vec<Frame>> {
    let now = app.clock.now();
    let view = app.db.read().await?;
    let mut said = store::said_since(&view, authority, now - OVERLAP, BATCH).await?;
    {
        let mut told = app.attention.told.lock().unwrap_or_else(PoisonError::into_inner);
        told.retain(|_, (_, at)| now.duration_since(*at) <= LASTS);
        said.retain(|said| {
            let this = (said.doing, said.at);
            told.insert((said.incident, said.account), this) != Some(this)
        });
    }
    if said.is_empty() { Ok(Vec::new()) } else { written(app, &view, authority, &said).await }
}

async fn written(app: &App, view: &View, authority: AuthorityId, said: &[Said]) -> Answer<Vec<Frame>> {
    let ids: BTreeSet<IncidentId> = said.iter().map(|said| said.incident).collect();
    let of = incidents::summaries(view, authority, ids.into_iter().collect()).await?;
    let told = of.values().filter(|incident| incident.confidence.is_some()).map(|incident| incident.id);
    let readers = incidents::readers(view, authority, told.collect::<Vec<_>>()).await?;
    let mut frames = Vec::new();
    for said in said {
        let Some(incident) = of.get(&said.incident) else { continue };
        let person = venues::by_id(app, incident.venue)?.person_label(said.account);
        let event = AttentionEvent { incident: said.incident.to_string(), person, doing: said.doing.name() };
        let data = serde_json::to_string(&event).map_err(Problem::internal)?;
        let told = incident.confidence.is_some();
        let readers: Option<BTreeSet<AccountId>> = told.then(|| readers.get(&incident.id).cloned().unwrap_or_default());
        // Without an `id`: a desk that was away resumes from the log, which knows nothing of it.
        let text = format!("event: attention\ndata: {data}\n\n").into();
        frames.push(Frame { seq: 0, passing: true, venue: Some(incident.venue), readers, text });
    }
    Ok(frames)
}
