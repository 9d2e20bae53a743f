//! When nobody hears. The dead-desk rule: a most urgent incident that is heard by nobody has somebody outside called, and its reporter is
//! told. Besides: what is told in confidence and kept from everybody who could be called.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

/// A most urgent incident that nobody has acknowledged for so long is heard by nobody.
pub const UNACKNOWLEDGED: SignedDuration = SignedDuration::from_secs(180);
/// So long without a single live desk is long enough.
pub const NO_DESK: SignedDuration = SignedDuration::from_secs(60);
/// A desk that has not been heard of for so long is not live.
pub const HEARTBEAT: SignedDuration = SignedDuration::from_secs(30);

/// Why nobody hears.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unheard {
    Unacknowledged,
    NoDesk,
    /// It is kept from all who are on duty, and nobody outside is set up.
    NobodyToCall,
}

/// Whether an incident that is owed an acknowledgement since `owed_since` is heard by nobody. `desk_seen` is when any desk of
/// its venue was last known to be live.
pub fn unheard(priority: u8, owed_since: Timestamp, desk_seen: Option<Timestamp>, now: Timestamp) -> Option<Unheard> {
    if priority > 1 {
        return None;
    }
    if now.duration_since(owed_since) >= UNACKNOWLEDGED {
        return Some(Unheard::Unacknowledged);
    }
    let dark_since = desk_seen.map_or(owed_since, |seen| seen.max(owed_since));
    (now.duration_since(dark_since) >= NO_DESK).then_some(Unheard::NoDesk)
}

/// Whether what is told in confidence is heard by nobody, once a rung of its ladder has rung and called so many. The most urgent has the
/// rule above. It is heard again once somebody comes on duty who may know of it and a later rung calls them.
pub const fn uncalled(priority: u8, called: usize) -> Option<Unheard> {
    if priority > 1 && called == 0 { Some(Unheard::NobodyToCall) } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_second(1_780_000_000 + seconds).unwrap()
    }

    #[test]
    fn only_the_most_urgent_and_only_after_its_time() {
        for (priority, desk_seen, now, found) in [
            (1, None, 59, None),
            (1, None, 60, Some(Unheard::NoDesk)),
            (1, Some(-600), 60, Some(Unheard::NoDesk)),
            (1, Some(30), 89, None),
            (1, Some(30), 90, Some(Unheard::NoDesk)),
            (1, Some(179), 179, None),
            (1, Some(180), 180, Some(Unheard::Unacknowledged)),
            (2, None, 100_000, None),
            (1, None, -5, None),
        ] {
            assert_eq!(unheard(priority, at(0), desk_seen.map(at), at(now)), found, "P{priority} {desk_seen:?} {now}");
        }
    }

    #[test]
    fn a_rung_that_calls_nobody_is_heard_by_nobody() {
        for (priority, called, found) in
            [(1, 0, None), (2, 0, Some(Unheard::NobodyToCall)), (4, 0, Some(Unheard::NobodyToCall)), (4, 1, None)]
        {
            assert_eq!(uncalled(priority, called), found, "P{priority} {called}");
        }
    }
}
