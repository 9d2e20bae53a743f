//! What a handover says on the wire.

use super::facts::Numbers;
use crate::desk::TimelineEntry;
use crate::wire::Labelled;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

/// A sheet as whoever asks may read it.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Handover)]
pub struct SheetView {
    pub id: Uuid,
    pub venue: String,
    /// `draft`: it writes itself; `signed`: the outgoing officer has; `accepted`: both have.
    #[schema(example = "draft")]
    pub state: &'static str,
    /// Counts what people did with it. A command names the version it was decided on.
    pub version: i64,
    /// `night` or `day`: the shift it tells of.
    #[schema(example = "night")]
    pub shift: &'static str,
    #[schema(value_type = String, format = DateTime)]
    pub from: Timestamp,
    /// The change of shift.
    #[schema(value_type = String, format = DateTime)]
    pub until: Timestamp,
    /// When it was written: now, or when it was signed.
    #[schema(value_type = String, format = DateTime)]
    pub made_at: Timestamp,
    pub security_level: u8,
    pub numbers: WireNumbers,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub outgoing: Option<SideView>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub incoming: Option<SideView>,
    /// The log's number of the outgoing officer's signature.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub log_seq: Option<i64>,
    pub lines: Vec<LineView>,
    /// There are more open incidents than a sheet holds.
    pub left_out: bool,
    /// What the asker may do now: `write`, `sign_outgoing`, `take_back`, `take`, `read`, `answer`, `sign_incoming`.
    pub may: Vec<&'static str>,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = HandoverSide)]
pub struct SideView {
    pub officer: Labelled,
    /// When they signed.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub signed_at: Option<Timestamp>,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = HandoverLine)]
pub struct LineView {
    pub key: String,
    /// `open`, `promised`, `watch`, `staffing`, `faults`, `chats`, `counts`, `events` or `lessons`.
    #[schema(example = "watch")]
    pub section: &'static str,
    /// `proposed`, `edited`, `struck`; `questioned`, `answered`, `accepted`.
    #[schema(example = "proposed")]
    pub state: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub incident: Option<Uuid>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub priority: Option<u8>,
    pub text: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub detail: String,
    /// Until when it holds.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub until: Option<Timestamp>,
    /// A person wrote it, not the log.
    pub own: bool,
    /// It stood on the sheet before.
    pub carried: bool,
    /// Its incident is told in confidence: whoever may not read that does not have this line.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub confidential: bool,
    /// Why it was struck.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub question: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub answer: Option<String>,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = HandoverNumbers)]
pub struct WireNumbers {
    pub reports: u64,
    /// Of the same hours of the weeks before; absent where there are too few.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reports_usual: Option<u64>,
    pub incidents: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub incidents_usual: Option<u64>,
    pub p1_count: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub p1_slowest_s: Option<i64>,
    pub p1_limit_s: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub on_scene_median_s: Option<i64>,
    pub unanswered: u64,
}

impl From<Numbers> for WireNumbers {
    fn from(numbers: Numbers) -> Self {
        let Numbers { reports, reports_usual, incidents, incidents_usual, p1_count, .. } = numbers;
        let Numbers { p1_slowest_s, p1_limit_s, on_scene_median_s, unanswered, .. } = numbers;
        Self {
            reports,
            reports_usual,
            incidents,
            incidents_usual,
            p1_count,
            p1_slowest_s,
            p1_limit_s,
            on_scene_median_s,
            unanswered,
        }
    }
}

#[derive(Serialize, ToSchema)]
#[schema(as = HandoverPage)]
pub struct SheetPage {
    pub items: Vec<SheetHead>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<i64>,
}

/// A sheet that is signed.
#[derive(Serialize, ToSchema)]
#[schema(as = HandoverHead)]
pub struct SheetHead {
    pub id: Uuid,
    pub state: &'static str,
    pub shift: &'static str,
    #[schema(value_type = String, format = DateTime)]
    pub from: Timestamp,
    #[schema(value_type = String, format = DateTime)]
    pub until: Timestamp,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub signed_at: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub accepted_at: Option<Timestamp>,
}

/// What people did in the shift, in order: acts, and no content.
#[derive(Serialize, ToSchema)]
pub struct ShiftLog {
    pub items: Vec<ShiftAct>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<i64>,
}

#[derive(Serialize, ToSchema)]
pub struct ShiftAct {
    #[serde(flatten)]
    pub entry: TimelineEntry,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub incident: Option<Labelled>,
}

#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AddLine {
    pub version: i64,
    /// Drawn by the asker, so that a line sent twice is one.
    pub id: Uuid,
    #[schema(example = "watch")]
    pub section: String,
    pub text: String,
    #[serde(default)]
    pub detail: String,
    #[schema(value_type = Option<String>, format = DateTime)]
    pub until: Option<Timestamp>,
    /// What it is about: whoever may not read that does not have this line.
    pub incident: Option<Uuid>,
}

/// Other words for a line; or `strike` with the reason; or `restore`: as the sheet wrote it.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EditLine {
    pub version: i64,
    pub text: Option<String>,
    #[serde(default)]
    pub detail: String,
    #[schema(value_type = Option<String>, format = DateTime)]
    pub until: Option<Timestamp>,
    pub strike: Option<String>,
    #[serde(default)]
    pub restore: bool,
}

#[derive(Clone, Copy, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AtVersion {
    pub version: i64,
}

#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SayOf {
    pub version: i64,
    pub text: String,
}

#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SignSheet {
    pub version: i64,
    /// `outgoing` or `incoming`.
    #[schema(example = "outgoing")]
    pub side: String,
}
