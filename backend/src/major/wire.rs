//! What a major incident says on the wire.

use crate::incidents::Summary;
use crate::wire::Labelled;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

/// A major incident, whole.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Major)]
pub struct MajorView {
    pub id: Uuid,
    pub incident: Summary,
    /// Counts what people changed on the board. An act names the version it was decided on.
    pub version: i64,
    #[schema(value_type = String, format = DateTime)]
    pub declared_at: Timestamp,
    pub declared_by: Labelled,
    /// When the all-clear was confirmed.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub over_at: Option<Timestamp>,
    /// For so many minutes a proposal waits for a second person.
    pub confirm_minutes: i64,
    /// Every role, in order.
    pub roles: Vec<SeatView>,
    pub places: Vec<SpotView>,
    pub objectives: Vec<ObjectiveView>,
    pub tasks: Vec<TaskView>,
    pub resources: Vec<ResourceView>,
    /// Zones that are not normal, were not, or for which something waits.
    pub zones: Vec<ZoneNow>,
    /// Whatever took two people, in the order it was proposed.
    pub turns: Vec<TurnView>,
    pub muster: MusterView,
    pub decisions: Vec<DecisionView>,
    pub sitreps: Vec<SitrepView>,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = MajorSeat)]
pub struct SeatView {
    /// `commander`, `deputy`, `safety`, `liaison`, `communications`, `scribe` or `staging`.
    #[schema(example = "commander")]
    pub role: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub holder: Option<Labelled>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub since: Option<Timestamp>,
    /// Who was asked to take it and has not accepted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub asked: Option<Labelled>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub asked_at: Option<Timestamp>,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = MajorSpot)]
pub struct SpotView {
    /// `command_post` or `staging`.
    #[schema(example = "command_post")]
    pub site: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub zone: Option<Labelled>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub plate: Option<Labelled>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub floor: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lat: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lon: Option<f64>,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub text: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub at: Option<Timestamp>,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = MajorObjective)]
pub struct ObjectiveView {
    pub id: Uuid,
    pub text: String,
    pub by: Labelled,
    #[schema(value_type = String, format = DateTime)]
    pub at: Timestamp,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub met_at: Option<Timestamp>,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = MajorTask)]
pub struct TaskView {
    pub id: Uuid,
    pub text: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<Labelled>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub due: Option<Timestamp>,
    pub by: Labelled,
    #[schema(value_type = String, format = DateTime)]
    pub at: Timestamp,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub done_at: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub done_by: Option<Labelled>,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = MajorResource)]
pub struct ResourceView {
    pub id: Uuid,
    pub what: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub callsign: String,
    #[schema(value_type = String, format = DateTime)]
    pub asked_at: Timestamp,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub arrived_at: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub released_at: Option<Timestamp>,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = MajorZone)]
pub struct ZoneNow {
    pub zone: Labelled,
    /// `normal`, `lockdown` or `evacuate`.
    #[schema(example = "lockdown")]
    pub state: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub since: Option<Timestamp>,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = MajorTurn)]
pub struct TurnView {
    pub id: Uuid,
    /// Absent where it is the all-clear.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub zone: Option<Labelled>,
    /// `normal`, `lockdown`, `evacuate`; or `all_clear`.
    #[schema(example = "lockdown")]
    pub to: &'static str,
    pub by: Labelled,
    #[schema(value_type = String, format = DateTime)]
    pub at: Timestamp,
    /// It lapses then.
    #[schema(value_type = String, format = DateTime)]
    pub until: Timestamp,
    /// `waiting`, `confirmed`, `withdrawn` or `lapsed`.
    #[schema(example = "waiting")]
    pub state: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ended_by: Option<Labelled>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub ended_at: Option<Timestamp>,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Muster)]
pub struct MusterView {
    /// Since when people have been told to gather.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub since: Option<Timestamp>,
    /// Absent where nobody has said how many are looked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expected: Option<u32>,
    pub present: i64,
    /// Seconds until half of those expected were there and stayed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub half_s: Option<i64>,
    /// The same for 90 of a hundred.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub most_s: Option<i64>,
    pub stations: Vec<StationView>,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = MusterStation)]
pub struct StationView {
    pub id: Uuid,
    pub name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub zone: Option<Labelled>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expected: Option<u32>,
    pub present: i64,
    #[schema(value_type = String, format = DateTime)]
    pub opened_at: Timestamp,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = MajorDecision)]
pub struct DecisionView {
    pub id: Uuid,
    pub text: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub why: String,
    pub by: Labelled,
    #[schema(value_type = String, format = DateTime)]
    pub at: Timestamp,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = MajorSitrep)]
pub struct SitrepView {
    pub id: Uuid,
    pub text: String,
    pub by: Labelled,
    #[schema(value_type = String, format = DateTime)]
    pub at: Timestamp,
}

/// Those that stand, as far as the asker may read their incidents.
#[derive(Serialize, ToSchema)]
pub struct Majors {
    pub items: Vec<MajorHead>,
}

#[derive(Serialize, ToSchema)]
pub struct MajorHead {
    pub id: Uuid,
    pub incident: Labelled,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub commander: Option<Labelled>,
    /// Who was asked to take command.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub asked: Option<Labelled>,
    /// Where it is led from, for the map.
    pub places: Vec<SpotView>,
    #[schema(value_type = String, format = DateTime)]
    pub declared_at: Timestamp,
    /// Proposals that wait for a second person.
    pub waiting: usize,
}

#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Declare {
    /// The incident's.
    pub version: i64,
    /// Who is to command: somebody on duty, or oneself. Until they accept, whoever declares does.
    pub commander: Uuid,
}

#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DoMajor {
    pub version: i64,
    pub act: MajorAct,
}

const fn yes() -> bool {
    true
}

/// What somebody does on the board. Ids of what is new are drawn by the asker, so that a thing sent twice is one.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(tag = "do", rename_all = "snake_case", deny_unknown_fields)]
pub enum MajorAct {
    /// Ask somebody on duty to take a role; or take it oneself.
    Give {
        role: String,
        to: Uuid,
    },
    Accept {
        role: String,
    },
    /// Not take what one was asked for, or take the asking back.
    Decline {
        role: String,
    },
    /// Say where the command post or the staging area is.
    Locate {
        site: String,
        zone: Option<String>,
        plate: Option<String>,
        floor: Option<String>,
        lat: Option<f64>,
        lon: Option<f64>,
        #[serde(default)]
        text: String,
    },
    Objective {
        id: Uuid,
        text: String,
    },
    Met {
        id: Uuid,
        met: bool,
    },
    Task {
        id: Uuid,
        text: String,
        to: Option<Uuid>,
        #[schema(value_type = Option<String>, format = DateTime)]
        due: Option<Timestamp>,
    },
    /// A task is done; or is not after all.
    Finish {
        id: Uuid,
        #[serde(default = "yes")]
        done: bool,
    },
    Resource {
        id: Uuid,
        what: String,
        #[serde(default)]
        callsign: String,
    },
    /// What was asked for is there; or is not after all.
    Arrive {
        id: Uuid,
        #[serde(default = "yes")]
        arrived: bool,
    },
    /// It is needed no longer; or is after all.
    Release {
        id: Uuid,
        #[serde(default = "yes")]
        released: bool,
    },
    /// Open a muster station.
    Station {
        id: Uuid,
        name: String,
        zone: Option<String>,
        expected: Option<u32>,
    },
    Expect {
        id: Uuid,
        expected: Option<u32>,
    },
    /// Propose a zone's state. Somebody else confirms it, or it lapses.
    Zone {
        id: Uuid,
        zone: String,
        to: String,
    },
    /// Propose the all-clear, for which the same holds.
    AllClear {
        id: Uuid,
    },
    Confirm {
        id: Uuid,
    },
    Withdraw {
        id: Uuid,
    },
}

#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewDecision {
    pub id: Uuid,
    pub text: String,
    #[serde(default)]
    pub why: String,
}

#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewSitrep {
    pub id: Uuid,
    pub text: String,
}

/// A report as the record would write it now.
#[derive(Serialize, ToSchema)]
pub struct SitrepDraft {
    pub text: String,
}

#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CheckIns {
    pub items: Vec<NewCheckIn>,
}

#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewCheckIn {
    /// Drawn by the device: what comes twice under it is counted once.
    pub key: Uuid,
    /// When it happened, by the device. What is not yet is now.
    #[schema(value_type = String, format = DateTime)]
    pub at: Timestamp,
    /// `badge`, `qr`, `tap` or `count`.
    #[schema(example = "badge")]
    pub how: String,
    /// The number of a badge, typed or read from its code. Kept as a keyed hash alone.
    pub badge: Option<String>,
    /// Of a tap, how many more or fewer; of a count, how many there are.
    pub amount: Option<i32>,
}

#[derive(Serialize, ToSchema)]
pub struct CheckedIn {
    pub items: Vec<CheckInFate>,
    pub muster: MusterView,
}

#[derive(Clone, Serialize, ToSchema)]
pub struct CheckInFate {
    pub key: Uuid,
    /// `counted`; `known`: it came before; `twice`: that badge was read already.
    #[schema(example = "counted")]
    pub fate: &'static str,
}

/// What a review begins with. Nobody has judged anything in it yet.
#[derive(Serialize, ToSchema)]
pub struct AfterAction {
    pub title: String,
    /// All of it, as text.
    pub text: String,
    pub entries: Vec<AfterEntry>,
    /// What was left open.
    pub open: Vec<String>,
    pub times: Vec<String>,
}

#[derive(Serialize, ToSchema)]
pub struct AfterEntry {
    #[schema(value_type = String, format = DateTime)]
    pub at: Timestamp,
    pub text: String,
}
