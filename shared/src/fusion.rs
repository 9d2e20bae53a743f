//! Does this report tell of an incident that is open already? A pure score of "the same thing", with its reasons.
//!
//! The score is a sum of log-odds (natural logarithm): how much likelier each observation is if both tell of one thing than if
//! they tell of two. Above [`JOINS`] a report joins by itself, from [`SUGGESTED`] on the desk is asked, below that it stays
//! apart. Only plain facts are looked at; words only as keyed hashes. Never here: who must come, how urgent it is.
//! How well it does is measured on scenarios with a known truth (`shared/tests/fusion.rs`).

mod kind;
mod quality;
mod reach;
mod score;
mod sources;
mod words;

pub use kind::{Kind, kind};
pub use quality::{Quality, quality};
pub use reach::Reach;
pub use score::{score, weigh};
pub use sources::{CORROBORATED, Source, Sources, corroborated};
pub use words::telling;

use crate::place::Spot;
use crate::taxonomy::Answers;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// From this score on a report joins by itself.
pub const JOINS: f64 = 2.8;
/// From this score on the desk is asked.
pub const SUGGESTED: f64 = 0.0;
/// Sightings of an incident that are compared with a new one: the latest.
pub const REMEMBERED: usize = 8;

/// What one report tells about what, where and when.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Sighting {
    pub category: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub spot: Option<Spot>,
    /// Metres around the spot within which it is.
    #[serde(default)]
    pub accuracy_m: f64,
    /// A plate said so: neither the spot nor the floor can be far off.
    #[serde(default)]
    pub exact: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub zone: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub floor: Option<String>,
    pub at: Timestamp,
    #[serde(default, skip_serializing_if = "Answers::is_empty")]
    pub answers: Answers,
    /// Keyed hashes of its words.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub words: BTreeSet<u32>,
}

/// What is known of an open incident.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(from = "Kept")]
pub struct Trail {
    /// The latest sightings, oldest first, [`REMEMBERED`] at most.
    sightings: Vec<Sighting>,
    pub sources: Sources,
    /// Where all of them are, reckoned once and not for every report.
    #[serde(skip)]
    reach: Reach,
}

/// A trail as it is written down.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Kept {
    sightings: Vec<Sighting>,
    sources: Sources,
}

impl From<Kept> for Trail {
    fn from(Kept { sightings, sources }: Kept) -> Self {
        let mut trail = Self { sightings, sources, reach: Reach::EVERYWHERE };
        trail.reach = Reach::of_trail(&trail);
        trail
    }
}

impl Default for Trail {
    fn default() -> Self {
        Kept::default().into()
    }
}

impl Trail {
    /// The latest sightings, oldest first.
    pub fn sightings(&self) -> &[Sighting] {
        &self.sightings
    }

    /// Where a report has to be to be compared with it.
    pub fn reach(&self) -> Reach {
        self.reach
    }

    /// With one more report of the same thing.
    pub fn add(&mut self, sighting: Sighting, source: Source) {
        self.sources.add(source);
        self.remember(sighting);
    }

    /// With one more sighting, without counting whose.
    pub fn remember(&mut self, sighting: Sighting) {
        self.sightings.push(sighting);
        self.sightings.sort_by_key(|sighting| sighting.at);
        let surplus = self.sightings.len().saturating_sub(REMEMBERED);
        self.sightings.drain(..surplus);
        self.reach = Reach::of_trail(self);
    }

    /// When something was last heard of it.
    pub fn last_news(&self) -> Option<Timestamp> {
        self.sightings.last().map(|sighting| sighting.at)
    }
}

/// How alike a report and an incident are, and why.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Likeness {
    pub score: f64,
    pub reasons: Vec<Reason>,
}

/// One observation and what it weighs: above nothing it speaks for one thing, below for two.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Reason {
    pub of: Observation,
    pub weight: f64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Observation {
    Category,
    Place,
    Floor,
    Time,
    Answers,
    Words,
}

/// What becomes of a report among the incidents that are open.
#[derive(Clone, Debug, PartialEq)]
pub enum Verdict<Id> {
    Joins(Id, Likeness),
    /// An incident of its own, which may be the same as these: the likeliest first.
    Apart(Vec<(Id, Likeness)>),
}

/// Whether a report that said more later tells of something else than the others of its incident: it would not even be suggested to be
/// the same. Between that line and the one above which it would join, it stays where it is.
pub fn parts(grown: &Sighting, others: &Trail) -> bool {
    weigh(grown, others).is_none_or(|likeness| likeness.score < SUGGESTED)
}

/// Suggestions beyond these help nobody.
const MOST_SUGGESTIONS: usize = 3;

/// Decides for one report. Of two equally alike incidents the first wins. Incidents whose [`Trail::reach`] does not meet the
/// report's may be left out: they change nothing.
pub fn decide<'a, Id: Copy>(new: &Sighting, open: impl Iterator<Item = (Id, &'a Trail)>) -> Verdict<Id> {
    let mut alike: Vec<(Id, Likeness)> = open
        .filter_map(|(id, trail)| Some((id, score(new, trail)?)))
        .filter(|(_, likeness)| likeness.score >= SUGGESTED)
        .collect();
    alike.sort_by(|(_, one), (_, other)| other.score.total_cmp(&one.score));
    match alike.first() {
        Some((id, likeness)) if likeness.score >= JOINS => Verdict::Joins(*id, likeness.clone()),
        _ => {
            alike.truncate(MOST_SUGGESTIONS);
            Verdict::Apart(alike)
        }
    }
}
