//! The tables behind the charts, for other programs.
//!
//! A cell that a spreadsheet would take for a formula begins with an apostrophe: labels are an authority's own words, and a table
//! travels further than they thought.

use super::wire::{Insight, InsightHour, InsightRow, Numbers, Spread};
use crate::problem::{Answer, Problem};
use csv::WriterBuilder;
use shared::export::cell::cell;

/// Which of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Table {
    Rows,
    Hours,
    Longest,
    Repeats,
    Channels,
}

impl Table {
    const ALL: [(&str, Self); 5] = [
        ("rows", Self::Rows),
        ("hours", Self::Hours),
        ("longest", Self::Longest),
        ("repeats", Self::Repeats),
        ("channels", Self::Channels),
    ];

    /// `rows` where nothing is said.
    pub fn of(name: Option<&str>) -> Option<Self> {
        let name = name.filter(|name| !name.is_empty()).unwrap_or("rows");
        Self::ALL.into_iter().find(|(known, _)| *known == name).map(|(_, table)| table)
    }
}

const LONGEST: [&str; 8] =
    ["by", "key", "label", "from_hour", "to_hour", "incidents", "on_scene_median_s", "on_scene_p90_s"];
const REPEATS: [&str; 5] = ["zone", "label", "category", "incidents", "incidents_before"];
const CHANNELS: [&str; 3] = ["channel", "attempts", "failed"];

const HEAD: [&str; 19] = [
    "by",
    "key",
    "label",
    "incidents",
    "acknowledged",
    "acknowledged_median_s",
    "acknowledged_p90_s",
    "on_scene",
    "on_scene_median_s",
    "on_scene_p90_s",
    "answered",
    "answered_median_s",
    "answered_p90_s",
    "late",
    "late_again",
    "ended",
    "harmless",
    "false_on_purpose",
    "reopened",
];

fn spread(spread: &Spread) -> [String; 3] {
    let seconds = |seconds: Option<f64>| seconds.map(|seconds| format!("{seconds:.1}")).unwrap_or_default();
    [spread.known.to_string(), seconds(spread.median_s), seconds(spread.p90_s)]
}

fn numbers(n: &Numbers) -> impl Iterator<Item = String> {
    let counts = [n.late, n.late_again, n.ended, n.harmless, n.false_on_purpose, n.reopened];
    let spreads = [&n.acknowledge, &n.on_scene, &n.answered].map(spread);
    [n.incidents.to_string()]
        .into_iter()
        .chain(spreads.into_iter().flatten())
        .chain(counts.map(|count| count.to_string()))
}

fn texts<const N: usize>(texts: [&str; N]) -> impl Iterator<Item = String> {
    texts.map(|text| cell(text).into_owned()).into_iter()
}

fn row(by: &str, row: &InsightRow) -> Vec<String> {
    let hours = row.hours.iter().map(u64::to_string);
    texts([by, &*row.key, &*row.label]).chain(numbers(&row.numbers)).chain(hours).collect()
}

/// One of the tables of an answer, its head first.
pub fn table(insight: &Insight, table: Table) -> Answer<Vec<u8>> {
    let words = |head: &[&str]| head.iter().map(|&word| word.to_owned()).collect::<Vec<_>>();
    let mut rows: Vec<Vec<String>> = Vec::new();
    match table {
        Table::Rows => {
            rows.push(words(&HEAD).into_iter().chain((0..24).map(|hour| format!("hour_{hour:02}"))).collect());
            rows.extend(insight.rows.iter().map(|one| row(&insight.by, one)));
        }
        Table::Hours => {
            rows.push(words(&HEAD));
            let hour = |one: &InsightHour| {
                let name = format!("{:02}", one.hour);
                texts(["hour", &name, &name]).chain(numbers(&one.numbers)).collect()
            };
            rows.extend(insight.hours.iter().map(hour));
        }
        Table::Longest => {
            rows.push(words(&LONGEST));
            rows.extend(insight.longest.iter().map(|one| {
                let hours = [one.from_hour, one.to_hour].map(|hour| format!("{hour:02}"));
                let times = [one.median_s, one.p90_s].map(|seconds| format!("{seconds:.1}"));
                let known = [one.incidents.to_string()];
                texts([&*insight.by, &*one.key, &*one.label]).chain(hours).chain(known).chain(times).collect()
            }));
        }
        Table::Repeats => {
            rows.push(words(&REPEATS));
            rows.extend(insight.repeats.items.iter().map(|one| {
                let counts = [one.incidents, one.before].map(|count| count.to_string());
                texts([&*one.zone.id, &*one.zone.label, &*one.category]).chain(counts).collect()
            }));
        }
        Table::Channels => {
            rows.push(words(&CHANNELS));
            rows.extend(insight.channels.iter().map(|one| {
                let counts = [one.attempts, one.failed].map(|count| count.to_string());
                texts([&*one.channel]).chain(counts).collect()
            }));
        }
    }
    let mut file = WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    for row in rows {
        file.write_record(row).map_err(Problem::internal)?;
    }
    file.into_inner().map_err(|error| Problem::internal(error.into_error()))
}
