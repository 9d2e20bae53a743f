//! The clocks and the chance of a running server. This is the one place that reads the machine's.

use futures_util::future::BoxFuture;
use jiff::{SignedDuration, Timestamp};
use shared::clock::{Clock, Entropy};
use tokio::sync::watch;

/// A clock one can also wait on.
pub trait Ticking: Clock {
    /// Returns when this clock has moved on by `duration`.
    fn wait(&self, duration: SignedDuration) -> BoxFuture<'_, ()>;
}

/// The machine's clock.
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "the edge at which time enters")]
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }
}

impl Ticking for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "the edge at which time enters")]
    fn wait(&self, duration: SignedDuration) -> BoxFuture<'_, ()> {
        Box::pin(tokio::time::sleep(duration.try_into().unwrap_or_default()))
    }
}

/// A clock that stands still until it is moved: stories and simulations run on it.
pub struct MovableClock(watch::Sender<Timestamp>);

impl MovableClock {
    pub fn at(start: Timestamp) -> Self {
        Self(watch::Sender::new(start))
    }

    pub fn advance(&self, duration: SignedDuration) {
        self.0.send_modify(|now| *now += duration);
    }
}

impl Clock for MovableClock {
    fn now(&self) -> Timestamp {
        *self.0.borrow()
    }
}

impl Ticking for MovableClock {
    fn wait(&self, duration: SignedDuration) -> BoxFuture<'_, ()> {
        let mut moves = self.0.subscribe();
        let until = self.now() + duration;
        Box::pin(async move {
            // The sender lives as long as this clock, and this clock is borrowed: the channel cannot close.
            let _ = moves.wait_for(|now| *now >= until).await;
        })
    }
}

/// The operating system's random bytes. Without them nothing may go on.
pub struct SystemEntropy;

impl Entropy for SystemEntropy {
    #[expect(clippy::expect_used, reason = "a server without randomness must stop, not guess")]
    fn fill(&self, bytes: &mut [u8]) {
        getrandom::fill(bytes).expect("the operating system has random bytes");
    }
}
