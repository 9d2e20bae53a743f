//! The taxonomy's words in one language. Codes stay as they are; only what people read changes.

use super::{Taxonomy, Tile};
use serde::Deserialize;
use std::collections::BTreeMap;

/// The translations into one language, by code.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Overlay {
    pub groups: BTreeMap<String, GroupWords>,
    pub categories: BTreeMap<String, String>,
    pub questions: BTreeMap<String, QuestionWords>,
    pub tiles: BTreeMap<String, TileWords>,
    pub words: BTreeMap<String, String>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct GroupWords {
    pub label: String,
    pub guidance: Option<String>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct QuestionWords {
    pub text: String,
    #[serde(default)]
    pub options: BTreeMap<String, String>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TileWords {
    pub label: String,
    pub hint: String,
    pub refine: Option<QuestionWords>,
}

/// A view of the taxonomy in one language, falling back to English word by word. `None` means an unknown code.
#[derive(Clone, Copy, Debug)]
pub struct Localised<'a> {
    taxonomy: &'a Taxonomy,
    overlay: Option<&'a Overlay>,
}

impl<'a> Localised<'a> {
    pub(super) const fn new(taxonomy: &'a Taxonomy, overlay: Option<&'a Overlay>) -> Self {
        Self { taxonomy, overlay }
    }

    pub fn group(&self, code: &str) -> Option<&'a str> {
        let source = self.taxonomy.group(code)?;
        let words = self.overlay.and_then(|overlay| overlay.groups.get(code));
        Some(words.map_or(&source.label, |words| &words.label))
    }

    /// How to stay safe, for the categories of this group.
    pub fn guidance(&self, group: &str) -> Option<&'a str> {
        let source = self.taxonomy.group(group)?;
        let words = self.overlay.and_then(|overlay| overlay.groups.get(group));
        words.and_then(|words| words.guidance.as_deref()).or(source.guidance.as_deref())
    }

    pub fn category(&self, code: &str) -> Option<&'a str> {
        let source = self.taxonomy.category(code)?;
        Some(self.overlay.and_then(|overlay| overlay.categories.get(code)).unwrap_or(&source.label))
    }

    /// Everyday words for a category, separated by commas.
    pub fn everyday(&self, code: &str) -> Option<&'a str> {
        let source = self.taxonomy.category(code)?;
        Some(self.overlay.and_then(|overlay| overlay.words.get(code)).unwrap_or(&source.words))
    }

    pub fn question(&self, code: &str) -> Option<&'a str> {
        let source = self.taxonomy.question(code)?;
        Some(self.question_words(code).map_or(&source.text, |words| &words.text))
    }

    pub fn option(&self, question: &str, code: &str) -> Option<&'a str> {
        let source = self.taxonomy.question(question)?.option(code)?;
        let words = self.question_words(question);
        Some(words.and_then(|words| words.options.get(code)).unwrap_or(&source.label))
    }

    pub fn tile_label(&self, tile: &'a Tile) -> &'a str {
        self.tile_words(tile).map_or(&tile.label, |words| &words.label)
    }

    pub fn tile_hint(&self, tile: &'a Tile) -> &'a str {
        self.tile_words(tile).map_or(&tile.hint, |words| &words.hint)
    }

    /// The text of the tile's first question.
    pub fn refine_text(&self, tile: &'a Tile) -> Option<&'a str> {
        let source = tile.refine.as_ref()?;
        let words = self.tile_words(tile).and_then(|words| words.refine.as_ref());
        Some(words.map_or(&source.text, |words| &words.text))
    }

    pub fn refine_option(&self, tile: &'a Tile, code: &str) -> Option<&'a str> {
        let source = tile.refine.as_ref()?.options.iter().find(|option| option.code == code)?;
        let words = self.tile_words(tile).and_then(|words| words.refine.as_ref());
        Some(words.and_then(|words| words.options.get(code)).unwrap_or(&source.label))
    }

    fn question_words(&self, code: &str) -> Option<&'a QuestionWords> {
        self.overlay?.questions.get(code)
    }

    fn tile_words(&self, tile: &Tile) -> Option<&'a TileWords> {
        self.overlay?.tiles.get(&tile.code)
    }
}
