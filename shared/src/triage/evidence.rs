//! The answers as rules may see them: known choices only, whatever else was sent.

use crate::taxonomy::{Answers, Condition, Taxonomy};
use std::collections::{BTreeMap, BTreeSet};

/// A point is two half points, so that "not sure" can count as half of one.
const HALVES: u8 = 2;

pub(super) struct Evidence<'a> {
    chosen: BTreeMap<&'a str, BTreeSet<&'a str>>,
    hot: u8,
}

impl<'a> Evidence<'a> {
    pub fn new(taxonomy: &'a Taxonomy, answers: &'a Answers) -> Self {
        let mut chosen = BTreeMap::new();
        for (code, values) in answers {
            let Some(question) = taxonomy.question(code).filter(|question| question.kind.is_choice()) else { continue };
            let known = values.iter().map(String::as_str).filter(|value| question.option(value).is_some());
            chosen.insert(code.as_str(), known.collect());
        }
        let mut evidence = Self { chosen, hot: 0 };
        evidence.hot = evidence.score(taxonomy);
        evidence
    }

    /// Half points of the unattended-item score.
    pub const fn hot(&self) -> u8 {
        self.hot
    }

    pub fn holds(&self, condition: &Condition) -> bool {
        match condition {
            Condition::Answer { question, is } => is.iter().any(|option| self.chose(question, option)),
            Condition::Hot { hot_at_least } => self.hot >= hot_at_least.saturating_mul(HALVES),
            Condition::All { all } => all.iter().all(|inner| self.holds(inner)),
            Condition::Any { any } => any.iter().any(|inner| self.holds(inner)),
        }
    }

    pub fn chose(&self, question: &str, option: &str) -> bool {
        self.chosen.get(question).is_some_and(|options| options.contains(option))
    }

    /// Somebody who answered "not sure" and later "yes" said yes: each question counts once, at its highest.
    fn score(&self, taxonomy: &Taxonomy) -> u8 {
        let highest = |effects: &[crate::taxonomy::Effect]| {
            let points = effects.iter().filter(|effect| self.holds(&effect.when)).filter_map(|effect| effect.then.hot);
            points.max().unwrap_or(0)
        };
        taxonomy.questions().fold(0, |sum, (_, question)| u8::saturating_add(sum, highest(&question.effects)))
    }
}
