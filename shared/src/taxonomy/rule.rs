//! Rules as data: what must have been answered, and what follows. A rule can only raise.

use super::terms::{Priority, Skill};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// A test of the answers given so far. There is no "not": one more answer can never make it false again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged, deny_unknown_fields)]
pub enum Condition {
    /// One of these options was ever chosen.
    Answer {
        question: String,
        is: BTreeSet<String>,
    },
    /// The unattended-item score reached so many points.
    Hot {
        hot_at_least: u8,
    },
    All {
        all: Vec<Condition>,
    },
    Any {
        any: Vec<Condition>,
    },
}

impl Condition {
    /// Calls `visit` for this condition and each one inside it.
    pub fn walk<'a>(&'a self, visit: &mut impl FnMut(&'a Self)) {
        visit(self);
        if let Self::All { all: inner } | Self::Any { any: inner } = self {
            for condition in inner {
                condition.walk(visit);
            }
        }
    }
}

/// What follows when a condition holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Effect {
    pub when: Condition,
    pub then: Outcome,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Outcome {
    /// At least this priority.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub raise_to: Option<Priority>,
    /// So many levels above the category. Several of these raise once, by the largest.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub raise_by: Option<u8>,
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub skills: BTreeSet<Skill>,
    /// Show the emergency number at once.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub emergency: bool,
    /// Half points of the unattended-item score: a clear answer 2, "not sure" 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hot: Option<u8>,
    /// Who else must be told, such as `atc_or_vts`.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub notify: BTreeSet<String>,
}

/// When a category shows the emergency number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "show", rename_all = "snake_case", deny_unknown_fields)]
pub enum Emergency {
    Always,
    When { any: Vec<Condition> },
    Never,
}

impl Emergency {
    /// `always`, `when` or `never`.
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Always => "always",
            Self::When { .. } => "when",
            Self::Never => "never",
        }
    }

    /// The conditions of `when`; none otherwise.
    pub fn conditions(&self) -> &[Condition] {
        match self {
            Self::When { any } => any,
            Self::Always | Self::Never => &[],
        }
    }
}
