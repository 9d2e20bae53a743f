//! The venues as this process knows them.

use super::store;
use crate::accounts::Scope;
use crate::app::App;
use crate::problem::{Answer, Problem};
use crate::wire::Labelled;
use bytes::Bytes;
use jiff::tz::TimeZone;
use shared::access::Role;
use shared::departures::Schedule;
use shared::duty::Duty;
use shared::id::{AccountId, AuthorityId, PostId, VenueId};
use shared::ladder::Ladder;
use shared::place::PlaceIndex;
use shared::problem::ErrorCode;
use shared::roster::{Override, ShiftPattern};
use shared::routing::Post;
use shared::rules::Ground;
use shared::taxonomy::VenueKind;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError, RwLock};

/// One venue, whole, as its last import left it.
pub struct Venue {
    pub id: VenueId,
    pub authority: AuthorityId,
    pub slug: String,
    pub name: String,
    pub kind: VenueKind,
    pub time_zone_name: String,
    pub time_zone: TimeZone,
    pub emergency_number: String,
    pub desk_phone: Option<String>,
    pub languages: Vec<String>,
    pub number_prefix: String,
    /// To whom phones seal the originals of photos (an age recipient). Its other half is not here.
    pub evidence_key: Option<String>,
    pub floors: serde_json::Value,
    pub zones: serde_json::Value,
    pub drawing: serde_json::Value,
    pub version: String,
    /// 1 to 3.
    pub security_level: u8,
    pub index: PlaceIndex,
    pub posts: Vec<Post>,
    pub ladders: HashMap<u8, Ladder>,
    pub people: HashMap<AccountId, Member>,
    /// Replaced whole whenever somebody changes it.
    pub(super) roster: RwLock<Arc<Roster>>,
    /// Likewise, whenever a schedule is taken in.
    pub(super) departures: RwLock<Arc<Schedule>>,
    /// Profiles already written out, by language and audience.
    pub(super) profiles: Mutex<HashMap<(String, bool), Bytes>>,
}

/// Who stands where, and who is away. The only part of a venue that changes between imports.
#[derive(Debug, Default)]
pub struct Roster {
    /// Counts the changes: a later one is never overwritten by an earlier one.
    pub seq: i64,
    pub patterns: Vec<ShiftPattern>,
    pub overrides: Vec<Override>,
    pub duty: Vec<Duty>,
}

/// Somebody who belongs to a venue.
#[derive(Clone, Debug)]
pub struct Member {
    pub label: String,
    pub email: String,
    pub role: Role,
}

impl Venue {
    /// The roster as this process knows it now.
    pub fn roster(&self) -> Arc<Roster> {
        self.roster.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn replace_roster(&self, roster: Roster) {
        let mut known = self.roster.write().unwrap_or_else(PoisonError::into_inner);
        if roster.seq > known.seq {
            *known = Arc::new(roster);
        }
    }

    /// The departures as this process knows them now.
    pub fn departures(&self) -> Arc<Schedule> {
        self.departures.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn replace_departures(&self, schedule: Schedule) {
        let mut known = self.departures.write().unwrap_or_else(PoisonError::into_inner);
        if schedule.seq > known.seq {
            *known = Arc::new(schedule);
        }
    }

    /// Every zone's code, with those around it.
    pub fn zone_tree(&self) -> impl Iterator<Item = (String, Vec<String>)> {
        self.index.zones().iter().map(|zone| (zone.code.clone(), self.index.ancestors(&zone.code)))
    }

    pub fn post_label(&self, id: PostId) -> Labelled {
        let name = self.posts.iter().find(|post| post.id == id).map_or("", |post| &post.name);
        Labelled::new(id, name)
    }

    pub fn person_label(&self, id: AccountId) -> Labelled {
        Labelled::new(id, self.people.get(&id).map_or("", |member| &member.label))
    }

    pub fn zone_label(&self, code: &str) -> Labelled {
        Labelled::new(code, self.index.zone(code).map_or(code, |zone| &zone.name))
    }

    /// The venue as rules see it, with a roster of its own.
    pub fn ground<'a>(&'a self, roster: &'a Roster) -> Ground<'a> {
        Ground {
            code: &self.slug,
            kind: self.kind,
            security_level: self.security_level,
            time_zone: &self.time_zone,
            index: &self.index,
            posts: &self.posts,
            patterns: &roster.patterns,
            overrides: &roster.overrides,
        }
    }

    pub fn ladder(&self, priority: u8) -> Ladder {
        self.ladders.get(&priority).cloned().unwrap_or_else(|| Ladder::standard(priority))
    }
}

#[derive(Default)]
pub struct Directory(RwLock<HashMap<VenueId, Arc<Venue>>>);

impl Directory {
    fn find(&self, wanted: impl Fn(&Venue) -> bool) -> Option<Arc<Venue>> {
        let venues = self.0.read().unwrap_or_else(PoisonError::into_inner);
        venues.values().find(|venue| wanted(venue)).cloned()
    }

    fn all(&self) -> Vec<Arc<Venue>> {
        self.0.read().unwrap_or_else(PoisonError::into_inner).values().cloned().collect()
    }
}

/// Reads the venues that were imported or given another security level, and the rosters and schedules that changed, since the last time. Cheap
/// when there are none.
pub async fn refresh(app: &App) -> Answer<()> {
    let view = app.db.read().await?;
    let now = app.clock.now();
    for (id, version, level, [seq, departures]) in store::versions(&view).await? {
        let same = |venue: &Venue| venue.id == id && venue.version == version && venue.security_level == level;
        if let Some(known) = app.venues.find(same) {
            if known.roster().seq < seq {
                known.replace_roster(store::load_roster(&view, &known, seq, now).await?);
            }
            if known.departures().seq < departures {
                known.replace_departures(store::load_departures(&view, &known, departures, now).await?);
            }
            continue;
        }
        let venue = store::load(&view, id, now).await?;
        app.venues.0.write().unwrap_or_else(PoisonError::into_inner).insert(id, Arc::new(venue));
    }
    Ok(())
}

/// Any venue by the name in its address: reporters belong to no authority.
pub fn by_slug(app: &App, slug: &str) -> Answer<Arc<Venue>> {
    app.venues.find(|venue| venue.slug == slug).ok_or_else(|| Problem::new(ErrorCode::NotFound).at("venue"))
}

pub fn by_id(app: &App, id: VenueId) -> Answer<Arc<Venue>> {
    app.venues.find(|venue| venue.id == id).ok_or_else(|| Problem::internal(anyhow::anyhow!("venue {id} is gone")))
}

/// Every venue, by name.
pub fn any(app: &App) -> Vec<Arc<Venue>> {
    let mut venues = app.venues.all();
    venues.sort_by(|a, b| a.name.cmp(&b.name));
    venues
}

/// The venues whoever asks belongs to, by name.
pub async fn of_scope(app: &App, scope: &Scope) -> Answer<Vec<Arc<Venue>>> {
    let mine = |venue: &Venue| venue.authority == scope.authority && scope.venues.contains(&venue.id);
    Ok(any(app).into_iter().filter(|venue| mine(venue)).collect())
}

/// The venue in which a plate hangs.
pub fn plate_venue(app: &App, code: &str) -> Option<Arc<Venue>> {
    app.venues.find(|venue| venue.index.plate(code).is_some())
}

pub async fn authority_name(app: &App, id: AuthorityId) -> Answer<String> {
    store::authority_name(&app.db.read().await?, id).await
}

pub async fn authority_slug(app: &App, id: AuthorityId) -> Answer<String> {
    store::authority_slug(&app.db.read().await?, id).await
}
