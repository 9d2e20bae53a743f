//! Where something has to be for it to be compared at all: a box that a database can look up.

use super::kind::kind;
use super::score::sigma;
use super::{Sighting, Trail};
use crate::place::Spot;

/// Farther away than so many standard deviations nothing speaks for one thing any more.
const SIGMAS: f64 = 6.0;
/// Metres within which what moves away is looked for.
const MOVED_M: f64 = 700.0;

/// A box on the Earth, degrees. Two of one thing meet; of what does not meet only the share of simply wrong positions would
/// be left, and answers or words that many have in common must not make one thing of two ends of an airport.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Reach {
    pub south: f64,
    pub north: f64,
    pub west: f64,
    pub east: f64,
}

impl Reach {
    /// Of what has no place, and of what lies on the edge of the map: it is compared with everything.
    pub const EVERYWHERE: Self = Self { south: -90.0, north: 90.0, west: -180.0, east: 180.0 };

    /// Where the thing a report tells of may be.
    pub fn of(sighting: &Sighting) -> Self {
        sighting.spot.map_or(Self::EVERYWHERE, |spot| Self::around(spot, SIGMAS * sigma(sighting)))
    }

    /// Where a report may say it is to be compared with what is known: around every sighting, as wide as the widest.
    /// Everywhere if one of them has no place.
    pub fn of_trail(trail: &Trail) -> Self {
        let margin = trail.sightings().iter().map(margin_m).fold(0.0, f64::max);
        let around = trail.sightings().iter().map(|one| one.spot.map(|spot| Self::around(spot, margin)));
        let all: Option<Vec<Self>> = around.collect();
        all.and_then(|all| all.into_iter().reduce(Self::with)).unwrap_or(Self::EVERYWHERE)
    }

    pub fn meets(self, other: Self) -> bool {
        self.south <= other.north && other.south <= self.north && self.west <= other.east && other.west <= self.east
    }

    /// As few boxes as hold all of these: those that meet are one.
    pub fn united(all: impl Iterator<Item = Self>) -> Vec<Self> {
        let mut united: Vec<Self> = Vec::new();
        for mut new in all {
            while let Some(at) = united.iter().position(|known| known.meets(new)) {
                new = new.with(united.swap_remove(at));
            }
            united.push(new);
        }
        united
    }

    fn with(self, other: Self) -> Self {
        Self {
            south: self.south.min(other.south),
            north: self.north.max(other.north),
            west: self.west.min(other.west),
            east: self.east.max(other.east),
        }
    }

    fn around(spot: Spot, metres: f64) -> Self {
        let ([west, south], [east, north]) = spot.square(metres);
        let on_the_map = south >= -90.0 && north <= 90.0 && west >= -180.0 && east <= 180.0;
        if on_the_map { Self { south, north, west, east } } else { Self::EVERYWHERE }
    }
}

/// Metres around a sighting within which others may tell of the same.
fn margin_m(sighting: &Sighting) -> f64 {
    let (extent, moves) = kind(&sighting.category).map_or((0.0, false), |kind| (kind.extent_m, kind.speed_m_s > 0.0));
    SIGMAS * (sigma(sighting) + extent / 2.0) + if moves { MOVED_M } else { 0.0 }
}
