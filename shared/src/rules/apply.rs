//! Running a set of rules over the facts of one report. Only ever raises.

use super::subject::Subject;
use super::{Effect, Rule};
use crate::taxonomy::Priority;
use crate::trace::TraceLine;
use crate::triage::Assessment;
use cel::common::ast::{EntryExpr, Expr, IdedExpr, LiteralValue, operators};
use cel::objects::{Key, Map};
use cel::{Context, Env, Program, Value};
use std::collections::{BTreeSet, HashMap};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, LazyLock};

/// Codes of trace lines: a rule whose condition held, and one that failed while it ran.
pub const FIRED: &str = "rule.fired";
pub const FAILED: &str = "rule.failed";

/// The functions of the language, made once.
static STANDARD: LazyLock<Arc<Env>> = LazyLock::new(|| Arc::new(Env::stdlib()));

/// Rules ready to run, under the version they were saved as.
#[derive(Debug, Default)]
pub struct RuleSet {
    /// 0 where there are none yet.
    pub version: i64,
    rules: Vec<Ready>,
    /// Questions that some condition asks for: unanswered ones count as an empty list.
    asked: BTreeSet<String>,
}

#[derive(Debug)]
struct Ready {
    rule: Rule,
    /// Absent where a later program no longer understands what an earlier one saved.
    program: Option<Program>,
}

impl RuleSet {
    /// Makes rules ready that were checked when they were saved.
    pub fn load(version: i64, rules: Vec<Rule>) -> Self {
        let ready = |rule: Rule| Ready { program: Program::compile(&rule.when).ok(), rule };
        let rules: Vec<Ready> = rules.into_iter().map(ready).collect();
        let mut asked = BTreeSet::new();
        for program in rules.iter().filter_map(|ready| ready.program.as_ref()) {
            walk(program.expression(), &mut |part| asked.extend(question(part)));
        }
        Self { version, rules, asked }
    }

    pub fn rules(&self) -> impl Iterator<Item = &Rule> {
        self.rules.iter().map(|ready| &ready.rule)
    }

    /// The assessment with what the rules add to it: never less urgent, never with fewer skills, and with a line for each
    /// rule that held or failed. The posts they send it to stand in the order of the rules.
    pub fn apply(&self, subject: &Subject, mut assessment: Assessment) -> Assessment {
        assessment.rules = (self.version > 0).then_some(self.version);
        if self.rules.is_empty() {
            return assessment;
        }
        let facts = self.facts(subject);
        for Ready { rule, program } in &self.rules {
            match program.as_ref().and_then(|program| holds(program, &facts)) {
                Some(false) => {}
                Some(true) => fire(rule, &mut assessment),
                // What failed may name values; the line does not.
                None => assessment.trace.push(failed(rule)),
            }
        }
        // Whatever else raised it: what is urgent does not wait.
        assessment.hold_minutes = assessment.hold_minutes.filter(|_| assessment.priority > Priority::P2);
        assessment
    }

    fn facts(&self, subject: &Subject) -> Context<'static, 'static> {
        let mut facts = Context::with_env(STANDARD.clone());
        let list = |words: Vec<Value>| Value::List(Arc::new(words));
        let s = subject;
        let report = [("kind", word(&s.kind)), ("category", word(&s.category)), ("language", word(&s.language))];
        let zone = [
            ("code", word(&s.zone)),
            ("class", word(&s.zone_class)),
            ("within", list(s.within.iter().map(|code| word(code)).collect())),
            ("floor", word(&s.floor)),
        ];
        let time = [
            ("hour", Value::Int(s.hour.into())),
            ("minute", Value::Int(s.minute.into())),
            ("weekday", word(s.weekday.code())),
        ];
        let venue = [
            ("code", word(&s.venue)),
            ("kind", word(s.venue_kind.as_str())),
            ("security_level", Value::Int(s.security_level.into())),
        ];
        let chosen = |question| list(s.answers.get(question).into_iter().flatten().map(|value| word(value)).collect());
        facts.add_variable_from_value("report", map(report));
        facts.add_variable_from_value("zone", map(zone));
        facts.add_variable_from_value("time", map(time));
        facts.add_variable_from_value("venue", map(venue));
        facts.add_variable_from_value(
            "answers",
            map(self.asked.iter().map(|question| (question.as_str(), chosen(question)))),
        );
        facts.add_variable_from_value("plate", word(&s.plate));
        facts.add_variable_from_value("priority", Value::Int(u8::from(s.priority).into()));
        facts
    }
}

/// Whether a condition holds; `None` where it fails. Not even a mistake of the library may fail a report.
fn holds(program: &Program, facts: &Context<'_, '_>) -> Option<bool> {
    let ran = catch_unwind(AssertUnwindSafe(|| program.execute(facts)));
    match ran {
        Ok(Ok(Value::Bool(holds))) => Some(holds),
        _ => None,
    }
}

fn word(text: &str) -> Value {
    Value::String(Arc::new(text.to_owned()))
}

fn map<'a>(entries: impl IntoIterator<Item = (&'a str, Value)>) -> Value {
    let entries: HashMap<Key, Value> = entries.into_iter().map(|(key, value)| (Key::from(key), value)).collect();
    Value::Map(Map { map: Arc::new(entries) })
}

fn fire(rule: &Rule, assessment: &mut Assessment) {
    let before = assessment.priority;
    let mut line = TraceLine::new(FIRED, "").with("rule", &rule.code).with("name", &rule.name);
    let (mut said, mut skills, mut posts) = (Vec::new(), Vec::new(), Vec::new());
    for effect in &rule.then {
        match effect {
            Effect::RaiseTo { priority } => {
                assessment.priority = assessment.priority.higher_of(*priority);
                line = line.with("priority", priority);
                said.push(format!("at least {priority}"));
            }
            Effect::WantSkill { skill } => {
                if !assessment.skills.contains(skill) {
                    assessment.skills.push(skill.clone());
                }
                skills.push(skill.as_str());
                said.push(format!("wants {skill}"));
            }
            Effect::HoldFor { minutes } => {
                // Of several, the shortest.
                assessment.hold_minutes = Some(assessment.hold_minutes.map_or(*minutes, |known| known.min(*minutes)));
                line = line.with("minutes", minutes);
                said.push(format!("calls somebody after {minutes} minutes"));
            }
            Effect::MarkDrill => {
                assessment.drill = true;
                said.push("is an exercise".to_owned());
            }
            Effect::AddLadder { rungs } => {
                let new: Vec<_> = rungs.iter().filter(|rung| !assessment.rungs.contains(rung)).cloned().collect();
                assessment.rungs.extend(new);
                let circles = rungs.iter().map(|rung| rung.who.code()).collect::<Vec<_>>().join(", ");
                said.push(format!("calls {circles} besides"));
                line = line.with("circles", circles);
            }
            Effect::SendTo { post } => {
                if !assessment.send_to.contains(post) {
                    assessment.send_to.push(post.clone());
                }
                posts.push(post.as_str());
                said.push(format!("to post {post}"));
            }
        }
    }
    for (name, codes) in [("skills", skills), ("posts", posts)] {
        if !codes.is_empty() {
            line = line.with(name, codes.join(", "));
        }
    }
    line.text = format!("Rule {} ({}): {}", rule.name, rule.code, said.join(", "));
    if assessment.priority < before {
        line = line.effect(format!("{before} → {}", assessment.priority));
    }
    assessment.trace.push(line);
}

fn failed(rule: &Rule) -> TraceLine {
    let text = format!("Rule {} ({}) could not be asked", rule.name, rule.code);
    TraceLine::new(FAILED, text).with("rule", &rule.code).with("name", &rule.name).effect("passed over")
}

/// A later assessment of the same thing, no less urgent than the one known before and with none of its skills missing: another
/// version of the rules, or a report that grew, takes nothing back. The rules that brought it stay in the trace.
#[must_use]
pub fn keep(mut later: Assessment, known: &Assessment) -> Assessment {
    let missing: Vec<_> = known.skills.iter().filter(|skill| !later.skills.contains(skill)).cloned().collect();
    if known.priority >= later.priority && missing.is_empty() {
        return later;
    }
    later.priority = later.priority.higher_of(known.priority);
    later.skills.extend(missing);
    let of = |line: &TraceLine| (line.code.clone(), line.params.get("rule").cloned());
    let there: BTreeSet<_> = later.trace.iter().map(of).collect();
    let rules = known.trace.iter().filter(|line| line.code == FIRED && !there.contains(&of(line)));
    later.trace.extend(rules.cloned());
    later
}

/// The question that this part asks for: `answers.weapon` or `answers["weapon"]`.
fn question(part: &Expr) -> Option<String> {
    let of_answers = |expression: &IdedExpr| matches!(&expression.expr, Expr::Ident(name) if name == "answers");
    match part {
        Expr::Select(select) if of_answers(&select.operand) => Some(select.field.clone()),
        Expr::Call(call) if call.func_name == operators::INDEX => match call.args.as_slice() {
            [of, IdedExpr { expr: Expr::Literal(LiteralValue::String(code)), .. }] if of_answers(of) => {
                Some(code.inner().to_owned())
            }
            _ => None,
        },
        _ => None,
    }
}

/// Calls `visit` for an expression and every part of it.
pub(super) fn walk(expression: &IdedExpr, visit: &mut impl FnMut(&Expr)) {
    visit(&expression.expr);
    match &expression.expr {
        Expr::Call(call) => call.target.as_deref().into_iter().chain(&call.args).for_each(|part| walk(part, visit)),
        Expr::Comprehension(loop_) => {
            let parts = [&loop_.iter_range, &loop_.accu_init, &loop_.loop_cond, &loop_.loop_step, &loop_.result];
            parts.into_iter().for_each(|part| walk(part, visit));
        }
        Expr::List(list) => list.elements.iter().for_each(|part| walk(part, visit)),
        Expr::Select(select) => walk(&select.operand, visit),
        Expr::Map(map) => map.entries.iter().for_each(|entry| match &entry.expr {
            EntryExpr::MapEntry(entry) => {
                walk(&entry.key, visit);
                walk(&entry.value, visit);
            }
            EntryExpr::StructField(field) => walk(&field.value, visit),
        }),
        Expr::Unspecified | Expr::Ident(_) | Expr::Literal(_) | Expr::Struct(_) => {}
    }
}
