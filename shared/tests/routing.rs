//! Who gets it, and why: a made-up airport with a patrol per terminal, specialists on call and a duty desk.
#![expect(clippy::unwrap_used, reason = "a test whose scene cannot be set should stop")]

use jiff::Timestamp;
use proptest::prelude::*;
use shared::id::{AccountId, PostId};
use shared::roster::OnShift;
use shared::routing::{Covers, Post, Route, route};
use std::collections::BTreeSet;
use uuid::Uuid;

fn set(words: &[&str]) -> BTreeSet<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}

fn post_id(nth: u128) -> PostId {
    PostId::from_uuid(Uuid::from_u128(nth))
}

/// The nth officer of the nth post is 10 × post + officer.
fn officer(nth: u128) -> AccountId {
    AccountId::from_uuid(Uuid::from_u128(nth))
}

fn list(skills: &[&str]) -> Vec<String> {
    skills.iter().map(|skill| (*skill).to_owned()).collect()
}

fn post(nth: u128, code: &str, name: &str, skills: &[&str], zones: &[&str]) -> Post {
    let zones = if zones == ["*"] { Covers::All } else { Covers::Zones(set(zones)) };
    Post {
        id: post_id(nth),
        code: code.to_owned(),
        name: name.to_owned(),
        skills: set(skills),
        zones,
        default: nth == 0,
    }
}

const DESK: u128 = 0;
const T1: u128 = 1;
const HALL_B: u128 = 2;
const EOD: u128 = 3;
const CUSTOMS: u128 = 4;
const ARMED: u128 = 5;

fn airport() -> Vec<Post> {
    vec![
        post(ARMED, "ARMED", "Armed response", &["firearms", "medical", "patrol"], &["*"]),
        post(CUSTOMS, "CUSTOMS", "Customs in T1", &["customs"], &["T1"]),
        post(DESK, "DESK", "Duty desk", &["intel"], &["*"]),
        post(EOD, "EOD", "EOD on call", &["eod"], &["*"]),
        post(HALL_B, "HALL-B", "Hall B patrol", &["patrol"], &["T1-B"]),
        post(T1, "T1", "T1 patrol", &["patrol", "k9"], &["T1"]),
    ]
}

fn staffed(posts: &[u128]) -> Vec<OnShift> {
    let until = Timestamp::MAX;
    posts.iter().map(|nth| OnShift { post: post_id(*nth), officer: officer(nth * 10 + 1), until }).collect()
}

/// In hall B of terminal 1, unless `zone` is none.
fn ask(on: &[u128], wanted: &[&str], zone: Option<&str>, priority: u8) -> Route {
    let above = [String::from("T1")];
    let ancestors = if zone == Some("T1-B") { &above[..] } else { &[] };
    route(&airport(), &staffed(on), &list(wanted), zone, ancestors, priority).unwrap()
}

fn reasons(route: &Route) -> Vec<String> {
    let effect = |line: &shared::trace::TraceLine| line.effect.as_ref().map(|e| format!("; {e}")).unwrap_or_default();
    route.trace.iter().map(|line| format!("{}{}", line.text, effect(line))).collect()
}

#[test]
fn each_call_finds_its_post() {
    let all = [DESK, T1, HALL_B, EOD, CUSTOMS, ARMED];
    for (on, wanted, zone, priority, expected, officer_of, second_of) in [
        // A wanted skill, and the post nearest to the zone among those who have it.
        (&all[..], &["patrol"][..], Some("T1-B"), 3, HALL_B, Some(HALL_B), Some(T1)),
        (&all, &["patrol"], Some("T1-A1"), 3, ARMED, Some(ARMED), Some(DESK)),
        (&all, &["eod"], Some("T1-B"), 2, EOD, Some(EOD), Some(HALL_B)),
        (&all, &["eod"], Some("T1-B"), 1, EOD, Some(EOD), Some(HALL_B)),
        (&all, &["intel"], Some("T1-B"), 3, DESK, Some(DESK), Some(HALL_B)),
        // The skill wanted most comes first, however near the others are.
        (&all, &["firearms", "medical", "patrol"], Some("T1-B"), 2, ARMED, Some(ARMED), Some(HALL_B)),
        (&all, &["patrol", "eod", "k9"], Some("T1-B"), 2, HALL_B, Some(HALL_B), Some(T1)),
        (&all, &["eod", "patrol", "k9"], Some("T1-B"), 1, EOD, Some(EOD), Some(T1)),
        // Among those who have it: in a P1 more of the wanted skills beat nearness; otherwise nearness comes first.
        (&all, &["patrol", "firearms", "medical"], Some("T1-B"), 1, ARMED, Some(ARMED), Some(HALL_B)),
        (&all, &["patrol", "firearms", "medical"], Some("T1-B"), 2, HALL_B, Some(HALL_B), Some(T1)),
        (&all, &["k9", "patrol"], Some("T1-B"), 1, T1, Some(T1), Some(HALL_B)),
        // Nobody has the skill, or wants one: the beat, nearest first, other trades last.
        (&all, &["marine"], Some("T1-B"), 1, HALL_B, Some(HALL_B), Some(T1)),
        (&all, &[], Some("T1-B"), 4, HALL_B, Some(HALL_B), Some(T1)),
        (&[DESK, T1, CUSTOMS], &[], Some("T1-B"), 4, T1, Some(T1), Some(CUSTOMS)),
        (&[DESK, CUSTOMS, EOD], &[], Some("T1-B"), 4, CUSTOMS, Some(CUSTOMS), Some(DESK)),
        // A specialist for everywhere is no beat officer.
        (&[DESK, EOD], &[], Some("T1-B"), 4, DESK, Some(DESK), None),
        // Staffed posts before unstaffed ones.
        (&[DESK, T1], &["eod"], Some("T1-B"), 1, T1, Some(T1), Some(DESK)),
        (&[DESK, T1], &["patrol"], Some("T1-B"), 3, T1, Some(T1), Some(DESK)),
        // Nobody who suits: the default post owns it, and anybody is woken if that one is empty too.
        (&[DESK], &["eod"], Some("T1-B"), 1, DESK, Some(DESK), None),
        (&[EOD], &[], Some("T1-B"), 4, DESK, Some(EOD), None),
        (&[], &["eod"], Some("T1-B"), 1, DESK, None, None),
        // No zone: the default post at once.
        (&all, &["eod"], None, 1, DESK, Some(DESK), None),
        (&[T1, EOD], &["eod"], None, 1, DESK, Some(EOD), None),
        (&[T1, EOD], &["eod"], None, 4, DESK, Some(EOD), None),
    ] {
        let found = ask(on, wanted, zone, priority);
        let person = |of: Option<u128>| of.map(|nth| officer(nth * 10 + 1));
        let case = format!("{wanted:?} in {zone:?} at P{priority} with {on:?} staffed");
        assert_eq!(found.post, post_id(expected), "{case}: {:?}", reasons(&found));
        assert_eq!((found.officer, found.second), (person(officer_of), person(second_of)), "{case}");
    }
}

#[test]
fn the_trace_says_why_here() {
    for (on, wanted, zone, expected) in [
        (
            &[DESK, T1][..],
            &["patrol"][..],
            Some("T1"),
            &["T1 patrol has skill patrol and covers T1; given to T1 patrol"][..],
        ),
        (&[DESK, HALL_B], &[], Some("T1-B"), &["Hall B patrol covers T1-B; given to Hall B patrol"]),
        (
            &[DESK, T1],
            &["eod"],
            Some("T1-B"),
            &[
                "EOD on call has skill eod and covers all zones; passed over: nobody is on shift there",
                "Hall B patrol covers T1-B; passed over: nobody is on shift there",
                "T1 patrol covers the area around T1-B; given to T1 patrol",
            ],
        ),
        (
            &[DESK, HALL_B],
            &["marine"],
            Some("T1-B"),
            &["no post of this zone has skill marine", "Hall B patrol covers T1-B; given to Hall B patrol"],
        ),
        (&[DESK], &["eod"], None, &["the place is in no known zone", "default owner Duty desk; given to Duty desk"]),
        (
            &[EOD],
            &[],
            None,
            &[
                "the place is in no known zone",
                "nobody is on shift at the default owner Duty desk; given to Duty desk",
                "an officer of EOD on call is woken for it",
            ],
        ),
        (
            &[],
            &[],
            None,
            &["the place is in no known zone", "nobody on shift: default owner Duty desk; given to Duty desk"],
        ),
    ] {
        assert_eq!(reasons(&ask(on, wanted, zone, 2)), expected);
    }
}

#[test]
fn two_officers_of_one_post_are_first_and_second() {
    let mut duty = staffed(&[HALL_B, T1]);
    duty.insert(0, OnShift { post: post_id(HALL_B), officer: officer(29), until: Timestamp::MAX });
    let found = route(&airport(), &duty, &list(&["patrol"]), Some("T1-B"), &[], 3).unwrap();
    assert_eq!((found.officer, found.second), (Some(officer(21)), Some(officer(29))));
}

#[test]
fn a_tie_goes_by_code_whatever_the_ids() {
    let posts = [
        post(0, "DESK", "Desk", &[], &["*"]),
        post(1, "ZULU", "Zulu", &["eod"], &["*"]),
        post(2, "ALFA", "Alfa", &["eod"], &["*"]),
    ];
    let found = route(&posts, &staffed(&[0, 1, 2]), &list(&["eod"]), Some("T1"), &[], 1).unwrap();
    assert_eq!((found.post, found.second), (post_id(2), Some(officer(11))));
}

#[test]
fn a_venue_without_a_default_post_uses_its_first_and_one_without_posts_has_no_route() {
    let mut posts = airport();
    posts.iter_mut().for_each(|post| post.default = false);
    assert_eq!(route(&posts, &[], &list(&[]), None, &[], 3).unwrap().post, post_id(ARMED));
    assert_eq!(route(&[], &[], &list(&[]), None, &[], 3), None);
}

fn posts() -> impl Strategy<Value = Vec<Post>> {
    let words = |all: &'static [&'static str]| prop::sample::subsequence(all, 0..=2);
    let drawn = (words(&["patrol", "eod", "customs"]), words(&["A", "A1", "B"]), any::<bool>());
    prop::collection::vec(drawn, 1..7).prop_map(|drawn| {
        let build = |(nth, (skills, zones, all)): (usize, (Vec<&str>, Vec<&str>, bool))| {
            let zones = if all { vec!["*"] } else { zones };
            // Codes run against the ids, and two share one: neither may decide by chance.
            post(nth as u128, &format!("P{}", 9 - nth / 2), "Post", &skills, &zones)
        };
        drawn.into_iter().enumerate().map(build).collect()
    })
}

proptest! {
    #[test]
    fn every_incident_is_owned_and_somebody_is_woken_if_anybody_is_there(
        posts in posts(), duty in prop::collection::btree_set((0..7u128, 0..3u128), 0..8), turn in 0..7usize,
        wanted in prop::sample::subsequence(&["patrol", "eod", "customs"][..], 0..=3), zone in prop::sample::select(&[None, Some("A1"), Some("B"), Some("C")][..]), priority in 1..5u8,
    ) {
        let on: Vec<OnShift> = duty.iter().filter(|(post, _)| (*post as usize) < posts.len())
            .map(|(post, nth)| OnShift { post: post_id(*post), officer: officer(post * 10 + nth), until: Timestamp::MAX }).collect();
        let above = if zone == Some("A1") { vec!["A".to_owned()] } else { Vec::new() };
        let wanted = list(&wanted);
        let found = route(&posts, &on, &wanted, zone, &above, priority).unwrap();
        let owner = posts.iter().find(|post| post.id == found.post).unwrap();
        let staffs = |post: &Post, officer| on.iter().any(|duty| duty.post == post.id && Some(duty.officer) == officer);
        prop_assert_eq!(found.officer.is_none(), on.is_empty());
        prop_assert!(found.second.is_none() || found.second != found.officer);
        prop_assert!(staffs(owner, found.officer) || owner.default, "only the default post may be empty");
        prop_assert!(!found.trace.is_empty());
        // A staffed post that covers the zone and has the skill is never left for one that lacks either.
        let covers = |post: &Post| zone.is_some_and(|zone| match &post.zones {
            Covers::All => true,
            Covers::Zones(codes) => codes.contains(zone) || above.iter().any(|code| codes.contains(code)),
        });
        let fits = |post: &Post| covers(post) && wanted.iter().any(|skill| post.skills.contains(skill));
        let manned = |post: &Post| on.iter().any(|duty| duty.post == post.id);
        if posts.iter().any(|post| fits(post) && manned(post)) {
            prop_assert!(fits(owner) && manned(owner));
        }
        let (mut other_posts, mut other_on) = (posts.clone(), on.clone());
        other_posts.rotate_left(turn % posts.len());
        other_on.reverse();
        prop_assert_eq!(route(&other_posts, &other_on, &wanted, zone, &above, priority).unwrap(), found);
    }
}
