//! What holds for every map and every point, against slow but simple answers.

mod ground;

use ground::{at, shape, terminal};
use proptest::prelude::*;
use shared::place::{PlaceIndex, PlaceInput, Spot, Zone, ZoneClass, distance_m, locate};

/// A star-shaped zone: some corners around a centre, on floor 0 or 1.
fn zones() -> impl Strategy<Value = Vec<Zone>> {
    let corners = prop::collection::vec(5.0..80.0f64, 3..20);
    let zone = (-200.0..200.0f64, -200.0..200.0f64, corners, any::<bool>(), any::<prop::sample::Index>());
    prop::collection::vec(zone, 1..25).prop_map(|drawn| {
        let build = |(nth, (east, north, reach, upstairs, parent)): (
            usize,
            (f64, f64, Vec<f64>, bool, prop::sample::Index),
        )| {
            let step = std::f64::consts::TAU / reach.len() as f64;
            let corner = |(nth, far): (usize, &f64)| {
                let (sin, cos) = (nth as f64 * step).sin_cos();
                (east + far * cos, north + far * sin)
            };
            let corners: Vec<(f64, f64)> = reach.iter().enumerate().map(corner).collect();
            Zone {
                code: format!("Z{nth}"),
                name: format!("Zone {nth}"),
                zone_class: ZoneClass::Tenant,
                floor: if upstairs { "1" } else { "0" }.to_owned(),
                parent: (nth % 3 == 2).then(|| format!("Z{}", parent.index(nth))),
                polygon: shape(&corners),
            }
        };
        drawn.into_iter().enumerate().map(build).collect()
    })
}

/// Counts the edges that a ray to the east crosses.
fn holds(zone: &Zone, spot: Spot) -> bool {
    let crossings = zone.polygon.exterior().lines().filter(|edge| {
        let (start, end) = (edge.start, edge.end);
        (start.y > spot.lat) != (end.y > spot.lat)
            && spot.lon < (end.x - start.x) * (spot.lat - start.y) / (end.y - start.y) + start.x
    });
    crossings.count() % 2 == 1
}

fn codes<'a>(zones: impl IntoIterator<Item = &'a Zone>) -> Vec<&'a str> {
    let mut codes: Vec<&str> = zones.into_iter().map(|zone| zone.code.as_str()).collect();
    codes.sort_unstable();
    codes
}

proptest! {
    #[test]
    fn the_index_finds_what_looking_everywhere_finds(zones in zones(), points in prop::collection::vec((-250.0..250.0f64, -250.0..250.0f64), 40)) {
        let index = PlaceIndex::new(zones.clone(), Vec::new());
        for (east, north) in points {
            let spot = at(east, north);
            for floor in [None, Some("0"), Some("1"), Some("2")] {
                let found = index.zones_at(spot.lat, spot.lon, floor);
                let slowly = zones.iter().filter(|zone| floor.is_none_or(|floor| floor == zone.floor) && holds(zone, spot));
                prop_assert_eq!(codes(found.iter().copied()), codes(slowly));
                prop_assert_eq!(index.zone_at(spot.lat, spot.lon, floor), found.first().copied());
                for (nth, zone) in found.iter().enumerate() {
                    let above = index.ancestors(&zone.code);
                    prop_assert!(found[..nth].iter().all(|before| !above.contains(&before.code)), "a parent before its child");
                }
            }
        }
    }

    #[test]
    fn a_circle_names_every_innermost_zone_it_touches(
        zones in zones(), east in -150.0..150.0f64, north in -150.0..150.0f64, radius in 0.0..60.0f64,
        darts in prop::collection::vec((0.0..1.0f64, 0.0..std::f64::consts::TAU), 30),
    ) {
        let index = PlaceIndex::new(zones, Vec::new());
        let centre = at(east, north);
        let input = PlaceInput {
            lat: Some(centre.lat), lon: Some(centre.lon), accuracy_m: Some(radius), floor: Some("0".to_owned()), ..PlaceInput::default()
        };
        let found = locate(&index, &input);
        // Another floor is only looked at if this one is empty there, and long lists are cut.
        prop_assume!(found.floor.as_deref() == Some("0") && found.zone.is_some() && found.candidates.len() < 8);
        for (share, angle) in darts {
            let (sin, cos) = angle.sin_cos();
            let reach = share * radius * 0.999;
            let spot = at(east + reach * cos, north + reach * sin);
            for zone in index.zones_at(spot.lat, spot.lon, Some("0")) {
                let has_children = index.zones().iter().any(|other| index.ancestors(&other.code).contains(&zone.code));
                let named = found.candidates.contains(&zone.code) || (found.candidates.is_empty() && found.zone.as_ref() == Some(&zone.code));
                prop_assert!(named || has_children, "{} is not among {:?} for {:?}", zone.code, found.candidates, found.zone);
            }
        }
        for (zone, metres) in index.zones_within(centre, radius, "0") {
            prop_assert!(metres <= radius);
            prop_assert_eq!(metres == 0.0, index.zones_at(centre.lat, centre.lon, Some("0")).contains(&zone));
        }
    }

    #[test]
    fn any_input_is_located(
        plate in of("P-A|p-b|P-9| |[a-z]{0,3}"), zone in of("T1|T1-A|KERB|T9|"), floor in of("0|1|-1|9| "),
        text in of("(desk 12|kerb|check-in a|[\\PC]{0,8}| ){0,4}"),
        lat in prop::option::of(prop_oneof![52.29..52.31f64, any::<f64>()]), lon in prop::option::of(prop_oneof![4.75..4.77f64, any::<f64>()]),
        accuracy_m in prop::option::of(prop_oneof![0.0..90.0f64, any::<f64>()]),
    ) {
        let index = terminal();
        let input = PlaceInput { plate, zone, lat, lon, accuracy_m, floor, text, source: None };
        let found = locate(&index, &input);
        prop_assert_ne!(found.candidates.len(), 1);
        prop_assert!(found.candidates.len() <= 8);
        prop_assert_eq!(found.gps, input.spot());
        prop_assert_eq!(&found, &locate(&index, &input));
        if let Some(zone) = &found.zone {
            prop_assert!(index.zone(zone).is_some());
            prop_assert!(!found.trace.is_empty());
            let holds_all = found.candidates.iter().all(|code| index.ancestors(code).contains(zone));
            prop_assert!(found.candidates.contains(zone) || holds_all);
        }
    }

    #[test]
    fn distance_is_one_number_both_ways(a in (-90.0..90.0f64, -180.0..180.0f64), b in (-90.0..90.0f64, -180.0..180.0f64)) {
        let (a, b) = (Spot { lat: a.0, lon: a.1 }, Spot { lat: b.0, lon: b.1 });
        prop_assert!((distance_m(a, b) - distance_m(b, a)).abs() < 1e-6);
        prop_assert!((0.0..20_016_000.0).contains(&distance_m(a, b)));
        prop_assert_eq!(distance_m(a, a), 0.0);
    }
}

fn of(pattern: &'static str) -> impl Strategy<Value = Option<String>> {
    prop::option::of(pattern)
}
