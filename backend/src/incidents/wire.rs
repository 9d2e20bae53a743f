//! What an incident says on the wire.

use super::departing::departure;
use super::life::held_until;
use super::store::Incident;
use crate::departures::DepartureView;
use crate::venues::Venue;
use crate::wire::Labelled;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use shared::incident::Nature;
use shared::promise::Owed;
use shared::taxonomy::Taxonomy;
use utoipa::ToSchema;
use uuid::Uuid;

/// An incident as it stands in a list.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Incident)]
pub struct Summary {
    pub id: Uuid,
    /// The venue's name in addresses.
    pub venue: String,
    #[schema(example = "A-0421")]
    pub number: String,
    pub version: i64,
    #[schema(minimum = 1, maximum = 4)]
    pub priority: u8,
    #[schema(example = "open")]
    pub status: &'static str,
    pub category: String,
    /// The category in English.
    pub title: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub zone: Option<Labelled>,
    pub place: Place,
    /// An exercise, and nothing else.
    pub drill: bool,
    /// Told in confidence: only those who look into such things, and whoever was called or given it, see it.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub confidential: bool,
    pub report_count: i32,
    pub photo_count: i32,
    pub independent_sources: i32,
    #[schema(value_type = String, format = DateTime)]
    pub opened_at: Timestamp,
    /// When a report of it came last.
    #[schema(value_type = String, format = DateTime)]
    pub news_at: Timestamp,
    /// When what is owed next must have happened; absent when nothing is owed.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub due_at: Option<Timestamp>,
    /// What is owed by `due_at`: `acknowledge`, `en_route`, `on_scene` or `news`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "acknowledge")]
    pub owes: Option<&'static str>,
    /// Nobody is called for it before this time; absent where nothing waits.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub held_until: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub acknowledged_at: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub assignee: Option<Labelled>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub post: Option<Labelled>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub disposition: Option<String>,
    /// An officer needs help there, and nobody else has answered yet.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub help: Option<CallForHelp>,
    /// The flight or sailing it stands by; absent where none is known, and when it is over.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub departure: Option<DepartureView>,
}

/// Who needs help, and since when.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct CallForHelp {
    pub by: Labelled,
    #[schema(value_type = String, format = DateTime)]
    pub at: Timestamp,
}

/// Where an incident is, as far as the routing knows. Never a reporter's words.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Place {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub floor: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lat: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lon: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub accuracy_m: Option<f64>,
    /// The circle touches several zones.
    pub uncertain: bool,
    /// The plate and the phone's own position do not fit.
    pub disagrees: bool,
}

impl Summary {
    pub fn new(incident: &Incident, venue: &Venue) -> Self {
        let title = Taxonomy::builtin().category(&incident.category).map_or(&*incident.category, |c| &c.label);
        let noted = |note: &str| incident.place_notes.iter().any(|n| n == note);
        Self {
            id: incident.id.uuid(),
            venue: venue.slug.clone(),
            number: incident.number.clone(),
            version: incident.version,
            priority: incident.priority,
            status: incident.status.name(),
            category: incident.category.clone(),
            title: title.to_owned(),
            zone: incident.zone.as_deref().map(|code| venue.zone_label(code)),
            place: Place {
                label: incident.place_label.clone(),
                floor: incident.floor.clone(),
                lat: incident.lat,
                lon: incident.lon,
                accuracy_m: incident.accuracy_m,
                uncertain: noted("touches_several_zones"),
                disagrees: noted("plate_and_gps_disagree"),
            },
            drill: incident.nature == Nature::Drill,
            confidential: incident.confidence.is_some(),
            report_count: incident.report_count,
            photo_count: incident.photo_count,
            independent_sources: incident.independent_sources,
            opened_at: incident.opened_at,
            news_at: incident.news_at,
            due_at: incident.due_at,
            owes: incident.owes.map(Owed::name),
            held_until: held_until(venue, incident, incident.opened_at),
            acknowledged_at: incident.acknowledged_at,
            assignee: incident.assignee.map(|id| venue.person_label(id)),
            post: incident.post.map(|id| venue.post_label(id)),
            disposition: incident.disposition.clone(),
            help: incident.help.map(|help| CallForHelp { by: venue.person_label(help.by), at: help.at }),
            departure: departure(venue, incident),
        }
    }
}

/// A page of the queue.
#[derive(Serialize, ToSchema)]
pub struct IncidentPage {
    pub items: Vec<Summary>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
    /// The log's number at the time of the list: where a stream begins so that nothing is missed between the two.
    pub seq: i64,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Note)]
pub struct WireNote {
    pub id: Uuid,
    pub text: String,
    #[schema(value_type = String, format = DateTime)]
    pub at: Timestamp,
    pub by: String,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Acknowledge {
    pub version: i64,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Assign {
    pub version: i64,
    /// An officer's id; absent with a post, whose officer on shift is meant.
    pub officer: Option<Uuid>,
    pub post: Option<Uuid>,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Reroute {
    pub version: i64,
    pub post: Uuid,
    /// An officer there; whoever staffs the post where it is absent.
    pub officer: Option<Uuid>,
    /// A better word for what it is. It may make it more urgent, never less.
    pub category: Option<String>,
    /// `wrong_category`, `wrong_place`, `needs_skill`, `not_ours`, `busy`, `shift_ends` or `other`, which is meant where it is absent.
    #[schema(example = "wrong_category")]
    pub because: Option<String>,
    /// In words; needed where `because` is `other`.
    pub reason: Option<String>,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Move {
    pub version: i64,
    #[schema(example = "en_route")]
    pub to: String,
    pub disposition: Option<String>,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Prioritise {
    pub version: i64,
    #[schema(minimum = 1, maximum = 4)]
    pub to: u8,
    pub reason: String,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Merge {
    pub version: i64,
    /// The incident that stays.
    pub into: Uuid,
    pub into_version: i64,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Split {
    pub version: i64,
    /// The reports that tell of something else: some of this incident's, never all.
    pub reports: Vec<Uuid>,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Unmerge {
    pub version: i64,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Undo {
    /// The one the command left.
    pub version: i64,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Link {
    /// The other incident.
    pub to: Uuid,
}

#[derive(Clone, Copy, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SetMark {
    /// Whether I watch it; as before where it is absent.
    pub watch: Option<bool>,
    /// Until when it leaves my queue, 72 hours from now at most; a time that has passed brings it back.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub snooze_until: Option<Timestamp>,
}

/// What I marked for myself.
#[derive(Serialize, ToSchema)]
pub struct Mark {
    pub incident: Uuid,
    pub watched: bool,
    /// Absent where it is not put off, or came back.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub snoozed_until: Option<Timestamp>,
    /// How it stood when it was put off. It comes back when `version` is another, `reports` are more, `priority` is more urgent, or it
    /// is owed an acknowledgement.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stood: Option<Stood>,
}

#[derive(Serialize, ToSchema)]
pub struct Stood {
    pub version: i64,
    pub reports: i32,
    #[schema(minimum = 1, maximum = 4)]
    pub priority: u8,
}

#[derive(Serialize, ToSchema)]
pub struct Marks {
    pub items: Vec<Mark>,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WriteNote {
    pub version: Option<i64>,
    pub text: String,
    /// Made by the client: the same note sent again, because no answer came, stays one.
    pub id: Option<Uuid>,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WriteMessage {
    pub version: Option<i64>,
    /// Words of one's own, or else a card.
    pub text: Option<String>,
    /// The language of the words, a tag such as `es`.
    pub language: Option<String>,
    /// The code of a card: every reporter reads it in their own language.
    pub card: Option<String>,
    /// Whom to answer; absent means every report of the incident.
    pub reports: Option<Vec<Uuid>>,
}

#[derive(Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct MonthQuery {
    /// Such as `2026-11`, by UTC; the present one where it is absent.
    #[param(example = "2026-11")]
    pub month: Option<String>,
}

#[derive(Serialize, ToSchema)]
pub struct Suggestions {
    #[schema(example = "2026-11")]
    pub month: String,
    /// Incidents that officers gave to another post. Exercises do not count.
    pub rerouted: u64,
    /// The most frequent first.
    pub items: Vec<WireSuggestion>,
}

/// Something to think about: it happened `times` of `of` incidents of the category.
#[derive(Serialize, ToSchema)]
#[schema(as = Suggestion)]
pub struct WireSuggestion {
    /// `category`: what is reported as `category` is often `is`. `post`: what goes to the post `from` is often handed to `to`.
    #[schema(example = "post")]
    pub kind: &'static str,
    pub category: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub is: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
    pub times: u64,
    pub of: u64,
    /// The same in English words.
    pub text: String,
}

/// What the queue may be asked for; lists are separated by commas.
#[derive(Default, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ListQuery {
    /// A venue's name in addresses.
    pub venue: Option<String>,
    /// Statuses, such as `open,acknowledged`.
    pub status: Option<String>,
    /// Priorities, such as `1,2`.
    pub priority: Option<String>,
    /// Codes of categories.
    pub category: Option<String>,
    /// A zone's code; what lies within it is meant as well.
    pub zone: Option<String>,
    /// A post's id.
    pub post: Option<String>,
    /// Who told it: `anonymous`, `confidential` or `staff`.
    pub reporter: Option<String>,
    /// A skill that is wanted for it, such as `eod`.
    pub skill: Option<String>,
    /// `held`: nobody is called for it yet. `uncorrelated`: where it is could not be told for sure.
    #[serde(rename = "box")]
    #[param(rename = "box")]
    pub bin: Option<String>,
    /// Exercises alone, or none of them; both where it is absent.
    pub drill: Option<bool>,
    /// An officer's id, or `me`.
    pub assignee: Option<String>,
    /// A number, a category, the name of a place, or words that one of its reports uses, all of them.
    pub q: Option<String>,
    /// `west,south,east,north` in degrees.
    pub bbox: Option<String>,
    /// An area somebody drew, as `lat,lon;lat,lon;lat,lon`, 24 corners at most. The list is of the box around it.
    pub area: Option<String>,
    /// Opened then or later.
    #[param(value_type = Option<String>, format = DateTime)]
    pub since: Option<Timestamp>,
    /// Opened before then.
    #[param(value_type = Option<String>, format = DateTime)]
    pub until: Option<Timestamp>,
    pub cursor: Option<String>,
    #[param(minimum = 1, maximum = 200)]
    pub limit: Option<u64>,
}
