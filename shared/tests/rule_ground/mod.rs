//! A small venue for rules: a check-in hall with one row of desks, a patrol, a watch, and a post for the day.
#![allow(dead_code, reason = "each test uses its part of it")]

use jiff::Timestamp;
use jiff::civil::time;
use jiff::tz::TimeZone;
use serde_json::Value;
use shared::id::{AccountId, PostId};
use shared::place::{Basis, LineString, Located, PlaceIndex, Polygon, Zone, ZoneClass};
use shared::roster::{Day, ShiftPattern};
use shared::routing::{Covers, Post};
use shared::rules::{Fault, Ground, Known, Rule, Told, check};
use shared::taxonomy::{Answers, Taxonomy, VenueKind};
use std::collections::BTreeSet;
use uuid::Uuid;

pub struct Place {
    pub check_in: Located,
    pub time_zone: TimeZone,
    pub index: PlaceIndex,
    pub posts: Vec<Post>,
    pub patterns: Vec<ShiftPattern>,
}

impl Place {
    pub fn new() -> Self {
        let zone = |code: &str, parent: Option<&str>, size: f64| Zone {
            code: code.to_owned(),
            name: code.to_owned(),
            zone_class: ZoneClass::PublicLandside,
            floor: "1".to_owned(),
            parent: parent.map(ToOwned::to_owned),
            polygon: Polygon::new(LineString::from(vec![(4.0, 52.0), (4.0 + size, 52.0), (4.0, 52.0 + size)]), vec![]),
        };
        let post = |at: u8, code: &str, zones, skills: &[&str]| Post {
            id: PostId::from_uuid(Uuid::from_bytes([at; 16])),
            code: code.to_owned(),
            name: code.to_owned(),
            skills: skills.iter().map(|skill| (*skill).to_owned()).collect(),
            zones,
            default: code == "desk",
        };
        let hall = Covers::Zones(BTreeSet::from(["check-in-hall".to_owned()]));
        let posts = vec![
            post(1, "desk", Covers::All, &[]),
            post(2, "patrol", hall, &["patrol"]),
            post(3, "watch", Covers::All, &["k9"]),
            post(4, "day-only", Covers::All, &["intel"]),
        ];
        let shift = |post: &Post| {
            let day_only = post.code == "day-only";
            ShiftPattern {
                post: post.id,
                officer: AccountId::from_uuid(post.id.uuid()),
                days: Day::ALL.into(),
                from: time(if day_only { 8 } else { 0 }, 0, 0, 0),
                to: time(if day_only { 16 } else { 0 }, 0, 0, 0),
                valid_from: None,
                valid_to: None,
                cycle: None,
            }
        };
        Self {
            check_in: Located {
                zone: Some("check-in-a".to_owned()),
                floor: Some("1".to_owned()),
                lat: None,
                lon: None,
                accuracy_m: None,
                plate: None,
                gps: None,
                candidates: vec![],
                notes: BTreeSet::new(),
                basis: Basis::Zone,
                trace: vec![],
            },
            time_zone: TimeZone::get("Europe/Amsterdam").unwrap(),
            index: PlaceIndex::new(
                vec![zone("check-in-hall", None, 0.01), zone("check-in-a", Some("check-in-hall"), 0.001)],
                vec![],
            ),
            patterns: posts.iter().map(shift).collect(),
            posts,
        }
    }

    pub fn ground(&self) -> Ground<'_> {
        Ground {
            code: "bayview",
            kind: VenueKind::Airport,
            security_level: 1,
            time_zone: &self.time_zone,
            index: &self.index,
            posts: &self.posts,
            patterns: &self.patterns,
            overrides: &[],
        }
    }
}

pub fn known() -> Known<'static> {
    let set = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
    Known {
        taxonomy: Taxonomy::builtin(),
        posts: set(&["desk", "patrol", "watch", "day-only", "watch-commander", "eod", "duty-desk"]),
        skills: set(&["patrol", "k9", "intel", "eod", "insider"]),
        zones: set(&["check-in-hall", "check-in-a"]),
        floors: set(&["0", "1"]),
        plates: set(&["BV-T1-114"]),
        venues: set(&["bayview", "bayview-port"]),
    }
}

pub fn rule(code: &str, when: &str, then: Value) -> Rule {
    let name = format!("The rule {code}");
    Rule { code: code.to_owned(), name, when: when.to_owned(), then: serde_json::from_value(then).unwrap() }
}

pub fn checked(rules: &[Rule]) -> Vec<Fault> {
    check(rules, &known())
}

pub fn codes(faults: &[Fault]) -> Vec<(String, String)> {
    faults.iter().map(|fault| (fault.path.clone(), fault.code.name().to_owned())).collect()
}

pub fn answers(given: &[(&str, &str)]) -> Answers {
    let mut answers = Answers::new();
    for (question, option) in given {
        answers.entry((*question).to_owned()).or_default().insert((*option).to_owned());
    }
    answers
}

pub fn told_at<'a>(
    kind: &'a str,
    category: &'a str,
    answers: &'a Answers,
    place: Option<&'a Located>,
    at: &str,
) -> Told<'a> {
    Told { kind, category, language: Some("en"), answers, place, at: at.parse::<Timestamp>().unwrap() }
}
