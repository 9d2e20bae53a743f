//! "Who is on duty at this instant?", for rosters of several sizes. The anchor walks the days before the instant for each pattern
//! and asks the time zone for both ends of every shift.
//!
//! usage: roster SECONDS
#![expect(clippy::disallowed_methods, clippy::print_stdout, reason = "a stopwatch needs the machine's clock")]

use jiff::civil::Time;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ToSpan};
use serde_json::json;
use shared::id::{AccountId, PostId};
use shared::roster::{Day, ShiftPattern, on_shift};
use std::hint::black_box;
use std::time::{Duration, Instant};
use uuid::Uuid;

/// Asked in turn: an hour and seven minutes apart, over the week in which the clocks change.
const INSTANTS: usize = 150;
const BEGINS: &str = "2026-10-22T00:00:00Z";

fn main() {
    let seconds: f64 = std::env::args().nth(1).and_then(|word| word.parse().ok()).unwrap_or(1.0);
    let time = Duration::from_secs_f64(seconds);
    let zone = TimeZone::get("Europe/Amsterdam").unwrap_or(TimeZone::UTC);
    let begins: Timestamp = BEGINS.parse().unwrap_or(Timestamp::UNIX_EPOCH);
    let instants: Vec<Timestamp> = (0..INSTANTS).map(|at| begins + SignedDuration::from_mins(67 * at as i64)).collect();
    for officers in [10_usize, 100, 1_000] {
        let patterns = patterns(officers);
        let ours = |at| on_shift(&patterns, &[], &zone, at).len();
        let anchor = |at| patterns.iter().filter(|pattern| is_on(pattern, &zone, at)).count();
        let same = instants.iter().all(|at| ours(*at) == anchor(*at));
        let (each_us, anchor_us) = (each_us(&instants, time, ours), each_us(&instants, time, anchor));
        println!("{}", json!({ "officers": officers, "each_us": each_us, "anchor_us": anchor_us, "same": same }));
    }
}

/// Each officer has a post of their own and one of three shifts, five days a week; the third goes through midnight.
fn patterns(officers: usize) -> Vec<ShiftPattern> {
    let hour = |hour: i8| Time::constant(hour, 0, 0, 0);
    let shifts = [(hour(6), hour(14)), (hour(14), hour(22)), (hour(22), hour(6))];
    let pattern = |at: usize| {
        let (from, to) = shifts[at % shifts.len()];
        ShiftPattern {
            post: PostId::from_uuid(Uuid::from_u128(at as u128)),
            officer: AccountId::from_uuid(Uuid::from_u128(at as u128)),
            days: (0..5).map(|day| Day::ALL[(at + day) % Day::ALL.len()]).collect(),
            from,
            to,
            valid_from: None,
            valid_to: None,
            cycle: None,
        }
    };
    (0..officers).map(pattern).collect()
}

fn is_on(pattern: &ShiftPattern, zone: &TimeZone, at: Timestamp) -> bool {
    let today = zone.to_datetime(at).date();
    (-1..=1).filter_map(|days| today.checked_add(days.days()).ok()).any(|day| {
        let last = if pattern.to > pattern.from { Ok(day) } else { day.tomorrow() };
        let edge = |local: jiff::civil::DateTime| zone.to_ambiguous_zoned(local).compatible().map(|at| at.timestamp());
        let (Ok(starts), Ok(ends)) =
            (edge(day.to_datetime(pattern.from)), last.and_then(|last| edge(last.to_datetime(pattern.to))))
        else {
            return false;
        };
        pattern.days.contains(&Day::from(day.weekday())) && starts <= at && at < ends
    })
}

fn each_us(instants: &[Timestamp], time: Duration, ask: impl Fn(Timestamp) -> usize) -> f64 {
    let (started, mut asked) = (Instant::now(), 0_u32);
    for at in instants.iter().cycle() {
        if started.elapsed() >= time {
            break;
        }
        black_box(ask(black_box(*at)));
        asked += 1;
    }
    started.elapsed().as_secs_f64() * 1e6 / f64::from(asked.max(1))
}
