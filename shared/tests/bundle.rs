//! The venue bundle: a good one is read whole, and every mistake is named by where it stands.
#![expect(clippy::unwrap_used, reason = "a test whose scene cannot be set should stop")]

use serde_json::{Value, json};
use shared::bundle::{Bundle, BundleErrors, Role, parse, time_of_day, unstaffed};
use shared::id::{AccountId, PostId};
use shared::ladder::Ladder;
use shared::place::{PlaceInput, locate};
use shared::routing::Covers;
use uuid::Uuid;

fn square(west: f64, south: f64, east: f64, north: f64) -> Value {
    json!([[[west, south], [east, south], [east, north], [west, north], [west, south]]])
}

fn zone(code: &str, floor: &str, parent: Option<&str>, coordinates: Value) -> Value {
    let mut properties = json!({"name": format!("Zone {code}"), "zone_class": "public_landside", "floor": floor});
    if let Some(parent) = parent {
        properties["parent"] = json!(parent);
    }
    json!({"type": "Feature", "id": code, "properties": properties, "geometry": {"type": "Polygon", "coordinates": coordinates}})
}

fn good() -> Value {
    json!({
        "format": "see-say-act/venue-bundle/1",
        "authority": {"slug": "bay-police", "name": "Bay Port Police"},
        "venue": {
            "slug": "bayview", "name": "Bayview Airport", "kind": "airport", "time_zone": "America/New_York",
            "emergency_number": "911", "languages": ["en", "es", "zh-Hans"], "number_prefix": "A",
        },
        "floors": [{"code": "0", "label": "Arrivals", "level": 0}, {"code": "1", "label": "Departures", "level": 1}],
        "zones": {"type": "FeatureCollection", "features": [
            zone("T1", "0", None, square(4.0, 52.0, 4.01, 52.01)),
            zone("T1-A", "0", Some("T1"), square(4.0, 52.0, 4.005, 52.01)),
            zone("GATES", "1", None, square(4.0, 52.0, 4.01, 52.01)),
        ]},
        "drawing": {"type": "FeatureCollection", "features": [
            {"type": "Feature", "properties": {"kind": "wall", "floor": "0"}, "geometry": {"type": "LineString", "coordinates": [[4.0, 52.0], [4.01, 52.0]]}},
            {"type": "Feature", "properties": {"kind": "craft", "floor": "1", "name": "Stand 4", "heading": 270}, "geometry": {"type": "Point", "coordinates": [4.02, 52.0]}},
            {"type": "Feature", "properties": {"kind": "room", "floor": "1"}, "geometry": {"type": "Polygon", "coordinates": square(4.0, 52.0, 4.001, 52.001)}},
        ]},
        "plates": [{"code": "P-1", "label": "Desk 12", "zone": "T1-A", "floor": "0", "lat": 52.005, "lon": 4.002}],
        "posts": [
            {"code": "DESK", "name": "Duty desk", "skills": [], "zones": ["*"], "default": true},
            {"code": "T1", "name": "T1 patrol", "skills": ["patrol"], "zones": ["T1", "GATES"]},
        ],
        "people": [
            {"email": "Officer@Demo.test", "name": "O. Ficer", "role": "officer", "call_sign": "B-12"},
            {"email": "super@demo.test", "name": "S. Visor", "role": "supervisor"},
            {"email": "staff@demo.test", "name": "S. Taff", "role": "staff"},
        ],
        "shifts": [{"post": "T1", "officer": "OFFICER@demo.test", "days": ["mon", "sun"], "from": "22:00", "to": "06:00"}],
        "overrides": [{"post": "T1", "officer": "super@demo.test", "replaces": "officer@demo.test", "starts": "2026-12-24T17:00:00Z", "ends": "2026-12-25T17:00:00Z"}],
        "ladders": [{"priority": 2, "acknowledge_within_s": 120, "rungs": [{"after_s": 0, "who": "assignee"}, {"after_s": 120, "who": "everyone"}], "repeat_s": 60}],
    })
}

fn quiet(from: &str, until: &str) -> Value {
    let mut ladder = serde_json::to_value(Ladder::standard(4)).unwrap();
    ladder["quiet"] = json!({"from": from, "until": until});
    ladder
}

fn read(bundle: &Value) -> Result<Bundle, BundleErrors> {
    parse(&bundle.to_string())
}

/// The good bundle with the value at one JSON pointer put in, or taken out if it is null.
fn with(changes: &[(&str, Value)]) -> Value {
    let mut bundle = good();
    for (pointer, value) in changes {
        let (parent, key) = pointer.rsplit_once('/').unwrap();
        match bundle.pointer_mut(parent).unwrap() {
            Value::Object(fields) if value.is_null() => assert!(fields.remove(key).is_some(), "{pointer} is not there"),
            Value::Object(fields) => drop(fields.insert(key.to_owned(), value.clone())),
            Value::Array(list) if key == "-" => list.push(value.clone()),
            Value::Array(list) => list[key.parse::<usize>().unwrap()] = value.clone(),
            _ => panic!("{parent} holds nothing"),
        }
    }
    bundle
}

#[test]
fn a_good_bundle_is_read_whole() {
    let bundle = read(&good()).unwrap();
    assert_eq!(bundle.people[0].email, "officer@demo.test");
    assert_eq!(bundle.shifts[0].officer, "officer@demo.test");
    assert_eq!((bundle.people[1].role, bundle.people[1].call_sign.as_deref()), (Role::Supervisor, None));
    let ladders = [Ladder::standard(1), bundle.ladders[1].clone(), Ladder::standard(3), Ladder::standard(4)];
    assert_eq!(bundle.ladders, ladders, "missing ladders are the standard ones");
    assert_eq!(bundle.ladders[1].acknowledge_within_s, 120);
    let found = locate(&bundle.places(), &PlaceInput { plate: Some("p-1".to_owned()), ..PlaceInput::default() });
    assert_eq!(found.zone.as_deref(), Some("T1-A"));
    assert_eq!(bundle.places().ancestors("T1-A"), ["T1"]);
    let (post, account) = (PostId::from_uuid(Uuid::from_u128(1)), AccountId::from_uuid(Uuid::from_u128(2)));
    let pattern = bundle.planned()[0].pattern(post, account);
    assert_eq!((pattern.from.hour(), pattern.to.hour(), pattern.days.len()), (22, 6, 2));
    assert_eq!(bundle.posts[0].post(post).zones, Covers::All);
    assert!(matches!(bundle.posts[1].covers(), Covers::Zones(codes) if codes.len() == 2));
}

#[test]
fn what_is_read_can_be_written_and_read_again() {
    let bundle = read(&good()).unwrap();
    let json = serde_json::to_value(&bundle).unwrap();
    assert_eq!(read(&json).unwrap(), bundle);
    for part in ["zones", "drawing", "plates", "posts", "floors", "venue", "authority"] {
        let (mut wrote, mut had) = (json[part].clone(), good()[part].clone());
        // 270 and 270.0 are one number to JSON, not to the comparison.
        for drawing in [&mut wrote, &mut had] {
            drawing.pointer_mut("/features/1/properties/heading").map(Value::take);
        }
        assert_eq!(wrote, had, "{part}");
    }
}

#[test]
fn the_parts_that_may_be_missing_may_be_missing() {
    let parts = ["/drawing", "/plates", "/people", "/shifts", "/overrides", "/ladders"].map(|part| (part, Value::Null));
    let bundle = read(&with(&parts)).unwrap();
    assert_eq!(bundle.ladders.len(), 4);
}

#[test]
fn every_mistake_is_named_by_where_it_stands() {
    let bow_tie = json!([[[4.0, 52.0], [4.01, 52.01], [4.01, 52.0], [4.0, 52.01], [4.0, 52.0]]]);
    let open = json!([[[4.0, 52.0], [4.01, 52.0], [4.01, 52.01], [4.0, 52.01]]]);
    let outer = square(4.0, 52.0, 4.01, 52.01)[0].clone();
    let hole = |west, east| json!([outer, square(west, 52.001, east, 52.002)[0]]);
    let ground = "/zones/features/2/geometry/coordinates";
    let plate = |field: &str, value: Value| {
        let mut plate = good()["plates"][0].clone();
        plate["code"] = json!("P-2");
        plate[field] = value;
        plate
    };
    let shift = |field: &str, value: Value| {
        let mut shift = good()["shifts"][0].clone();
        shift[field] = value;
        shift
    };
    let ladder = |priority: u8| json!({"priority": priority, "acknowledge_within_s": 1, "rungs": [{"after_s": 0, "who": "assignee"}], "repeat_s": 1});
    for (pointer, value, expected) in [
        ("/format", json!("other/1"), "format: must be \"see-say-act/venue-bundle/1\""),
        (
            "/authority/slug",
            json!("Bay Police"),
            "authority.slug: must be 1 to 64 small letters, digits and single hyphens",
        ),
        ("/venue/slug", json!("bay--view"), "venue.slug: must be 1 to 64 small letters, digits and single hyphens"),
        ("/venue/name", json!(" "), "venue.name: must not be blank"),
        ("/venue/time_zone", json!("Mars/Olympus"), "venue.time_zone: unknown time zone \"Mars/Olympus\""),
        ("/venue/emergency_number", json!("nine"), "venue.emergency_number: must be a number that can be dialled"),
        ("/venue/emergency_number", json!(""), "venue.emergency_number: must be a number that can be dialled"),
        ("/venue/desk_phone", json!("the desk"), "venue.desk_phone: must be a number that can be dialled"),
        ("/venue/languages", json!([]), "venue.languages: must name at least one language"),
        ("/venue/languages/1", json!("English"), "venue.languages[1]: \"English\" is no language code such as \"en\""),
        ("/venue/languages/1", json!("en"), "venue.languages[1]: \"en\" is used twice"),
        ("/venue/number_prefix", json!("a"), "venue.number_prefix: must be 1 to 4 capital letters or digits"),
        ("/floors/-", json!({"code": "0", "label": "Again", "level": 0}), "floors[2].code: \"0\" is used twice"),
        ("/floors/0/label", json!(""), "floors[0].label: must not be blank"),
        (
            "/zones/features/1/id",
            json!(" T1-A"),
            "zones.features[1].id: must not be blank or padded\nplates[0].zone: unknown zone \"T1-A\"",
        ),
        (
            "/zones/features/2/id",
            json!("t1"),
            "zones.features[2].id: \"t1\" is used twice\nposts[1].zones[1]: unknown zone \"GATES\"",
        ),
        (
            "/zones/features/1/properties/parent",
            json!("T9"),
            "zones.features[1].properties.parent: unknown zone \"T9\"",
        ),
        (
            "/zones/features/1/properties/parent",
            json!("T1-A"),
            "zones.features[1].properties.parent: \"T1-A\" is inside itself",
        ),
        ("/zones/features/2/properties/floor", json!("9"), "zones.features[2].properties.floor: unknown floor \"9\""),
        ("/zones/features/2/properties/name", json!(""), "zones.features[2].properties.name: must not be blank"),
        (
            "/zones/features/2/geometry",
            json!({"type": "Point", "coordinates": [4.0, 52.0]}),
            "zones.features[2].geometry.type: a zone must be a Polygon",
        ),
        (ground, json!([]), "zones.features[2].geometry.coordinates: must have a ring"),
        (ground, open, "zones.features[2].geometry.coordinates[0]: is not closed: its last position must be its first"),
        (
            ground,
            json!([[[4.0, 52.0], [4.1, 52.0], [4.0, 52.0]]]),
            "zones.features[2].geometry.coordinates[0]: must have at least 4 positions, the last the same as the first",
        ),
        (ground, bow_tie, "zones.features[2].geometry.coordinates[0]: crosses itself"),
        (
            ground,
            square(4.0, 52.0, 4.000_001, 52.000_001),
            "zones.features[2].geometry.coordinates: covers 0.01 m², less than 1 m²",
        ),
        (
            ground,
            square(4.0, 52.0, 4.0, 52.0),
            "zones.features[2].geometry.coordinates: covers 0.00 m², less than 1 m²",
        ),
        (
            ground,
            square(4.0, 52.0, 4.01, 92.0),
            "zones.features[2].geometry.coordinates[0]: positions are [longitude, latitude] in degrees, within 180 and 90",
        ),
        (
            ground,
            json!([vec![[4.0, 52.0]; 2_001]]),
            "zones.features[2].geometry.coordinates[0]: has 2001 positions, more than 2000",
        ),
        (ground, hole(4.02, 4.03), "zones.features[2].geometry.coordinates[1]: is a hole that lies outside"),
        (
            "/drawing/features/0/properties/floor",
            json!("9"),
            "drawing.features[0].properties.floor: unknown floor \"9\"",
        ),
        (
            "/drawing/features/0/geometry/coordinates",
            json!([[4.0, 52.0]]),
            "drawing.features[0].geometry.coordinates: a line needs at least 2 positions",
        ),
        (
            "/drawing/features/1/geometry/coordinates",
            json!([4.0, 152.0]),
            "drawing.features[1].geometry.coordinates: positions are [longitude, latitude] in degrees, within 180 and 90",
        ),
        (
            "/drawing/features/2/geometry/coordinates",
            json!([[[4.0, 52.0], [4.1, 52.0], [4.1, 52.1], [4.0, 52.1]]]),
            "drawing.features[2].geometry.coordinates: rings must be closed and have at least 4 positions",
        ),
        ("/plates/-", plate("code", json!("p-1")), "plates[1].code: \"p-1\" is used twice"),
        ("/plates/-", plate("zone", json!("T9")), "plates[1].zone: unknown zone \"T9\""),
        ("/plates/-", plate("floor", json!("9")), "plates[1].floor: unknown floor \"9\""),
        ("/plates/-", plate("floor", json!("1")), "plates[1].floor: zone \"T1-A\" is on floor \"0\""),
        ("/plates/-", plate("lon", json!(4.006)), "plates[1]: lies outside zone \"T1-A\""),
        ("/plates/-", plate("lat", json!(95)), "plates[1].lat: must be between -90 and 90 degrees"),
        ("/plates/-", plate("lon", json!(181)), "plates[1].lon: must be between -180 and 180 degrees"),
        ("/plates/-", plate("label", json!("")), "plates[1].label: must not be blank"),
        (
            "/posts/1/code",
            json!("desk"),
            "posts[1].code: \"desk\" is used twice\nshifts[0].post: unknown post \"T1\"\noverrides[0].post: unknown post \"T1\"",
        ),
        ("/posts/1/default", json!(true), "posts[1].default: posts[0] is the default already"),
        ("/posts/0/default", json!(false), "posts: one post must be the default"),
        ("/posts/1/zones", json!([]), "posts[1].zones: must name zones, or \"*\" for all"),
        ("/posts/1/zones/1", json!("*"), "posts[1].zones[1]: \"*\" must stand alone"),
        ("/posts/1/zones/1", json!("T9"), "posts[1].zones[1]: unknown zone \"T9\""),
        ("/posts/1/skills/0", json!(""), "posts[1].skills[0]: must not be blank"),
        (
            "/people/1/email",
            json!("officer@demo.TEST"),
            "people[1].email: \"officer@demo.test\" is used twice\noverrides[0].officer: unknown e-mail \"super@demo.test\"",
        ),
        ("/people/2/email", json!("staff"), "people[2].email: \"staff\" is no e-mail address"),
        ("/people/2/name", json!(""), "people[2].name: must not be blank"),
        ("/people/0/call_sign", json!(""), "people[0].call_sign: must not be blank"),
        ("/shifts/-", shift("post", json!("T9")), "shifts[1].post: unknown post \"T9\""),
        (
            "/shifts/-",
            shift("officer", json!("nobody@demo.test")),
            "shifts[1].officer: unknown e-mail \"nobody@demo.test\"",
        ),
        (
            "/shifts/-",
            shift("officer", json!("staff@demo.test")),
            "shifts[1].officer: staff@demo.test is neither officer nor supervisor",
        ),
        ("/shifts/-", shift("days", json!([])), "shifts[1].days: must name at least one day"),
        ("/shifts/-", shift("days", json!(["mon", "mon"])), "shifts[1].days[1]: \"mon\" is used twice"),
        ("/shifts/-", shift("from", json!("6:00")), "shifts[1].from: \"6:00\" is no time of day such as \"06:00\""),
        ("/shifts/-", shift("to", json!("24:00")), "shifts[1].to: \"24:00\" is no time of day such as \"06:00\""),
        ("/overrides/0/replaces", json!("x@demo.test"), "overrides[0].replaces: unknown e-mail \"x@demo.test\""),
        ("/overrides/0/replaces", json!("super@demo.test"), "overrides[0].replaces: nobody can replace themselves"),
        ("/overrides/0/ends", json!("2026-12-24T17:00:00Z"), "overrides[0].ends: must be after its start"),
        ("/ladders/-", ladder(5), "ladders[1].priority: must be 1, 2, 3 or 4"),
        ("/ladders/-", ladder(2), "ladders[1].priority: P2 has a ladder already"),
        (
            "/ladders/0/quiet",
            json!({"from": "22:00", "until": "06:00"}),
            "ladders[0].quiet: quiet hours are for P3 and P4 alone",
        ),
        ("/ladders/-", quiet("24:00", "06:00"), "ladders[1].quiet.from: must be a time of day such as 22:00"),
        ("/ladders/-", quiet("06:00", "06:00"), "ladders[1].quiet.until: must not be the time at which they begin"),
        ("/ladders/0/acknowledge_within_s", json!(0), "ladders[0].acknowledge_within_s: must be at least 1 second"),
        ("/ladders/0/repeat_s", json!(0), "ladders[0].repeat_s: must be at least 1 second"),
        ("/ladders/0/rungs", json!([]), "ladders[0].rungs: must begin with the assignee at 0 seconds"),
        ("/ladders/0/rungs/0/after_s", json!(5), "ladders[0].rungs: must begin with the assignee at 0 seconds"),
        ("/ladders/0/rungs/0/who", json!("second"), "ladders[0].rungs: must begin with the assignee at 0 seconds"),
        (
            "/ladders/0/rungs/-",
            json!({"after_s": 60, "who": "everyone"}),
            "ladders[0].rungs[2].after_s: must not be before the rung above it",
        ),
    ] {
        let errors = read(&with(&[(pointer, value.clone())])).map(|_| ()).unwrap_err();
        assert_eq!(errors.to_string(), expected, "{pointer} = {value}");
    }
}

#[test]
fn all_mistakes_are_told_at_once_in_the_order_of_the_file() {
    let errors = read(&with(&[
        ("/venue/time_zone", json!("Nowhere")),
        ("/plates/0/zone", json!("T9")),
        ("/shifts/0/from", json!("noon")),
        ("/shifts/0/officer", json!("x@y.z")),
    ]))
    .unwrap_err();
    let paths: Vec<&str> = errors.0.iter().map(|error| error.path.as_str()).collect();
    assert_eq!(paths, ["venue.time_zone", "plates[0].zone", "shifts[0].officer", "shifts[0].from"]);
}

#[test]
fn zones_in_a_circle_are_all_named() {
    let errors = read(&with(&[("/zones/features/0/properties/parent", json!("T1-A"))])).unwrap_err();
    let paths: Vec<&str> = errors.0.iter().map(|error| error.path.as_str()).collect();
    assert_eq!(paths, ["zones.features[0].properties.parent", "zones.features[1].properties.parent"]);
}

#[test]
fn what_cannot_be_read_is_named_by_its_path_too() {
    for (pointer, value, path, part) in [
        ("/venue/colour", json!("red"), "venue.colour", "unknown field `colour`"),
        ("/floors/1/level", json!("one"), "floors[1].level", "invalid type"),
        ("/zones/type", json!("Feature"), "zones.type", "unknown variant `Feature`"),
        (
            "/zones/features/0/properties/zone_class",
            json!("beach"),
            "zones.features[0].properties.zone_class",
            "unknown variant `beach`",
        ),
        (
            "/zones/features/0/geometry",
            json!({"type": "Circle"}),
            "zones.features[0].geometry.type",
            "unknown variant `Circle`",
        ),
        ("/people/0/role", json!("king"), "people[0].role", "unknown variant `king`"),
        ("/shifts/0/days/0", json!("monday"), "shifts[0].days[0]", "unknown variant `monday`"),
        ("/overrides/0/starts", json!("tomorrow"), "overrides[0].starts", ""),
        ("/ladders/0/rungs/1/who", json!("nobody"), "ladders[0].rungs[1].who", "`nobody` is no circle"),
        ("/posts/0/name", Value::Null, "posts[0]", "missing field `name`"),
        ("/venue/kind", json!("station"), "venue.kind", "unknown variant `station`"),
    ] {
        let errors = read(&with(&[(pointer, value)])).unwrap_err();
        assert_eq!(errors.0.len(), 1);
        assert_eq!(errors.0[0].path, path);
        assert!(errors.0[0].message.contains(part), "{errors}");
    }
    for broken in ["", "{", "[]", "{} x"] {
        let errors = parse(broken).unwrap_err();
        assert_eq!(errors.0.len(), 1, "{errors}");
    }
    let trailing = parse(&format!("{} x", good())).unwrap_err();
    assert!(trailing.to_string().starts_with("bundle: trailing characters"), "{trailing}");
}

#[test]
fn a_time_of_day_has_two_digits_each() {
    for (text, minutes) in [
        ("00:00", Some(0)),
        ("06:30", Some(390)),
        ("23:59", Some(1_439)),
        ("24:00", None),
        ("6:30", None),
        ("06:3", None),
        ("06:60", None),
        ("+6:30", None),
        ("06:30:00", None),
        ("", None),
    ] {
        let found = time_of_day(text).map(|time| i32::from(time.hour()) * 60 + i32::from(time.minute()));
        assert_eq!(found, minutes, "{text}");
    }
}

#[test]
fn one_officer_twice_at_one_post_is_refused_and_hours_without_anybody_are_said() {
    let with = |shifts: Value| {
        let mut bundle = good();
        bundle["shifts"] = shifts;
        parse(&bundle.to_string())
    };
    let post = good()["posts"][0]["code"].clone();
    let officer = good()["shifts"][0]["officer"].clone();
    let shift = |days: Value, from: &str, to: &str| json!({"post": post, "officer": officer, "days": days, "from": from, "to": to});
    let overlap = with(json!([shift(json!(["sun"]), "22:00", "06:00"), shift(json!(["mon"]), "05:30", "14:00")]));
    let refused = overlap.unwrap_err().to_string();
    assert!(refused.contains("shifts[1]") && refused.contains("twice on mon at 05:30"), "{refused}");
    let whole =
        with(json!([shift(json!(["mon", "tue", "wed", "thu", "fri", "sat", "sun"]), "00:00", "00:00")])).unwrap();
    assert!(unstaffed(&whole).is_empty());
    let gaps = with(json!([
        shift(json!(["mon", "tue", "wed", "thu", "fri"]), "06:00", "22:00"),
        shift(json!(["fri"]), "22:00", "06:00")
    ]));
    let gaps = unstaffed(&gaps.unwrap());
    assert_eq!(gaps.first().map(String::as_str), Some("mon 22:00 to tue 06:00"));
    assert_eq!(gaps.last().map(String::as_str), Some("sat 06:00 to mon 06:00"), "{gaps:?}");
    assert_eq!(gaps.len(), 5);
    assert_eq!(unstaffed(&with(json!([])).unwrap()), ["the whole week"]);
}

#[test]
fn teams_take_their_turns_and_what_is_wrong_with_them_is_named() {
    let with = |teams: Value, rotations: Value| {
        let mut bundle = good();
        (bundle["teams"], bundle["rotations"]) = (teams, rotations);
        parse(&bundle.to_string())
    };
    let teams = || json!([{"code": "A", "name": "Team A", "members": ["Officer@demo.test"]}, {"code": "B", "name": "Team B", "members": ["super@demo.test"]}]);
    let rotation = |change: &dyn Fn(&mut Value)| {
        // Two days, two days, three days: the other way round in the week after.
        let turns = json!([{"team": "A", "days": 2}, {"team": "B", "days": 2}, {"team": "A", "days": 3}, {"officer": "super@demo.test", "days": 7}]);
        let mut rotation =
            json!({"post": "DESK", "from": "06:00", "to": "18:00", "first": "2026-11-02", "turns": turns});
        change(&mut rotation);
        json!([rotation])
    };
    let bundle = with(teams(), rotation(&|_| ())).unwrap();
    let planned = bundle.planned();
    let of = |officer: &str, team: Option<&str>| {
        let found =
            planned.iter().find(|plan| (plan.officer, plan.team, plan.post) == (officer, team, "DESK")).unwrap();
        let cycle = found.cycle.clone().unwrap();
        (cycle.length, cycle.on.into_iter().collect::<Vec<_>>())
    };
    assert_eq!(of("officer@demo.test", Some("Team A")), (14, vec![0, 1, 4, 5, 6]));
    assert_eq!(of("super@demo.test", Some("Team B")), (14, vec![2, 3]));
    assert_eq!(of("super@demo.test", None), (14, (7..14).collect()));
    let gaps = unstaffed(&bundle);
    assert!(
        !gaps.is_empty() && gaps.iter().all(|gap| !gap.contains("12:00")),
        "somebody's turn is every day: {gaps:?}"
    );

    let named = |teams: Value, rotations: Value| with(teams, rotations).unwrap_err().to_string();
    let wrong = |change: &dyn Fn(&mut Value)| named(teams(), rotation(change));
    for (path, error) in [
        ("rotations[0].post", wrong(&|r| r["post"] = "NOWHERE".into())),
        ("rotations[0].from", wrong(&|r| r["from"] = "6".into())),
        ("rotations[0].last", wrong(&|r| r["last"] = "2026-11-01".into())),
        ("rotations[0].first", wrong(&|r| r["first"] = "soon".into())),
        ("rotations[0].turns: must have 1", wrong(&|r| r["turns"] = json!([]))),
        (
            "rotations[0].turns: must come round within 366 days, not 376",
            wrong(&|r| r["turns"][3]["days"] = 369.into()),
        ),
        ("rotations[0].turns[1].days", wrong(&|r| r["turns"][1]["days"] = 0.into())),
        ("rotations[0].turns[1].team: unknown team \"C\"", wrong(&|r| r["turns"][1]["team"] = "C".into())),
        ("rotations[0].turns[3].officer", wrong(&|r| r["turns"][3]["officer"] = "staff@demo.test".into())),
        ("rotations[0].turns[3]: must name either", wrong(&|r| r["turns"][3]["team"] = "A".into())),
        ("teams[0].members[0]", named(json!([{"code": "A", "name": "A", "members": ["nobody@x.test"]}]), json!([]))),
        (
            "teams[0].members[1]",
            named(json!([{"code": "A", "name": "A", "members": ["super@demo.test", "super@demo.test"]}]), json!([])),
        ),
        ("teams[1].code", named(json!([teams()[0], teams()[0]]), json!([]))),
        ("teams[0].members: must name", named(json!([{"code": "A", "name": "A", "members": []}]), json!([]))),
    ] {
        assert!(error.contains(path), "{path}: {error}");
    }
}

#[test]
fn a_turn_and_a_weekly_shift_at_one_time_and_post_are_refused_with_the_day() {
    let plan = |days: Value, first: &str, turns: Value| {
        let mut bundle = good();
        bundle["shifts"] =
            json!([{"post": "DESK", "officer": "super@demo.test", "days": days, "from": "22:00", "to": "06:00"}]);
        bundle["rotations"] = json!([{"post": "DESK", "from": "05:00", "to": "13:00", "first": first, "turns": turns}]);
        parse(&bundle.to_string())
    };
    let mine = |days: u16, others: u16| json!([{"officer": "super@demo.test", "days": days}, {"officer": "officer@demo.test", "days": others}]);
    // A round of eight days falls on each day of the week sooner or later: her first Monday is that of the third round.
    let refused = plan(json!(["sun"]), "2026-11-03", mine(1, 7)).unwrap_err().to_string();
    assert!(
        refused.contains("twice on 2026-12-21 at 05:00: shifts[0] has 22:00–06:00, this one 05:00–13:00"),
        "{refused}"
    );
    // A round of fourteen always has her on the same day.
    plan(json!(["sun"]), "2026-11-03", mine(1, 13)).unwrap();
    plan(json!(["mon"]), "2026-11-03", mine(1, 13)).unwrap_err();
}

#[test]
fn an_authority_sets_its_own_promises_and_hears_what_is_wrong_with_them() {
    let with = |promises: Value| {
        let mut bundle = good();
        bundle["ladders"][0]["promises"] = promises;
        parse(&bundle.to_string())
    };
    let bundle =
        with(json!({"en_route_s": 300, "on_scene_s": 0, "calls": ["assignee", "post:DESK"], "between_s": 30})).unwrap();
    let promises = bundle.ladders[1].promises.clone().unwrap();
    assert_eq!((promises.en_route_s, promises.on_scene_s, promises.news_s), (Some(300), Some(0), None));
    for (promises, path) in [
        (json!({"en_route_s": 0}), "ladders[0].promises.en_route_s: must be at least 1 second"),
        (json!({"repeat_s": 0}), "ladders[0].promises.repeat_s: must be at least 1 second"),
        (json!({"calls": ["post:NOWHERE"]}), "ladders[0].promises.calls[0]: names no post of this venue"),
        (
            json!({"calls": ["assignee", "skill:flying"]}),
            "ladders[0].promises.calls[1]: names a skill that no post has",
        ),
        (json!({"calls": ["somebody"]}), "ladders[0].promises.calls[0]"),
        (json!({"arrive_s": 5}), "ladders[0].promises"),
    ] {
        let error = with(promises).unwrap_err().to_string();
        assert!(error.contains(path), "{path}: {error}");
    }
}
