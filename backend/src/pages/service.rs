//! What is owed, and to whom it rings.

use super::store::{self, Obligation, Page};
use crate::app::App;
use crate::audit::Actor;
use crate::db::Tx;
use crate::incidents::{self, Incident};
use crate::problem::Answer;
use crate::routing;
use crate::venues::Venue;
use jiff::Timestamp;
use serde_json::json;
use shared::event::EventKind;
use shared::id::{AccountId, ObligationId, PageId};
use shared::ladder;

/// Opens (or opens again) the obligation of an incident and rings every rung that is due at once.
pub async fn owe(tx: &Tx, app: &App, venue: &Venue, incident: &Incident, now: Timestamp) -> Answer<()> {
    let obligation = Obligation {
        id: ObligationId::fresh(&*app.clock, &*app.entropy),
        authority: incident.authority,
        venue: venue.id,
        incident: incident.id,
        priority: incident.priority,
        opened_at: now,
        rung: 0,
        next_at: now,
        closed: false,
    };
    ring(tx, app, venue, incident, obligation, true, now).await
}

/// Rings the rungs that are due and writes down when the next one is.
pub async fn ring(
    tx: &Tx,
    app: &App,
    venue: &Venue,
    incident: &Incident,
    mut obligation: Obligation,
    opening: bool,
    now: Timestamp,
) -> Answer<()> {
    let ladder = venue.ladder(obligation.priority);
    let circles = routing::circles(venue, now);
    let mut pages = Vec::new();
    let mut next = ladder::due(&ladder, obligation.opened_at, obligation.rung, now);
    // A rung may be hastened: whom the one before it called cannot come.
    let mut hastened = obligation.next_at <= now;
    while next.at <= now || std::mem::take(&mut hastened) {
        hastened = false;
        let called =
            ladder::recipients(next.who, incident.assignee, incident.second, &circles.supervisors, &circles.everyone);
        pages.extend(called.iter().map(|account| page(app, incident, &obligation, next.index, *account, now)));
        if !opening || next.index > 0 {
            let facts = json!({ "rung": next.index, "who": next.who, "called": called.len() });
            incidents_announce(tx, incident, EventKind::LadderClimbed, now, facts);
        }
        obligation.rung = next.index + 1;
        next = ladder::due(&ladder, obligation.opened_at, obligation.rung, now);
    }
    obligation.next_at = next.at;
    if opening {
        store::put_obligation(tx.conn(), &obligation).await?;
    } else {
        store::climb(tx.conn(), obligation.id, obligation.rung, obligation.next_at).await?;
    }
    queue(tx, incident, pages, now).await
}

/// Calls one more officer: the specialist besides whoever has it, or whom it is given to now. What is owed stays as it is.
pub async fn tell(tx: &Tx, app: &App, incident: &Incident, officer: AccountId, now: Timestamp) -> Answer<()> {
    let Some(obligation) = store::obligation(tx.conn(), incident.id).await? else { return Ok(()) };
    let pages = vec![page(app, incident, &obligation, obligation.rung, officer, now)];
    queue(tx, incident, pages, now).await
}

/// A person has it: the obligation ends.
pub async fn settle(tx: &Tx, incident: &Incident, by: AccountId, now: Timestamp) -> Answer<()> {
    Ok(store::close(tx.conn(), incident.id, by, now).await?)
}

async fn queue(tx: &Tx, incident: &Incident, pages: Vec<Page>, now: Timestamp) -> Answer<()> {
    store::queue(tx.conn(), &pages).await?;
    for page in pages {
        let facts = json!({ "page": page.id, "officer": page.account, "channel": page.channel, "rung": page.rung });
        incidents_announce(tx, incident, EventKind::PageQueued, now, facts);
    }
    Ok(())
}

fn page(
    app: &App,
    incident: &Incident,
    obligation: &Obligation,
    rung: u32,
    account: AccountId,
    now: Timestamp,
) -> Page {
    Page {
        id: PageId::fresh(&*app.clock, &*app.entropy),
        authority: incident.authority,
        venue: incident.venue,
        incident: incident.id,
        obligation: obligation.id,
        rung,
        account,
        channel: "email".to_owned(),
        state: "queued".to_owned(),
        attempts: 0,
        queued_at: now,
        sent_at: None,
        error: None,
    }
}

fn incidents_announce(tx: &Tx, incident: &Incident, kind: EventKind, now: Timestamp, facts: serde_json::Value) {
    incidents::announce(tx, incident, kind, Actor::System, now, facts);
}
