//! Why: one line for each rule that had a say, in an order that depends only on the facts.
//!
//! Codes: `category_default`, `no_category`, `answer_raises_by`, `answer_raises`, `hot_score`, `category_skill`,
//! `answer_skill`, `answer_notify`, `emergency`. Params, as each needs them: `category`, `answers` (`question=option`,
//! comma-separated), `priority`, `levels`, `score`, `skills`, `whom`.

use super::evidence::Evidence;
use crate::taxonomy::{Category, Condition, Effect, Priority, Skill, Taxonomy};
use crate::trace::TraceLine;

/// Collects lines and keeps the priority reached so far.
pub(super) struct Trace<'a> {
    taxonomy: &'a Taxonomy,
    evidence: &'a Evidence<'a>,
    reached: Option<Priority>,
    lines: Vec<TraceLine>,
}

impl<'a> Trace<'a> {
    pub const fn new(taxonomy: &'a Taxonomy, evidence: &'a Evidence<'a>) -> Self {
        Self { taxonomy, evidence, reached: None, lines: Vec::new() }
    }

    pub fn priority(&self) -> Priority {
        self.reached.unwrap_or(Priority::P4)
    }

    pub fn into_lines(self) -> Vec<TraceLine> {
        self.lines
    }

    pub fn category_default(&mut self, category: &Category) {
        let to = category.default_priority;
        let effect = self.raise(to);
        let text = format!("{}: {to} by category", category.label);
        self.push("category_default", &[("category", &category.code), ("priority", &to.to_string())], text, effect);
    }

    pub fn no_category(&mut self) {
        let effect = self.raise(Priority::P4);
        self.push("no_category", &[], "No category that is known here: P4".to_owned(), effect);
    }

    pub fn answer_raises_by(&mut self, effect: &Effect, base: Priority, levels: u8) {
        let (answers, words) = self.explain(&effect.when);
        let change = self.raise(base.raise_by(levels));
        let text = match levels {
            1 => format!("{words}: one level above the category"),
            _ => format!("{words}: {levels} levels above the category"),
        };
        self.push("answer_raises_by", &[("answers", &answers), ("levels", &levels.to_string())], text, change);
    }

    pub fn answer_raises_to(&mut self, effect: &Effect, to: Priority) {
        let (answers, words) = self.explain(&effect.when);
        let change = self.raise(to);
        let params = [("answers", answers.as_str()), ("priority", &to.to_string())];
        self.push("answer_raises", &params, format!("{words}: at least {to}"), change);
    }

    pub fn hot_score(&mut self, halves: u8, to: Option<Priority>) {
        let score = points(halves);
        let change = to.and_then(|to| self.raise(to));
        let verdict = to.map_or_else(|| "not enough to raise".to_owned(), |to| format!("at least {to}"));
        let text = format!("Hidden, untypical, left on purpose: {score} of 3: {verdict}");
        self.push("hot_score", &[("score", &score)], text, change);
    }

    pub fn category_skill(&mut self, category: &Category) {
        let skills = list(&category.skills);
        let text = format!("{}: wants {skills}", category.label);
        self.push("category_skill", &[("category", &category.code), ("skills", &skills)], text, None);
    }

    pub fn answer_skill(&mut self, effect: &Effect) {
        let (answers, words) = self.explain(&effect.when);
        let skills = list(&effect.then.skills);
        let text = format!("{words}: wants {skills}");
        self.push("answer_skill", &[("answers", &answers), ("skills", &skills)], text, None);
    }

    pub fn answer_notify(&mut self, effect: &Effect, whom: &str) {
        let (answers, words) = self.explain(&effect.when);
        let text = format!("{words}: tell {whom}");
        self.push("answer_notify", &[("answers", &answers), ("whom", whom)], text, None);
    }

    pub fn emergency_by_category(&mut self, category: &Category) {
        let text = format!("{}: always show the emergency number", category.label);
        self.push("emergency", &[("category", &category.code)], text, None);
    }

    pub fn emergency_by_answer(&mut self, condition: &Condition, category: Option<&Category>) {
        let (answers, words) = self.explain(condition);
        let mut params = vec![("answers", answers.as_str())];
        params.extend(category.map(|category| ("category", category.code.as_str())));
        self.push("emergency", &params, format!("{words}: show the emergency number"), None);
    }

    /// Raises the priority reached so far; the words of the change, if there was one.
    fn raise(&mut self, to: Priority) -> Option<String> {
        let from = self.reached.replace(self.reached.map_or(to, |reached| reached.higher_of(to)));
        match from {
            None => Some(to.to_string()),
            Some(from) if to < from => Some(format!("{from} → {to}")),
            Some(_) => None,
        }
    }

    /// The answers that make this condition true: as `question=option`, and in words.
    fn explain(&self, condition: &Condition) -> (String, String) {
        let (mut codes, mut words) = (Vec::new(), Vec::new());
        condition.walk(&mut |part| match part {
            Condition::Answer { question, is } => {
                let Some(asked) = self.taxonomy.question(question) else { return };
                for option in asked.options.iter().filter(|option| is.contains(&option.code)) {
                    if self.evidence.chose(question, &option.code) {
                        codes.push(format!("{question}={}", option.code));
                        words.push(format!("{} {}", asked.text, option.label));
                    }
                }
            }
            Condition::Hot { hot_at_least } if self.evidence.holds(part) => {
                codes.push(format!("hot_at_least={hot_at_least}"));
                words.push(format!("Hidden, untypical, left on purpose: {} of 3", points(self.evidence.hot())));
            }
            Condition::Hot { .. } | Condition::All { .. } | Condition::Any { .. } => {}
        });
        (codes.join(","), words.join("; "))
    }

    fn push(&mut self, code: &str, params: &[(&str, &str)], text: String, effect: Option<String>) {
        let params = params.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        self.lines.push(TraceLine { code: code.to_owned(), params, text, effect });
    }
}

fn points(halves: u8) -> String {
    let half = if halves.is_multiple_of(2) { "" } else { ".5" };
    format!("{}{half}", halves / 2)
}

fn list<'a>(skills: impl IntoIterator<Item = &'a Skill>) -> String {
    skills.into_iter().map(Skill::as_str).collect::<Vec<_>>().join(", ")
}
