//! The map of one venue, arranged for asking "which zone is this point in?" many times a second.

use super::geometry::{area_m2, distance_to};
use super::{Plate, Spot, Zone, distance_m};
use geo::{BoundingRect, Intersects};
use rstar::primitives::{GeomWithData, Rectangle};
use rstar::{AABB, RTree};
use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};

/// Bounding box of a zone, with the zone's place in `PlaceIndex::zones`.
type Entry = GeomWithData<Rectangle<[f64; 2]>, usize>;

/// All zones and plates of one venue. Cheap to ask, never changed: a changed venue gets a new index.
#[derive(Clone, Debug, Default)]
pub struct PlaceIndex {
    /// Most specific first, so that comparing positions compares how specific zones are.
    zones: Vec<Zone>,
    /// For each zone the positions of its parent, the parent's parent and so on.
    ancestors: Vec<Vec<usize>>,
    zone_by_code: HashMap<String, usize>,
    floors: BTreeMap<String, RTree<Entry>>,
    plates: Vec<Plate>,
    plate_by_code: HashMap<String, usize>,
}

impl PlaceIndex {
    /// Builds the index. Takes what it is given: codes should be unique and parents known (a venue bundle sees to
    /// that); of two zones with one code the first is found by code, and an unknown parent is no parent.
    pub fn new(zones: Vec<Zone>, plates: Vec<Plate>) -> Self {
        let zones = most_specific_first(zones);
        let zone_by_code = positions(zones.iter().map(|zone| zone.code.clone()));
        let ancestors = (0..zones.len()).map(|at| ancestors(&zones, &zone_by_code, at)).collect();
        let mut boxes: BTreeMap<String, Vec<Entry>> = BTreeMap::new();
        for (at, zone) in zones.iter().enumerate() {
            let entries = boxes.entry(zone.floor.clone()).or_default();
            if let Some(rect) = zone.polygon.bounding_rect() {
                let corners = Rectangle::from_corners([rect.min().x, rect.min().y], [rect.max().x, rect.max().y]);
                entries.push(GeomWithData::new(corners, at));
            }
        }
        let floors = boxes.into_iter().map(|(floor, entries)| (floor, RTree::bulk_load(entries))).collect();
        let plate_by_code = positions(plates.iter().map(|plate| folded(&plate.code)));
        Self { zones, ancestors, zone_by_code, floors, plates, plate_by_code }
    }

    /// Every zone, most specific first.
    pub fn zones(&self) -> &[Zone] {
        &self.zones
    }

    pub fn plates(&self) -> &[Plate] {
        &self.plates
    }

    pub fn zone(&self, code: &str) -> Option<&Zone> {
        self.zone_by_code.get(code.trim()).map(|at| &self.zones[*at])
    }

    /// The plate with this code; people type it too, so case and blanks around it do not matter.
    pub fn plate(&self, code: &str) -> Option<&Plate> {
        self.plate_by_code.get(&folded(code)).map(|at| &self.plates[*at])
    }

    pub fn has_floor(&self, floor: &str) -> bool {
        self.floors.contains_key(floor)
    }

    /// Codes of the floors that have zones: ground ("0") first, which people mean when they name none, then those nearest
    /// to it, above before below; codes that are no numbers last.
    pub fn floors(&self) -> Vec<&str> {
        let mut floors: Vec<&str> = self.floors.keys().map(String::as_str).collect();
        floors.sort_by_key(|floor| {
            let level = floor.parse::<i64>().ok();
            (level.map_or(u64::MAX, i64::unsigned_abs), level.is_some_and(|level| level < 0))
        });
        floors
    }

    /// Codes of the zones that hold this one: its parent first, the root of the tree last.
    pub fn ancestors(&self, code: &str) -> Vec<String> {
        let above = self.zone_by_code.get(code.trim()).map_or(&[][..], |at| &self.ancestors[*at]);
        above.iter().map(|at| self.zones[*at].code.clone()).collect()
    }

    /// Whether one of the zones holds the other, or they are the same.
    pub fn same_branch(&self, one: &str, other: &str) -> bool {
        one == other
            || self.ancestors(one).iter().any(|code| code == other)
            || self.ancestors(other).iter().any(|code| code == one)
    }

    /// Zones that hold the point (their edges included), most specific first: children before parents, small before
    /// large. On one floor, or on all of them.
    pub fn zones_at(&self, lat: f64, lon: f64, floor: Option<&str>) -> Vec<&Zone> {
        let spot = Spot { lat, lon };
        let mut found: Vec<usize> = self.positions_at(spot, floor).collect();
        found.sort_unstable();
        found.into_iter().map(|at| &self.zones[at]).collect()
    }

    /// The most specific zone that holds the point.
    pub fn zone_at(&self, lat: f64, lon: f64, floor: Option<&str>) -> Option<&Zone> {
        self.positions_at(Spot { lat, lon }, floor).min().map(|at| &self.zones[at])
    }

    /// Zones of one floor that a circle touches, with their distance from its centre in metres (0 inside), nearest
    /// first and the more specific first among equals.
    pub fn zones_within(&self, centre: Spot, radius_m: f64, floor: &str) -> Vec<(&Zone, f64)> {
        let (Some(tree), true) = (self.floors.get(floor), centre.is_on_earth()) else { return Vec::new() };
        let (low, high) = centre.square(radius_m);
        let mut found: Vec<(usize, f64)> = tree
            .locate_in_envelope_intersecting(AABB::from_corners(low, high))
            .map(|entry| (entry.data, distance_to(&self.zones[entry.data].polygon, centre)))
            .filter(|(_, distance)| *distance <= radius_m)
            .collect();
        found.sort_by(|(at_a, a), (at_b, b)| a.total_cmp(b).then(at_a.cmp(at_b)));
        found.into_iter().map(|(at, distance)| (&self.zones[at], distance)).collect()
    }

    /// The plate nearest to the point and its distance in metres, on one floor or on any.
    pub fn nearest_plate(&self, lat: f64, lon: f64, floor: Option<&str>) -> Option<(&Plate, f64)> {
        self.plates
            .iter()
            .filter(|plate| floor.is_none_or(|floor| floor == plate.floor))
            .map(|plate| (plate, distance_m(Spot { lat, lon }, plate.spot())))
            .min_by(|(one, a), (other, b)| a.total_cmp(b).then_with(|| one.code.cmp(&other.code)))
    }

    fn positions_at(&self, spot: Spot, floor: Option<&str>) -> impl Iterator<Item = usize> {
        let trees = self.floors.iter().filter(move |(code, _)| floor.is_none_or(|floor| floor == code.as_str()));
        trees
            .flat_map(move |(_, tree)| tree.locate_all_at_point([spot.lon, spot.lat]))
            .map(|entry| entry.data)
            .filter(move |at| self.zones[*at].polygon.intersects(&spot.coord()))
    }
}

fn folded(code: &str) -> String {
    code.trim().to_uppercase()
}

/// Where each code stands first.
fn positions(codes: impl Iterator<Item = String>) -> HashMap<String, usize> {
    let mut found = HashMap::new();
    for (at, code) in codes.enumerate() {
        found.entry(code).or_insert(at);
    }
    found
}

fn ancestors(zones: &[Zone], by_code: &HashMap<String, usize>, start: usize) -> Vec<usize> {
    let mut found = Vec::new();
    let mut at = start;
    while let Some(parent) = zones[at].parent.as_ref().and_then(|code| by_code.get(code)) {
        if *parent == start || found.contains(parent) {
            break; // A circle of parents is a mistake, not a reason to hang.
        }
        found.push(*parent);
        at = *parent;
    }
    found
}

/// Children before their parents whatever was drawn: a zone counts as at least as large as all it holds.
fn most_specific_first(zones: Vec<Zone>) -> Vec<Zone> {
    let by_code = positions(zones.iter().map(|zone| zone.code.clone()));
    let above: Vec<Vec<usize>> = (0..zones.len()).map(|at| ancestors(&zones, &by_code, at)).collect();
    let own: Vec<f64> = zones.iter().map(|zone| area_m2(&zone.polygon)).collect();
    let mut size = own.clone();
    for (at, area) in own.iter().enumerate() {
        for parent in &above[at] {
            size[*parent] = size[*parent].max(*area);
        }
    }
    let mut ranked: Vec<(f64, Reverse<usize>, Zone)> =
        zones.into_iter().enumerate().map(|(at, zone)| (size[at], Reverse(above[at].len()), zone)).collect();
    ranked.sort_by(|one, other| {
        one.0.total_cmp(&other.0).then(one.1.cmp(&other.1)).then_with(|| one.2.code.cmp(&other.2.code))
    });
    ranked.into_iter().map(|(_, _, zone)| zone).collect()
}
