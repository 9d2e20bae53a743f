//! What an officer marks for themselves: that they watch an incident, or put it off. It changes nothing of the incident, and nobody
//! else sees it.

#[path = "marks/store.rs"]
mod rows;

use super::queue::visible;
use super::store::{self, Incident};
use super::wire::{self, SetMark};
use crate::accounts::Scope;
use crate::app::App;
use crate::problem::{Answer, Problem};
use crate::venues;
use jiff::{SignedDuration, Timestamp};
pub use rows::follow;
use rows::{Mark, stood};
use shared::id::IncidentId;
use shared::mark;
use shared::problem::ErrorCode;
use shared::promise::Owed;
use std::sync::Arc;

impl Mark {
    /// As its officer sees it now: what came back is no longer put off.
    fn on_wire(self, incident: &Incident, now: Timestamp) -> wire::Mark {
        let owed = incident.owes == Some(Owed::Acknowledge);
        let snoozed = self.snoozed.filter(|(until, then)| mark::is_snoozed(*until, *then, stood(incident), owed, now));
        wire::Mark {
            incident: incident.id.uuid(),
            watched: self.watched,
            snoozed_until: snoozed.map(|(until, _)| until),
            stood: snoozed.map(|(_, then)| wire::Stood {
                version: then.version,
                reports: then.reports,
                priority: then.priority,
            }),
        }
    }
}

/// Marks an incident for the asker alone. What somebody has to acknowledge cannot be put off.
pub async fn set(app: &Arc<App>, scope: &Scope, id: IncidentId, wish: SetMark) -> Answer<wire::Mark> {
    visible(app, scope, id).await?;
    let now = app.clock.now();
    if wish.snooze_until.is_some_and(|until| until > now + SignedDuration::from_hours(mark::SNOOZE_HOURS)) {
        return Err(Problem::new(ErrorCode::OutOfRange).at("snooze_until"));
    }
    let scope = scope.clone();
    app.db
        .write(move |tx| {
            let (scope, SetMark { watch, snooze_until }) = (scope.clone(), wish);
            Box::pin(async move {
                let incident = store::locked(tx.conn(), scope.authority, id).await?.ok_or(ErrorCode::NotFound)?;
                let known = rows::find(tx.conn(), &scope, id).await?;
                let mut mark = known.unwrap_or(Mark { watched: false, snoozed: None });
                mark.watched = watch.unwrap_or(mark.watched);
                if let Some(until) = snooze_until {
                    if until > now && incident.owes == Some(Owed::Acknowledge) {
                        return Err(ErrorCode::WrongStatus.into());
                    }
                    mark.snoozed = Some((until, stood(&incident))).filter(|_| until > now);
                }
                rows::put(tx.conn(), &scope, &incident, mark, now).await?;
                Ok(mark.on_wire(&incident, now))
            })
        })
        .await
}

/// The asker's marks on what is not over, of one venue or of all of theirs.
pub async fn list(app: &App, scope: &Scope, venue: Option<&str>) -> Answer<wire::Marks> {
    let venue = match venue.filter(|slug| !slug.is_empty()).map(|slug| venues::by_slug(app, slug)) {
        None => None,
        Some(Ok(venue)) => Some(venue.id),
        Some(Err(_)) => return Ok(wire::Marks { items: Vec::new() }),
    };
    let view = app.db.read().await?;
    let rows = rows::of(&view, scope).await?;
    let ids = rows.iter().map(|(id, _)| *id).collect();
    let seen = store::visible_of(&view, scope, ids).await?;
    drop(view);
    let now = app.clock.now();
    let mut items = Vec::new();
    for (id, mark) in rows {
        let here = |incident: &&Incident| !incident.status.is_over() && venue.is_none_or(|of| of == incident.venue);
        if let Some(incident) = seen.get(&id).filter(here) {
            items.push(mark.on_wire(incident, now));
        }
    }
    items.retain(|mark| mark.watched || mark.snoozed_until.is_some());
    Ok(wire::Marks { items })
}
