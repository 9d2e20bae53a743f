//! What stays plain of what was said, and where its words are sealed to.

use super::intake::{self, Words};
use super::store::{Facts, Photo, Report};
use crate::app::App;
use crate::incidents::Where;
use crate::problem::Answer;
use crate::seal::ContentKey;
use crate::venues::Venue;
use shared::id::{MessageId, ReportId};
use shared::place::{Located, locate};
use shared::taxonomy::Taxonomy;
use shared::triage;
use std::collections::BTreeSet;

/// Where a report's words are sealed to, and an amendment's, and a message's.
pub const WORDS: &str = "words";

pub fn amendment_place(id: uuid::Uuid) -> String {
    format!("amendment/{id}")
}

pub fn message_place(id: MessageId) -> String {
    format!("message/{id}")
}

pub fn content_key(app: &App, report: &Report) -> Answer<ContentKey> {
    app.keys.authority(report.authority)?.unwrap(report.id.uuid(), &report.sealed_key)
}

/// Opens a report's words.
pub fn words(key: &ContentKey, place: &str, sealed: Vec<u8>) -> Answer<Words> {
    key.open_json(place, sealed)
}

pub fn expected(venue: &Venue, report: ReportId, photo: &intake::PhotoToCome) -> Photo {
    Photo {
        id: photo.id,
        authority: venue.authority,
        report,
        state: "expected".to_owned(),
        media_type: Some(photo.media_type.clone()),
        bytes: photo.bytes,
        sha256: Some(photo.sha256.to_vec()),
        received_at: None,
        original: None,
        view: None,
        thumb: None,
    }
}

pub fn place_into(facts: &mut Facts, venue: &Venue, place: Option<&shared::place::PlaceInput>) {
    let Some(input) = place else { return };
    let located = locate(&venue.index, input);
    facts.source = input.source.clone();
    facts.place_label = label(venue, &located);
    facts.place = Some(located);
}

/// The plate's name or the zone's: never words of a reporter, because mails and lists show it.
fn label(venue: &Venue, located: &Located) -> Option<String> {
    let plate = located.plate.as_deref().and_then(|code| venue.index.plate(code)).map(|plate| plate.label.clone());
    plate.or_else(|| located.zone.as_deref().map(|code| venue.zone_label(code).label))
}

pub fn whereabouts(place: &Located, label: Option<String>) -> Where {
    Where {
        zone: place.zone.clone(),
        label,
        floor: place.floor.clone(),
        lat: place.lat,
        lon: place.lon,
        accuracy_m: place.accuracy_m,
        notes: place.notes.iter().map(|note| note.code().to_owned()).collect(),
    }
}

pub fn triage_facts(venue: &Venue, facts: &Facts) -> triage::Facts {
    triage::Facts { categories: facts.categories.clone(), answers: facts.answers.clone(), venue: venue.kind }
}

/// Everything ever said: the highest of all answers counts.
pub fn union<'a>(report: &Report, later: impl Iterator<Item = &'a Facts>) -> Facts {
    let mut all = report.facts.clone();
    for facts in later {
        let known: BTreeSet<String> = all.categories.iter().cloned().collect();
        all.categories.extend(facts.categories.iter().filter(|category| !known.contains(*category)).cloned());
        for (question, values) in &facts.answers {
            all.answers.entry(question.clone()).or_default().extend(values.iter().cloned());
        }
    }
    all
}

/// The category an incident is called by: of those said, the most urgent, and of equals the last.
pub fn most_urgent(categories: &[String]) -> String {
    let priority =
        |code: &String| Taxonomy::builtin().category(code).map_or(u8::MAX, |category| category.default_priority.into());
    categories.iter().rev().min_by_key(|code| priority(code)).cloned().unwrap_or_default()
}
