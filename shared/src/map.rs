//! Incidents on a map: too many to draw one by one are put together where they would lie upon each other.
//!
//! A grid in Web Mercator, so that groups are as wide on the screen at any latitude. Invariant: whatever is added is counted in
//! exactly one cell, in whatever order it comes; and there are never more than [`ACROSS`] cells in either direction, whatever is
//! asked for.

use std::collections::BTreeMap;
use std::f64::consts::PI;

/// Zooms as web maps count them, the world being 512 pixels wide at 0.
pub const ZOOM_MAX: u8 = 22;
/// A group is so wide on the screen that two of them do not touch.
const CELL_PIXELS: f64 = 64.0;
/// In cells, across and down: a group is drawn as wide as this, and lower.
const WIDE: f64 = 1.1;
const HIGH: f64 = 0.5;
const WORLD_PIXELS: f64 = 512.0;
/// Where the projection ends.
const LATITUDE_MAX: f64 = 85.051_128;
/// Cells in either direction at most: asked for more, the grid is coarser.
pub const ACROSS: i64 = 64;
/// Corners of an area that somebody draws.
pub const CORNERS: usize = 24;
const MICRO: f64 = 1e6;

/// Degrees between which somebody looks.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bounds {
    pub west: f64,
    pub south: f64,
    pub east: f64,
    pub north: f64,
}

impl Bounds {
    /// `west,south,east,north`; a map that reaches over the date line is asked for in two.
    pub fn parse(text: &str) -> Option<Self> {
        let numbers: Vec<f64> = text.split(',').map(|n| n.trim().parse().ok()).collect::<Option<_>>()?;
        let [west, south, east, north] = numbers[..] else { return None };
        let is_on_earth =
            [west, east].iter().all(|lon| lon.abs() <= 180.0) && [south, north].iter().all(|lat| lat.abs() <= 90.0);
        (is_on_earth && west < east && south < north).then_some(Self { west, south, east, north })
    }

    pub fn around(spots: impl IntoIterator<Item = (f64, f64)>) -> Option<Self> {
        let all = spots.into_iter().map(|(lat, lon)| Self { west: lon, south: lat, east: lon, north: lat });
        all.reduce(|a, b| Self {
            west: a.west.min(b.west),
            south: a.south.min(b.south),
            east: a.east.max(b.east),
            north: a.north.max(b.north),
        })
    }

    pub fn contains(&self, lat: f64, lon: f64) -> bool {
        (self.south..=self.north).contains(&lat) && (self.west..=self.east).contains(&lon)
    }
}

/// A shape somebody drew to look at what lies in it.
#[derive(Clone, Debug, PartialEq)]
pub struct Area(Vec<(f64, f64)>);

impl Area {
    /// Corners as `lat,lon` between semicolons: three of them at least, [`CORNERS`] at most.
    pub fn parse(text: &str) -> Option<Self> {
        let corner = |text: &str| {
            let (lat, lon) = text.split_once(',')?;
            let (lat, lon): (f64, f64) = (lat.parse().ok()?, lon.parse().ok()?);
            (lat.abs() <= 90.0 && lon.abs() <= 180.0).then_some((lat, lon))
        };
        let corners: Vec<_> = text.split(';').take(CORNERS + 1).map(corner).collect::<Option<_>>()?;
        (3..=CORNERS).contains(&corners.len()).then_some(Self(corners))
    }

    /// Even-odd rule, as the desk decides it too.
    pub fn contains(&self, lat: f64, lon: f64) -> bool {
        let mut inside = false;
        let before = self.0.iter().cycle().skip(self.0.len() - 1);
        for ((y1, x1), (y2, x2)) in self.0.iter().zip(before) {
            if (*y1 > lat) != (*y2 > lat) && lon < (x2 - x1) * (lat - y1) / (y2 - y1) + x1 {
                inside = !inside;
            }
        }
        inside
    }

    pub fn bounds(&self) -> Option<Bounds> {
        Bounds::around(self.0.iter().copied())
    }
}

/// Something that lies somewhere.
#[derive(Clone, Debug)]
pub struct Dot<K> {
    pub key: K,
    pub lat: f64,
    pub lon: f64,
    pub priority: u8,
    pub owed: bool,
}

/// What lies together.
#[derive(Clone, Debug, PartialEq)]
pub struct Group<K> {
    /// The middle of all that is in it.
    pub lat: f64,
    pub lon: f64,
    pub count: u64,
    /// The most urgent of them.
    pub priority: u8,
    /// How many of them nobody has.
    pub owed: u64,
    /// Which it is, where it is one alone.
    pub only: Option<K>,
}

struct Cell<K> {
    first: K,
    count: u64,
    priority: u8,
    owed: u64,
    // In millionths of a degree: sums of whole numbers do not depend on the order.
    lat: i128,
    lon: i128,
}

pub struct Grid<K> {
    per_world: f64,
    corner: (i64, i64),
    last: (i64, i64),
    cells: BTreeMap<(i64, i64), Cell<K>>,
}

impl<K> Grid<K> {
    /// Over what is looked at, as finely as it is looked at, and never finer than [`ACROSS`].
    pub fn new(bounds: &Bounds, zoom: u8) -> Self {
        let mut zoom = zoom.min(ZOOM_MAX);
        loop {
            let per_world = WORLD_PIXELS * f64::from(zoom).exp2() / CELL_PIXELS;
            let corner = cell_of(per_world, bounds.north, bounds.west);
            let last = cell_of(per_world, bounds.south, bounds.east);
            if zoom == 0 || (last.0 - corner.0 < ACROSS && last.1 - corner.1 < ACROSS) {
                return Self { per_world, corner, last, cells: BTreeMap::new() };
            }
            zoom -= 1;
        }
    }

    /// What lies beyond the bounds is counted at their edge: leaving it out is for whoever asks.
    pub fn add(&mut self, dot: Dot<K>) {
        let (x, y) = cell_of(self.per_world, dot.lat, dot.lon);
        let at = (y.clamp(self.corner.1, self.last.1), x.clamp(self.corner.0, self.last.0));
        let (lat, lon) = (micro(dot.lat), micro(dot.lon));
        let owed = u64::from(dot.owed);
        match self.cells.get_mut(&at) {
            Some(cell) => {
                cell.count += 1;
                cell.priority = cell.priority.min(dot.priority);
                cell.owed += owed;
                cell.lat += lat;
                cell.lon += lon;
            }
            None => {
                let Dot { key: first, priority, .. } = dot;
                self.cells.insert(at, Cell { first, count: 1, priority, owed, lat, lon });
            }
        }
    }

    /// From north to south, then from west to east. Neighbours whose middles nearly touch are one: a line of the grid runs through
    /// many a crowd.
    pub fn groups(self) -> Vec<Group<K>> {
        let per_world = self.per_world;
        let mut kept: BTreeMap<(i64, i64), Cell<K>> = BTreeMap::new();
        for ((y, x), cell) in self.cells {
            let near = [(y - 1, x - 1), (y - 1, x), (y - 1, x + 1), (y, x - 1)].into_iter().find(|at| {
                let touches = |other: &Cell<K>| {
                    let ((x1, y1), (x2, y2)) = (other.at(per_world), cell.at(per_world));
                    (x1 - x2).abs() < WIDE && (y1 - y2).abs() < HIGH
                };
                kept.get(at).is_some_and(touches)
            });
            match near.and_then(|at| kept.get_mut(&at)) {
                Some(other) => other.join(&cell),
                None => {
                    kept.insert((y, x), cell);
                }
            }
        }
        let group = |cell: Cell<K>| Group {
            lat: middle(cell.lat, cell.count),
            lon: middle(cell.lon, cell.count),
            count: cell.count,
            priority: cell.priority,
            owed: cell.owed,
            only: (cell.count == 1).then_some(cell.first),
        };
        kept.into_values().map(group).collect()
    }
}

impl<K> Cell<K> {
    fn at(&self, per_world: f64) -> (f64, f64) {
        spot_of(per_world, middle(self.lat, self.count), middle(self.lon, self.count))
    }

    fn join(&mut self, other: &Self) {
        self.count += other.count;
        self.priority = self.priority.min(other.priority);
        self.owed += other.owed;
        self.lat += other.lat;
        self.lon += other.lon;
    }
}

#[expect(clippy::cast_possible_truncation, reason = "within ±180 millions")]
fn micro(degrees: f64) -> i128 {
    (degrees * MICRO).round() as i128
}

#[expect(clippy::cast_precision_loss, reason = "far below 2^53")]
fn middle(sum: i128, count: u64) -> f64 {
    (sum as f64 / count as f64).round() / MICRO
}

/// In cells, from the north-western corner of the world.
fn spot_of(per_world: f64, lat: f64, lon: f64) -> (f64, f64) {
    let lat = lat.clamp(-LATITUDE_MAX, LATITUDE_MAX).to_radians();
    let x = (lon.clamp(-180.0, 180.0) + 180.0) / 360.0;
    let y = (1.0 - lat.tan().asinh() / PI) / 2.0;
    (x * per_world, y * per_world)
}

#[expect(clippy::cast_possible_truncation, reason = "within the world, which has less than 2^53 cells")]
fn cell_of(per_world: f64, lat: f64, lon: f64) -> (i64, i64) {
    let (x, y) = spot_of(per_world, lat, lon);
    (x.floor() as i64, y.floor() as i64)
}

#[cfg(test)]
mod tests {
    use super::*;

    const HERE: Bounds = Bounds { west: 3.9, south: 53.9, east: 4.1, north: 54.1 };

    /// The same 30,000 every time, all over the place, some of them just outside.
    fn many() -> Vec<Dot<u32>> {
        let mut seed: u32 = 7;
        let mut next = move || {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            f64::from(seed >> 8) / f64::from(1 << 24)
        };
        let dot = |key| Dot {
            key,
            lat: 53.89 + next() * 0.22,
            lon: 3.89 + next() * 0.22,
            priority: 1 + u8::from(next() > 0.1) + u8::from(next() > 0.4) + u8::from(next() > 0.7),
            owed: next() < 0.2,
        };
        (0..30_000).map(dot).collect()
    }

    fn grid(dots: impl IntoIterator<Item = Dot<u32>>, zoom: u8) -> Vec<Group<u32>> {
        let mut grid = Grid::new(&HERE, zoom);
        dots.into_iter().for_each(|dot| grid.add(dot));
        grid.groups()
    }

    #[test]
    fn everything_is_counted_once_at_every_zoom_and_groups_are_bounded() {
        let all = many();
        let owed = all.iter().filter(|dot| dot.owed).count() as u64;
        for zoom in 0..=ZOOM_MAX {
            let groups = grid(all.clone(), zoom);
            assert_eq!(groups.iter().map(|group| group.count).sum::<u64>(), 30_000, "zoom {zoom}");
            assert_eq!(groups.iter().map(|group| group.owed).sum::<u64>(), owed, "zoom {zoom}");
            assert!(groups.len() <= usize::try_from(ACROSS * ACROSS).unwrap(), "zoom {zoom}: {}", groups.len());
        }
    }

    #[test]
    fn the_order_in_which_they_come_changes_nothing() {
        let all = many();
        let there = grid(all.clone(), 13);
        let back = grid(all.into_iter().rev(), 13);
        assert_eq!(there.len(), back.len());
        for (one, other) in there.iter().zip(&back) {
            assert_eq!((one.count, one.priority, one.owed), (other.count, other.priority, other.owed));
            assert_eq!((one.lat.to_bits(), one.lon.to_bits()), (other.lat.to_bits(), other.lon.to_bits()));
        }
    }

    #[test]
    fn a_group_says_the_worst_and_one_alone_says_which() {
        let dot = |key, lat, lon, priority, owed| Dot { key, lat, lon, priority, owed };
        let groups =
            grid([dot(1, 54.0, 4.0, 3, false), dot(2, 54.0, 4.000_002, 2, true), dot(3, 54.05, 4.05, 4, false)], 14);
        assert_eq!(groups.len(), 2, "{groups:?}");
        assert_eq!(groups[0].only, Some(3));
        let both = Group { lat: 54.0, lon: 4.000_001, count: 2, priority: 2, owed: 1, only: None };
        assert_eq!(groups[1], both);
    }

    #[test]
    fn a_crowd_on_a_line_of_the_grid_is_one_group() {
        // 2^13 times 512 pixels in cells of 64: a line of the grid runs along 4.0° minus a little.
        let per_degree = 512.0 * 8_192.0 / 64.0 / 360.0;
        let line = (184.0_f64 * per_degree).floor() / per_degree - 180.0;
        let dot = |key, lon| Dot { key, lat: 54.0, lon, priority: 2, owed: false };
        let near = grid([dot(1, line - 0.000_01), dot(2, line + 0.000_01)], 13);
        assert_eq!(near.iter().map(|group| group.count).collect::<Vec<_>>(), [2]);
        let far = grid([dot(1, line - 0.9 / per_degree), dot(2, line + 0.9 / per_degree)], 13);
        assert_eq!(far.len(), 2);
    }

    #[test]
    fn bounds_and_areas_are_read_strictly() {
        assert_eq!(Bounds::parse("3.9,53.9,4.1,54.1"), Some(HERE));
        for bad in [
            "",
            "1,2,3",
            "1,2,3,4,5",
            "a,2,3,4",
            "5,2,3,4",
            "1,5,3,4",
            "NaN,2,3,4",
            "-181,2,3,4",
            "1,2,3,91",
            "1,2,inf,4",
        ] {
            assert_eq!(Bounds::parse(bad), None, "{bad}");
        }
        let area = Area::parse("54,4;54,5;55,5").unwrap();
        assert!(area.contains(54.4, 4.6) && !area.contains(54.6, 4.4) && !area.contains(53.0, 4.6));
        assert_eq!(area.bounds(), Some(Bounds { west: 4.0, south: 54.0, east: 5.0, north: 55.0 }));
        let long = vec!["54,4"; CORNERS + 1].join(";");
        for bad in ["", "54,4;54,5", "54,4;54,5;x,5", "54,4;54,5;91,5", "54,4;54,5;NaN,5", &long] {
            assert_eq!(Area::parse(bad), None, "{bad}");
        }
    }
}
