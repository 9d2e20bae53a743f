//! What became of a scenario, read from the database.

use super::mailbox::Mailbox;
use super::stage::Stage;
use super::store::{self, IncidentRow, PageRow};
use crate::app::App;
use crate::pages;
use crate::venues::Venue;
use anyhow::{Context, anyhow, ensure};
use jiff::{SignedDuration, Timestamp};
use shared::ladder::Rung;
use shared::promise::Owed;
use shared::scenario::{Alarm, Given, Handled, Outcome};
use shared::triage::Assessment;
use std::collections::{BTreeSet, HashMap};
use uuid::Uuid;

pub async fn outcome(app: &App, venue: &Venue, stage: &Stage<'_>, mailbox: &Mailbox) -> anyhow::Result<Outcome> {
    let view = app.db.read().await.map_err(|problem| anyhow!("{problem:?}"))?;
    let since = |at: i64| Timestamp::from_microsecond(at).map(|at| at.duration_since(stage.start)).unwrap_or_default();
    let store::Rows { incidents, reports, pages: rows } =
        store::everything(&view).await.map_err(|problem| anyhow!("{problem:?}"))?;
    let numbers: HashMap<Uuid, &IncidentRow> = incidents.iter().map(|incident| (incident.id, incident)).collect();
    ensure!(
        reports.len() == stage.tellings.len(),
        "{} reports were told, {} are there",
        stage.tellings.len(),
        reports.len()
    );
    let belongs: HashMap<Uuid, Uuid> = reports.iter().copied().collect();
    let mut given = Vec::new();
    for (telling, became) in stage.tellings.iter().zip(&stage.became) {
        let incident = became.and_then(|report| belongs.get(&report)).and_then(|id| numbers.get(id));
        given.push(Given {
            at: telling.at,
            category: telling.category.clone(),
            truth: telling.truth.clone(),
            incident: incident.context("a report that was answered 201 is in no incident")?.number.clone(),
        });
    }
    let arrived = mailbox.taken();
    let alarms = rows.iter().filter_map(|page| alarm(venue, page, numbers.get(&page.incident_id)?, &arrived, &since));
    let mut counts: HashMap<Uuid, usize> = HashMap::new();
    for (_, incident) in &reports {
        *counts.entry(*incident).or_default() += 1;
    }
    Ok(Outcome {
        reports: given,
        alarms: alarms.collect(),
        incidents: incidents
            .iter()
            .map(|incident| Handled {
                number: incident.number.clone(),
                opened: since(incident.opened_at),
                acknowledged: incident.acknowledged_at.map(since),
                category: incident.category.clone(),
                priority: u8::try_from(incident.priority).unwrap_or(4),
                status: incident.status.clone(),
                reports: counts.get(&incident.id).copied().unwrap_or(0),
            })
            .collect(),
    })
}

fn alarm(
    venue: &Venue,
    page: &PageRow,
    incident: &IncidentRow,
    arrived: &BTreeSet<Uuid>,
    since: &impl Fn(i64) -> SignedDuration,
) -> Option<Alarm> {
    let priority = u8::try_from(incident.priority).ok()?;
    let rung = u32::try_from(page.rung).ok()?;
    let machine = page.account_id.is_nil();
    let added = serde_json::from_str::<Assessment>(&incident.assessment).map(|all| all.rungs).unwrap_or_default();
    let email =
        venue.people.iter().find(|(id, _)| id.uuid() == page.account_id).map(|(_, member)| member.email.clone());
    // A mail counts as sent when it has arrived, whatever the server thinks of it.
    let lost = page.channel == "email" && page.sent_at.is_some() && !arrived.contains(&page.id);
    Some(Alarm {
        at: since(page.queued_at),
        sent: page.sent_at.filter(|_| !lost).map(since),
        incident: incident.number.clone(),
        priority,
        officer: email.unwrap_or_else(|| page.cause.clone().unwrap_or_else(|| "nobody".to_owned())),
        channel: page.channel.clone(),
        rung,
        reason: reason(venue, &added, page, priority, rung, machine),
        state: if lost { "lost".to_owned() } else { page.state.clone() },
        error: page.error.clone(),
    })
}

/// Why this one was called, as an officer would say it.
fn reason(venue: &Venue, added: &[Rung], page: &PageRow, priority: u8, rung: u32, machine: bool) -> String {
    let owed = Owed::parse(&page.kind).unwrap_or(Owed::Acknowledge);
    let missing = match owed {
        Owed::Acknowledge => "nobody has it",
        Owed::EnRoute => "nobody is on the way yet",
        Owed::OnScene => "nobody has arrived yet",
        Owed::News => "there is no news",
    };
    match page.cause.as_deref() {
        Some(pages::WAVE) => return "a wave has begun".to_owned(),
        Some(cause) if cause.starts_with(pages::BUNDLE) => {
            return format!("call {}, {missing}, for this and {} more", rung + 1, &cause[pages::BUNDLE.len()..]);
        }
        _ => {}
    }
    let circle = if machine {
        format!("outside ({})", page.cause.as_deref().unwrap_or("unknown"))
    } else {
        pages::circle(venue, added, owed, priority, rung)
    };
    if rung == 0 { format!("first call: {circle}") } else { format!("call {}, {missing}: {circle}", rung + 1) }
}
