//! "What would these rules have changed in 100,000 reports?", on one core: goal 14. Twenty live rules beside twenty-one.
//!
//! usage: replay CASES
#![expect(clippy::disallowed_methods, clippy::print_stdout, reason = "a stopwatch needs the machine's clock")]

use jiff::Timestamp;
use jiff::civil::time;
use jiff::tz::TimeZone;
use serde_json::json;
use shared::id::{AccountId, PostId, ReportId};
use shared::place::{LineString, Located, PlaceIndex, PlaceInput, Polygon, Zone, ZoneClass, locate};
use shared::roster::{Day, ShiftPattern};
use shared::routing::{Covers, Post};
use shared::rules::{Case, Effect, Ground, Replay, Rule, RuleSet, Told};
use shared::taxonomy::{Answers, Priority, Skill, Taxonomy, VenueKind};
use std::collections::BTreeSet;
use std::time::{Duration, Instant};
use uuid::Uuid;

const ZONES: usize = 200;
const POSTS: usize = 20;
/// The last second of November 2026; cases lie in the thirty days before.
const END: i64 = 1_796_083_200;

fn main() {
    let count: usize = std::env::args().nth(1).and_then(|word| word.parse().ok()).unwrap_or(100_000);
    let (index, posts, patterns) = (zones(), posts(), patterns());
    let time_zone = TimeZone::get("Europe/Amsterdam").unwrap_or(TimeZone::UTC);
    let ground = Ground {
        code: "bench",
        kind: VenueKind::Airport,
        security_level: 2,
        time_zone: &time_zone,
        index: &index,
        posts: &posts,
        patterns: &patterns,
        overrides: &[],
    };
    let places: Vec<Located> = (0..ZONES).map(|at| place(&index, at)).collect();
    let categories: Vec<&str> =
        Taxonomy::builtin().categories().iter().map(|category| category.code.as_str()).collect();
    let answers = answers();
    let old = RuleSet::load(1, rules(20));
    let new = RuleSet::load(2, rules(21));
    let mut replay = Replay::new(&old, &new);
    let (started, before) = (Instant::now(), on_processor());
    for at in 0..count {
        let second = END - i64::try_from(at).unwrap_or(0) * (30 * 86_400) / i64::try_from(count).unwrap_or(1);
        let told = Told {
            kind: ["anonymous", "confidential", "staff"][at % 3],
            category: categories[at * 7 % categories.len()],
            language: Some("en"),
            answers: &answers[at % answers.len()],
            place: Some(&places[at * 31 % places.len()]),
            at: Timestamp::from_second(second).unwrap_or(Timestamp::MIN),
        };
        replay.take(&Case { report: ReportId::from_uuid(Uuid::from_u128(at as u128)), told, ground: &ground });
    }
    let seconds = match (before, on_processor()) {
        (Some(before), Some(after)) => after - before,
        _ => started.elapsed(),
    };
    let outcome = replay.finish();
    println!(
        "{}",
        json!({
            "cases": outcome.cases, "seconds": seconds.as_secs_f64(), "rules": [old.rules().count(), new.rules().count()],
            "changed": outcome.changed, "moved": outcome.moved, "to_nobody": outcome.to_nobody, "failed": outcome.failed,
        })
    );
}

/// Conditions as people write them, each a little different; the last of twenty-one moves cases.
fn rules(count: usize) -> Vec<Rule> {
    let rule = |at: usize| {
        let when = match at % 7 {
            0 => format!("report.kind == \"staff\" && \"hall-{}\" in zone.within && time.hour >= 22", at % 10),
            1 => format!("report.category.startsWith(\"danger.\") && zone.code == \"z{at}\""),
            2 => format!("\"knife\" in answers.weapon && priority > 1 && time.minute != {at}"),
            3 => {
                format!("zone.within.exists(code, code == \"hall-{}\") && time.weekday in [\"sat\", \"sun\"]", at % 10)
            }
            4 => format!("venue.security_level >= 3 || (size(answers.hurt) > 0 && time.hour < {})", at % 24),
            5 => format!("zone.class == \"checkpoint\" && report.language == \"es\" && time.hour == {}", at % 24),
            _ => format!("time.hour * 60 + time.minute > {} && report.category == \"item.lost\"", 1_000 + at),
        };
        let then = match at % 3 {
            0 => Effect::RaiseTo { priority: Priority::P2 },
            1 => Effect::WantSkill { skill: Skill::new(format!("skill-{}", at % 5)) },
            _ => Effect::SendTo { post: format!("post-{}", at % POSTS) },
        };
        Rule { code: format!("rule-{at}"), name: format!("Rule {at}"), when, then: vec![then] }
    };
    let last = || Rule {
        code: "last".to_owned(),
        name: "The change".to_owned(),
        when: "report.kind == \"anonymous\" && (time.hour >= 20 || time.hour < 6)".to_owned(),
        then: vec![Effect::SendTo { post: "post-19".to_owned() }],
    };
    (0..count).map(|at| if at == 20 { last() } else { rule(at) }).collect()
}

fn zones() -> PlaceIndex {
    let shape = |west: f64, size: f64| {
        let corners = [(west, 52.0), (west + size, 52.0), (west + size, 52.0 + size), (west, 52.0 + size)];
        Polygon::new(LineString::from(corners.to_vec()), Vec::new())
    };
    let zone = |code: String, parent, polygon| Zone {
        name: code.clone(),
        code,
        zone_class: ZoneClass::Checkpoint,
        floor: "0".to_owned(),
        parent,
        polygon,
    };
    let halls = (0..10_u32).map(|at| zone(format!("hall-{at}"), None, shape(4.0 + f64::from(at) * 0.1, 0.09)));
    let inside = (0..ZONES).map(|at| {
        let west = 4.0 + (at % 10) as f64 * 0.1 + (at / 10) as f64 * 0.004;
        zone(format!("z{at}"), Some(format!("hall-{}", at % 10)), shape(west, 0.003))
    });
    PlaceIndex::new(halls.chain(inside).collect(), Vec::new())
}

fn place(index: &PlaceIndex, at: usize) -> Located {
    locate(index, &PlaceInput { zone: Some(format!("z{at}")), ..PlaceInput::default() })
}

fn posts() -> Vec<Post> {
    let post = |at: usize| Post {
        id: PostId::from_uuid(Uuid::from_u128(at as u128)),
        code: format!("post-{at}"),
        name: format!("Post {at}"),
        skills: BTreeSet::from([if at < 10 { "patrol".to_owned() } else { format!("skill-{}", at % 5) }]),
        zones: if at < 10 { Covers::Zones(BTreeSet::from([format!("hall-{at}")])) } else { Covers::All },
        default: at == 10,
    };
    (0..POSTS).map(post).collect()
}

/// Three shifts a day for each post, but the last: nobody is there at night.
fn patterns() -> Vec<ShiftPattern> {
    let hours = [(6, 14), (14, 22), (22, 6)];
    let shifts =
        (0..POSTS).flat_map(|post| hours.into_iter().take(if post == 19 { 2 } else { 3 }).map(move |h| (post, h)));
    let pattern = |(at, (post, (from, to))): (usize, (usize, (i8, i8)))| ShiftPattern {
        post: PostId::from_uuid(Uuid::from_u128(post as u128)),
        officer: AccountId::from_uuid(Uuid::from_u128(at as u128)),
        days: Day::ALL.into(),
        from: time(from, 0, 0, 0),
        to: time(to, 0, 0, 0),
        valid_from: None,
        valid_to: None,
        cycle: None,
    };
    shifts.enumerate().map(pattern).collect()
}

fn answers() -> Vec<Answers> {
    let said = |given: &[(&str, &str)]| {
        let pair = |(question, option): &(&str, &str)| ((*question).to_owned(), BTreeSet::from([(*option).to_owned()]));
        given.iter().map(pair).collect()
    };
    vec![said(&[]), said(&[("weapon", "knife")]), said(&[("weapon", "none"), ("hurt", "yes"), ("still_there", "yes")])]
}

/// What this thread has had of a processor (Linux).
fn on_processor() -> Option<Duration> {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    told.split(' ').next()?.parse().ok().map(Duration::from_nanos)
}
