//! What numbers say on the wire. Seconds are seconds since the incident was opened.

use crate::wire::Labelled;
use jiff::Timestamp;
use jiff::civil::DateTime;
use serde::{Deserialize, Serialize};
use shared::insight::{Count, Measure, Sum, coarse};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct InsightQuery {
    /// A venue's name in addresses; the first of mine if absent.
    pub venue: Option<String>,
    /// The first day or hour, on the venue's clock; 29 days before today if absent.
    #[param(example = "2026-11-01")]
    pub from: Option<String>,
    /// The first day or hour that is not in it any more; tomorrow if absent.
    #[param(example = "2026-11-28T06:00")]
    pub to: Option<String>,
    /// `zone`, `hour`, `post`, `category` or `language` (of the first report); `zone` if absent.
    pub by: Option<String>,
    /// One or more of 1 to 4, with commas; all if absent.
    #[param(example = "1,2")]
    pub priority: Option<String>,
    /// Exercises: `out` (if absent), `in`, or `only` those.
    pub drills: Option<String>,
    /// Which of the tables, where one is asked for: `rows` (if absent), `hours`, `longest`, `repeats` or `channels`.
    pub table: Option<String>,
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct BoardQuery {
    /// A venue's name in addresses; the first of mine if absent.
    pub venue: Option<String>,
}

/// How long something took. Of fewer incidents than `enough` no time is told.
#[derive(Clone, Serialize, ToSchema)]
pub struct Spread {
    /// Incidents of which it is known.
    pub known: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub median_s: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub p90_s: Option<f64>,
}

#[derive(Clone, Serialize, ToSchema)]
pub struct Numbers {
    pub incidents: u64,
    /// Until somebody had it.
    pub acknowledge: Spread,
    /// Until somebody was there.
    pub on_scene: Spread,
    /// Until a person told the reporter something: a message, or how it ended.
    pub answered: Spread,
    /// Nobody acknowledged in time: a rung was called after it.
    pub late: u64,
    /// Nor before the rung after that.
    pub late_again: u64,
    pub ended: u64,
    /// Of those that ended: there was nothing in it.
    pub harmless: u64,
    /// Of those: told falsely, and on purpose.
    pub false_on_purpose: u64,
    pub reopened: u64,
}

/// How counts are told.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Told {
    Exactly,
    Coarsely,
}

impl Told {
    pub fn count(self, count: u64) -> u64 {
        if self == Self::Exactly { count } else { coarse(count) }
    }

    pub fn numbers(self, sum: &Sum) -> Numbers {
        let count = |count| self.count(sum.count(count));
        let spread = |measure| {
            let (known, spread) = sum.spread(measure);
            let (median_s, p90_s) = spread.unzip();
            Spread { known: self.count(known), median_s, p90_s }
        };
        Numbers {
            incidents: count(Count::Incidents),
            acknowledge: spread(Measure::Acknowledge),
            on_scene: spread(Measure::OnScene),
            answered: spread(Measure::Answered),
            late: count(Count::Late),
            late_again: count(Count::LateAgain),
            ended: count(Count::Ended),
            harmless: count(Count::Harmless),
            false_on_purpose: count(Count::FalseOnPurpose),
            reopened: count(Count::Reopened),
        }
    }
}

/// Numbers of one place, post, category, language or hour.
#[derive(Serialize, ToSchema)]
pub struct InsightRow {
    /// A code, or a post's id; empty where it is not known.
    pub key: String,
    pub label: String,
    #[serde(flatten)]
    pub numbers: Numbers,
    /// Incidents of each hour of the day.
    pub hours: Vec<u64>,
    pub before: Numbers,
}

#[derive(Serialize, ToSchema)]
pub struct InsightHour {
    pub hour: u8,
    #[serde(flatten)]
    pub numbers: Numbers,
}

/// Three hours of the day in which it takes long until somebody is there.
#[derive(Serialize, ToSchema)]
pub struct Longest {
    pub key: String,
    pub label: String,
    pub from_hour: u8,
    /// The last of them.
    pub to_hour: u8,
    pub incidents: u64,
    pub median_s: f64,
    pub p90_s: f64,
    /// The same hours in the time before; absent where too few are known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub before_p90_s: Option<f64>,
}

/// A category that comes again and again at one place.
#[derive(Serialize, ToSchema)]
pub struct Repeat {
    pub zone: Labelled,
    pub category: String,
    pub incidents: u64,
    pub before: u64,
}

#[derive(Serialize, ToSchema)]
pub struct Repeats {
    /// Whole weeks, those that the time asked for touches.
    #[schema(value_type = String, format = Date)]
    pub from: jiff::civil::Date,
    /// The last day of them.
    #[schema(value_type = String, format = Date)]
    pub to: jiff::civil::Date,
    pub items: Vec<Repeat>,
}

/// A way of calling officers: pages that left, and attempts that failed.
#[derive(Serialize, ToSchema)]
pub struct ChannelNumbers {
    #[schema(example = "email")]
    pub channel: String,
    pub attempts: u64,
    pub failed: u64,
}

/// What is asked of them, at the least urgent of the priorities that are asked for.
#[derive(Serialize, ToSchema)]
pub struct InsightLimits {
    pub acknowledge_s: u32,
    /// Absent where nobody has to come.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub on_scene_s: Option<u32>,
}

#[derive(Serialize, ToSchema)]
pub struct Insight {
    pub venue: String,
    #[schema(value_type = String, example = "2026-11-01T00:00:00")]
    pub from: DateTime,
    /// The first hour that is not in it any more.
    #[schema(value_type = String, example = "2026-11-28T06:00:00")]
    pub to: DateTime,
    /// `from` as an instant, for a list of the incidents behind it.
    #[schema(value_type = String, format = DateTime)]
    pub since: Timestamp,
    /// `to` likewise: the first instant that is not in it any more.
    #[schema(value_type = String, format = DateTime)]
    pub until: Timestamp,
    pub by: String,
    pub priorities: Vec<u8>,
    pub drills: String,
    /// Entries of the log that are not counted yet.
    pub waiting: i64,
    /// Counts are told to the nearest five: the asker reads no reports.
    pub coarse: bool,
    /// Fewer incidents than these say nothing about a time.
    pub enough: u64,
    pub limits: InsightLimits,
    pub numbers: Numbers,
    /// The time just before, as long.
    pub before: Numbers,
    /// Exercises of the same time, whatever `drills` says.
    pub exercises: Numbers,
    /// The most incidents first; hours in order.
    pub rows: Vec<InsightRow>,
    pub hours: Vec<InsightHour>,
    pub longest: Vec<Longest>,
    pub repeats: Repeats,
    pub channels: Vec<ChannelNumbers>,
}

/// What is open of one priority.
#[derive(Serialize, ToSchema)]
pub struct OpenNow {
    #[schema(minimum = 1, maximum = 4)]
    pub priority: u8,
    /// Nobody has acknowledged them.
    pub unheard: u64,
    /// Somebody has them.
    pub heard: u64,
}

/// What nobody has acknowledged for the longest time.
#[derive(Serialize, ToSchema)]
pub struct Oldest {
    pub id: Uuid,
    pub number: String,
    pub priority: u8,
    #[schema(value_type = String, format = DateTime)]
    pub since: Timestamp,
}

/// How a venue stands now.
#[derive(Serialize, ToSchema)]
pub struct LiveBoard {
    pub venue: String,
    #[schema(value_type = String, format = DateTime)]
    pub at: Timestamp,
    pub open: Vec<OpenNow>,
    /// Only for whoever reads reports.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub oldest: Option<Oldest>,
    pub posts: u64,
    pub posts_staffed: u64,
    pub people_on_duty: u64,
    /// How its canaries stand.
    pub proof: crate::proof::VenueProof,
    /// Of today.
    pub channels: Vec<ChannelNumbers>,
}
