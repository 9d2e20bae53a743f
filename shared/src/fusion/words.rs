//! The words of a report as fusion may keep them: keyed hashes of what tells, in whatever language, made where the words are and never
//! anywhere else.

use std::collections::BTreeSet;

/// A word of fewer letters tells nothing.
const LETTERS: usize = 3;
/// Of a long text the first so many words.
pub const MOST: usize = 48;
/// Words that stand in every report, in the languages the product speaks.
const EMPTY: [&str; 96] = [
    "the",
    "and",
    "for",
    "with",
    "from",
    "that",
    "this",
    "there",
    "here",
    "has",
    "have",
    "had",
    "was",
    "were",
    "are",
    "not",
    "but",
    "near",
    "next",
    "into",
    "who",
    "what",
    "when",
    "where",
    "his",
    "her",
    "him",
    "she",
    "they",
    "them",
    "you",
    "our",
    "very",
    "just",
    "been",
    "one",
    "two",
    "can",
    "los",
    "las",
    "una",
    "uno",
    "con",
    "del",
    "por",
    "para",
    "que",
    "hay",
    "esta",
    "este",
    "esto",
    "está",
    "están",
    "han",
    "ser",
    "muy",
    "como",
    "pero",
    "más",
    "cerca",
    "junto",
    "sobre",
    "desde",
    "hasta",
    "entre",
    "aquí",
    "allí",
    "donde",
    "cuando",
    "nadie",
    "alguien",
    "algo",
    "في",
    "من",
    "على",
    "إلى",
    "عن",
    "مع",
    "هذا",
    "هذه",
    "ذلك",
    "تلك",
    "التي",
    "الذي",
    "كان",
    "كانت",
    "هناك",
    "هنا",
    "قرب",
    "عند",
    "أمام",
    "بجانب",
    "حول",
    "بعد",
    "قبل",
    "ولا",
];

/// The words of a text that tell something, in their first order. Scripts that put no space between words are taken two letters at
/// a time.
pub fn telling(text: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for run in text.split(|letter: char| !letter.is_alphanumeric()) {
        let mut word = String::new();
        let mut before: Option<char> = None;
        for letter in run.chars().flat_map(char::to_lowercase) {
            if is_unspaced(letter) {
                take(&mut found, &std::mem::take(&mut word));
                if let Some(before) = before.replace(letter) {
                    insert(&mut found, [before, letter].into_iter().collect());
                }
            } else {
                before = None;
                word.push(letter);
            }
        }
        take(&mut found, &word);
    }
    found
}

fn take(found: &mut BTreeSet<String>, word: &str) {
    let is_number = word.chars().all(|letter| letter.is_numeric());
    let enough = word.chars().count() >= LETTERS || is_number && !word.is_empty();
    if enough && !EMPTY.contains(&word) {
        insert(found, word.to_owned());
    }
}

fn insert(found: &mut BTreeSet<String>, word: String) {
    if found.len() < MOST {
        found.insert(word);
    }
}

/// Han, kana, Thai, Lao, Khmer and Burmese.
fn is_unspaced(letter: char) -> bool {
    matches!(u32::from(letter),
        0x0E00..=0x0EFF | 0x1000..=0x109F | 0x1780..=0x17FF | 0x3040..=0x30FF | 0x3400..=0x4DBF | 0x4E00..=0x9FFF
        | 0xF900..=0xFAFF | 0x20000..=0x2FA1F)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<String> {
        telling(text).into_iter().collect()
    }

    #[test]
    fn what_tells_is_kept_in_any_script() {
        assert_eq!(words("The RED rucksack, next to the B14 pillar!"), ["b14", "pillar", "red", "rucksack"]);
        assert_eq!(words("Una mochila roja junto a la puerta 7"), ["7", "mochila", "puerta", "roja"]);
        assert_eq!(words("حقيبة حمراء عند البوابة"), ["البوابة", "حقيبة", "حمراء"]);
        assert_eq!(
            words("红色背包"),
            ["红色", "背包", "色背"]
                .map(str::to_owned)
                .into_iter()
                .collect::<BTreeSet<_>>()
                .into_iter()
                .collect::<Vec<_>>()
        );
        assert!(words("is it at a to ... !?").is_empty());
    }

    #[test]
    fn the_same_word_is_the_same_however_it_is_written() {
        assert_eq!(telling("RUCKSACK rucksack; Rucksack"), telling("rucksack"));
        assert!(telling(&"a1b2c3 d4e5f6 ".repeat(10_000)).len() <= MOST);
        let many: String = (0..500).map(|nth| format!("word{nth} ")).collect();
        assert_eq!(telling(&many).len(), MOST);
    }
}
