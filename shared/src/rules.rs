//! An authority's own rules on top of the category tree: when a condition holds, an incident becomes more urgent, wants a
//! skill, goes to a named post, or calls somebody a little later.
//!
//! A condition is an expression of CEL (the Common Expression Language) over the names of [`NAMES`], and nothing else: no
//! function has an effect, no loop is nested, and every length and count has a limit (`limits`). A rule can only raise; what it
//! lets wait is never P1 or P2.
//! All conditions look at the same facts, as they were before any rule, so that the order of rules cannot matter for the
//! priority. A rule that fails while it runs is passed over and says so; it never fails a report.
//! Never here: who is on duty, what is stored.

mod apply;
mod check;
mod names;
mod reach;
mod replay;
mod subject;
mod typing;

pub use apply::{FAILED, FIRED, RuleSet, keep};
pub use check::{Fault, FaultCode, Known, check};
pub use names::{FUNCTIONS, Holds, NAMES, Name, Words};
pub use replay::{Case, Example, Given, Outcome, Replay, replay};
pub use subject::{Ground, Subject, Told};

use crate::ladder::Rung;
use crate::taxonomy::{Priority, Skill};
use serde::{Deserialize, Serialize};

/// One rule as an administrator writes it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// What traces and events call it: unique in its set.
    pub code: String,
    /// What people call it.
    pub name: String,
    /// A CEL expression that is true or false.
    pub when: String,
    pub then: Vec<Effect>,
}

/// What follows when a condition holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "snake_case", deny_unknown_fields)]
pub enum Effect {
    /// At least this priority.
    RaiseTo { priority: Priority },
    /// Wants a post with this skill, after the skills wanted anyway.
    WantSkill { skill: Skill },
    /// Goes to the post with this code, where somebody staffs it at that instant; by the usual way otherwise.
    SendTo { post: String },
    /// Nobody is called for it within so many minutes, if it is P3 or P4. It is in the queue at once.
    HoldFor { minutes: u32 },
    /// It is an exercise: people are called and told so, nobody outside is.
    MarkDrill,
    /// Calls more people, so many seconds after it was opened, unless somebody has acknowledged by then.
    AddLadder { rungs: Vec<Rung> },
}
