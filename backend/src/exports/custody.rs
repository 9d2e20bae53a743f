//! The custody log of a bundle: who did what, and who looked, from both logs of the authority in the order of time. Each entry stands
//! as it was hashed there, so that a verifier hashes it again, and is chained to the one before it here, so that none can be taken out.

use super::evidence::{Bundle, ENTRIES, or_null};
use crate::audit::{self, RawEvent, RawRead};
use crate::problem::{Answer, Problem};
use crate::reports;
use crate::venues::Venue;
use jiff::Timestamp;
use serde_json::{Map, Value, json};
use shared::export::bundle::{Chain, canonical};
use shared::id::{AccountId, IncidentId};
use std::collections::VecDeque;

/// Writes it into the file that is open, and answers its chain.
pub async fn write(bundle: &mut Bundle<'_, '_>, ids: &[IncidentId]) -> Answer<Chain> {
    let (app, authority, venue) = (bundle.making.app, bundle.making.job.authority, bundle.making.venue.clone());
    let (events_head, reads_head) = audit::heads(&app.db.read().await?, authority).await?;
    let head = |head: &audit::Head| json!({ "seq": head.seq, "hash": hex::encode(&head.hash) });
    let heads = json!({ "events": head(&events_head), "reads": head(&reads_head) });
    let begin = format!(
        "{{\"authority\":{},\n\"heads\":{},\n\"entries\":[",
        canonical(&authority.to_string().into()),
        canonical(&heads)
    );
    bundle.write(begin.as_bytes()).await?;
    let mut chain = Chain::default();
    let (mut events, mut reads) = (VecDeque::<RawEvent>::new(), VecDeque::<RawRead>::new());
    let (mut event_seq, mut read_seq) = (Some(0), Some(0));
    loop {
        if let (true, Some(seq)) = (events.is_empty(), event_seq) {
            events.extend(audit::events_of(&app.db.read().await?, authority, ids, seq, ENTRIES).await?);
            event_seq = events.back().map(|last| last.seq);
        }
        if let (true, Some(seq)) = (reads.is_empty(), read_seq) {
            let photos = reports::photo_ids(ids);
            reads.extend(audit::reads_of(&app.db.read().await?, authority, ids, photos, seq, ENTRIES).await?);
            read_seq = reads.back().map(|last| last.seq);
        }
        // What was done stands before who looked at the same instant.
        let event_first = match (events.front(), reads.front()) {
            (None, None) => break,
            (Some(event), Some(read)) => event.at <= read.at,
            (event, _) => event.is_some(),
        };
        let entry = if event_first {
            events.pop_front().map(|event| event_entry(&venue, event))
        } else {
            reads.pop_front().map(|read| read_entry(&venue, read))
        };
        let Some(entry) = entry.transpose()? else { break };
        let comma = if chain.count() == 0 { "" } else { "," };
        let line = format!("{comma}\n{}", chain.add(entry));
        bundle.write(line.as_bytes()).await?;
    }
    bundle.write(b"\n]}\n").await?;
    Ok(chain)
}

fn at(micros: i64) -> Value {
    or_null(Timestamp::from_microsecond(micros).ok())
}

fn name(venue: &Venue, account: &str) -> Value {
    let known = account.parse::<AccountId>().ok().map(|id| venue.person_label(id).label);
    or_null(known.filter(|label| !label.is_empty()))
}

fn event_entry(venue: &Venue, event: RawEvent) -> Answer<Map<String, Value>> {
    object(json!({
        "log": "events",
        "seq": event.seq,
        "at": at(event.at),
        "at_us": event.at,
        "kind": event.kind,
        "venue": or_null(event.venue),
        "incident": or_null(event.incident),
        "name": name(venue, &event.actor),
        "actor": event.actor,
        "facts": event.facts,
        "prev": hex::encode(event.prev),
        "hash": hex::encode(event.hash),
    }))
}

fn read_entry(venue: &Venue, read: RawRead) -> Answer<Map<String, Value>> {
    object(json!({
        "log": "reads",
        "seq": read.seq,
        "at": at(read.at),
        "at_us": read.at,
        "kind": read.kind,
        "object": read.object.to_string(),
        "name": name(venue, &read.account.to_string()),
        "actor": read.account.to_string(),
        "reason": or_null(read.reason),
        "prev": hex::encode(read.prev),
        "hash": hex::encode(read.hash),
    }))
}

fn object(value: Value) -> Answer<Map<String, Value>> {
    match value {
        Value::Object(map) => Ok(map),
        _ => Err(Problem::internal(anyhow::anyhow!("an entry of a custody log is no object"))),
    }
}
