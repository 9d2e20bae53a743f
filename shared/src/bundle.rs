//! The venue bundle: one JSON file that sets up a venue, from its floors to its ladders.
//!
//! [`parse`] is the only door: what comes out of it refers only to what it holds, so that nobody has to check again.

mod check;
mod domain;
mod geojson;
mod ground;
mod people;
mod rota;

pub use domain::time_of_day;
pub use geojson::{
    DrawingFeature, DrawingProperties, FeatureCollection, Furniture, Shape, ZoneFeature, ZoneProperties,
};
pub use people::unstaffed;
pub use rota::Planned;

use crate::ladder::Ladder;
use crate::roster::Day;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// The value of `format` of every bundle.
pub const FORMAT: &str = "see-say-act/venue-bundle/1";

/// What stands in `zones` of a post that covers them all.
pub const ALL_ZONES: &str = "*";

/// One venue with everything that has to be known before its first report.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bundle {
    pub format: String,
    pub authority: Authority,
    pub venue: Venue,
    pub floors: Vec<Floor>,
    pub zones: FeatureCollection<ZoneFeature>,
    #[serde(default)]
    pub drawing: FeatureCollection<DrawingFeature>,
    #[serde(default)]
    pub plates: Vec<PlateRow>,
    pub posts: Vec<PostRow>,
    #[serde(default)]
    pub people: Vec<Person>,
    #[serde(default)]
    pub teams: Vec<TeamRow>,
    #[serde(default)]
    pub shifts: Vec<ShiftRow>,
    #[serde(default)]
    pub rotations: Vec<RotationRow>,
    #[serde(default)]
    pub overrides: Vec<OverrideRow>,
    /// After [`parse`]: one for each priority, P1 first.
    #[serde(default)]
    pub ladders: Vec<Ladder>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Authority {
    pub slug: String,
    pub name: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Venue {
    pub slug: String,
    pub name: String,
    pub kind: VenueKind,
    /// IANA name, such as "America/New_York".
    pub time_zone: String,
    pub emergency_number: String,
    /// BCP 47 codes, the venue's own language first.
    pub languages: Vec<String>,
    /// What stands before the hyphen of its incident numbers.
    pub number_prefix: String,
    /// To whom phones seal the untouched originals of photos: an age recipient such as `age-keygen` prints. Who keeps its other
    /// half can open them, and nobody else.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub evidence_key: Option<String>,
    /// How officers on patrol call their desk. Told to staff alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub desk_phone: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum VenueKind {
    Airport,
    Seaport,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Floor {
    pub code: String,
    pub label: String,
    /// Order from the ground: 0 is the ground, below it negative.
    pub level: i32,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlateRow {
    pub code: String,
    pub label: String,
    pub zone: String,
    pub floor: String,
    pub lat: f64,
    pub lon: f64,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PostRow {
    pub code: String,
    pub name: String,
    #[serde(default)]
    pub skills: Vec<String>,
    /// Codes of zones, children included, or [`ALL_ZONES`] alone.
    pub zones: Vec<String>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub default: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    Staff,
    Officer,
    Supervisor,
    Admin,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Person {
    /// After [`parse`] in lower case, here and wherever somebody is named.
    pub email: String,
    pub name: String,
    pub role: Role,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub call_sign: Option<String>,
    /// Where texts and calls reach them: `+` and up to 15 digits (E.164).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// For whom they work: the airline, the shop, the handler. It stands on what they report under their name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub employer: Option<String>,
    /// The number of their badge; it stands there too.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub badge: Option<String>,
    /// The name by which the authority's own OpenID provider knows them (`sub`), for signing in with it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ShiftRow {
    pub post: String,
    /// E-mail address of one of `people`.
    pub officer: String,
    pub days: Vec<Day>,
    /// Local time of the venue, "06:00".
    pub from: String,
    pub to: String,
    /// First and last day on which it begins, such as "2026-12-01".
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first: Option<Date>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last: Option<Date>,
}

/// People who take their turns together.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TeamRow {
    pub code: String,
    pub name: String,
    /// E-mail addresses of `people`.
    pub members: Vec<String>,
}

/// One post, staffed by turns: the first has it for so many days, then the next, and after the last the first again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RotationRow {
    pub post: String,
    /// Local time of the venue, as in a shift.
    pub from: String,
    pub to: String,
    /// The day on which the first turn begins.
    pub first: Date,
    /// Last day on which a shift begins.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last: Option<Date>,
    pub turns: Vec<TurnRow>,
}

/// Whose turn it is, a team's or one officer's, and for how many days.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TurnRow {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub team: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub officer: Option<String>,
    pub days: u16,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OverrideRow {
    pub post: String,
    pub officer: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replaces: Option<String>,
    pub starts: Timestamp,
    pub ends: Timestamp,
}

/// One thing wrong with a bundle.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{path}: {message}")]
pub struct BundleError {
    /// Where, such as `plates[3].zone`.
    pub path: String,
    pub message: String,
}

/// Everything wrong with a bundle, in the order of the file. Never empty.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", lines(.0))]
pub struct BundleErrors(pub Vec<BundleError>);

fn lines(errors: &[BundleError]) -> String {
    errors.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

/// Reads and checks a bundle. Missing ladders are filled with the standard ones, e-mail addresses put in lower case.
///
/// Broken JSON and wrong types end the reading at the first error; of a readable bundle all errors are told at once.
pub fn parse(json: &str) -> Result<Bundle, BundleErrors> {
    let mut reader = serde_json::Deserializer::from_str(json);
    let read = serde_path_to_error::deserialize(&mut reader).map_err(|error| {
        let path = error.path().to_string();
        let message = error.into_inner().to_string();
        BundleErrors(vec![BundleError { path: if path == "." { "bundle".to_owned() } else { path }, message }])
    });
    let mut bundle: Bundle = read?;
    reader
        .end()
        .map_err(|error| BundleErrors(vec![BundleError { path: "bundle".to_owned(), message: error.to_string() }]))?;
    people::fold_emails(&mut bundle);
    let errors = check::all(&bundle);
    if !errors.is_empty() {
        return Err(BundleErrors(errors));
    }
    for priority in 1..=4 {
        if !bundle.ladders.iter().any(|ladder| ladder.priority == priority) {
            bundle.ladders.push(Ladder::standard(priority));
        }
    }
    bundle.ladders.sort_by_key(|ladder| ladder.priority);
    Ok(bundle)
}
