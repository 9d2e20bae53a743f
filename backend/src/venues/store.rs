//! Rows of authorities and venues.

use super::directory::{Member, Roster, Venue};
use crate::accounts;
use crate::departures;
use crate::entity::{authority, incident_counter, ladder, plate, post, roster_override, security_level, shift, venue};
use crate::problem::{Answer, Problem};
use anyhow::anyhow;
use jiff::Timestamp;
use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;
use sea_orm::ActiveValue::{NotSet, Set};
use sea_orm::sea_query::{Expr, ExprTrait, OnConflict};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect,
};
use serde::de::DeserializeOwned;
use shared::bundle::{Bundle, FeatureCollection, ZoneFeature};
use shared::departures::Schedule;
use shared::id::{AccountId, AuthorityId, PostId, ShiftId, VenueId};
use shared::place::{PlaceIndex, Plate};
use shared::problem::ErrorCode;
use shared::roster::{Day, Override, ShiftPattern, Written};
use shared::routing::{Covers, Post};
use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, Mutex, RwLock};

/// Where an override came from that an import may replace.
const BUNDLE: &str = "bundle";

fn read<T: DeserializeOwned>(what: &str, text: &str) -> Answer<T> {
    serde_json::from_str(text).map_err(|error| Problem::internal(anyhow!("{what} cannot be read: {error}")))
}

fn write(value: &impl serde::Serialize) -> Answer<String> {
    serde_json::to_string(value).map_err(Problem::internal)
}

/// Of every venue: its version, its security level, and how often its roster and its departures were changed.
pub async fn versions(conn: &impl ConnectionTrait) -> Answer<Vec<(VenueId, String, u8, [i64; 2])>> {
    let rows: Vec<(uuid::Uuid, String, i32, i64, i64)> = venue::Entity::find()
        .select_only()
        .column(venue::Column::Id)
        .column(venue::Column::Version)
        .column(venue::Column::SecurityLevel)
        .column(venue::Column::RosterSeq)
        .column(venue::Column::DeparturesSeq)
        .into_tuple()
        .all(conn)
        .await?;
    let read =
        |(id, version, at, roster, departures)| (VenueId::from_uuid(id), version, level(at), [roster, departures]);
    Ok(rows.into_iter().map(read).collect())
}

fn level(column: i32) -> u8 {
    u8::try_from(column).unwrap_or(1)
}

/// A change of a venue's security level.
#[derive(Clone, Debug)]
pub struct Level {
    pub id: uuid::Uuid,
    pub venue: VenueId,
    pub level: u8,
    pub reason: String,
    pub by: AccountId,
    pub at: Timestamp,
}

/// Sets the level of a venue and answers the one before.
pub async fn set_level(conn: &impl ConnectionTrait, authority: AuthorityId, new: &Level) -> Answer<u8> {
    let of_authority = venue::Column::AuthorityId.eq(authority.uuid());
    let row = venue::Entity::find_by_id(new.venue.uuid()).filter(of_authority).lock_exclusive().one(conn).await?;
    let before = row.ok_or(ErrorCode::NotFound)?.security_level;
    venue::Entity::update_many()
        .col_expr(venue::Column::SecurityLevel, i32::from(new.level).into())
        .filter(venue::Column::Id.eq(new.venue.uuid()))
        .filter(venue::Column::AuthorityId.eq(authority.uuid()))
        .exec(conn)
        .await?;
    let row = security_level::ActiveModel {
        id: Set(new.id),
        authority_id: Set(authority.uuid()),
        venue_id: Set(new.venue.uuid()),
        level: Set(new.level.into()),
        reason: Set(new.reason.clone()),
        account_id: Set(new.by.uuid()),
        at: Set(new.at.as_microsecond()),
    };
    security_level::Entity::insert(row).exec_without_returning(conn).await?;
    Ok(level(before))
}

pub async fn authority_name(conn: &impl ConnectionTrait, id: AuthorityId) -> Answer<String> {
    Ok(authority::Entity::find_by_id(id.uuid()).one(conn).await?.map(|row| row.name).unwrap_or_default())
}

/// An authority's name in addresses.
pub async fn authority_slug(conn: &impl ConnectionTrait, id: AuthorityId) -> Answer<String> {
    Ok(authority::Entity::find_by_id(id.uuid()).one(conn).await?.map(|row| row.slug).unwrap_or_default())
}

/// Names of authorities that are not the demo's.
pub async fn foreign_authorities(conn: &impl ConnectionTrait) -> Answer<Vec<String>> {
    let rows = authority::Entity::find().filter(authority::Column::Demo.eq(false)).all(conn).await?;
    Ok(rows.into_iter().map(|row| row.name).collect())
}

/// Whether nobody has been set up yet.
pub async fn none_yet(conn: &impl ConnectionTrait) -> Answer<bool> {
    Ok(authority::Entity::find().one(conn).await?.is_none())
}

/// A write that changes nothing but must reach the disk: whether reports could be stored.
pub async fn touch(conn: &impl ConnectionTrait, venue: VenueId) -> Answer<()> {
    incident_counter::Entity::update_many()
        .col_expr(incident_counter::Column::Last, Expr::col(incident_counter::Column::Last))
        .filter(incident_counter::Column::VenueId.eq(venue.uuid()))
        .exec(conn)
        .await?;
    Ok(())
}

/// A venue, whole.
pub async fn load(conn: &impl ConnectionTrait, id: VenueId, now: Timestamp) -> Answer<Venue> {
    let gone = || Problem::internal(anyhow!("venue {id} is gone"));
    let row = venue::Entity::find_by_id(id.uuid()).one(conn).await?.ok_or_else(gone)?;
    let authority = AuthorityId::from_uuid(row.authority_id);
    let zones: FeatureCollection<ZoneFeature> = read("zones", &row.zones)?;
    let plates = plate::Entity::find().filter(plate::Column::VenueId.eq(row.id)).all(conn).await?;
    let posts = post::Entity::find()
        .filter(post::Column::VenueId.eq(row.id))
        .filter(post::Column::Retired.eq(false))
        .all(conn)
        .await?;
    let ladders = ladder::Entity::find().filter(ladder::Column::VenueId.eq(row.id)).all(conn).await?;
    let people = accounts::people_of_venue(conn, authority, id).await?;
    let time_zone = TimeZone::get(&row.time_zone).map_err(Problem::internal)?;
    let member = |person: accounts::Person| {
        let label = person.label();
        (person.id, Member { label, email: person.email, role: person.role })
    };
    let posts = posts.into_iter().map(post_of).collect::<Answer<Vec<Post>>>()?;
    let people: HashMap<_, _> = people.into_iter().filter(|person| person.active).map(member).collect();
    let roster = roster_of(conn, (id, authority), &posts, &people, row.roster_seq, now).await?;
    let index = PlaceIndex::new(
        zones.features.iter().map(ZoneFeature::zone).collect(),
        plates.into_iter().map(plate_of).collect(),
    );
    let departures = Schedule::new(row.departures_seq, departures::standing(conn, id, now).await?, &index);
    Ok(Venue {
        id,
        authority,
        kind: row.kind.parse().map_err(|_| Problem::internal(anyhow!("venue kind {}", row.kind)))?,
        time_zone,
        index,
        posts,
        people,
        roster: RwLock::new(Arc::new(roster)),
        departures: RwLock::new(Arc::new(departures)),
        ladders: ladders
            .into_iter()
            .map(|row| Ok((u8::try_from(row.priority).unwrap_or(1), read("a ladder", &row.ladder)?)))
            .collect::<Answer<_>>()?,
        floors: read("floors", &row.floors)?,
        zones: read("zones", &row.zones)?,
        drawing: read("drawing", &row.drawing)?,
        languages: read("languages", &row.languages)?,
        slug: row.slug,
        name: row.name,
        time_zone_name: row.time_zone,
        emergency_number: row.emergency_number,
        desk_phone: row.desk_phone,
        number_prefix: row.number_prefix,
        evidence_key: row.evidence_key,
        version: row.version,
        security_level: level(row.security_level),
        profiles: Mutex::default(),
    })
}

/// The departures of a venue that is known, as they are now.
pub async fn load_departures(conn: &impl ConnectionTrait, venue: &Venue, seq: i64, now: Timestamp) -> Answer<Schedule> {
    Ok(Schedule::new(seq, departures::standing(conn, venue.id, now).await?, &venue.index))
}

/// The roster of a venue that is known, as it is now.
pub async fn load_roster(conn: &impl ConnectionTrait, venue: &Venue, seq: i64, now: Timestamp) -> Answer<Roster> {
    roster_of(conn, (venue.id, venue.authority), &venue.posts, &venue.people, seq, now).await
}

/// Whoever has left the venue stands in for nobody, and nobody stands in at a post that is gone.
async fn roster_of(
    conn: &impl ConnectionTrait,
    (id, authority): (VenueId, AuthorityId),
    posts: &[Post],
    people: &HashMap<AccountId, Member>,
    seq: i64,
    now: Timestamp,
) -> Answer<Roster> {
    let shifts = standing_shifts(conn, id.uuid()).await?;
    let changes = roster_override::Entity::find()
        .filter(roster_override::Column::VenueId.eq(id.uuid()))
        .filter(roster_override::Column::DroppedAt.is_null())
        .all(conn)
        .await?;
    let changes = changes.iter().map(override_of);
    let stands =
        |change: &Override| people.contains_key(&change.officer) && posts.iter().any(|post| post.id == change.post);
    Ok(Roster {
        seq,
        patterns: shifts.iter().map(pattern_of).collect::<Answer<_>>()?,
        overrides: changes.filter(stands).collect(),
        duty: crate::roster::said(conn, [authority], now).await?,
    })
}

fn plate_of(row: plate::Model) -> Plate {
    Plate { code: row.code, label: row.label, zone: row.zone, floor: row.floor, lat: row.lat, lon: row.lon }
}

fn post_of(row: post::Model) -> Answer<Post> {
    let zones: Vec<String> = read("a post's zones", &row.zones)?;
    let all = zones.iter().any(|zone| zone == shared::bundle::ALL_ZONES);
    Ok(Post {
        id: PostId::from_uuid(row.id),
        code: row.code,
        name: row.name,
        skills: read("a post's skills", &row.skills)?,
        zones: if all { Covers::All } else { Covers::Zones(zones.into_iter().collect()) },
        default: row.is_default,
    })
}

fn pattern_of(row: &shift::Model) -> Answer<ShiftPattern> {
    let clock = |text: &str| text.parse::<Time>().map_err(Problem::internal);
    let day = |text: &Option<String>| text.as_deref().map(str::parse::<Date>).transpose().map_err(Problem::internal);
    let days: BTreeSet<Day> = row.days.split(',').filter_map(Day::from_code).collect();
    Ok(ShiftPattern {
        post: PostId::from_uuid(row.post_id),
        officer: AccountId::from_uuid(row.account_id),
        days,
        from: clock(&row.from_time)?,
        to: clock(&row.to_time)?,
        valid_from: day(&row.first_day)?,
        valid_to: day(&row.last_day)?,
        cycle: row.cycle.as_deref().map(|cycle| read("a rotation", cycle)).transpose()?,
    })
}

fn override_of(row: &roster_override::Model) -> Override {
    Override {
        post: PostId::from_uuid(row.post_id),
        officer: AccountId::from_uuid(row.account_id),
        replaces: row.replaces.map(AccountId::from_uuid),
        starts: time(row.starts_at),
        ends: time(row.ends_at),
    }
}

fn time(micros: i64) -> Timestamp {
    Timestamp::from_microsecond(micros).unwrap_or(Timestamp::MIN)
}

async fn standing_shifts(conn: &impl ConnectionTrait, venue: uuid::Uuid) -> Answer<Vec<shift::Model>> {
    Ok(shift::Entity::find()
        .filter(shift::Column::VenueId.eq(venue))
        .filter(shift::Column::DroppedAt.is_null())
        .all(conn)
        .await?)
}

/// The book of a venue's rosters: what has stood in it at any time after `since`, with the names of posts that may be gone.
#[derive(Debug, Default)]
pub struct Book {
    pub patterns: Vec<Written<ShiftPattern>>,
    pub overrides: Vec<Written<Override>>,
    /// Whose turn it is in the name of which team.
    pub teams: HashMap<(PostId, AccountId), String>,
    /// The venue's posts, those that are no more among them: the default one, then by name.
    pub posts: Vec<Post>,
}

pub async fn book(
    conn: &impl ConnectionTrait,
    authority: AuthorityId,
    venue: VenueId,
    since: Timestamp,
) -> Answer<Book> {
    let since = since.as_microsecond();
    let shifts = shift::Entity::find()
        .filter(shift::Column::VenueId.eq(venue.uuid()))
        .filter(shift::Column::AuthorityId.eq(authority.uuid()))
        .filter(shift::Column::DroppedAt.is_null().or(shift::Column::DroppedAt.gt(since)))
        .all(conn)
        .await?;
    let changes = roster_override::Entity::find()
        .filter(roster_override::Column::VenueId.eq(venue.uuid()))
        .filter(roster_override::Column::AuthorityId.eq(authority.uuid()))
        .filter(roster_override::Column::EndsAt.gt(since))
        .filter(roster_override::Column::DroppedAt.is_null().or(roster_override::Column::DroppedAt.gt(since)))
        .all(conn)
        .await?;
    let posts = post::Entity::find()
        .filter(post::Column::VenueId.eq(venue.uuid()))
        .order_by_desc(post::Column::IsDefault)
        .order_by_asc(post::Column::Name)
        .all(conn)
        .await?;
    let team = |row: &shift::Model| {
        let whose = (PostId::from_uuid(row.post_id), AccountId::from_uuid(row.account_id));
        row.team.clone().map(|team| (whose, team))
    };
    let written = |row: &shift::Model| {
        Ok(Written { line: pattern_of(row)?, made: time(row.made_at), dropped: row.dropped_at.map(time) })
    };
    let changed = |row: &roster_override::Model| Written {
        line: override_of(row),
        made: time(row.made_at),
        dropped: row.dropped_at.map(time),
    };
    Ok(Book {
        patterns: shifts.iter().map(written).collect::<Answer<_>>()?,
        overrides: changes.iter().map(changed).collect(),
        teams: shifts.iter().filter_map(team).collect(),
        posts: posts.into_iter().map(post_of).collect::<Answer<_>>()?,
    })
}

/// The authority of a slug, made if there is none.
pub async fn ensure_authority(
    conn: &impl ConnectionTrait,
    fresh: AuthorityId,
    slug: &str,
    name: &str,
    demo: bool,
    now: Timestamp,
) -> Answer<(AuthorityId, bool)> {
    if let Some(known) = authority::Entity::find().filter(authority::Column::Slug.eq(slug)).one(conn).await? {
        return Ok((AuthorityId::from_uuid(known.id), false));
    }
    let row = authority::ActiveModel {
        id: Set(fresh.uuid()),
        slug: Set(slug.to_owned()),
        name: Set(name.to_owned()),
        demo: Set(demo),
        created_at: Set(now.as_microsecond()),
    };
    authority::Entity::insert(row).exec_without_returning(conn).await?;
    crate::audit::open_log(conn, fresh).await?;
    Ok((fresh, true))
}

/// The authority of a slug, if there is one.
pub async fn authority_by_slug(conn: &impl ConnectionTrait, slug: &str) -> Answer<Option<AuthorityId>> {
    let row = authority::Entity::find().filter(authority::Column::Slug.eq(slug)).one(conn).await?;
    Ok(row.map(|row| AuthorityId::from_uuid(row.id)))
}

/// The venue's own row: made, or brought up to date. A slug of another authority is refused.
pub async fn put_venue(
    conn: &impl ConnectionTrait,
    fresh: VenueId,
    authority: AuthorityId,
    bundle: &Bundle,
    version: &str,
    now: Timestamp,
) -> Answer<VenueId> {
    let known = venue::Entity::find().filter(venue::Column::Slug.eq(&bundle.venue.slug)).one(conn).await?;
    if known.as_ref().is_some_and(|row| row.authority_id != authority.uuid()) {
        return Err(Problem::new(ErrorCode::InvalidValue)
            .at("venue.slug")
            .because("another authority has a venue of this name"));
    }
    let id = known.as_ref().map_or(fresh, |row| VenueId::from_uuid(row.id));
    let same = known.as_ref().is_some_and(|row| row.version == version);
    let row = venue::ActiveModel {
        id: Set(id.uuid()),
        authority_id: Set(authority.uuid()),
        slug: Set(bundle.venue.slug.clone()),
        name: Set(bundle.venue.name.clone()),
        kind: Set(write(&bundle.venue.kind)?.trim_matches('"').to_owned()),
        time_zone: Set(bundle.venue.time_zone.clone()),
        emergency_number: Set(bundle.venue.emergency_number.clone()),
        desk_phone: Set(bundle.venue.desk_phone.clone()),
        languages: Set(write(&bundle.venue.languages)?),
        number_prefix: Set(bundle.venue.number_prefix.clone()),
        evidence_key: Set(bundle.venue.evidence_key.clone()),
        floors: Set(write(&bundle.floors)?),
        zones: Set(write(&bundle.zones)?),
        drawing: Set(write(&bundle.drawing)?),
        version: Set(version.to_owned()),
        imported_at: Set(now.as_microsecond()),
        // An import leaves the level as it is.
        security_level: if known.is_some() { NotSet } else { Set(1) },
        roster_seq: if known.is_some() { NotSet } else { Set(0) },
        departures_seq: if known.is_some() { NotSet } else { Set(0) },
        roster_changed_at: if same { NotSet } else { Set(now.as_microsecond()) },
    };
    if known.is_some() {
        venue::Entity::update(row).exec(conn).await?;
    } else {
        venue::Entity::insert(row).exec_without_returning(conn).await?;
        let counter = incident_counter::ActiveModel { venue_id: Set(id.uuid()), last: Set(0) };
        incident_counter::Entity::insert(counter).exec_without_returning(conn).await?;
    }
    Ok(id)
}

/// Plates, posts, shifts, turns, overrides and ladders: exactly those of the bundle, besides the overrides that people made. A post keeps its id over imports; one that is
/// no longer named is retired, because incidents still refer to it.
pub async fn put_contents(
    conn: &impl ConnectionTrait,
    authority: AuthorityId,
    venue: VenueId,
    bundle: &Bundle,
    people: &HashMap<String, AccountId>,
    now: Timestamp,
    mut fresh: impl FnMut() -> uuid::Uuid + Send,
) -> Answer<()> {
    let (authority_id, venue_id) = (authority.uuid(), venue.uuid());
    plate::Entity::delete_many().filter(plate::Column::VenueId.eq(venue_id)).exec(conn).await?;
    ladder::Entity::delete_many().filter(ladder::Column::VenueId.eq(venue_id)).exec(conn).await?;
    let codes = bundle.plates.iter().map(|plate| plate.code.clone());
    if let Some(taken) = plate::Entity::find().filter(plate::Column::Code.is_in(codes)).one(conn).await? {
        let what = format!("plate {} hangs in another venue", taken.code);
        return Err(Problem::new(ErrorCode::InvalidValue).at("plates").because(what));
    }
    for p in &bundle.plates {
        let row = plate::ActiveModel {
            code: Set(p.code.clone()),
            authority_id: Set(authority_id),
            venue_id: Set(venue_id),
            label: Set(p.label.clone()),
            zone: Set(p.zone.clone()),
            floor: Set(p.floor.clone()),
            lat: Set(p.lat),
            lon: Set(p.lon),
        };
        plate::Entity::insert(row).exec_without_returning(conn).await?;
    }
    let known = post::Entity::find().filter(post::Column::VenueId.eq(venue_id)).all(conn).await?;
    let known: HashMap<String, uuid::Uuid> = known.into_iter().map(|row| (row.code, row.id)).collect();
    post::Entity::update_many()
        .col_expr(post::Column::Retired, true.into())
        .filter(post::Column::VenueId.eq(venue_id))
        .exec(conn)
        .await?;
    let mut posts = HashMap::new();
    for p in &bundle.posts {
        let id = known.get(&p.code).copied().unwrap_or_else(&mut fresh);
        posts.insert(p.code.as_str(), id);
        let row = post::ActiveModel {
            id: Set(id),
            authority_id: Set(authority_id),
            venue_id: Set(venue_id),
            code: Set(p.code.clone()),
            name: Set(p.name.clone()),
            skills: Set(write(&p.skills)?),
            zones: Set(write(&p.zones)?),
            is_default: Set(p.default),
            retired: Set(false),
        };
        use post::Column;
        let again = OnConflict::column(Column::Id)
            .update_columns([Column::Name, Column::Skills, Column::Zones, Column::IsDefault, Column::Retired])
            .to_owned();
        post::Entity::insert(row).on_conflict(again).exec_without_returning(conn).await?;
    }
    let missing = |what: &str| Problem::internal(anyhow!("the checked bundle names an unknown {what}"));
    let post_id = |code: &str| posts.get(code).copied().ok_or_else(|| missing("post"));
    let person_id = |email: &str| people.get(email).copied().map(AccountId::uuid).ok_or_else(|| missing("person"));
    // What stands in the first bundle of a venue is taken to have held before it came to us.
    let made_at = if known.is_empty() { 0 } else { now.as_microsecond() };
    let mut shifts = Vec::new();
    for plan in bundle.planned() {
        shifts.push(shift::Model {
            id: ShiftId::from_uuid(fresh()).uuid(),
            authority_id,
            venue_id,
            post_id: post_id(plan.post)?,
            account_id: person_id(plan.officer)?,
            days: plan.days.iter().map(|day| day.code()).collect::<Vec<_>>().join(","),
            from_time: plan.from.strftime("%H:%M").to_string(),
            to_time: plan.to.strftime("%H:%M").to_string(),
            made_at,
            dropped_at: None,
            team: plan.team.map(ToOwned::to_owned),
            first_day: plan.first.map(|day| day.to_string()),
            last_day: plan.last.map(|day| day.to_string()),
            cycle: plan.cycle.as_ref().map(write).transpose()?,
        });
    }
    put_shifts(conn, venue_id, shifts, now).await?;
    let mut changes = Vec::new();
    for o in &bundle.overrides {
        changes.push(roster_override::Model {
            id: fresh(),
            authority_id,
            venue_id,
            post_id: post_id(&o.post)?,
            account_id: person_id(&o.officer)?,
            replaces: o.replaces.as_deref().map(person_id).transpose()?,
            starts_at: o.starts.as_microsecond(),
            ends_at: o.ends.as_microsecond(),
            source: BUNDLE.to_owned(),
            reason: None,
            uid: None,
            made_by: None,
            made_at,
            dropped_at: None,
        });
    }
    put_overrides(conn, venue_id, changes, now).await?;
    for l in &bundle.ladders {
        let row = ladder::ActiveModel {
            venue_id: Set(venue_id),
            priority: Set(l.priority.into()),
            authority_id: Set(authority_id),
            ladder: Set(write(l)?),
        };
        ladder::Entity::insert(row).exec_without_returning(conn).await?;
    }
    Ok(())
}

/// The weekly shifts and turns are these from now on. What stands already stays; what does not is struck out, and kept.
async fn put_shifts(
    conn: &impl ConnectionTrait,
    venue: uuid::Uuid,
    mut wanted: Vec<shift::Model>,
    now: Timestamp,
) -> Answer<()> {
    let mut gone = Vec::new();
    for known in standing_shifts(conn, venue).await? {
        let same = |new: &shift::Model| shift::Model { id: known.id, made_at: known.made_at, ..new.clone() } == known;
        match wanted.iter().position(same) {
            Some(place) => drop(wanted.swap_remove(place)),
            None => gone.push(known.id),
        }
    }
    shift::Entity::update_many()
        .col_expr(shift::Column::DroppedAt, now.as_microsecond().into())
        .filter(shift::Column::Id.is_in(gone))
        .exec(conn)
        .await?;
    for new in wanted {
        shift::Entity::insert(new.into_active_model().reset_all()).exec_without_returning(conn).await?;
    }
    Ok(())
}

/// The same for the overrides that came with a bundle.
async fn put_overrides(
    conn: &impl ConnectionTrait,
    venue: uuid::Uuid,
    mut wanted: Vec<roster_override::Model>,
    now: Timestamp,
) -> Answer<()> {
    use roster_override::{Column, Entity, Model};
    let standing = Entity::find()
        .filter(Column::VenueId.eq(venue))
        .filter(Column::Source.eq(BUNDLE))
        .filter(Column::DroppedAt.is_null())
        .all(conn)
        .await?;
    let mut gone = Vec::new();
    for known in standing {
        let same = |new: &Model| Model { id: known.id, made_at: known.made_at, ..new.clone() } == known;
        match wanted.iter().position(same) {
            Some(place) => drop(wanted.swap_remove(place)),
            None => gone.push(known.id),
        }
    }
    Entity::update_many()
        .col_expr(Column::DroppedAt, now.as_microsecond().into())
        .filter(Column::Id.is_in(gone))
        .exec(conn)
        .await?;
    for new in wanted {
        Entity::insert(new.into_active_model().reset_all()).exec_without_returning(conn).await?;
    }
    Ok(())
}
