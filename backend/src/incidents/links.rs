//! Incidents that belong together and are not one. Either side shows the other, to whoever may read both.

#[path = "links/store.rs"]
mod rows;

use super::life::announce;
use super::queue::visible;
use super::store::{self, Incident};
use super::wire::Summary;
use crate::accounts::Scope;
use crate::app::App;
use crate::audit::Actor;
use crate::db::View;
use crate::problem::{Answer, Problem};
use crate::venues;
use serde_json::json;
use shared::event::EventKind;
use shared::id::IncidentId;
use shared::problem::ErrorCode;
use std::sync::Arc;

/// Links two incidents, or no longer does. Doing it twice is doing it once.
pub async fn set(app: &Arc<App>, scope: &Scope, id: IncidentId, to: IncidentId, linked: bool) -> Answer<Summary> {
    let one = visible(app, scope, id).await?;
    let invalid = || Problem::new(ErrorCode::InvalidValue).at("to");
    // What the asker may not see does not exist.
    let other = visible(app, scope, to).await.map_err(|problem| match problem.code {
        ErrorCode::NotFound => invalid(),
        _ => problem,
    })?;
    if id == to {
        return Err(invalid());
    }
    let venue = venues::by_id(app, one.venue)?;
    let (scope, now, shown) = (scope.clone(), app.clock.now(), one.clone());
    app.db
        .write(move |tx| {
            let (scope, one, other) = (scope.clone(), one.clone(), other.clone());
            Box::pin(async move {
                let (first, second) = ordered(one.id, other.id);
                let changed = if linked {
                    if rows::of(tx.conn(), &one).await?.len() as u64 >= rows::MOST {
                        return Err(ErrorCode::OutOfRange.into());
                    }
                    rows::add(tx.conn(), &scope, (first, second), now).await?
                } else {
                    rows::end(tx.conn(), (first, second)).await?
                };
                let command = if linked { "link" } else { "unlink" };
                for (here, there) in [(&one, &other), (&other, &one)] {
                    // Those who read one of them are not told of what is told in confidence.
                    if changed && there.confidence.is_none() {
                        let facts = json!({ "command": command, "other": there.id });
                        announce(tx, here, EventKind::IncidentChanged, Actor::Account(scope.account), now, facts);
                    }
                }
                Ok(())
            })
        })
        .await?;
    Ok(Summary::new(&shown, &venue))
}

/// Stands once in the table, whichever side it was made from.
fn ordered(one: IncidentId, other: IncidentId) -> (IncidentId, IncidentId) {
    if one < other { (one, other) } else { (other, one) }
}

/// What an incident is linked to, as far as the asker may see it.
pub async fn linked(view: &View, scope: &Scope, incident: &Incident) -> Answer<Vec<Incident>> {
    let ids = rows::of(view, incident).await?;
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let mut seen = store::visible_of(view, scope, ids.clone()).await?;
    Ok(ids.into_iter().filter_map(|id| seen.remove(&id)).collect())
}
