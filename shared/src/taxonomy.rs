//! What people can report, and what they are asked: categories, questions, tiles and the rules that hang on answers.
//!
//! The lists are data (`data/taxonomy.json`, with one overlay per further language); this room gives them types and
//! proves that every reference resolves. Codes are retired, never removed: old reports keep theirs for ever.
//! Never here: what a set of answers amounts to. That is `triage`.

mod answers;
mod check;
mod localised;
mod rule;
mod terms;

pub use answers::{AnswerError, Answers, check_answers};
pub use check::Fault;
pub use localised::Localised;
pub use rule::{Condition, Effect, Emergency, Outcome};
pub use terms::{Audience, NoSuchPriority, NoSuchVenueKind, Priority, QuestionKind, Skill, VenueKind};

use crate::language::{SOURCE_LANGUAGE, base_language};
use localised::Overlay;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashMap};
use std::sync::LazyLock;

const SOURCE: &str = include_str!("../data/taxonomy.json");
const OVERLAYS: [(&str, &str); 12] = [
    ("es", include_str!("../data/taxonomy.es.json")),
    ("zh", include_str!("../data/taxonomy.zh.json")),
    ("ar", include_str!("../data/taxonomy.ar.json")),
    ("fr", include_str!("../data/taxonomy.fr.json")),
    ("de", include_str!("../data/taxonomy.de.json")),
    ("pt", include_str!("../data/taxonomy.pt.json")),
    ("ru", include_str!("../data/taxonomy.ru.json")),
    ("ja", include_str!("../data/taxonomy.ja.json")),
    ("ko", include_str!("../data/taxonomy.ko.json")),
    ("hi", include_str!("../data/taxonomy.hi.json")),
    ("tr", include_str!("../data/taxonomy.tr.json")),
    ("nl", include_str!("../data/taxonomy.nl.json")),
];

/// A family of categories, with one piece of advice on how to stay safe.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Group {
    pub code: String,
    pub label: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub guidance: Option<String>,
}

/// What was seen, such as `item.unattended`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Category {
    pub code: String,
    pub group: String,
    pub label: String,
    /// What people type who look for it, separated by commas.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub words: String,
    pub venues: Vec<VenueKind>,
    pub audience: Audience,
    pub default_priority: Priority,
    pub skills: Vec<Skill>,
    pub emergency: Emergency,
    /// A hint for those who vet reports. Never shown to reporters or in the list of incidents.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sar_hint: Option<String>,
    /// The category of the Common Alerting Protocol.
    pub cap_category: String,
    /// What to ask, in this order.
    pub questions: Vec<String>,
    /// Whether the unattended-item score counts here.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub hot: bool,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub effects: Vec<Effect>,
    /// No longer offered; still understood.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub retired: bool,
}

/// What is asked about it. One question serves many categories and is translated once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Question {
    pub text: String,
    #[serde(rename = "type")]
    pub kind: QuestionKind,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub required: bool,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub options: Vec<Choice>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub effects: Vec<Effect>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub retired: bool,
}

impl Question {
    pub fn option(&self, code: &str) -> Option<&Choice> {
        self.options.iter().find(|option| option.code == code)
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Choice {
    pub code: String,
    pub label: String,
}

/// One of the eight things a traveller can tap first. `category` is sent at once; `refine` may add a better one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tile {
    pub code: String,
    pub icon: String,
    pub label: String,
    pub hint: String,
    pub category: String,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub danger: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refine: Option<Refine>,
}

/// The first question behind a tile. Whatever is chosen, the higher priority of the two categories stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Refine {
    pub text: String,
    pub options: Vec<RefineOption>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RefineOption {
    pub code: String,
    pub label: String,
    pub category: String,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Source {
    version: String,
    groups: Vec<Group>,
    categories: Vec<Category>,
    questions: BTreeMap<String, Question>,
    tiles: HashMap<VenueKind, Vec<Tile>>,
}

/// The taxonomy with its translations, indexed by code.
#[derive(Clone, Debug)]
pub struct Taxonomy {
    version: String,
    groups: Vec<Group>,
    categories: Vec<Category>,
    questions: Vec<(String, Question)>,
    tiles: HashMap<VenueKind, Vec<Tile>>,
    overlays: BTreeMap<String, Overlay>,
    group_at: HashMap<String, usize>,
    category_at: HashMap<String, usize>,
    question_at: HashMap<String, usize>,
}

impl Taxonomy {
    /// The taxonomy compiled into this program. A test parses and checks it, so it cannot fail in the field.
    #[expect(clippy::expect_used, reason = "compiled in, and parsed by a test")]
    pub fn builtin() -> &'static Self {
        static BUILTIN: LazyLock<Taxonomy> =
            LazyLock::new(|| Taxonomy::parse(SOURCE, &OVERLAYS).expect("the built-in taxonomy parses"));
        &BUILTIN
    }

    /// Reads a taxonomy and its overlays, given as pairs of language and JSON. Call [`Taxonomy::check`] on the result.
    ///
    /// # Errors
    /// When a text is not JSON of the expected shape; a misspelt field counts as such.
    pub fn parse(source: &str, overlays: &[(&str, &str)]) -> Result<Self, serde_json::Error> {
        let source: Source = serde_json::from_str(source)?;
        let overlays = overlays
            .iter()
            .map(|(language, text)| Ok(((*language).to_owned(), serde_json::from_str(text)?)))
            .collect::<Result<_, serde_json::Error>>()?;
        let Source { version, groups, categories, questions, tiles } = source;
        let questions: Vec<_> = questions.into_iter().collect();
        let group_at = index(groups.iter().map(|group| &group.code));
        let category_at = index(categories.iter().map(|category| &category.code));
        let question_at = index(questions.iter().map(|(code, _)| code));
        Ok(Self { version, groups, categories, questions, tiles, overlays, group_at, category_at, question_at })
    }

    pub fn version(&self) -> &str {
        &self.version
    }

    /// In the order in which they are shown.
    pub fn groups(&self) -> &[Group] {
        &self.groups
    }

    /// All of them, retired ones too, in the order in which they are shown.
    pub fn categories(&self) -> &[Category] {
        &self.categories
    }

    /// All of them with their codes, sorted by code.
    pub fn questions(&self) -> impl Iterator<Item = (&str, &Question)> {
        self.questions.iter().map(|(code, question)| (code.as_str(), question))
    }

    /// What may be chosen at this kind of venue; staff see the categories of staff as well.
    pub fn offered(&self, kind: VenueKind, audience: Audience) -> impl Iterator<Item = &Category> {
        self.categories.iter().filter(move |category| {
            let open_to = audience == Audience::Staff || category.audience == Audience::All;
            !category.retired && open_to && category.venues.contains(&kind)
        })
    }

    /// The eight first choices of a traveller.
    pub fn tiles(&self, kind: VenueKind) -> &[Tile] {
        self.tiles.get(&kind).map_or(&[], Vec::as_slice)
    }

    pub fn group(&self, code: &str) -> Option<&Group> {
        self.group_at.get(code).map(|at| &self.groups[*at])
    }

    pub fn category(&self, code: &str) -> Option<&Category> {
        self.category_at.get(code).map(|at| &self.categories[*at])
    }

    pub fn question(&self, code: &str) -> Option<&Question> {
        self.question_at.get(code).map(|at| &self.questions[*at].1)
    }

    /// The languages that have words here, the source language first.
    pub fn languages(&self) -> impl Iterator<Item = &str> {
        std::iter::once(SOURCE_LANGUAGE).chain(self.overlays.keys().map(String::as_str))
    }

    /// The words in this language (`es` or `es-MX`), and in English where it has none.
    pub fn localised(&self, language: &str) -> Localised<'_> {
        Localised::new(self, self.overlays.get(&base_language(language)))
    }
}

fn index<'a>(codes: impl Iterator<Item = &'a String>) -> HashMap<String, usize> {
    codes.enumerate().map(|(at, code)| (code.clone(), at)).collect()
}
