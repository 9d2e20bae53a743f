//! Where is it? One test for each thing a reporter's place can be.

mod ground;

use ground::{at, terminal};
use shared::place::{
    Basis, Located, PlaceError, PlaceInput, PlaceNote, Spot, ZoneClass, area_m2, check_place, distance_m, locate,
};

fn point(spot: Spot) -> PlaceInput {
    PlaceInput { lat: Some(spot.lat), lon: Some(spot.lon), ..PlaceInput::default() }
}

fn some(text: &str) -> Option<String> {
    Some(text.to_owned())
}

fn find(input: PlaceInput) -> Located {
    locate(&terminal(), &input)
}

fn notes(found: &Located) -> Vec<&'static str> {
    found.notes.iter().map(|note| note.code()).collect()
}

#[test]
fn a_plate_is_trusted_most() {
    let found = find(PlaceInput { plate: some(" p-a "), text: some("at the kerb"), ..point(at(92.0, 55.0)) });
    assert_eq!((found.zone.as_deref(), found.floor.as_deref()), (Some("T1-A"), Some("0")));
    assert_eq!((found.plate.as_deref(), found.basis), (Some("P-A"), Basis::Plate));
    assert_eq!((found.lat, found.lon), (Some(at(90.0, 50.0).lat), Some(at(90.0, 50.0).lon)));
    assert_eq!(notes(&found), [""; 0]);
    assert_eq!(found.candidates, [""; 0]);
    assert_eq!(found.trace[0].text, "plate P-A hangs at Desk 12");
}

#[test]
fn a_point_far_from_its_plate_disagrees_and_both_are_kept() {
    // 31 m away in the same zone, then 29 m; then 31 m again from a phone that is unsure by 5 m.
    let away = |metres: f64| point(at(90.0 - metres, 50.0));
    let on_plate = |input| find(PlaceInput { plate: some("P-A"), ..input });
    let far = on_plate(away(31.0));
    assert_eq!(notes(&far), ["plate_and_gps_disagree"]);
    assert_eq!(far.zone.as_deref(), Some("T1-A"));
    assert_eq!(far.gps, Some(at(59.0, 50.0)), "the phone's own point is kept");
    assert_eq!(notes(&on_plate(away(29.0))), [""; 0]);
    assert_eq!(notes(&on_plate(PlaceInput { accuracy_m: Some(5.0), ..away(31.0) })), [""; 0]);
}

#[test]
fn a_point_in_another_zone_disagrees_with_its_plate_unless_it_may_be_in_the_plates_zone() {
    // 15 m from the plate, but 5 m inside the hall next door.
    let next_door = PlaceInput { plate: some("P-A"), ..point(at(105.0, 50.0)) };
    let found = find(next_door.clone());
    assert_eq!(notes(&found), ["plate_and_gps_disagree"]);
    assert_eq!(found.candidates, ["T1-A", "T1-B"]);
    let unsure = find(PlaceInput { accuracy_m: Some(6.0), ..next_door });
    assert_eq!(notes(&unsure), [""; 0]);
    assert_eq!(unsure.candidates, [""; 0]);
}

#[test]
fn an_unknown_plate_leaves_the_rest_to_say_where() {
    let found = find(PlaceInput { plate: some("P-9"), ..point(at(120.0, 50.0)) });
    assert_eq!((found.zone.as_deref(), found.basis, found.plate), (Some("T1-B"), Basis::Coordinates, None));
    assert!(found.notes.contains(&PlaceNote::UnknownPlate));
    let alone = find(PlaceInput { plate: some("P-9"), ..PlaceInput::default() });
    assert_eq!((alone.zone, alone.basis), (None, Basis::Words));
    assert_eq!(alone.notes.len(), 1);
}

#[test]
fn a_zone_picked_by_hand_beats_coordinates() {
    let found = find(PlaceInput { zone: some("T1-B"), floor: some("0"), ..point(at(20.0, 50.0)) });
    assert_eq!((found.zone.as_deref(), found.basis), (Some("T1-B"), Basis::Zone));
    assert_eq!(found.lat, Some(at(20.0, 50.0).lat), "the point is kept");
    assert_eq!(found.candidates, ["T1-B", "T1-A"]);
    assert_eq!(found.trace.last().map(|line| line.code.as_str()), Some("place.point_differs"));
    let unknown = find(PlaceInput { zone: some("T9"), ..point(at(20.0, 50.0)) });
    assert!(unknown.notes.contains(&PlaceNote::UnknownZone));
    assert_eq!((unknown.zone.as_deref(), unknown.basis), (Some("T1-A"), Basis::Coordinates));
}

#[test]
fn coordinates_find_the_most_specific_zone_of_their_floor() {
    for (east, north, floor, zone) in [
        (20.0, 50.0, "0", "T1-A"),
        (180.0, 50.0, "0", "T1"),
        (180.0, -10.0, "0", "KERB"),
        (180.0, 50.0, "1", "GATES"),
        (20.0, 50.0, "-1", "CELLAR"),
    ] {
        let found = find(PlaceInput { floor: some(floor), ..point(at(east, north)) });
        assert_eq!(found.zone.as_deref(), Some(zone), "{east} m east on floor {floor}");
        assert_eq!((found.floor.as_deref(), notes(&found)), (Some(floor), vec![]));
    }
}

#[test]
fn coordinates_without_a_floor_prefer_the_ground_and_say_so() {
    let found = find(point(at(20.0, 50.0)));
    assert_eq!((found.zone.as_deref(), found.floor.as_deref()), (Some("T1-A"), Some("0")));
    assert_eq!(notes(&found), ["floor_unknown"]);
    assert_eq!(found.candidates, ["T1-A", "GATES", "CELLAR"]);
    let only_above = find(point(at(300.0, 50.0)));
    assert_eq!((only_above.zone.as_deref(), only_above.floor.as_deref()), (Some("GATES"), Some("1")));
    assert_eq!(notes(&only_above), [""; 0], "one floor fits, so it is known");
    // 5 m beyond the terminal's wall on the ground, but well inside the gates above.
    let over_the_wall = find(PlaceInput { accuracy_m: Some(10.0), ..point(at(205.0, 50.0)) });
    assert_eq!((over_the_wall.zone.as_deref(), notes(&over_the_wall)), (Some("GATES"), vec![]));
    assert_eq!(terminal().floors(), ["0", "1", "-1"]);
}

#[test]
fn a_floor_without_a_zone_there_falls_back_to_the_others() {
    for floor in ["7", "-1"] {
        let found = find(PlaceInput { floor: some(floor), ..point(at(180.0, 50.0)) });
        assert_eq!((found.zone.as_deref(), notes(&found)), (Some("T1"), vec!["floor_unknown"]), "floor {floor}");
    }
}

#[test]
fn a_circle_that_touches_two_zones_says_so() {
    let near_the_wall =
        |accuracy| find(PlaceInput { accuracy_m: Some(accuracy), floor: some("0"), ..point(at(95.0, 50.0)) });
    assert_eq!(notes(&near_the_wall(4.0)), [""; 0]);
    let unsure = near_the_wall(6.0);
    assert_eq!(unsure.zone.as_deref(), Some("T1-A"));
    assert_eq!(notes(&unsure), ["touches_several_zones"]);
    assert_eq!(unsure.candidates, ["T1-A", "T1-B"], "the terminal around both is no third place");
    // Near the edge of hall B there is ground that belongs to the terminal alone.
    let edge = find(PlaceInput { accuracy_m: Some(10.0), floor: some("0"), ..point(at(155.0, 50.0)) });
    assert_eq!(edge.candidates, ["T1-B", "T1"]);
}

#[test]
fn a_point_outside_belongs_to_a_zone_within_its_accuracy_or_to_none() {
    let outside = find(point(at(-8.0, 50.0)));
    assert_eq!((outside.zone.as_deref(), notes(&outside)), (None, vec!["outside_venue"]));
    assert_eq!(outside.lat, Some(at(-8.0, 50.0).lat));
    let by_the_wall = find(PlaceInput { accuracy_m: Some(10.0), floor: some("0"), ..point(at(-8.0, 50.0)) });
    assert_eq!((by_the_wall.zone.as_deref(), notes(&by_the_wall)), (Some("T1-A"), vec![]));
    let vague = find(PlaceInput { accuracy_m: Some(5_000.0), ..point(at(-900.0, 50.0)) });
    assert_eq!((vague.zone.as_deref(), notes(&vague)), (None, vec!["outside_venue"]));
    let null_island = find(point(Spot { lat: 0.0, lon: 0.0 }));
    assert_eq!(notes(&null_island), ["outside_venue"]);
}

#[test]
fn words_name_a_zone_as_a_last_resort() {
    for (text, zone, candidates) in [
        ("next to CHECK-IN B, under the clock", Some("T1-B"), &[][..]),
        ("Terminal 1, somewhere", Some("T1"), &[]),
        ("by desk 12", Some("T1-A"), &[]),
        ("from the kerb to check-in B", Some("T1-B"), &[]),
        ("between check-in A and check-in B", Some("T1"), &["T1-A", "T1-B"]),
        ("the kerb or the gates", None, &["GATES", "KERB"]),
        ("behind the fountain", None, &[]),
        ("check-inside", None, &[]),
    ] {
        let found = find(PlaceInput { text: some(text), ..PlaceInput::default() });
        assert_eq!(found.zone.as_deref(), zone, "{text}");
        assert_eq!(found.candidates, candidates, "{text}");
        assert_eq!((found.basis, notes(&found)), (Basis::Words, vec!["from_words"]), "{text}");
    }
}

#[test]
fn words_that_name_a_zone_and_what_it_is_in_mean_the_zone() {
    let zones = vec![
        ground::zone("T1", "Terminal 1", "0", None, (0.0, 0.0), (50.0, 50.0)),
        ground::zone("G5", "Gate 5", "0", Some("T1"), (0.0, 0.0), (10.0, 10.0)),
    ];
    let index = shared::place::PlaceIndex::new(zones, Vec::new());
    let found = locate(&index, &PlaceInput { text: some("Terminal 1, gate 5"), ..PlaceInput::default() });
    assert_eq!((found.zone.as_deref(), found.candidates), (Some("G5"), vec![]));
}

#[test]
fn words_help_a_point_that_lies_outside() {
    let found = find(PlaceInput { text: some("Check-in B"), ..point(at(-500.0, 0.0)) });
    assert_eq!((found.zone.as_deref(), found.basis), (Some("T1-B"), Basis::Words));
    assert_eq!(notes(&found), ["outside_venue", "from_words"]);
    let vague = find(PlaceInput { text: some("far out"), ..point(at(-500.0, 0.0)) });
    assert_eq!((vague.basis, notes(&vague)), (Basis::Coordinates, vec!["outside_venue"]));
}

#[test]
fn a_child_is_more_specific_than_its_parent_even_if_drawn_larger() {
    let zones = vec![
        ground::zone("IN", "Inside", "0", Some("OUT"), (-10.0, -10.0), (60.0, 60.0)),
        ground::zone("OUT", "Outside", "0", None, (0.0, 0.0), (50.0, 50.0)),
        ground::zone("LOOP", "Loop", "1", Some("LOOP"), (0.0, 0.0), (50.0, 50.0)),
    ];
    let index = shared::place::PlaceIndex::new(zones, Vec::new());
    let Spot { lat, lon } = at(20.0, 20.0);
    assert_eq!(index.zone_at(lat, lon, Some("0")).map(|zone| zone.code.as_str()), Some("IN"));
    assert_eq!(index.ancestors("IN"), ["OUT"]);
    assert_eq!(index.ancestors("LOOP"), [""; 0], "a zone inside itself does not hang");
}

#[test]
fn what_cannot_be_a_place_is_refused_by_the_name_of_its_field() {
    let full = |lat, lon, accuracy_m| PlaceInput { lat, lon, accuracy_m, ..PlaceInput::default() };
    for (input, refused) in [
        (full(Some(91.0), Some(4.0), None), Some((PlaceError::Latitude, "place.lat"))),
        (full(Some(f64::NAN), Some(4.0), None), Some((PlaceError::Latitude, "place.lat"))),
        (full(Some(52.0), Some(-180.5), None), Some((PlaceError::Longitude, "place.lon"))),
        (full(Some(52.0), None, None), Some((PlaceError::LongitudeMissing, "place.lon"))),
        (full(None, Some(4.0), None), Some((PlaceError::LatitudeMissing, "place.lat"))),
        (full(Some(52.0), Some(4.0), Some(-1.0)), Some((PlaceError::Accuracy, "place.accuracy_m"))),
        (full(Some(52.0), Some(4.0), Some(f64::NAN)), Some((PlaceError::Accuracy, "place.accuracy_m"))),
        (full(Some(52.0), Some(4.0), Some(f64::INFINITY)), Some((PlaceError::Accuracy, "place.accuracy_m"))),
        (PlaceInput::default(), Some((PlaceError::Empty, "place"))),
        (
            PlaceInput { text: some("  "), floor: some("1"), ..PlaceInput::default() },
            Some((PlaceError::Empty, "place")),
        ),
        (PlaceInput { text: some("lift"), ..PlaceInput::default() }, None),
        (PlaceInput { plate: some("?"), ..PlaceInput::default() }, None),
        (PlaceInput { zone: some("?"), ..PlaceInput::default() }, None),
        (full(Some(-90.0), Some(180.0), Some(0.0)), None),
    ] {
        let answer = check_place(&input).err().map(|error| (error, error.field()));
        assert_eq!(answer, refused, "{input:?}");
    }
}

#[test]
fn an_unknown_field_is_refused_by_its_name() {
    let error = serde_json::from_str::<PlaceInput>(r#"{"lat": 1, "latitude": 2}"#).unwrap_err();
    assert!(error.to_string().contains("`latitude`"), "{error}");
}

#[test]
fn lengths_and_areas_are_metres() {
    let (schiphol, kennedy) = (Spot { lat: 52.3086, lon: 4.7639 }, Spot { lat: 40.6398, lon: -73.7789 });
    assert!((distance_m(schiphol, kennedy) - 5_847_000.0).abs() < 20_000.0, "{}", distance_m(schiphol, kennedy));
    assert!((distance_m(at(0.0, 0.0), at(30.0, 40.0)) - 50.0).abs() < 0.01);
    let index = terminal();
    let area = index.zone("T1").map(|zone| area_m2(&zone.polygon)).unwrap();
    assert!((area - 20_000.0).abs() < 20.0, "{area}");
    // Off a corner the distance is to the corner, not to a wall thought on beyond it.
    let near = |radius| {
        let found = index.zones_within(at(-30.0, 140.0), radius, "0");
        found.iter().map(|(zone, metres)| (zone.code.clone(), metres.round())).collect::<Vec<_>>()
    };
    assert_eq!(near(49.0), []);
    assert_eq!(near(51.0), [("T1-A".to_owned(), 50.0), ("T1".to_owned(), 50.0)]);
    let Spot { lat, lon } = at(130.0, 50.0);
    let (nearest, metres) = index.nearest_plate(lat, lon, Some("0")).unwrap();
    assert_eq!((nearest.code.as_str(), metres.round()), ("P-B", 20.0));
    assert_eq!(index.nearest_plate(lat, lon, Some("1")), None);
}

#[test]
fn every_word_for_the_wire_is_the_one_serde_writes() {
    for class in ZoneClass::ALL {
        assert_eq!(serde_json::to_value(class).unwrap(), class.code());
        assert_eq!(ZoneClass::from_code(class.code()), Some(class));
    }
    let notes = r#"["outside_venue","touches_several_zones","plate_and_gps_disagree","unknown_plate","unknown_zone","from_words","floor_unknown"]"#;
    for note in serde_json::from_str::<Vec<PlaceNote>>(notes).unwrap() {
        assert_eq!(serde_json::to_value(note).unwrap(), note.code());
    }
}
