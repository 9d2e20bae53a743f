//! A major incident: who commands, where from, what is wanted, who does it, what was decided, and in which state zones are.
//!
//! Invariant: command is never vacant, and passes to somebody else only when they accept it. A zone's state, and the all-clear, take two
//! different people: what one proposes another confirms while it stands, or it lapses. What was proposed and decided is never unsaid.
//! Never here: who may read the incident, how words are kept.

mod board;
mod methane;
mod muster;

pub use board::{
    Act, Board, Done, Ending, Objective, Proposal, Refusal, Resource, Seat, Site, Spot, Station, Subject, Task, Turn,
};
pub use methane::{Known, LETTERS, draft, word};
pub use muster::{CheckIn, Curve, How, curve, reached};

macro_rules! closed {
    ($(#[$doc:meta])* $name:ident { $($variant:ident = $word:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum $name { $($variant),+ }

        impl $name {
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The word used on the wire.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }

            pub fn parse(name: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|one| one.name() == name)
            }
        }
    };
}
use closed;

closed! {
    /// What somebody answers for. One person each.
    Role {
        Commander = "commander",
        Deputy = "deputy",
        Safety = "safety",
        Liaison = "liaison",
        Communications = "communications",
        Scribe = "scribe",
        Staging = "staging",
    }
}

closed! {
    /// What holds for whoever is in a zone.
    ZoneState { Normal = "normal", Lockdown = "lockdown", Evacuate = "evacuate" }
}

#[cfg(test)]
mod tests;
