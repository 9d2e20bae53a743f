//! Proof that the data holds together: every code that is used exists, and every language has every word.

use super::localised::{Overlay, QuestionWords};
use super::{Audience, Choice, Condition, Taxonomy, Tile, VenueKind};
use std::collections::{BTreeMap, BTreeSet};

/// Tiles fill the first screen exactly.
const TILES: usize = 8;

/// What is wrong with a taxonomy. `at` says where, such as `category item.mail`.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    #[error("{at}: {code} does not exist")]
    Unknown { at: String, code: String },
    #[error("{at}: {code} stands there twice")]
    Twice { at: String, code: String },
    #[error("{at}: a condition without anything in it")]
    EmptyCondition { at: String },
    #[error("{at}: a choice has options, and nothing else has")]
    Options { at: String },
    #[error("{at}: {code} is not offered to travellers at this kind of venue")]
    NotOffered { at: String, code: String },
    #[error("{kind}: {count} tiles instead of eight")]
    TileCount { kind: VenueKind, count: usize },
    #[error("{language}: words missing or left over at {at}")]
    Words { language: String, at: String },
}

impl Taxonomy {
    /// Everything that is wrong; empty when all references resolve and every overlay is complete.
    pub fn check(&self) -> Vec<Fault> {
        let mut faults = Vec::new();
        twice("groups", self.groups().iter().map(|group| group.code.as_str()), &mut faults);
        twice("categories", self.categories().iter().map(|category| category.code.as_str()), &mut faults);
        self.check_categories(&mut faults);
        self.check_questions(&mut faults);
        for kind in VenueKind::ALL {
            self.check_tiles(kind, &mut faults);
        }
        for (language, overlay) in &self.overlays {
            let missing = |at| Fault::Words { language: language.clone(), at };
            faults.extend(self.unmatched_words(overlay).into_iter().map(missing));
        }
        faults
    }

    fn check_categories(&self, faults: &mut Vec<Fault>) {
        for category in self.categories() {
            let at = format!("category {}", category.code);
            if self.group(&category.group).is_none() {
                faults.push(Fault::Unknown { at: at.clone(), code: category.group.clone() });
            }
            twice(&at, category.questions.iter().map(String::as_str), faults);
            let lost = category.questions.iter().filter(|code| self.question(code).is_none());
            faults.extend(lost.map(|code| Fault::Unknown { at: at.clone(), code: code.clone() }));
            let effects = category.effects.iter().map(|effect| &effect.when);
            for condition in category.emergency.conditions().iter().chain(effects) {
                self.check_condition(&at, condition, faults);
            }
        }
    }

    fn check_questions(&self, faults: &mut Vec<Fault>) {
        for (code, question) in self.questions() {
            let at = format!("question {code}");
            if question.kind.is_choice() == question.options.is_empty() {
                faults.push(Fault::Options { at: at.clone() });
            }
            twice(&at, question.options.iter().map(|option| option.code.as_str()), faults);
            for effect in &question.effects {
                self.check_condition(&at, &effect.when, faults);
            }
        }
    }

    fn check_condition(&self, at: &str, condition: &Condition, faults: &mut Vec<Fault>) {
        condition.walk(&mut |part| match part {
            Condition::Answer { question, is } => {
                let asked = self.question(question);
                if is.is_empty() {
                    faults.push(Fault::EmptyCondition { at: at.to_owned() });
                }
                if asked.is_none() {
                    faults.push(Fault::Unknown { at: at.to_owned(), code: question.clone() });
                }
                for option in is.iter().filter(|option| asked.is_some_and(|asked| asked.option(option).is_none())) {
                    faults.push(Fault::Unknown { at: at.to_owned(), code: format!("{question}={option}") });
                }
            }
            Condition::All { all: inner } | Condition::Any { any: inner } if inner.is_empty() => {
                faults.push(Fault::EmptyCondition { at: at.to_owned() });
            }
            Condition::All { .. } | Condition::Any { .. } | Condition::Hot { .. } => {}
        });
    }

    fn check_tiles(&self, kind: VenueKind, faults: &mut Vec<Fault>) {
        let tiles = self.tiles(kind);
        if tiles.len() != TILES {
            faults.push(Fault::TileCount { kind, count: tiles.len() });
        }
        twice(kind.as_str(), tiles.iter().map(|tile| tile.code.as_str()), faults);
        let offered: BTreeSet<_> = self.offered(kind, Audience::All).map(|category| category.code.as_str()).collect();
        for tile in tiles {
            let at = format!("{kind} tile {}", tile.code);
            let options = tile.refine.iter().flat_map(|refine| &refine.options);
            twice(&at, options.clone().map(|option| option.code.as_str()), faults);
            for code in options.map(|option| &option.category).chain([&tile.category]) {
                if !offered.contains(code.as_str()) {
                    faults.push(Fault::NotOffered { at: at.clone(), code: code.clone() });
                }
            }
        }
    }

    /// The places where an overlay says less or more than the source.
    fn unmatched_words(&self, overlay: &Overlay) -> Vec<String> {
        let mut at = Vec::new();
        let groups = self.groups().iter().map(|group| group.code.as_str()).collect();
        at.extend(difference("group", &groups, overlay.groups.keys()));
        let unguided = self.groups().iter().filter(|group| {
            overlay.groups.get(&group.code).is_some_and(|words| words.guidance.is_some() != group.guidance.is_some())
        });
        at.extend(unguided.map(|group| format!("group {} guidance", group.code)));
        let categories = self.categories().iter().map(|category| category.code.as_str()).collect();
        at.extend(difference("category", &categories, overlay.categories.keys()));
        at.extend(difference("words of", &categories, overlay.words.keys()));
        let questions = self.questions().map(|(code, _)| code).collect();
        at.extend(difference("question", &questions, overlay.questions.keys()));
        for (code, question) in self.questions() {
            if let Some(words) = overlay.questions.get(code) {
                let options = question.options.iter().map(|option: &Choice| option.code.as_str()).collect();
                at.extend(difference(&format!("question {code} option"), &options, words.options.keys()));
            }
        }
        let tiles: Vec<&Tile> = VenueKind::ALL.into_iter().flat_map(|kind| self.tiles(kind)).collect();
        let codes = tiles.iter().map(|tile| tile.code.as_str()).collect();
        at.extend(difference("tile", &codes, overlay.tiles.keys()));
        // A tile of both kinds of venue may have more options in one of them: the overlay has them all.
        let mut refining: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for tile in tiles {
            let options = tile.refine.iter().flat_map(|refine| &refine.options).map(|option| option.code.as_str());
            refining.entry(&tile.code).or_default().extend(options);
        }
        let none = QuestionWords { text: String::new(), options: BTreeMap::new() };
        for (code, options) in refining {
            let words = overlay.tiles.get(code).and_then(|words| words.refine.as_ref()).unwrap_or(&none);
            at.extend(difference(&format!("tile {code} option"), &options, words.options.keys()));
        }
        at
    }
}

fn twice<'a>(at: &str, codes: impl Iterator<Item = &'a str>, faults: &mut Vec<Fault>) {
    let mut seen = BTreeSet::new();
    for code in codes {
        if !seen.insert(code) {
            faults.push(Fault::Twice { at: at.to_owned(), code: code.to_owned() });
        }
    }
}

fn difference<'a>(what: &str, want: &BTreeSet<&str>, have: impl Iterator<Item = &'a String>) -> Vec<String> {
    let have: BTreeSet<&str> = have.map(String::as_str).collect();
    want.symmetric_difference(&have).map(|code| format!("{what} {code}")).collect()
}
