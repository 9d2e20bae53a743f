//! Who can be called: on, busy, on a break, off.
#![expect(clippy::unwrap_used, reason = "a test whose scene cannot be set should stop")]

use jiff::Timestamp;
use shared::duty::{Duty, DutyState, Silence, ends, explain, presence, silence, state};
use shared::id::{AccountId, PostId};
use shared::roster::{Away, Gap, Ground, OnShift, ShiftPattern, coverage, grounds, opened};
use shared::routing::{Covers, Post};
use shared::trace::TraceLine;
use uuid::Uuid;

const DESK: PostId = PostId::from_uuid(Uuid::from_u128(1));
const PIER: PostId = PostId::from_uuid(Uuid::from_u128(2));
const ANN: AccountId = AccountId::from_uuid(Uuid::from_u128(11));
const BOB: AccountId = AccountId::from_uuid(Uuid::from_u128(12));
const EVE: AccountId = AccountId::from_uuid(Uuid::from_u128(13));

fn at(hour: i64) -> Timestamp {
    Timestamp::from_second(hour * 3600).unwrap()
}

fn shift(post: PostId, officer: AccountId, until: i64) -> OnShift {
    OnShift { post, officer, until: at(until) }
}

fn said(officer: AccountId, state: DutyState, since: i64, until: i64) -> Duty {
    Duty { officer, state, since: at(since), until: at(until) }
}

#[test]
fn a_state_holds_from_its_beginning_to_its_end_and_the_latest_counts() {
    let words = [said(ANN, DutyState::Break, 10, 14), said(ANN, DutyState::Busy, 12, 13)];
    let found = |hour| state(&words, ANN, at(hour));
    assert_eq!([9, 10, 12, 13, 14].map(found), {
        use DutyState::{Break, Busy, On};
        [On, Break, Busy, Break, On]
    });
    assert_eq!(state(&words, BOB, at(12)), DutyState::On, "nobody speaks for another");
}

#[test]
fn a_state_never_outlasts_the_shift() {
    let roster = [shift(DESK, ANN, 14), shift(PIER, ANN, 16), shift(DESK, BOB, 20)];
    assert_eq!(ends(&roster, ANN, None), Some(at(16)), "the longest of her shifts");
    assert_eq!(ends(&roster, ANN, Some(at(12))), Some(at(12)));
    assert_eq!(ends(&roster, ANN, Some(at(40))), Some(at(16)));
    assert_eq!(ends(&roster, EVE, Some(at(12))), None, "who is on no shift has nothing to say");
}

#[test]
fn who_is_away_is_given_nothing_and_who_is_busy_only_what_nobody_else_can_take() {
    let roster = [shift(DESK, ANN, 20), shift(DESK, BOB, 20), shift(PIER, ANN, 20), shift(PIER, EVE, 20)];
    let words = [said(ANN, DutyState::Busy, 0, 20), said(EVE, DutyState::Break, 0, 20)];
    let found = presence(&roster, &words, at(1));
    assert_eq!(found.here, [roster[0], roster[1], roster[2]]);
    assert_eq!(found.free, [roster[1], roster[2]], "at the desk Bob is free; at the pier there is nobody but Ann");
    assert_eq!(found.passed_over, [(roster[0], DutyState::Busy), (roster[3], DutyState::Break)]);
}

#[test]
fn a_page_goes_to_nobody_who_is_away_and_to_the_busy_only_when_it_matters() {
    let roster = [shift(DESK, ANN, 20), shift(DESK, BOB, 20)];
    let why = |words: &[Duty], officer, priority| silence(&roster, words, officer, priority, at(1));
    let ann = |state| [said(ANN, state, 0, 20)];
    for priority in 1..=4 {
        assert_eq!(why(&[], ANN, priority), None);
        assert_eq!(why(&[], EVE, priority), Some(Silence::OffDuty), "not on shift");
        assert_eq!(why(&ann(DutyState::Break), ANN, priority), Some(Silence::OnBreak));
        assert_eq!(why(&ann(DutyState::Off), ANN, priority), Some(Silence::OffDuty));
        let spared = (priority > 2).then_some(Silence::Busy);
        assert_eq!(why(&ann(DutyState::Busy), ANN, priority), spared, "P{priority}");
        let both = [said(ANN, DutyState::Busy, 0, 20), said(BOB, DutyState::Break, 0, 20)];
        assert_eq!(why(&both, ANN, priority), None, "with nobody else there, the busy one hears of everything");
    }
}

fn posts() -> [Post; 3] {
    let post = |id, code: &str, skills: &[&str], zones: &[&str], default| Post {
        id,
        code: code.to_owned(),
        name: code.to_uppercase(),
        skills: skills.iter().map(ToString::to_string).collect(),
        zones: if zones.is_empty() {
            Covers::All
        } else {
            Covers::Zones(zones.iter().map(ToString::to_string).collect())
        },
        default,
    };
    [
        post(DESK, "desk", &["intel"], &[], true),
        post(PIER, "pier", &["patrol"], &["pier-a"], false),
        post(PostId::from_uuid(Uuid::from_u128(3)), "eod", &["eod"], &[], false),
    ]
}

#[test]
fn the_trace_names_who_was_passed_over_once_for_each_post() {
    let line = |code: &str| TraceLine::new("routing.beat", "…").with("post", code);
    let passed = [(shift(PIER, ANN, 20), DutyState::Break), (shift(DESK, BOB, 20), DutyState::Busy)];
    let told = explain(vec![line("pier"), line("pier")], &posts(), &passed);
    let codes: Vec<&str> = told.iter().map(|line| line.code.as_str()).collect();
    assert_eq!(codes, ["routing.beat", "routing.away", "routing.beat"]);
    assert_eq!(told[1].text, "an officer of PIER is on a break");
    assert_eq!((told[1].params["officer"].as_str(), told[1].params["state"].as_str()), (&*ANN.to_string(), "break"));
}

#[test]
fn a_zone_is_its_own_posts_to_cover_and_a_specialist_for_everywhere_covers_none() {
    let zones = [("gate-1", vec!["pier-a"]), ("pier-a", vec![]), ("hall", vec![])];
    let zones = zones.map(|(code, around)| (code.to_owned(), around.into_iter().map(ToOwned::to_owned).collect()));
    let held = grounds(&posts(), zones);
    let posts_of = |ground: Ground| held.iter().find(|held| held.ground == ground).unwrap().posts.clone();
    assert_eq!(posts_of(Ground::Zone("gate-1".to_owned())), [PIER].into());
    assert_eq!(posts_of(Ground::Zone("hall".to_owned())), [DESK].into(), "nobody names it: the default owner");
    assert_eq!(posts_of(Ground::Skill("patrol".to_owned())), [PIER].into());
    assert_eq!(held.len(), 6);
}

#[test]
fn a_break_opens_only_what_was_not_open_before() {
    let day = |post, officer, from: i8, to: i8| ShiftPattern {
        post,
        officer,
        days: shared::roster::Day::ALL.into(),
        from: jiff::civil::time(from, 0, 0, 0),
        to: jiff::civil::time(to, 0, 0, 0),
        valid_from: None,
        valid_to: None,
        cycle: None,
    };
    let roster = [day(PIER, ANN, 6, 14), day(PIER, BOB, 12, 20)];
    let held = grounds(&posts()[1..2], [("pier-a".to_owned(), vec![])]);
    let gaps = |away: &[Away]| coverage(&roster, &[], away, &held, &jiff::tz::TimeZone::UTC, at(4), at(14));
    let before = gaps(&[]);
    assert_eq!(before.len(), 2, "nobody before six, for the zone and for the skill: {before:?}");
    let ann_gone = |from, to| [Away { officer: ANN, starts: at(from), ends: at(to) }];
    assert!(opened(&before, &gaps(&ann_gone(12, 14))).is_empty(), "Bob is there");
    let new = opened(&before, &gaps(&ann_gone(11, 13)));
    let pier = Gap { starts: at(11), ends: at(12), ground: Ground::Zone("pier-a".to_owned()) };
    assert!(new.len() == 2 && new.contains(&pier), "{new:?}");
    let longer = opened(&before, &gaps(&ann_gone(5, 7)));
    assert_eq!((longer[0].starts, longer[0].ends), (at(4), at(7)), "a gap that grows is new");
}
