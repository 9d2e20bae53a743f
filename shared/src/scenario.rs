//! Scenarios: a stretch of time at a venue, written so that an officer can read it. Who tells of what, how the officers behave,
//! what fails, and what must come of it. `docs/SIMULATE.md` describes every word of a file.

mod chance;
mod expand;
mod outcome;

pub use chance::Chance;
pub use expand::{Ground, Spoken, Telling, expand};
pub use outcome::{Alarm, Figures, Given, Handled, Outcome, figures, misses};

use crate::taxonomy::Taxonomy;
use jiff::SignedDuration;
use jiff::civil::DateTime;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};

/// Reports in one scenario.
const REPORTS: usize = 100_000;
/// What one scenario may last.
const LASTS: SignedDuration = SignedDuration::from_hours(7 * 24);

/// A file, as it was written.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scenario {
    /// What it is called.
    pub name: String,
    /// What it shows, for whoever reads it.
    pub shows: String,
    /// A venue of the demo, by its name in addresses.
    pub venue: String,
    /// The venue's own wall clock.
    pub starts: DateTime,
    pub lasts: SignedDuration,
    /// What chance begins with: the same seed tells the same story.
    #[serde(default)]
    pub seed: u64,
    #[serde(default, rename = "officer")]
    pub officers: Vec<Officer>,
    #[serde(default, rename = "report")]
    pub reports: Vec<Report>,
    #[serde(default, rename = "crowd")]
    pub crowds: Vec<Crowd>,
    #[serde(default, rename = "outage")]
    pub outages: Vec<Outage>,
    #[serde(default)]
    pub expect: Expect,
}

/// How somebody behaves whom a page reaches. Who is not named here is on shift as the roster says, and answers nothing; unless
/// there is an entry for `everybody`, which is for all who have none of their own.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Officer {
    /// The account's mail address, or `everybody`.
    pub who: String,
    /// A desk stands open in front of them, from the start on.
    #[serde(default)]
    pub at_the_desk: bool,
    /// From the moment a page reaches them; absent means that they never answer.
    pub acknowledges_after: Option<SignedDuration>,
    /// From their acknowledgement; absent means never.
    pub en_route_after: Option<SignedDuration>,
    pub on_scene_after: Option<SignedDuration>,
    pub resolved_after: Option<SignedDuration>,
    /// What they say of their duty, and when.
    #[serde(default)]
    pub says: Vec<Says>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Says {
    /// After the start.
    pub at: SignedDuration,
    /// `on`, `busy`, `break` or `off`.
    pub duty: String,
    /// The supervisor who says it of them, by mail address; absent: they say it themselves.
    pub by: Option<String>,
}

/// One person tells of one thing.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Report {
    /// After the start.
    pub at: SignedDuration,
    /// `traveller`, or the mail address of somebody with an account.
    #[serde(default = "traveller")]
    pub who: String,
    /// The thing they truly tell of. Absent: there is no such thing.
    pub truth: Option<String>,
    pub category: String,
    /// The sign they read.
    pub plate: Option<String>,
    /// Or the sign they stand near, as the phone finds it.
    pub near: Option<String>,
    /// Metres from `near`.
    #[serde(default)]
    pub east_m: f64,
    #[serde(default)]
    pub north_m: f64,
    #[serde(default = "accuracy")]
    pub accuracy_m: f64,
    /// Said by them; absent is the floor of `near`.
    pub floor: Option<String>,
    #[serde(default)]
    pub answers: BTreeMap<String, Spoken>,
    pub words: Option<String>,
}

/// Many people tell of one thing, or of nothing.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Crowd {
    /// The thing they truly tell of. Absent: there is no such thing. `each`: everybody tells of a thing of their own.
    pub truth: Option<String>,
    pub count: u32,
    #[serde(default)]
    pub from: SignedDuration,
    pub over: SignedDuration,
    /// One of these, each as often as it is named.
    pub categories: Vec<String>,
    /// One of these, each as often as it is named.
    #[serde(default)]
    pub words: Vec<String>,
    /// The sign near which it is; absent: near any sign of the venue.
    pub around: Option<String>,
    /// How far from the thing people stand, metres (one standard deviation).
    #[serde(default)]
    pub scatter_m: f64,
    /// What their phones know, metres.
    #[serde(default = "accuracy")]
    pub accuracy_m: f64,
    /// Share of those who read the sign, 0 to 1.
    #[serde(default)]
    pub by_plate: f64,
    /// Share of those whose phone names another floor, 0 to 1.
    #[serde(default)]
    pub wrong_floor: f64,
    /// The thing moves, metres in a second.
    #[serde(default)]
    pub moves_east_m: f64,
    #[serde(default)]
    pub moves_north_m: f64,
}

/// Something outside does not answer for a while.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Outage {
    pub what: Fails,
    pub from: SignedDuration,
    pub until: SignedDuration,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fails {
    /// The mail server turns everybody away.
    Mail,
}

/// What must come of it. What is not said is not looked at.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Expect {
    pub incidents_at_least: Option<usize>,
    pub incidents_at_most: Option<usize>,
    /// Pages that reached somebody.
    pub pages_at_least: Option<usize>,
    pub pages_at_most: Option<usize>,
    pub precision_at_least: Option<f64>,
    pub f1_at_least: Option<f64>,
    pub incidents_per_true_one_at_most: Option<f64>,
    #[serde(default)]
    pub alarmed: Vec<Alarmed>,
    #[serde(default)]
    pub silent: Vec<Silent>,
    #[serde(default)]
    pub acknowledged: Vec<Within>,
    #[serde(default)]
    pub priority: Vec<Judged>,
}

/// Somebody must be reached for a thing.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Alarmed {
    pub of: String,
    /// From the first report of it on.
    pub within: SignedDuration,
    /// A mail address; absent: anybody.
    pub who: Option<String>,
    pub by: Option<String>,
}

/// Nobody may page this officer, or only outside of a span.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Silent {
    pub who: String,
    #[serde(default)]
    pub from: SignedDuration,
    pub until: Option<SignedDuration>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Within {
    pub of: String,
    pub within: SignedDuration,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Judged {
    pub of: String,
    /// At the end, 1 to 4.
    pub is: u8,
}

fn traveller() -> String {
    TRAVELLER.to_owned()
}

const fn accuracy() -> f64 {
    20.0
}

/// Somebody without a name.
pub const TRAVELLER: &str = "traveller";
/// All who are paged and not named.
pub const EVERYBODY: &str = "everybody";
/// Everybody of a crowd tells of a thing of their own.
pub const EACH: &str = "each";

/// Reads a file.
///
/// # Errors
/// Sentences for whoever wrote it, one a line: a word that is not known (with its line), a value that cannot be, a thing that is
/// expected and never told of.
pub fn parse(text: &str) -> Result<Scenario, String> {
    let scenario: Scenario = toml::from_str(text).map_err(|error| error.to_string().trim_end().to_owned())?;
    let faults = scenario.faults();
    if faults.is_empty() { Ok(scenario) } else { Err(faults.join("\n")) }
}

impl Scenario {
    /// How many reports it tells.
    fn told(&self) -> usize {
        let crowds = self.crowds.iter().map(|crowd| usize::try_from(crowd.count).unwrap_or(usize::MAX));
        crowds.fold(self.reports.len(), usize::saturating_add)
    }

    fn faults(&self) -> Vec<String> {
        let mut faults = Vec::new();
        let mut fault = |holds: bool, text: String| faults.extend((!holds).then_some(text));
        fault(
            self.lasts > SignedDuration::ZERO && self.lasts <= LASTS,
            "lasts: more than 0 s, at most 7 days".to_owned(),
        );
        fault((1..=REPORTS).contains(&self.told()), format!("a scenario tells 1 to {REPORTS} reports"));
        for (n, report) in self.reports.iter().enumerate() {
            let at = format!("report {}", n + 1);
            fault(report.plate.is_some() != report.near.is_some(), format!("{at}: say plate or near, one of them"));
            fault(self.holds(report.at), format!("{at}: it is told at a time that is not in the scenario"));
            let metres = [report.east_m, report.north_m, report.accuracy_m];
            fault(metres.iter().all(|metres| metres.is_finite()), format!("{at}: metres must be numbers"));
            fault(report.accuracy_m >= 0.0, format!("{at}: accuracy_m is not below 0"));
            fault(report.truth.as_deref() != Some(EACH), format!("{at}: \"{EACH}\" is for crowds"));
            fault(is_known(&report.category), format!("{at}: there is no category {}", report.category));
        }
        for (n, crowd) in self.crowds.iter().enumerate() {
            let at = format!("crowd {}", n + 1);
            fault(crowd.over >= SignedDuration::ZERO, format!("{at}: over is not below 0 s"));
            let ends = crowd.from.checked_add(crowd.over).is_some_and(|end| self.holds(end));
            fault(ends && self.holds(crowd.from), format!("{at}: it tells at times that are not in the scenario"));
            let shares = [crowd.by_plate, crowd.wrong_floor];
            fault(
                shares.iter().all(|share| (0.0..=1.0).contains(share)),
                format!("{at}: by_plate and wrong_floor are shares from 0 to 1"),
            );
            let metres = [crowd.scatter_m, crowd.accuracy_m, crowd.moves_east_m, crowd.moves_north_m];
            fault(metres.iter().all(|metres| metres.is_finite()), format!("{at}: metres must be numbers"));
            fault(crowd.scatter_m >= 0.0 && crowd.accuracy_m >= 0.0, format!("{at}: metres are not below 0"));
            fault(!crowd.categories.is_empty(), format!("{at}: name at least one category"));
            for category in crowd.categories.iter().filter(|category| !is_known(category)) {
                fault(false, format!("{at}: there is no category {category}"));
            }
        }
        let mut names = BTreeSet::new();
        for officer in &self.officers {
            fault(names.insert(&officer.who), format!("officer {}: named twice", officer.who));
            let named = officer.who != EVERYBODY || (!officer.at_the_desk && officer.says.is_empty());
            fault(named, format!("officer {EVERYBODY}: at_the_desk and says need a name"));
            for says in &officer.says {
                let known = ["on", "busy", "break", "off"].contains(&says.duty.as_str());
                fault(known, format!("officer {}: duty is on, busy, break or off", officer.who));
                fault(self.holds(says.at), format!("officer {}: speaks at a time not in the scenario", officer.who));
            }
        }
        for (n, outage) in self.outages.iter().enumerate() {
            let whole = self.holds(outage.from) && self.holds(outage.until) && outage.from < outage.until;
            fault(whole, format!("outage {}: from must be before until, and both in the scenario", n + 1));
        }
        let truths = self.truths();
        let expect = &self.expect;
        let wanted = expect.alarmed.iter().map(|alarmed| &alarmed.of);
        let wanted = wanted.chain(expect.acknowledged.iter().map(|within| &within.of));
        for of in wanted.chain(expect.priority.iter().map(|judged| &judged.of)) {
            fault(truths.contains(of.as_str()), format!("expect: nobody truly tells of \"{of}\""));
        }
        faults
    }

    fn holds(&self, at: SignedDuration) -> bool {
        at >= SignedDuration::ZERO && at <= self.lasts
    }

    /// The things that are truly there and have a name.
    fn truths(&self) -> BTreeSet<&str> {
        let reports = self.reports.iter().filter_map(|report| report.truth.as_deref());
        let crowds = self.crowds.iter().filter_map(|crowd| crowd.truth.as_deref());
        reports.chain(crowds).filter(|truth| *truth != EACH).collect()
    }
}

fn is_known(category: &str) -> bool {
    Taxonomy::builtin().category(category).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    const SMALL: &str = r#"
        name = "small"
        shows = "one bag"
        venue = "bayview"
        starts = "2026-11-21T10:00"
        lasts = "1 h 10 min"

        [[officer]]
        who = "officer@demo.test"
        acknowledges_after = "40 s"
        says = [{ at = "5 min", duty = "break" }]

        [[report]]
        at = "10 s"
        truth = "bag"
        category = "item.unattended"
        plate = "BV-T1-114"
        answers = { hot_hidden = "yes" }

        [expect]
        incidents_at_most = 1
        alarmed = [{ of = "bag", within = "30 s" }]
    "#;

    #[test]
    fn a_file_is_read_as_it_is_written() {
        let scenario = parse(SMALL).unwrap();
        assert_eq!(scenario.lasts, SignedDuration::from_mins(70));
        assert_eq!(scenario.officers[0].acknowledges_after, Some(SignedDuration::from_secs(40)));
        assert_eq!(scenario.reports[0].who, TRAVELLER);
        assert_eq!(scenario.expect.alarmed[0].of, "bag");
    }

    #[test]
    fn what_cannot_be_is_said_where_it_stands() {
        let refused = |from: &str, to: &str| parse(&SMALL.replace(from, to)).unwrap_err();
        let unknown = refused("acknowledges_after", "acknowledge_after");
        assert!(unknown.contains("line 10") && unknown.contains("acknowledges_after"), "{unknown}");
        assert!(refused("at = \"10 s\"", "at = \"2 h\"").contains("report 1: it is told at a time"));
        assert!(refused("item.unattended", "item.bag").contains("report 1: there is no category item.bag"));
        assert!(refused("plate = \"BV-T1-114\"", "").contains("say plate or near"));
        assert!(refused("duty = \"break\"", "duty = \"lunch\"").contains("on, busy, break or off"));
        assert!(refused("of = \"bag\"", "of = \"box\"").contains("nobody truly tells of \"box\""));
        assert!(refused("lasts = \"1 h 10 min\"", "lasts = \"-1 h\"").contains("lasts: more than 0 s"));
    }
}
