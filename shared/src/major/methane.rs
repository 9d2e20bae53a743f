//! A situation report in the seven letters that rescue services share. What nobody knows is said to be unknown, never guessed.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use std::collections::HashMap;
use std::sync::LazyLock;

static TABLE: LazyLock<HashMap<String, HashMap<String, String>>> =
    LazyLock::new(|| serde_json::from_str(include_str!("../../data/major.json")).unwrap_or_default());

/// The letters in their order; their words are in the table.
pub const LETTERS: [&str; 7] = ["m", "e", "t", "h", "a", "n", "e2"];

/// What is known. Each list may be empty: that is not known, and not none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Known {
    pub number: String,
    pub declared_at: Option<Timestamp>,
    pub over_at: Option<Timestamp>,
    pub exact: Vec<String>,
    pub kind: Vec<String>,
    pub hazards: Vec<String>,
    pub access: Vec<String>,
    pub numbers: Vec<String>,
    pub services: Vec<String>,
}

/// A phrase of the table, filled. What a language does not have is said in English, and what no language has by its key.
pub fn word(language: &str, key: &str, fill: &[(&str, &str)]) -> String {
    let of = |language: &str| TABLE.get(language).and_then(|table| table.get(key));
    let phrase = of(language).or_else(|| of("en")).map_or(key, String::as_str);
    fill.iter().fold(phrase.to_owned(), |said, (name, value)| said.replace(&format!("{{{name}}}"), value))
}

/// The draft, a line a letter.
pub fn draft(known: &Known, language: &str, zone: &TimeZone) -> String {
    let clock = |at: Timestamp| at.to_zoned(zone.clone()).strftime("%H:%M").to_string();
    let declared = known.declared_at.map(|at| {
        let fill: [(&str, &str); 2] = [("number", &known.number), ("at", &clock(at))];
        word(language, "declared", &fill)
    });
    let over = known.over_at.map(|at| word(language, "over", &[("at", &clock(at))]));
    let m: Vec<String> = declared.into_iter().chain(over).collect();
    let said = [&m, &known.exact, &known.kind, &known.hazards, &known.access, &known.numbers, &known.services];
    let line = |(letter, said): (&str, &Vec<String>)| {
        let label = word(language, letter, &[]);
        let said = if said.is_empty() { word(language, "unknown", &[]) } else { said.join("; ") };
        format!("{label}: {said}")
    };
    LETTERS.into_iter().zip(said).map(line).collect::<Vec<_>>().join("\n")
}
