//! From the log to whoever listens.

use super::attention;
use crate::app::App;
use crate::audit::{self, Entry};
use crate::incidents::{self, Incident, Summary};
use crate::problem::Answer;
use crate::venues;
use bytes::Bytes;
use jiff::SignedDuration;
use serde::Serialize;
use shared::event::EventKind;
use shared::id::{AccountId, AuthorityId, IncidentId, VenueId};
use shared::limits::STREAM_QUEUE;
use std::collections::{BTreeSet, HashMap};
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::broadcast;
use utoipa::ToSchema;

/// The log is looked at at least so often while somebody listens: another server may have written to it.
const ROUND: SignedDuration = SignedDuration::from_secs(1);
const BATCH: u64 = 500;

/// One event, written out.
#[derive(Clone, Debug)]
pub struct Frame {
    pub seq: i64,
    /// Of the moment: it has no number and is not in the log.
    pub passing: bool,
    pub venue: Option<VenueId>,
    /// Of what is told in confidence: who reads it.
    pub readers: Option<BTreeSet<AccountId>>,
    pub text: Bytes,
}

/// What stands behind `data:`.
#[derive(Serialize, ToSchema)]
pub struct LiveEvent {
    pub seq: i64,
    #[schema(example = "incident.opened")]
    pub kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub incident: Option<Summary>,
    /// Ids and plain facts of the event.
    #[schema(value_type = Object)]
    pub facts: serde_json::Value,
}

/// Those who listen, by authority.
#[derive(Default)]
pub struct Hub(Mutex<HashMap<AuthorityId, Channel>>);

struct Channel {
    sender: broadcast::Sender<Frame>,
    told: i64,
}

impl Hub {
    /// Frames after `now`, the log's number at this moment.
    pub fn listen(&self, authority: AuthorityId, now: i64) -> broadcast::Receiver<Frame> {
        let mut channels = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let channel = channels
            .entry(authority)
            .or_insert_with(|| Channel { sender: broadcast::channel(STREAM_QUEUE).0, told: now });
        if channel.sender.receiver_count() == 0 {
            channel.told = channel.told.max(now);
        }
        channel.sender.subscribe()
    }

    /// Authorities somebody listens to, with what they were last told.
    fn listened(&self) -> Vec<(AuthorityId, i64)> {
        let mut channels = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        channels.retain(|_, channel| channel.sender.receiver_count() > 0);
        channels.iter().map(|(authority, channel)| (*authority, channel.told)).collect()
    }

    fn tell(&self, authority: AuthorityId, frames: Vec<Frame>) {
        let mut channels = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(channel) = channels.get_mut(&authority) {
            for frame in frames {
                channel.told = channel.told.max(frame.seq);
                // Nobody listening any more is no failure.
                let _ = channel.sender.send(frame);
            }
        }
    }
}

/// Tells what has grown, until the server stops.
pub async fn run(app: Arc<App>) {
    loop {
        tokio::select! {
            () = app.db.committed.live.notified() => {}
            () = app.clock.wait(ROUND) => {}
        }
        app.beats.feed.store(app.clock.now().as_microsecond(), Ordering::Relaxed);
        app.db.committed.take();
        for (authority, told) in app.hub.listened() {
            if let Err(problem) = catch_up(&app, authority, told).await {
                tracing::error!(%problem, "the live feed stumbled and goes on");
            }
        }
        if attention::is_due(&app) {
            for (authority, _) in app.hub.listened() {
                match attention::frames(&app, authority).await {
                    Ok(frames) => app.hub.tell(authority, frames),
                    Err(problem) => tracing::warn!(%problem, "who looks at what was not told"),
                }
            }
        }
    }
}

async fn catch_up(app: &App, authority: AuthorityId, mut told: i64) -> Answer<()> {
    loop {
        let frames = frames(app, authority, told, BATCH).await?;
        let Some(last) = frames.last() else { return Ok(()) };
        told = last.seq;
        app.hub.tell(authority, frames);
    }
}

/// At most `limit` events after `seq`, written out with the present state of their incidents.
pub async fn frames(app: &App, authority: AuthorityId, seq: i64, limit: u64) -> Answer<Vec<Frame>> {
    let view = app.db.read().await?;
    let entries = audit::after(&view, authority, seq, limit).await?;
    if entries.is_empty() {
        return Ok(Vec::new());
    }
    if entries.iter().any(|entry| entry.kind == EventKind::IncidentDeparture) {
        // Another server may have taken the schedule in: what is written out next must be what it says.
        venues::refresh(app).await?;
    }
    let mut ids: Vec<IncidentId> = entries.iter().filter_map(|entry| entry.incident).collect();
    ids.sort_unstable();
    ids.dedup();
    let incidents = incidents::summaries(&view, authority, ids).await?;
    let told = incidents.values().filter(|incident| incident.confidence.is_some()).map(|incident| incident.id);
    let readers = incidents::readers(&view, authority, told.collect::<Vec<_>>()).await?;
    drop(view);
    entries.into_iter().map(|entry| frame(app, entry, &incidents, &readers)).collect()
}

fn frame(
    app: &App,
    entry: Entry,
    incidents: &HashMap<IncidentId, Incident>,
    readers: &HashMap<IncidentId, BTreeSet<AccountId>>,
) -> Answer<Frame> {
    let incident = entry.incident.and_then(|id| incidents.get(&id));
    let told = incident.filter(|incident| incident.confidence.is_some());
    let readers = told.map(|incident| readers.get(&incident.id).cloned().unwrap_or_default());
    let incident = incident.map(|i| Answer::Ok(Summary::new(i, &*venues::by_id(app, i.venue)?))).transpose()?;
    let event = LiveEvent { seq: entry.seq, kind: entry.kind.name(), incident, facts: entry.facts };
    let data = serde_json::to_string(&event).map_err(crate::problem::Problem::internal)?;
    let text = format!("id: {}\nevent: {}\ndata: {data}\n\n", entry.seq, entry.kind.name());
    Ok(Frame { seq: entry.seq, passing: false, venue: entry.venue, readers, text: text.into() })
}
