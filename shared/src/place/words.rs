//! Guessing a zone from what a reporter wrote: names of zones and labels of plates, found as whole words.

use super::{PlaceIndex, Zone};

/// Shortest single word that may name a place: "A" in a sentence is an article, not gate A.
const SHORTEST_NAME: usize = 3;

/// Zones whose name or code, or whose plate's label or code, stands in the text. Only names of the most words
/// count ("Check-in B" beats "Check-in"), and a zone stands back for one that it holds ("Gate 5, Terminal 1").
/// Several zones, by code, mean that the words fit them equally well.
pub(super) fn zones_named<'a>(index: &'a PlaceIndex, text: &str) -> Vec<&'a Zone> {
    let text = words(text);
    let zones = index.zones().iter().flat_map(|zone| [(&zone.name, zone), (&zone.code, zone)]);
    let plates = index.plates().iter().filter_map(|plate| Some((plate, index.zone(&plate.zone)?)));
    let signs = plates.flat_map(|(plate, zone)| [(&plate.label, zone), (&plate.code, zone)]);
    let mut best = 0;
    let mut found: Vec<&Zone> = Vec::new();
    for (name, zone) in zones.chain(signs) {
        let name = words(name);
        let length = name.len();
        if length < best || !stands_in(&name, &text) {
            continue;
        }
        if length > best {
            best = length;
            found.clear();
        }
        if !found.iter().any(|known| known.code == zone.code) {
            found.push(zone);
        }
    }
    let above: Vec<String> = found.iter().flat_map(|zone| index.ancestors(&zone.code)).collect();
    found.retain(|zone| !above.contains(&zone.code));
    found.sort_by(|one, other| one.code.cmp(&other.code));
    found
}

fn words(text: &str) -> Vec<String> {
    text.split(|letter: char| !letter.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect()
}

fn stands_in(name: &[String], text: &[String]) -> bool {
    let too_short = name.len() == 1 && name[0].chars().count() < SHORTEST_NAME;
    !name.is_empty() && !too_short && text.windows(name.len()).any(|part| part == name)
}
