//! Whether the mail server is there also while there is nothing to send: on a quiet night nobody would notice until the first page.

use crate::app::App;
use jiff::{SignedDuration, Timestamp};
use std::sync::atomic::{AtomicI64, Ordering};

/// It is asked so often, and so often while it does not answer.
const EVERY: SignedDuration = SignedDuration::from_mins(5);
const AGAIN: SignedDuration = SignedDuration::from_secs(60);
/// A mail server that has not answered for so long is gone: one question that was lost is no fault.
const PATIENCE: SignedDuration = SignedDuration::from_secs(60);

/// Since when the mail server has not answered: microseconds since 1970, 0 while it does.
#[derive(Default)]
pub struct Postman(AtomicI64);

impl Postman {
    /// It took a mail, or answered.
    pub fn came(&self) {
        self.0.store(0, Ordering::Relaxed);
    }

    fn failed(&self, now: Timestamp) {
        // Only the first failure counts; another thread may have seen it before.
        let _ = self.0.compare_exchange(0, now.as_microsecond(), Ordering::Relaxed, Ordering::Relaxed);
    }

    /// How long it has not answered, once that is a fault.
    pub fn gone_for(&self, now: Timestamp) -> Option<SignedDuration> {
        let since = Timestamp::from_microsecond(self.0.load(Ordering::Relaxed)).ok()?;
        let gone = now.duration_since(since);
        (since > Timestamp::UNIX_EPOCH && gone >= PATIENCE).then_some(gone)
    }

    fn is_there(&self) -> bool {
        self.0.load(Ordering::Relaxed) == 0
    }
}

/// Goes round until the server stops.
pub async fn run(app: &App) {
    loop {
        ask(app).await;
        app.clock.wait(if app.postman.is_there() { EVERY } else { AGAIN }).await;
    }
}

/// Asks the mail server once whether it is there; it is sent nothing.
pub async fn ask(app: &App) {
    match app.mailer.answers().await {
        Ok(()) => app.postman.came(),
        Err(error) => {
            tracing::warn!(error = format!("{error:#}"), "the mail server does not answer");
            app.postman.failed(app.clock.now());
        }
    }
}
