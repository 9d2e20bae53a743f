//! The courier: sends by itself, in two lanes. Words go in theirs, photos in the other, so that a picture of 25 MB on a
//! weak signal never stands in front of somebody's first sentence.

use crate::item::{Badge, Kept, Lane, OutboxItem, OutboxPhoto, OutboxWords, Parcel, SendState, Trial};
use crate::keys::Keychain;
use crate::lanes;
use crate::send::Wire;
use crate::store::{Store, StoreError};
use jiff::{SignedDuration, Timestamp};
use shared::clock::{Clock, Entropy};
use std::collections::HashSet;
use std::fs::File;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::Notify;
use uuid::Uuid;

/// Even with nothing due, look this often: another window may have put something here, or the one that sends has died.
const LOOK_AGAIN: Duration = Duration::from_secs(15);

/// What the outbox needs from the world around it.
pub struct World {
    pub clock: Arc<dyn Clock>,
    pub entropy: Arc<dyn Entropy>,
    /// The server for items that name none.
    pub server: Box<dyn Fn() -> String + Send + Sync>,
    /// Called after each change.
    pub changed: Box<dyn Fn() + Send + Sync>,
}

/// The whole outbox: what is kept, and the courier that sends it.
pub struct Outbox {
    pub(crate) store: Store,
    pub(crate) wire: Wire,
    pub(crate) world: World,
    in_flight: Mutex<HashSet<Uuid>>,
    right_to_send: Mutex<Option<File>>,
    words: Nudge,
    photos: Nudge,
}

/// What ends a lane's pause.
#[derive(Default)]
struct Nudge {
    come: Notify,
    /// Somebody pressed "Send now" since the last round began.
    hurry: AtomicBool,
}

#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("the network client cannot be set up")]
    Wire(#[from] reqwest::Error),
}

impl Outbox {
    pub fn open(folder: &Path, keychain: &dyn Keychain, world: World) -> Result<Self, OpenError> {
        Ok(Self {
            store: Store::open(folder, keychain, world.entropy.clone())?,
            wire: Wire::new()?,
            world,
            in_flight: Mutex::default(),
            right_to_send: Mutex::default(),
            words: Nudge::default(),
            photos: Nudge::default(),
        })
    }

    /// Sends for as long as the process lives.
    pub async fn run(&self) {
        tokio::join!(self.drive(Lane::Words), self.drive(Lane::Photos));
    }

    pub fn put(&self, item: OutboxItem) -> Result<(), StoreError> {
        self.store.put(item)?;
        self.stir();
        Ok(())
    }

    pub fn put_photo(&self, key: Uuid, photo: OutboxPhoto, content: &[u8]) -> Result<(), StoreError> {
        self.store.put_photo(key, photo, content)?;
        self.stir();
        Ok(())
    }

    pub fn remove_photo(&self, key: Uuid, photo: Uuid) -> Result<(), StoreError> {
        self.store.remove_photo(key, photo)?;
        (self.world.changed)();
        Ok(())
    }

    pub fn photo(&self, key: Uuid, photo: Uuid) -> Result<Option<Vec<u8>>, StoreError> {
        self.store.photo(key, photo)
    }

    pub fn remove(&self, key: Uuid) -> Result<(), StoreError> {
        self.store.remove(key)?;
        (self.world.changed)();
        Ok(())
    }

    /// Answers whether nobody will ever hear of it.
    pub fn take_back(&self, key: Uuid, words: OutboxWords) -> Result<bool, StoreError> {
        let erased = self.store.take_back(key, words)?;
        self.stir();
        Ok(erased)
    }

    /// What another phone may carry: the body exactly as it was or will be sent from here, fixed from now on.
    pub fn parcel(&self, key: Uuid) -> Result<Option<Parcel>, StoreError> {
        let kept = self.store.change(key, |kept| {
            if kept.item.state != SendState::Sent && kept.item.draft.is_none() && kept.as_sent.is_none() {
                kept.as_sent = Some(kept.body());
            }
        })?;
        let waiting = kept.filter(|kept| kept.item.state != SendState::Sent);
        Ok(waiting.and_then(|kept| Some(Parcel { venue: kept.item.venue, key, body: kept.as_sent? })))
    }

    /// Whoever uses this device under their name.
    pub fn badge(&self) -> Result<Option<Badge>, StoreError> {
        self.store.badge()
    }

    /// Takes the badge of who signed in, and sends what waited for it; or lets go of it.
    pub fn keep_badge(&self, badge: Option<&Badge>) -> Result<(), StoreError> {
        self.store.keep_badge(badge)?;
        if badge.is_some() {
            return self.send_now();
        }
        self.stir();
        Ok(())
    }

    /// Only when a person asks: everything goes from this device.
    pub fn clear(&self) -> Result<(), StoreError> {
        self.store.clear()?;
        (self.world.changed)();
        Ok(())
    }

    /// Only when a person asks: what waits for a badge goes without a name.
    pub fn unname(&self, key: Uuid) -> Result<(), StoreError> {
        self.store.change(key, Kept::unname)?;
        self.stir();
        Ok(())
    }

    /// What is kept, with what is on its way this moment marked as such.
    pub fn list(&self) -> Result<Vec<OutboxItem>, StoreError> {
        let kept = self.store.list()?;
        let flying = self.in_flight.lock().unwrap_or_else(PoisonError::into_inner);
        let show = |id: Uuid, state: &mut SendState| {
            if *state != SendState::Sent && flying.contains(&id) {
                *state = SendState::Sending;
            }
        };
        let show_item = |kept: Kept| {
            let next_try_at = if kept.words_left() { kept.item.next_try_at } else { kept.photos_not_before };
            let mut item = OutboxItem { next_try_at, ..kept.item };
            show(item.key, &mut item.state);
            item.photos.iter_mut().for_each(|photo| show(photo.id, &mut photo.state));
            item.amendments.iter_mut().chain(&mut item.messages).for_each(|words| show(words.key, &mut words.state));
            item
        };
        Ok(kept.into_iter().map(show_item).collect())
    }

    /// Tries everything at once, also what was refused before.
    pub fn send_now(&self) -> Result<(), StoreError> {
        for lane in [Lane::Words, Lane::Photos] {
            // On disk, for another process may be the one that sends.
            self.hurry(lane)?;
            // And once more when the round begins: a try that is on its way now may yet fail, and decide to wait.
            self.nudge(lane).hurry.store(true, Ordering::SeqCst);
        }
        self.stir();
        Ok(())
    }

    fn hurry(&self, lane: Lane) -> Result<(), StoreError> {
        for kept in self.store.list()? {
            // Only what has to be written: hurrying is free for all that is already at rest.
            let mut hurried = kept.clone();
            hurried.hurry(lane);
            if hurried != kept {
                self.store.change(kept.item.key, |kept| kept.hurry(lane))?;
            }
        }
        Ok(())
    }

    fn nudge(&self, lane: Lane) -> &Nudge {
        match lane {
            Lane::Words => &self.words,
            Lane::Photos => &self.photos,
        }
    }

    /// One round of a lane over everything due in it. Answers when something will be due next.
    pub async fn round(&self, lane: Lane) -> Result<Option<Timestamp>, StoreError> {
        if !self.may_send()? {
            return Ok(None);
        }
        if self.nudge(lane).hurry.swap(false, Ordering::SeqCst) {
            self.hurry(lane)?;
        }
        for kept in self.store.list()? {
            let done = match lane {
                Lane::Words if kept.words_due(self.now()) => lanes::words(self, kept.item.key).await,
                Lane::Photos if kept.photos_due(self.now()) => lanes::photos(self, kept.item.key).await,
                _ => Ok(()),
            };
            // A disk that fails for one report may well hold for the next.
            if let Err(error) = done {
                log::error!("a kept report could not be worked on: {error}");
            }
        }
        for kept in self.store.list()? {
            if kept.forgotten_from().is_some_and(|from| from <= self.now()) {
                self.remove(kept.item.key)?;
            }
        }
        let left = self.store.list()?;
        let due = |kept: &Kept| match lane {
            Lane::Words => kept.words_left().then_some(kept.item.next_try_at).flatten(),
            Lane::Photos => kept.photos_left().then(|| kept.photos_from()).flatten(),
        };
        Ok(left.iter().filter_map(due).min())
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.world.clock.now()
    }

    pub(crate) fn server_of(&self, item: &OutboxItem) -> String {
        if item.server.is_empty() { (self.world.server)() } else { item.server.clone() }
    }

    /// Changes an item and tells the window.
    pub(crate) fn note(&self, key: Uuid, change: impl FnOnce(&mut Kept)) -> Result<Option<Kept>, StoreError> {
        let kept = self.store.change(key, change)?;
        (self.world.changed)();
        Ok(kept)
    }

    /// Marks a thing as on its way until the guard goes.
    pub(crate) fn flying(&self, id: Uuid) -> Flying<'_> {
        self.in_flight.lock().unwrap_or_else(PoisonError::into_inner).insert(id);
        (self.world.changed)();
        Flying { outbox: self, id }
    }

    /// The photos' lane has something new to do (a receipt has come).
    pub(crate) fn wake_photos(&self) {
        self.photos.come.notify_one();
    }

    fn stir(&self) {
        self.words.come.notify_one();
        self.photos.come.notify_one();
        (self.world.changed)();
    }

    fn may_send(&self) -> Result<bool, StoreError> {
        let mut right = self.right_to_send.lock().unwrap_or_else(PoisonError::into_inner);
        if right.is_none() {
            *right = self.store.sender()?;
        }
        Ok(right.is_some())
    }

    async fn drive(&self, lane: Lane) {
        loop {
            let next = self.round(lane).await.unwrap_or_else(|error| {
                log::error!("the outbox cannot be read: {error}");
                None
            });
            let until = next.map(|at| at.duration_since(self.now()).max(SignedDuration::ZERO));
            let pause = until.map_or(LOOK_AGAIN, |until| until.unsigned_abs().min(LOOK_AGAIN));
            // A nudge that came while the round ran is remembered, and ends the pause at once.
            let _ = tokio::time::timeout(pause, self.nudge(lane).come.notified()).await;
        }
    }
}

pub(crate) struct Flying<'a> {
    outbox: &'a Outbox,
    id: Uuid,
}

impl Drop for Flying<'_> {
    fn drop(&mut self) {
        self.outbox.in_flight.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.id);
    }
}

/// Is the report offered once more right away after a refusal, and how?
pub(crate) fn next_trial(trial: Trial, code: &str) -> Option<Trial> {
    match (trial, code) {
        (Trial::Short, "key_reused") => Some(Trial::WholeAgain),
        (Trial::Whole, "key_reused") | (Trial::Short | Trial::WholeAgain, _) => None,
        (Trial::Whole, _) => Some(Trial::Short),
    }
}
