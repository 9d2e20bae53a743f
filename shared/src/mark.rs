//! What an officer marks for themselves: that they watch an incident, and that they put it off. Nobody else's queue changes.
//!
//! What is put off comes back at its time, or at once when somebody else did something to it, it became more urgent, another report
//! joined it, or somebody has to acknowledge it.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// Hours for which something may be put off at most.
pub const SNOOZE_HOURS: i64 = 72;

/// How an incident stood when it was put off; of those `version` counts people's commands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stood {
    pub version: i64,
    pub reports: i32,
    pub priority: u8,
}

/// Whether what was put off until then still is.
pub fn is_snoozed(until: Timestamp, then: Stood, stands: Stood, is_owed: bool, now: Timestamp) -> bool {
    until > now
        && !is_owed
        && stands.version == then.version
        && stands.reports <= then.reports
        && stands.priority >= then.priority
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_comes_back_at_its_time_or_when_something_happens() {
        let at = |seconds: i64| Timestamp::from_second(1_780_000_000 + seconds).unwrap();
        let then = Stood { version: 4, reports: 2, priority: 3 };
        for (stands, is_owed, now, snoozed) in [
            (then, false, 0, true),
            (then, false, 899, true),
            (then, false, 900, false),
            (then, true, 0, false),
            (Stood { version: 5, ..then }, false, 0, false),
            (Stood { reports: 3, ..then }, false, 0, false),
            (Stood { reports: 1, ..then }, false, 0, true),
            (Stood { priority: 2, ..then }, false, 0, false),
        ] {
            assert_eq!(is_snoozed(at(900), then, stands, is_owed, at(now)), snoozed, "{stands:?} {is_owed} {now}");
        }
    }
}
