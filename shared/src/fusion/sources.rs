//! How many people really say so, as far as one may count people who must stay unknown.

use crate::id::AccountId;
use crate::place::Spot;
use crate::taxonomy::Priority;
use crate::trace::TraceLine;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// Anonymous reports from one place within so many seconds count as one source: nothing may link their phones.
pub const WINDOW_S: i64 = 120;
/// Degrees of latitude of a place's cell, about 55 m; of longitude as many degrees more as a parallel is shorter.
const CELL: f64 = 0.000_5;
/// Sources counted beyond these change nothing any more.
const MOST: usize = 64;
/// Independent sources from which a P3 or P4 goes one step up.
pub const CORROBORATES: usize = 2;
/// Signed-in sources from which a P2 becomes P1. Anonymous reports never do that alone: a hoax would wake everybody.
pub const CORROBORATES_TO_P1: usize = 2;

/// The code of the line that says so.
pub const CORROBORATED: &str = "corroborated";

/// Who says so.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    Account(AccountId),
    /// A place and a stretch of time.
    Somebody(String),
}

impl Source {
    pub fn of(
        account: Option<AccountId>,
        plate: Option<&str>,
        spot: Option<Spot>,
        zone: Option<&str>,
        at: Timestamp,
    ) -> Self {
        if let Some(account) = account {
            return Self::Account(account);
        }
        let place = match (plate, spot, zone) {
            (Some(plate), ..) => format!("plate {plate}"),
            (None, Some(spot), _) => {
                let row = (spot.lat / CELL).floor();
                let narrower = (row * CELL).to_radians().cos().max(0.01);
                format!("cell {row} {}", (spot.lon * narrower / CELL).floor())
            }
            (None, None, zone) => format!("zone {}", zone.unwrap_or_default()),
        };
        Self::Somebody(format!("{place} {}", at.as_second().div_euclid(WINDOW_S)))
    }
}

/// The independent sources of one incident.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Sources(BTreeSet<Source>);

impl Sources {
    pub fn add(&mut self, source: Source) {
        if self.0.len() < MOST {
            self.0.insert(source);
        }
    }

    pub fn extend(&mut self, others: &Self) {
        others.0.iter().for_each(|source| self.add(source.clone()));
    }

    pub fn count(&self) -> usize {
        self.0.len()
    }

    pub fn signed_in(&self) -> usize {
        self.0.iter().filter(|source| matches!(source, Source::Account(_))).count()
    }
}

/// The priority of what so many independent sources say, counted from what triage alone gave: one step up at most, and to P1
/// only on the word of people who gave their names.
pub fn corroborated(triage: Priority, sources: &Sources) -> (Priority, Option<TraceLine>) {
    let enough = match triage {
        Priority::P1 => false,
        Priority::P2 => sources.signed_in() >= CORROBORATES_TO_P1,
        Priority::P3 | Priority::P4 => sources.count() >= CORROBORATES,
    };
    if !enough {
        return (triage, None);
    }
    let raised = triage.raise_by(1);
    let text = format!("{} independent sources say so", sources.count());
    let line = TraceLine::new(CORROBORATED, text).with("sources", sources.count()).effect(format!(
        "P{} → P{}",
        u8::from(triage),
        u8::from(raised)
    ));
    (raised, Some(line))
}
