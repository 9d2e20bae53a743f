//! When a shift begins and ends, and what is usual in it.

use crate::roster::Stint;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use std::collections::BTreeMap;

/// Where nobody has a shift, a sheet tells of so long.
const NO_SHIFT: SignedDuration = SignedDuration::from_hours(12);
/// A sheet that nobody signed is still the last shift's for so long after the change.
const LATE: SignedDuration = SignedDuration::from_hours(4);
/// A handover so long before the change of shift is for that change.
const EARLY: SignedDuration = SignedDuration::from_hours(1);
/// Fewer weeks say nothing of what is usual.
const WEEKS: usize = 3;

/// Day or night, by the middle of the shift.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Half {
    Day,
    Night,
}

impl Half {
    pub const fn name(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Night => "night",
        }
    }
}

pub fn half((from, until): (Timestamp, Timestamp), zone: &TimeZone) -> Half {
    let middle = from + until.duration_since(from) / 2;
    if (6..18).contains(&middle.to_zoned(zone.clone()).hour()) { Half::Day } else { Half::Night }
}

/// The shift a sheet tells of at `now`: from the last handover, where there was one in this shift, to the change of shift. A change is
/// when at least half as many begin as at the greatest one; a single officer who comes at another hour changes nothing.
pub fn window(stints: &[Stint], handed: Option<Timestamp>, now: Timestamp) -> (Timestamp, Timestamp) {
    let mut begin: BTreeMap<Timestamp, usize> = BTreeMap::new();
    for stint in stints {
        *begin.entry(stint.starts).or_default() += 1;
    }
    let most = begin.values().copied().max().unwrap_or(0);
    let changes: Vec<Timestamp> = begin.into_iter().filter(|(_, count)| count * 2 >= most).map(|(at, _)| at).collect();
    let last = changes.iter().copied().filter(|at| *at <= now).max();
    let from = match (handed, last) {
        // Handed over a little before the change: the next sheet begins where that one ended.
        (Some(handed), Some(last)) if handed >= last - EARLY => handed,
        (Some(handed), Some(last)) if now < last + LATE => handed.max(last - SignedDuration::from_hours(24)),
        (_, Some(last)) => last,
        (Some(handed), None) => handed.max(now - NO_SHIFT),
        (None, None) => now - NO_SHIFT,
    };
    let until = changes.iter().copied().find(|at| *at > from + EARLY).unwrap_or(now.max(from + NO_SHIFT));
    (from, until)
}

/// What is usual, from the same stretch of some weeks before.
pub fn usual(past: &[u64]) -> Option<u64> {
    let weeks = u64::try_from(past.len()).ok().filter(|_| past.len() >= WEEKS)?;
    Some((past.iter().sum::<u64>() + weeks / 2) / weeks)
}

/// Whether so many are more than chance: at least three, and two standard deviations of a Poisson count above the mean.
pub fn unusual(seen: u64, past: &[u64]) -> bool {
    if past.len() < WEEKS || seen < 3 {
        return false;
    }
    #[expect(clippy::cast_precision_loss, reason = "counts of a shift")]
    let (seen, mean) = (seen as f64, past.iter().sum::<u64>() as f64 / past.len() as f64);
    seen > mean + 2.0 * mean.max(1.0).sqrt()
}
