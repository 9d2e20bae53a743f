//! The book of rosters: what stood in it when. Who was on last Tuesday is told by what the book said last Tuesday.

use super::{Override, ShiftPattern, Stint, staffing};
use crate::id::{AccountId, PostId};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use std::collections::{BTreeSet, HashMap};

/// A line of the book, and how long it has stood there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written<T> {
    pub line: T,
    pub made: Timestamp,
    /// When it was struck out. `None`: it still stands.
    pub dropped: Option<Timestamp>,
}

impl<T> Written<T> {
    fn stood(&self, at: Timestamp) -> bool {
        self.made <= at && self.dropped.is_none_or(|dropped| at < dropped)
    }
}

/// Everybody who is at a post between `from` and `to`, at each instant by what stood in the book then; by post and time. What
/// still stands is taken to hold for all that is to come.
pub fn kept(
    patterns: &[Written<ShiftPattern>],
    overrides: &[Written<Override>],
    zone: &TimeZone,
    from: Timestamp,
    to: Timestamp,
) -> Vec<Stint> {
    let patterns_cut = patterns.iter().flat_map(|line| [Some(line.made), line.dropped]);
    let cut = patterns_cut.chain(overrides.iter().flat_map(|line| [Some(line.made), line.dropped])).flatten();
    let pages: BTreeSet<Timestamp> = cut.filter(|at| from < *at && *at < to).chain([from, to]).collect();
    let mut stints: Vec<Stint> = Vec::new();
    // The last stint of each officer at each post: what goes on over a page is one.
    let mut last: HashMap<(PostId, AccountId), usize> = HashMap::new();
    for (at, next) in pages.iter().zip(pages.iter().skip(1)) {
        let standing: Vec<ShiftPattern> =
            patterns.iter().filter(|line| line.stood(*at)).map(|line| line.line.clone()).collect();
        let changes: Vec<Override> =
            overrides.iter().filter(|line| line.stood(*at)).map(|line| line.line.clone()).collect();
        for stint in staffing(&standing, &changes, zone, *at, *next) {
            let whose = (stint.post, stint.officer);
            let known = last.get(&whose).and_then(|nth| stints.get_mut(*nth));
            match known.filter(|known| known.ends == *at && stint.starts == *at) {
                Some(known) => known.ends = stint.ends,
                None => {
                    last.insert(whose, stints.len());
                    stints.push(stint);
                }
            }
        }
    }
    stints.sort_unstable();
    stints
}
