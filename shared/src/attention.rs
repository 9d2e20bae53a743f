//! Who looks at an incident at this moment, and who is writing: so that two do not do the same work, or answer one another unread.
//! It is told while it lasts and remembered by nobody.

use jiff::{SignedDuration, Timestamp};

/// A desk says again that somebody still looks, at least so often.
pub const SAID_AGAIN: SignedDuration = SignedDuration::from_secs(15);
/// Whoever was silent for longer than twice that has left, even if no word of it came through.
pub const LASTS: SignedDuration = SignedDuration::from_secs(35);

/// What somebody does with an incident.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Doing {
    Looking,
    Typing,
    Gone,
}

impl Doing {
    pub const ALL: [Self; 3] = [Self::Looking, Self::Typing, Self::Gone];

    pub fn name(self) -> &'static str {
        match self {
            Self::Looking => "looking",
            Self::Typing => "typing",
            Self::Gone => "gone",
        }
    }

    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|doing| doing.name() == name)
    }

    /// What is true now of what was said at `said`.
    pub fn at(self, said: Timestamp, now: Timestamp) -> Self {
        if now.duration_since(said) > LASTS { Self::Gone } else { self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_falls_silent_has_left() {
        let said = Timestamp::from_second(1_800_000_000).unwrap();
        for (seconds, doing) in [(0, Doing::Typing), (35, Doing::Typing), (36, Doing::Gone), (9_999, Doing::Gone)] {
            assert_eq!(Doing::Typing.at(said, said + SignedDuration::from_secs(seconds)), doing);
        }
        // Two servers' clocks may differ a little.
        assert_eq!(Doing::Looking.at(said, said - SignedDuration::from_secs(2)), Doing::Looking);
        assert!(LASTS > SAID_AGAIN * 2);
    }

    #[test]
    fn names_are_read_back() {
        assert!(Doing::ALL.into_iter().all(|doing| Doing::parse(doing.name()) == Some(doing)));
    }
}
