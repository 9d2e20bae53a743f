//! Leaving out what is out of reach changes nothing but the time it takes: random worlds against a plain scan.

use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;
use shared::fusion::{JOINS, Observation, Reach, Sighting, Source, Trail, Verdict, decide, weigh};
use shared::place::Spot;
use shared::taxonomy::Answers;

const KINDS: [&str; 6] =
    ["item.unattended", "item.suspicious", "danger.fight", "air.drone", "air.laser", "fault.crowding"];
/// The weight of a position that is simply wrong (3 in 100), and what else is left beyond the reach.
const ELSEWHERE: f64 = -3.4;

fn sighting(spread: f64) -> impl Strategy<Value = Sighting> {
    let place = prop::option::weighted(0.9, (-spread..spread, -spread..spread, prop_oneof![Just(0.0), 3.0..200.0]));
    (0..KINDS.len(), place, any::<bool>(), 0..5_u8, 0..3600_i64, prop::option::of(any::<bool>())).prop_map(
        |(kind, place, exact, floor, second, answer)| Sighting {
            category: KINDS[kind].to_owned(),
            spot: place.map(|(lat, lon, _)| Spot { lat: 52.0 + lat, lon: 4.0 + lon }),
            accuracy_m: place.map_or(0.0, |(_, _, accuracy)| accuracy),
            exact,
            zone: None,
            floor: (floor < 3).then(|| floor.to_string()),
            at: Timestamp::UNIX_EPOCH + SignedDuration::from_secs(second),
            answers: answer.map_or_else(Answers::new, |yes| {
                [("hot_hidden".to_owned(), [if yes { "yes" } else { "no" }.to_owned()].into())].into()
            }),
            words: Default::default(),
        },
    )
}

fn trail(sightings: Vec<Sighting>) -> Trail {
    let mut trail = Trail::default();
    for one in sightings {
        let source = Source::of(None, None, one.spot, None, one.at);
        trail.add(one, source);
    }
    trail
}

/// Incidents over some kilometres, each seen from within some hundred metres.
fn world() -> impl Strategy<Value = (Sighting, Vec<Trail>)> {
    let seen = prop::collection::vec(sighting(0.003), 1..12);
    let incident = (seen, -0.03..0.03, -0.03..0.03).prop_map(|(mut seen, lat, lon)| {
        let kind = seen[0].category.clone();
        for one in &mut seen {
            one.category.clone_from(&kind);
            one.spot = one.spot.map(|spot| Spot { lat: spot.lat + lat, lon: spot.lon + lon });
        }
        trail(seen)
    });
    (sighting(0.03), prop::collection::vec(incident, 0..40))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn only_what_is_in_reach_need_be_looked_at((new, trails) in world()) {
        let all = decide(&new, trails.iter().enumerate());
        let place = Reach::of(&new);
        let near = trails.iter().enumerate().filter(|(_, trail)| place.meets(trail.reach()));
        prop_assert_eq!(&decide(&new, near), &all);
        // And it joins what it would join if everything were weighed.
        let weighed = trails.iter().enumerate().filter_map(|(at, trail)| Some((at, weigh(&new, trail)?.score)));
        let likeliest = weighed.fold(None, |best: Option<(usize, f64)>, one| match best {
            Some(best) if best.1 >= one.1 => Some(best),
            _ => Some(one),
        });
        let plain = likeliest.filter(|(_, score)| *score >= JOINS).map(|(at, _)| at);
        let joined = match all { Verdict::Joins(at, _) => Some(at), Verdict::Apart(_) => None };
        prop_assert_eq!(joined, plain);
    }

    #[test]
    fn out_of_reach_is_only_what_is_elsewhere((new, trails) in world()) {
        let place = Reach::of(&new);
        for trail in trails.iter().filter(|trail| !place.meets(trail.reach())) {
            let Some(likeness) = weigh(&new, trail) else { continue };
            let weight = likeness.reasons.iter().find(|reason| reason.of == Observation::Place).unwrap().weight;
            prop_assert!(weight <= ELSEWHERE, "{}", weight);
        }
    }

    #[test]
    fn a_trail_that_was_written_down_reaches_as_far(seen in prop::collection::vec(sighting(0.01), 0..12)) {
        let trail = trail(seen);
        let read: Trail = serde_json::from_str(&serde_json::to_string(&trail).unwrap()).unwrap();
        let (one, other) = (read.reach(), trail.reach());
        // Numbers written down may differ in their last digit.
        let edges = [(one.south, other.south), (one.north, other.north), (one.west, other.west), (one.east, other.east)];
        prop_assert!(edges.iter().all(|(one, other)| (one - other).abs() < 1e-9), "{:?} {:?}", one, other);
    }

    #[test]
    fn united_places_meet_what_each_of_them_meets((new, trails) in world()) {
        let places = || trails.iter().map(Trail::reach);
        let united = Reach::united(places());
        prop_assert!(united.iter().enumerate().all(|(at, one)| united[..at].iter().all(|other| !one.meets(*other))));
        if places().any(|place| place.meets(Reach::of(&new))) {
            prop_assert!(united.iter().any(|place| place.meets(Reach::of(&new))));
        }
    }
}

#[test]
fn what_has_no_place_or_lies_on_the_edge_of_the_map_is_compared_with_everything() {
    let nowhere = Sighting {
        category: KINDS[0].to_owned(),
        spot: None,
        accuracy_m: 0.0,
        exact: false,
        zone: None,
        floor: None,
        at: Timestamp::UNIX_EPOCH,
        answers: Answers::new(),
        words: Default::default(),
    };
    let at = |lat, lon, accuracy_m| Sighting { spot: Some(Spot { lat, lon }), accuracy_m, ..nowhere.clone() };
    for everywhere in [nowhere.clone(), at(0.0, 179.9999, 30.0), at(90.0, 0.0, 30.0), at(0.0, 0.0, f64::INFINITY)] {
        assert_eq!(Reach::of(&everywhere), Reach::EVERYWHERE, "{everywhere:?}");
        assert!(Reach::of(&everywhere).meets(Reach::of(&at(0.0, 0.0, 30.0))));
    }
    assert!(!Reach::of(&at(1.0, 0.0, 30.0)).meets(Reach::of(&at(0.0, 0.0, 30.0))));
    assert_eq!(trail(vec![at(0.0, 0.0, 30.0), nowhere]).reach(), Reach::EVERYWHERE);
}
