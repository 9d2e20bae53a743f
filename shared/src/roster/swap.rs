//! Asking somebody to stand in. It takes two: whoever asks, and whoever is asked and agrees.

use super::{Override, Stint};
use crate::id::{AccountId, PostId};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AskState {
    Asked,
    Agreed,
    Declined,
    Withdrawn,
    /// Nobody answered before it would have begun.
    Lapsed,
}

impl AskState {
    pub const ALL: [Self; 5] = [Self::Asked, Self::Agreed, Self::Declined, Self::Withdrawn, Self::Lapsed];

    pub const fn name(self) -> &'static str {
        match self {
            Self::Asked => "asked",
            Self::Agreed => "agreed",
            Self::Declined => "declined",
            Self::Withdrawn => "withdrawn",
            Self::Lapsed => "lapsed",
        }
    }

    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.name() == name)
    }
}

/// A shift that is taken in return.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Back {
    pub post: PostId,
    pub starts: Timestamp,
    pub ends: Timestamp,
}

/// What somebody is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ask {
    pub post: PostId,
    pub starts: Timestamp,
    pub ends: Timestamp,
    /// Who is asked to stand in.
    pub officer: AccountId,
    /// Whose shift it is. `None`: nobody's, they come besides.
    pub replaces: Option<AccountId>,
    /// What `replaces` takes over in return.
    pub back: Option<Back>,
}

/// Why a roster does not bear an ask.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Whoever wants to give a shift away does not have it, or not all of it.
    NotTheirs,
    /// What is wanted in return is not the other's shift, or not all of it.
    BackNotTheirs,
    /// Whoever is asked is there already.
    ThereAlready,
}

impl Ask {
    /// What it comes to once it is agreed.
    pub fn overrides(&self) -> Vec<Override> {
        let there = Override {
            post: self.post,
            officer: self.officer,
            replaces: self.replaces,
            starts: self.starts,
            ends: self.ends,
        };
        let back = self.back.zip(self.replaces).map(|(back, gives)| Override {
            post: back.post,
            officer: gives,
            replaces: Some(self.officer),
            starts: back.starts,
            ends: back.ends,
        });
        std::iter::once(there).chain(back).collect()
    }

    /// From the first instant it touches to the last.
    pub fn span(&self) -> (Timestamp, Timestamp) {
        let back = self.back.map_or((self.starts, self.ends), |back| (back.starts, back.ends));
        (self.starts.min(back.0), self.ends.max(back.1))
    }
}

/// Whether the roster bears it, as it is over all of [`Ask::span`]: everybody gives what is theirs. That one officer staffs two posts
/// is for them to agree to: small ports do that.
pub fn check(ask: &Ask, stints: &[Stint]) -> Result<(), Fault> {
    if ask.replaces.is_some_and(|gives| !throughout(stints, gives, ask.post, ask.starts, ask.ends)) {
        return Err(Fault::NotTheirs);
    }
    if throughout(stints, ask.officer, ask.post, ask.starts, ask.ends) {
        return Err(Fault::ThereAlready);
    }
    let theirs = |back: Back| throughout(stints, ask.officer, back.post, back.starts, back.ends);
    if ask.back.is_some_and(|back| !theirs(back)) { Err(Fault::BackNotTheirs) } else { Ok(()) }
}

/// Whether somebody is at a post from one instant to another without a moment missing.
fn throughout(stints: &[Stint], officer: AccountId, post: PostId, from: Timestamp, to: Timestamp) -> bool {
    let mut own: Vec<&Stint> = stints.iter().filter(|stint| (stint.officer, stint.post) == (officer, post)).collect();
    own.sort_unstable_by_key(|stint| stint.starts);
    let mut reached = from;
    for stint in own {
        if stint.starts <= reached {
            reached = reached.max(stint.ends);
        }
    }
    reached >= to
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::roster::{Day, ShiftPattern, staffing};
    use jiff::civil::Time;
    use jiff::tz::TimeZone;
    use uuid::Uuid;

    const ANN: AccountId = AccountId::from_uuid(Uuid::from_u128(1));
    const BOB: AccountId = AccountId::from_uuid(Uuid::from_u128(2));
    const GATE: PostId = PostId::from_uuid(Uuid::from_u128(8));
    const QUAY: PostId = PostId::from_uuid(Uuid::from_u128(9));

    fn at(hour: i64) -> Timestamp {
        Timestamp::from_second(hour * 3600).unwrap()
    }

    /// Ann has the gate from 6 to 14, Bob the quay from 14 to 22, every day.
    fn check_it(ask: &Ask) -> Result<(), Fault> {
        let shift = |post, officer, from, to| ShiftPattern {
            post,
            officer,
            days: Day::ALL.into(),
            from: Time::constant(from, 0, 0, 0),
            to: Time::constant(to, 0, 0, 0),
            valid_from: None,
            valid_to: None,
            cycle: None,
        };
        let patterns = [shift(GATE, ANN, 6, 14), shift(QUAY, BOB, 14, 22)];
        let (from, to) = ask.span();
        check(ask, &staffing(&patterns, &[], &TimeZone::UTC, from, to))
    }

    #[test]
    fn a_swap_gives_what_one_has_for_what_the_other_has() {
        let back = Back { post: QUAY, starts: at(14), ends: at(22) };
        let swap = Ask { post: GATE, starts: at(6), ends: at(14), officer: BOB, replaces: Some(ANN), back: Some(back) };
        assert_eq!(check_it(&swap), Ok(()));
        assert_eq!(check_it(&Ask { ends: at(10), ..swap }), Ok(()), "a part of it");
        assert_eq!(check_it(&Ask { starts: at(5), ..swap }), Err(Fault::NotTheirs));
        assert_eq!(check_it(&Ask { post: QUAY, ..swap }), Err(Fault::NotTheirs));
        let wrong = Back { starts: at(13), ..back };
        assert_eq!(check_it(&Ask { back: Some(wrong), ..swap }), Err(Fault::BackNotTheirs));
        let hers = Ask { replaces: None, back: None, officer: ANN, ..swap };
        assert_eq!(check_it(&hers), Err(Fault::ThereAlready));
        assert_eq!(check_it(&Ask { ends: at(15), ..hers }), Ok(()), "an hour longer than she has it");
        assert_eq!(swap.span(), (at(6), at(22)));
        // A night at the quay for the same night at the gate: each leaves what they give.
        let [there, back] = &swap.overrides()[..] else { panic!("two of them") };
        assert_eq!((there.officer, there.replaces, back.officer, back.replaces), (BOB, Some(ANN), ANN, Some(BOB)));
    }

    #[test]
    fn names_round_trip() {
        for state in AskState::ALL {
            assert_eq!(AskState::parse(state.name()), Some(state));
        }
    }
}
