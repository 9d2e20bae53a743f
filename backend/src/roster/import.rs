//! A calendar in: events that say who stands in where.

use super::board;
use super::calendar::{self, Entry, field};
use super::overrides::{announce, check_times, may_stand_in, overlap};
use super::store::{self, Change};
use super::wire::Taken;
use crate::accounts::Scope;
use crate::app::App;
use crate::problem::{Answer, Problem};
use crate::venues::{self, Venue};
use jiff::Timestamp;
use serde_json::json;
use sha2::{Digest, Sha256};
use shared::id::{AccountId, OverrideId};
use shared::limits;
use shared::problem::ErrorCode;
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

/// Takes a calendar in: every event that is not over becomes an override for each of its attendees. All of it, or nothing. An
/// event that was taken in before is replaced, and one that was called off is gone.
///
/// # Errors
/// Names the event by its UID, and the field; `overlap` where somebody would be at two posts.
pub async fn take_in(app: &Arc<App>, scope: &Scope, venue: &str, file: Vec<u8>) -> Answer<Taken> {
    let venue = board::venues_of(app, scope, Some(venue)).await?.remove(0);
    let now = app.clock.now();
    let digest = hex::encode(Sha256::digest(&file));
    let zone = venue.time_zone.clone();
    let parse = move || calendar::read(&file, &zone);
    let entries = tokio::task::spawn_blocking(parse).await.map_err(Problem::internal)??;
    let (cancelled, standing): (Vec<Entry>, Vec<Entry>) = entries.into_iter().partition(|entry| entry.cancelled);
    let (passed, coming): (Vec<Entry>, Vec<Entry>) = standing.into_iter().partition(|entry| entry.ends <= now);
    let changes = changes(app, scope, &venue, &coming, now)?;
    let uids: Vec<String> = coming.iter().chain(&cancelled).map(|entry| entry.uid.clone()).collect();
    let (scope_, id) = (scope.clone(), venue.id);
    let work = Arc::new((changes, uids, digest));
    let taken = work.0.len();
    let replaced = app
        .db
        .write(move |tx| {
            let (scope, work) = (scope_.clone(), work.clone());
            Box::pin(async move {
                let (changes, uids, digest) = &*work;
                store::count_change(tx.conn(), &scope, &[id], now).await?;
                let replaced = store::forget_uids(tx.conn(), &scope, id, uids, now).await?;
                let known = store::changes_after(tx.conn(), &scope, now).await?;
                if let Some((new, other)) = overlap(&known, changes) {
                    return Err(clash(new, other));
                }
                store::add_changes(tx.conn(), changes).await?;
                let facts =
                    json!({ "what": "calendar", "taken": changes.len(), "replaced": replaced, "sha256": digest });
                announce(tx, &scope, id, now, facts);
                Ok(replaced)
            })
        })
        .await?;
    venues::refresh(app).await?;
    Ok(Taken { taken, replaced, passed: passed.len(), cancelled: cancelled.len() })
}

fn clash(new: &Change, other: &Change) -> Problem {
    let uid = new.uid.as_deref().unwrap_or_default();
    let other = other.uid.as_ref().map_or_else(|| format!("override {}", other.id), |uid| field(uid, "ATTENDEE"));
    Problem::new(ErrorCode::Overlap)
        .at(field(uid, "DTSTART"))
        .because(format!("{other} has the same officer elsewhere"))
}

/// What the events come to in this venue.
fn changes(app: &App, scope: &Scope, venue: &Venue, entries: &[Entry], now: Timestamp) -> Answer<Vec<Change>> {
    let by_email: HashMap<String, AccountId> =
        venue.people.iter().map(|(id, member)| (member.email.to_lowercase(), *id)).collect();
    let mut seen = BTreeSet::new();
    let mut changes = Vec::new();
    for entry in entries {
        let refused = |code, name| entry.refused(code, name, "");
        let because = |code, name, why: &str| entry.refused(code, name, why);
        if !seen.insert(&entry.uid) {
            return Err(because(ErrorCode::InvalidValue, "UID", "another event of this file has the same"));
        }
        check_times(entry.starts, entry.ends, now).map_err(|code| refused(code, "DTEND"))?;
        let named = |code: &str| entry.places.iter().any(|place| *place == code.to_lowercase());
        let post = venue.posts.iter().find(|post| named(&post.code));
        let post = post.ok_or_else(|| because(ErrorCode::InvalidValue, "LOCATION", "it names no post's code"))?;
        if entry.attendees.is_empty() {
            return Err(refused(ErrorCode::MissingField, "ATTENDEE"));
        }
        for attendee in entry.attendees.iter().collect::<BTreeSet<_>>() {
            let officer = by_email.get(attendee).copied().filter(|officer| may_stand_in(venue, *officer));
            let officer = officer.ok_or_else(|| {
                because(ErrorCode::InvalidValue, "ATTENDEE", "no officer of this venue has this address")
            })?;
            changes.push(Change {
                id: OverrideId::fresh(&*app.clock, &*app.entropy),
                authority: scope.authority,
                venue: venue.id,
                post: post.id,
                officer,
                replaces: None,
                starts: entry.starts,
                ends: entry.ends,
                source: "calendar".to_owned(),
                reason: None,
                uid: Some(entry.uid.clone()),
                by: Some(scope.account),
                made: now,
            });
        }
        if changes.len() > limits::CALENDAR_EVENTS {
            return Err(refused(ErrorCode::TooLarge, "ATTENDEE"));
        }
    }
    Ok(changes)
}
