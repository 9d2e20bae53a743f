//! Lengths and areas on a venue's few kilometres of ground.

use geo::{Area, Centroid, Coord, Intersects, LineString, Polygon};
use serde::{Deserialize, Serialize};

/// Mean radius of the Earth (IUGG), metres.
const EARTH_RADIUS_M: f64 = 6_371_008.8;

/// A point on the Earth, degrees.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Spot {
    pub lat: f64,
    pub lon: f64,
}

impl Spot {
    pub fn is_on_earth(self) -> bool {
        (-90.0..=90.0).contains(&self.lat) && (-180.0..=180.0).contains(&self.lon)
    }

    pub(super) const fn coord(self) -> Coord<f64> {
        Coord { x: self.lon, y: self.lat }
    }

    /// The spot `east` and `north` metres away, on the flat ground around this one.
    pub(super) fn moved(self, east: f64, north: f64) -> Self {
        let plane = Plane::around(self);
        Self { lat: self.lat + north / plane.north_m, lon: self.lon + east / plane.east_m }
    }

    /// Corners (west, south) and (east, north) of a box that holds every point within `metres`.
    pub(crate) fn square(self, metres: f64) -> ([f64; 2], [f64; 2]) {
        // A little more than asked for: the box only preselects, and must not lose what lies on its edge.
        let corner = metres * 1.01 + 0.001;
        let (low, high) = (self.moved(-corner, -corner), self.moved(corner, corner));
        ([low.lon, low.lat], [high.lon, high.lat])
    }
}

/// Great-circle distance in metres.
pub fn distance_m(from: Spot, to: Spot) -> f64 {
    let (lat_a, lat_b) = (from.lat.to_radians(), to.lat.to_radians());
    let half_lat = (lat_b - lat_a) / 2.0;
    let half_lon = (to.lon - from.lon).to_radians() / 2.0;
    let chord = half_lat.sin().powi(2) + lat_a.cos() * lat_b.cos() * half_lon.sin().powi(2);
    2.0 * EARTH_RADIUS_M * chord.sqrt().min(1.0).asin()
}

/// Area in square metres, holes taken out. Good to a fraction of a percent for a venue's zones.
pub fn area_m2(polygon: &Polygon<f64>) -> f64 {
    let Some(first) = polygon.exterior().0.first() else { return 0.0 };
    let plane = Plane::around(Spot { lat: first.y, lon: first.x });
    let ring = |line: &LineString<f64>| LineString(line.0.iter().map(|at| plane.flat(*at)).collect());
    Polygon::new(ring(polygon.exterior()), polygon.interiors().iter().map(ring).collect()).unsigned_area()
}

/// The middle of a polygon and the radius in metres of a circle as large.
pub fn middle(polygon: &Polygon<f64>) -> Option<(Spot, f64)> {
    let at = polygon.centroid()?;
    Some((Spot { lat: at.y(), lon: at.x() }, (area_m2(polygon) / std::f64::consts::PI).sqrt()))
}

/// Metres from the spot to the nearest point of the polygon; 0 inside and on its edge.
pub(super) fn distance_to(polygon: &Polygon<f64>, spot: Spot) -> f64 {
    if polygon.intersects(&spot.coord()) {
        return 0.0;
    }
    let plane = Plane::around(spot);
    std::iter::once(polygon.exterior())
        .chain(polygon.interiors())
        .flat_map(LineString::lines)
        .map(|edge| distance_to_origin(plane.flat(edge.start), plane.flat(edge.end)))
        .fold(f64::INFINITY, f64::min)
}

/// Flat ground around a spot, which is its origin: metres east and north of it.
struct Plane {
    origin: Spot,
    /// Metres in one degree of longitude and of latitude.
    east_m: f64,
    north_m: f64,
}

impl Plane {
    fn around(origin: Spot) -> Self {
        let north_m = EARTH_RADIUS_M.to_radians();
        // At a pole every step east stays where it is; a tiny floor keeps the arithmetic finite there.
        Self { origin, east_m: north_m * origin.lat.to_radians().cos().max(1e-6), north_m }
    }

    fn flat(&self, at: Coord<f64>) -> Coord<f64> {
        Coord { x: (at.x - self.origin.lon) * self.east_m, y: (at.y - self.origin.lat) * self.north_m }
    }
}

fn distance_to_origin(start: Coord<f64>, end: Coord<f64>) -> f64 {
    let (along_x, along_y) = (end.x - start.x, end.y - start.y);
    let length2 = along_x * along_x + along_y * along_y;
    let share = if length2 > 0.0 { (-(start.x * along_x + start.y * along_y) / length2).clamp(0.0, 1.0) } else { 0.0 };
    (start.x + share * along_x).hypot(start.y + share * along_y)
}
