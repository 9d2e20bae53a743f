//! Facts in sentences, in the languages of the desk. A sheet is signed word for word, so its words are made here and not on a screen.

use super::Fact;
use crate::taxonomy::Taxonomy;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::sync::LazyLock;

/// The languages of the desk.
pub const LANGUAGES: [&str; 8] = ["en", "es", "fr", "de", "ar", "pt", "zh", "nl"];

static TABLE: LazyLock<HashMap<String, HashMap<String, String>>> =
    LazyLock::new(|| serde_json::from_str(include_str!("../../data/handover.json")).unwrap_or_default());

/// What a line says: the thing, and what one must know about it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Words {
    pub text: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub detail: String,
}

/// A phrase of the table, filled. What a language does not have is said in English, and what no language has by its key.
pub fn word(language: &str, key: &str, fill: &[(&str, &str)]) -> String {
    let of = |language: &str| TABLE.get(language).and_then(|table| table.get(key));
    let phrase = of(language).or_else(|| of("en")).map_or(key, String::as_str);
    fill.iter().fold(phrase.to_owned(), |said, (name, value)| said.replace(&format!("{{{name}}}"), value))
}

/// A fact in words. Times are the venue's.
pub fn say(fact: &Fact, language: &str, zone: &TimeZone) -> Words {
    let word = |key: &str, fill: &[(&str, &str)]| word(language, key, fill);
    let time = |at: Timestamp| at.to_zoned(zone.clone()).strftime("%H:%M").to_string();
    let day = |at: Timestamp| {
        let at = at.to_zoned(zone.clone());
        let weekday = word(&format!("weekday_{}", at.weekday().to_monday_one_offset()), &[]);
        format!("{weekday} {}", at.strftime("%H:%M"))
    };
    let officer = |officer: &Option<String>| officer.clone().unwrap_or_else(|| word("nobody", &[]));
    let kind = |code: &str| {
        let found = Taxonomy::builtin().localised(language).category(code).map(str::to_owned);
        found.unwrap_or_else(|| code.to_owned())
    };
    match fact {
        Fact::Open { category, place, status, officer: of, since } => {
            let place = place.as_deref().map(|place| word("at_place", &[("place", place)])).unwrap_or_default();
            let status = word(&format!("status_{}", status.name()), &[]);
            let fill: [(&str, &str); 3] = [("officer", &officer(of)), ("status", &status), ("since", &day(*since))];
            Words { text: format!("{}{place}", kind(category)), detail: word("open_detail", &fill) }
        }
        Fact::Promised { owed, by, officer: of } => Words {
            text: word(&format!("owed_{}", owed.name()), &[("by", &day(*by))]),
            detail: word("promised_detail", &[("officer", &officer(of))]),
        },
        Fact::Gap { ground, skill, starts, ends } => {
            let key = format!("skill_{ground}");
            // A skill that only this authority knows has no other name than its code.
            let named = Some(word(&key, &[])).filter(|said| *skill && *said != key);
            let ground = named.as_ref().unwrap_or(ground);
            let text = word("gap", &[("ground", ground), ("from", &day(*starts)), ("to", &day(*ends))]);
            Words { text, detail: String::new() }
        }
        Fact::Unproven { since, missing } => Words {
            text: since.map_or_else(|| word("never_proven", &[]), |since| word("unproven", &[("since", &day(since))])),
            detail: match missing.is_empty() {
                true => String::new(),
                false => {
                    let missing: Vec<String> = missing.iter().map(|way| word(&format!("way_{way}"), &[])).collect();
                    word("missing", &[("ways", &missing.join(word("between", &[]).as_str()))])
                }
            },
        },
        Fact::Failed { channel, count } => {
            let channel = word(&format!("way_{channel}"), &[]);
            let text = word("failed", &[("channel", &channel), ("count", &count.to_string())]);
            Words { text, detail: String::new() }
        }
        Fact::Unread { count, since } => Words {
            text: word("unread", &[("count", &count.to_string())]),
            detail: word("unread_detail", &[("since", &time(*since))]),
        },
        Fact::Count { category, seen, usual } => Words {
            text: word("count", &[("kind", &kind(category)), ("seen", &seen.to_string())]),
            detail: word("count_detail", &[("usual", &usual.to_string())]),
        },
    }
}
