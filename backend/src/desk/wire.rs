//! What the desk shows.

use crate::incidents::{Summary, WireNote};
use crate::reports::{DeskPhoto, DeskReport};
use crate::wire::{Labelled, Why};
use jiff::Timestamp;
use serde::Serialize;
use shared::fusion::Reason;
use utoipa::ToSchema;
use uuid::Uuid;

/// An incident, whole.
#[derive(Serialize, ToSchema)]
pub struct WholeIncident {
    #[serde(flatten)]
    pub incident: Summary,
    /// The log's number at the time of this answer.
    pub seq: i64,
    pub reports: Vec<DeskReport>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reports_cursor: Option<Uuid>,
    pub assessment: WireAssessment,
    pub assignment: WireAssignment,
    pub pages: Vec<WirePage>,
    pub notes: Vec<WireNote>,
    /// What officers took of it, and of those merged into it. A reporter's photos stand with the report.
    pub photos: Vec<DeskPhoto>,
    pub timeline: Vec<TimelineEntry>,
    /// Incidents that were merged into this one, by number.
    pub merged: Vec<Labelled>,
    /// Incidents that officers linked to it; then open ones that may be the same thing, the likeliest first.
    pub related: Vec<Related>,
}

/// An incident that belongs to another, or may be the same and what speaks for it.
#[derive(Serialize, ToSchema)]
pub struct Related {
    /// `linked` by an officer, or `alike`.
    #[schema(example = "alike")]
    pub kind: &'static str,
    pub incident: Summary,
    /// Log-odds: above 0 the same is likelier than not.
    pub score: f64,
    #[schema(value_type = Vec<Object>)]
    pub reasons: Vec<Reason>,
}

#[derive(Serialize, ToSchema)]
#[schema(as = Assessment)]
pub struct WireAssessment {
    #[schema(minimum = 1, maximum = 4)]
    pub priority: u8,
    pub skills: Vec<String>,
    pub emergency: bool,
    /// Who else must be told, such as `atc`.
    pub notify: Vec<String>,
    /// The version of the authority's own rules that were asked; absent where it has none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rules_version: Option<i64>,
    /// Why this priority.
    pub trace: Vec<Why>,
}

#[derive(Serialize, ToSchema)]
#[schema(as = Assignment)]
pub struct WireAssignment {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub post: Option<Labelled>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub officer: Option<Labelled>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub due_at: Option<Timestamp>,
    /// Rungs that have rung.
    pub rung: u32,
    /// When the next rung rings, while something is owed.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub next_rung_at: Option<Timestamp>,
    /// Whom the ladder calls unless somebody acknowledges: the rungs that have not rung, or the next repeat.
    pub coming: Vec<ComingRung>,
    /// Why here.
    pub trace: Vec<Why>,
}

/// A rung that has not rung.
#[derive(Serialize, ToSchema)]
pub struct ComingRung {
    #[schema(value_type = String, format = DateTime)]
    pub at: Timestamp,
    /// `assignee`, `second`, `supervisors`, `everyone`, `outside`, or whoever has a `post:CODE` or a `skill:CODE`.
    #[schema(example = "supervisors")]
    pub who: String,
    /// The officer it is given to, or the name of the post.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
}

#[derive(Serialize, ToSchema)]
#[schema(as = Page)]
pub struct WirePage {
    pub id: Uuid,
    pub rung: u32,
    /// Who is called; for a webhook, the channel's id and name.
    pub officer: Labelled,
    /// `email`, `push`, `text`, `call` or `webhook`.
    #[schema(example = "email")]
    pub channel: String,
    /// What they are called for: `acknowledge`, `en_route`, `on_scene` or `news`.
    pub owes: &'static str,
    /// Why a webhook is called: a rung's circle, `unacknowledged` or `no_desk`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cause: Option<String>,
    /// `queued`; `sent`; `delivered` to a telephone or browser, and `seen` there, as far as the channel tells; `acknowledged` by it; or
    /// `skipped` with the reason.
    pub state: String,
    #[schema(value_type = String, format = DateTime)]
    pub queued_at: Timestamp,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub sent_at: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    pub attempts: u32,
    /// When the officer it calls first did something about the incident afterwards.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub acted_at: Option<Timestamp>,
}

#[derive(Serialize, ToSchema)]
pub struct TimelineEntry {
    pub seq: i64,
    #[schema(value_type = String, format = DateTime)]
    pub at: Timestamp,
    #[schema(example = "incident.changed")]
    pub kind: &'static str,
    /// An officer's name, or `reporter`, or `system`.
    pub by: String,
    #[schema(value_type = Object)]
    pub params: serde_json::Value,
}

#[derive(Serialize, ToSchema)]
pub struct PeopleList {
    pub items: Vec<OnDutyPerson>,
}

#[derive(Serialize, ToSchema)]
pub struct OnDutyPerson {
    pub id: Uuid,
    pub label: String,
    #[schema(example = "officer")]
    pub role: String,
    pub on_duty: bool,
    /// Posts this person staffs now.
    pub posts: Vec<Labelled>,
}

#[derive(Serialize, ToSchema)]
pub struct PostList {
    pub items: Vec<PostNow>,
}

#[derive(Serialize, ToSchema)]
pub struct PostNow {
    pub id: Uuid,
    pub label: String,
    pub skills: Vec<String>,
    pub on_duty: Vec<Labelled>,
}
