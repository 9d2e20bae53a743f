//! What a condition looks at: the plain facts of a report and of its venue, at one instant.

use crate::place::{Located, PlaceIndex};
use crate::roster::{Day, Override, ShiftPattern};
use crate::routing::Post;
use crate::taxonomy::{Answers, Priority, VenueKind};
use jiff::Timestamp;
use jiff::tz::TimeZone;

/// A venue as rules and routing see it.
#[derive(Clone, Copy, Debug)]
pub struct Ground<'a> {
    pub code: &'a str,
    pub kind: VenueKind,
    /// 1 to 3.
    pub security_level: u8,
    pub time_zone: &'a TimeZone,
    pub index: &'a PlaceIndex,
    pub posts: &'a [Post],
    pub patterns: &'a [ShiftPattern],
    pub overrides: &'a [Override],
}

/// What a reporter told, without any words.
#[derive(Clone, Copy, Debug)]
pub struct Told<'a> {
    /// `anonymous`, `confidential` or `staff`.
    pub kind: &'a str,
    pub category: &'a str,
    pub language: Option<&'a str>,
    pub answers: &'a Answers,
    pub place: Option<&'a Located>,
    /// When the report came. Rules keep to it, whenever they are asked again.
    pub at: Timestamp,
}

/// The facts of one report, ready for every condition of a set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subject {
    pub kind: String,
    pub category: String,
    pub language: String,
    pub answers: Answers,
    pub zone: String,
    pub zone_class: String,
    pub within: Vec<String>,
    pub floor: String,
    pub plate: String,
    pub hour: i8,
    pub minute: i8,
    pub weekday: Day,
    pub venue: String,
    pub venue_kind: VenueKind,
    pub security_level: u8,
    /// Before any rule.
    pub priority: Priority,
}

impl Subject {
    /// Puts the facts together. `priority` is what category and answers came to.
    pub fn new(ground: &Ground<'_>, told: &Told<'_>, priority: Priority) -> Self {
        let zone = told.place.and_then(|place| place.zone.as_deref()).and_then(|code| ground.index.zone(code));
        let floor = told.place.and_then(|place| place.floor.as_deref());
        let around = zone.map(|zone| ground.index.ancestors(&zone.code)).unwrap_or_default();
        let local = ground.time_zone.to_datetime(told.at);
        Self {
            kind: told.kind.to_owned(),
            category: told.category.to_owned(),
            language: told.language.unwrap_or_default().to_owned(),
            answers: told.answers.clone(),
            zone: zone.map(|zone| zone.code.clone()).unwrap_or_default(),
            zone_class: zone.map(|zone| zone.zone_class.code().to_owned()).unwrap_or_default(),
            within: zone.map(|zone| zone.code.clone()).into_iter().chain(around).collect(),
            floor: floor.unwrap_or_default().to_owned(),
            plate: told.place.and_then(|place| place.plate.clone()).unwrap_or_default(),
            hour: local.hour(),
            minute: local.minute(),
            weekday: Day::from(local.weekday()),
            venue: ground.code.to_owned(),
            venue_kind: ground.kind,
            security_level: ground.security_level,
            priority,
        }
    }
}
