//! What a roster says on the wire.

use crate::wire::Labelled;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use shared::duty::DutyState;
use shared::roster::AskState;
use utoipa::ToSchema;
use uuid::Uuid;

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SetDuty {
    /// `on`, `busy`, `break`, `off` or `sick`.
    #[schema(value_type = String, example = "break")]
    pub state: DutyState,
    /// When it ends by itself; the end of the shift if absent or later than that. An illness needs it and lasts as long, 31 days at
    /// most, whether one is on shift or not.
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
    /// `on`, `busy`, `break`, `off`, and to supervisors and oneself `sick`.
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
    /// What somebody's illness leaves to nobody. Nobody has to agree to that; somebody has to be found.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub uncovers: Vec<GapView>,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PostUntil {
    pub venue: String,
    pub post: Labelled,
    /// End of the shift.
    #[schema(value_type = String, format = DateTime)]
    pub until: Timestamp,
}

/// What a supervisor says when the roll is called.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CallRoll {
    pub venue: String,
    /// When the shift begins that it is said of.
    #[schema(value_type = String, format = DateTime)]
    pub starts: Timestamp,
    pub present: bool,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Roll)]
pub struct RollView {
    pub venue: String,
    #[schema(example = "Europe/Amsterdam")]
    pub time_zone: String,
    #[schema(value_type = String, format = DateTime)]
    pub now: Timestamp,
    /// When the shift began or begins: of several that are on, the latest.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub starts: Option<Timestamp>,
    /// When somebody's shift begins next.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub next_shift_at: Option<Timestamp>,
    /// The missing first; somebody at two posts is there twice.
    pub people: Vec<RollPerson>,
    /// Posts to which the roster gives nobody now.
    pub unstaffed: Vec<Labelled>,
    /// Zones and skills that nobody has to the end of the shift.
    pub gaps: Vec<GapView>,
    /// Gaps that are not shown, because there are too many.
    pub left_out: usize,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct RollPerson {
    pub officer: Labelled,
    pub post: Labelled,
    pub code: String,
    pub skills: Vec<String>,
    #[schema(value_type = String, format = DateTime)]
    pub starts: Timestamp,
    #[schema(value_type = String, format = DateTime)]
    pub ends: Timestamp,
    /// They stand in: an override put them here.
    pub stands_in: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub replaces: Option<Labelled>,
    /// `missing`, `late`, `away`, `due`, `seen` or `present`.
    #[schema(example = "seen")]
    pub standing: &'static str,
    /// What they said of their duty.
    #[schema(value_type = String, example = "on")]
    pub state: DutyState,
    /// When a desk or phone of theirs was last open, since an hour before the shift. For supervisors alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub seen_at: Option<Timestamp>,
    /// When the roll was called, and by whom. For supervisors alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub called_at: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub called_by: Option<Labelled>,
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
    /// The team whose turn it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub team: Option<String>,
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

/// A stretch of days at one venue: who is at which post, and how many can be sent where.
#[derive(Serialize, ToSchema)]
#[schema(as = RosterBoard)]
pub struct Board {
    pub venue: String,
    #[schema(example = "Europe/Amsterdam")]
    pub time_zone: String,
    #[schema(value_type = String, format = DateTime)]
    pub now: Timestamp,
    #[schema(value_type = String, format = DateTime)]
    pub from: Timestamp,
    #[schema(value_type = String, format = DateTime)]
    pub to: Timestamp,
    /// When each day begins at the venue, and last when the last one ends.
    #[schema(value_type = Vec<String>)]
    pub midnights: Vec<Timestamp>,
    pub posts: Vec<BoardPost>,
    /// From now to the end of the stretch, the earliest first. Of a zone that is left with all inside it, the outer one alone.
    pub gaps: Vec<GapView>,
    /// Gaps that are not shown, because there are too many.
    pub left_out: usize,
    pub headcount: Headcount,
    /// Officers on shift within the two days to come whom mail alone reaches, for supervisors: each rung should have two ways.
    pub mail_alone: Vec<Labelled>,
}

#[derive(Serialize, ToSchema)]
pub struct BoardPost {
    pub post: Labelled,
    pub code: String,
    pub skills: Vec<String>,
    /// Empty: everywhere.
    pub zones: Vec<Labelled>,
    pub stints: Vec<BoardStint>,
    /// When nobody is here and a zone or skill of this post has nobody elsewhere either.
    pub nobody: Vec<Stretch>,
}

#[derive(Serialize, ToSchema)]
pub struct BoardStint {
    pub officer: Labelled,
    #[schema(value_type = String, format = DateTime)]
    pub starts: Timestamp,
    #[schema(value_type = String, format = DateTime)]
    pub ends: Timestamp,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub team: Option<String>,
    /// They stand in: an override put them here.
    pub stands_in: bool,
    /// When they said, or somebody for them, that they cannot be called.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub away: Vec<AwayView>,
}

#[derive(Serialize, ToSchema)]
pub struct AwayView {
    #[schema(value_type = String, example = "break")]
    pub state: DutyState,
    #[schema(value_type = String, format = DateTime)]
    pub starts: Timestamp,
    #[schema(value_type = String, format = DateTime)]
    pub ends: Timestamp,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Stretch {
    #[schema(value_type = String, format = DateTime)]
    pub starts: Timestamp,
    #[schema(value_type = String, format = DateTime)]
    pub ends: Timestamp,
}

/// How many officers can be sent, at the least, in each two hours to come. Breaks count out.
#[derive(Serialize, ToSchema)]
pub struct Headcount {
    /// When each cell begins, and last when the last one ends.
    #[schema(value_type = Vec<String>)]
    pub cuts: Vec<Timestamp>,
    pub rows: Vec<HeadcountRow>,
}

/// Of a zone that lies in no other, of a skill, or of whatever will have nobody.
#[derive(Serialize, ToSchema)]
pub struct HeadcountRow {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub zone: Option<Labelled>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub skill: Option<String>,
    pub officers: Vec<usize>,
}

#[derive(Serialize, ToSchema)]
pub struct Candidates {
    /// Whoever is free first, and of these the most rested.
    pub items: Vec<Candidate>,
}

/// Somebody who could stand in. What law and agreement ask of rest is for whoever asks them.
#[derive(Serialize, ToSchema)]
pub struct Candidate {
    pub officer: Labelled,
    /// What stands against it: `busy` (at a post meanwhile) or `away`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "busy")]
    pub hindered: Option<&'static str>,
    /// Seconds from the end of their shift before it. Absent: none in the week before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rest_before_s: Option<i64>,
    /// Seconds to the beginning of their next. Absent: none in the week after.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rest_after_s: Option<i64>,
    /// Seconds on shift in the seven days up to the end of it, with it.
    pub week_s: i64,
    /// They have a post of this venue in these weeks with one of the skills of this one.
    pub knows_it: bool,
}

#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewAsk {
    pub post: Uuid,
    #[schema(value_type = String, format = DateTime)]
    pub from: Timestamp,
    #[schema(value_type = String, format = DateTime)]
    pub to: Timestamp,
    /// Who is asked.
    pub officer: Uuid,
    /// Whose shift it is: one's own, or for supervisors anybody's. Absent: they come besides, which supervisors ask.
    pub replaces: Option<Uuid>,
    /// The shift taken in return for one's own.
    pub back: Option<NewAskBack>,
}

#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewAskBack {
    pub post: Uuid,
    #[schema(value_type = String, format = DateTime)]
    pub from: Timestamp,
    #[schema(value_type = String, format = DateTime)]
    pub to: Timestamp,
}

#[derive(Clone, Copy, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AskAnswer {
    pub agree: bool,
}

#[derive(Serialize, ToSchema)]
pub struct AskList {
    pub items: Vec<AskView>,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Ask)]
pub struct AskView {
    pub id: Uuid,
    pub venue: String,
    pub by: Labelled,
    pub officer: Labelled,
    pub post: Labelled,
    #[schema(value_type = String, format = DateTime)]
    pub from: Timestamp,
    #[schema(value_type = String, format = DateTime)]
    pub to: Timestamp,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub replaces: Option<Labelled>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub back: Option<AskBack>,
    /// `asked`, `agreed`, `declined`, `withdrawn` or `lapsed`.
    #[schema(value_type = String, example = "asked")]
    pub state: AskState,
    /// It is mine to answer.
    pub mine: bool,
    /// Whether a mail told them, in the answer to the asking alone. Where it did not, ring them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub told: Option<bool>,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct AskBack {
    pub post: Labelled,
    #[schema(value_type = String, format = DateTime)]
    pub from: Timestamp,
    #[schema(value_type = String, format = DateTime)]
    pub to: Timestamp,
}

/// An address that opens one's own shifts and needs no sign-in. It is shown this once.
#[derive(Serialize, ToSchema)]
pub struct FeedAddress {
    pub url: String,
}
