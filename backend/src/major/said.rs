//! Decisions and situation reports: written once, sealed, never changed.

use super::acts::said;
use super::service::{self, Whole, Words, key_of, said_place};
use super::store::{self, Kind, Said};
use super::wire::{MajorView, NewDecision, NewSitrep};
use crate::accounts::Scope;
use crate::app::App;
use crate::audit::Actor;
use crate::incidents;
use crate::problem::{Answer, Problem};
use crate::reports;
use serde_json::json;
use shared::event::EventKind;
use shared::id::MajorId;
use shared::limits;
use shared::major::{Known, Site, ZoneState, draft, word};
use shared::problem::ErrorCode;
use shared::taxonomy::Taxonomy;
use std::sync::Arc;
use uuid::Uuid;

/// Answers and options that name a hazard to whoever comes.
const HAZARDS: [(&str, &str, &str); 14] = [
    ("weapon", "gun", "weapon"),
    ("weapon", "knife", "weapon"),
    ("weapon", "other", "weapon"),
    ("substance", "smoke", "smoke"),
    ("substance", "flames", "flames"),
    ("substance", "powder", "powder"),
    ("substance", "liquid", "liquid"),
    ("substance", "gas_or_smell", "gas_or_smell"),
    ("symptoms", "yes", "symptoms"),
    ("explosive", "explosive", "explosive"),
    ("explosive", "ammunition", "ammunition"),
    ("hot_obvious", "yes", "hot_obvious"),
    ("fuel_danger", "yes", "fuel_danger"),
    ("dangerous_goods", "yes", "dangerous_goods"),
];

pub async fn decide(app: &Arc<App>, scope: &Scope, id: MajorId, new: NewDecision) -> Answer<MajorView> {
    let words = Words {
        text: said("text", &new.text, limits::MAJOR_TEXT_CHARS, true)?,
        why: said("why", &new.why, limits::MAJOR_TEXT_CHARS, false)?,
    };
    keep(app, scope, id, (new.id, Kind::Decision), words).await
}

pub async fn report(app: &Arc<App>, scope: &Scope, id: MajorId, new: NewSitrep) -> Answer<MajorView> {
    let text = said("text", &new.text, limits::MAJOR_TEXT_CHARS, true)?;
    keep(app, scope, id, (new.id, Kind::Sitrep), Words { text, why: String::new() }).await
}

async fn keep(
    app: &Arc<App>,
    scope: &Scope,
    id: MajorId,
    (said, kind): (Uuid, Kind),
    words: Words,
) -> Answer<MajorView> {
    let (major, incident) = service::found(app, scope, id).await?;
    let now = app.clock.now();
    let sealed = key_of(app, &major)?.seal_json(&said_place(said), &words, &*app.entropy)?;
    let new = Said { id: said, kind, at: now, by: scope.account, sealed };
    let by = scope.account;
    app.db
        .write(move |tx| {
            let (major, incident, new) = (major.clone(), incident.clone(), new.clone());
            Box::pin(async move {
                let added = store::say(tx.conn(), &major, &new).await?;
                if added.ok_or(ErrorCode::OutOfRange)? {
                    let event = match new.kind {
                        Kind::Decision => EventKind::MajorDecided,
                        Kind::Sitrep => EventKind::MajorReported,
                    };
                    let facts = json!({ "major": major.id, "id": new.id });
                    incidents::announce(tx, &incident, event, Actor::Account(by), now, facts);
                }
                Ok(())
            })
        })
        .await?;
    let whole = service::whole(app, scope, id).await?;
    // The same again is the same; other words under its id are not written over it.
    match whole.said.iter().find(|one| one.id == said) {
        Some(one) if one.kind == kind && one.words.text == words.text && one.words.why == words.why => Ok(whole.view()),
        _ => Err(Problem::new(ErrorCode::KeyReused).at("id")),
    }
}

/// A report as the record would write it now.
pub async fn sitrep(app: &App, scope: &Scope, id: MajorId, language: &str) -> Answer<String> {
    let whole = service::whole(app, scope, id).await?;
    let page = limits::REPORTS_PER_INCIDENT_PAGE;
    let (reports, _) = reports::for_desk(app, scope, &whole.incident, None, page).await?;
    let answered = |question: &str, value: &str| {
        let said = |answer: &reports::AnswerGiven| {
            answer.question == question && answer.values.iter().any(|given| given == value)
        };
        reports.iter().filter(|report| report.withdrawn.is_none()).any(|report| report.answers.iter().any(said))
    };
    let known = known(&whole, language, &answered);
    Ok(draft(&known, language, &whole.venue.time_zone))
}

fn known(whole: &Whole, language: &str, answered: &dyn Fn(&str, &str) -> bool) -> Known {
    let say = |key: &str, fill: &[(&str, &str)]| word(language, key, fill);
    let incident = &whole.incident;
    let mut hazards: Vec<String> = Vec::new();
    for (question, value, hazard) in HAZARDS {
        let said = say(&format!("haz_{hazard}"), &[]);
        if answered(question, value) && !hazards.contains(&said) {
            hazards.push(said);
        }
    }
    let localised = Taxonomy::builtin().localised(language);
    let kind = localised.category(&incident.category).map(str::to_owned);
    let zone = incident.zone.as_ref().map(|code| whole.venue.zone_label(code).label);
    let mut exact: Vec<String> = incident.place_label.iter().cloned().collect();
    exact.extend(zone.filter(|zone| !exact.contains(zone)));
    let site = |key: &str, site| whole.where_is(site).map(|place| say(key, &[("place", &place)]));
    let mut access: Vec<String> =
        [site("command_post", Site::CommandPost), site("staging", Site::Staging)].into_iter().flatten().collect();
    for code in whole.board.zones() {
        let (state, label) = (whole.board.zone(code).0, whole.venue.zone_label(code).label);
        if state != ZoneState::Normal {
            access.push(say(&format!("state_{}", state.name()), &[("zone", &label)]));
        }
    }
    let mut numbers = Vec::new();
    if answered("hurt", "yes") {
        numbers.push(say("hurt", &[]));
    }
    let muster = whole.muster();
    if !muster.stations.is_empty() {
        let count = muster.present.to_string();
        numbers.push(match muster.expected {
            Some(expected) => say("expected", &[("count", &count), ("expected", &expected.to_string())]),
            None => say("present", &[("count", &count)]),
        });
    }
    let standing = whole.board.resources.iter().filter(|one| one.released_at.is_none());
    let services = standing.map(|one| {
        let what = if one.callsign.is_empty() { one.what.clone() } else { format!("{} ({})", one.what, one.callsign) };
        say(if one.arrived_at.is_some() { "arrived" } else { "asked" }, &[("what", &what)])
    });
    Known {
        number: incident.number.clone(),
        declared_at: Some(whole.major.declared_at),
        over_at: whole.board.over_at(),
        exact,
        kind: kind.into_iter().collect(),
        hazards,
        access,
        numbers,
        services: services.collect(),
    }
}
