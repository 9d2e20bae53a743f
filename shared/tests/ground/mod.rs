//! A small made-up terminal, drawn in metres: two check-in halls in a terminal, the kerb before it, gates above.

use shared::place::{LineString, PlaceIndex, Plate, Polygon, Spot, Zone, ZoneClass};

const DEGREE_M: f64 = 111_195.08;
const ORIGIN: Spot = Spot { lat: 52.3, lon: 4.76 };

/// The point so many metres east and north of the terminal's corner.
pub fn at(east: f64, north: f64) -> Spot {
    Spot { lat: ORIGIN.lat + north / DEGREE_M, lon: ORIGIN.lon + east / (DEGREE_M * ORIGIN.lat.to_radians().cos()) }
}

pub fn shape(corners: &[(f64, f64)]) -> Polygon<f64> {
    let ring: Vec<(f64, f64)> = corners.iter().map(|(east, north)| at(*east, *north)).map(|s| (s.lon, s.lat)).collect();
    Polygon::new(LineString::from(ring), Vec::new())
}

/// A box from corner to corner, metres.
pub fn zone(
    code: &str,
    name: &str,
    floor: &str,
    parent: Option<&str>,
    west_south: (f64, f64),
    east_north: (f64, f64),
) -> Zone {
    let ((west, south), (east, north)) = (west_south, east_north);
    Zone {
        code: code.to_owned(),
        name: name.to_owned(),
        zone_class: ZoneClass::PublicLandside,
        floor: floor.to_owned(),
        parent: parent.map(str::to_owned),
        polygon: shape(&[(west, south), (east, south), (east, north), (west, north)]),
    }
}

pub fn plate(code: &str, label: &str, zone: &str, east: f64, north: f64) -> Plate {
    let Spot { lat, lon } = at(east, north);
    Plate { code: code.to_owned(), label: label.to_owned(), zone: zone.to_owned(), floor: "0".to_owned(), lat, lon }
}

#[allow(dead_code, reason = "each test binary takes what it needs")]
pub fn terminal() -> PlaceIndex {
    let t1 = Some("T1");
    PlaceIndex::new(
        vec![
            zone("T1", "Terminal 1", "0", None, (0.0, 0.0), (200.0, 100.0)),
            zone("T1-A", "Check-in A", "0", t1, (0.0, 0.0), (100.0, 100.0)),
            zone("T1-B", "Check-in B", "0", t1, (100.0, 0.0), (160.0, 100.0)),
            zone("KERB", "Kerb", "0", None, (0.0, -20.0), (200.0, 0.0)),
            zone("GATES", "Gates", "1", None, (0.0, 0.0), (400.0, 100.0)),
            zone("CELLAR", "Baggage cellar", "-1", None, (0.0, 0.0), (50.0, 100.0)),
        ],
        vec![plate("P-A", "Desk 12", "T1-A", 90.0, 50.0), plate("P-B", "Lift to the gates", "T1-B", 150.0, 50.0)],
    )
}
