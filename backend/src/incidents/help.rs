//! An officer needs help now. Such a call is never refused: it takes no version, what was over is open again, and what was merged is
//! the incident it went into. It ends when somebody else acknowledges, moves the incident on, or it is over.

use super::life::announce;
use super::queue::visible;
use super::service::decided;
use super::store::{self, Incident};
use super::undo;
use super::wire::Summary;
use crate::accounts::Scope;
use crate::app::App;
use crate::audit::Actor;
use crate::db::Tx;
use crate::pages;
use crate::problem::Answer;
use crate::venues;
use serde_json::json;
use shared::event::EventKind;
use shared::help::{self, Help};
use shared::id::IncidentId;
use shared::incident::Status;
use shared::problem::ErrorCode;
use shared::promise::Owed;
use std::sync::Arc;

/// Merges followed to where an incident lives on.
const MERGES: usize = 16;

pub async fn call(app: &Arc<App>, scope: &Scope, id: IncidentId) -> Answer<Summary> {
    let venue = venues::by_id(app, visible(app, scope, id).await?.venue)?;
    let (app_, scope, in_venue, now) = (app.clone(), scope.clone(), venue.clone(), app.clock.now());
    let called = app
        .db
        .write(move |tx| {
            let (app, scope, venue) = (app_.clone(), scope.clone(), in_venue.clone());
            Box::pin(async move {
                let mut incident = where_it_lives(tx, &scope, id).await?;
                if help::is_same_call(incident.help, scope.account, now) {
                    return Ok(incident);
                }
                let before = incident.clone();
                if incident.status.is_over() {
                    incident.status = Status::Reopened;
                    (incident.acknowledged_at, incident.disposition) = (None, None);
                }
                incident.priority = incident.priority.min(help::PRIORITY);
                incident.help = Some(Help { by: scope.account, at: now });
                incident.seen_at = incident.seen_at.or(Some(now));
                incident.version += 1;
                incident.owe(Some((Owed::Acknowledge, help::ladder().due_at(now))));
                store::save(tx.conn(), &incident).await?;
                let facts = json!({ "command": "help", "from": before.priority, "to": incident.priority });
                announce(tx, &incident, EventKind::IncidentChanged, Actor::Account(scope.account), now, facts);
                pages::owe(tx, &app, &venue, &[&incident], now).await?;
                undo::remember(tx, &scope, "help", &before, &incident, now).await?;
                decided(tx, &app, &venue, &scope, &before, &incident).await?;
                Ok(incident)
            })
        })
        .await?;
    Ok(Summary::new(&called, &venue))
}

async fn where_it_lives(tx: &Tx, scope: &Scope, id: IncidentId) -> Answer<Incident> {
    let mut incident = store::locked(tx.conn(), scope.authority, id).await?.ok_or(ErrorCode::NotFound)?;
    for _ in 0..MERGES {
        let Some(into) = incident.merged_into.filter(|_| incident.status == Status::Merged) else { break };
        incident = store::locked(tx.conn(), scope.authority, into).await?.ok_or(ErrorCode::NotFound)?;
    }
    Ok(incident)
}
