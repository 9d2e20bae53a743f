//! Any roster with any overrides over the days on which clocks change, minute by minute, against a clock that is watched as it
//! runs: who is where, and where nobody is.
#![expect(clippy::unwrap_used, reason = "a test whose scene cannot be set should stop")]

use jiff::civil::{Date, DateTime, Time, date};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ToSpan};
use proptest::prelude::*;
use shared::id::{AccountId, PostId};
use shared::roster::{Away, Day, Ground, Held, Override, ShiftPattern, Written, coverage, kept, on_shift, staffing};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;
use uuid::Uuid;

/// Zones and the days on which their clocks change: forward and back, Lord Howe by half an hour only.
const CHANGES: [(&str, Date); 6] = [
    ("Europe/Amsterdam", date(2026, 3, 29)),
    ("Europe/Amsterdam", date(2026, 10, 25)),
    ("America/New_York", date(2026, 3, 8)),
    ("America/New_York", date(2026, 11, 1)),
    ("Australia/Lord_Howe", date(2026, 4, 5)),
    ("Australia/Lord_Howe", date(2026, 10, 4)),
];
/// Minutes that are looked at: from the evening before the change to the evening after it.
const LOOKED_AT: std::ops::Range<i64> = 0..36 * 60;

static NIGHTS: LazyLock<Vec<Night>> =
    LazyLock::new(|| CHANGES.iter().map(|(name, day)| Night::watch(&TimeZone::get(name).unwrap(), *day)).collect());

/// A clock on the wall, watched for days: which minute showed which time first. Knows no rule of any zone.
struct Night {
    zone: TimeZone,
    day: Date,
    /// Twelve hours before midnight in UTC, more or less the evening before.
    start: Timestamp,
    shown: BTreeMap<DateTime, i64>,
}

impl Night {
    fn watch(zone: &TimeZone, day: Date) -> Self {
        let start = day.yesterday().unwrap().at(18, 0, 0, 0).to_zoned(zone.clone()).unwrap().timestamp();
        let mut shown = BTreeMap::new();
        for minute in -4 * 24 * 60..5 * 24 * 60 {
            shown.entry(zone.to_datetime(start + SignedDuration::from_mins(minute))).or_insert(minute);
        }
        Self { zone: zone.clone(), day, start, shown }
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
    fn shifts(&self, pattern: &ShiftPattern) -> Vec<(i64, i64)> {
        let days = (-2..=2).map(|days| self.day.checked_add(days.days()).unwrap());
        let begins = days.filter(|day| pattern.days.contains(&Day::from(day.weekday())));
        let shift = |day: Date| {
            let last = if pattern.to > pattern.from { day } else { day.tomorrow().unwrap() };
            (self.minute(day.to_datetime(pattern.from)), self.minute(last.to_datetime(pattern.to)))
        };
        begins.map(shift).collect()
    }

    /// Who is at which post in each minute, by looking at each of them.
    fn looked(&self, patterns: &[ShiftPattern], changes: &[Drawn]) -> Vec<BTreeSet<(PostId, AccountId)>> {
        let shifts: Vec<_> = patterns.iter().map(|pattern| (pattern, self.shifts(pattern))).collect();
        let look = |minute: i64| {
            let within = |from: i64, to: i64| from <= minute && minute < to;
            let running: Vec<&Drawn> = changes.iter().filter(|drawn| within(drawn.from, drawn.to)).collect();
            let mut there: BTreeSet<(PostId, AccountId)> = BTreeSet::new();
            for (pattern, shifts) in &shifts {
                if shifts.iter().any(|(from, to)| within(*from, *to)) {
                    there.insert((pattern.post, pattern.officer));
                }
            }
            there.extend(running.iter().map(|drawn| (drawn.post, drawn.officer)));
            let sent_home = |key: &(PostId, AccountId)| {
                running
                    .iter()
                    .any(|drawn| (drawn.post, drawn.replaces) == (key.0, Some(key.1)) && drawn.officer != key.1)
            };
            let stay: BTreeSet<_> = there.iter().copied().filter(|key| !sent_home(key)).collect();
            // Where all have sent each other home, those who came to stand in stay.
            let circle = there.iter().filter(|key| !stay.iter().any(|(post, _)| *post == key.0));
            let come = circle.filter(|key| running.iter().any(|drawn| (drawn.post, drawn.officer) == **key));
            stay.iter().chain(come).copied().collect()
        };
        LOOKED_AT.map(look).collect()
    }
}

/// An override, in minutes.
#[derive(Clone, Debug)]
struct Drawn {
    post: PostId,
    officer: AccountId,
    replaces: Option<AccountId>,
    from: i64,
    to: i64,
}

fn post(nth: u128) -> PostId {
    PostId::from_uuid(Uuid::from_u128(nth))
}

/// A line of the book that was never changed.
fn always<T>(line: T) -> Written<T> {
    Written { line, made: Timestamp::MIN, dropped: None }
}

fn officer(nth: u128) -> AccountId {
    AccountId::from_uuid(Uuid::from_u128(nth))
}

/// Times of the day, more of them about the hours at which clocks change.
fn times() -> impl Strategy<Value = Time> {
    let small_hours = (0..4i8, 0..60i8).prop_map(|(hour, minute)| Time::constant(hour, minute, 0, 0));
    let whole = (0..24i8).prop_map(|hour| Time::constant(hour, 0, 0, 0));
    prop_oneof![small_hours, whole]
}

fn patterns() -> impl Strategy<Value = Vec<ShiftPattern>> {
    let days = prop::collection::btree_set(prop::sample::select(&Day::ALL[..]), 2..=7);
    let shift = (0..3u128, 0..4u128, days, times(), times()).prop_map(|(at, who, days, from, to)| ShiftPattern {
        post: post(at),
        officer: officer(who),
        days,
        from,
        to,
        valid_from: None,
        valid_to: None,
        cycle: None,
    });
    prop::collection::vec(shift, 0..6)
}

fn changes() -> impl Strategy<Value = Vec<Drawn>> {
    let long = LOOKED_AT.end;
    // What was ended before it began is still in the book.
    let lasting = prop_oneof![1 => Just(0), 3 => 1..900i64];
    let change = (0..3u128, 0..4u128, prop::option::of(0..4u128), -300..long, lasting);
    let drawn = change.prop_map(|(at, who, gone, from, lasts)| Drawn {
        post: post(at),
        officer: officer(who),
        replaces: gone.map(officer),
        from,
        to: from + lasts,
    });
    prop::collection::vec(drawn, 0..6)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn who_is_where_and_where_nobody_is_agree_with_looking_each_minute(
        patterns in patterns(), drawn in changes(), gone in prop::collection::vec((0..4u128, 0..LOOKED_AT.end, 1..600i64), 0..3),
    ) {
        for night in NIGHTS.iter() {
            let overrides: Vec<Override> = drawn.iter().map(|change| Override {
                post: change.post, officer: change.officer, replaces: change.replaces,
                starts: night.at(change.from), ends: night.at(change.to),
            }).collect();
            let away: Vec<Away> = gone.iter().map(|(who, from, long)| Away {
                officer: officer(*who), starts: night.at(*from), ends: night.at(from + long),
            }).collect();
            let looked = night.looked(&patterns, &drawn);
            let (from, to) = (night.at(LOOKED_AT.start), night.at(LOOKED_AT.end));
            let stints = staffing(&patterns, &overrides, &night.zone, from, to);
            let standing: Vec<_> = patterns.iter().cloned().map(always).collect();
            let changes: Vec<_> = overrides.iter().cloned().map(always).collect();
            prop_assert_eq!(&kept(&standing, &changes, &night.zone, from, to), &stints, "a book nobody has changed");
            let held: Vec<Held> = [vec![0], vec![1, 2], vec![]].into_iter().enumerate().map(|(nth, posts)| Held {
                ground: Ground::Zone(nth.to_string()), posts: posts.into_iter().map(post).collect(),
            }).collect();
            let gaps = coverage(&patterns, &overrides, &away, &held, &night.zone, from, to);
            for (minute, expected) in LOOKED_AT.zip(&looked) {
                let at = night.at(minute);
                let local = night.zone.to_datetime(at);
                if minute % 3 == 0 {
                    let found = on_shift(&patterns, &overrides, &night.zone, at);
                    let found: BTreeSet<_> = found.into_iter().map(|duty| (duty.post, duty.officer)).collect();
                    prop_assert_eq!(&found, expected, "on shift at {}", local);
                }
                let running = stints.iter().filter(|stint| stint.starts <= at && at < stint.ends);
                let found: Vec<_> = running.map(|stint| (stint.post, stint.officer)).collect();
                prop_assert_eq!(&found.iter().copied().collect::<BTreeSet<_>>(), expected, "stints at {}", local);
                prop_assert_eq!(found.len(), expected.len(), "nobody has two stints at one post at {}", local);
                let called = |who: &AccountId| !away.iter().any(|away| away.officer == *who && away.starts <= at && at < away.ends);
                for one in &held {
                    let somebody = expected.iter().any(|(at, who)| one.posts.contains(at) && called(who));
                    let gap = gaps.iter().filter(|gap| gap.ground == one.ground && gap.starts <= at && at < gap.ends).count();
                    prop_assert_eq!(gap, usize::from(!somebody), "{:?} at {}", &one.ground, local);
                }
            }
        }
    }

    #[test]
    fn a_shift_is_one_stint_from_its_beginning_to_its_end(from in times(), to in times()) {
        let pattern = ShiftPattern {
            post: post(1), officer: officer(1), days: Day::ALL.into(), from, to, valid_from: None, valid_to: None, cycle: None,
        };
        for night in NIGHTS.iter() {
            let (first, last) = (night.at(LOOKED_AT.start), night.at(LOOKED_AT.end));
            let whole = night.shifts(&pattern).into_iter().map(|(from, to)| (night.at(from), night.at(to)));
            let expected: Vec<_> = whole
                .filter(|(starts, ends)| starts < ends && *starts < last && first < *ends)
                .map(|(starts, ends)| (starts.max(first), ends.min(last)))
                .collect();
            let found = staffing(std::slice::from_ref(&pattern), &[], &night.zone, first, last);
            let found: Vec<_> = found.into_iter().map(|stint| (stint.starts, stint.ends)).collect();
            // The night on which the clock goes back may let a shift begin before the one of yesterday has ended.
            if expected.windows(2).all(|two| two[0].1 <= two[1].0) {
                prop_assert_eq!(found, expected, "{:?}", &night.zone);
            }
        }
    }
}
