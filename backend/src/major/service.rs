//! Declaring, and reading, as whoever asks may read the incident.

use super::store::{self, Kind, Major};
use super::wire::{
    DecisionView, Declare, MajorHead, MajorView, Majors, MusterView, ObjectiveView, ResourceView, SeatView, SitrepView,
    SpotView, StationView, TaskView, TurnView, ZoneNow,
};
use crate::accounts::Scope;
use crate::app::App;
use crate::audit::Actor;
use crate::db::View;
use crate::incidents::{self, Incident, Summary};
use crate::pages;
use crate::problem::{Answer, Problem};
use crate::routing;
use crate::seal::ContentKey;
use crate::venues::{self, Venue};
use crate::wire::Labelled;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::json;
use shared::access::Permission;
use shared::event::EventKind;
use shared::id::{AccountId, IncidentId, MajorId};
use shared::incident::Status;
use shared::limits;
use shared::major::{Board, CheckIn, Role, Site, Subject, Turn, curve, reached};
use shared::problem::ErrorCode;
use std::sync::Arc;
use uuid::Uuid;

/// Where the board is sealed to.
pub const BOARD: &str = "board";

/// Of what was said: the words, and why.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Words {
    pub text: String,
    pub why: String,
}

/// Something somebody said, unsealed.
pub struct Spoken {
    pub id: Uuid,
    pub kind: Kind,
    pub at: Timestamp,
    pub by: AccountId,
    pub words: Words,
}

/// A major incident with everything that belongs to it.
pub struct Whole {
    pub major: Major,
    pub incident: Incident,
    pub venue: Arc<Venue>,
    pub board: Board,
    pub said: Vec<Spoken>,
    pub entries: Vec<CheckIn>,
    pub now: Timestamp,
}

pub fn key_of(app: &App, major: &Major) -> Answer<ContentKey> {
    app.keys.authority(major.authority)?.unwrap(major.id.uuid(), &major.sealed_key)
}

/// Where what was said is sealed to.
pub fn said_place(id: Uuid) -> String {
    format!("said/{id}")
}

/// One, with its incident, if the asker may read that; otherwise it does not exist.
pub async fn found(app: &App, scope: &Scope, id: MajorId) -> Answer<(Major, Incident)> {
    let major = store::find(&app.db.read().await?, scope, id).await?.ok_or(ErrorCode::NotFound)?;
    let incident = incidents::visible(app, scope, major.incident).await?;
    Ok((major, incident))
}

pub async fn whole(app: &App, scope: &Scope, id: MajorId) -> Answer<Whole> {
    let (major, incident) = found(app, scope, id).await?;
    with(app, &app.db.read().await?, major, incident).await
}

pub async fn with(app: &App, view: &View, major: Major, incident: Incident) -> Answer<Whole> {
    let key = key_of(app, &major)?;
    let board: Board = key.open_json(BOARD, major.sealed.clone())?;
    let open = |said: store::Said| {
        let words = key.open_json(&said_place(said.id), said.sealed)?;
        Ok(Spoken { id: said.id, kind: said.kind, at: said.at, by: said.by, words })
    };
    let said = store::said(view, &major).await?.into_iter().map(open).collect::<Answer<_>>()?;
    let entries = store::entries(view, &major).await?;
    let venue = venues::by_id(app, major.venue)?;
    Ok(Whole { major, incident, venue, board, said, entries, now: app.clock.now() })
}

/// Somebody who is named: on duty now or the asker, may work, and may read the incident. Any reason against it reads the same.
pub async fn nameable(
    app: &App,
    scope: &Scope,
    incident: &Incident,
    venue: &Venue,
    who: AccountId,
    field: &'static str,
) -> Answer<AccountId> {
    let invalid = || Problem::new(ErrorCode::InvalidValue).at(field);
    let member = venue.people.get(&who).ok_or_else(invalid)?;
    let here =
        who == scope.account || routing::on_duty(venue, app.clock.now()).iter().any(|shift| shift.officer == who);
    if !member.role.may(Permission::WorkIncidents) || !here || incident.is_kept_from(who) {
        return Err(invalid());
    }
    if incident.confidence.is_some() {
        let view = app.db.read().await?;
        let readers = incidents::readers(&view, incident.authority, vec![incident.id]).await?;
        if !readers.get(&incident.id).is_some_and(|readers| readers.contains(&who)) {
            return Err(invalid());
        }
    }
    Ok(who)
}

/// Declares an incident a major one. Whoever declares what is declared already is answered what is.
pub async fn declare(app: &Arc<App>, scope: &Scope, id: IncidentId, wish: Declare) -> Answer<MajorView> {
    let incident = incidents::visible(app, scope, id).await?;
    let known = store::of_incident(&app.db.read().await?, scope, id).await?;
    if let Some(major) = known {
        return Ok(whole(app, scope, major.id).await?.view());
    }
    let venue = venues::by_id(app, incident.venue)?;
    if incident.version != wish.version {
        return Err(Problem::new(ErrorCode::StaleVersion).with("incident", Summary::new(&incident, &venue)));
    }
    let to = AccountId::from_uuid(wish.commander);
    let commander = nameable(app, scope, &incident, &venue, to, "commander").await?;
    let now = app.clock.now();
    let told = Arc::new(hearing(app, scope, &incident, &venue, commander).await?);
    let new = MajorId::fresh(&*app.clock, &*app.entropy);
    let (key, sealed_key) = app.keys.authority(incident.authority)?.create(new.uuid(), &*app.entropy)?;
    let major = Arc::new(Major {
        id: new,
        authority: incident.authority,
        venue: incident.venue,
        incident: id,
        version: 1,
        declared_at: now,
        declared_by: scope.account,
        over_at: None,
        sealed_key,
        sealed: key.seal_json(BOARD, &Board::declared(scope.account, commander, now), &*app.entropy)?,
    });
    let (version, by, app_) = (wish.version, scope.account, app.clone());
    app.db
        .write(move |tx| {
            let (app, major, told) = (app_.clone(), major.clone(), told.clone());
            Box::pin(async move {
                let held = incidents::locked(tx.conn(), major.authority, id).await?.ok_or(ErrorCode::NotFound)?;
                if held.status.is_over() || held.status == Status::Merged {
                    return Err(ErrorCode::WrongStatus.into());
                }
                if held.version != version {
                    return Err(ErrorCode::StaleVersion.into());
                }
                if store::add(tx.conn(), &major).await? {
                    let facts = json!({ "major": major.id, "officer": commander });
                    incidents::announce(tx, &held, EventKind::MajorDeclared, Actor::Account(by), now, facts);
                    // In the same write: declared once, called once.
                    pages::tell_of_major(tx, &app, &held, &told, true, now).await?;
                }
                Ok(())
            })
        })
        .await?;
    // Somebody else may have declared it at the same time.
    let stands = store::of_incident(&app.db.read().await?, scope, id).await?.ok_or(ErrorCode::NotFound)?;
    Ok(whole(app, scope, stands.id).await?.view())
}

/// Who hears of a declaration: whoever is to command, and all who are on duty at the venue; not whoever declares. Of what is told in
/// confidence, its readers alone: to call somebody would let them read it.
async fn hearing(
    app: &App,
    scope: &Scope,
    incident: &Incident,
    venue: &Venue,
    commander: AccountId,
) -> Answer<Vec<(AccountId, Option<&'static str>)>> {
    let mut called = routing::circles(venue, app.clock.now()).everyone;
    if incident.confidence.is_some() {
        let view = app.db.read().await?;
        let readers = incidents::readers(&view, incident.authority, vec![incident.id]).await?;
        called.retain(|one| readers.get(&incident.id).is_some_and(|readers| readers.contains(one)));
    }
    let role = |one: AccountId| (one == commander).then(|| Role::Commander.name());
    Ok(called.into_iter().filter(|one| *one != scope.account).map(|one| (one, role(one))).collect())
}

/// What stands without an all-clear, of one venue or of all of the asker's.
pub async fn standing(app: &App, scope: &Scope, slug: Option<&str>) -> Answer<Majors> {
    let venue = match slug.filter(|slug| !slug.is_empty()).map(|slug| venues::by_slug(app, slug)) {
        None => None,
        Some(Ok(venue)) => Some(venue.id),
        Some(Err(_)) => return Ok(Majors { items: Vec::new() }),
    };
    let view = app.db.read().await?;
    let rows = store::standing(&view, scope, venue).await?;
    let seen = incidents::visible_of(&view, scope, rows.iter().map(|major| major.incident).collect()).await?;
    drop(view);
    let now = app.clock.now();
    let mut items = Vec::new();
    for major in rows {
        let Some(incident) = seen.get(&major.incident) else { continue };
        let venue = venues::by_id(app, major.venue)?;
        let board: Board = key_of(app, &major)?.open_json(BOARD, major.sealed.clone())?;
        items.push(MajorHead {
            id: major.id.uuid(),
            incident: Labelled::new(incident.id, &incident.number),
            commander: board.commander().map(|who| venue.person_label(who)),
            asked: board.roles.get(&Role::Commander).and_then(|seat| seat.asked).map(|who| venue.person_label(who)),
            places: Site::ALL.iter().filter_map(|site| spot(&board, &venue, *site)).collect(),
            declared_at: major.declared_at,
            waiting: board.waiting(now).count(),
        });
    }
    Ok(Majors { items })
}

/// Where one of the places is: as it was said, with the names of today.
fn spot(board: &Board, venue: &Venue, site: Site) -> Option<SpotView> {
    let spot = board.places.get(&site)?;
    let plate = spot.plate.as_ref().and_then(|code| venue.index.plate(code));
    Some(SpotView {
        site: site.name(),
        zone: spot.zone.as_ref().map(|code| venue.zone_label(code)),
        plate: plate.map(|plate| Labelled::new(&plate.code, &plate.label)),
        floor: spot.floor.clone(),
        lat: spot.lat,
        lon: spot.lon,
        text: spot.text.clone(),
        at: spot.at,
    })
}

impl Whole {
    pub fn name(&self, who: AccountId) -> Labelled {
        self.venue.person_label(who)
    }

    pub fn view(&self) -> MajorView {
        let board = &self.board;
        let name = |who| self.name(who);
        let zones = board.zones();
        MajorView {
            id: self.major.id.uuid(),
            incident: Summary::new(&self.incident, &self.venue),
            version: self.major.version,
            declared_at: self.major.declared_at,
            declared_by: name(self.major.declared_by),
            over_at: board.over_at(),
            confirm_minutes: limits::MAJOR_CONFIRM_MINUTES,
            roles: Role::ALL.iter().map(|role| self.seat(*role)).collect(),
            places: Site::ALL.iter().filter_map(|site| spot(board, &self.venue, *site)).collect(),
            objectives: board
                .objectives
                .iter()
                .map(|one| ObjectiveView {
                    id: one.id,
                    text: one.text.clone(),
                    by: name(one.by),
                    at: one.at,
                    met_at: one.met_at,
                })
                .collect(),
            tasks: board
                .tasks
                .iter()
                .map(|one| TaskView {
                    id: one.id,
                    text: one.text.clone(),
                    to: one.to.map(name),
                    due: one.due,
                    by: name(one.by),
                    at: one.at,
                    done_at: one.done_at,
                    done_by: one.done_by.map(name),
                })
                .collect(),
            resources: board
                .resources
                .iter()
                .map(|one| ResourceView {
                    id: one.id,
                    what: one.what.clone(),
                    callsign: one.callsign.clone(),
                    asked_at: one.asked_at,
                    arrived_at: one.arrived_at,
                    released_at: one.released_at,
                })
                .collect(),
            zones: zones
                .into_iter()
                .map(|code| {
                    let (state, since) = board.zone(code);
                    ZoneNow { zone: self.venue.zone_label(code), state: state.name(), since }
                })
                .collect(),
            turns: board.turns.iter().map(|turn| self.turn(turn)).collect(),
            muster: self.muster(),
            decisions: self
                .spoken(Kind::Decision)
                .map(|said| DecisionView {
                    id: said.id,
                    text: said.words.text.clone(),
                    why: said.words.why.clone(),
                    by: name(said.by),
                    at: said.at,
                })
                .collect(),
            sitreps: self
                .spoken(Kind::Sitrep)
                .map(|said| SitrepView { id: said.id, text: said.words.text.clone(), by: name(said.by), at: said.at })
                .collect(),
        }
    }

    fn spoken(&self, kind: Kind) -> impl Iterator<Item = &Spoken> {
        self.said.iter().filter(move |said| said.kind == kind)
    }

    fn seat(&self, role: Role) -> SeatView {
        let seat = self.board.roles.get(&role).cloned().unwrap_or_default();
        SeatView {
            role: role.name(),
            holder: seat.holder.map(|who| self.name(who)),
            since: seat.since,
            asked: seat.asked.map(|who| self.name(who)),
            asked_at: seat.asked_at,
        }
    }

    /// In words: what is said, the sign, the zone.
    pub fn where_is(&self, site: Site) -> Option<String> {
        let spot = spot(&self.board, &self.venue, site)?;
        let parts =
            [Some(spot.text).filter(|text| !text.is_empty()), spot.plate.map(|p| p.label), spot.zone.map(|z| z.label)];
        Some(parts.into_iter().flatten().collect::<Vec<_>>().join(", ")).filter(|said| !said.is_empty())
    }

    fn turn(&self, turn: &Turn) -> TurnView {
        let (zone, to) = match &turn.subject {
            Subject::Zone { zone, to } => (Some(self.venue.zone_label(zone)), to.name()),
            Subject::AllClear => (None, "all_clear"),
        };
        TurnView {
            id: turn.id,
            zone,
            to,
            by: self.name(turn.by),
            at: turn.at,
            until: turn.until,
            state: turn.stands(self.now).name(),
            ended_by: turn.ended.map(|(_, who, _)| self.name(who)),
            ended_at: turn.ended.map(|(.., at)| at),
        }
    }

    pub fn muster(&self) -> MusterView {
        let curve = curve(&self.entries);
        let (since, expected) = (self.board.muster_since(), self.board.expected());
        let after = |percent| Some(reached(&curve.steps, expected?, percent, since?)?.as_secs());
        MusterView {
            since,
            expected,
            present: curve.total(),
            half_s: after(50),
            most_s: after(90),
            stations: self
                .board
                .stations
                .iter()
                .map(|one| StationView {
                    id: one.id,
                    name: one.name.clone(),
                    zone: one.zone.as_ref().map(|code| self.venue.zone_label(code)),
                    expected: one.expected,
                    present: curve.present.get(&one.id).copied().unwrap_or(0),
                    opened_at: one.opened_at,
                })
                .collect(),
        }
    }
}
