//! What a phone or a person says about a place, and the little that is refused.

use super::Spot;
use serde::{Deserialize, Serialize};

/// What a reporter says about the place; any of it may be missing, wrong or contradict the rest.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct PlaceInput {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub plate: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub zone: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lat: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lon: Option<f64>,
    /// Radius of the circle of uncertainty around the point, in metres; absent counts as 0.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub accuracy_m: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub floor: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// How the phone knows (qr, nfc, gps, picked, …). Kept, never decided on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
}

impl PlaceInput {
    /// The point, if there is a whole and possible one.
    pub fn spot(&self) -> Option<Spot> {
        let spot = Spot { lat: self.lat?, lon: self.lon? };
        spot.is_on_earth().then_some(spot)
    }

    /// Radius of uncertainty in metres, 0 if none (or nonsense) was given.
    pub fn radius_m(&self) -> f64 {
        self.accuracy_m.filter(|metres| metres.is_finite() && *metres > 0.0).unwrap_or(0.0)
    }
}

/// Why a place is refused. [`PlaceError::field`] names the field to blame.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PlaceError {
    #[error("say where: a plate, a zone, a point or words")]
    Empty,
    #[error("latitude must be between -90 and 90 degrees")]
    Latitude,
    #[error("longitude must be between -180 and 180 degrees")]
    Longitude,
    #[error("a longitude needs a latitude")]
    LatitudeMissing,
    #[error("a latitude needs a longitude")]
    LongitudeMissing,
    #[error("accuracy must be a number of metres, 0 or more")]
    Accuracy,
}

impl PlaceError {
    /// The field as it is called on the wire.
    pub const fn field(self) -> &'static str {
        match self {
            Self::Empty => "place",
            Self::Latitude | Self::LatitudeMissing => "place.lat",
            Self::Longitude | Self::LongitudeMissing => "place.lon",
            Self::Accuracy => "place.accuracy_m",
        }
    }
}

/// Refuses what cannot be a place on Earth, and a place that says nothing. Lengths of texts are checked elsewhere.
pub fn check_place(input: &PlaceInput) -> Result<(), PlaceError> {
    match (input.lat, input.lon) {
        (Some(lat), _) if !(-90.0..=90.0).contains(&lat) => return Err(PlaceError::Latitude),
        (_, Some(lon)) if !(-180.0..=180.0).contains(&lon) => return Err(PlaceError::Longitude),
        (Some(_), None) => return Err(PlaceError::LongitudeMissing),
        (None, Some(_)) => return Err(PlaceError::LatitudeMissing),
        (Some(_), Some(_)) | (None, None) => {}
    }
    if input.accuracy_m.is_some_and(|metres| !metres.is_finite() || metres < 0.0) {
        return Err(PlaceError::Accuracy);
    }
    let said = |field: &Option<String>| field.as_deref().is_some_and(|text| !text.trim().is_empty());
    if input.lat.is_some() || said(&input.plate) || said(&input.zone) || said(&input.text) {
        Ok(())
    } else {
        Err(PlaceError::Empty)
    }
}
