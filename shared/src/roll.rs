//! The roll at the beginning of a shift: who is there, who is expected, and who is missing.
//!
//! Invariant: nobody is called present because a roster says so. What is known is what they did, what they said of their duty, and what the
//! supervisor who called the roll saw.
//! Never here: who gets an incident (that is `duty` and `routing`): whoever is late is paged all the same.

use crate::duty::DutyState;
use jiff::{SignedDuration, Timestamp};

/// Whoever opened a desk or a phone so long before their shift is there for it.
pub const EARLY: SignedDuration = SignedDuration::from_hours(1);
/// After so long somebody is late, and after so long missing.
pub const LATE: SignedDuration = SignedDuration::from_mins(5);
pub const MISSING: SignedDuration = SignedDuration::from_mins(30);

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    Missing,
    Late,
    /// Off, ill or on a break, as they or a supervisor said.
    Away,
    /// The shift has not begun, or has only just.
    Due,
    /// Their desk or phone is open, or was since the shift began.
    Seen,
    /// A supervisor saw them.
    Present,
}

impl Standing {
    pub const ALL: [Self; 6] = [Self::Missing, Self::Late, Self::Away, Self::Due, Self::Seen, Self::Present];

    pub const fn name(self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::Late => "late",
            Self::Away => "away",
            Self::Due => "due",
            Self::Seen => "seen",
            Self::Present => "present",
        }
    }
}

/// What is known of somebody on a shift.
#[derive(Clone, Copy, Debug)]
pub struct Known {
    pub starts: Timestamp,
    pub state: DutyState,
    /// When a desk or phone of theirs was last open at the venue.
    pub seen: Option<Timestamp>,
    /// What the roll said of them for this shift.
    pub called: Option<bool>,
}

pub fn standing(known: Known, now: Timestamp) -> Standing {
    let Known { starts, state, seen, called } = known;
    let after = now.duration_since(starts);
    if state.is_away() {
        return Standing::Away;
    }
    match called {
        Some(true) => return Standing::Present,
        Some(false) => return Standing::Missing,
        None => {}
    }
    // Whoever says that they are busy is there.
    if state == DutyState::Busy || seen.is_some_and(|seen| starts - EARLY <= seen) {
        return Standing::Seen;
    }
    match after {
        after if after < LATE => Standing::Due,
        after if after < MISSING => Standing::Late,
        _ => Standing::Missing,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(minutes: i64) -> Timestamp {
        Timestamp::UNIX_EPOCH + SignedDuration::from_mins(minutes)
    }

    #[test]
    fn nobody_is_there_because_a_roster_says_so() {
        let known = Known { starts: at(600), state: DutyState::On, seen: None, called: None };
        let stands = |minutes| standing(known, at(minutes));
        assert_eq!([stands(500), stands(604)], [Standing::Due; 2]);
        assert_eq!([stands(605), stands(629)], [Standing::Late; 2]);
        assert_eq!(stands(630), Standing::Missing);
    }

    #[test]
    fn what_they_did_and_said_counts() {
        let known = Known { starts: at(600), state: DutyState::On, seen: Some(at(540)), called: None };
        assert_eq!(standing(known, at(640)), Standing::Seen);
        assert_eq!(standing(Known { seen: Some(at(539)), ..known }, at(640)), Standing::Missing, "the shift before");
        assert_eq!(standing(Known { seen: None, state: DutyState::Busy, ..known }, at(640)), Standing::Seen);
        for away in [DutyState::Break, DutyState::Off, DutyState::Sick] {
            let gone = Known { state: away, called: Some(true), ..known };
            assert_eq!(standing(gone, at(640)), Standing::Away, "said after the roll was called");
        }
    }

    #[test]
    fn whoever_calls_the_roll_is_believed() {
        let known = Known { starts: at(600), state: DutyState::On, seen: Some(at(600)), called: Some(false) };
        assert_eq!(standing(known, at(601)), Standing::Missing);
        assert_eq!(standing(Known { seen: None, called: Some(true), ..known }, at(590)), Standing::Present);
    }
}
