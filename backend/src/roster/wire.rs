//! What a roster says on the wire.

use crate::wire::Labelled;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use shared::duty::DutyState;
use utoipa::ToSchema;
use uuid::Uuid;

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SetDuty {
    #[schema(value_type = String, example = "break")]
    pub state: DutyState,
    /// When it ends by itself; the end of the shift if absent or later than that.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub until: Option<Timestamp>,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SetDutyOf {
    #[schema(value_type = String, example = "off")]
    pub state: DutyState,
    #[schema(value_type = Option<String>, format = DateTime)]
    pub until: Option<Timestamp>,
    /// Kept sealed; supervisors read it.
    pub reason: String,
}

#[derive(Serialize, ToSchema)]
pub struct DutyList {
    pub items: Vec<OfficerDuty>,
}

/// Somebody on shift, and whether they can be called.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct OfficerDuty {
    pub officer: Labelled,
    #[schema(example = "officer")]
    pub role: String,
    /// `on`, `busy`, `break` or `off`.
    #[schema(value_type = String, example = "break")]
    pub state: DutyState,
    /// When the state ends by itself. Absent while it is `on`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub until: Option<Timestamp>,
    /// Why, where a supervisor said it. For supervisors alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    pub posts: Vec<PostUntil>,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PostUntil {
    pub venue: String,
    pub post: Labelled,
    /// End of the shift.
    #[schema(value_type = String, format = DateTime)]
    pub until: Timestamp,
}

#[derive(Serialize, ToSchema)]
pub struct RosterAt {
    #[schema(value_type = String, format = DateTime)]
    pub at: Timestamp,
    pub items: Vec<PostRoster>,
    /// Who stands in, then or later.
    pub overrides: Vec<OverrideView>,
}

#[derive(Serialize, ToSchema)]
pub struct PostRoster {
    pub venue: String,
    pub post: Labelled,
    pub code: String,
    pub officers: Vec<OfficerThere>,
}

#[derive(Serialize, ToSchema)]
pub struct OfficerThere {
    pub officer: Labelled,
    #[schema(value_type = String, example = "on")]
    pub state: DutyState,
    #[schema(value_type = String, format = DateTime)]
    pub until: Timestamp,
}

#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AddOverride {
    pub post: Uuid,
    pub officer: Uuid,
    #[schema(value_type = String, format = DateTime)]
    pub from: Timestamp,
    #[schema(value_type = String, format = DateTime)]
    pub to: Timestamp,
    /// Who is off the post meanwhile.
    pub replaces: Option<Uuid>,
    /// `swap`, `sick` or `extra`.
    #[schema(example = "swap")]
    pub reason: String,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Override)]
pub struct OverrideView {
    pub id: Uuid,
    pub venue: String,
    pub post: Labelled,
    pub officer: Labelled,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub replaces: Option<Labelled>,
    #[schema(value_type = String, format = DateTime)]
    pub from: Timestamp,
    #[schema(value_type = String, format = DateTime)]
    pub to: Timestamp,
    /// Where it came from: `bundle`, `desk` or `calendar`.
    pub source: String,
    /// For supervisors alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

#[derive(Serialize, ToSchema)]
pub struct Coverage {
    pub items: Vec<VenueCoverage>,
}

#[derive(Serialize, ToSchema)]
pub struct VenueCoverage {
    pub venue: String,
    #[schema(value_type = String, format = DateTime)]
    pub from: Timestamp,
    #[schema(value_type = String, format = DateTime)]
    pub to: Timestamp,
    /// When somebody's shift begins next.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub next_shift_at: Option<Timestamp>,
    /// The earliest first.
    pub gaps: Vec<GapView>,
    /// Gaps that are not shown, because there are too many.
    pub left_out: usize,
}

/// A stretch in which a zone or a skill has nobody.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Gap)]
pub struct GapView {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub zone: Option<Labelled>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub skill: Option<String>,
    #[schema(value_type = String, format = DateTime)]
    pub starts: Timestamp,
    #[schema(value_type = String, format = DateTime)]
    pub ends: Timestamp,
    /// It has begun, or begins no later than the next shift: somebody must be found now.
    pub red: bool,
}

/// What taking a calendar in has done.
#[derive(Serialize, ToSchema)]
#[schema(as = CalendarTaken)]
pub struct Taken {
    /// Officers who stand in now because of it, each event and attendee one.
    pub taken: usize,
    /// What the same events had brought before, and has been replaced.
    pub replaced: u64,
    /// Events that are over.
    pub passed: usize,
    /// Events that were called off.
    pub cancelled: usize,
}
