//! How urgent is it, who is needed, and why: category default, then answers, then rules.
//!
//! A pure function of the facts. It can only raise: there is no rule that lowers, and one more answer or category
//! never makes an incident less urgent (lowering is a human act with a reason, and happens elsewhere). Only choice
//! answers are read, so that a trace holds no reporter's words. Never here: places, people on duty, other reports.
//! The scoring of unattended items follows the United Kingdom's published HOT questions (hidden, obvious, typical).

mod evidence;
mod trace;

pub use crate::trace::TraceLine;

use crate::ladder::Rung;
use crate::taxonomy::{Answers, Category, Effect, Emergency, Priority, Skill, Taxonomy, VenueKind};
use evidence::Evidence;
use serde::{Deserialize, Serialize};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use trace::Trace;

/// Half points from which an unattended item is P1, and P2.
const HOT_P1: u8 = 4;
const HOT_P2: u8 = 2;

/// Stands in the data for whoever keeps traffic apart here: the tower of an airport, the traffic service of a port.
const TRAFFIC_CONTROL: &str = "atc_or_vts";

/// What is known of an incident or report: every category ever chosen and every answer ever given.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facts {
    pub categories: Vec<String>,
    pub answers: Answers,
    pub venue: VenueKind,
}

/// The outcome of triage, with the rules that led there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assessment {
    pub priority: Priority,
    /// Wanted skills, the most wanted first: what answers ask for, then what the category does.
    pub skills: Vec<Skill>,
    /// Whether the reporter should be shown the emergency number at once.
    pub emergency: bool,
    /// Who else must be told: `atc` (an airport's tower) or `vts` (a port's vessel traffic service).
    pub notify: BTreeSet<String>,
    /// Codes of posts that the authority's own rules send it to, the first of them first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub send_to: Vec<String>,
    /// Minutes within which nobody is called, as the authority's own rules say. Never of P1 or P2.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hold_minutes: Option<u32>,
    /// An exercise, as the authority's own rules say.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub drill: bool,
    /// Whom the authority's own rules call besides.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rungs: Vec<Rung>,
    /// The version of the authority's own rules that were asked; absent where it has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rules: Option<i64>,
    pub trace: Vec<TraceLine>,
}

impl Assessment {
    /// What two reports of one thing ask for together: the more urgent priority, every skill (those of the more urgent first),
    /// everybody who must be told, and the reasons of both.
    #[must_use]
    pub fn joined(self, other: Self) -> Self {
        let (mut all, less) = if other.priority < self.priority { (other, self) } else { (self, other) };
        all.skills.extend(less.skills.into_iter().filter(|skill| !all.skills.contains(skill)).collect::<Vec<_>>());
        all.emergency |= less.emergency;
        all.notify.extend(less.notify);
        all.send_to.extend(less.send_to.into_iter().filter(|post| !all.send_to.contains(post)).collect::<Vec<_>>());
        // One of them that does not wait is enough.
        all.hold_minutes = all.hold_minutes.zip(less.hold_minutes).map(|(one, other)| one.min(other));
        // One of them that is real is enough.
        all.drill &= less.drill;
        all.rungs.extend(less.rungs.into_iter().filter(|rung| !all.rungs.contains(rung)).collect::<Vec<_>>());
        all.rules = all.rules.max(less.rules);
        let new = less.trace.into_iter().filter(|line| !all.trace.contains(line)).collect::<Vec<_>>();
        all.trace.extend(new);
        all
    }
}

/// Assesses the facts. Categories, questions and options it does not know are passed over; with no category that it
/// knows the outcome starts at P4.
pub fn assess(taxonomy: &Taxonomy, facts: &Facts) -> Assessment {
    let codes: BTreeSet<&str> = facts.categories.iter().map(String::as_str).collect();
    let mut categories: Vec<_> = codes.into_iter().filter_map(|code| taxonomy.category(code)).collect();
    categories.sort_by_key(|category| (category.default_priority, &category.code));
    let evidence = Evidence::new(taxonomy, &facts.answers);
    let of_questions = taxonomy.questions().flat_map(|(_, question)| &question.effects);
    let of_categories = categories.iter().flat_map(|category| &category.effects);
    let effects: Vec<_> = of_questions.chain(of_categories).filter(|effect| evidence.holds(&effect.when)).collect();

    let mut trace = Trace::new(taxonomy, &evidence);
    weigh_categories(&categories, &mut trace);
    weigh_answers(&effects, &mut trace);
    weigh_unattended_item(&categories, &evidence, &mut trace);
    let priority = trace.priority();
    let skills = gather_skills(&categories, &effects, &mut trace);
    let notify = gather_notices(&effects, facts.venue, &mut trace);
    let emergency = decide_emergency(&categories, &effects, &evidence, &mut trace);
    let trace = trace.into_lines();
    Assessment {
        priority,
        skills,
        emergency,
        notify,
        send_to: Vec::new(),
        hold_minutes: None,
        drill: false,
        rungs: Vec::new(),
        rules: None,
        trace,
    }
}

/// The options of a question that show the emergency number whichever category asks it, so that a phone without a
/// signal can show it too. Categories that show it anyway do not count.
pub fn emergency_options<'a>(taxonomy: &'a Taxonomy, question: &str) -> Vec<&'a str> {
    let Some(asked) = taxonomy.question(question) else { return Vec::new() };
    let asking: Vec<_> = taxonomy
        .categories()
        .iter()
        .filter(|category| !category.retired && category.emergency != Emergency::Always)
        .filter(|category| category.questions.iter().any(|code| code == question))
        .map(|category| vec![category.code.clone()])
        .collect();
    let shows = |categories: &Vec<String>, option: &str| {
        let answers = BTreeMap::from([(question.to_owned(), BTreeSet::from([option.to_owned()]))]);
        let facts = Facts { categories: categories.clone(), answers, venue: VenueKind::Airport };
        assess(taxonomy, &facts).emergency
    };
    let alone = vec![Vec::new()];
    let settings = if asking.is_empty() { &alone } else { &asking };
    let options = asked.options.iter().map(|option| option.code.as_str());
    options.filter(|option| settings.iter().all(|categories| shows(categories, option))).collect()
}

fn weigh_categories(categories: &[&Category], trace: &mut Trace<'_>) {
    for category in categories {
        trace.category_default(category);
    }
    if categories.is_empty() {
        trace.no_category();
    }
}

/// "One level up" counts from the category, and once: so the order in which answers arrive cannot matter.
fn weigh_answers(effects: &[&Effect], trace: &mut Trace<'_>) {
    let mut lifting: Vec<_> = effects.iter().filter_map(|effect| Some((effect, effect.then.raise_by?))).collect();
    lifting.sort_by_key(|(_, levels)| Reverse(*levels));
    let base = trace.priority();
    for (effect, levels) in lifting {
        trace.answer_raises_by(effect, base, levels);
    }
    for effect in effects {
        if let Some(to) = effect.then.raise_to {
            trace.answer_raises_to(effect, to);
        }
    }
}

fn weigh_unattended_item(categories: &[&Category], evidence: &Evidence<'_>, trace: &mut Trace<'_>) {
    let score = evidence.hot();
    if score == 0 || !categories.iter().any(|category| category.hot) {
        return;
    }
    let to = match score {
        HOT_P1.. => Some(Priority::P1),
        HOT_P2.. => Some(Priority::P2),
        _ => None,
    };
    trace.hot_score(score, to);
}

fn gather_skills(categories: &[&Category], effects: &[&Effect], trace: &mut Trace<'_>) -> Vec<Skill> {
    for category in categories.iter().filter(|category| !category.skills.is_empty()) {
        trace.category_skill(category);
    }
    for effect in effects.iter().filter(|effect| !effect.then.skills.is_empty()) {
        trace.answer_skill(effect);
    }
    let of_categories = categories.iter().flat_map(|category| &category.skills);
    let mut wanted: Vec<Skill> = Vec::new();
    for skill in effects.iter().flat_map(|effect| &effect.then.skills).chain(of_categories) {
        if !wanted.contains(skill) {
            wanted.push(skill.clone());
        }
    }
    wanted
}

fn gather_notices(effects: &[&Effect], venue: VenueKind, trace: &mut Trace<'_>) -> BTreeSet<String> {
    let mut notify = BTreeSet::new();
    for effect in effects {
        for code in &effect.then.notify {
            let whom = match (code.as_str(), venue) {
                (TRAFFIC_CONTROL, VenueKind::Airport) => "atc",
                (TRAFFIC_CONTROL, VenueKind::Seaport) => "vts",
                (other, _) => other,
            };
            trace.answer_notify(effect, whom);
            notify.insert(whom.to_owned());
        }
    }
    notify
}

fn decide_emergency(
    categories: &[&Category],
    effects: &[&Effect],
    evidence: &Evidence<'_>,
    trace: &mut Trace<'_>,
) -> bool {
    let mut emergency = false;
    for category in categories {
        if category.emergency == Emergency::Always {
            trace.emergency_by_category(category);
            emergency = true;
        }
        for condition in category.emergency.conditions().iter().filter(|condition| evidence.holds(condition)) {
            trace.emergency_by_answer(condition, Some(category));
            emergency = true;
        }
    }
    for effect in effects.iter().filter(|effect| effect.then.emergency) {
        trace.emergency_by_answer(&effect.when, None);
        emergency = true;
    }
    emergency
}
