//! Proof that it works now: when a canary leaves, and what it means that none came home.

use jiff::{SignedDuration, Timestamp};

/// A canary that is not home by then did not come through.
pub const WITHIN: SignedDuration = SignedDuration::from_secs(120);

/// Whether a canary leaves: none ever did, the last one left `every` ago, or somebody's shift began since then.
pub fn is_due(last: Option<Timestamp>, every: SignedDuration, shift_began: bool, now: Timestamp) -> bool {
    last.is_none_or(|last| shift_began || now.duration_since(last) >= every)
}

/// Whether it is too long that one came home. `since` is when one came home last, or, before the first, when one left first;
/// two may be missed: a single one that is late alarms nobody.
pub fn is_overdue(since: Timestamp, every: SignedDuration, now: Timestamp) -> bool {
    now.duration_since(since) > every * 2 + WITHIN
}

/// The ways it has not come back by. With no way set up, any answer will do; with one or more, each must answer.
pub fn missing<'a>(ways: &'a [String], answered: &[String]) -> Vec<&'a str> {
    ways.iter().map(String::as_str).filter(|way| !answered.iter().any(|by| by == way)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const EVERY: SignedDuration = SignedDuration::from_secs(300);

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_second(seconds).unwrap()
    }

    #[test]
    fn one_leaves_at_first_in_time_and_when_a_shift_begins() {
        assert!(is_due(None, EVERY, false, at(0)));
        assert!(!is_due(Some(at(0)), EVERY, false, at(299)));
        assert!(is_due(Some(at(0)), EVERY, false, at(300)));
        assert!(is_due(Some(at(0)), EVERY, true, at(1)));
    }

    #[test]
    fn one_that_is_late_alarms_nobody_and_two_do() {
        assert!(!is_overdue(at(0), EVERY, at(720)));
        assert!(is_overdue(at(0), EVERY, at(721)));
    }

    #[test]
    fn every_way_that_is_set_up_must_answer() {
        let ways = ["webhook".to_owned(), "email".to_owned()];
        assert_eq!(missing(&ways, &["email".to_owned()]), ["webhook"]);
        assert!(missing(&[], &[]).is_empty());
    }
}
