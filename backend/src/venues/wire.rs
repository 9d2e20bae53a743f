//! What a venue says on the wire.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::ToSchema;

#[derive(Serialize, ToSchema)]
pub struct VenueList {
    pub items: Vec<VenueBrief>,
}

#[derive(Serialize, ToSchema)]
pub struct VenueBrief {
    /// The venue's name in addresses.
    pub id: String,
    pub name: String,
    #[schema(example = "airport")]
    pub kind: String,
    pub emergency_number: String,
    pub languages: Vec<String>,
}

/// Everything an app needs to take a report here, also with no signal.
#[derive(Serialize, ToSchema)]
pub struct Profile {
    pub id: String,
    pub name: String,
    #[schema(example = "airport")]
    pub kind: String,
    pub time_zone: String,
    pub emergency_number: String,
    /// How officers call their desk; told with a bearer token alone, and only where the venue has such a number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub desk_phone: Option<String>,
    pub languages: Vec<String>,
    /// Changes whenever anything else here does.
    pub version: String,
    pub groups: Vec<WireGroup>,
    /// The first eight choices of a traveller.
    pub tiles: Vec<WireTile>,
    pub categories: Vec<WireCategory>,
    pub questions: BTreeMap<String, WireQuestion>,
    #[schema(value_type = Vec<WireFloor>)]
    pub floors: serde_json::Value,
    /// GeoJSON FeatureCollection of polygons; `id` is the zone's code, `properties` name, class, floor and parent.
    #[schema(value_type = GeoJson)]
    pub zones: serde_json::Value,
    /// GeoJSON FeatureCollection of what makes the map look like the place.
    #[schema(value_type = GeoJson)]
    pub drawing: serde_json::Value,
    pub plates: Vec<WirePlate>,
    #[schema(value_type = WireLimits)]
    pub limits: shared::limits::ReporterLimits,
    /// The key to which phones seal untouched originals, an age recipient. Absent where the authority keeps none: then they stay
    /// on the phones.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub evidence_key: Option<String>,
    /// The key to which a phone without any network seals a report that somebody else carries: an age recipient, this server's.
    pub intake_key: String,
}

/// A GeoJSON FeatureCollection (RFC 7946).
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes what is passed through")]
pub struct GeoJson {
    #[schema(example = "FeatureCollection")]
    r#type: String,
    #[schema(value_type = Vec<Object>)]
    features: Vec<serde_json::Value>,
}

#[derive(ToSchema)]
#[schema(as = Floor)]
#[expect(dead_code, reason = "describes what is passed through")]
pub struct WireFloor {
    code: String,
    label: String,
    /// 0 is the ground.
    level: i32,
}

#[derive(ToSchema)]
#[schema(as = Limits)]
#[expect(dead_code, reason = "describes what is passed through")]
pub struct WireLimits {
    photo_bytes: usize,
    photo_pixels: u64,
    photos_per_report: usize,
    narrative_chars: usize,
    answer_chars: usize,
    message_chars: usize,
    place_text_chars: usize,
    contact_chars: usize,
}

#[derive(Serialize, ToSchema)]
#[schema(as = Group)]
pub struct WireGroup {
    pub code: String,
    pub label: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub guidance: Option<String>,
}

#[derive(Serialize, ToSchema)]
#[schema(as = Tile)]
pub struct WireTile {
    pub code: String,
    pub icon: String,
    pub label: String,
    pub hint: String,
    /// What is sent at once when it is tapped.
    pub category: String,
    pub danger: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refine: Option<WireRefine>,
}

/// The first question, whose answer may name the category better.
#[derive(Serialize, ToSchema)]
#[schema(as = Refine)]
pub struct WireRefine {
    pub text: String,
    pub options: Vec<WireRefineOption>,
}

#[derive(Serialize, ToSchema)]
#[schema(as = RefineOption)]
pub struct WireRefineOption {
    pub code: String,
    pub label: String,
    pub category: String,
}

#[derive(Serialize, ToSchema)]
#[schema(as = Category)]
pub struct WireCategory {
    pub code: String,
    pub group: String,
    pub label: String,
    /// What people type who look for it, separated by commas.
    pub words: String,
    #[schema(minimum = 1, maximum = 4)]
    pub default_priority: u8,
    /// Whether the emergency number fills the screen: `always`, `when` an answer says so, or `never`.
    #[schema(example = "when")]
    pub emergency: &'static str,
    pub questions: Vec<String>,
    /// What to do and not to do, in one sentence or two.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub guidance: Option<String>,
}

#[derive(Serialize, ToSchema)]
#[schema(as = Question)]
pub struct WireQuestion {
    pub text: String,
    #[schema(example = "single")]
    pub r#type: String,
    pub required: bool,
    pub options: Vec<WireOption>,
    /// Options that show the emergency number at once, before any answer of the server.
    pub emergency_on: Vec<String>,
}

#[derive(Serialize, ToSchema)]
#[schema(as = QuestionOption)]
pub struct WireOption {
    pub code: String,
    pub label: String,
}

#[derive(Serialize, ToSchema)]
#[schema(as = PlateInProfile)]
pub struct WirePlate {
    pub code: String,
    pub label: String,
    pub zone: String,
    pub floor: String,
    pub lat: f64,
    pub lon: f64,
}

/// Who works as officer at a venue.
#[derive(Serialize, ToSchema)]
pub struct OfficerList {
    pub items: Vec<crate::wire::Labelled>,
}

/// Where a sign stands.
#[derive(Serialize, ToSchema)]
#[schema(as = Plate)]
pub struct PlateView {
    pub code: String,
    pub venue: String,
    pub venue_name: String,
    pub zone: crate::wire::Labelled,
    pub floor: String,
    pub label: String,
    pub lat: f64,
    pub lon: f64,
}

#[derive(Deserialize, ToSchema)]
#[schema(as = SetSecurityLevel)]
#[serde(deny_unknown_fields)]
pub struct SetLevel {
    #[schema(minimum = 1, maximum = 3)]
    pub level: u8,
    pub reason: String,
}

#[derive(Serialize, ToSchema)]
pub struct SecurityLevel {
    /// The venue's name in addresses.
    pub venue: String,
    #[schema(minimum = 1, maximum = 3)]
    pub level: u8,
}
