//! Who is where over a stretch of time, found by sweeping from one change of the roster to the next.

use super::{Override, ShiftPattern, begins_on, holders, shift_of};
use crate::id::{AccountId, PostId};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// One officer at one post without a break. Shifts that follow each other are two stints.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Stint {
    pub post: PostId,
    pub starts: Timestamp,
    /// The first instant at which it is over.
    pub ends: Timestamp,
    pub officer: AccountId,
}

/// Everybody who is at a post between `from` and `to`, cut to that stretch; by post and time. At each instant it says what
/// [`super::on_shift`] says of it.
pub fn staffing(
    patterns: &[ShiftPattern],
    overrides: &[Override],
    zone: &TimeZone,
    from: Timestamp,
    to: Timestamp,
) -> Vec<Stint> {
    let mut posts: BTreeMap<PostId, Post<'_>> = BTreeMap::new();
    for stint in patterns.iter().flat_map(|pattern| shifts(pattern, zone, from, to)) {
        posts.entry(stint.post).or_default().shifts.push(stint);
    }
    let running = |change: &&Override| change.starts < change.ends && change.starts < to && from < change.ends;
    for change in overrides.iter().filter(running) {
        posts.entry(change.post).or_default().overrides.push(change);
    }
    posts.into_values().flat_map(|post| post.sweep(from, to)).collect()
}

/// The shifts of a pattern that touch a stretch of time, whole.
fn shifts(pattern: &ShiftPattern, zone: &TimeZone, from: Timestamp, to: Timestamp) -> impl Iterator<Item = Stint> {
    let (first, last) = (zone.to_datetime(from).date(), zone.to_datetime(to).date());
    // One that began the day before may still last; one day more on each side, because clocks have been set across midnight.
    let day = first.checked_sub(2.days()).unwrap_or(first);
    let last = last.checked_add(1.day()).unwrap_or(last);
    let days = std::iter::successors(Some(day), move |day| day.tomorrow().ok().filter(|day| *day <= last));
    let begun = days.filter(|day| begins_on(pattern, *day)).filter_map(|day| shift_of(pattern, zone, day));
    let touching = begun.filter(move |(starts, ends)| starts < ends && *starts < to && from < *ends);
    touching.map(|(starts, ends)| Stint { post: pattern.post, starts, ends, officer: pattern.officer })
}

/// What happens at one post.
#[derive(Default)]
struct Post<'a> {
    shifts: Vec<Stint>,
    overrides: Vec<&'a Override>,
}

impl Post<'_> {
    fn sweep(mut self, from: Timestamp, to: Timestamp) -> Vec<Stint> {
        self.shifts.sort_unstable_by_key(|shift| shift.starts);
        self.overrides.sort_by_key(|change| change.starts);
        let cuts = self.cuts(from, to);
        let (mut shifts, mut changes) = (self.shifts.iter().peekable(), self.overrides.iter().copied().peekable());
        let (mut on, mut active): (Vec<&Stint>, Vec<&Override>) = (Vec::new(), Vec::new());
        let mut open: BTreeMap<AccountId, Stint> = BTreeMap::new();
        let mut done = Vec::new();
        for (at, next) in cuts.iter().copied().zip(cuts.iter().copied().skip(1)) {
            on.retain(|shift| at < shift.ends);
            active.retain(|change| at < change.ends);
            on.extend(std::iter::from_fn(|| shifts.next_if(|shift| shift.starts <= at)));
            active.extend(std::iter::from_fn(|| changes.next_if(|change| change.starts <= at)));
            let shifts = on.iter().map(|shift| (shift.post, shift.officer, shift.ends));
            let anew = self.begin_anew(at);
            for ((post, officer), _) in holders(shifts, &active) {
                match open.get_mut(&officer).filter(|known| known.ends == at && !anew.contains(&officer)) {
                    Some(known) => known.ends = next,
                    None => done.extend(open.insert(officer, Stint { post, starts: at, ends: next, officer })),
                }
            }
        }
        done.extend(open.into_values());
        done.sort_unstable();
        done
    }

    /// Every instant at which something may change, from the first to the last.
    fn cuts(&self, from: Timestamp, to: Timestamp) -> Vec<Timestamp> {
        let shifts = self.shifts.iter().flat_map(|shift| [shift.starts, shift.ends]);
        let changes = self.overrides.iter().flat_map(|change| [change.starts, change.ends]);
        let inside = shifts.chain(changes).filter(|at| from < *at && *at < to);
        let cuts: BTreeSet<Timestamp> = inside.chain([from, to]).collect();
        cuts.into_iter().collect()
    }

    /// Whoever ends one shift and begins the next at this instant.
    fn begin_anew(&self, at: Timestamp) -> BTreeSet<AccountId> {
        let first = self.shifts.partition_point(|shift| shift.starts < at);
        let begin = self.shifts[first..].iter().take_while(|shift| shift.starts == at);
        let end = |officer| self.shifts[..first].iter().any(|shift| shift.ends == at && shift.officer == officer);
        begin.map(|shift| shift.officer).filter(|officer| end(*officer)).collect()
    }
}
