//! Zones, plates and the drawing: what lies where.

use super::check::{Errors, knows_floor, knows_zone, numbered};
use super::{Bundle, Shape, ZoneFeature};
use crate::place::{Polygon, Spot, area_m2};
use geo::Intersects;
use geo::algorithm::Validation;
use geo::algorithm::validation::{InvalidPolygon, RingRole};

/// Smaller than this is a slip of the mouse, not a zone.
const SMALLEST_ZONE_M2: f64 = 1.0;
/// More corners than this come from a survey, not from a drawing; they cost every lookup and show nothing.
const MOST_POSITIONS: usize = 2_000;

pub(super) fn check_zones(errors: &mut Errors, bundle: &Bundle) {
    let zones = &bundle.zones.features;
    errors.expect(!zones.is_empty(), "zones.features", "must hold at least one zone");
    errors.expect_codes(numbered("zones.features", "id", zones.iter().map(|zone| &*zone.id)));
    for (at, zone) in zones.iter().enumerate() {
        let path = format!("zones.features[{at}]");
        let properties = &zone.properties;
        errors.expect_text(&properties.name, format!("{path}.properties.name"));
        check_floor(errors, bundle, format!("{path}.properties.floor"), &properties.floor);
        if let Some(parent) = &properties.parent {
            let path = format!("{path}.properties.parent");
            errors.expect(knows_zone(bundle, parent), &path, format!("unknown zone \"{parent}\""));
            errors.expect(!is_in_circle(zones, zone), path, format!("\"{}\" is inside itself", zone.id));
        }
        check_polygon(errors, &format!("{path}.geometry"), zone);
    }
}

pub(super) fn check_drawing(errors: &mut Errors, bundle: &Bundle) {
    for (at, feature) in bundle.drawing.features.iter().enumerate() {
        let path = format!("drawing.features[{at}]");
        check_floor(errors, bundle, format!("{path}.properties.floor"), &feature.properties.floor);
        let path = format!("{path}.geometry.coordinates");
        let on_earth = match &feature.geometry {
            Shape::Point { coordinates } => is_on_earth(coordinates),
            Shape::LineString { coordinates } => {
                errors.expect(coordinates.len() >= 2, &path, "a line needs at least 2 positions");
                coordinates.iter().all(is_on_earth)
            }
            Shape::MultiLineString { coordinates } => {
                let lines = !coordinates.is_empty() && coordinates.iter().all(|line| line.len() >= 2);
                errors.expect(lines, &path, "each line needs at least 2 positions");
                coordinates.iter().flatten().all(is_on_earth)
            }
            Shape::Polygon { coordinates } => {
                let closed = !coordinates.is_empty() && coordinates.iter().all(|ring| is_closed(ring));
                errors.expect(closed, &path, "rings must be closed and have at least 4 positions");
                coordinates.iter().flatten().all(is_on_earth)
            }
        };
        errors.expect(on_earth, path, OFF_EARTH);
    }
}

pub(super) fn check_plates(errors: &mut Errors, bundle: &Bundle) {
    errors.expect_codes(numbered("plates", "code", bundle.plates.iter().map(|plate| &*plate.code)));
    for (at, plate) in bundle.plates.iter().enumerate() {
        let path = |field: &str| format!("plates[{at}].{field}");
        errors.expect_text(&plate.label, path("label"));
        check_floor(errors, bundle, path("floor"), &plate.floor);
        let spot = Spot { lat: plate.lat, lon: plate.lon };
        errors.expect((-90.0..=90.0).contains(&plate.lat), path("lat"), "must be between -90 and 90 degrees");
        errors.expect((-180.0..=180.0).contains(&plate.lon), path("lon"), "must be between -180 and 180 degrees");
        let Some(zone) = bundle.zones.features.iter().find(|zone| zone.id == plate.zone) else {
            errors.add(path("zone"), format!("unknown zone \"{}\"", plate.zone));
            continue;
        };
        let same_floor = !knows_floor(bundle, &plate.floor) || zone.properties.floor == plate.floor;
        let floor = &zone.properties.floor;
        errors.expect(same_floor, path("floor"), format!("zone \"{}\" is on floor \"{floor}\"", plate.zone));
        let inside = !spot.is_on_earth() || zone.zone().polygon.intersects(&geo::Point::new(spot.lon, spot.lat));
        errors.expect(inside, format!("plates[{at}]"), format!("lies outside zone \"{}\"", plate.zone));
    }
}

fn check_floor(errors: &mut Errors, bundle: &Bundle, path: String, floor: &str) {
    errors.expect(knows_floor(bundle, floor), path, format!("unknown floor \"{floor}\""));
}

const OFF_EARTH: &str = "positions are [longitude, latitude] in degrees, within 180 and 90";

fn check_polygon(errors: &mut Errors, path: &str, zone: &ZoneFeature) {
    let Shape::Polygon { coordinates: rings } = &zone.geometry else {
        return errors.add(format!("{path}.type"), "a zone must be a Polygon");
    };
    let path = format!("{path}.coordinates");
    if rings.is_empty() {
        return errors.add(path, "must have a ring");
    }
    let mut sound = true;
    for (nth, ring) in rings.iter().enumerate() {
        let mut refuse = |message: String| {
            sound = false;
            errors.add(format!("{path}[{nth}]"), message);
        };
        if ring.len() > MOST_POSITIONS {
            refuse(format!("has {} positions, more than {MOST_POSITIONS}", ring.len()));
        } else if ring.len() < 4 {
            refuse("must have at least 4 positions, the last the same as the first".to_owned());
        } else if !is_closed(ring) {
            refuse("is not closed: its last position must be its first".to_owned());
        } else if !ring.iter().all(is_on_earth) {
            refuse(OFF_EARTH.to_owned());
        }
    }
    // The deeper questions have sensible answers only for sound rings.
    if sound {
        check_shape(errors, &path, &zone.zone().polygon);
    }
}

fn check_shape(errors: &mut Errors, path: &str, polygon: &Polygon<f64>) {
    let area = area_m2(polygon);
    let wrongs = polygon.validation_errors();
    // A bow tie has little area and a flat ring crosses itself: one slip, told once, by its plainer name.
    if area < SMALLEST_ZONE_M2 && !wrongs.iter().any(|wrong| matches!(wrong, InvalidPolygon::SelfIntersection(_))) {
        return errors.add(path, format!("covers {area:.2} m², less than {SMALLEST_ZONE_M2} m²"));
    }
    for wrong in wrongs {
        let (ring, message) = explain(&wrong);
        let nth = match ring {
            RingRole::Exterior => 0,
            RingRole::Interior(nth) => nth + 1,
        };
        errors.add(format!("{path}[{nth}]"), message);
    }
}

fn explain(wrong: &InvalidPolygon) -> (RingRole, &'static str) {
    match wrong {
        InvalidPolygon::TooFewPointsInRing(ring) => (*ring, "must have at least 3 different positions"),
        InvalidPolygon::SelfIntersection(ring) => (*ring, "crosses itself"),
        InvalidPolygon::NonFiniteCoord(ring, _) => (*ring, OFF_EARTH),
        InvalidPolygon::InteriorRingNotContainedInExteriorRing(ring) => (*ring, "is a hole that lies outside"),
        InvalidPolygon::IntersectingRingsOnALine(_, ring) => (*ring, "runs along another ring"),
        InvalidPolygon::IntersectingRingsOnAnArea(_, ring) => (*ring, "overlaps another hole"),
    }
}

fn is_closed(ring: &[[f64; 2]]) -> bool {
    ring.len() >= 4 && ring.first() == ring.last()
}

fn is_on_earth(&[lon, lat]: &[f64; 2]) -> bool {
    Spot { lat, lon }.is_on_earth()
}

/// Whether going up from this zone leads back to it.
fn is_in_circle(zones: &[ZoneFeature], start: &ZoneFeature) -> bool {
    let mut at = start;
    for _ in zones {
        let parent = at.properties.parent.as_ref().and_then(|code| zones.iter().find(|zone| zone.id == *code));
        match parent {
            Some(parent) if parent.id == start.id => return true,
            Some(parent) => at = parent,
            None => return false,
        }
    }
    false
}
