//! A schedule as a sheet (CSV): the first line names the columns, each other is one departure. All that is wrong with it is told at
//! once, line by line.

use super::{Kind, State, key};
use crate::limits;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use serde::Serialize;
use std::collections::HashMap;

/// `kind`, `number` and `scheduled` must be there, in any order; the others may be.
pub const COLUMNS: [&str; 7] = ["kind", "number", "place", "scheduled", "estimated", "boarding", "state"];
const NEEDED: [&str; 3] = ["kind", "number", "scheduled"];
/// Faults told at once: more help nobody.
const FAULTS: usize = 20;
/// A day that is over is told anew only while people may still ask what left.
const PAST: SignedDuration = SignedDuration::from_hours(48);

/// What is wrong with a line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Fault {
    /// Counted from 1.
    pub line: usize,
    /// Empty where the whole line is meant.
    pub column: String,
    pub why: String,
}

/// A departure as its line says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    pub kind: Kind,
    pub number: String,
    /// The number as it is compared.
    pub key: String,
    /// The day it was planned for, by the venue's calendar.
    pub day: Date,
    pub place: Option<String>,
    pub scheduled: Timestamp,
    pub estimated: Option<Timestamp>,
    pub boards: Option<Timestamp>,
    pub state: State,
}

/// Reads a sheet, of commas or of semicolons. Times without a zone are the venue's.
///
/// # Errors
/// What is wrong with which line: the first twenty.
pub fn read(text: &str, zone: &TimeZone, now: Timestamp) -> Result<Vec<Line>, Vec<Fault>> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut rows = text.lines().enumerate().map(|(nth, row)| (nth + 1, row)).filter(|(_, row)| !row.trim().is_empty());
    let Some((first, head)) = rows.next() else {
        return Err(vec![fault(1, "", "there is no line that names the columns")]);
    };
    let comma = if head.contains(';') && !head.contains(',') { ';' } else { ',' };
    let columns = columns(first, head, comma)?;
    let (mut lines, mut faults) = (Vec::new(), Vec::new());
    let mut seen: HashMap<(Kind, Date, String), usize> = HashMap::new();
    for (nth, row) in rows {
        if lines.len() >= limits::DEPARTURES {
            faults.push(fault(nth, "", &format!("at most {} departures are taken at once", limits::DEPARTURES)));
            break;
        }
        match Cells::read(nth, row, comma, &columns).and_then(|cells| cells.line(zone, now)) {
            Ok(line) => {
                if let Some(other) = seen.insert((line.kind, line.day, line.key.clone()), nth) {
                    faults.push(fault(nth, "number", &format!("line {other} has the same on this day")));
                }
                lines.push(line);
            }
            Err(some) => faults.extend(some),
        }
        if faults.len() >= FAULTS {
            break;
        }
    }
    if lines.is_empty() && faults.is_empty() {
        faults.push(fault(first, "", "no departure follows"));
    }
    if faults.is_empty() { Ok(lines) } else { Err(faults) }
}

fn fault(line: usize, column: &str, why: &str) -> Fault {
    Fault { line, column: column.to_owned(), why: why.to_owned() }
}

fn columns(nth: usize, head: &str, comma: char) -> Result<Vec<&'static str>, Vec<Fault>> {
    let told = cells(head, comma).ok_or_else(|| vec![fault(nth, "", "a quotation mark is not closed")])?;
    let mut columns = Vec::new();
    let mut faults = Vec::new();
    for name in told {
        let name = name.trim().to_lowercase();
        match COLUMNS.iter().find(|known| **known == name) {
            Some(known) if columns.contains(known) => faults.push(fault(nth, known, "the column is there twice")),
            Some(known) => columns.push(*known),
            None => {
                let shown: String = name.chars().take(limits::CODE_CHARS).collect();
                faults.push(fault(nth, &shown, &format!("a column is one of {}", COLUMNS.join(", "))));
            }
        }
    }
    let missing = NEEDED.iter().filter(|needed| !columns.contains(needed));
    faults.extend(missing.map(|needed| fault(nth, needed, "the column is missing")));
    faults.truncate(FAULTS);
    if faults.is_empty() { Ok(columns) } else { Err(faults) }
}

struct Cells {
    nth: usize,
    told: HashMap<&'static str, String>,
}

impl Cells {
    fn read(nth: usize, row: &str, comma: char, columns: &[&'static str]) -> Result<Self, Vec<Fault>> {
        let told = cells(row, comma).ok_or_else(|| vec![fault(nth, "", "a quotation mark is not closed")])?;
        if told.len() != columns.len() {
            let why = format!("it has {} cells, the first line {}", told.len(), columns.len());
            return Err(vec![fault(nth, "", &why)]);
        }
        let told = columns.iter().copied().zip(told.into_iter().map(|cell| cell.trim().to_owned())).collect();
        Ok(Self { nth, told })
    }

    /// What a cell says; nothing where it is empty.
    fn said(&self, column: &'static str) -> Option<&str> {
        self.told.get(column).map(String::as_str).filter(|cell| !cell.is_empty())
    }

    fn line(&self, zone: &TimeZone, now: Timestamp) -> Result<Line, Vec<Fault>> {
        let mut faults = Vec::new();
        let kind = self.take("kind", &mut faults, |cell| {
            Kind::parse(&cell.to_lowercase()).ok_or("it is flight or vessel".to_owned())
        });
        let number = self.take("number", &mut faults, |cell| {
            let fits = within(cell) && !key(cell).is_empty();
            fits.then(|| cell.to_owned())
                .ok_or(format!("it is a number of at most {} characters", limits::DEPARTURE_CHARS))
        });
        let place = self.take("place", &mut faults, |cell| {
            within(cell).then(|| cell.to_owned()).ok_or(format!("at most {} characters", limits::DEPARTURE_CHARS))
        });
        let scheduled = self.take("scheduled", &mut faults, |cell| {
            let at = instant(cell, zone)?;
            let days = SignedDuration::from_hours(24 * limits::DEPARTURE_DAYS);
            let near = at >= now - PAST && at <= now + days;
            near.then_some(at).ok_or(format!("it is no time of the next {} days", limits::DEPARTURE_DAYS))
        });
        let estimated = self.take("estimated", &mut faults, |cell| instant(cell, zone));
        let boards = self.take("boarding", &mut faults, |cell| instant(cell, zone));
        let state = self.take("state", &mut faults, |cell| {
            let names = State::ALL.map(State::name).join(", ");
            State::parse(&cell.to_lowercase()).ok_or(format!("it is one of {names}"))
        });
        for needed in NEEDED.into_iter().filter(|needed| self.said(needed).is_none()) {
            faults.push(fault(self.nth, needed, "it is missing"));
        }
        if let (Some(boards), Some(departs)) = (boards, estimated.or(scheduled))
            && boards > departs
        {
            faults.push(fault(self.nth, "boarding", "it would board after it left"));
        }
        match (kind, number, scheduled) {
            (Some(kind), Some(number), Some(scheduled)) if faults.is_empty() => Ok(Line {
                kind,
                key: key(&number),
                number,
                day: scheduled.to_zoned(zone.clone()).date(),
                place,
                scheduled,
                estimated,
                boards,
                state: state.unwrap_or(State::Scheduled),
            }),
            _ => Err(faults),
        }
    }

    fn take<T>(
        &self,
        column: &'static str,
        faults: &mut Vec<Fault>,
        read: impl FnOnce(&str) -> Result<T, String>,
    ) -> Option<T> {
        match read(self.said(column)?) {
            Ok(value) => Some(value),
            Err(why) => {
                faults.push(fault(self.nth, column, &why));
                None
            }
        }
    }
}

fn within(cell: &str) -> bool {
    cell.chars().count() <= limits::DEPARTURE_CHARS && !cell.chars().any(char::is_control)
}

/// `2026-11-28T14:30` on the venue's clock, or with an offset of its own.
fn instant(cell: &str, zone: &TimeZone) -> Result<Timestamp, String> {
    if let Ok(at) = cell.parse::<Timestamp>() {
        return Ok(at);
    }
    let unreadable = || "it is no time such as 2026-11-28T14:30".to_owned();
    let at: DateTime = cell.parse().map_err(|_| unreadable())?;
    zone.to_ambiguous_timestamp(at).compatible().map_err(|_| unreadable())
}

/// The cells of a line (RFC 4180); a cell ends on its line. Nothing where a quotation mark is left open.
fn cells(row: &str, comma: char) -> Option<Vec<String>> {
    let mut cells = Vec::new();
    let mut cell = String::new();
    let mut quoted = false;
    let mut letters = row.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '"' if quoted && letters.peek() == Some(&'"') => {
                letters.next();
                cell.push('"');
            }
            '"' if quoted || cell.trim().is_empty() => quoted = !quoted,
            _ if letter == comma && !quoted => cells.push(std::mem::take(&mut cell)),
            _ => cell.push(letter),
        }
    }
    cells.push(cell);
    (!quoted).then_some(cells)
}
