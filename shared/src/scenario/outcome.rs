//! What came of a scenario, and whether it is what was expected.

use super::{Alarmed, Expect};
use crate::fusion::{Quality, quality};
use jiff::SignedDuration;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// Everything that happened, as the database tells it. Times are after the start.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Outcome {
    pub reports: Vec<Given>,
    pub alarms: Vec<Alarm>,
    pub incidents: Vec<Handled>,
}

/// A report with its true and its given incident.
#[derive(Clone, Debug, Serialize)]
pub struct Given {
    pub at: SignedDuration,
    pub category: String,
    pub truth: Option<String>,
    /// The incident's number.
    pub incident: String,
}

/// One page.
#[derive(Clone, Debug, Serialize)]
pub struct Alarm {
    /// When it was called for.
    pub at: SignedDuration,
    /// When it left; absent if it never did.
    pub sent: Option<SignedDuration>,
    pub incident: String,
    pub priority: u8,
    /// A mail address, or the circle a machine is called for.
    pub officer: String,
    pub channel: String,
    /// Counts from 0.
    pub rung: u32,
    /// Why this one was called, in words.
    pub reason: String,
    /// `sent`, `queued` or `skipped`.
    pub state: String,
    /// Why it was not sent.
    pub error: Option<String>,
}

/// An incident as it stands at the end.
#[derive(Clone, Debug, Serialize)]
pub struct Handled {
    pub number: String,
    pub opened: SignedDuration,
    pub acknowledged: Option<SignedDuration>,
    pub category: String,
    pub priority: u8,
    pub status: String,
    pub reports: usize,
}

/// How well it went.
#[derive(Clone, Debug, Serialize)]
pub struct Figures {
    pub reports: usize,
    pub incidents: usize,
    pub pages_sent: usize,
    pub officers_reached: usize,
    /// Of the reports that tell of something true: shares between 0 and 1.
    pub precision: f64,
    pub recall: f64,
    pub f1: f64,
    /// Incidents that hold a true report, for each true thing.
    pub incidents_per_true_one: f64,
    /// Reports of nothing in an incident that is true.
    pub strangers: usize,
}

pub fn figures(outcome: &Outcome) -> Figures {
    let true_ones = outcome.reports.iter().filter_map(|given| Some((given.truth.as_deref()?, given.incident.as_str())));
    let true_ones: Vec<(&str, &str)> = true_ones.collect();
    let Quality { precision, recall, f1 } = quality(&true_ones);
    let things: BTreeSet<&str> = true_ones.iter().map(|(truth, _)| *truth).collect();
    let given: BTreeSet<&str> = true_ones.iter().map(|(_, given)| *given).collect();
    let strange = |report: &&Given| report.truth.is_none() && given.contains(report.incident.as_str());
    let sent = || outcome.alarms.iter().filter(|alarm| alarm.sent.is_some());
    Figures {
        reports: outcome.reports.len(),
        incidents: outcome.incidents.len(),
        pages_sent: sent().count(),
        officers_reached: sent().map(|alarm| &alarm.officer).collect::<BTreeSet<_>>().len(),
        precision,
        recall,
        f1,
        incidents_per_true_one: given.len() as f64 / things.len().max(1) as f64,
        strangers: outcome.reports.iter().filter(strange).count(),
    }
}

/// What was expected and did not come, a sentence each.
pub fn misses(expect: &Expect, outcome: &Outcome) -> Vec<String> {
    let found = figures(outcome);
    let mut missed = Vec::new();
    let mut at_least = |what: &str, found: f64, wanted: Option<f64>| {
        missed
            .extend(wanted.filter(|wanted| found < *wanted).map(|wanted| format!("{what}: {found} is below {wanted}")));
    };
    let count = |wanted: Option<usize>| wanted.map(|wanted| wanted as f64);
    at_least("incidents", found.incidents as f64, count(expect.incidents_at_least));
    at_least("pages", found.pages_sent as f64, count(expect.pages_at_least));
    at_least("precision", found.precision, expect.precision_at_least);
    at_least("F1", found.f1, expect.f1_at_least);
    let mut at_most = |what: &str, found: f64, wanted: Option<f64>| {
        missed
            .extend(wanted.filter(|wanted| found > *wanted).map(|wanted| format!("{what}: {found} is above {wanted}")));
    };
    at_most("incidents", found.incidents as f64, count(expect.incidents_at_most));
    at_most("pages", found.pages_sent as f64, count(expect.pages_at_most));
    at_most("incidents for each true one", found.incidents_per_true_one, expect.incidents_per_true_one_at_most);

    let of = Of::new(outcome);
    missed.extend(expect.alarmed.iter().filter_map(|wanted| not_alarmed(wanted, outcome, &of)));
    for silent in &expect.silent {
        let until = silent.until.unwrap_or(SignedDuration::MAX);
        let heard = outcome.alarms.iter().find(|alarm| {
            alarm.officer == silent.who && alarm.sent.is_some_and(|sent| sent >= silent.from && sent < until)
        });
        missed.extend(heard.map(|alarm| {
            format!("{} was to be left alone and was paged for {} after {:#}", silent.who, alarm.incident, alarm.at)
        }));
    }
    for wanted in &expect.acknowledged {
        let within = of.first.get(wanted.of.as_str()).map(|first| *first + wanted.within);
        let done = of
            .incidents(&wanted.of)
            .filter_map(|number| of.handled.get(number))
            .all(|incident| incident.acknowledged.is_some_and(|at| within.is_some_and(|within| at <= within)));
        missed.extend((!done).then(|| format!("{}: was not acknowledged within {:#}", wanted.of, wanted.within)));
    }
    for wanted in &expect.priority {
        for incident in of.incidents(&wanted.of).filter_map(|number| of.handled.get(number)) {
            let other = incident.priority != wanted.is;
            missed.extend(other.then(|| {
                format!("{} ({}) is P{} and not P{}", wanted.of, incident.number, incident.priority, wanted.is)
            }));
        }
    }
    missed
}

/// What belongs to a true thing.
struct Of<'a> {
    /// When it was first told of.
    first: BTreeMap<&'a str, SignedDuration>,
    incidents: BTreeMap<&'a str, BTreeSet<&'a str>>,
    handled: BTreeMap<&'a str, &'a Handled>,
}

impl<'a> Of<'a> {
    fn new(outcome: &'a Outcome) -> Self {
        let mut all = Self {
            first: BTreeMap::new(),
            incidents: BTreeMap::new(),
            handled: outcome.incidents.iter().map(|incident| (incident.number.as_str(), incident)).collect(),
        };
        for given in &outcome.reports {
            let Some(truth) = given.truth.as_deref() else { continue };
            let first = all.first.entry(truth).or_insert(given.at);
            *first = given.at.min(*first);
            all.incidents.entry(truth).or_default().insert(&given.incident);
        }
        all
    }

    fn incidents(&self, truth: &str) -> impl Iterator<Item = &'a str> {
        self.incidents.get(truth).into_iter().flatten().copied()
    }
}

fn not_alarmed(wanted: &Alarmed, outcome: &Outcome, of: &Of<'_>) -> Option<String> {
    let within = *of.first.get(wanted.of.as_str())? + wanted.within;
    let mine: BTreeSet<&str> = of.incidents(&wanted.of).collect();
    let reached = outcome.alarms.iter().any(|alarm| {
        mine.contains(alarm.incident.as_str())
            && wanted.who.as_ref().is_none_or(|who| *who == alarm.officer)
            && wanted.by.as_ref().is_none_or(|by| *by == alarm.channel)
            && alarm.sent.is_some_and(|sent| sent <= within)
    });
    let who = wanted.who.as_deref().unwrap_or("nobody");
    let not = if wanted.who.is_some() { "not " } else { "" };
    let by = wanted.by.as_ref().map(|by| format!(" by {by}")).unwrap_or_default();
    (!reached).then(|| format!("{}: {who} was {not}reached{by} within {:#}", wanted.of, wanted.within))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::{Judged, Silent, Within};

    fn secs(seconds: i64) -> SignedDuration {
        SignedDuration::from_secs(seconds)
    }

    fn outcome() -> Outcome {
        let given = |at, truth: Option<&str>, incident: &str| Given {
            at: secs(at),
            category: "item.unattended".to_owned(),
            truth: truth.map(str::to_owned),
            incident: incident.to_owned(),
        };
        let alarm = |sent: Option<i64>, officer: &str| Alarm {
            at: secs(10),
            sent: sent.map(secs),
            incident: "1".to_owned(),
            priority: 2,
            officer: officer.to_owned(),
            channel: "email".to_owned(),
            rung: 0,
            reason: String::new(),
            state: String::new(),
            error: None,
        };
        let handled = |number: &str, acknowledged: Option<i64>| Handled {
            number: number.to_owned(),
            opened: secs(10),
            acknowledged: acknowledged.map(secs),
            category: String::new(),
            priority: 2,
            status: String::new(),
            reports: 1,
        };
        Outcome {
            reports: vec![
                given(10, Some("bag"), "1"),
                given(20, Some("bag"), "1"),
                given(30, None, "1"),
                given(40, Some("box"), "2"),
            ],
            alarms: vec![alarm(Some(12), "a@x"), alarm(None, "b@x")],
            incidents: vec![handled("1", Some(50)), handled("2", None)],
        }
    }

    #[test]
    fn what_came_is_counted() {
        let found = figures(&outcome());
        assert_eq!((found.reports, found.incidents, found.pages_sent, found.officers_reached), (4, 2, 1, 1));
        assert_eq!((found.precision, found.f1, found.incidents_per_true_one, found.strangers), (1.0, 1.0, 1.0, 1));
    }

    #[test]
    fn what_did_not_come_is_said() {
        let alarmed = |of: &str, within, who: Option<&str>| Alarmed {
            of: of.to_owned(),
            within: secs(within),
            who: who.map(str::to_owned),
            by: Some("email".to_owned()),
        };
        let met = Expect {
            incidents_at_most: Some(2),
            pages_at_least: Some(1),
            alarmed: vec![alarmed("bag", 2, None), alarmed("bag", 2, Some("a@x"))],
            silent: vec![Silent { who: "a@x".to_owned(), from: secs(13), until: None }],
            acknowledged: vec![Within { of: "bag".to_owned(), within: secs(40) }],
            priority: vec![Judged { of: "bag".to_owned(), is: 2 }],
            ..Expect::default()
        };
        assert_eq!(misses(&met, &outcome()), [""; 0]);
        let missed = Expect {
            incidents_at_most: Some(1),
            pages_at_least: Some(2),
            alarmed: vec![alarmed("bag", 1, None), alarmed("bag", 9, Some("b@x")), alarmed("box", 9, None)],
            silent: vec![Silent { who: "a@x".to_owned(), from: secs(0), until: Some(secs(13)) }],
            acknowledged: vec![
                Within { of: "bag".to_owned(), within: secs(39) },
                Within { of: "box".to_owned(), within: secs(90) },
            ],
            priority: vec![Judged { of: "box".to_owned(), is: 1 }],
            ..Expect::default()
        };
        let said = misses(&missed, &outcome());
        assert_eq!(said.len(), 9, "{said:#?}");
        assert!(said.contains(&"bag: b@x was not reached by email within 9s".to_owned()), "{said:#?}");
    }
}
