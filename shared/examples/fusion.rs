//! One report against the incidents that are open: goal 14. All are of one family and 100 m apart. The anchor weighs each in
//! turn, wherever it is.
//!
//! usage: fusion SECONDS
#![expect(clippy::disallowed_methods, clippy::print_stdout, reason = "a stopwatch needs the machine's clock")]

use jiff::{SignedDuration, Timestamp};
use serde_json::json;
use shared::fusion::{JOINS, Sighting, Source, Trail, Verdict, decide, weigh};
use shared::place::Spot;
use std::hint::black_box;
use std::time::{Duration, Instant};

/// Sightings an incident is remembered by.
const WITNESSES: usize = 8;

fn main() {
    let seconds: f64 = std::env::args().nth(1).and_then(|word| word.parse().ok()).unwrap_or(1.0);
    for open in [50_usize, 500, 5_000] {
        let trails: Vec<Trail> = (0..open).map(trail).collect();
        let new = sighting(open / 2, 3);
        let time = Duration::from_secs_f64(seconds);
        let ours = || match decide(black_box(&new), trails.iter().enumerate()) {
            Verdict::Joins(at, _) => Some(at),
            Verdict::Apart(_) => None,
        };
        let plain = || {
            let all =
                trails.iter().enumerate().filter_map(|(at, trail)| Some((at, weigh(black_box(&new), trail)?.score)));
            all.filter(|(_, score)| *score >= JOINS).max_by(|one, other| one.1.total_cmp(&other.1)).map(|(at, _)| at)
        };
        let same = ours() == plain();
        let (each_ms, plain_ms) = (each_ms(time, ours), each_ms(time, plain));
        println!("{}", json!({ "open": open, "each_ms": each_ms, "plain_ms": plain_ms, "same": same }));
    }
}

fn each_ms<T>(time: Duration, ask: impl Fn() -> T) -> f64 {
    let (started, mut asked) = (Instant::now(), 0_u32);
    while started.elapsed() < time {
        black_box(ask());
        asked += 1;
    }
    started.elapsed().as_secs_f64() * 1e3 / f64::from(asked)
}

fn trail(incident: usize) -> Trail {
    let mut trail = Trail::default();
    for witness in 0..WITNESSES {
        let one = sighting(incident, witness);
        let source = Source::of(None, None, one.spot, None, one.at);
        trail.add(one, source);
    }
    trail
}

fn sighting(incident: usize, witness: usize) -> Sighting {
    // A grid of things 100 m apart, each seen from a few metres beside it.
    let (row, column, beside) = (incident / 70, incident % 70, witness as f64 * 0.000_01);
    let spot = Spot { lat: 52.0 + row as f64 * 0.000_9 + beside, lon: 4.0 + column as f64 * 0.001_5 - beside };
    let answers = [("hot_hidden".to_owned(), ["yes".to_owned()].into())].into();
    Sighting {
        category: "item.unattended".to_owned(),
        spot: Some(spot),
        accuracy_m: 20.0,
        exact: false,
        zone: Some(format!("z{incident}")),
        floor: Some("1".to_owned()),
        at: Timestamp::UNIX_EPOCH + SignedDuration::from_secs(i64::try_from(witness).unwrap_or(0) * 30),
        answers,
        words: (0..8).collect(),
    }
}
