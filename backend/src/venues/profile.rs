//! The venue profile: written out once per version, language and audience, then handed out as bytes.

use super::directory::Venue;
use super::wire::{
    Profile, WireCategory, WireGroup, WireOption, WirePlate, WireQuestion, WireRefine, WireRefineOption, WireTile,
};
use crate::problem::{Answer, Problem};
use bytes::Bytes;
use shared::limits;
use shared::taxonomy::{Audience, Emergency, Localised, QuestionKind, Taxonomy, Tile};
use shared::triage;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::PoisonError;

impl Venue {
    /// The profile in `language`, and in English where that has no words; staff see the categories of staff as well.
    pub fn profile(&self, language: &str, staff: bool, intake_key: &str) -> Answer<Bytes> {
        let language = Taxonomy::builtin().languages().find(|known| language.split(['-', '_']).next() == Some(known));
        let language = language.unwrap_or("en");
        let key = (language.to_owned(), staff);
        let mut profiles = self.profiles.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(written) = profiles.get(&key) {
            return Ok(written.clone());
        }
        let written: Bytes =
            serde_json::to_vec(&build(self, language, staff, intake_key)).map_err(Problem::internal)?.into();
        profiles.insert(key, written.clone());
        Ok(written)
    }

    /// Changes with the venue, its language, and what this program knows of categories.
    pub fn profile_version(&self) -> String {
        format!("{}-{}-{}", self.version, Taxonomy::builtin().version(), env!("CARGO_PKG_VERSION"))
    }
}

fn build(venue: &Venue, language: &str, staff: bool, intake_key: &str) -> Profile {
    let taxonomy = Taxonomy::builtin();
    let words = taxonomy.localised(language);
    let audience = if staff { Audience::Staff } else { Audience::All };
    let offered: Vec<_> = taxonomy.offered(venue.kind, audience).collect();
    let groups: BTreeSet<&str> = offered.iter().map(|category| category.group.as_str()).collect();
    let asked: BTreeSet<&str> = offered.iter().flat_map(|category| &category.questions).map(String::as_str).collect();
    let text = |found: Option<&str>, code: &str| found.unwrap_or(code).to_owned();
    Profile {
        id: venue.slug.clone(),
        name: venue.name.clone(),
        kind: venue.kind.to_string(),
        time_zone: venue.time_zone_name.clone(),
        emergency_number: venue.emergency_number.clone(),
        desk_phone: venue.desk_phone.clone().filter(|_| staff),
        languages: venue.languages.clone(),
        version: venue.profile_version(),
        groups: taxonomy
            .groups()
            .iter()
            .filter(|group| groups.contains(group.code.as_str()))
            .map(|group| WireGroup {
                code: group.code.clone(),
                label: text(words.group(&group.code), &group.code),
                guidance: words.guidance(&group.code).map(ToOwned::to_owned),
            })
            .collect(),
        tiles: taxonomy.tiles(venue.kind).iter().map(|tile| tile_in(&words, tile)).collect(),
        categories: offered
            .iter()
            .map(|category| WireCategory {
                code: category.code.clone(),
                group: category.group.clone(),
                label: text(words.category(&category.code), &category.code),
                words: words.everyday(&category.code).unwrap_or_default().to_owned(),
                default_priority: category.default_priority.into(),
                emergency: match category.emergency {
                    Emergency::Always => "always",
                    Emergency::When { .. } => "when",
                    Emergency::Never => "never",
                },
                questions: category.questions.clone(),
                guidance: words.guidance(&category.group).map(ToOwned::to_owned),
            })
            .collect(),
        questions: asked
            .into_iter()
            .filter_map(|code| Some((code.to_owned(), question_in(&words, code)?)))
            .collect::<BTreeMap<_, _>>(),
        floors: venue.floors.clone(),
        zones: venue.zones.clone(),
        drawing: venue.drawing.clone(),
        plates: venue
            .index
            .plates()
            .iter()
            .map(|plate| WirePlate {
                code: plate.code.clone(),
                label: plate.label.clone(),
                zone: plate.zone.clone(),
                floor: plate.floor.clone(),
                lat: plate.lat,
                lon: plate.lon,
            })
            .collect(),
        limits: limits::REPORTER,
        evidence_key: venue.evidence_key.clone(),
        intake_key: intake_key.to_owned(),
    }
}

fn tile_in(words: &Localised<'_>, tile: &'static Tile) -> WireTile {
    let refine = tile.refine.as_ref().map(|refine| WireRefine {
        text: words.refine_text(tile).unwrap_or_default().to_owned(),
        options: refine
            .options
            .iter()
            .map(|option| WireRefineOption {
                code: option.code.clone(),
                label: words.refine_option(tile, &option.code).unwrap_or(&option.code).to_owned(),
                category: option.category.clone(),
            })
            .collect(),
    });
    WireTile {
        code: tile.code.clone(),
        icon: tile.icon.clone(),
        label: words.tile_label(tile).to_owned(),
        hint: words.tile_hint(tile).to_owned(),
        category: tile.category.clone(),
        danger: tile.danger,
        refine,
    }
}

fn question_in(words: &Localised<'_>, code: &str) -> Option<WireQuestion> {
    let taxonomy = Taxonomy::builtin();
    let question = taxonomy.question(code)?;
    let kind = match question.kind {
        QuestionKind::Single => "single",
        QuestionKind::Multi => "multi",
        QuestionKind::Text => "text",
        QuestionKind::Time => "time",
        QuestionKind::Place => "place",
    };
    Some(WireQuestion {
        text: words.question(code).unwrap_or(code).to_owned(),
        r#type: kind.to_owned(),
        required: question.required,
        options: question
            .options
            .iter()
            .map(|option| WireOption {
                code: option.code.clone(),
                label: words.option(code, &option.code).unwrap_or(&option.code).to_owned(),
            })
            .collect(),
        emergency_on: triage::emergency_options(taxonomy, code).into_iter().map(ToOwned::to_owned).collect(),
    })
}
