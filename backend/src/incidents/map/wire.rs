//! What a map is asked for and told.

use super::wire::{ListQuery, Summary};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use shared::map::Group;
use utoipa::ToSchema;
use uuid::Uuid;

/// What the map may be asked for; lists are separated by commas, and mean what they mean in the queue.
#[derive(Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct MapQuery {
    /// A venue's name in addresses; absent means the first of mine.
    pub venue: Option<String>,
    /// `west,south,east,north` in degrees; absent means all of the venue, and what has no place as well.
    pub bbox: Option<String>,
    /// As web maps count it.
    #[param(minimum = 0, maximum = 22)]
    pub zoom: Option<u8>,
    /// A floor's code. What is on no floor is on each.
    pub floor: Option<String>,
    /// As it stood at this time, within the last 13 hours; absent means now.
    #[param(value_type = Option<String>, format = DateTime)]
    pub at: Option<Timestamp>,
    /// Statuses; absent means whatever is not over. Never together with `at`.
    pub status: Option<String>,
    pub priority: Option<String>,
    pub category: Option<String>,
    /// A zone's code; what lies within it is meant as well.
    pub zone: Option<String>,
    pub post: Option<String>,
    pub reporter: Option<String>,
    pub skill: Option<String>,
    #[serde(rename = "box")]
    #[param(rename = "box")]
    pub bin: Option<String>,
    pub drill: Option<bool>,
    pub assignee: Option<String>,
    /// An area somebody drew, as `lat,lon;lat,lon;lat,lon`, 24 corners at most.
    pub area: Option<String>,
    #[param(value_type = Option<String>, format = DateTime)]
    pub since: Option<Timestamp>,
    #[param(value_type = Option<String>, format = DateTime)]
    pub until: Option<Timestamp>,
}

impl MapQuery {
    /// As the queue is asked; where somebody looks is no part of it.
    pub fn list(self, venue: &str) -> ListQuery {
        ListQuery {
            venue: Some(venue.to_owned()),
            status: self.status,
            priority: self.priority,
            category: self.category,
            zone: self.zone,
            post: self.post,
            reporter: self.reporter,
            skill: self.skill,
            bin: self.bin,
            drill: self.drill,
            assignee: self.assignee,
            area: self.area,
            since: self.since,
            until: self.until,
            ..ListQuery::default()
        }
    }
}

/// Incidents that would lie upon each other, as one; or one alone.
#[derive(Serialize, ToSchema)]
pub struct MapGroup {
    pub lat: f64,
    pub lon: f64,
    pub count: u64,
    /// The most urgent of them.
    #[schema(minimum = 1, maximum = 4)]
    pub priority: u8,
    /// How many of them nobody has acknowledged.
    pub owed: u64,
    /// Which it is, where it is one alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub incident: Option<Uuid>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
}

impl From<Group<(Uuid, String)>> for MapGroup {
    fn from(group: Group<(Uuid, String)>) -> Self {
        let Group { lat, lon, count, priority, owed, only } = group;
        let (incident, number) = only.unzip();
        Self { lat, lon, count, priority, owed, incident, number }
    }
}

/// What waits on a floor.
#[derive(Serialize, ToSchema)]
pub struct MapFloor {
    /// Empty for what is on no floor.
    pub floor: String,
    pub count: u64,
    #[schema(minimum = 1, maximum = 4)]
    pub priority: u8,
    pub owed: u64,
}

/// An incident of the map, as a row.
#[derive(Serialize, ToSchema)]
pub struct MapRow {
    #[serde(flatten)]
    pub incident: Summary,
    /// Nobody had acknowledged it then.
    pub owed: bool,
    /// Where it is drawn; absent where nobody knows.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lat: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lon: Option<f64>,
    /// Its own floor, or else its zone's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub floor: Option<String>,
    /// No position is known: it is drawn in the middle of its zone.
    pub zone_only: bool,
}

/// Incidents on a map. Each that was asked for is counted once: in a group, beyond what is looked at, or without a place.
#[derive(Serialize, ToSchema)]
pub struct IncidentMap {
    pub venue: String,
    /// When this was so.
    #[schema(value_type = String, format = DateTime)]
    pub at: Timestamp,
    /// Of what is over, only that is shown which was opened since then; absent where nothing that is over was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub over_since: Option<Timestamp>,
    /// All that was asked for, wherever it is.
    pub total: u64,
    /// Beyond the bounds, or on another floor.
    pub elsewhere: u64,
    /// Neither a position nor a zone of it is known.
    pub nowhere: u64,
    pub groups: Vec<MapGroup>,
    /// All floors, whichever is looked at; wherever it is on them.
    pub floors: Vec<MapFloor>,
    /// What is in the groups, the most urgent first, 200 at most; where no bounds are given, what has no place as well.
    pub items: Vec<MapRow>,
}
