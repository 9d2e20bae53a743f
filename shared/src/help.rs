//! An officer at an incident needs help now: everybody on duty is called at once and again every minute, until somebody else comes.
//!
//! Nothing refuses such a call: no version, no status, no limit. Pressed twice it is one call.

use crate::id::AccountId;
use crate::ladder::{Ladder, Rung, Who};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// Seconds within which a second press of the same officer is the same call.
pub const SAME_CALL_S: i64 = 60;
/// The priority of whatever an officer needs help at.
pub const PRIORITY: u8 = 1;
/// Seconds within which somebody should answer, and from one call of everybody to the next.
const ANSWER_S: u32 = 60;

/// Who needs help, and since when.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Help {
    pub by: AccountId,
    pub at: Timestamp,
}

/// Whether this press is the call that is open already.
pub fn is_same_call(open: Option<Help>, by: AccountId, now: Timestamp) -> bool {
    open.is_some_and(|help| help.by == by && now.duration_since(help.at).as_secs() < SAME_CALL_S)
}

/// Who is called: everybody, at once, and ever again.
pub fn ladder() -> Ladder {
    Ladder {
        priority: PRIORITY,
        acknowledge_within_s: ANSWER_S,
        rungs: vec![Rung { after_s: 0, who: Who::Everyone }],
        repeat_s: ANSWER_S,
        quiet: None,
        promises: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ladder::due;
    use uuid::Uuid;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_second(1_780_000_000 + seconds).unwrap()
    }

    fn officer(n: u128) -> AccountId {
        AccountId::from_uuid(Uuid::from_u128(n))
    }

    #[test]
    fn pressed_twice_it_is_one_call() {
        let open = Some(Help { by: officer(1), at: at(0) });
        for (open, by, now, same) in
            [(None, 1, 0, false), (open, 1, 0, true), (open, 1, 59, true), (open, 1, 60, false), (open, 2, 1, false)]
        {
            assert_eq!(is_same_call(open, officer(by), at(now)), same, "{by} at {now}");
        }
    }

    #[test]
    fn everybody_at_once_and_every_minute() {
        let rings: Vec<_> = (0..3).map(|done| due(&ladder(), at(0), done, at(0))).collect();
        assert!(rings.iter().all(|ring| ring.who == Who::Everyone));
        assert_eq!(rings.iter().map(|ring| ring.at).collect::<Vec<_>>(), [at(0), at(60), at(120)]);
    }
}
