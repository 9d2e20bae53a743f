//! Counting people who gather. What arrives late, twice or in another order comes to the same.

use jiff::{SignedDuration, Timestamp};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

super::closed! {
    /// How somebody was counted.
    How { Badge = "badge", Qr = "qr", Tap = "tap", Count = "count" }
}

/// One entry of a warden's device.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckIn {
    /// Drawn by the device: what comes twice under it is one.
    pub key: Uuid,
    pub station: Uuid,
    pub at: Timestamp,
    pub how: How,
    /// Of a tap, how many more or fewer; of a count, how many there are.
    pub amount: i32,
    /// Who it was, as a keyed hash: the same badge is one person, wherever it is read again.
    pub person: Option<[u8; 32]>,
}

/// How many were there, at each moment it changed; and how many are there now, by station.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Curve {
    pub steps: Vec<(Timestamp, i64)>,
    pub present: BTreeMap<Uuid, i64>,
}

impl Curve {
    pub fn total(&self) -> i64 {
        self.present.values().sum()
    }
}

/// What the entries add up to, in whatever order they came.
pub fn curve(entries: &[CheckIn]) -> Curve {
    let mut entries: Vec<&CheckIn> = entries.iter().collect();
    entries.sort_by_key(|entry| (entry.at, entry.key));
    entries.dedup_by_key(|entry| entry.key);
    let (mut curve, mut seen) = (Curve::default(), BTreeSet::new());
    for entry in entries {
        let there = curve.present.entry(entry.station).or_default();
        let before = *there;
        match entry.how {
            How::Badge | How::Qr if entry.person.is_none_or(|person| seen.insert(person)) => *there += 1,
            How::Badge | How::Qr => {}
            How::Tap => *there = (*there + i64::from(entry.amount)).max(0),
            How::Count => *there = i64::from(entry.amount).max(0),
        }
        if *there != before {
            let total = curve.total();
            curve.steps.push((entry.at, total));
        }
    }
    curve
}

/// How long it took until so many of a hundred were there and stayed so: a number that was corrected down again was never reached.
pub fn reached(steps: &[(Timestamp, i64)], expected: u32, percent: u32, since: Timestamp) -> Option<SignedDuration> {
    if expected == 0 {
        return None;
    }
    let needed = (i64::from(expected) * i64::from(percent) + 99) / 100;
    let below = steps.iter().rposition(|(_, total)| *total < needed);
    let at = steps.get(below.map_or(0, |below| below + 1))?.0;
    Some(at.duration_since(since).max(SignedDuration::ZERO))
}
