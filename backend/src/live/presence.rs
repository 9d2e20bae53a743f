//! Which desks are live: those that are open here, in memory; and what every server wrote down a moment ago, in the database.

use super::store;
use crate::accounts::Signed;
use crate::app::App;
use crate::problem::Answer;
use jiff::{SignedDuration, Timestamp};
use shared::id::{SessionId, VenueId};
use shared::limits::STREAM_RECHECK_SECONDS;
use shared::unheard::HEARTBEAT;
use std::collections::HashMap;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

/// Between the times at which two desks that were opened one after the other are asked again.
const APART_MS: i64 = 7;

/// The desks that are open in this process.
#[derive(Default)]
pub struct Presence {
    open: Mutex<HashMap<u64, (SessionId, Vec<VenueId>)>>,
    next: AtomicU64,
    /// When they were last written down (microseconds since 1970).
    told: AtomicI64,
}

/// One open desk, for as long as this is held.
pub struct Here {
    app: Arc<App>,
    nth: u64,
}

impl Here {
    pub fn new(app: &Arc<App>, who: &Signed, venue: Option<VenueId>) -> Self {
        let nth = app.presence.next.fetch_add(1, Ordering::Relaxed);
        let here = Self { app: app.clone(), nth };
        here.still(who, venue);
        here
    }

    /// How long the session is believed. Each desk differs a little: were all asked again at one event, the last would wait for all
    /// others before it heard of it.
    pub fn believed(&self) -> SignedDuration {
        let most = STREAM_RECHECK_SECONDS * 1000;
        SignedDuration::from_millis(most - (self.nth.cast_signed() * APART_MS) % (most / 2))
    }

    /// The session was asked again, and these are its venues now.
    pub fn still(&self, who: &Signed, venue: Option<VenueId>) {
        let venues = who.scope.venues.iter().copied().filter(|of| venue.is_none_or(|wanted| wanted == *of));
        self.app.presence.lock().insert(self.nth, (who.session, venues.collect()));
    }
}

impl Drop for Here {
    fn drop(&mut self) {
        self.app.presence.lock().remove(&self.nth);
    }
}

impl Presence {
    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<u64, (SessionId, Vec<VenueId>)>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn has(&self, venue: VenueId) -> bool {
        self.lock().values().any(|(_, venues)| venues.contains(&venue))
    }
}

/// Writes down which desks are open here, twice in the time after which they would count as dead.
pub async fn tell_desks(app: &App) -> Answer<()> {
    let now = app.clock.now();
    let desks: Vec<(VenueId, SessionId)> = {
        let open = app.presence.lock();
        open.values().flat_map(|(session, venues)| venues.iter().map(|venue| (*venue, *session))).collect()
    };
    let told = Timestamp::from_microsecond(app.presence.told.load(Ordering::Relaxed)).unwrap_or(Timestamp::MIN);
    if desks.is_empty() || now.duration_since(told) < HEARTBEAT / 2 {
        return Ok(());
    }
    let desks = Arc::new(desks);
    app.db
        .write(move |tx| {
            let desks = desks.clone();
            Box::pin(async move { store::seen(tx.conn(), &desks, now).await })
        })
        .await?;
    app.presence.told.store(now.as_microsecond(), Ordering::Relaxed);
    Ok(())
}

/// When any desk of a venue was last known to be live, on whichever server.
pub async fn desk_seen(app: &App, venue: VenueId) -> Answer<Option<Timestamp>> {
    if app.presence.has(venue) {
        return Ok(Some(app.clock.now()));
    }
    store::last_seen(&app.db.read().await?, venue).await
}
