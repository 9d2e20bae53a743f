//! What is owed, and to whom it rings.

use super::store::{self, Obligation, Page};
use crate::app::App;
use crate::audit::{Actor, Announcement};
use crate::db::Tx;
use crate::incidents::{self, Incident};
use crate::problem::Answer;
use crate::routing::{self, Circles};
use crate::venues::Venue;
use jiff::Timestamp;
use serde_json::json;
use shared::event::EventKind;
use shared::id::{AccountId, ObligationId, PageId};
use shared::ladder;

/// Opens (or opens again) the obligations of incidents of one venue and rings every rung that is due at once.
pub async fn owe(tx: &Tx, app: &App, venue: &Venue, incidents: &[&Incident], now: Timestamp) -> Answer<()> {
    let circles = routing::circles(venue, now);
    let (mut obligations, mut pages) = (Vec::with_capacity(incidents.len()), Vec::with_capacity(incidents.len()));
    for incident in incidents {
        let mut obligation = Obligation {
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
        pages.append(&mut rung_due(tx, app, venue, &circles, incident, &mut obligation, now));
        obligations.push(obligation);
    }
    store::put_obligations(tx.conn(), &obligations).await?;
    Ok(store::queue(tx.conn(), &pages).await?)
}

/// Rings the rungs of an open obligation that are due and writes down when the next one is.
pub async fn ring(
    tx: &Tx,
    app: &App,
    venue: &Venue,
    incident: &Incident,
    mut obligation: Obligation,
    now: Timestamp,
) -> Answer<()> {
    let circles = routing::circles(venue, now);
    let pages = rung_due(tx, app, venue, &circles, incident, &mut obligation, now);
    store::climb(tx.conn(), obligation.id, obligation.rung, obligation.next_at).await?;
    Ok(store::queue(tx.conn(), &pages).await?)
}

/// Moves an obligation past the rungs that are due, and answers the pages they call for.
fn rung_due(
    tx: &Tx,
    app: &App,
    venue: &Venue,
    circles: &Circles,
    incident: &Incident,
    obligation: &mut Obligation,
    now: Timestamp,
) -> Vec<Page> {
    let ladder = venue.ladder(obligation.priority);
    let mut pages = Vec::new();
    let mut next = ladder::due(&ladder, obligation.opened_at, obligation.rung, now);
    // A rung may be hastened: whom the one before it called cannot come.
    let mut hastened = obligation.next_at <= now;
    while next.at <= now || hastened {
        hastened = false;
        let called =
            ladder::recipients(next.who, incident.assignee, incident.second, &circles.supervisors, &circles.everyone);
        // The first rung is the opening itself, which the log tells of already.
        if next.index > 0 || now > obligation.opened_at {
            let facts = json!({ "rung": next.index, "who": next.who, "called": called.len() });
            incidents::announce(tx, incident, EventKind::LadderClimbed, Actor::System, now, facts);
        }
        pages.extend(called.iter().map(|account| queued(tx, app, incident, obligation, next.index, *account, now)));
        obligation.rung = next.index + 1;
        next = ladder::due(&ladder, obligation.opened_at, obligation.rung, now);
    }
    obligation.next_at = next.at;
    pages
}

/// Calls one more officer: the specialist besides whoever has it, or whom it is given to now. What is owed stays as it is.
pub async fn tell(tx: &Tx, app: &App, incident: &Incident, officer: AccountId, now: Timestamp) -> Answer<()> {
    let Some(obligation) = store::obligation(tx.conn(), incident.id).await? else { return Ok(()) };
    let pages = [queued(tx, app, incident, &obligation, obligation.rung, officer, now)];
    Ok(store::queue(tx.conn(), &pages).await?)
}

/// A person has it: the obligation ends.
pub async fn settle(tx: &Tx, incident: &Incident, by: AccountId, now: Timestamp) -> Answer<()> {
    Ok(store::close(tx.conn(), incident.id, by, now).await?)
}

/// A page to be stored, and its entry in the log.
fn queued(
    tx: &Tx,
    app: &App,
    incident: &Incident,
    obligation: &Obligation,
    rung: u32,
    account: AccountId,
    now: Timestamp,
) -> Page {
    let page = Page {
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
    };
    announce(tx, &page, EventKind::PageQueued, now);
    page
}

/// An entry in the log about a page.
pub fn announce(tx: &Tx, page: &Page, kind: EventKind, at: Timestamp) {
    let facts = json!({
        "page": page.id, "officer": page.account, "channel": page.channel, "rung": page.rung, "attempt": page.attempts
    });
    let (venue, incident) = (Some(page.venue), Some(page.incident));
    tx.announce(Announcement { authority: page.authority, kind, at, venue, incident, actor: Actor::System, facts });
}
