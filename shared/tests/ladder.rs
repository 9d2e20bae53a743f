//! Nobody answers: who is woken when, until a person acknowledges.
#![expect(clippy::unwrap_used, reason = "a test whose scene cannot be set should stop")]

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;
use shared::id::AccountId;
use shared::ladder::{Ladder, NextRung, Quiet, Rung, Who, coming, due, recipients};
use std::collections::BTreeSet;
use uuid::Uuid;

fn opened() -> Timestamp {
    Timestamp::from_second(1_780_000_000).unwrap()
}

fn after(seconds: i64) -> Timestamp {
    opened() + SignedDuration::from_secs(seconds)
}

fn person(nth: u128) -> AccountId {
    AccountId::from_uuid(Uuid::from_u128(nth))
}

/// Rings whatever is due in time, and tells when each rung rang.
fn climb(ladder: &Ladder, rings: u32) -> Vec<(i64, Who)> {
    let ring = |done| {
        let next = due(ladder, opened(), done, opened());
        assert_eq!(next.index, done);
        (next.at.duration_since(opened()).as_secs(), next.who)
    };
    (0..rings).map(ring).collect()
}

#[test]
fn the_standard_ladders_climb_as_the_targets_say() {
    use Who::{Assignee, Everyone, Second, Supervisors};
    let p1 = [
        (0, Assignee),
        (30, Assignee),
        (30, Second),
        (60, Supervisors),
        (120, Everyone),
        (180, Everyone),
        (240, Everyone),
    ];
    assert_eq!(climb(&Ladder::standard(1), 7), p1);
    let p2 = [(0, Assignee), (180, Second), (360, Supervisors), (600, Everyone), (900, Everyone)];
    assert_eq!(climb(&Ladder::standard(2), 5), p2);
    let p3 = [(0, Assignee), (900, Second), (1_800, Supervisors), (3_600, Everyone), (7_200, Everyone)];
    assert_eq!(climb(&Ladder::standard(3), 5), p3);
    let p4 = [(0, Assignee), (28_800, Supervisors), (115_200, Everyone), (201_600, Everyone)];
    assert_eq!(climb(&Ladder::standard(4), 4), p4);
    let within = [1, 2, 3, 4].map(|priority| Ladder::standard(priority).due_at(opened()));
    assert_eq!(within, [after(60), after(180), after(900), after(28_800)]);
}

#[test]
fn after_standing_still_no_rung_is_skipped_but_missed_repeats_are_one() {
    let p1 = Ladder::standard(1);
    let now = after(600);
    assert_eq!(due(&p1, opened(), 2, now), NextRung { index: 2, who: Who::Second, at: after(30) });
    // Rung 4 rang at 120 s; repeats were due at 180, 240, … 600 s.
    assert_eq!(due(&p1, opened(), 5, now), NextRung { index: 12, who: Who::Everyone, at: after(600) });
    assert_eq!(due(&p1, opened(), 13, now), NextRung { index: 13, who: Who::Everyone, at: after(660) });
}

#[test]
fn a_clock_that_ran_backwards_changes_nothing() {
    assert_eq!(due(&Ladder::standard(1), opened(), 5, after(-3_600)).at, after(180));
}

#[test]
fn an_empty_circle_widens_until_somebody_is_there() {
    let (a, b, s, o) = (person(1), person(2), person(3), person(4));
    for (who, assignee, second, supervisors, on_shift, woken) in [
        (Who::Assignee, Some(a), Some(b), &[s][..], &[o][..], &[a][..]),
        (Who::Assignee, None, Some(b), &[s], &[o], &[b]),
        (Who::Assignee, None, None, &[s], &[o], &[s]),
        (Who::Assignee, None, None, &[], &[o], &[o]),
        (Who::Second, Some(a), None, &[s, s], &[o], &[s]),
        (Who::Supervisors, Some(a), Some(b), &[], &[o, a], &[a, b, o]),
        (Who::Everyone, Some(a), Some(a), &[s, o], &[o, s, b], &[a, s, o, b]),
        (Who::Everyone, None, None, &[], &[], &[]),
    ] {
        assert_eq!(recipients(&who, assignee, second, &[], supervisors, on_shift), woken, "{who:?}");
    }
}

#[test]
fn a_ladder_reads_and_writes_the_words_of_the_bundle() {
    let json = r#"{"priority":2,"acknowledge_within_s":180,"rungs":[{"after_s":0,"who":"assignee"}],"repeat_s":300}"#;
    let ladder: Ladder = serde_json::from_str(json).unwrap();
    assert_eq!(serde_json::to_string(&ladder).unwrap(), json);
    let named = [Who::Outside, Who::Post("t1-patrol".to_owned()), Who::Skill("k9_explosive".to_owned())];
    for who in Who::PLAIN.into_iter().chain(named) {
        let written = serde_json::to_value(&who).unwrap();
        assert_eq!(written, who.code());
        assert_eq!(serde_json::from_value::<Who>(written).unwrap(), who);
    }
    for bad in ["", "the-mayor", "post:", "posts:x", "skill"] {
        let refused = serde_json::from_value::<Who>(bad.into()).unwrap_err().to_string();
        assert!(refused.contains("is no circle"), "{refused}");
    }
}

#[test]
fn a_named_circle_calls_those_it_names_and_widens_when_there_are_none() {
    let marine = Who::Post("marine-unit".to_owned());
    let (a, n, s) = (person(1), person(2), person(3));
    assert_eq!(recipients(&marine, Some(a), None, &[n, n], &[s], &[]), [n]);
    assert_eq!(recipients(&marine, Some(a), None, &[], &[s], &[]), [s], "an empty rung raises");
    assert_eq!(recipients(&Who::Outside, Some(a), None, &[], &[s], &[]), [], "its channels are called");
}

#[test]
fn added_rungs_take_their_place_by_time_and_take_nothing_away() {
    let more = [Rung { after_s: 45, who: Who::Skill("marine".to_owned()) }, Rung { after_s: 0, who: Who::Assignee }];
    let ladder = Ladder::standard(1).with(&more);
    let at: Vec<u32> = ladder.rungs.iter().map(|rung| rung.after_s).collect();
    assert_eq!(at, [0, 30, 30, 45, 60, 120], "what rings already is not rung twice");
}

fn ladders() -> impl Strategy<Value = Ladder> {
    let who = prop::sample::select(&Who::PLAIN[..]);
    (prop::collection::vec((0..4_000u32, who), 0..6), any::<u32>(), any::<u32>()).prop_map(
        |(steps, repeat_s, acknowledge_within_s)| {
            let mut after_s = 0;
            let rungs = steps.into_iter().map(|(wait, who)| {
                after_s += wait;
                Rung { after_s, who }
            });
            Ladder { priority: 2, acknowledge_within_s, rungs: rungs.collect(), repeat_s, quiet: None, promises: None }
        },
    )
}

proptest! {
    #[test]
    fn a_ladder_never_ends_and_never_goes_back(ladder in ladders(), late in prop::collection::vec(0..100_000i64, 1..40)) {
        let (mut now, mut done, mut before) = (opened(), 0, None);
        for seconds in late {
            let next = due(&ladder, opened(), done, now);
            prop_assert!(next.index >= done);
            prop_assert!(before.is_none_or(|before| before <= next.at), "{before:?} then {}", next.at);
            if next.index > done {
                prop_assert!(done as usize >= ladder.rungs.len(), "a rung of the ladder itself was skipped");
                prop_assert!(next.at <= now, "a repeat was skipped that is not over");
            }
            // It rings when it is due, or as late as the server wakes.
            now = next.at.max(now + SignedDuration::from_secs(seconds));
            (before, done) = (Some(next.at), next.index + 1);
        }
    }

    #[test]
    fn somebody_is_woken_as_long_as_there_is_anybody(
        who in prop::sample::select(&Who::PLAIN[..]), a in prop::option::of(0..5u128), b in prop::option::of(0..5u128),
        s in prop::collection::vec(0..5u128, 0..3), o in prop::collection::vec(0..5u128, 0..3),
    ) {
        let all = |nths: &[u128]| nths.iter().map(|nth| person(*nth)).collect::<Vec<_>>();
        let woken = recipients(&who, a.map(person), b.map(person), &[], &all(&s), &all(&o));
        let after = who >= Who::Assignee && (a.is_some() || b.is_some() || !s.is_empty() || !o.is_empty());
        prop_assert_eq!(!woken.is_empty(), after);
        let mut once = woken.clone();
        once.sort();
        once.dedup();
        prop_assert_eq!(once.len(), woken.len());
    }
}

#[test]
fn quiet_hours_end_once_every_night_whatever_the_clocks_do() {
    let quiet = Quiet { from: "22:30".to_owned(), until: "02:30".to_owned() };
    let p3 = Ladder { quiet: Some(quiet.clone()), ..Ladder::standard(3) };
    let p1 = Ladder { quiet: Some(quiet), ..Ladder::standard(1) };
    for (zone, start) in [
        ("Europe/Amsterdam", "2026-03-28T00:00:00Z"),
        ("Europe/Amsterdam", "2026-10-24T00:00:00Z"),
        ("America/New_York", "2026-03-07T00:00:00Z"),
        ("America/New_York", "2026-10-31T00:00:00Z"),
        ("Australia/Lord_Howe", "2026-04-04T00:00:00Z"),
        ("Australia/Lord_Howe", "2026-10-03T00:00:00Z"),
    ] {
        let zone = TimeZone::get(zone).unwrap();
        let start: Timestamp = start.parse().unwrap();
        let mut ends = BTreeSet::new();
        for minute in 0..3 * 24 * 60 {
            let now = start + SignedDuration::from_mins(minute);
            assert_eq!(p1.begins(&zone, now), now, "what is most urgent is called for at once");
            let begins = p3.begins(&zone, now);
            let time = zone.to_datetime(now).time();
            let in_them = time >= jiff::civil::time(22, 30, 0, 0) || time < jiff::civil::time(2, 30, 0, 0);
            if begins > now {
                assert!(in_them, "{now}: quiet at {time}");
                assert!(begins.duration_since(now) <= SignedDuration::from_hours(5), "{now} {begins}");
                ends.insert(begins);
            } else {
                // Only in the second of two hours with one name.
                let before = p3.begins(&zone, now - SignedDuration::from_hours(1));
                assert!(!in_them || before <= now, "{now}: not quiet at {time}");
            }
        }
        assert!((3..=4).contains(&ends.len()), "one end for each night: {ends:?}");
    }
    let day = Quiet { from: "12:00".to_owned(), until: "13:00".to_owned() };
    let at = |text: &str| day.ends(&TimeZone::UTC, text.parse().unwrap());
    assert_eq!(at("2026-11-21T11:59:59Z"), None);
    assert_eq!(at("2026-11-21T12:00:00Z"), Some("2026-11-21T13:00:00Z".parse().unwrap()));
    assert_eq!(at("2026-11-21T13:00:00Z"), None);
}

#[test]
fn what_comes_is_every_rung_that_has_not_rung() {
    let p1 = Ladder::standard(1);
    let told = |done: u32, next_at: i64, now: i64| {
        let coming = coming(&p1, opened(), done, after(next_at), after(now));
        coming
            .into_iter()
            .map(|rung| (rung.index, rung.who, rung.at.duration_since(opened()).as_secs()))
            .collect::<Vec<_>>()
    };
    assert_eq!(told(3, 60, 31), [(3, Who::Supervisors, 60), (4, Who::Everyone, 120)]);
    // Hastened, or put off: the others are not before it.
    assert_eq!(told(3, 31, 31), [(3, Who::Supervisors, 31), (4, Who::Everyone, 120)]);
    assert_eq!(told(3, 500, 31), [(3, Who::Supervisors, 500), (4, Who::Everyone, 500)]);
    // Then the next repeat, and never nothing.
    assert_eq!(told(5, 180, 121), [(5, Who::Everyone, 180)]);
    assert_eq!(told(9, 420, 400), [(9, Who::Everyone, 420)]);
}
