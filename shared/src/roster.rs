//! Who is on duty at an instant: weekly shift patterns in the venue's local time, and overrides on top of them.

mod book;
mod clash;
mod coverage;
mod headcount;
mod staffing;
mod swap;

pub use book::{Written, kept};
pub use clash::clash;
pub use coverage::{Away, Gap, Ground, Held, coverage, grounds, opened};
pub use headcount::{Rest, headcount, rest};
pub use staffing::{Stint, staffing};
pub use swap::{Ask, AskState, Back, Fault, check as check_ask};

use crate::id::{AccountId, PostId};
use jiff::civil::{Date, Time, Weekday};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// A day of the week, Monday first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Day {
    Mon,
    Tue,
    Wed,
    Thu,
    Fri,
    Sat,
    Sun,
}

impl Day {
    pub const ALL: [Self; 7] = [Self::Mon, Self::Tue, Self::Wed, Self::Thu, Self::Fri, Self::Sat, Self::Sun];

    pub const fn code(self) -> &'static str {
        match self {
            Self::Mon => "mon",
            Self::Tue => "tue",
            Self::Wed => "wed",
            Self::Thu => "thu",
            Self::Fri => "fri",
            Self::Sat => "sat",
            Self::Sun => "sun",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|day| day.code() == code)
    }
}

impl From<Weekday> for Day {
    fn from(day: Weekday) -> Self {
        match day {
            Weekday::Monday => Self::Mon,
            Weekday::Tuesday => Self::Tue,
            Weekday::Wednesday => Self::Wed,
            Weekday::Thursday => Self::Thu,
            Weekday::Friday => Self::Fri,
            Weekday::Saturday => Self::Sat,
            Weekday::Sunday => Self::Sun,
        }
    }
}

/// A rotation as one officer sees it: on which days of a cycle it is their turn.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Cycle {
    /// The day the cycle is counted from. There is no turn before it.
    pub first: Date,
    /// Days until it begins again, at least one.
    pub length: u16,
    /// Their days, counted from 0.
    pub on: BTreeSet<u16>,
}

impl Cycle {
    /// Whether it is their turn on a day.
    pub fn holds(&self, day: Date) -> bool {
        let gone = day.duration_since(self.first).as_hours() / 24;
        let nth = gone.checked_rem(i64::from(self.length)).filter(|_| gone >= 0);
        nth.and_then(|nth| u16::try_from(nth).ok()).is_some_and(|nth| self.on.contains(&nth))
    }
}

/// One officer staffs one post on the same days of every week, or on the same days of a rotation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShiftPattern {
    pub post: PostId,
    pub officer: AccountId,
    /// Days on which the shift begins. Not looked at where there is a `cycle`.
    pub days: BTreeSet<Day>,
    /// Local wall-clock time at which it begins.
    pub from: Time,
    /// Local wall-clock time at which it ends, on the next day if not later than `from`; equal means 24 hours.
    pub to: Time,
    /// First day on which it begins.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_from: Option<Date>,
    /// Last day on which it begins.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_to: Option<Date>,
    /// Turns that do not go by the week.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cycle: Option<Cycle>,
}

/// A one-off change: `officer` staffs the post, in the place of `replaces` if that is given.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Override {
    pub post: PostId,
    pub officer: AccountId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replaces: Option<AccountId>,
    pub starts: Timestamp,
    /// The first instant at which it no longer holds.
    pub ends: Timestamp,
}

/// An officer on duty at a post.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct OnShift {
    pub post: PostId,
    pub officer: AccountId,
    /// When this shift ends, or an override takes it over.
    pub until: Timestamp,
}

/// Everyone on duty at `at`, by post and officer, each pair once.
///
/// Shifts begin and end by the wall clock of `zone`. A time that the clock skips counts as so much later, a time that
/// it shows twice as the first of the two, so that shifts which follow each other on paper do so on that night too.
/// An officer who is replaced is off the post while the override lasts. Should overrides replace one another until
/// nobody is left at their post, their officers stay: better one page too many than a post nobody holds.
pub fn on_shift(patterns: &[ShiftPattern], overrides: &[Override], zone: &TimeZone, at: Timestamp) -> Vec<OnShift> {
    let shifts = patterns.iter().filter_map(|pattern| {
        let ends = end_of_shift(pattern, zone, at)?;
        Some((pattern.post, pattern.officer, ends))
    });
    let active: Vec<&Override> = overrides.iter().filter(|change| change.starts <= at && at < change.ends).collect();
    holders(shifts, &active)
        .map(|((post, officer), ends)| {
            let taken_over = overrides
                .iter()
                .filter(|change| change.starts > at && taken_off(change) == Some((post, officer)))
                .map(|change| change.starts);
            OnShift { post, officer, until: taken_over.fold(ends, Timestamp::min) }
        })
        .collect()
}

/// Who holds which post, and until when, given the shifts and the overrides that are running.
fn holders(
    shifts: impl Iterator<Item = (PostId, AccountId, Timestamp)>,
    active: &[&Override],
) -> impl Iterator<Item = ((PostId, AccountId), Timestamp)> {
    let mut until: BTreeMap<(PostId, AccountId), Timestamp> = BTreeMap::new();
    for (post, officer, ends) in shifts.chain(active.iter().map(|change| (change.post, change.officer, change.ends))) {
        let known = until.entry((post, officer)).or_insert(ends);
        *known = ends.max(*known);
    }
    let replaced: BTreeSet<(PostId, AccountId)> = active.iter().filter_map(|change| taken_off(change)).collect();
    let held: BTreeSet<PostId> = until.keys().filter(|key| !replaced.contains(key)).map(|(post, _)| *post).collect();
    let fills_in: BTreeSet<(PostId, AccountId)> = active.iter().map(|change| (change.post, change.officer)).collect();
    let stays =
        move |key: &(PostId, AccountId)| !replaced.contains(key) || (!held.contains(&key.0) && fills_in.contains(key));
    until.into_iter().filter(move |(key, _)| stays(key))
}

/// Who leaves which post. An officer replaced by themselves stays.
fn taken_off(change: &Override) -> Option<(PostId, AccountId)> {
    let gone = change.replaces.filter(|gone| *gone != change.officer)?;
    (change.starts < change.ends).then_some((change.post, gone))
}

/// End of the shift of this pattern that holds `at`; the latest, should two overlap.
fn end_of_shift(pattern: &ShiftPattern, zone: &TimeZone, at: Timestamp) -> Option<Timestamp> {
    let today = zone.to_datetime(at).date();
    // A shift begins today or yesterday. One day more on each side, because clocks have been set across midnight.
    (-2..=1)
        .filter_map(|days| today.checked_add(days.days()).ok())
        .filter(|day| begins_on(pattern, *day))
        .filter_map(|day| shift_of(pattern, zone, day))
        .filter(|(starts, ends)| *starts <= at && at < *ends)
        .map(|(_, ends)| ends)
        .max()
}

fn begins_on(pattern: &ShiftPattern, day: Date) -> bool {
    let turn = match &pattern.cycle {
        Some(cycle) => cycle.holds(day),
        None => pattern.days.contains(&Day::from(day.weekday())),
    };
    turn && pattern.valid_from.is_none_or(|first| first <= day) && pattern.valid_to.is_none_or(|last| day <= last)
}

/// Start and end of the shift that begins on `day`; none beyond the calendar's end.
fn shift_of(pattern: &ShiftPattern, zone: &TimeZone, day: Date) -> Option<(Timestamp, Timestamp)> {
    let last_day = if pattern.to > pattern.from { day } else { day.tomorrow().ok()? };
    let instant = |date: Date, time: Time| zone.to_ambiguous_timestamp(date.to_datetime(time)).compatible().ok();
    Some((instant(day, pattern.from)?, instant(last_day, pattern.to)?))
}
