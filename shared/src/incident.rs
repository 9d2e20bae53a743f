//! The life of an incident: `open → acknowledged → en_route → on_scene → resolved → closed`, with `merged` and `reopened`
//! as side ways. Only people move it; an acknowledgement is what closes the obligation.

use serde::{Deserialize, Serialize};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    Open,
    Acknowledged,
    EnRoute,
    OnScene,
    Resolved,
    Closed,
    Merged,
    Reopened,
}

/// What an incident is there for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Nature {
    #[default]
    Real,
    /// An exercise: people are called as for a real one and are told that it is none; nobody outside is called.
    Drill,
    /// Made by the server to see that everything works. No person ever sees it.
    Canary,
}

impl Nature {
    pub const ALL: [Self; 3] = [Self::Real, Self::Drill, Self::Canary];

    pub const fn name(self) -> &'static str {
        match self {
            Self::Real => "real",
            Self::Drill => "drill",
            Self::Canary => "canary",
        }
    }

    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|nature| nature.name() == name)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("an incident that is {from:?} cannot become {to:?}")]
pub struct TransitionError {
    pub from: Status,
    pub to: Status,
}

impl Status {
    pub const ALL: [Self; 8] = [
        Self::Open,
        Self::Acknowledged,
        Self::EnRoute,
        Self::OnScene,
        Self::Resolved,
        Self::Closed,
        Self::Merged,
        Self::Reopened,
    ];

    pub const fn name(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Acknowledged => "acknowledged",
            Self::EnRoute => "en_route",
            Self::OnScene => "on_scene",
            Self::Resolved => "resolved",
            Self::Closed => "closed",
            Self::Merged => "merged",
            Self::Reopened => "reopened",
        }
    }

    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.name() == name)
    }

    /// Nobody works on it any more.
    pub const fn is_over(self) -> bool {
        matches!(self, Self::Resolved | Self::Closed | Self::Merged)
    }

    /// Nobody has taken it yet.
    pub const fn is_unheard(self) -> bool {
        matches!(self, Self::Open | Self::Reopened)
    }

    /// An officer says: I have it. Saying it twice harms nothing; what is over must be reopened first.
    pub const fn acknowledge(self) -> Result<Self, TransitionError> {
        match self {
            Self::Open | Self::Reopened | Self::Acknowledged => Ok(Self::Acknowledged),
            Self::EnRoute => Ok(Self::EnRoute),
            Self::OnScene => Ok(Self::OnScene),
            Self::Resolved | Self::Closed | Self::Merged => Err(TransitionError { from: self, to: Self::Acknowledged }),
        }
    }

    /// An officer moves it by hand. Steps may be left out forwards; backwards only by reopening.
    pub const fn move_to(self, to: Self) -> Result<Self, TransitionError> {
        let allowed = match self {
            Self::Open | Self::Reopened | Self::Acknowledged => {
                matches!(to, Self::Acknowledged | Self::EnRoute | Self::OnScene | Self::Resolved)
            }
            Self::EnRoute => matches!(to, Self::Acknowledged | Self::OnScene | Self::Resolved),
            Self::OnScene => matches!(to, Self::EnRoute | Self::Resolved),
            Self::Resolved => matches!(to, Self::Closed | Self::Reopened | Self::OnScene),
            Self::Closed => matches!(to, Self::Reopened),
            Self::Merged => false,
        };
        if allowed { Ok(to) } else { Err(TransitionError { from: self, to }) }
    }

    /// What the reporter is told.
    pub const fn for_reporter(self) -> &'static str {
        match self {
            Self::Open | Self::Reopened => "received",
            Self::Acknowledged | Self::Merged => "acknowledged",
            Self::EnRoute => "en_route",
            Self::OnScene => "on_scene",
            Self::Resolved => "resolved",
            Self::Closed => "closed",
        }
    }
}

/// Why an incident goes to another post, for whoever looks later at what triage and routing got wrong.
pub const REROUTE_REASONS: [&str; 7] =
    ["wrong_category", "wrong_place", "needs_skill", "not_ours", "busy", "shift_ends", "other"];

/// How an incident ended.
pub const DISPOSITIONS: [&str; 13] = [
    "no_trace",
    "owner_found",
    "advice_given",
    "secured",
    "person_spoken_to",
    "person_assisted",
    "arrest",
    "item_recovered",
    "referred",
    "unfounded_good_intent",
    "false_malicious",
    "duplicate",
    "drill",
];

/// The number people say: the venue's letter and at least four digits.
pub fn number(prefix: &str, count: i64) -> String {
    format!("{prefix}-{count:04}")
}

/// The number of what is told in confidence: nobody who counts the others misses it. `drawn` is chance.
pub fn number_apart(prefix: &str, drawn: u32) -> String {
    format!("{prefix}-X{drawn:08X}")
}

/// Whether an incident that ended so tells its reporters that they helped.
pub fn helped(disposition: &str) -> bool {
    matches!(disposition, "owner_found" | "secured" | "person_assisted" | "arrest" | "item_recovered")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_round_trip() {
        for status in Status::ALL {
            assert_eq!(Status::parse(status.name()), Some(status));
            assert_eq!(serde_json::to_value(status).unwrap(), status.name());
        }
    }

    #[test]
    fn what_is_over_is_not_acknowledged_and_nothing_moves_to_itself() {
        for from in Status::ALL {
            assert_eq!(from.acknowledge().is_err(), from.is_over(), "{from:?}");
            if from != Status::Acknowledged {
                assert!(from.move_to(from).is_err(), "{from:?}");
            }
            assert!(from.move_to(Status::Open).is_err(), "{from:?}");
            assert!(from.move_to(Status::Merged).is_err(), "{from:?}");
        }
    }

    #[test]
    fn the_whole_way_is_open() {
        let way = [Status::Acknowledged, Status::EnRoute, Status::OnScene, Status::Resolved, Status::Closed];
        let end = way.into_iter().try_fold(Status::Open, Status::move_to);
        assert_eq!(end, Ok(Status::Closed));
        assert_eq!(Status::Closed.move_to(Status::Reopened).and_then(Status::acknowledge), Ok(Status::Acknowledged));
    }

    #[test]
    fn numbers_are_sayable() {
        assert_eq!(number("A", 421), "A-0421");
        assert_eq!(number("S", 12_345), "S-12345");
        assert_eq!(number_apart("A", 0xBEEF), "A-X0000BEEF");
    }
}
