//! What if? A set of rules over reports that came already, beside the set that is live: what would have been different.

use super::apply::RuleSet;
use super::subject::{Ground, Subject, Told};
use crate::id::ReportId;
use crate::limits;
use crate::roster::{OnShift, on_shift};
use crate::routing::{Post, route};
use crate::taxonomy::{Priority, Taxonomy};
use crate::triage::{self, Assessment, assess};
use jiff::Timestamp;
use serde::Serialize;

/// A report that came, as its plain facts tell.
#[derive(Clone, Copy, Debug)]
pub struct Case<'a> {
    pub report: ReportId,
    pub told: Told<'a>,
    pub ground: &'a Ground<'a>,
}

/// What a set of rules makes of a case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Given {
    pub priority: Priority,
    pub skills: Vec<String>,
    /// Code of the post.
    pub post: String,
    /// Whether anybody was on shift there at that instant, by the roster as it is now.
    pub staffed: bool,
    /// Minutes within which nobody would be called; 0 is at once.
    pub hold_minutes: u32,
    /// Whether it would be an exercise.
    pub drill: bool,
    /// Codes of the rules that held.
    pub rules: Vec<String>,
}

/// A case that would have been different.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Example {
    pub report: ReportId,
    pub at: Timestamp,
    pub venue: String,
    pub category: String,
    pub zone: String,
    pub old: Given,
    pub new: Given,
}

/// What would have been different, counted.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Outcome {
    /// Reports looked at.
    pub cases: u64,
    /// Reports for which anything would have been different.
    pub changed: u64,
    /// Given to another post.
    pub moved: u64,
    pub more_urgent: u64,
    /// Less urgent than under the old set, because a rule went. Never less than category and answers say.
    pub less_urgent: u64,
    /// Of those changed: nobody was on shift at the post they would be given to, or at the post a rule sends them to.
    pub to_nobody: u64,
    /// Nobody would be called at once, where somebody was.
    pub held: u64,
    /// Would be exercises.
    pub drills: u64,
    /// Rules that failed while they ran.
    pub failed: u64,
    /// The first of those changed.
    pub examples: Vec<Example>,
}

/// Two sets side by side; takes one case after the other and holds none of them.
pub struct Replay<'a> {
    old: &'a RuleSet,
    new: &'a RuleSet,
    outcome: Outcome,
}

/// Replays all cases at once.
pub fn replay<'a>(old: &RuleSet, new: &RuleSet, cases: impl IntoIterator<Item = Case<'a>>) -> Outcome {
    let mut replay = Replay::new(old, new);
    cases.into_iter().for_each(|case| replay.take(&case));
    replay.finish()
}

impl<'a> Replay<'a> {
    pub fn new(old: &'a RuleSet, new: &'a RuleSet) -> Self {
        Self::onto(old, new, Outcome::default())
    }

    /// Goes on counting where another replay of the same sets ended.
    pub const fn onto(old: &'a RuleSet, new: &'a RuleSet, outcome: Outcome) -> Self {
        Self { old, new, outcome }
    }

    pub fn finish(self) -> Outcome {
        self.outcome
    }

    pub fn take(&mut self, case: &Case<'_>) {
        let Case { report, told, ground } = case;
        let categories = vec![told.category.to_owned()];
        let facts = triage::Facts { categories, answers: told.answers.clone(), venue: ground.kind };
        let assessment = assess(Taxonomy::builtin(), &facts);
        let subject = Subject::new(ground, told, assessment.priority);
        let old = self.old.apply(&subject, assessment.clone());
        let new = self.new.apply(&subject, assessment);
        self.outcome.cases += 1;
        self.outcome.failed += u64::from(new.trace.iter().any(|line| line.code == super::FAILED));
        let of = |one: &Assessment| {
            (one.priority, one.skills.clone(), one.send_to.clone(), one.hold_minutes, one.drill, one.rungs.clone())
        };
        if of(&old) == of(&new) {
            return;
        }
        let duty = on_shift(ground.patterns, ground.overrides, ground.time_zone, told.at);
        let give = |assessment: &Assessment| given(assessment, &subject, ground, &duty);
        let ((old, _), (new, wished_in_vain)) = (give(&old), give(&new));
        let outcome = &mut self.outcome;
        outcome.changed += 1;
        outcome.moved += u64::from(old.post != new.post);
        outcome.more_urgent += u64::from(new.priority < old.priority);
        outcome.less_urgent += u64::from(new.priority > old.priority);
        outcome.drills += u64::from(new.drill && !old.drill);
        outcome.held += u64::from(new.hold_minutes > old.hold_minutes);
        outcome.to_nobody += u64::from(!new.staffed || wished_in_vain);
        if outcome.examples.len() < limits::REPLAY_EXAMPLES {
            outcome.examples.push(Example {
                report: *report,
                at: told.at,
                venue: ground.code.to_owned(),
                category: told.category.to_owned(),
                zone: subject.zone.clone(),
                old,
                new,
            });
        }
    }
}

/// Where it goes, and whether a rule of this venue names a post that nobody staffs then.
fn given(assessment: &Assessment, subject: &Subject, ground: &Ground<'_>, duty: &[OnShift]) -> (Given, bool) {
    let skills: Vec<String> = assessment.skills.iter().map(|skill| skill.as_str().to_owned()).collect();
    let (zone, around) = match subject.within.split_first() {
        Some((zone, around)) => (Some(zone.as_str()), around),
        None => (None, &[][..]),
    };
    let way = route(ground.posts, duty, &skills, zone, around, assessment.priority.into());
    let way = way.map(|way| way.sent_to(ground.posts, duty, &assessment.send_to));
    let post = way.and_then(|way| ground.posts.iter().find(|post| post.id == way.post));
    let holds = |post: &Post| duty.iter().any(|shift| shift.post == post.id);
    let mut wished = ground.posts.iter().filter(|post| assessment.send_to.contains(&post.code)).peekable();
    let in_vain = wished.peek().is_some() && !wished.any(holds);
    let fired = assessment.trace.iter().filter(|line| line.code == super::FIRED);
    let given = Given {
        priority: assessment.priority,
        skills,
        post: post.map(|post| post.code.clone()).unwrap_or_default(),
        staffed: post.is_some_and(holds),
        hold_minutes: assessment.hold_minutes.unwrap_or(0),
        drill: assessment.drill,
        rules: fired.filter_map(|line| line.params.get("rule").cloned()).collect(),
    };
    (given, in_vain)
}
