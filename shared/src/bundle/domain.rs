//! From the rows of a bundle to the values the rest of the domain works with.

use super::{ALL_ZONES, Bundle, OverrideRow, PlateRow, PostRow, ZoneFeature};
use crate::id::{AccountId, PostId};
use crate::place::{PlaceIndex, Plate, Zone};
use crate::roster::Override;
use crate::routing::{Covers, Post};
use jiff::civil::Time;

impl Bundle {
    /// The zones as the domain knows them.
    pub fn zones(&self) -> Vec<Zone> {
        self.zones.features.iter().map(ZoneFeature::zone).collect()
    }

    /// The plates as the domain knows them.
    pub fn plates(&self) -> Vec<Plate> {
        self.plates.iter().map(PlateRow::plate).collect()
    }

    /// The map of the venue, ready to be asked.
    pub fn places(&self) -> PlaceIndex {
        PlaceIndex::new(self.zones(), self.plates())
    }
}

impl PlateRow {
    pub fn plate(&self) -> Plate {
        Plate {
            code: self.code.clone(),
            label: self.label.clone(),
            zone: self.zone.clone(),
            floor: self.floor.clone(),
            lat: self.lat,
            lon: self.lon,
        }
    }
}

impl PostRow {
    pub fn covers(&self) -> Covers {
        if self.zones.iter().any(|code| code == ALL_ZONES) {
            Covers::All
        } else {
            Covers::Zones(self.zones.iter().cloned().collect())
        }
    }

    pub fn post(&self, id: PostId) -> Post {
        Post {
            id,
            code: self.code.clone(),
            name: self.name.clone(),
            skills: self.skills.iter().cloned().collect(),
            zones: self.covers(),
            default: self.default,
        }
    }
}

impl OverrideRow {
    pub const fn change(&self, post: PostId, officer: AccountId, replaces: Option<AccountId>) -> Override {
        Override { post, officer, replaces, starts: self.starts, ends: self.ends }
    }
}

/// "06:00" and nothing looser: hours and minutes of two digits each.
pub fn time_of_day(text: &str) -> Option<Time> {
    let (hour, minute) = text.split_once(':')?;
    let two_digits = |part: &str| -> Option<i8> {
        (part.len() == 2 && part.bytes().all(|byte| byte.is_ascii_digit())).then(|| part.parse().ok())?
    };
    Time::new(two_digits(hour)?, two_digits(minute)?, 0, 0).ok()
}
