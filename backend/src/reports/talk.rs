//! Cards, as the desk offers them and as a reporter is asked by them.

use super::store::Message;
use super::wire::{CardAnswer, CardAsked, CardChoice, CardList, WireCard};
use crate::problem::{Answer, Problem};
use shared::cards::{Asks, Card, CardKind, CardOption, Cards};
use shared::problem::ErrorCode;
use shared::taxonomy::VenueKind;

pub fn offered(kind: VenueKind, language: &str) -> CardList {
    let cards = Cards::builtin();
    let items = cards.offered(kind).map(|card| WireCard {
        code: card.code.clone(),
        kind: match card.kind {
            CardKind::Question => "question",
            CardKind::Phrase => "phrase",
        },
        text: cards.text(card, language).to_owned(),
        options: choices(card, language),
    });
    CardList { language: cards.spoken(language).to_owned(), items: items.collect() }
}

/// The card of this code at this kind of venue.
pub fn card(kind: VenueKind, code: &str) -> Answer<&'static Card> {
    let found = Cards::builtin().offered(kind).find(|card| card.code == code);
    found.ok_or_else(|| Problem::new(ErrorCode::InvalidValue).at("card"))
}

/// The question that a message of an officer asks, if it asks one.
pub fn question(message: &Message) -> Option<&'static Card> {
    let card = Cards::builtin().card(message.card.as_deref()?)?;
    (card.kind == CardKind::Question).then_some(card)
}

/// A question in the reporter's language, with the last answer it got.
pub fn asked(card: &Card, message: &Message, language: &str, answer: Option<CardAnswer>) -> CardAsked {
    CardAsked {
        id: message.id.uuid(),
        card: card.code.clone(),
        text: Cards::builtin().text(card, language).to_owned(),
        options: choices(card, language),
        asks: card.asks.map(|asks| match asks {
            Asks::Words => "words",
            Asks::Photo => "photo",
        }),
        at: message.at,
        answer,
    }
}

fn choices(card: &Card, language: &str) -> Vec<CardChoice> {
    let choice = |option: &CardOption| CardChoice {
        code: option.code.clone(),
        label: Cards::builtin().label(card, option, language).to_owned(),
        icon: option.icon.clone(),
    };
    card.options.iter().map(choice).collect()
}
