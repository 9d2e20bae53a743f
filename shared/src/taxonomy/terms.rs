//! The small closed words of the taxonomy.

use serde::{Deserialize, Serialize};
use std::fmt;

/// How soon an incident wants a person: P1 (immediate danger) to P4 (information).
///
/// The lower number is the higher priority, and the order is that of the numbers: a sorted list begins with P1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "u8", into = "u8")]
#[repr(u8)]
pub enum Priority {
    P1 = 1,
    P2 = 2,
    P3 = 3,
    P4 = 4,
}

impl Priority {
    pub const ALL: [Self; 4] = [Self::P1, Self::P2, Self::P3, Self::P4];

    /// So many levels more urgent; never beyond P1.
    #[must_use]
    pub fn raise_by(self, levels: u8) -> Self {
        let number = u8::from(self).saturating_sub(levels).max(1);
        Self::ALL[usize::from(number) - 1]
    }

    /// The more urgent of the two.
    #[must_use]
    pub fn higher_of(self, other: Self) -> Self {
        self.min(other)
    }
}

/// A number that is no priority.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a priority is 1, 2, 3 or 4")]
pub struct NoSuchPriority;

impl TryFrom<u8> for Priority {
    type Error = NoSuchPriority;
    fn try_from(number: u8) -> Result<Self, NoSuchPriority> {
        Self::ALL.into_iter().find(|priority| u8::from(*priority) == number).ok_or(NoSuchPriority)
    }
}

impl From<Priority> for u8 {
    fn from(priority: Priority) -> Self {
        priority as Self
    }
}

impl fmt::Display for Priority {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "P{}", u8::from(*self))
    }
}

/// What a post must be able to do, such as `eod` or `medical`. Venues may have skills the taxonomy never asks for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Skill(String);

impl Skill {
    pub fn new(code: impl Into<String>) -> Self {
        Self(code.into())
    }
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Skill {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Who may choose a category: everybody, or people who are signed in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Audience {
    All,
    Staff,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum VenueKind {
    Airport,
    Seaport,
}

impl VenueKind {
    pub const ALL: [Self; 2] = [Self::Airport, Self::Seaport];

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Airport => "airport",
            Self::Seaport => "seaport",
        }
    }
}

impl fmt::Display for VenueKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A word that is neither `airport` nor `seaport`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a venue is an airport or a seaport")]
pub struct NoSuchVenueKind;

impl std::str::FromStr for VenueKind {
    type Err = NoSuchVenueKind;
    fn from_str(text: &str) -> Result<Self, NoSuchVenueKind> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text).ok_or(NoSuchVenueKind)
    }
}

/// How a question is answered. Only `Single` and `Multi` have options, and only these are read by rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum QuestionKind {
    Single,
    Multi,
    Text,
    Time,
    Place,
}

impl QuestionKind {
    /// Whether the answer is picked from options, and so stays readable to rules; anything else is sealed words.
    pub const fn is_choice(self) -> bool {
        matches!(self, Self::Single | Self::Multi)
    }
}
