//! "Which zone is this point in?", as often as one core can answer it: goal 12. The anchor asks every polygon in turn.
//!
//! usage: zones SECONDS
#![expect(clippy::disallowed_methods, clippy::print_stdout, reason = "a stopwatch needs the machine's clock")]

use geo::Contains;
use serde_json::json;
use shared::place::{LineString, PlaceIndex, Polygon, Zone, ZoneClass};
use std::hint::black_box;
use std::time::{Duration, Instant};

const VERTICES: u32 = 64;
/// Zones lie in a grid, a little apart, so that some points hit none.
const STEP: f64 = 0.001;
const RADIUS: f64 = 0.000_49;
const WEST: f64 = 4.0;
const SOUTH: f64 = 52.0;
const POINTS: usize = 4096;

fn main() {
    let seconds: f64 = std::env::args().nth(1).and_then(|word| word.parse().ok()).unwrap_or(2.0);
    let time = Duration::from_secs_f64(seconds);
    for count in [100_usize, 200, 1_000, 2_000, 10_000] {
        let zones = zones(count);
        let points = points(count);
        let polygons: Vec<Polygon<f64>> = zones.iter().map(|zone| zone.polygon.clone()).collect();
        let index = PlaceIndex::new(zones, Vec::new());
        let found = points.iter().filter(|(lat, lon)| index.zone_at(*lat, *lon, Some("0")).is_some()).count();
        let same = points.iter().all(|(lat, lon)| {
            let point = geo::Point::new(*lon, *lat);
            index.zone_at(*lat, *lon, Some("0")).is_some() == polygons.iter().any(|polygon| polygon.contains(&point))
        });
        let ours = per_second(&points, time, |lat, lon| index.zone_at(lat, lon, Some("0")).is_some());
        let anchor = per_second(&points, time, |lat, lon| {
            let point = geo::Point::new(lon, lat);
            polygons.iter().any(|polygon| polygon.contains(&point))
        });
        let inside = found as f64 / points.len() as f64;
        println!("{}", json!({ "zones": count, "ours": ours, "anchor": anchor, "inside": inside, "same": same }));
    }
}

fn side(count: usize) -> usize {
    (count as f64).sqrt().ceil() as usize
}

fn zones(count: usize) -> Vec<Zone> {
    let side = side(count);
    let zone = |at: usize| {
        let (x, y) = (WEST + (at % side) as f64 * STEP, SOUTH + (at / side) as f64 * STEP);
        let corner = |step: u32| {
            let (sin, cos) = (f64::from(step) * std::f64::consts::TAU / f64::from(VERTICES)).sin_cos();
            // Every other corner a little nearer: walls are not round.
            let radius = if step.is_multiple_of(2) { RADIUS } else { RADIUS * 0.93 };
            (x + cos * radius, y + sin * radius)
        };
        Zone {
            code: format!("z{at}"),
            name: format!("Zone {at}"),
            zone_class: ZoneClass::PublicLandside,
            floor: "0".to_owned(),
            parent: None,
            polygon: Polygon::new(LineString::from((0..VERTICES).map(corner).collect::<Vec<_>>()), Vec::new()),
        }
    };
    (0..count).map(zone).collect()
}

/// Points in and around the zones, as many of them inside whatever the count; the same on every run.
fn points(count: usize) -> Vec<(f64, f64)> {
    let side = side(count);
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut next = move || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 11) as f64 / (1_u64 << 53) as f64
    };
    let mut point = || {
        let at = (next() * count as f64) as usize;
        let (x, y) = ((at % side) as f64 + next() - 0.5, (at / side) as f64 + next() - 0.5);
        (SOUTH + y * STEP, WEST + x * STEP)
    };
    (0..POINTS).map(|_| point()).collect()
}

/// By the processor's time where the system tells it, so that a busy machine does not count.
fn per_second(points: &[(f64, f64)], time: Duration, ask: impl Fn(f64, f64) -> bool) -> f64 {
    let started = Instant::now();
    let before = on_processor();
    let mut asked = 0_usize;
    while started.elapsed() < time {
        for &(lat, lon) in points.iter().skip(asked % POINTS).take(256) {
            black_box(ask(black_box(lat), black_box(lon)));
        }
        asked += 256;
    }
    let took = match (before, on_processor()) {
        (Some(before), Some(after)) => after - before,
        _ => started.elapsed(),
    };
    asked as f64 / took.as_secs_f64()
}

/// What this thread has had of a processor (Linux).
fn on_processor() -> Option<Duration> {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    told.split(' ').next()?.parse().ok().map(Duration::from_nanos)
}
