//! A simulation in words, and as JSON.

use super::Simulated;
use jiff::SignedDuration;
use serde_json::{Value, json};
use shared::scenario::{Alarm, Scenario, figures, misses};
use std::fmt::Write;

/// Pages told one by one; of more, only the count is.
const TOLD: usize = 400;

/// `at` on the venue's own wall clock.
fn wall(scenario: &Scenario, at: SignedDuration) -> String {
    scenario.starts.checked_add(at).unwrap_or(scenario.starts).strftime("%d.%m. %H:%M:%S").to_string()
}

/// A span, to the second.
fn span(span: SignedDuration) -> String {
    format!("{:#}", SignedDuration::from_secs(span.as_secs()))
}

/// What an officer reads.
pub fn words(scenario: &Scenario, simulated: &Simulated) -> String {
    let Simulated { outcome, lasted, took } = simulated;
    let mut text = format!("{}\n{}\n\n", scenario.name, scenario.shows);
    // Writing into a String cannot fail.
    for Alarm { at, sent, incident, priority, officer, channel, reason, state, error, .. } in
        outcome.alarms.iter().take(TOLD)
    {
        let when = wall(scenario, *at);
        let what = match sent {
            Some(sent) if *sent > *at => format!("reached after {}", span(*sent - *at)),
            Some(_) => "reached".to_owned(),
            None => format!("{state}{}", error.as_ref().map(|error| format!(" ({error})")).unwrap_or_default()),
        };
        let _ = writeln!(text, "{when}  P{priority} {incident}  {officer} by {channel}: {what}  | {reason}");
    }
    if outcome.alarms.len() > TOLD {
        let _ = writeln!(text, "… and {} more; --json has all", outcome.alarms.len() - TOLD);
    }
    let _ = writeln!(
        text,
        "\n{:<12} {:<10} {:>3} {:>8}  {:<22} acknowledged after",
        "incident", "opened", "P", "reports", "category"
    );
    for incident in outcome.incidents.iter().take(TOLD) {
        let acknowledged = incident.acknowledged.map_or("never".to_owned(), |at| span(at - incident.opened));
        let _ = writeln!(
            text,
            "{:<12} {:<10} {:>3} {:>8}  {:<22} {acknowledged}",
            incident.number,
            scenario.starts.checked_add(incident.opened).unwrap_or(scenario.starts).strftime("%H:%M:%S").to_string(),
            incident.priority,
            incident.reports,
            incident.category,
        );
    }
    let found = figures(outcome);
    let _ = writeln!(
        text,
        "\n{} reports, {} incidents, {} pages to {} officers and machines\n\
         of what is true: precision {:.3}, recall {:.3}, F1 {:.3}, {:.2} incidents for each true one, {} reports of nothing among them",
        found.reports,
        found.incidents,
        found.pages_sent,
        found.officers_reached,
        found.precision,
        found.recall,
        found.f1,
        found.incidents_per_true_one,
        found.strangers,
    );
    let speed = lasted.as_secs_f64() / took.as_secs_f64().max(0.001);
    let _ =
        writeln!(text, "simulated {lasted:#} in {:.1} s: {speed:.0} times as fast as it happens", took.as_secs_f64());
    let missed = misses(&scenario.expect, outcome);
    if missed.is_empty() {
        text.push_str("everything came as expected\n");
    }
    for miss in missed {
        let _ = writeln!(text, "NOT AS EXPECTED: {miss}");
    }
    text
}

/// Everything, for a program. Times are seconds after the start.
pub fn json(scenario: &Scenario, simulated: &Simulated) -> Value {
    let Simulated { outcome, lasted, took } = simulated;
    let seconds = |at: SignedDuration| at.as_secs_f64();
    let reports = outcome.reports.iter().map(|given| {
        json!({ "at": seconds(given.at), "category": given.category, "true": given.truth, "given": given.incident })
    });
    let alarms = outcome.alarms.iter().map(|alarm| {
        json!({
            "at": seconds(alarm.at), "sent": alarm.sent.map(seconds), "incident": alarm.incident, "priority": alarm.priority,
            "officer": alarm.officer, "channel": alarm.channel, "rung": alarm.rung, "reason": alarm.reason,
            "state": alarm.state, "error": alarm.error,
        })
    });
    let incidents = outcome.incidents.iter().map(|incident| {
        json!({
            "number": incident.number, "opened": seconds(incident.opened), "acknowledged": incident.acknowledged.map(seconds),
            "category": incident.category, "priority": incident.priority, "status": incident.status, "reports": incident.reports,
        })
    });
    json!({
        "scenario": scenario.name,
        "starts": scenario.starts.to_string(),
        "seed": scenario.seed,
        "lasted_s": seconds(*lasted),
        "took_s": seconds(*took),
        "figures": figures(outcome),
        "missed": misses(&scenario.expect, outcome),
        "reports": reports.collect::<Vec<_>>(),
        "alarms": alarms.collect::<Vec<_>>(),
        "incidents": incidents.collect::<Vec<_>>(),
    })
}
