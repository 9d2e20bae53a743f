use super::*;
use crate::limits;
use crate::place::{Plate, Polygon, Zone, ZoneClass};
use crate::taxonomy::Taxonomy;
use geo::polygon;
use jiff::tz::TimeZone;
use uuid::Uuid;

const NOW: &str = "2026-11-28T09:00:00Z";

fn at(text: &str) -> Timestamp {
    format!("2026-11-28T{text}:00Z").parse().unwrap()
}

fn now() -> Timestamp {
    NOW.parse().unwrap()
}

fn square() -> Polygon<f64> {
    polygon![(x: 4.0, y: 54.0), (x: 4.001, y: 54.0), (x: 4.001, y: 54.001), (x: 4.0, y: 54.001)]
}

fn index() -> PlaceIndex {
    let zone = |code: &str, name: &str, parent: Option<&str>| Zone {
        code: code.to_owned(),
        name: name.to_owned(),
        zone_class: ZoneClass::Sterile,
        floor: "1".to_owned(),
        parent: parent.map(ToOwned::to_owned),
        polygon: square(),
    };
    let zones = vec![
        zone("pier-a", "Pier A", None),
        zone("gate-a4", "Gate A4", Some("pier-a")),
        zone("gate-a5", "Gate A5", Some("pier-a")),
        zone("seats-a4", "Seats at A4", Some("gate-a4")),
        zone("east", "Quay 7", None),
        zone("west", "Quay-7", None),
    ];
    let plate = Plate {
        code: "PA-20".to_owned(),
        label: "End of the pier".to_owned(),
        zone: "pier-a".to_owned(),
        floor: "1".to_owned(),
        lat: 54.0005,
        lon: 4.0005,
    };
    PlaceIndex::new(zones, vec![plate])
}

fn leaves(nth: u128, number: &str, place: &str, departs: &str) -> Departure {
    Departure {
        id: DepartureId::from_uuid(Uuid::from_u128(nth)),
        kind: Kind::Flight,
        number: number.to_owned(),
        place: Some(place.to_owned()).filter(|place| !place.is_empty()),
        scheduled: at(departs),
        estimated: None,
        boards: None,
        state: State::Scheduled,
        as_of: now(),
    }
}

fn found(departures: Vec<Departure>, zone: &str, since: &str) -> Option<String> {
    let index = index();
    let schedule = Schedule::new(1, departures, &index);
    let standing = Standing { zone: Some(zone), spot: None, since: at(since) };
    schedule.of(&index, standing, None).map(|(departure, _)| departure.number.clone())
}

#[test]
fn the_next_departure_from_the_gate_is_meant_and_no_other() {
    let day =
        || vec![leaves(1, "KL1", "A4", "10:00"), leaves(2, "KL2", "Gate A4", "11:00"), leaves(3, "KL3", "A5", "09:10")];
    assert_eq!(found(day(), "gate-a4", "09:00").as_deref(), Some("KL1"));
    assert_eq!(found(day(), "seats-a4", "09:00").as_deref(), Some("KL1"), "within the gate");
    assert_eq!(found(day(), "pier-a", "09:00"), None, "around it");
    assert_eq!(found(day(), "gate-a4", "10:10").as_deref(), Some("KL1"), "it has not left by what is told");
    assert_eq!(found(day(), "gate-a4", "10:20").as_deref(), Some("KL2"));
    assert_eq!(found(day(), "gate-a4", "06:30"), None, "nobody waits for so long");
    let gone = |state| {
        let mut day = day();
        day[0].state = state;
        day
    };
    assert_eq!(found(gone(State::Departed), "gate-a4", "10:01").as_deref(), Some("KL2"));
    assert_eq!(found(gone(State::Cancelled), "gate-a4", "09:00").as_deref(), Some("KL2"));
    assert_eq!(found(vec![gone(State::Cancelled).remove(0)], "gate-a4", "09:00").as_deref(), Some("KL1"));
}

#[test]
fn a_place_that_could_be_two_is_none() {
    let mut sails = leaves(1, "Aurora", "Quay 7", "10:00");
    sails.kind = Kind::Vessel;
    assert_eq!(found(vec![sails.clone()], "east", "09:00"), None);
    sails.place = Some("east".to_owned());
    assert_eq!(found(vec![sails], "east", "09:00").as_deref(), Some("Aurora"));
}

#[test]
fn a_plate_means_who_stands_by_it() {
    let index = index();
    let schedule = Schedule::new(1, vec![leaves(1, "KL1", "pa-20", "10:00")], &index);
    let by = |spot| schedule.of(&index, Standing { zone: Some("pier-a"), spot, since: now() }, None).is_some();
    assert!(by(Some(Spot { lat: 54.0006, lon: 4.0005 })));
    assert!(!by(Some(Spot { lat: 54.0012, lon: 4.0005 })));
    assert!(!by(None));
}

#[test]
fn a_number_is_named_whole_or_not_at_all() {
    let index = index();
    let mut ship = leaves(4, "Stena Aurora", "", "12:00");
    ship.kind = Kind::Vessel;
    let day = vec![
        leaves(1, "BA 0117", "A4", "10:00"),
        leaves(2, "AT5", "", "10:00"),
        leaves(3, "KL1009", "", "09:30"),
        ship,
    ];
    let schedule = Schedule::new(1, day, &index);
    let named = |text: &str| schedule.named([text], now()).map(|id| id.uuid().as_u128());
    for text in ["BA117", "ba117", "He takes BA 117 to London", "flight BA-0117.", "ba 117"] {
        assert_eq!(named(text), Some(1), "{text}");
    }
    assert_eq!(named("the Stena Aurora"), Some(4));
    assert_eq!(named("STENA-AURORA"), Some(4));
    for text in ["", "BA1170", "BA11", "117", "he leaves at 5", "KL 100 9x", "gate A4", "aurora"] {
        assert_eq!(named(text), None, "{text}");
    }
    assert_eq!(named("AT 5"), Some(2));
    let tomorrow = now() + SignedDuration::from_hours(30);
    assert_eq!(schedule.named(["BA117"], tomorrow), None, "it has long gone");
    assert_eq!(schedule.named(["KL1009"], now() - SignedDuration::from_hours(30)), None);
}

#[test]
fn the_same_number_means_what_is_still_to_come() {
    let index = index();
    let early = leaves(1, "KL1", "", "05:00");
    let schedule = Schedule::new(1, vec![early, leaves(2, "KL1", "", "12:00")], &index);
    assert_eq!(schedule.named(["KL1"], now()).map(|id| id.uuid().as_u128()), Some(2));
}

#[test]
fn a_near_departure_raises_one_step_and_never_to_p1() {
    let mut near = leaves(1, "KL1", "A4", "10:00");
    near.boards = Some(at("09:20"));
    let to = |departure: &Departure, priority, minutes: i64| {
        let (raised, line) = pressed(priority, Some(departure), now() + SignedDuration::from_mins(minutes));
        assert_eq!(line.is_some(), raised != priority, "who raises says why");
        raised
    };
    use Priority::{P1, P2, P3, P4};
    for (from, raised) in [(P1, P1), (P2, P2), (P3, P2), (P4, P3)] {
        assert_eq!(to(&near, from, 0), raised);
    }
    let (_, why) = pressed(P3, Some(&near), now());
    let why = why.unwrap();
    assert_eq!((why.params["minutes"].as_str(), why.effect.as_deref()), ("20", Some("P3 → P2")));
    assert_eq!(to(&near, P3, -11), P3, "too early");
    assert_eq!(to(&near, P3, -10), P3, "half an hour is not less than half an hour");
    assert_eq!(to(&near, P3, 59), P2, "it boards");
    assert_eq!(to(&near, P3, 60), P3, "it was due");
    for state in [State::Departed, State::Cancelled] {
        near.state = state;
        assert_eq!(to(&near, P3, 0), P3);
    }
    assert_eq!(pressed(P3, None, now()), (P3, None));
}

#[test]
fn the_questions_that_name_departures_ask_for_words() {
    for code in ASKED {
        assert!(!Taxonomy::builtin().question(code).unwrap().kind.is_choice(), "{code}");
    }
}

fn sheet(text: &str) -> Result<Vec<Line>, Vec<Fault>> {
    read(text, &TimeZone::get("Europe/Amsterdam").unwrap(), now())
}

#[test]
fn a_sheet_is_read_as_the_venue_writes_it() {
    let told = sheet(
        "\u{feff}Kind;Number;Place;Scheduled;Boarding;State\r\nflight;\"KL; 1009\";A4;2026-11-28T10:30;2026-11-28T10:00;boarding\r\n\r\n\
         vessel;Aurora;;2026-11-28T23:30:00Z;;\r\n",
    )
    .unwrap();
    assert_eq!(told.len(), 2);
    assert_eq!(
        (told[0].number.as_str(), told[0].key.as_str(), told[0].place.as_deref()),
        ("KL; 1009", "KL1009", Some("A4"))
    );
    assert_eq!((told[0].scheduled, told[0].boards, told[0].state), (at("09:30"), Some(at("09:00")), State::Boarding));
    assert_eq!((told[1].kind, told[1].day.to_string()), (Kind::Vessel, "2026-11-29".to_owned()), "the venue's day");
    assert_eq!((told[1].place.as_deref(), told[1].state), (None, State::Scheduled));
}

#[test]
fn what_is_wrong_is_told_by_its_line() {
    let head = "kind,number,scheduled,estimated,boarding,state\n";
    let at_fault = |rows: &str| -> Vec<(usize, String)> {
        sheet(&format!("{head}{rows}")).unwrap_err().into_iter().map(|fault| (fault.line, fault.column)).collect()
    };
    let is = |line: usize, column: &str| (line, column.to_owned());
    assert_eq!(at_fault(""), [is(1, "")]);
    assert_eq!(
        at_fault("train,IC1,2026-11-28T10:30,,,\nflight,,soon,,,\n"),
        [is(2, "kind"), is(3, "scheduled"), is(3, "number")]
    );
    assert_eq!(at_fault("flight,KL1,2026-11-28T10:30,,2026-11-28T11:30,\n"), [is(2, "boarding")]);
    assert_eq!(at_fault("flight,KL1,2026-12-28T10:30,,,\n"), [is(2, "scheduled")]);
    assert_eq!(at_fault("flight,KL1,2026-11-28T10:30,,,late\n"), [is(2, "state")]);
    assert_eq!(at_fault("flight,KL1,2026-11-28T10:30\n"), [is(2, "")]);
    assert_eq!(at_fault("flight,\"KL1,2026-11-28T10:30,,,\n"), [is(2, "")]);
    let same = "flight,KL 1,2026-11-28T10:30,,,\nflight,KL001,2026-11-28T12:30,,,\n";
    assert_eq!(at_fault(same), [is(3, "number")]);
    assert_eq!(at_fault(&"train,IC1,2026-11-28T10:30,,,\n".repeat(100)).len(), 20);
    let many: String = (0..=limits::DEPARTURES).map(|nth| format!("flight,KL{nth}9,2026-11-28T10:30,,,\n")).collect();
    assert_eq!(at_fault(&many), [is(limits::DEPARTURES + 2, "")]);
    let heads = |head: &str| sheet(head).unwrap_err().into_iter().map(|fault| fault.column).collect::<Vec<_>>();
    assert_eq!(heads("kind,number,gate"), ["gate", "scheduled"]);
    assert_eq!(heads(""), [""]);
}

#[test]
fn what_another_schedule_tells_otherwise_concerns_its_ground_before_and_after() {
    let index = index();
    let schedule = |departures: Vec<Departure>| Schedule::new(1, departures, &index);
    let (stays, mut moves) = (leaves(1, "KL 1", "A4", "11:00"), leaves(2, "KL 2", "A4", "12:00"));
    let goes = leaves(3, "KL 3", "", "12:00");
    let before = schedule(vec![stays.clone(), moves.clone(), goes.clone()]);
    moves.place = Some("A5".to_owned());
    let comes = leaves(4, "KL 4", "PA-20", "12:00");
    let fresh = Departure { as_of: now() + WAIT, ..stays };
    let after = schedule(vec![fresh, moves.clone(), comes.clone()]);
    let ids = [&moves, &goes, &comes].map(|departure| departure.id);
    let zones = ["gate-a4", "gate-a5", "pier-a"].map(str::to_owned);
    let expected = Concerned { departures: ids.into(), zones: zones.into() };
    assert_eq!((before.changed(&after), after.changed(&before)), (expected.clone(), expected));
    assert_eq!(after.changed(&after), Concerned::default());
    let near = after.pressing(moves.departs() - LATE);
    assert_eq!(
        near,
        Concerned { departures: [moves.id, comes.id].into(), zones: ["gate-a5", "pier-a"].map(str::to_owned).into() }
    );
}
