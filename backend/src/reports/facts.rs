//! What stays plain of what was said, and where its words are sealed to.

use super::intake::{self, Words};
use super::store::{Facts, Photo, Report};
use crate::app::App;
use crate::incidents::Where;
use crate::problem::Answer;
use crate::rules;
use crate::seal::ContentKey;
use crate::venues::Venue;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use shared::departures;
use shared::fusion::{Sighting, Source, telling};
use shared::id::{AuthorityId, DepartureId, MessageId, ReportId};
use shared::place::{Basis, Located, Spot, locate, middle};
use shared::receipt::keyed;
use shared::rules::Told;
use shared::taxonomy::Taxonomy;
use shared::triage::{self, Assessment};
use std::collections::BTreeSet;

/// How long ago a report may say that something was seen.
const BELIEVED: SignedDuration = SignedDuration::from_hours(24);

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
        report: Some(report),
        taken: None,
        state: "expected".to_owned(),
        media_type: Some(photo.media_type.clone()),
        bytes: photo.bytes,
        sha256: Some(photo.sha256.to_vec()),
        received_at: None,
        original: None,
        view: None,
        thumb: None,
        evidence: None,
    }
}

pub fn place_into(facts: &mut Facts, venue: &Venue, place: Option<&shared::place::PlaceInput>) {
    let Some(input) = place else { return };
    let located = locate(&venue.index, input);
    facts.source = input.source.clone();
    facts.place_label = label(venue, &located);
    facts.place = Some(located);
}

/// The departure that was named in an answer, if the venue's schedule has it.
pub fn departure_named(venue: &Venue, words: &Words, now: Timestamp) -> Option<DepartureId> {
    let answers = departures::ASKED.iter().filter_map(|question| words.answers.get(*question));
    venue.departures().named(answers.flatten().map(String::as_str), now)
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

fn triage_facts(venue: &Venue, facts: &Facts) -> triage::Facts {
    triage::Facts { categories: facts.categories.clone(), answers: facts.answers.clone(), venue: venue.kind }
}

/// What rules may look at.
pub fn told<'a>(
    kind: &'a str,
    category: &'a str,
    language: Option<&'a str>,
    facts: &'a Facts,
    at: Timestamp,
) -> Told<'a> {
    Told { kind, category, language, answers: &facts.answers, place: facts.place.as_ref(), at }
}

/// What follows from what was told: triage, then the authority's rules. Practice stays practice, whatever is said later.
pub fn assessed(app: &App, venue: &Venue, told: &Told<'_>, facts: &Facts) -> Assessment {
    let assessment = triage::assess(Taxonomy::builtin(), &triage_facts(venue, facts));
    let mut assessment = rules::apply(app, venue, told, assessment);
    assessment.drill |= facts.drill;
    assessment
}

/// Everything ever said: the highest of all answers counts, and of places the last.
pub fn union<'a>(report: &Report, later: impl Iterator<Item = &'a Facts>) -> Facts {
    let mut all = report.facts.clone();
    for facts in later {
        if facts.place.is_some() {
            (all.place, all.place_label) = (facts.place.clone(), facts.place_label.clone());
        }
        let known: BTreeSet<String> = all.categories.iter().cloned().collect();
        all.categories.extend(facts.categories.iter().filter(|category| !known.contains(*category)).cloned());
        all.words.extend(&facts.words);
        all.departure = facts.departure.or(all.departure);
        for (question, values) in &facts.answers {
            all.answers.entry(question.clone()).or_default().extend(values.iter().cloned());
        }
    }
    all
}

/// The telling words of what was said, as fusion keeps them: hashed with a key that is the authority's and the month's, so that hashes of
/// two months or two authorities cannot be laid side by side, and a stolen table without the keys tells no word.
pub fn word_hashes(app: &App, authority: AuthorityId, words: &Words, at: Timestamp) -> BTreeSet<u32> {
    let told = words.narrative.iter().chain(words.answers.values().flatten());
    let hashed = hasher(app, authority, at);
    told.flat_map(|text| telling(text)).map(|word| hashed(&word)).collect()
}

/// How a word is hashed in the month of `at`.
pub fn hasher(app: &App, authority: AuthorityId, at: Timestamp) -> impl Fn(&str) -> u32 {
    let month = at.to_zoned(TimeZone::UTC).strftime("%Y-%m").to_string();
    let key = keyed(&app.keys.fingerprint, &[b"words", authority.uuid().as_bytes(), month.as_bytes()]);
    move |word| {
        let [a, b, c, d, ..] = keyed(&key, &[word.as_bytes()]);
        u32::from_be_bytes([a, b, c, d])
    }
}

/// What fusion sees of a report: what, where and when, nothing of whom.
pub fn sighting(venue: &Venue, facts: &Facts, report: &Report) -> Sighting {
    // A phone that was offline tells late; a clock that is wrong is not believed.
    let seen = report.observed_at.filter(|at| (report.received_at - BELIEVED..=report.received_at).contains(at));
    seen_at(venue, facts, seen.unwrap_or(report.received_at))
}

/// The same of something that is not reported yet.
pub fn seen_at(venue: &Venue, facts: &Facts, at: Timestamp) -> Sighting {
    let place = facts.place.as_ref();
    let told =
        place.and_then(|place| Some((Spot { lat: place.lat?, lon: place.lon? }, place.accuracy_m.unwrap_or(0.0))));
    let zone = place.and_then(|place| place.zone.clone());
    let of_zone = || middle(&venue.index.zone(zone.as_deref()?)?.polygon);
    let (spot, accuracy_m) = told.or_else(of_zone).unzip();
    Sighting {
        category: most_urgent(&facts.categories),
        spot,
        accuracy_m: accuracy_m.unwrap_or(0.0),
        exact: place.is_some_and(|place| place.basis == Basis::Plate),
        floor: place.and_then(|place| place.floor.clone()),
        zone,
        at,
        answers: facts.answers.clone(),
        words: facts.words.clone(),
    }
}

/// Whose word it is, as far as that may be told.
pub fn source(facts: &Facts, report: &Report) -> Source {
    let place = facts.place.as_ref();
    let spot = place.and_then(|place| Some(Spot { lat: place.lat?, lon: place.lon? }));
    let (plate, zone) = (place.and_then(|place| place.plate.as_deref()), place.and_then(|place| place.zone.as_deref()));
    Source::of(report.account, plate, spot, zone, report.received_at)
}

/// The category an incident is called by: of those said, the most urgent, and of equals the last.
pub fn most_urgent(categories: &[String]) -> String {
    let priority =
        |code: &String| Taxonomy::builtin().category(code).map_or(u8::MAX, |category| category.default_priority.into());
    categories.iter().rev().min_by_key(|code| priority(code)).cloned().unwrap_or_default()
}
