//! The words of an export on paper, in the languages of the desk.

use std::collections::HashMap;
use std::sync::LazyLock;

type Table = HashMap<String, HashMap<String, String>>;

static TABLE: LazyLock<Table> =
    LazyLock::new(|| serde_json::from_str(include_str!("../../data/exports.json")).unwrap_or_default());

/// A word of the table. What a language does not have is said in English, and what no language has by its key.
pub fn word(language: &str, key: &str) -> String {
    let of = |language: &str| TABLE.get(language).and_then(|table| table.get(key));
    of(language).or_else(|| of("en")).map_or_else(|| key.replace('_', " "), Clone::clone)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::handover::LANGUAGES;
    use crate::incident::{DISPOSITIONS, Status};

    #[test]
    fn every_word_and_every_code_is_there_in_every_language_of_the_desk() {
        let mut wanted: Vec<&String> = TABLE["en"].keys().collect();
        wanted.sort();
        assert_eq!(TABLE.len(), LANGUAGES.len());
        for language in LANGUAGES {
            let mut keys: Vec<&String> = TABLE[language].keys().collect();
            keys.sort();
            assert_eq!(keys, wanted, "{language}");
            let statuses = Status::ALL.into_iter().map(|status| format!("status_{}", status.name()));
            for key in statuses.chain(DISPOSITIONS.iter().map(|code| format!("disposition_{code}"))) {
                assert!(TABLE[language].contains_key(&key), "{language}: {key}");
                assert!(!word(language, &key).contains('_'), "{language}: {key} is said as a code");
            }
            for (key, said) in &TABLE[language] {
                assert!(!said.trim().is_empty(), "{language}: {key}");
                assert_eq!(said.contains("{count}"), TABLE["en"][key].contains("{count}"), "{language}: {key}");
                let alike = ["Status", "Incidents", "Photos", "Notes", "Post", "En route", "Open"];
                assert!(
                    language == "en" || said != &TABLE["en"][key] || alike.contains(&said.as_str()),
                    "{language}: {key}"
                );
            }
        }
    }
}
