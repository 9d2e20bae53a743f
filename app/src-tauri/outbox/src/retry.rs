//! When to try again: soon at first, then rarer, never in step with every other phone in the building.

use jiff::{SignedDuration, Timestamp};
use shared::clock::{Entropy, draw};

/// The first wait.
const FIRST_S: i64 = 2;
/// The longest wait. A phone that has been in a tunnel for an hour sends within this long of leaving it.
const LONGEST_S: i64 = 120;
/// The longest wait a server may ask for: a mistaken `Retry-After: 86400` must not silence a report for a day.
const LONGEST_ASKED_S: i64 = 600;
/// How long until something the server has refused for good is offered again, unless the person asks sooner.
const REFUSED_S: i64 = 3600;

/// The instant of the next try after `attempts` failed ones. A server's own wish (`asked`) is a lower bound.
pub fn next_try(now: Timestamp, attempts: u32, asked: Option<SignedDuration>, entropy: &dyn Entropy) -> Timestamp {
    let doubled = FIRST_S.saturating_mul(1_i64.checked_shl(attempts.saturating_sub(1).min(16)).unwrap_or(i64::MAX));
    let wait = jitter(doubled.min(LONGEST_S), entropy);
    let asked = asked.map_or(0, |asked| asked.as_secs().clamp(0, LONGEST_ASKED_S));
    // On top of what was asked comes a little of our own, so that not all who were asked return at one instant.
    let millis = if asked > 0 { asked * 1000 + wait.min(FIRST_S * 1000) } else { wait };
    later(now, millis)
}

/// The instant at which something refused is offered again.
pub fn after_refusal(now: Timestamp, entropy: &dyn Entropy) -> Timestamp {
    later(now, jitter(REFUSED_S, entropy))
}

/// Between half of `seconds` and the whole of it, in milliseconds.
fn jitter(seconds: i64, entropy: &dyn Entropy) -> i64 {
    let part = i64::from(u16::from_le_bytes(draw(entropy)));
    seconds * 500 + seconds * 500 * part / i64::from(u16::MAX)
}

fn later(now: Timestamp, millis: i64) -> Timestamp {
    now.checked_add(SignedDuration::from_millis(millis)).unwrap_or(Timestamp::MAX)
}

/// Reads `Retry-After`: seconds, or a date.
pub fn asked(header: &str, now: Timestamp) -> Option<SignedDuration> {
    if let Ok(seconds) = header.trim().parse::<u32>() {
        return Some(SignedDuration::from_secs(seconds.into()));
    }
    let date = Timestamp::try_from(httpdate::parse_http_date(header).ok()?).ok()?;
    Some(date.duration_since(now).max(SignedDuration::ZERO))
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Bytes(u8);
    impl Entropy for Bytes {
        fn fill(&self, bytes: &mut [u8]) {
            bytes.fill(self.0);
        }
    }

    fn wait_s(attempts: u32, asked: Option<i64>, chance: u8) -> f64 {
        let now = Timestamp::UNIX_EPOCH;
        let at = next_try(now, attempts, asked.map(SignedDuration::from_secs), &Bytes(chance));
        at.duration_since(now).as_secs_f64()
    }

    #[test]
    fn waits_grow_and_stay_bounded() {
        assert_eq!(wait_s(1, None, 0), 1.0);
        assert_eq!(wait_s(1, None, 255), 2.0);
        assert_eq!(wait_s(4, None, 255), 16.0);
        assert_eq!(wait_s(u32::MAX, None, 255), 120.0);
    }

    #[test]
    fn the_servers_wish_is_a_lower_bound_within_reason() {
        assert!(wait_s(1, Some(30), 0) >= 30.0);
        assert!(wait_s(1, Some(86_400), 255) <= 602.0);
    }

    #[test]
    fn retry_after_is_read_in_both_forms() {
        let now: Timestamp = "2026-01-01T00:00:00Z".parse().unwrap();
        assert_eq!(asked("7", now), Some(SignedDuration::from_secs(7)));
        assert_eq!(asked("Thu, 01 Jan 2026 00:00:09 GMT", now), Some(SignedDuration::from_secs(9)));
        assert_eq!(asked("Wed, 01 Jan 2020 00:00:09 GMT", now), Some(SignedDuration::ZERO));
        assert_eq!(asked("soon", now), None);
    }
}
