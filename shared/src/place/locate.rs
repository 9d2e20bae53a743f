//! Where is it? The order of trust: a plate, then a zone picked by hand, then coordinates, then words.

use super::words::zones_named;
use super::{Basis, Located, PlaceIndex, PlaceInput, PlaceNote, Plate, Spot, Zone, distance_m};
use crate::trace::TraceLine;

/// How far from its plate a phone may seem to be, beyond its own accuracy, before the two contradict each other.
const PLATE_SLACK_M: f64 = 30.0;
/// How far from its plate a person who reads it stands.
const PLATE_REACH_M: f64 = 5.0;
/// A point outside every zone belongs to the nearest one within its accuracy, but never farther than this.
const NEAR_M: f64 = 100.0;
/// More zones than this help nobody to decide.
const MOST_CANDIDATES: usize = 8;
/// Points looked at in a circle of uncertainty: on its rim and halfway.
const RIM_SAMPLES: u32 = 16;

/// Finds the zone of a place. Always answers; what is odd is in the notes, and why is in the trace.
pub fn locate(index: &PlaceIndex, input: &PlaceInput) -> Located {
    let mut found = Located {
        zone: None,
        floor: None,
        lat: None,
        lon: None,
        accuracy_m: None,
        plate: None,
        gps: input.spot(),
        candidates: Vec::new(),
        notes: Default::default(),
        basis: Basis::Words,
        trace: Vec::new(),
    };
    let plate = said(&input.plate).and_then(|code| {
        let plate = index.plate(code);
        if plate.is_none() {
            found.notes.insert(PlaceNote::UnknownPlate);
            found.trace.push(line("unknown_plate", format!("no plate has the code {code}")).with("plate", code));
        }
        plate
    });
    let picked = said(&input.zone).and_then(|code| {
        let zone = index.zone(code);
        if zone.is_none() {
            found.notes.insert(PlaceNote::UnknownZone);
            found.trace.push(line("unknown_zone", format!("no zone has the code {code}")).with("zone", code));
        }
        zone
    });
    match (plate, picked, found.gps) {
        (Some(plate), ..) => by_plate(&mut found, index, input, plate),
        (None, Some(zone), _) => by_zone(&mut found, index, input, zone),
        (None, None, Some(spot)) => by_coordinates(&mut found, index, input, spot),
        (None, None, None) => {}
    }
    if found.zone.is_none() {
        by_words(&mut found, index, input);
    }
    found.candidates.truncate(MOST_CANDIDATES);
    if found.candidates.len() < 2 {
        found.candidates.clear();
    }
    found
}

fn by_plate(found: &mut Located, index: &PlaceIndex, input: &PlaceInput, plate: &Plate) {
    found.basis = Basis::Plate;
    found.plate = Some(plate.code.clone());
    found.zone = Some(plate.zone.clone());
    found.floor = Some(plate.floor.clone());
    (found.lat, found.lon, found.accuracy_m) = (Some(plate.lat), Some(plate.lon), Some(PLATE_REACH_M));
    found.candidates.push(plate.zone.clone());
    let text = format!("plate {} hangs at {}", plate.code, plate.label);
    found.trace.push(line("plate", text).with("plate", &plate.code).with("zone", &plate.zone));
    if let Some(picked) = said(&input.zone).and_then(|code| index.zone(code)) {
        note_other_zone(found, index, picked, "picked_differs", "the zone picked by hand is another");
    }
    note_other_floor(found, input);
    let Some(gps) = found.gps else { return };
    let away = distance_m(gps, plate.spot());
    let elsewhere = in_another_zone(index, gps, input.radius_m(), &plate.zone);
    if away > input.radius_m() + PLATE_SLACK_M || elsewhere.is_some() {
        found.notes.insert(PlaceNote::PlateAndGpsDisagree);
        let text = format!("the phone says it is {away:.0} m from plate {}", plate.code);
        let said = line("plate_and_gps_disagree", text).with("metres", format!("{away:.0}"));
        found.trace.push(said.effect("the plate is trusted, both are kept"));
        push_new(&mut found.candidates, elsewhere.map(|zone| zone.code.as_str()));
    }
}

fn by_zone(found: &mut Located, index: &PlaceIndex, input: &PlaceInput, zone: &Zone) {
    found.basis = Basis::Zone;
    found.zone = Some(zone.code.clone());
    found.floor = Some(zone.floor.clone());
    found.candidates.push(zone.code.clone());
    found.trace.push(line("zone_picked", format!("{} was picked by hand", zone.name)).with("zone", &zone.code));
    note_other_floor(found, input);
    let Some(gps) = found.gps else { return };
    keep_point(found, input, gps);
    if let Some(other) = in_another_zone(index, gps, input.radius_m(), &zone.code) {
        note_other_zone(found, index, other, "point_differs", "the point given lies in another zone");
    }
}

fn by_coordinates(found: &mut Located, index: &PlaceIndex, input: &PlaceInput, spot: Spot) {
    found.basis = Basis::Coordinates;
    keep_point(found, input, spot);
    let radius = input.radius_m();
    let asked = said(&input.floor);
    let known = asked.filter(|floor| index.has_floor(floor));
    found.floor = known.map(str::to_owned);
    let on_named = known.and_then(|floor| nearest(index, spot, radius, floor));
    let fits: Vec<(&Zone, f64)> = match on_named {
        Some(fit) => vec![fit],
        None => nearest_floors(index, spot, radius),
    };
    let Some(&(zone, away)) = fits.first() else {
        found.notes.insert(PlaceNote::OutsideVenue);
        found.trace.push(line("outside_venue", "the point lies in no zone of this venue"));
        return;
    };
    if on_named.is_none() && (asked.is_some() || fits.len() > 1) {
        found.notes.insert(PlaceNote::FloorUnknown);
        let why = match asked {
            Some(floor) => format!("floor {floor} has no zone at this point, another floor has"),
            None => "zones on several floors hold this point".to_owned(),
        };
        let assumed = format!("taken for floor {}", zone.floor);
        found.trace.push(line("floor_unknown", why).with("floor", &zone.floor).effect(assumed));
    }
    found.zone = Some(zone.code.clone());
    found.floor = Some(zone.floor.clone());
    let text = if away > 0.0 {
        format!("the point lies {away:.0} m outside {}, within its accuracy", zone.name)
    } else {
        format!("the point lies in {}", zone.name)
    };
    found.trace.push(line("coordinates", text).with("zone", &zone.code).with("floor", &zone.floor));
    found.candidates = possible_zones(index, spot, radius, zone);
    if found.candidates.len() > 1 {
        found.notes.insert(PlaceNote::TouchesSeveralZones);
        let text = format!("within {radius:.0} m it may as well be in {}", found.candidates[1..].join(", "));
        found.trace.push(line("touches_several_zones", text).with("candidates", found.candidates.join(" ")));
    }
    for (other, _) in &fits[1..] {
        push_new(&mut found.candidates, Some(&other.code));
    }
}

fn by_words(found: &mut Located, index: &PlaceIndex, input: &PlaceInput) {
    let Some(text) = said(&input.text) else { return };
    let named = zones_named(index, text);
    if found.basis == Basis::Words || !named.is_empty() {
        found.notes.insert(PlaceNote::FromWords);
        found.basis = Basis::Words;
    }
    let codes: Vec<String> = named.iter().map(|zone| zone.code.clone()).collect();
    let Some(zone) = named.first().copied().and_then(|first| holder_of_all(index, first, &codes)) else {
        let text = if codes.is_empty() { "the words name no zone" } else { "the words name zones far apart" };
        found.trace.push(line("words", text));
        found.candidates = codes;
        return;
    };
    found.zone = Some(zone.code.clone());
    found.floor = Some(zone.floor.clone());
    found.candidates = codes;
    found.trace.push(line("words", format!("the words name {}", zone.name)).with("zone", &zone.code));
}

/// The zone itself, or the nearest one above it that holds every named zone.
fn holder_of_all<'a>(index: &'a PlaceIndex, first: &'a Zone, codes: &[String]) -> Option<&'a Zone> {
    let holds =
        |holder: &str| codes.iter().all(|code| code == holder || index.ancestors(code).iter().any(|a| a == holder));
    let above = index.ancestors(&first.code);
    std::iter::once(first.code.as_str())
        .chain(above.iter().map(String::as_str))
        .find(|code| holds(code))
        .and_then(|code| index.zone(code))
}

/// The zone of one floor that holds the point, or else the nearest within its accuracy. Metres are 0 inside.
fn nearest<'a>(index: &'a PlaceIndex, spot: Spot, radius_m: f64, floor: &str) -> Option<(&'a Zone, f64)> {
    index.zones_within(spot, radius_m.min(NEAR_M), floor).into_iter().next()
}

/// The nearest zone of each floor that comes as near as the nearest of all; likeliest floor first.
fn nearest_floors(index: &PlaceIndex, spot: Spot, radius_m: f64) -> Vec<(&Zone, f64)> {
    let mut fits: Vec<(&Zone, f64)> =
        index.floors().into_iter().filter_map(|floor| nearest(index, spot, radius_m, floor)).collect();
    let least = fits.iter().map(|(_, away)| *away).fold(f64::INFINITY, f64::min);
    fits.retain(|(_, away)| *away <= least);
    fits
}

/// Codes of the zones a circle may mean, the zone of its centre first. A zone that holds others is meant only where
/// some of the circle lies in it and in none of those.
fn possible_zones(index: &PlaceIndex, centre: Spot, radius_m: f64, zone: &Zone) -> Vec<String> {
    let touched = index.zones_within(centre, radius_m, &zone.floor);
    let above: Vec<String> = touched.iter().flat_map(|(zone, _)| index.ancestors(&zone.code)).collect();
    let sampled: Vec<&str> = samples(centre, radius_m)
        .filter_map(|spot| index.zone_at(spot.lat, spot.lon, Some(&zone.floor)))
        .map(|zone| zone.code.as_str())
        .collect();
    let mut codes = vec![zone.code.clone()];
    for (other, _) in touched {
        if !above.contains(&other.code) || sampled.contains(&other.code.as_str()) {
            push_new(&mut codes, Some(&other.code));
        }
    }
    codes
}

fn samples(centre: Spot, radius_m: f64) -> impl Iterator<Item = Spot> {
    let rim = (0..RIM_SAMPLES).flat_map(move |step| {
        let (sin, cos) = (f64::from(step) * std::f64::consts::TAU / f64::from(RIM_SAMPLES)).sin_cos();
        [1.0, 0.5].map(|share| centre.moved(radius_m * share * sin, radius_m * share * cos))
    });
    std::iter::once(centre).chain(rim)
}

/// The zone the point is in, on the floor of `zone`, if its circle touches `zone` nowhere and the two are not of one
/// branch of the tree.
fn in_another_zone<'a>(index: &'a PlaceIndex, spot: Spot, radius_m: f64, zone: &str) -> Option<&'a Zone> {
    let floor = index.zone(zone).map(|zone| zone.floor.as_str());
    let there = index.zone_at(spot.lat, spot.lon, floor)?;
    let touches = index.zones_within(spot, radius_m, &there.floor).iter().any(|(touched, _)| touched.code == zone);
    (!touches && !index.same_branch(&there.code, zone)).then_some(there)
}

fn note_other_zone(found: &mut Located, index: &PlaceIndex, other: &Zone, code: &str, text: &str) {
    if found.zone.as_deref().is_some_and(|zone| !index.same_branch(zone, &other.code)) {
        found.trace.push(line(code, format!("{text}: {}", other.name)).with("zone", &other.code));
        push_new(&mut found.candidates, Some(&other.code));
    }
}

fn note_other_floor(found: &mut Located, input: &PlaceInput) {
    if let (Some(floor), Some(known)) = (said(&input.floor), &found.floor)
        && floor != known
    {
        let text = format!("floor {floor} was named, but the place is on floor {known}");
        found.trace.push(line("floor_differs", text).with("floor", floor));
    }
}

fn keep_point(found: &mut Located, input: &PlaceInput, spot: Spot) {
    (found.lat, found.lon) = (Some(spot.lat), Some(spot.lon));
    found.accuracy_m = input.accuracy_m.filter(|metres| metres.is_finite() && *metres >= 0.0);
}

fn push_new(codes: &mut Vec<String>, code: Option<&str>) {
    if let Some(code) = code
        && !codes.iter().any(|known| known == code)
    {
        codes.push(code.to_owned());
    }
}

fn said(field: &Option<String>) -> Option<&str> {
    field.as_deref().map(str::trim).filter(|text| !text.is_empty())
}

fn line(code: &str, text: impl Into<String>) -> TraceLine {
    TraceLine::new(format!("place.{code}"), text)
}
