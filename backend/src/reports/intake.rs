//! From what was sent to what may be stored: every limit, every code, checked once.

use super::wire::{Amendment, Contact, NewPhoto, NewPlace, NewReport, WITHDRAWALS, answers};
use crate::problem::{Answer, Problem};
use serde::{Deserialize, Serialize};
use shared::id::PhotoId;
use shared::limits;
use shared::place::{PlaceError, PlaceInput, check_place};
use shared::problem::ErrorCode;
use shared::taxonomy::{AnswerError, Answers, QuestionKind, Taxonomy, check_answers};
use std::collections::BTreeSet;
use uuid::Uuid;

/// What somebody said, ready to be stored: the words apart from what routing needs.
#[derive(Clone, Debug, Default)]
pub struct Said {
    pub category: Option<String>,
    /// Options chosen.
    pub choices: Answers,
    pub place: Option<PlaceInput>,
    pub photos: Vec<PhotoToCome>,
    pub withdrawn: Option<String>,
    pub words: Words,
}

/// A person's own words. They are sealed and go nowhere else.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Words {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub narrative: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
    #[serde(skip_serializing_if = "Answers::is_empty")]
    pub answers: Answers,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub contact: Option<Contact>,
    /// Whose report it is, where somebody gave their name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by: Option<By>,
}

/// Somebody who reports under their name, as they were known when they did.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct By {
    pub name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub employer: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub badge: Option<String>,
}

#[derive(Clone, Debug)]
pub struct PhotoToCome {
    pub id: PhotoId,
    pub media_type: String,
    pub bytes: i64,
    pub sha256: [u8; 32],
}

pub fn report(new: &NewReport) -> Answer<Said> {
    code_length("language", new.language.as_deref())?;
    if let Some(contact) = &new.contact {
        for (field, text) in
            [("contact.name", &contact.name), ("contact.email", &contact.email), ("contact.phone", &contact.phone)]
        {
            length(field, text.as_deref(), limits::CONTACT_CHARS)?;
        }
    }
    let amendment = Amendment {
        answers: new.answers.clone(),
        narrative: new.narrative.clone(),
        place: Some(new.place.clone()),
        category: Some(new.category.clone()),
        photos: new.photos.clone(),
        withdraw: None,
    };
    let mut said = amended(&amendment)?;
    said.words.contact = new.contact.clone();
    Ok(said)
}

/// What somebody asks about: a category that is known, and a place.
pub fn asked(category: &str, at: &NewPlace) -> Answer<PlaceInput> {
    if Taxonomy::builtin().category(category).is_none() {
        return Err(Problem::new(ErrorCode::UnknownCategory).at("category"));
    }
    Ok(place(at)?.0)
}

pub fn amended(new: &Amendment) -> Answer<Said> {
    let taxonomy = Taxonomy::builtin();
    if let Some(category) = &new.category
        && taxonomy.category(category).is_none()
    {
        return Err(Problem::new(ErrorCode::UnknownCategory).at("category"));
    }
    if new.withdraw.as_deref().is_some_and(|reason| !WITHDRAWALS.contains(&reason)) {
        return Err(Problem::new(ErrorCode::InvalidValue).at("withdraw"));
    }
    length("narrative", new.narrative.as_deref(), limits::NARRATIVE_CHARS)?;
    let (place, place_words) = new.place.as_ref().map(place).transpose()?.unzip();
    let (choices, words) = sorted_answers(taxonomy, &answers(&new.answers))?;
    Ok(Said {
        category: new.category.clone(),
        choices,
        place,
        photos: photos(&new.photos)?,
        withdrawn: new.withdraw.clone(),
        words: Words {
            narrative: new.narrative.clone().filter(|text| !text.trim().is_empty()),
            place: place_words.flatten(),
            answers: words,
            contact: None,
            by: None,
        },
    })
}

fn length(field: &'static str, text: Option<&str>, most: usize) -> Answer<()> {
    if text.is_some_and(|text| text.chars().count() > most) {
        return Err(Problem::new(ErrorCode::TooLong).at(field).because(format!("at most {most} characters")));
    }
    Ok(())
}

pub fn code_length(field: &'static str, text: Option<&str>) -> Answer<()> {
    if text.is_some_and(|text| text.chars().any(char::is_control)) {
        return Err(Problem::new(ErrorCode::InvalidValue).at(field));
    }
    length(field, text, limits::CODE_CHARS)
}

/// The place for the routing, and its words for the seal.
fn place(new: &NewPlace) -> Answer<(PlaceInput, Option<String>)> {
    for (field, text) in [
        ("place.plate", &new.plate),
        ("place.zone", &new.zone),
        ("place.floor", &new.floor),
        ("place.source", &new.source),
    ] {
        code_length(field, text.as_deref())?;
    }
    length("place.text", new.text.as_deref(), limits::PLACE_TEXT_CHARS)?;
    let input = PlaceInput {
        plate: new.plate.as_ref().map(|code| code.trim().to_uppercase()),
        zone: new.zone.clone(),
        lat: new.lat,
        lon: new.lon,
        accuracy_m: new.accuracy_m,
        floor: new.floor.clone(),
        text: new.text.clone(),
        source: new.source.clone(),
    };
    check_place(&input).map_err(|error| {
        let code = match error {
            PlaceError::Empty => ErrorCode::EmptyPlace,
            PlaceError::LatitudeMissing | PlaceError::LongitudeMissing => ErrorCode::MissingField,
            PlaceError::Latitude | PlaceError::Longitude | PlaceError::Accuracy => ErrorCode::OutOfRange,
        };
        Problem::new(code).at(error.field()).because(error.to_string())
    })?;
    let words = new.text.clone().filter(|text| !text.trim().is_empty());
    Ok((input, words))
}

/// Choices apart from words. How many questions one request may answer is bounded; which ones is not.
fn sorted_answers(taxonomy: &Taxonomy, given: &Answers) -> Answer<(Answers, Answers)> {
    if given.len() > limits::ANSWERS_PER_REQUEST {
        return Err(Problem::new(ErrorCode::TooLong).at("answers"));
    }
    check_answers(taxonomy, given, limits::ANSWER_CHARS).map_err(|error| {
        let code = match error {
            AnswerError::UnknownQuestion { .. } => ErrorCode::UnknownQuestion,
            AnswerError::UnknownOption { .. } => ErrorCode::UnknownOption,
            AnswerError::TooManyValues { .. } => ErrorCode::InvalidValue,
            AnswerError::TooLong { .. } => ErrorCode::TooLong,
        };
        let question: String = error.question().chars().take(limits::CODE_CHARS).collect();
        Problem::new(code).at(format!("answers.{question}"))
    })?;
    let is_choice = |code: &String| {
        let kind = taxonomy.question(code).map(|question| question.kind);
        matches!(kind, Some(QuestionKind::Single | QuestionKind::Multi))
    };
    Ok(given.clone().into_iter().partition(|(code, _)| is_choice(code)))
}

fn photos(declared: &[NewPhoto]) -> Answer<Vec<PhotoToCome>> {
    if declared.len() > limits::PHOTOS_PER_REPORT {
        return Err(Problem::new(ErrorCode::TooManyPhotos).at("photos"));
    }
    let mut seen: BTreeSet<Uuid> = BTreeSet::new();
    let one = |(at, photo): (usize, &NewPhoto)| {
        let invalid = |field: &str| Problem::new(ErrorCode::InvalidValue).at(format!("photos[{at}].{field}"));
        if !seen.insert(photo.id) {
            return Err(invalid("id"));
        }
        let too_large = || Problem::new(ErrorCode::TooLarge).at(format!("photos[{at}].bytes"));
        if photo.bytes > limits::PHOTO_BYTES as u64 {
            return Err(too_large());
        }
        let mut sha256 = [0; 32];
        hex::decode_to_slice(&photo.sha256, &mut sha256).map_err(|_| invalid("sha256"))?;
        if photo.media_type.chars().count() > limits::CODE_CHARS || photo.media_type.chars().any(char::is_control) {
            return Err(invalid("media_type"));
        }
        Ok(PhotoToCome {
            id: PhotoId::from_uuid(photo.id),
            media_type: photo.media_type.clone(),
            bytes: i64::try_from(photo.bytes).map_err(|_| too_large())?,
            sha256,
        })
    };
    declared.iter().enumerate().map(one).collect()
}
