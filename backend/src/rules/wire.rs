//! What rules say on the wire.

use crate::wire::Labelled;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use shared::rules::{Example, Fault, Given, Outcome, Rule};
use utoipa::ToSchema;
use uuid::Uuid;

/// One rule. `docs/RULES.md` lists the names a condition may use.
#[derive(ToSchema)]
#[schema(as = Rule)]
#[expect(dead_code, reason = "describes what is passed through")]
pub struct WireRule {
    #[schema(max_length = 64)]
    code: String,
    #[schema(max_length = 120)]
    name: String,
    /// A CEL expression that is true or false.
    #[schema(max_length = 1000, example = "report.kind == \"staff\" && time.hour >= 22")]
    when: String,
    #[schema(max_items = 8)]
    then: Vec<WireEffect>,
}

/// What follows.
#[derive(Serialize, ToSchema)]
#[schema(as = RuleEffect)]
#[serde(tag = "do", rename_all = "snake_case")]
#[expect(dead_code, reason = "describes what is passed through")]
pub enum WireEffect {
    RaiseTo {
        #[schema(minimum = 1, maximum = 4)]
        priority: u8,
    },
    WantSkill {
        skill: String,
    },
    SendTo {
        /// A post's code.
        post: String,
    },
    HoldFor {
        #[schema(minimum = 1, maximum = 480)]
        minutes: u32,
    },
    MarkDrill,
    AddLadder {
        #[schema(min_items = 1, max_items = 8)]
        rungs: Vec<WireRung>,
    },
}

#[derive(Serialize, ToSchema)]
#[schema(as = RuleRung)]
pub struct WireRung {
    #[schema(maximum = 86_400)]
    after_s: u32,
    /// `assignee`, `second`, `supervisors`, `everyone`, `outside`, `post:CODE` or `skill:CODE`.
    #[schema(example = "post:t1-patrol")]
    who: String,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CheckRules {
    #[schema(value_type = Vec<WireRule>)]
    pub rules: Vec<Rule>,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReplayRules {
    #[schema(value_type = Vec<WireRule>)]
    pub rules: Vec<Rule>,
    #[schema(minimum = 1, maximum = 30)]
    pub days: u32,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SaveRules {
    #[schema(value_type = Vec<WireRule>)]
    pub rules: Vec<Rule>,
    /// Why they change, for whoever reads the history.
    pub note: String,
    /// The live version this was decided on; 0 where there is none yet.
    pub version: i64,
}

/// The live rules, and the versions up to them.
#[derive(Serialize, ToSchema)]
pub struct RulesPage {
    /// 0 where there are none yet.
    pub version: i64,
    #[schema(value_type = Vec<WireRule>)]
    pub rules: Vec<Rule>,
    /// The newest first.
    pub history: Vec<SavedVersion>,
}

#[derive(Serialize, ToSchema)]
#[schema(as = RulesVersion)]
pub struct SavedVersion {
    pub version: i64,
    #[schema(value_type = String, format = DateTime)]
    pub at: Timestamp,
    pub by: Labelled,
    pub note: String,
    #[schema(value_type = Vec<WireRule>)]
    pub rules: Vec<Rule>,
}

/// What is wrong; empty when the rules may go live.
#[derive(Serialize, ToSchema)]
pub struct CheckedRules {
    pub errors: Vec<WireFault>,
}

#[derive(Serialize, ToSchema)]
#[schema(as = RuleFault)]
pub struct WireFault {
    #[schema(example = "rules[2].when")]
    pub path: String,
    #[schema(example = "unknown_name")]
    pub code: &'static str,
    /// A sentence in English.
    pub message: String,
}

impl From<Fault> for WireFault {
    fn from(fault: Fault) -> Self {
        Self { path: fault.path, code: fault.code.name(), message: fault.message }
    }
}

/// What would have been different under the changed rules.
#[derive(Serialize, ToSchema)]
pub struct Replayed {
    #[schema(value_type = String, format = DateTime)]
    pub from: Timestamp,
    /// False where there are more reports than are looked at; the newest were.
    pub whole: bool,
    /// Reports looked at.
    pub cases: u64,
    pub changed: u64,
    /// Given to another post.
    pub moved: u64,
    pub more_urgent: u64,
    /// Less urgent than under the live rules, because a rule goes.
    pub less_urgent: u64,
    /// Of those changed: nobody on shift, at that instant, at the post they or a rule would have named.
    pub to_nobody: u64,
    /// Nobody would be called at once, where somebody was.
    pub held: u64,
    /// Would be exercises: nobody outside is called for them.
    pub drills: u64,
    /// Reports for which a rule fails while it runs.
    pub failed: u64,
    /// The newest of those changed.
    pub examples: Vec<WireExample>,
}

impl Replayed {
    pub fn new(outcome: Outcome, from: Timestamp, whole: bool) -> Self {
        let Outcome { cases, changed, moved, more_urgent, less_urgent, to_nobody, held, drills, failed, examples } =
            outcome;
        let examples = examples.into_iter().map(WireExample::from).collect();
        Self { from, whole, cases, changed, moved, more_urgent, less_urgent, to_nobody, held, drills, failed, examples }
    }
}

#[derive(Serialize, ToSchema)]
#[schema(as = ReplayExample)]
pub struct WireExample {
    pub report: Uuid,
    #[schema(value_type = String, format = DateTime)]
    pub at: Timestamp,
    /// The venue's name in addresses.
    pub venue: String,
    pub category: String,
    /// A zone's code, or empty.
    pub zone: String,
    pub old: WireGiven,
    pub new: WireGiven,
}

impl From<Example> for WireExample {
    fn from(example: Example) -> Self {
        let Example { report, at, venue, category, zone, old, new } = example;
        Self { report: report.uuid(), at, venue, category, zone, old: old.into(), new: new.into() }
    }
}

#[derive(Serialize, ToSchema)]
#[schema(as = ReplayGiven)]
pub struct WireGiven {
    #[schema(minimum = 1, maximum = 4)]
    pub priority: u8,
    pub skills: Vec<String>,
    /// A post's code.
    pub post: String,
    /// Whether anybody was on shift there at that instant, by the present roster.
    pub staffed: bool,
    /// Minutes within which nobody would be called; 0 is at once.
    pub hold_minutes: u32,
    pub drill: bool,
    /// Codes of the rules that held.
    pub rules: Vec<String>,
}

impl From<Given> for WireGiven {
    fn from(given: Given) -> Self {
        let Given { priority, skills, post, staffed, hold_minutes, drill, rules } = given;
        Self { priority: priority.into(), skills, post, staffed, hold_minutes, drill, rules }
    }
}
