//! The queue as a map. What is counted is what the asker's queue would list, never more: a group that counted what is kept from
//! somebody would tell them that it is.

use super::listed::{self, Filter, Mapped};
use super::map_wire::{IncidentMap, MapFloor, MapQuery, MapRow};
use super::queue;
use super::store;
use super::wire::Summary;
use crate::accounts::Scope;
use crate::app::App;
use crate::problem::{Answer, Problem};
use crate::venues::{self, Venue};
use jiff::{SignedDuration, Timestamp};
use shared::id::IncidentId;
use shared::incident::Status;
use shared::limits;
use shared::map::{Area, Bounds, Dot, Grid, ZOOM_MAX};
use shared::place::{Spot, middle};
use shared::problem::ErrorCode;
use shared::promise::Owed;
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// Looked at whole, without a word about how closely.
const ZOOM: u8 = 15;

/// Where somebody looks.
struct Look {
    bounds: Option<Bounds>,
    zoom: u8,
    floor: Option<String>,
    at: Option<Timestamp>,
    area: Option<Area>,
}

/// An incident in its place.
struct Placed {
    row: Mapped,
    spot: Option<Spot>,
    floor: Option<String>,
    zone_only: bool,
    owed: bool,
}

pub async fn read(app: &App, scope: &Scope, query: MapQuery) -> Answer<IncidentMap> {
    let now = app.clock.now();
    let mine = venues::of_scope(app, scope).await?;
    let wanted = |venue: &&std::sync::Arc<Venue>| {
        query.venue.as_deref().is_none_or(|slug| slug.is_empty() || venue.slug == slug)
    };
    let venue = mine.iter().find(wanted).ok_or_else(|| Problem::new(ErrorCode::NotFound).at("venue"))?.clone();
    let look = look(&query, &venue, now)?;
    let Some(mut filter) = queue::asked(app, scope, query.list(&venue.slug))? else {
        return Err(Problem::new(ErrorCode::NotFound).at("venue"));
    };
    let over_since = stand(&mut filter, look.at, now)?;
    let whole = Bounds::around(
        venue.index.zones().iter().flat_map(|zone| zone.polygon.exterior().coords()).map(|at| (at.y, at.x)),
    );
    let nothing = Bounds { west: -180.0, south: -90.0, east: 180.0, north: 90.0 };
    let mut told = Telling::new(&look.bounds.or(whole).unwrap_or(nothing), look.zoom);
    let middles = middles(&venue);
    let view = app.db.read().await?;
    listed::each(&view, scope, &filter, |row| told.take(&look, placed(&venue, &middles, look.at, row))).await?;
    let ids = told.first.iter().map(|(_, _, id)| *id).collect();
    let mut known = store::visible_of(&view, scope, ids).await?;
    let rows = std::mem::take(&mut told.first).into_iter().filter_map(|(_, _, id)| {
        let Placed { spot, floor, zone_only, owed, .. } = told.placed.remove(&id)?;
        let incident = Summary::new(&known.remove(&id)?, &venue);
        let (lat, lon) = spot.map(|spot| (spot.lat, spot.lon)).unzip();
        Some(MapRow { incident, owed, lat, lon, floor, zone_only })
    });
    let items = rows.collect();
    Ok(IncidentMap {
        venue: venue.slug.clone(),
        at: look.at.unwrap_or(now),
        over_since,
        total: told.total,
        elsewhere: told.elsewhere,
        nowhere: told.nowhere,
        groups: told.grid.groups().into_iter().map(Into::into).collect(),
        floors: told.floors.into_values().collect(),
        items,
    })
}

fn look(query: &MapQuery, venue: &Venue, now: Timestamp) -> Answer<Look> {
    let invalid = |field: &'static str| Problem::new(ErrorCode::InvalidValue).at(field);
    let given = |text: &Option<String>| text.clone().filter(|text| !text.is_empty());
    let bounds = given(&query.bbox).map(|text| Bounds::parse(&text).ok_or_else(|| invalid("bbox"))).transpose()?;
    let area = given(&query.area).map(|text| Area::parse(&text).ok_or_else(|| invalid("area"))).transpose()?;
    let floor = given(&query.floor);
    if floor.as_deref().is_some_and(|floor| !venue.index.has_floor(floor)) {
        return Err(invalid("floor"));
    }
    let zoom = query.zoom.unwrap_or(ZOOM);
    if zoom > ZOOM_MAX {
        return Err(Problem::new(ErrorCode::OutOfRange).at("zoom"));
    }
    let first = earliest(now)?;
    if query.at.is_some_and(|at| at < first || at > now) {
        return Err(Problem::new(ErrorCode::OutOfRange).at("at"));
    }
    if query.at.is_some() && given(&query.status).is_some() {
        return Err(invalid("status"));
    }
    Ok(Look { bounds, zoom, floor, at: query.at, area })
}

/// As far as a map looks back.
fn earliest(now: Timestamp) -> Answer<Timestamp> {
    now.saturating_sub(SignedDuration::from_hours(limits::MAP_HOURS)).map_err(Problem::internal)
}

/// What is not over, now or then, unless something else is asked for. Of what is over, the last hours: all there ever was would be
/// millions, one upon the other. Answers since when, where that was asked for.
fn stand(filter: &mut Filter, at: Option<Timestamp>, now: Timestamp) -> Answer<Option<Timestamp>> {
    filter.stood_at = at;
    if at.is_some() {
        return Ok(None);
    }
    if filter.statuses.is_empty() {
        filter.statuses = Status::ALL.into_iter().filter(|status| !status.is_over()).collect();
    }
    if !filter.statuses.iter().any(|status| status.is_over()) {
        return Ok(None);
    }
    filter.over_since = Some(earliest(now)?);
    Ok(filter.over_since)
}

type Middles<'a> = BTreeMap<&'a str, (Spot, &'a str)>;

/// The middle and the floor of each zone, reckoned once for all that lies in it.
fn middles(venue: &Venue) -> Middles<'_> {
    let zones = venue.index.zones().iter();
    zones.filter_map(|zone| Some((&*zone.code, (middle(&zone.polygon)?.0, &*zone.floor)))).collect()
}

fn placed(venue: &Venue, middles: &Middles<'_>, at: Option<Timestamp>, row: Mapped) -> Placed {
    let zone = row.zone.as_deref().and_then(|code| middles.get(code));
    let own = row.lat.zip(row.lon).map(|(lat, lon)| Spot { lat, lon });
    let floor = row.floor.clone().or_else(|| zone.map(|(_, floor)| (*floor).to_owned()));
    let floor = floor.filter(|floor| venue.index.has_floor(floor));
    let owed = match at {
        None => row.owes.as_deref() == Some(Owed::Acknowledge.name()),
        Some(at) => row.acknowledged_at.is_none_or(|acknowledged| acknowledged > at.as_microsecond()),
    };
    Placed { spot: own.or_else(|| zone.map(|(spot, _)| *spot)), floor, zone_only: own.is_none(), owed, row }
}

/// What has been taken so far: as much of it as is told, never all.
struct Telling {
    grid: Grid<(Uuid, String)>,
    total: u64,
    elsewhere: u64,
    nowhere: u64,
    floors: BTreeMap<String, MapFloor>,
    first: BTreeSet<(u8, i64, IncidentId)>,
    placed: BTreeMap<IncidentId, Placed>,
}

impl Telling {
    fn new(bounds: &Bounds, zoom: u8) -> Self {
        Self {
            grid: Grid::new(bounds, zoom),
            total: 0,
            elsewhere: 0,
            nowhere: 0,
            floors: BTreeMap::new(),
            first: BTreeSet::new(),
            placed: BTreeMap::new(),
        }
    }

    fn take(&mut self, look: &Look, placed: Placed) {
        let spot = placed.spot;
        // The list was of the box around it.
        let is_in = |area: &Area| spot.is_some_and(|spot| area.contains(spot.lat, spot.lon));
        if look.area.as_ref().is_some_and(|area| !is_in(area)) {
            return;
        }
        self.total += 1;
        let Some(spot) = spot else {
            self.nowhere += 1;
            if look.bounds.is_none() {
                self.list(placed);
            }
            return;
        };
        let code = placed.floor.clone().unwrap_or_default();
        let (priority, owed) = (placed.row.priority, placed.owed);
        let empty = MapFloor { floor: code.clone(), count: 0, priority, owed: 0 };
        let floor = self.floors.entry(code).or_insert(empty);
        floor.count += 1;
        floor.priority = floor.priority.min(priority);
        floor.owed += u64::from(owed);
        let is_here = look.floor.is_none() || placed.floor.is_none() || look.floor == placed.floor;
        if !is_here || look.bounds.is_some_and(|bounds| !bounds.contains(spot.lat, spot.lon)) {
            self.elsewhere += 1;
            return;
        }
        let key = (placed.row.id.uuid(), placed.row.number.clone());
        self.grid.add(Dot { key, lat: spot.lat, lon: spot.lon, priority, owed });
        self.list(placed);
    }

    /// Keeps the most urgent as rows.
    fn list(&mut self, placed: Placed) {
        let id = placed.row.id;
        self.first.insert((placed.row.priority, placed.row.due_at, id));
        self.placed.insert(id, placed);
        if self.first.len() > limits::MAP_ROWS
            && let Some((_, _, last)) = self.first.pop_last()
        {
            self.placed.remove(&last);
        }
    }
}
