//! Taking the last command back. What the command changed is kept beside the incident until the next one, and never read otherwise.

#[path = "undo/store.rs"]
mod rows;

use super::life::announce;
use super::marks;
use super::queue::visible;
use super::service::{decided, stale};
use super::store::{self, Incident, Written};
use super::wire::Summary;
use crate::accounts::Scope;
use crate::app::App;
use crate::audit::Actor;
use crate::db::Tx;
use crate::pages;
use crate::problem::{Answer, Problem};
use crate::venues::{self, Venue};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::json;
use shared::event::EventKind;
use shared::id::IncidentId;
use shared::problem::ErrorCode;
use shared::promise::Owed;
use shared::undo::{self, Given, Life, Owing, Refusal};
use std::sync::Arc;

/// Before and after a command. The assessment and the reasons of the route are long, and kept only where it changed them.
#[derive(Serialize, Deserialize)]
struct Changed {
    before: Life,
    after: Life,
    assessment: String,
    assessment_after: Option<String>,
    route: Option<(String, String)>,
}

struct Last {
    given: Given,
    command: String,
    changed: Changed,
}

fn life(incident: &Incident) -> Life {
    Life {
        status: incident.status,
        priority: incident.priority,
        assessed: incident.assessed,
        emergency: incident.emergency,
        category: incident.category.clone(),
        post: incident.post,
        assignee: incident.assignee,
        second: incident.second,
        disposition: incident.disposition.clone(),
        acknowledged_at: incident.acknowledged_at,
        owes: incident.owes,
        help: incident.help,
    }
}

/// Keeps what a command has changed, in its own write. What was put off by whoever gave it stays so.
pub async fn remember(
    tx: &Tx,
    scope: &Scope,
    command: &str,
    before: &Incident,
    after: &Incident,
    now: Timestamp,
) -> Answer<()> {
    let texts = (before.route_trace.text(), after.route_trace.text());
    let (weighed, weighed_after) = (before.assessment.text(), after.assessment.text());
    let changed = Changed {
        before: life(before),
        after: life(after),
        assessment: weighed.to_owned(),
        assessment_after: (weighed != weighed_after).then(|| weighed_after.to_owned()),
        route: (texts.0 != texts.1).then(|| (texts.0.to_owned(), texts.1.to_owned())),
    };
    let row = rows::LastCommand {
        given: Given { by: scope.account, at: now, version: after.version },
        command: command.to_owned(),
        changed: serde_json::to_string(&changed).map_err(Problem::internal)?,
    };
    rows::keep(tx.conn(), after, row).await?;
    marks::follow(tx.conn(), scope, after.id, before.version, after.version).await
}

async fn last(tx: &Tx, incident: &Incident) -> Answer<Option<Last>> {
    let read = |rows::LastCommand { given, command, changed }| {
        Ok(Last { given, command, changed: serde_json::from_str(&changed).map_err(Problem::internal)? })
    };
    rows::find(tx.conn(), incident).await?.map(read).transpose()
}

/// Takes back what the asker last decided on this incident. Where somebody had to acknowledge before, somebody has to again.
pub async fn undo(app: &Arc<App>, scope: &Scope, id: IncidentId, version: i64) -> Answer<Summary> {
    let venue = venues::by_id(app, visible(app, scope, id).await?.venue)?;
    let (app_, scope, in_venue, now) = (app.clone(), scope.clone(), venue.clone(), app.clock.now());
    let back = app
        .db
        .write(move |tx| {
            let (app, scope, venue) = (app_.clone(), scope.clone(), in_venue.clone());
            Box::pin(async move {
                let found = store::locked(tx.conn(), scope.authority, id).await?;
                let mut incident = found.ok_or(ErrorCode::NotFound)?;
                let last = last(tx, &incident).await?;
                let given = last.as_ref().map(|last| last.given);
                let refused = |refusal| match refusal {
                    Refusal::Changed => stale(&incident, &venue),
                    Refusal::NotYours | Refusal::TooLate => {
                        Problem::new(ErrorCode::WrongStatus).with("incident", Summary::new(&incident, &venue))
                    }
                };
                undo::may(given, scope.account, version, incident.version, now).map_err(refused)?;
                let Some(Last { command, changed, .. }) = last else { return Err(ErrorCode::WrongStatus.into()) };
                let before = incident.clone();
                take_back(tx, &app, &venue, &scope, &mut incident, (&command, changed), now).await?;
                decided(tx, &app, &venue, &scope, &before, &incident).await?;
                Ok(incident)
            })
        })
        .await?;
    Ok(Summary::new(&back, &venue))
}

async fn take_back(
    tx: &Tx,
    app: &App,
    venue: &Venue,
    scope: &Scope,
    incident: &mut Incident,
    (command, changed): (&str, Changed),
    now: Timestamp,
) -> Answer<()> {
    let (stands, version) = (life(incident), incident.version);
    let left = changed.assessment_after.as_ref().unwrap_or(&changed.assessment);
    let weighed_since = incident.assessment.text() != left;
    let again = undo::back(&changed.before, &changed.after, &stands, weighed_since);
    let owing = undo::owing(&changed.before, &changed.after, &stands, &again);
    if !weighed_since && changed.assessment_after.is_some() {
        incident.assessment = Written::kept(changed.assessment);
    }
    if let Some((before, after)) = changed.route
        && incident.route_trace.text() == after
    {
        incident.route_trace = Written::kept(before);
    }
    incident.status = again.status;
    incident.priority = again.priority;
    incident.assessed = again.assessed;
    incident.emergency = again.emergency;
    incident.category = again.category;
    (incident.post, incident.assignee, incident.second) = (again.post, again.assignee, again.second);
    incident.disposition = again.disposition;
    incident.acknowledged_at = again.acknowledged_at;
    incident.help = again.help;
    incident.version += 1;
    match owing {
        Owing::Again => incident.owe(Some((Owed::Acknowledge, venue.ladder(incident.priority).due_at(now)))),
        Owing::AsItIs => {}
        Owing::NextStep => {
            pages::settle(tx, incident, scope.account, now).await?;
            pages::promise(tx, app, incident, now).await?;
        }
        Owing::Nothing => {
            pages::settle(tx, incident, scope.account, now).await?;
            incident.owe(None);
        }
    }
    store::save(tx.conn(), incident).await?;
    // Taken back once and for all: the row goes, and with it every second try.
    rows::forget(tx.conn(), incident.id).await?;
    marks::follow(tx.conn(), scope, incident.id, version, incident.version).await?;
    let facts = json!({ "command": "undo", "of": command });
    announce(tx, incident, EventKind::IncidentChanged, Actor::Account(scope.account), now, facts);
    if owing == Owing::Again {
        pages::owe(tx, app, venue, &[&*incident], now).await?;
    }
    Ok(())
}
