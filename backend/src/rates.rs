//! How often. Limits refuse before anything is answered `201`; what was answered is never dropped.
//!
//! An airport's Wi-Fi is one address, so the limits are wide, and reports of danger have a reserve of their own: they are
//! refused last. Addresses are known only as keyed hashes, in memory.

use crate::clock::Ticking;
use crate::config::Config;
use crate::problem::{Answer, Problem};
use governor::clock::{Clock as _, DefaultClock};
use governor::state::keyed::DashMapStateStore;
use governor::{NotUntil, Quota, RateLimiter};
use jiff::{SignedDuration, Timestamp};
use shared::limits;
use shared::problem::ErrorCode;
use std::collections::HashMap;
use std::num::NonZeroU32;
use std::sync::{Arc, Mutex, PoisonError};

type Keyed = RateLimiter<String, DashMapStateStore<String>, DefaultClock>;

/// Addresses remembered before those long quiet are forgotten.
const FORGET_ABOVE: usize = 10_000;

pub struct Rates {
    addresses: Keyed,
    danger: Keyed,
    venues: Keyed,
    questions: Keyed,
    wrong_receipts: Failures,
    failed_logins: Failures,
}

impl Rates {
    pub fn new(config: &Config, clock: Arc<dyn Ticking>) -> Self {
        Self {
            addresses: a_minute(config.writes_per_minute_per_address),
            danger: a_minute(config.writes_per_minute_per_address),
            venues: a_minute(config.writes_per_minute_per_venue),
            questions: a_minute(limits::QUESTIONS_PER_MINUTE_PER_ADDRESS),
            wrong_receipts: Failures::new(limits::WRONG_RECEIPTS_PER_MINUTE, clock.clone()),
            failed_logins: Failures::new(limits::FAILED_LOGINS_PER_MINUTE, clock),
        }
    }

    /// A write by a reporter. `danger` may use a second allowance when the first is spent.
    pub fn check_write(&self, from: &str, venue: &str, danger: bool) -> Answer<()> {
        if self.addresses.len() > FORGET_ABOVE {
            self.addresses.retain_recent();
            self.danger.retain_recent();
            self.questions.retain_recent();
        }
        let (from, venue) = (from.to_owned(), venue.to_owned());
        // Whoever has spent their own allowance does not spend the venue's as well.
        let refused = match self.addresses.check_key(&from).and_then(|()| self.venues.check_key(&venue)) {
            Ok(()) => return Ok(()),
            Err(refused) => refused,
        };
        if danger && self.danger.check_key(&from).is_ok() {
            return Ok(());
        }
        Err(too_often(&refused))
    }

    /// Whether somebody else reported something is asked.
    pub fn check_question(&self, from: &str) -> Answer<()> {
        self.questions.check_key(&from.to_owned()).map_err(|refused| too_often(&refused))
    }

    pub fn check_receipt(&self, from: &str) -> Answer<()> {
        self.wrong_receipts.check(from)
    }

    pub fn note_wrong_receipt(&self, from: &str) {
        self.wrong_receipts.note(from);
    }

    pub fn check_login(&self, email: &str, from: &str) -> Answer<()> {
        self.failed_logins.check(&format!("{from} {}", email.to_lowercase()))
    }

    pub fn note_failed_login(&self, email: &str, from: &str) {
        self.failed_logins.note(&format!("{from} {}", email.to_lowercase()));
    }
}

fn too_often(refused: &NotUntil<<DefaultClock as governor::clock::Clock>::Instant>) -> Problem {
    let wait = refused.wait_time_from(DefaultClock::default().now()).as_secs() + 1;
    Problem::new(ErrorCode::RateLimited).retry_after(wait)
}

fn a_minute(count: u32) -> Keyed {
    RateLimiter::dashmap(Quota::per_minute(NonZeroU32::new(count).unwrap_or(NonZeroU32::MIN)))
}

/// Counts only what went wrong, so that whoever does right is never slowed.
struct Failures {
    per_minute: u32,
    clock: Arc<dyn Ticking>,
    counts: Mutex<HashMap<String, (Timestamp, u32)>>,
}

impl Failures {
    fn new(per_minute: u32, clock: Arc<dyn Ticking>) -> Self {
        Self { per_minute, clock, counts: Mutex::default() }
    }

    fn check(&self, who: &str) -> Answer<()> {
        let counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        match counts.get(who) {
            Some((since, count)) if *count >= self.per_minute && self.in_window(*since) => {
                Err(Problem::new(ErrorCode::RateLimited).retry_after(60))
            }
            _ => Ok(()),
        }
    }

    fn note(&self, who: &str) {
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        if counts.len() > FORGET_ABOVE {
            counts.retain(|_, (since, _)| self.in_window(*since));
        }
        let now = self.clock.now();
        let entry = counts.entry(who.to_owned()).or_insert((now, 0));
        if !self.in_window(entry.0) {
            *entry = (now, 0);
        }
        entry.1 += 1;
    }

    fn in_window(&self, since: Timestamp) -> bool {
        self.clock.now().duration_since(since) < SignedDuration::from_mins(1)
    }
}
