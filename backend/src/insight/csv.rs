//! The rows as a table for other programs.
//!
//! A cell that a spreadsheet would take for a formula begins with an apostrophe: labels are an authority's own words, and a table
//! travels further than they thought.

use super::wire::{Insight, InsightRow, Numbers, Spread};
use crate::problem::{Answer, Problem};
use csv::WriterBuilder;
use shared::export::cell::cell;

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

fn cells(by: &str, row: &InsightRow) -> Vec<String> {
    let Numbers { acknowledge, on_scene, answered, .. } = &row.numbers;
    let n = &row.numbers;
    let counts = [n.late, n.late_again, n.ended, n.harmless, n.false_on_purpose, n.reopened];
    [by, &*row.key, &*row.label]
        .map(|text| cell(text).into_owned())
        .into_iter()
        .chain([n.incidents.to_string()])
        .chain([acknowledge, on_scene, answered].into_iter().flat_map(spread))
        .chain(counts.map(|count| count.to_string()))
        .chain(row.hours.iter().map(u64::to_string))
        .collect()
}

pub fn table(insight: &Insight) -> Answer<Vec<u8>> {
    let mut table = WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    let hours = (0..24).map(|hour| format!("hour_{hour:02}"));
    table.write_record(HEAD.map(str::to_owned).into_iter().chain(hours)).map_err(Problem::internal)?;
    for row in &insight.rows {
        table.write_record(cells(&insight.by, row)).map_err(Problem::internal)?;
    }
    table.into_inner().map_err(|error| Problem::internal(error.into_error()))
}
