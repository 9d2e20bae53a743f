//! How many strangers write to a venue within a minute, and what is asked of them when it is too many. In memory alone: a server that
//! starts anew asks for nothing until it is flooded again.

use crate::clock::Ticking;
use crate::problem::{Answer, Problem};
use jiff::{SignedDuration, Timestamp};
use shared::problem::ErrorCode;
use shared::work;
use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, PoisonError};

/// The load is that of so many seconds.
const WINDOW: SignedDuration = SignedDuration::from_secs(60);
/// Reports remembered that were asked to wait. Beyond that the oldest are forgotten, and wait once more.
const WAITING: usize = 100_000;

pub struct Pressure {
    above: u32,
    clock: Arc<dyn Ticking>,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    /// Of each venue: seconds with what came in them.
    lately: HashMap<String, VecDeque<(i64, u32)>>,
    /// When a report that was asked for work may come without it.
    waiting: HashMap<[u8; 32], Timestamp>,
}

impl Pressure {
    pub fn new(above: u32, clock: Arc<dyn Ticking>) -> Self {
        Self { above, clock, state: Mutex::default() }
    }

    /// Lets a stranger's report in, or asks for work first; whoever comes again after the wait it names is let in without any.
    ///
    /// # Errors
    /// `proof_needed` with `challenge` and `Retry-After`.
    pub fn check(&self, secret: &[u8; 32], venue: &str, key: &[u8; 32], proof: Option<&str>) -> Answer<()> {
        if self.above == 0 {
            return Ok(());
        }
        let now = self.clock.now();
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let load = state.count(venue, now);
        let Some(bits) = work::bits(load, self.above) else { return Ok(()) };
        if proof.is_some_and(|proof| work::holds(secret, key, proof, now.as_second())) {
            state.waiting.remove(key);
            return Ok(());
        }
        let wait = work::wait_s(bits);
        match state.waiting.get(key) {
            Some(until) if *until <= now => {
                state.waiting.remove(key);
                return Ok(());
            }
            Some(until) => {
                let left = until.duration_since(now).as_secs().unsigned_abs() + 1;
                return Err(asked(secret, key, now, bits, left));
            }
            None => {}
        }
        if state.waiting.len() >= WAITING {
            let old = now - SignedDuration::from_secs(work::LIVES_S);
            state.waiting.retain(|_, until| *until > old);
            if state.waiting.len() >= WAITING {
                state.waiting.clear();
            }
        }
        state.waiting.insert(*key, now + SignedDuration::from_secs(wait.into()));
        Err(asked(secret, key, now, bits, wait.into()))
    }
}

fn asked(secret: &[u8; 32], key: &[u8; 32], now: Timestamp, bits: u32, wait: u64) -> Problem {
    let challenge = work::challenge(secret, key, now.as_second(), bits);
    Problem::new(ErrorCode::ProofNeeded).with("challenge", challenge).retry_after(wait)
}

impl State {
    /// With one more, how many came within the window.
    fn count(&mut self, venue: &str, now: Timestamp) -> u32 {
        if !self.lately.contains_key(venue) {
            self.lately.insert(venue.to_owned(), VecDeque::new());
        }
        let Some(lately) = self.lately.get_mut(venue) else { return 0 };
        let second = now.as_second();
        lately.retain(|(at, _)| *at > second - WINDOW.as_secs());
        match lately.back_mut() {
            Some((at, count)) if *at == second => *count = count.saturating_add(1),
            _ => lately.push_back((second, 1)),
        }
        lately.iter().fold(0, |sum: u32, (_, count)| sum.saturating_add(*count))
    }
}
