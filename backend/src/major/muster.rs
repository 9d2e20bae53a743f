//! Check-ins, as devices send them: at once, late, or twice.

use super::acts::said;
use super::service;
use super::store::{self, Received};
use super::wire::{CheckInFate, CheckIns, CheckedIn, NewCheckIn};
use crate::accounts::Scope;
use crate::app::App;
use crate::audit::Actor;
use crate::incidents;
use crate::problem::{Answer, Problem};
use jiff::Timestamp;
use serde_json::json;
use shared::event::EventKind;
use shared::id::MajorId;
use shared::limits;
use shared::major::{Board, CheckIn, How};
use shared::problem::ErrorCode;
use shared::receipt::keyed;
use std::sync::Arc;
use uuid::Uuid;

/// Takes what a device sends for one station. It needs no version: entries add up to the same in whatever order they come.
pub async fn check_in(app: &Arc<App>, scope: &Scope, id: MajorId, station: Uuid, sent: CheckIns) -> Answer<CheckedIn> {
    let (major, incident) = service::found(app, scope, id).await?;
    let board: Board = service::key_of(app, &major)?.open_json(service::BOARD, major.sealed.clone())?;
    if !board.stations.iter().any(|one| one.id == station) {
        return Err(Problem::new(ErrorCode::NotFound).at("station"));
    }
    if sent.items.is_empty() {
        return Err(Problem::new(ErrorCode::MissingField).at("items"));
    }
    if sent.items.len() > limits::MUSTER_BATCH {
        return Err(Problem::new(ErrorCode::OutOfRange).at("items"));
    }
    let now = app.clock.now();
    let read = |item: &NewCheckIn| entry(app, id, station, item, (major.declared_at, now));
    let entries = Arc::new(sent.items.iter().map(read).collect::<Answer<Vec<CheckIn>>>()?);
    let scope_ = scope.clone();
    let fates = app
        .db
        .write(move |tx| {
            let (scope, incident, entries) = (scope_.clone(), incident.clone(), entries.clone());
            Box::pin(async move {
                // Held, so that two devices that read the same badge are told apart.
                let major = store::locked(tx.conn(), &scope, id).await?.ok_or(ErrorCode::NotFound)?;
                let room = limits::MUSTER_ENTRIES.saturating_sub(store::counted(tx.conn(), &major).await?);
                if entries.len() as u64 > room {
                    return Err(Problem::new(ErrorCode::OutOfRange).at("items"));
                }
                let (mut fates, mut added) = (Vec::with_capacity(entries.len()), 0);
                for entry in entries.iter() {
                    let twice = match &entry.person {
                        Some(person) => store::has_person(tx.conn(), &major, person).await?,
                        None => false,
                    };
                    let received = Received { entry: entry.clone(), at: now, by: scope.account };
                    let fate = match store::count(tx.conn(), &major, &received).await? {
                        false => "known",
                        true if twice => "twice",
                        true => "counted",
                    };
                    added += usize::from(fate == "counted");
                    fates.push(CheckInFate { key: entry.key, fate });
                }
                if added > 0 {
                    let facts = json!({ "major": id, "station": station, "count": added });
                    incidents::announce(
                        tx,
                        &incident,
                        EventKind::MajorMuster,
                        Actor::Account(scope.account),
                        now,
                        facts,
                    );
                }
                Ok(fates)
            })
        })
        .await?;
    Ok(CheckedIn { items: fates, muster: service::whole(app, scope, id).await?.muster() })
}

/// One entry. What a device's clock says before the declaration or after now is brought within.
fn entry(
    app: &App,
    id: MajorId,
    station: Uuid,
    item: &NewCheckIn,
    (first, now): (Timestamp, Timestamp),
) -> Answer<CheckIn> {
    let how = How::parse(&item.how).ok_or_else(|| Problem::new(ErrorCode::InvalidValue).at("how"))?;
    let range = || Problem::new(ErrorCode::OutOfRange).at("amount");
    let amount = || item.amount.ok_or_else(|| Problem::new(ErrorCode::MissingField).at("amount"));
    let (amount, person) = match how {
        How::Badge | How::Qr => {
            let badge = said("badge", item.badge.as_deref().unwrap_or_default(), limits::BADGE_CHARS, true)?;
            // The same badge, however it is typed; of no use to whoever steals the table.
            let badge: String = badge.chars().filter(|c| !c.is_whitespace() && *c != '-').collect();
            let badge = badge.to_uppercase();
            (1, Some(keyed(&app.keys.fingerprint, &[b"muster", id.uuid().as_bytes(), badge.as_bytes()])))
        }
        How::Tap => (Some(amount()?).filter(|n| n.abs() <= limits::MUSTER_PEOPLE && *n != 0).ok_or_else(range)?, None),
        How::Count => (Some(amount()?).filter(|n| (0..=limits::MUSTER_PEOPLE).contains(n)).ok_or_else(range)?, None),
    };
    Ok(CheckIn { key: item.key, station, at: item.at.min(now).max(first), how, amount, person })
}
