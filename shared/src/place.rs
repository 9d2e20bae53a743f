//! Places: zones, plates, and what a reporter's words, points and signs say about where something happened.
//!
//! Nothing here refuses a place for being odd: outside, contradicting or vague places are located as well as they
//! can be and marked with notes. Only [`check_place`] refuses, and only what no phone can mean (latitude 91).
//! Angles are degrees (WGS 84), lengths are metres.

mod geometry;
mod index;
mod input;
mod locate;
mod words;

pub use geo::{LineString, Polygon};
pub use geometry::{Spot, area_m2, distance_m, middle};
pub use index::PlaceIndex;
pub use input::{PlaceError, PlaceInput, check_place};
pub use locate::locate;

use crate::trace::TraceLine;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// What kind of ground a zone is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ZoneClass {
    PublicLandside,
    Checkpoint,
    Sterile,
    Baggage,
    AirsideSra,
    CriticalPart,
    Cargo,
    Perimeter,
    Roadway,
    Parking,
    Tenant,
    Berth,
    Gate,
    Yard,
    Waterside,
    Anchorage,
    RestrictedPort,
}

impl ZoneClass {
    pub const ALL: [Self; 17] = [
        Self::PublicLandside,
        Self::Checkpoint,
        Self::Sterile,
        Self::Baggage,
        Self::AirsideSra,
        Self::CriticalPart,
        Self::Cargo,
        Self::Perimeter,
        Self::Roadway,
        Self::Parking,
        Self::Tenant,
        Self::Berth,
        Self::Gate,
        Self::Yard,
        Self::Waterside,
        Self::Anchorage,
        Self::RestrictedPort,
    ];

    /// The word used on the wire and in the database.
    pub const fn code(self) -> &'static str {
        match self {
            Self::PublicLandside => "public_landside",
            Self::Checkpoint => "checkpoint",
            Self::Sterile => "sterile",
            Self::Baggage => "baggage",
            Self::AirsideSra => "airside_sra",
            Self::CriticalPart => "critical_part",
            Self::Cargo => "cargo",
            Self::Perimeter => "perimeter",
            Self::Roadway => "roadway",
            Self::Parking => "parking",
            Self::Tenant => "tenant",
            Self::Berth => "berth",
            Self::Gate => "gate",
            Self::Yard => "yard",
            Self::Waterside => "waterside",
            Self::Anchorage => "anchorage",
            Self::RestrictedPort => "restricted_port",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|class| class.code() == code)
    }
}

/// A polygon on one floor of a venue. Codes are unique within the venue; zones form a tree by `parent`.
#[derive(Clone, Debug, PartialEq)]
pub struct Zone {
    pub code: String,
    pub name: String,
    pub zone_class: ZoneClass,
    pub floor: String,
    pub parent: Option<String>,
    /// x is the longitude, y the latitude.
    pub polygon: Polygon<f64>,
}

/// A sign with a code that tells exactly where one stands.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Plate {
    pub code: String,
    pub label: String,
    /// Code of its zone.
    pub zone: String,
    pub floor: String,
    pub lat: f64,
    pub lon: f64,
}

impl Plate {
    pub const fn spot(&self) -> Spot {
        Spot { lat: self.lat, lon: self.lon }
    }
}

/// What is odd about a located place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PlaceNote {
    /// The point lies in no zone of the venue, and is not near one within its own accuracy.
    OutsideVenue,
    /// The circle of uncertainty touches more than one zone of the floor.
    TouchesSeveralZones,
    /// The point cannot be where the plate hangs; both are kept.
    PlateAndGpsDisagree,
    UnknownPlate,
    UnknownZone,
    /// The zone was guessed from words, or only words were given.
    FromWords,
    /// The point fits zones on several floors, or the floor named is not one of the venue.
    FloorUnknown,
}

impl PlaceNote {
    /// The word used on the wire.
    pub const fn code(self) -> &'static str {
        match self {
            Self::OutsideVenue => "outside_venue",
            Self::TouchesSeveralZones => "touches_several_zones",
            Self::PlateAndGpsDisagree => "plate_and_gps_disagree",
            Self::UnknownPlate => "unknown_plate",
            Self::UnknownZone => "unknown_zone",
            Self::FromWords => "from_words",
            Self::FloorUnknown => "floor_unknown",
        }
    }
}

/// What the located place rests on, in the order of trust.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Basis {
    Plate,
    Zone,
    Coordinates,
    /// Words, or nothing this venue knows.
    Words,
}

/// The best answer to "where?", with everything needed to doubt it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Located {
    /// Code of the most specific zone; absent when unknown or outside.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub zone: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub floor: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lat: Option<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lon: Option<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub accuracy_m: Option<f64>,
    /// Code of the plate, if the venue has it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub plate: Option<String>,
    /// The point the phone gave, also where a plate is trusted more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gps: Option<Spot>,
    /// Codes of the zones it might be, likeliest first. Empty when there is no doubt, otherwise `zone` is among them
    /// (or holds them all).
    pub candidates: Vec<String>,
    pub notes: BTreeSet<PlaceNote>,
    pub basis: Basis,
    pub trace: Vec<TraceLine>,
}
