//! The parts of GeoJSON a bundle uses. Positions are `[longitude, latitude]` in degrees.

use crate::place::{LineString, Polygon, Zone, ZoneClass};
use serde::{Deserialize, Serialize};

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
enum CollectionTag {
    #[default]
    FeatureCollection,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
enum FeatureTag {
    #[default]
    Feature,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FeatureCollection<F> {
    #[serde(rename = "type")]
    tag: CollectionTag,
    pub features: Vec<F>,
}

impl<F> FeatureCollection<F> {
    pub const fn new(features: Vec<F>) -> Self {
        Self { tag: CollectionTag::FeatureCollection, features }
    }
}

impl<F> Default for FeatureCollection<F> {
    fn default() -> Self {
        Self::new(Vec::new())
    }
}

/// A zone as drawn: a polygon with the zone's code as `id`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ZoneFeature {
    #[serde(rename = "type")]
    tag: FeatureTag,
    pub id: String,
    pub properties: ZoneProperties,
    pub geometry: Shape,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ZoneProperties {
    pub name: String,
    pub zone_class: ZoneClass,
    pub floor: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<String>,
}

impl ZoneFeature {
    /// The zone as the domain knows it. One that is no polygon, which `parse` rules out, covers no ground.
    pub fn zone(&self) -> Zone {
        let ring = |positions: &Vec<[f64; 2]>| LineString::from(positions.clone());
        let rings: &[Vec<[f64; 2]>] = match &self.geometry {
            Shape::Polygon { coordinates } => coordinates,
            Shape::Point { .. } | Shape::LineString { .. } | Shape::MultiLineString { .. } => &[],
        };
        let outer = rings.first().map_or_else(|| LineString::new(Vec::new()), ring);
        Zone {
            code: self.id.clone(),
            name: self.properties.name.clone(),
            zone_class: self.properties.zone_class,
            floor: self.properties.floor.clone(),
            parent: self.properties.parent.clone(),
            polygon: Polygon::new(outer, rings.iter().skip(1).map(ring).collect()),
        }
    }
}

/// Something on the map that is no zone: it helps people to see where they are.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DrawingFeature {
    #[serde(rename = "type")]
    tag: FeatureTag,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    pub properties: DrawingProperties,
    pub geometry: Shape,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DrawingProperties {
    pub kind: Furniture,
    pub floor: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Degrees clockwise from north, for craft, cranes and ships drawn as points.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub heading: Option<f64>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Furniture {
    Road,
    Wall,
    Craft,
    Room,
    Belt,
    Water,
    Quay,
    Ship,
    Crane,
    Stack,
    Parking,
    Lane,
    Ground,
}

/// A geometry. Rings of a polygon are closed: their last position is their first.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", deny_unknown_fields)]
pub enum Shape {
    Point {
        coordinates: [f64; 2],
    },
    LineString {
        coordinates: Vec<[f64; 2]>,
    },
    /// Several lines of one kind, such as the bays of a car park.
    MultiLineString {
        coordinates: Vec<Vec<[f64; 2]>>,
    },
    Polygon {
        coordinates: Vec<Vec<[f64; 2]>>,
    },
}
