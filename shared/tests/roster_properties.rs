//! Any roster over the days on which clocks change, minute by minute, against a clock that is watched as it runs.
#![expect(clippy::unwrap_used, reason = "a test whose scene cannot be set should stop")]

use jiff::civil::{Date, DateTime, Time, date};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ToSpan};
use proptest::prelude::*;
use shared::id::{AccountId, PostId};
use shared::roster::{Cycle, Day, Override, ShiftPattern, on_shift};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;
use uuid::Uuid;

/// Zones and the days on which their clocks change in 2026: forward and back, Lord Howe by half an hour only.
const CHANGES: [(&str, Date); 6] = [
    ("Europe/Amsterdam", date(2026, 3, 29)),
    ("Europe/Amsterdam", date(2026, 10, 25)),
    ("America/New_York", date(2026, 3, 8)),
    ("America/New_York", date(2026, 11, 1)),
    ("Australia/Lord_Howe", date(2026, 4, 5)),
    ("Australia/Lord_Howe", date(2026, 10, 4)),
];

/// Watching takes longer than all the rest: each clock once.
static CLOCKS: LazyLock<Vec<(TimeZone, Date, WatchedClock)>> = LazyLock::new(|| {
    let zones = CHANGES.iter().map(|(name, day)| (TimeZone::get(name).unwrap(), *day));
    zones.map(|(zone, day)| (zone.clone(), day, WatchedClock::watch(&zone, day))).collect()
});

/// A clock on the wall, watched for a week: which minute showed which time first. Knows no rule of any zone.
struct WatchedClock {
    start: Timestamp,
    shown: BTreeMap<DateTime, i64>,
}

impl WatchedClock {
    fn watch(zone: &TimeZone, day: Date) -> Self {
        let start = day.checked_sub(4.days()).unwrap().to_zoned(TimeZone::UTC).unwrap().timestamp();
        let mut shown = BTreeMap::new();
        for minute in 0..9 * 24 * 60 {
            shown.entry(zone.to_datetime(start + SignedDuration::from_mins(minute))).or_insert(minute);
        }
        Self { start, shown }
    }

    /// The minute at which a time is first shown. One that is skipped counts on from the last minute before it.
    fn minute(&self, time: DateTime) -> i64 {
        let (before, minute) = self.shown.range(..=time).next_back().unwrap();
        minute + time.duration_since(*before).as_mins()
    }

    fn at(&self, minute: i64) -> Timestamp {
        self.start + SignedDuration::from_mins(minute)
    }

    /// First minute on duty and first minute off duty, for each shift of the pattern.
    fn shifts(&self, pattern: &ShiftPattern, around: Date) -> Vec<(i64, i64)> {
        let days = (-2..=2).map(|days| around.checked_add(days.days()).unwrap());
        let begins = days.filter(|day| match &pattern.cycle {
            None => pattern.days.contains(&Day::from(day.weekday())),
            Some(cycle) => turns(cycle, *day).contains(day),
        });
        let shift = |day: Date| {
            let last = if pattern.to > pattern.from { day } else { day.tomorrow().unwrap() };
            (self.minute(day.to_datetime(pattern.from)), self.minute(last.to_datetime(pattern.to)))
        };
        begins.map(shift).collect()
    }
}

/// The days of somebody's turns up to a day, counted on the fingers.
fn turns(cycle: &Cycle, until: Date) -> BTreeSet<Date> {
    let (mut day, mut nth, mut days) = (cycle.first, 0, BTreeSet::new());
    while day <= until {
        if cycle.on.contains(&nth) {
            days.insert(day);
        }
        nth = if nth + 1 == cycle.length { 0 } else { nth + 1 };
        day = day.tomorrow().unwrap();
    }
    days
}

fn post() -> PostId {
    PostId::from_uuid(Uuid::from_u128(1))
}

fn officer(nth: u128) -> AccountId {
    AccountId::from_uuid(Uuid::from_u128(nth))
}

/// Times of the day, more of them about the hours at which clocks change.
fn times() -> impl Strategy<Value = Time> {
    let small_hours = (0..4i8, 0..60i8).prop_map(|(hour, minute)| Time::constant(hour, minute, 0, 0));
    let any_hour = (0..24i8, 0..60i8).prop_map(|(hour, minute)| Time::constant(hour, minute, 0, 0));
    let whole = (0..24i8).prop_map(|hour| Time::constant(hour, 0, 0, 0));
    prop_oneof![small_hours, any_hour, whole]
}

fn patterns() -> impl Strategy<Value = Vec<ShiftPattern>> {
    let days = prop::collection::btree_set(prop::sample::select(&Day::ALL[..]), 3..=7);
    let cycle = (1..9_u16, prop::collection::btree_set(0..9_u16, 1..5), 0..60_i64)
        .prop_map(|(length, on, day)| Cycle { first: date(2026, 2, 20).checked_add(day.days()).unwrap(), length, on });
    let shift = (days, times(), times(), any::<bool>(), prop::option::of(cycle));
    prop::collection::vec(shift, 1..4).prop_map(|drawn| {
        let build = |(nth, (days, from, to, whole_day, cycle)): (usize, (BTreeSet<Day>, Time, Time, bool, _))| {
            let to = if whole_day && nth == 2 { from } else { to };
            ShiftPattern {
                post: post(),
                officer: officer(nth as u128),
                days,
                from,
                to,
                valid_from: None,
                valid_to: None,
                cycle,
            }
        };
        drawn.into_iter().enumerate().map(build).collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn the_roster_agrees_with_the_clock_on_the_wall(patterns in patterns()) {
        for (zone, day, clock) in CLOCKS.iter() {
            let shifts: Vec<_> = patterns.iter().map(|pattern| clock.shifts(pattern, *day)).collect();
            let noon = clock.minute(day.at(0, 0, 0, 0));
            // From the evening before to the evening of the day: every minute of the night, then every seventh.
            for minute in (noon - 360..noon + 300).chain((noon + 300..noon + 1_320).step_by(7)) {
                let holds = |&&(from, to): &&(i64, i64)| from <= minute && minute < to;
                let expected: Vec<_> = shifts.iter().enumerate().filter_map(|(nth, shifts)| {
                    let ends = shifts.iter().filter(holds).map(|(_, to)| *to).max()?;
                    Some((officer(nth as u128), clock.at(ends)))
                }).collect();
                let duty = on_shift(&patterns, &[], zone, clock.at(minute));
                let found: Vec<_> = duty.iter().map(|duty| (duty.officer, duty.until)).collect();
                prop_assert_eq!(found, expected, "{:?} at {}", zone, zone.to_datetime(clock.at(minute)));
            }
        }
    }

    #[test]
    fn two_shifts_that_meet_on_paper_meet_in_every_night(from in times(), middle in times(), to in times()) {
        let pattern = |nth, from, to| ShiftPattern {
            post: post(), officer: officer(nth), days: Day::ALL.into(), from, to, valid_from: None, valid_to: None, cycle: None,
        };
        for (zone, day, clock) in CLOCKS.iter() {
            let meets = clock.at(clock.minute(day.to_datetime(middle)));
            let just_before = meets - SignedDuration::from_nanos(1);
            let on = |pattern: ShiftPattern, at| on_shift(&[pattern], &[], zone, at).len();
            // A shift that the skipped hour has swallowed whole is nobody's; both sides then agree on that.
            let first = clock.shifts(&pattern(1, from, middle), *day).iter().any(|&(from, to)| from < to && clock.at(to) == meets);
            if first {
                prop_assert_eq!(on(pattern(1, from, middle), just_before), 1, "{:?}", zone);
            }
            let second = clock.shifts(&pattern(2, middle, to), *day).iter().any(|&(from, to)| from < to && clock.at(from) == meets);
            prop_assert_eq!(on(pattern(2, middle, to), meets) == 1, second, "{:?}", zone);
        }
    }

    #[test]
    fn overrides_work_in_any_order_and_empty_no_post(
        patterns in patterns(), drawn in prop::collection::vec((0..4u128, prop::option::of(0..4u128), 0..600i64, 1..600i64), 0..6), turn in 0..6usize, minute in 0..600i64,
    ) {
        let start: Timestamp = "2026-07-01T10:00:00Z".parse().unwrap();
        let minutes = |count| start + SignedDuration::from_mins(count);
        let mut overrides: Vec<Override> = drawn.into_iter().map(|(new, gone, from, long)| Override {
            post: post(), officer: officer(new), replaces: gone.map(officer), starts: minutes(from), ends: minutes(from + long),
        }).collect();
        let (zone, at) = (TimeZone::UTC, minutes(minute));
        let duty = on_shift(&patterns, &overrides, &zone, at);
        let without = on_shift(&patterns, &[], &zone, at);
        let active: Vec<_> = overrides.iter().filter(|change| change.starts <= at && at < change.ends).cloned().collect();
        prop_assert!(without.is_empty() || !duty.is_empty(), "overrides left nobody");
        prop_assert!(duty.iter().all(|duty| duty.until > at));
        for duty in &duty {
            let by_override = active.iter().any(|change| change.officer == duty.officer);
            prop_assert!(by_override || without.iter().any(|before| before.officer == duty.officer));
            let gone = active.iter().any(|change| change.replaces == Some(duty.officer) && change.officer != duty.officer);
            prop_assert!(!gone || by_override, "replaced and still there");
        }
        let length = overrides.len().max(1);
        overrides.rotate_left(turn % length);
        prop_assert_eq!(on_shift(&patterns, &overrides, &zone, at), duty);
    }
}
