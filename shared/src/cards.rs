//! Cards: what officers ask and say most, in every language beforehand. A question is answered by a tap and a sentence is
//! understood without anybody translating, so that an answer about a weapon never hangs on a machine's guess.
//!
//! The list is data (`data/cards.json`, one overlay per further language). Codes are retired, never removed.

use crate::language::{SOURCE_LANGUAGE, base_language};
use crate::taxonomy::VenueKind;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::LazyLock;

const SOURCE: &str = include_str!("../data/cards.json");
const OVERLAYS: [(&str, &str); 12] = [
    ("es", include_str!("../data/cards.es.json")),
    ("zh", include_str!("../data/cards.zh.json")),
    ("ar", include_str!("../data/cards.ar.json")),
    ("fr", include_str!("../data/cards.fr.json")),
    ("de", include_str!("../data/cards.de.json")),
    ("pt", include_str!("../data/cards.pt.json")),
    ("ru", include_str!("../data/cards.ru.json")),
    ("ja", include_str!("../data/cards.ja.json")),
    ("ko", include_str!("../data/cards.ko.json")),
    ("hi", include_str!("../data/cards.hi.json")),
    ("tr", include_str!("../data/cards.tr.json")),
    ("nl", include_str!("../data/cards.nl.json")),
];

/// The answer that every question takes: the reporter did not see.
pub const UNSEEN: &str = "unseen";

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CardKind {
    /// Waits for an answer.
    Question,
    /// Only says something.
    Phrase,
}

/// What a question asks for besides a choice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Asks {
    /// Words alone: it has no options.
    Words,
    /// `yes` opens the camera.
    Photo,
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Card {
    pub code: String,
    pub kind: CardKind,
    /// Kinds of venue where it makes sense; empty means everywhere.
    #[serde(default)]
    pub venues: Vec<VenueKind>,
    pub asks: Option<Asks>,
    text: String,
    #[serde(default)]
    pub options: Vec<CardOption>,
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CardOption {
    pub code: String,
    label: String,
    pub icon: Option<String>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Words {
    text: String,
    #[serde(default)]
    options: BTreeMap<String, String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Source {
    cards: Vec<Card>,
}

#[derive(Debug)]
pub struct Cards {
    cards: Vec<Card>,
    overlays: BTreeMap<String, BTreeMap<String, Words>>,
}

impl Cards {
    /// The cards compiled into this program. A test parses and checks them, so it cannot fail in the field.
    #[expect(clippy::expect_used, reason = "compiled in, and parsed by a test")]
    pub fn builtin() -> &'static Self {
        static BUILTIN: LazyLock<Cards> = LazyLock::new(|| Cards::parse().expect("the built-in cards parse"));
        &BUILTIN
    }

    fn parse() -> Result<Self, serde_json::Error> {
        let Source { cards } = serde_json::from_str(SOURCE)?;
        let overlay = |(language, text): &(&str, &str)| Ok(((*language).to_owned(), serde_json::from_str(text)?));
        let overlays = OVERLAYS.iter().map(overlay).collect::<Result<_, serde_json::Error>>()?;
        Ok(Self { cards, overlays })
    }

    pub fn all(&self) -> &[Card] {
        &self.cards
    }

    pub fn card(&self, code: &str) -> Option<&Card> {
        self.cards.iter().find(|card| card.code == code)
    }

    /// What may be sent at this kind of venue, in the order in which it is offered.
    pub fn offered(&self, kind: VenueKind) -> impl Iterator<Item = &Card> {
        self.cards.iter().filter(move |card| card.venues.is_empty() || card.venues.contains(&kind))
    }

    /// The card's text in this language, and in English where it has none.
    pub fn text<'a>(&'a self, card: &'a Card, language: &str) -> &'a str {
        self.words(card, language).map_or(&card.text, |words| &words.text)
    }

    pub fn label<'a>(&'a self, card: &'a Card, option: &'a CardOption, language: &str) -> &'a str {
        let words = self.words(card, language);
        words.and_then(|words| words.options.get(&option.code)).unwrap_or(&option.label)
    }

    /// The language in which [`Cards::text`] answers for this one.
    pub fn spoken(&self, language: &str) -> &str {
        let base = base_language(language);
        self.overlays.get_key_value(&base).map_or(SOURCE_LANGUAGE, |(known, _)| known)
    }

    fn words(&self, card: &Card, language: &str) -> Option<&Words> {
        self.overlays.get(&base_language(language))?.get(&card.code)
    }
}

impl Card {
    /// Whether `choice` answers this card.
    pub fn takes(&self, choice: &str) -> bool {
        self.kind == CardKind::Question && (choice == UNSEEN || self.options.iter().any(|option| option.code == choice))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_language_has_every_word_and_no_other() {
        let cards = Cards::builtin();
        for (language, overlay) in &cards.overlays {
            let codes: BTreeSet<_> = cards.all().iter().map(|card| card.code.as_str()).collect();
            let said: BTreeSet<_> = overlay.keys().map(String::as_str).collect();
            assert_eq!(codes, said, "{language}");
            for card in cards.all() {
                let options: BTreeSet<_> = card.options.iter().map(|option| option.code.as_str()).collect();
                let words = &overlay[&card.code];
                let said: BTreeSet<_> = words.options.keys().map(String::as_str).collect();
                assert_eq!(options, said, "{language} {}", card.code);
                assert!(!words.text.trim().is_empty() && words.options.values().all(|label| !label.trim().is_empty()));
            }
        }
    }

    #[test]
    fn a_question_has_answers_and_a_sentence_has_none() {
        let mut seen = BTreeSet::new();
        for card in Cards::builtin().all() {
            assert!(seen.insert(&card.code), "{} stands there twice", card.code);
            let answerable = card.options.len() >= 2 || card.asks == Some(Asks::Words);
            assert_eq!(card.kind == CardKind::Question, answerable, "{}", card.code);
            assert!(card.options.len() <= 4 && card.options.iter().all(|option| option.code != UNSEEN));
            assert_eq!(card.takes(UNSEEN), card.kind == CardKind::Question);
        }
    }

    #[test]
    fn a_language_of_another_place_is_still_that_language() {
        let (cards, way) = (Cards::builtin(), Cards::builtin().card("way").unwrap());
        assert_eq!(cards.text(way, "es-MX"), "¿Hacia dónde fueron?");
        assert_eq!((cards.spoken("es-MX"), cards.spoken("eo")), ("es", "en"));
        assert_eq!(cards.text(way, "eo"), "Which way did they go?");
        assert!(cards.offered(VenueKind::Seaport).all(|card| card.code != "way"));
    }
}
