//! Everything that can be wrong with a set of rules, each with the path of what is wrong, a code and a sentence.

use super::names::Words;
use super::{Effect, Rule, reach, typing};
use crate::ladder::{Rung, Who};
use crate::limits;
use crate::place::ZoneClass;
use crate::roster::Day;
use crate::taxonomy::{Priority, Taxonomy, VenueKind};
use cel::Program;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// Codes that an authority's venues have, for rules to name.
#[derive(Clone, Debug)]
pub struct Known<'a> {
    pub taxonomy: &'a Taxonomy,
    pub posts: BTreeSet<String>,
    /// Skills that some post holds.
    pub skills: BTreeSet<String>,
    pub zones: BTreeSet<String>,
    pub floors: BTreeSet<String>,
    pub plates: BTreeSet<String>,
    pub venues: BTreeSet<String>,
}

impl Known<'_> {
    /// Whether a value can ever be this word. What may be unknown or absent is `""` then.
    pub(super) fn has(&self, words: Words, word: &str) -> bool {
        match words {
            Words::Any => true,
            Words::ReporterKind => ["anonymous", "confidential", "staff"].contains(&word),
            Words::Category => self.taxonomy.category(word).is_some(),
            Words::Zone => word.is_empty() || self.zones.contains(word),
            Words::ZoneClass => word.is_empty() || ZoneClass::from_code(word).is_some(),
            Words::Floor => word.is_empty() || self.floors.contains(word),
            Words::Plate => word.is_empty() || self.plates.contains(word),
            Words::Weekday => Day::from_code(word).is_some(),
            Words::Venue => self.venues.contains(word),
            Words::VenueKind => word.parse::<VenueKind>().is_ok(),
        }
    }

    pub(super) const fn called(&self, words: Words) -> &'static str {
        match words {
            Words::Any => "word",
            Words::ReporterKind => "kind of reporter",
            Words::Category => "category",
            Words::Zone => "zone",
            Words::ZoneClass => "class of zones",
            Words::Floor => "floor",
            Words::Plate => "plate",
            Words::Weekday => "day of the week",
            Words::Venue => "venue",
            Words::VenueKind => "kind of venue",
        }
    }
}

/// What kind of mistake it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FaultCode {
    /// The condition is no CEL.
    DoesNotParse,
    /// A name or function that conditions do not have.
    UnknownName,
    WrongType,
    /// A post, skill, category, zone, question or other code that does not exist.
    UnknownCode,
    Duplicate,
    /// No report can ever make the condition true.
    NeverTrue,
    /// Another rule has this condition already.
    SameCondition,
    Missing,
    OutOfRange,
    TooLong,
    TooMany,
    /// It might take too long to answer.
    TooMuch,
}

impl FaultCode {
    pub const fn name(self) -> &'static str {
        match self {
            Self::DoesNotParse => "does_not_parse",
            Self::UnknownName => "unknown_name",
            Self::WrongType => "wrong_type",
            Self::UnknownCode => "unknown_code",
            Self::Duplicate => "duplicate",
            Self::NeverTrue => "never_true",
            Self::SameCondition => "same_condition",
            Self::Missing => "missing",
            Self::OutOfRange => "out_of_range",
            Self::TooLong => "too_long",
            Self::TooMany => "too_many",
            Self::TooMuch => "too_much",
        }
    }
}

/// A mistake in a set of rules.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fault {
    /// Such as `rules[2].when` or `rules[0].then[1].post`.
    pub path: String,
    pub code: FaultCode,
    /// A sentence for whoever wrote the rule.
    pub message: String,
}

/// What is wrong with these rules, in their order. Empty when they may go live.
pub fn check(rules: &[Rule], known: &Known<'_>) -> Vec<Fault> {
    let mut faults = Faults::default();
    if rules.len() > limits::RULES {
        faults.add("rules", FaultCode::TooMany, format!("there are {}, and {} at most", rules.len(), limits::RULES));
        return faults.0;
    }
    let mut codes = BTreeSet::new();
    let mut conditions: Vec<(Program, &str)> = Vec::new();
    for (at, rule) in rules.iter().enumerate() {
        let path = format!("rules[{at}]");
        faults.text(&format!("{path}.code"), &rule.code, limits::CODE_CHARS);
        faults.text(&format!("{path}.name"), &rule.name, limits::RULE_NAME_CHARS);
        if !codes.insert(rule.code.trim()) {
            let message = format!("another rule has the code `{}` already", rule.code);
            faults.add(format!("{path}.code"), FaultCode::Duplicate, message);
        }
        if let Some(program) = condition(&mut faults, &format!("{path}.when"), rule, known) {
            match conditions.iter().find(|(other, _)| other.expression() == program.expression()) {
                Some((_, other)) => {
                    let message = format!("rule `{other}` has the same condition: give it these effects too");
                    faults.add(format!("{path}.when"), FaultCode::SameCondition, message);
                }
                None => conditions.push((program, &rule.code)),
            }
        }
        effects(&mut faults, &path, rule, known);
    }
    faults.0
}

fn condition(faults: &mut Faults, path: &str, rule: &Rule, known: &Known<'_>) -> Option<Program> {
    if !faults.text(path, &rule.when, limits::RULE_CHARS) {
        return None;
    }
    let program = match Program::compile(&rule.when) {
        Ok(program) => program,
        Err(errors) => {
            faults.add(path, FaultCode::DoesNotParse, sentence(&errors.to_string()));
            return None;
        }
    };
    let found = typing::faults(program.expression(), known);
    let is_sound = found.is_empty();
    for (code, message) in found {
        faults.add(path, code, message);
    }
    if is_sound && reach::is_never_true(&program) {
        faults.add(path, FaultCode::NeverTrue, "no report can ever make this true");
        return None;
    }
    is_sound.then_some(program)
}

fn effects(faults: &mut Faults, path: &str, rule: &Rule, known: &Known<'_>) {
    if rule.then.is_empty() {
        faults.add(format!("{path}.then"), FaultCode::Missing, "a rule has at least one effect");
    }
    if rule.then.len() > limits::RULE_EFFECTS {
        let message = format!("a rule has {} effects at most", limits::RULE_EFFECTS);
        faults.add(format!("{path}.then"), FaultCode::TooMany, message);
    }
    for (at, effect) in rule.then.iter().enumerate().take(limits::RULE_EFFECTS) {
        let path = format!("{path}.then[{at}]");
        if rule.then[..at].contains(effect) {
            faults.add(&path, FaultCode::Duplicate, "this rule has the same effect already");
        }
        match effect {
            Effect::RaiseTo { .. } => {}
            Effect::WantSkill { skill } if !known.skills.contains(skill.as_str()) => {
                let message = format!("no post has the skill `{skill}`");
                faults.add(format!("{path}.skill"), FaultCode::UnknownCode, message);
            }
            Effect::SendTo { post } if !known.posts.contains(post) => {
                let message = format!("no venue has the post `{post}`");
                faults.add(format!("{path}.post"), FaultCode::UnknownCode, message);
            }
            Effect::HoldFor { minutes } if !(1..=limits::RULE_HOLD_MINUTES).contains(minutes) => {
                let message = format!("waits 1 to {} minutes", limits::RULE_HOLD_MINUTES);
                faults.add(format!("{path}.minutes"), FaultCode::OutOfRange, message);
            }
            Effect::HoldFor { .. } if raises_too_far(rule) => {
                let message = "this rule raises to P1 or P2, which never waits";
                faults.add(&path, FaultCode::NeverTrue, message);
            }
            Effect::AddLadder { rungs } => added_rungs(faults, &path, rungs, known),
            Effect::WantSkill { .. } | Effect::SendTo { .. } | Effect::HoldFor { .. } | Effect::MarkDrill => {}
        }
    }
}

fn added_rungs(faults: &mut Faults, path: &str, rungs: &[Rung], known: &Known<'_>) {
    if !(1..=limits::RULE_RUNGS).contains(&rungs.len()) {
        let message = format!("has 1 to {} rungs", limits::RULE_RUNGS);
        faults.add(format!("{path}.rungs"), FaultCode::OutOfRange, message);
    }
    for (at, rung) in rungs.iter().enumerate().take(limits::RULE_RUNGS) {
        if rung.after_s > limits::RULE_RUNG_SECONDS {
            let message = format!("waits {} seconds at most", limits::RULE_RUNG_SECONDS);
            faults.add(format!("{path}.rungs[{at}].after_s"), FaultCode::OutOfRange, message);
        }
        let unknown = match &rung.who {
            Who::Post(post) if !known.posts.contains(post) => Some(format!("no venue has the post `{post}`")),
            Who::Skill(skill) if !known.skills.contains(skill) => Some(format!("no post has the skill `{skill}`")),
            _ => None,
        };
        if let Some(message) = unknown {
            faults.add(format!("{path}.rungs[{at}].who"), FaultCode::UnknownCode, message);
        }
    }
}

/// Whether a rule makes its own wait impossible.
fn raises_too_far(rule: &Rule) -> bool {
    rule.then.iter().any(|effect| matches!(effect, Effect::RaiseTo { priority } if *priority <= Priority::P2))
}

#[derive(Default)]
struct Faults(Vec<Fault>);

impl Faults {
    fn add(&mut self, path: impl Into<String>, code: FaultCode, message: impl Into<String>) {
        self.0.push(Fault { path: path.into(), code, message: message.into() });
    }

    /// Whether there is a text, and not too much of it.
    fn text(&mut self, path: &str, text: &str, most: usize) -> bool {
        let length = text.chars().count();
        if text.trim().is_empty() {
            self.add(path, FaultCode::Missing, "must not be empty");
        } else if length > most {
            self.add(path, FaultCode::TooLong, format!("has {length} characters, and {most} at most"));
        }
        (1..=most).contains(&length) && !text.trim().is_empty()
    }
}

/// The parser's own words, first line only and not too many of them.
fn sentence(error: &str) -> String {
    error.lines().next().unwrap_or_default().chars().take(limits::REASON_CHARS).collect()
}
