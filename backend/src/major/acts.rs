//! What people do on the board. Every act names the version it was decided on; one that is sent again is answered with what is.

use super::service::{self, BOARD, key_of};
use super::store;
use super::wire::{DoMajor, MajorAct, MajorView};
use crate::accounts::Scope;
use crate::app::App;
use crate::audit::Actor;
use crate::incidents::{self, Incident};
use crate::pages;
use crate::problem::{Answer, Problem};
use crate::venues::{self, Venue};
use serde_json::{Value, json};
use shared::event::EventKind;
use shared::id::{AccountId, MajorId};
use shared::limits;
use shared::major::{Act, Board, Done, Refusal, Role, Site, Spot, Subject, ZoneState};
use shared::problem::ErrorCode;
use std::sync::Arc;

/// What a person may say; nothing, where it may be left out.
pub fn said(field: &'static str, text: &str, limit: usize, needed: bool) -> Answer<String> {
    let text = text.trim();
    let refused = |code| Err(Problem::new(code).at(field));
    match text {
        "" if needed => refused(ErrorCode::MissingField),
        text if text.chars().count() > limit => refused(ErrorCode::TooLong),
        text if text.contains('\0') => refused(ErrorCode::InvalidValue),
        text => Ok(text.to_owned()),
    }
}

fn invalid(field: &'static str) -> Problem {
    Problem::new(ErrorCode::InvalidValue).at(field)
}

fn refused(why: Refusal) -> Problem {
    match why {
        Refusal::Over | Refusal::State => ErrorCode::WrongStatus.into(),
        Refusal::Lapsed | Refusal::Waiting => Problem::new(ErrorCode::WrongStatus).at("act"),
        Refusal::Missing => Problem::new(ErrorCode::NotFound).at("id"),
        Refusal::SamePerson | Refusal::NotAsked => ErrorCode::Forbidden.into(),
        Refusal::Full => Problem::new(ErrorCode::OutOfRange).at("act"),
        Refusal::Reused => Problem::new(ErrorCode::KeyReused).at("id"),
    }
}

/// Does it once, and answers the whole as it is then.
pub async fn act(app: &Arc<App>, scope: &Scope, id: MajorId, body: DoMajor) -> Answer<MajorView> {
    let (major, incident) = service::found(app, scope, id).await?;
    let venue = venues::by_id(app, incident.venue)?;
    let act = meant(app, scope, &incident, &venue, body.act).await?;
    let board: Board = key_of(app, &major)?.open_json(BOARD, major.sealed.clone())?;
    if board.is_done(&act, scope.account) {
        return Ok(service::whole(app, scope, id).await?.view());
    }
    let (app_, scope_, now, version) = (app.clone(), scope.clone(), app.clock.now(), body.version);
    let done = app
        .db
        .write(move |tx| {
            let (app, scope, act, incident) = (app_.clone(), scope_.clone(), act.clone(), incident.clone());
            Box::pin(async move {
                let mut major = store::locked(tx.conn(), &scope, id).await?.ok_or(ErrorCode::NotFound)?;
                let key = key_of(&app, &major)?;
                let mut board: Board = key.open_json(BOARD, major.sealed.clone())?;
                if board.is_done(&act, scope.account) {
                    return Ok(true);
                }
                if major.version != version {
                    return Ok(false);
                }
                let (kind, facts) = told(&board, &act, id);
                if board.act(act.clone(), scope.account, now).map_err(refused)? == Done::Changed {
                    major.version += 1;
                    major.over_at = board.over_at();
                    major.sealed = key.seal_json(BOARD, &board, &*app.entropy)?;
                    store::save(tx.conn(), &major).await?;
                    incidents::announce(tx, &incident, kind, Actor::Account(scope.account), now, facts);
                    if let Act::Give { role, to } = act
                        && to != scope.account
                    {
                        let asked = [(to, Some(role.name()))];
                        pages::tell_of_major(tx, &app, &incident, &asked, false, now).await?;
                    }
                }
                Ok(true)
            })
        })
        .await?;
    let view = service::whole(app, scope, id).await?.view();
    if done { Ok(view) } else { Err(Problem::new(ErrorCode::StaleVersion).with("major", view)) }
}

/// What the log is told: who, what of, and no word of it.
fn told(board: &Board, act: &Act, id: MajorId) -> (EventKind, Value) {
    let change = |facts: Value| (EventKind::MajorChanged, facts);
    let turned = |subject: Option<&Subject>, name: &str, turn: uuid::Uuid| match subject {
        Some(Subject::Zone { zone, to }) => {
            (EventKind::MajorZone, json!({ "major": id, "act": name, "zone": zone, "to": to, "id": turn }))
        }
        _ => (EventKind::MajorAllClear, json!({ "major": id, "act": name, "id": turn })),
    };
    let subject = |turn: &uuid::Uuid| board.turns.iter().find(|one| one.id == *turn).map(|one| &one.subject);
    match act {
        Act::Give { role, to } => change(json!({ "major": id, "act": "give", "role": role, "officer": to })),
        Act::Accept { role } => change(json!({ "major": id, "act": "accept", "role": role })),
        Act::Decline { role } => change(json!({ "major": id, "act": "decline", "role": role })),
        Act::Locate { site, .. } => change(json!({ "major": id, "act": "locate", "site": site })),
        Act::Aim { id: of, .. } => change(json!({ "major": id, "act": "objective", "id": of })),
        Act::Met { id: of, met } => change(json!({ "major": id, "act": if *met { "met" } else { "unmet" }, "id": of })),
        Act::Order { id: of, to, .. } => change(json!({ "major": id, "act": "task", "id": of, "officer": to })),
        Act::Finish { id: of, done } => {
            change(json!({ "major": id, "act": if *done { "finish" } else { "unfinish" }, "id": of }))
        }
        Act::Request { id: of, .. } => change(json!({ "major": id, "act": "resource", "id": of })),
        Act::Arrive { id: of, arrived } => {
            change(json!({ "major": id, "act": if *arrived { "arrive" } else { "absent" }, "id": of }))
        }
        Act::Release { id: of, released } => {
            change(json!({ "major": id, "act": if *released { "release" } else { "keep" }, "id": of }))
        }
        Act::Open { id: of, .. } => change(json!({ "major": id, "act": "station", "id": of })),
        Act::Expect { id: of, .. } => change(json!({ "major": id, "act": "expect", "id": of })),
        Act::Propose { id: of, subject } => turned(Some(subject), "propose", *of),
        Act::Confirm { id: of } => turned(subject(of), "confirm", *of),
        Act::Withdraw { id: of } => turned(subject(of), "withdraw", *of),
    }
}

/// What was asked for, checked against the venue and its people.
async fn meant(app: &App, scope: &Scope, incident: &Incident, venue: &Venue, act: MajorAct) -> Answer<Act> {
    let role = |name: &str| Role::parse(name).ok_or_else(|| invalid("role"));
    let line = |field, text: &str| said(field, text, limits::MAJOR_CHARS, true);
    let zone = |code: String| venue.index.zone(&code).map(|zone| zone.code.clone()).ok_or_else(|| invalid("zone"));
    let most = |expected: Option<u32>| match expected {
        Some(many) if many > limits::MUSTER_PEOPLE.unsigned_abs() => {
            Err(Problem::new(ErrorCode::OutOfRange).at("expected"))
        }
        known => Ok(known),
    };
    Ok(match act {
        MajorAct::Give { role: name, to } => {
            let to = service::nameable(app, scope, incident, venue, AccountId::from_uuid(to), "to").await?;
            Act::Give { role: role(&name)?, to }
        }
        MajorAct::Accept { role: name } => Act::Accept { role: role(&name)? },
        MajorAct::Decline { role: name } => Act::Decline { role: role(&name)? },
        MajorAct::Locate { site, zone: code, plate, floor, lat, lon, text } => {
            let site = Site::parse(&site).ok_or_else(|| invalid("site"))?;
            if plate.as_ref().is_some_and(|code| venue.index.plate(code).is_none()) {
                return Err(invalid("plate"));
            }
            if floor.as_ref().is_some_and(|floor| !venue.index.has_floor(floor)) {
                return Err(invalid("floor"));
            }
            let there = match (lat, lon) {
                (Some(lat), Some(lon)) => lat.abs() <= 90.0 && lon.abs() <= 180.0,
                (None, None) => true,
                _ => false,
            };
            if !there {
                return Err(invalid("lat"));
            }
            let text = said("text", &text, limits::MAJOR_CHARS, false)?;
            if code.is_none() && plate.is_none() && lat.is_none() && text.is_empty() {
                return Err(ErrorCode::EmptyPlace.into());
            }
            let zone = code.map(zone).transpose()?;
            Act::Locate { site, spot: Spot { zone, plate, lat, lon, floor, text, at: None } }
        }
        MajorAct::Objective { id, text } => Act::Aim { id, text: line("text", &text)? },
        MajorAct::Met { id, met } => Act::Met { id, met },
        MajorAct::Task { id, text, to, due } => {
            let to = match to {
                Some(to) => Some(service::nameable(app, scope, incident, venue, AccountId::from_uuid(to), "to").await?),
                None => None,
            };
            Act::Order { id, text: line("text", &text)?, to, due }
        }
        MajorAct::Finish { id, done } => Act::Finish { id, done },
        MajorAct::Resource { id, what, callsign } => {
            let callsign = said("callsign", &callsign, limits::MAJOR_CHARS, false)?;
            Act::Request { id, what: line("what", &what)?, callsign }
        }
        MajorAct::Arrive { id, arrived } => Act::Arrive { id, arrived },
        MajorAct::Release { id, released } => Act::Release { id, released },
        MajorAct::Station { id, name, zone: code, expected } => {
            let zone = code.map(zone).transpose()?;
            Act::Open { id, name: line("name", &name)?, zone, expected: most(expected)? }
        }
        MajorAct::Expect { id, expected } => Act::Expect { id, expected: most(expected)? },
        MajorAct::Zone { id, zone: code, to } => {
            let to = ZoneState::parse(&to).ok_or_else(|| invalid("to"))?;
            Act::Propose { id, subject: Subject::Zone { zone: zone(code)?, to } }
        }
        MajorAct::AllClear { id } => Act::Propose { id, subject: Subject::AllClear },
        MajorAct::Confirm { id } => Act::Confirm { id },
        MajorAct::Withdraw { id } => Act::Withdraw { id },
    })
}
