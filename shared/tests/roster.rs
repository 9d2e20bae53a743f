//! Who is on duty: shifts by the wall clock, and the exceptions to them.
#![expect(clippy::unwrap_used, reason = "a test whose scene cannot be set should stop")]

use jiff::Timestamp;
use jiff::civil::{Date, Time, date, time};
use jiff::tz::TimeZone;
use shared::id::{AccountId, PostId};
use shared::roster::{Cycle, Day, OnShift, Override, ShiftPattern, Written, kept, on_shift};
use uuid::Uuid;

const DESK: PostId = PostId::from_uuid(Uuid::from_u128(1));
const PATROL: PostId = PostId::from_uuid(Uuid::from_u128(2));
const ANN: AccountId = AccountId::from_uuid(Uuid::from_u128(11));
const BOB: AccountId = AccountId::from_uuid(Uuid::from_u128(12));
const EVE: AccountId = AccountId::from_uuid(Uuid::from_u128(13));

fn shift(officer: AccountId, days: &[Day], from: Time, to: Time) -> ShiftPattern {
    let days = days.iter().copied().collect();
    ShiftPattern { post: DESK, officer, days, from, to, valid_from: None, valid_to: None, cycle: None }
}

fn daily(officer: AccountId, from: Time, to: Time) -> ShiftPattern {
    shift(officer, &Day::ALL, from, to)
}

fn change(officer: AccountId, replaces: Option<AccountId>, starts: &str, ends: &str) -> Override {
    Override { post: DESK, officer, replaces, starts: utc(starts), ends: utc(ends) }
}

fn utc(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn amsterdam() -> TimeZone {
    TimeZone::get("Europe/Amsterdam").unwrap()
}

/// Officers on duty, by name and when they go.
fn on(patterns: &[ShiftPattern], overrides: &[Override], at: &str) -> Vec<(&'static str, String)> {
    let name = |officer| match officer {
        ANN => "ann",
        BOB => "bob",
        EVE => "eve",
        _ => "?",
    };
    let duty = on_shift(patterns, overrides, &amsterdam(), utc(at));
    duty.into_iter().map(|duty| (name(duty.officer), duty.until.to_string())).collect()
}

fn names(patterns: &[ShiftPattern], overrides: &[Override], at: &str) -> Vec<&'static str> {
    on(patterns, overrides, at).into_iter().map(|(name, _)| name).collect()
}

const SIX: Time = time(6, 0, 0, 0);
const TWO: Time = time(14, 0, 0, 0);
const TEN: Time = time(22, 0, 0, 0);

#[test]
fn shifts_follow_each_other_without_a_gap_or_an_overlap() {
    let roster = [daily(ANN, SIX, TWO), daily(BOB, TWO, TEN), daily(EVE, TEN, SIX)];
    for (at, who, until) in [
        ("2026-07-01T04:00:00Z", "ann", "2026-07-01T12:00:00Z"),
        ("2026-07-01T11:59:59.999Z", "ann", "2026-07-01T12:00:00Z"),
        ("2026-07-01T12:00:00Z", "bob", "2026-07-01T20:00:00Z"),
        ("2026-07-01T20:00:00Z", "eve", "2026-07-02T04:00:00Z"),
        ("2026-07-02T03:59:59Z", "eve", "2026-07-02T04:00:00Z"),
    ] {
        assert_eq!(on(&roster, &[], at), [(who, until.to_owned())], "{at}");
    }
}

#[test]
fn a_night_shift_belongs_to_the_day_it_begins_on() {
    // 2026-07-03 is a Friday.
    let roster = [shift(EVE, &[Day::Fri], TEN, SIX)];
    assert_eq!(names(&roster, &[], "2026-07-03T02:00:00Z"), [""; 0], "early on Friday");
    assert_eq!(names(&roster, &[], "2026-07-03T21:00:00Z"), ["eve"], "late on Friday");
    assert_eq!(names(&roster, &[], "2026-07-04T02:00:00Z"), ["eve"], "early on Saturday");
    assert_eq!(names(&roster, &[], "2026-07-04T21:00:00Z"), [""; 0], "late on Saturday");
}

#[test]
fn equal_times_are_a_day_of_24_hours_by_the_wall_clock() {
    let roster = [shift(ANN, &[Day::Sat], SIX, SIX)];
    // The night of 28 to 29 March 2026 has 23 hours between six and six.
    assert_eq!(on(&roster, &[], "2026-03-28T05:00:00Z"), [("ann", "2026-03-29T04:00:00Z".to_owned())]);
    assert_eq!(names(&roster, &[], "2026-03-29T04:00:00Z"), [""; 0]);
    let always = [daily(ANN, SIX, SIX)];
    assert_eq!(names(&always, &[], "2026-03-29T04:00:00Z"), ["ann"]);
}

#[test]
fn a_night_shift_keeps_the_wall_clock_when_clocks_change() {
    let roster = [daily(EVE, TEN, SIX)];
    for (at, until) in [
        ("2026-03-28T21:00:00Z", "2026-03-29T04:00:00Z"), // 7 hours
        ("2026-10-24T20:00:00Z", "2026-10-25T05:00:00Z"), // 9 hours
    ] {
        assert_eq!(on(&roster, &[], at), [("eve", until.to_owned())]);
        assert_eq!(names(&roster, &[], until), [""; 0]);
    }
}

#[test]
fn a_pattern_holds_from_its_first_day_to_its_last() {
    let day =
        |from: Option<Date>, to: Option<Date>| ShiftPattern { valid_from: from, valid_to: to, ..daily(EVE, TEN, SIX) };
    let (first, last) = (Some(date(2026, 7, 2)), Some(date(2026, 7, 3)));
    for (at, by_first, by_last) in [
        ("2026-07-01T21:00:00Z", 0, 1),
        ("2026-07-02T02:00:00Z", 0, 1),
        ("2026-07-02T21:00:00Z", 1, 1),
        ("2026-07-04T02:00:00Z", 1, 1), // began on the last day
        ("2026-07-04T21:00:00Z", 1, 0),
    ] {
        assert_eq!(on(&[day(first, None)], &[], at).len(), by_first, "{at}");
        assert_eq!(on(&[day(None, last)], &[], at).len(), by_last, "{at}");
    }
}

#[test]
fn an_override_adds_or_replaces_and_then_is_over() {
    let roster = [daily(ANN, SIX, TWO)];
    let added = [change(BOB, None, "2026-07-01T08:00:00Z", "2026-07-01T10:00:00Z")];
    assert_eq!(names(&roster, &added, "2026-07-01T09:00:00Z"), ["ann", "bob"]);
    let replaced = [change(BOB, Some(ANN), "2026-07-01T08:00:00Z", "2026-07-01T10:00:00Z")];
    assert_eq!(on(&roster, &replaced, "2026-07-01T07:00:00Z"), [("ann", "2026-07-01T08:00:00Z".to_owned())]);
    assert_eq!(on(&roster, &replaced, "2026-07-01T08:00:00Z"), [("bob", "2026-07-01T10:00:00Z".to_owned())]);
    assert_eq!(on(&roster, &replaced, "2026-07-01T10:00:00Z"), [("ann", "2026-07-01T12:00:00Z".to_owned())]);
}

#[test]
fn an_override_touches_no_other_post() {
    let elsewhere = ShiftPattern { post: PATROL, ..daily(ANN, SIX, TWO) };
    let changes = [change(BOB, Some(ANN), "2026-07-01T04:00:00Z", "2026-07-01T12:00:00Z")];
    let duty = on_shift(&[elsewhere], &changes, &amsterdam(), utc("2026-07-01T09:00:00Z"));
    let until = utc("2026-07-01T12:00:00Z");
    assert_eq!(duty, [OnShift { post: DESK, officer: BOB, until }, OnShift { post: PATROL, officer: ANN, until }]);
}

#[test]
fn a_chain_of_overrides_ends_with_its_last_officer_and_a_circle_empties_no_post() {
    let roster = [daily(ANN, SIX, TWO)];
    let (from, to) = ("2026-07-01T08:00:00Z", "2026-07-01T10:00:00Z");
    let chain = [change(EVE, Some(BOB), from, to), change(BOB, Some(ANN), from, to)];
    assert_eq!(names(&roster, &chain, from), ["eve"]);
    let circle = [change(ANN, Some(BOB), from, to), change(BOB, Some(ANN), from, to)];
    assert_eq!(names(&roster, &circle, from), ["ann", "bob"]);
    let oneself = [change(ANN, Some(ANN), from, to)];
    assert_eq!(names(&roster, &oneself, from), ["ann"]);
    let backwards = [change(BOB, Some(ANN), to, from)];
    assert_eq!(names(&roster, &backwards, from), ["ann"]);
}

#[test]
fn an_officer_on_two_shifts_at_once_stays_until_the_later_ends() {
    let roster = [daily(ANN, SIX, TEN), daily(ANN, SIX, TWO)];
    assert_eq!(on(&roster, &[], "2026-07-01T09:00:00Z"), [("ann", "2026-07-01T20:00:00Z".to_owned())]);
    let overtime = [change(ANN, None, "2026-07-01T08:00:00Z", "2026-07-01T22:00:00Z")];
    assert_eq!(on(&roster, &overtime, "2026-07-01T09:00:00Z"), [("ann", "2026-07-01T22:00:00Z".to_owned())]);
}

#[test]
fn days_are_written_as_in_the_bundle() {
    for day in Day::ALL {
        assert_eq!(serde_json::to_value(day).unwrap(), day.code());
        assert_eq!(Day::from_code(day.code()), Some(day));
    }
    let pattern = shift(ANN, &[Day::Mon], SIX, TEN);
    let json = serde_json::to_string(&pattern).unwrap();
    assert_eq!(serde_json::from_str::<ShiftPattern>(&json).unwrap(), pattern);
}

#[test]
fn a_turn_comes_round_and_not_before_its_first_day() {
    let pattern = ShiftPattern {
        valid_to: Some(date(2026, 11, 20)),
        cycle: Some(Cycle { first: date(2026, 11, 2), length: 8, on: [0, 1, 6].into() }),
        ..shift(ANN, &[], time(22, 0, 0, 0), time(6, 0, 0, 0))
    };
    let nights: Vec<i8> = (1..=30)
        .filter(|day| {
            let late = date(2026, 11, *day).at(23, 0, 0, 0).to_zoned(amsterdam()).unwrap().timestamp();
            !on_shift(std::slice::from_ref(&pattern), &[], &amsterdam(), late).is_empty()
        })
        .collect();
    assert_eq!(nights, [2, 3, 8, 10, 11, 16, 18, 19], "and none after its last");
}

#[test]
fn who_was_on_is_told_by_what_stood_in_the_book_then() {
    let at = |hour: i64| utc("2026-07-01T00:00:00Z") + jiff::SignedDuration::from_hours(hour);
    let all_day = |officer| daily(officer, time(0, 0, 0, 0), time(0, 0, 0, 0));
    let written = |line, made, dropped: Option<i64>| Written { line, made: at(made), dropped: dropped.map(at) };
    // Ann stood there until hour 30; then the plan was changed to Bob. An override of hour 10 was struck out at 12.
    let patterns = [written(all_day(ANN), -1_000, Some(30)), written(all_day(BOB), 30, None)];
    let stands_in = Override { post: DESK, officer: BOB, replaces: Some(ANN), starts: at(11), ends: at(20) };
    let overrides = [Written { line: stands_in, made: at(10), dropped: Some(at(12)) }];
    let found = kept(&patterns, &overrides, &amsterdam(), at(0), at(48));
    let told: Vec<_> = (0..48)
        .map(|hour| {
            let there: Vec<_> =
                found.iter().filter(|stint| stint.starts <= at(hour) && at(hour) < stint.ends).collect();
            assert_eq!(there.len(), 1, "hour {hour}");
            there[0].officer
        })
        .collect();
    for (hour, officer) in told.into_iter().enumerate() {
        assert_eq!(officer, if hour == 11 || hour >= 30 { BOB } else { ANN }, "hour {hour}");
    }
}
