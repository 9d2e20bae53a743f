//! What one day says of one place (or category, post, …): for every priority and hour some counts and three histograms, packed so
//! small that a quarter of them is read at once. A reader skips the priorities it does not want.

use super::histogram::{BUCKETS, Histogram, percentile};
use super::{Course, ENOUGH, Outcome};
use std::collections::BTreeMap;

/// How long something took since the incident was opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Measure {
    /// Until somebody said that they have it.
    Acknowledge,
    /// Until somebody was there.
    OnScene,
    /// Until a person told the reporter something: a message, or how it ended.
    Answered,
}

impl Measure {
    pub const ALL: [Self; 3] = [Self::Acknowledge, Self::OnScene, Self::Answered];
}

/// What is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Count {
    Incidents,
    /// Nobody acknowledged in time.
    Late,
    /// Nor before the rung after that.
    LateAgain,
    Ended,
    /// There was nothing in it, whatever it was told for.
    Harmless,
    /// Told falsely, and on purpose.
    FalseOnPurpose,
    Reopened,
}

const COUNTS: usize = 7;
const MEASURES: usize = 3;
const HOURS: u8 = 24;
/// The first byte of every cell, should they ever be packed otherwise.
const FORMAT: u8 = 1;

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a cell of numbers cannot be read")]
pub struct UnreadableCell;

/// One priority's hour.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Record {
    counts: [u32; COUNTS],
    took: [Histogram; MEASURES],
}

impl Record {
    pub fn change(&mut self, count: Count, by: i32) {
        if let Some(known) = self.counts.get_mut(count as usize) {
            *known = known.saturating_add_signed(by);
        }
    }

    pub fn took(&mut self, measure: Measure, bucket: u8, by: i32) {
        if let Some(known) = self.took.get_mut(measure as usize) {
            known.change(bucket, by);
        }
    }

    /// Adds one incident (`by` = 1), or takes it away (−1).
    pub fn count(&mut self, course: &Course, outcome: Option<Outcome>, by: i32) {
        self.change(Count::Incidents, by);
        let outcome_is = |wanted: &[Outcome]| outcome.is_some_and(|outcome| wanted.contains(&outcome));
        for (count, holds) in [
            (Count::Late, course.late >= 1),
            (Count::LateAgain, course.late >= 2),
            (Count::Ended, outcome.is_some()),
            (Count::Harmless, outcome_is(&[Outcome::Harmless, Outcome::FalseOnPurpose])),
            (Count::FalseOnPurpose, outcome_is(&[Outcome::FalseOnPurpose])),
            (Count::Reopened, course.reopened),
        ] {
            if holds {
                self.change(count, by);
            }
        }
        for (measure, ms) in [
            (Measure::Acknowledge, course.acknowledged_ms),
            (Measure::OnScene, course.on_scene_ms),
            (Measure::Answered, course.answered_ms),
        ] {
            if let Some(ms) = ms {
                self.took(measure, super::bucket(ms), by);
            }
        }
    }

    fn is_empty(&self) -> bool {
        self.counts == [0; COUNTS] && self.took.iter().all(|took| took.0.is_empty())
    }

    fn pack(&self, into: &mut Vec<u8>) {
        for count in self.counts {
            varint(count, into);
        }
        for Histogram(buckets) in &self.took {
            varint(u32::try_from(buckets.len()).unwrap_or(0), into);
            for (bucket, count) in buckets {
                into.push(*bucket);
                varint(*count, into);
            }
        }
    }
}

/// A day of one key, to be changed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cell(BTreeMap<(u8, u8), Record>);

impl Cell {
    pub fn at(&mut self, priority: u8, hour: u8) -> &mut Record {
        self.0.entry((priority.clamp(1, 4), hour.min(HOURS - 1))).or_default()
    }

    pub fn pack(&self) -> Vec<u8> {
        let mut bytes = vec![FORMAT];
        for ((priority, hour), record) in self.0.iter().filter(|(_, record)| !record.is_empty()) {
            let mut packed = Vec::new();
            record.pack(&mut packed);
            bytes.push(priority * HOURS + hour);
            sized(&packed, &mut bytes);
        }
        bytes
    }

    pub fn unpack(bytes: &[u8]) -> Result<Self, UnreadableCell> {
        let mut cell = Self::default();
        cell.add(bytes)?;
        Ok(cell)
    }

    /// Adds what a packed cell says: of another day of the same.
    pub fn add(&mut self, bytes: &[u8]) -> Result<(), UnreadableCell> {
        each(bytes, |priority, hour, record| {
            let mut read = Reader(record);
            let known = self.at(priority, hour);
            for count in &mut known.counts {
                *count = count.saturating_add(read.varint()?);
            }
            for took in &mut known.took {
                for _ in 0..read.varint()? {
                    let (bucket, count) = (read.byte()?, read.varint()?);
                    took.change(bucket, i32::try_from(count).unwrap_or(i32::MAX));
                }
            }
            Ok(())
        })
    }
}

/// What many cells say together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sum {
    counts: [u64; COUNTS],
    took: [[u32; BUCKETS]; MEASURES],
}

impl Default for Sum {
    fn default() -> Self {
        Self { counts: [0; COUNTS], took: [[0; BUCKETS]; MEASURES] }
    }
}

impl Sum {
    fn read(&mut self, record: &[u8]) -> Result<(), UnreadableCell> {
        let mut read = Reader(record);
        for count in &mut self.counts {
            *count += u64::from(read.varint()?);
        }
        for took in &mut self.took {
            for _ in 0..read.varint()? {
                let (bucket, count) = (usize::from(read.byte()?), read.varint()?);
                let known = took.get_mut(bucket).ok_or(UnreadableCell)?;
                *known = known.saturating_add(count);
            }
        }
        Ok(())
    }

    pub fn add(&mut self, other: &Self) {
        for (mine, theirs) in self.counts.iter_mut().zip(other.counts) {
            *mine += theirs;
        }
        for (mine, theirs) in self.took.iter_mut().flatten().zip(other.took.iter().flatten()) {
            *mine = mine.saturating_add(*theirs);
        }
    }

    pub fn count(&self, count: Count) -> u64 {
        self.counts.get(count as usize).copied().unwrap_or(0)
    }

    /// Of how many incidents it is known, and the median and 90th percentile in seconds; those only where enough are known.
    pub fn spread(&self, measure: Measure) -> (u64, Option<(f64, f64)>) {
        let Some(took) = self.took.get(measure as usize) else { return (0, None) };
        let known = took.iter().map(|count| u64::from(*count)).sum();
        let spread = percentile(took, 0.5).zip(percentile(took, 0.9));
        (known, spread.filter(|_| known >= ENOUGH))
    }
}

/// The same by the hour of the day.
#[derive(Clone, Debug, Default)]
pub struct Hours([Option<Box<Sum>>; HOURS as usize]);

impl Hours {
    /// Adds what a packed cell says of some priorities and hours.
    pub fn read(&mut self, bytes: &[u8], priorities: &[u8], wanted: impl Fn(u8) -> bool) -> Result<(), UnreadableCell> {
        each(bytes, |priority, hour, record| match self.0.get_mut(usize::from(hour)) {
            Some(sum) if priorities.contains(&priority) && wanted(hour) => sum.get_or_insert_default().read(record),
            _ => Ok(()),
        })
    }

    pub fn add(&mut self, other: &Self) {
        for (mine, theirs) in self.0.iter_mut().zip(&other.0) {
            if let Some(theirs) = theirs {
                mine.get_or_insert_default().add(theirs);
            }
        }
    }

    pub fn at(&self, hour: usize) -> Option<&Sum> {
        self.0.get(hour).and_then(Option::as_deref)
    }

    /// Of some hours together.
    pub fn of(&self, hours: impl IntoIterator<Item = usize>) -> Sum {
        let mut all = Sum::default();
        hours.into_iter().filter_map(|hour| self.at(hour)).for_each(|sum| all.add(sum));
        all
    }

    pub fn all(&self) -> Sum {
        self.of(0..usize::from(HOURS))
    }
}

fn each(bytes: &[u8], mut tell: impl FnMut(u8, u8, &[u8]) -> Result<(), UnreadableCell>) -> Result<(), UnreadableCell> {
    let mut read = Reader(bytes);
    if read.byte()? != FORMAT {
        return Err(UnreadableCell);
    }
    while !read.0.is_empty() {
        let slot = read.byte()?;
        tell(slot / HOURS, slot % HOURS, read.sized()?)?;
    }
    Ok(())
}

pub(super) struct Reader<'a>(pub(super) &'a [u8]);

impl<'a> Reader<'a> {
    pub(super) fn byte(&mut self) -> Result<u8, UnreadableCell> {
        let (first, rest) = self.0.split_first().ok_or(UnreadableCell)?;
        self.0 = rest;
        Ok(*first)
    }

    /// As many bytes as the number before them says.
    pub(super) fn sized(&mut self) -> Result<&'a [u8], UnreadableCell> {
        let length = usize::try_from(self.varint()?).map_err(|_| UnreadableCell)?;
        let (these, rest) = self.0.split_at_checked(length).ok_or(UnreadableCell)?;
        self.0 = rest;
        Ok(these)
    }

    pub(super) fn varint(&mut self) -> Result<u32, UnreadableCell> {
        let mut value = 0;
        for shift in (0..35).step_by(7) {
            let byte = self.byte()?;
            value |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return u32::try_from(value).map_err(|_| UnreadableCell);
            }
        }
        Err(UnreadableCell)
    }
}

pub(super) fn sized(these: &[u8], into: &mut Vec<u8>) {
    varint(u32::try_from(these.len()).unwrap_or(0), into);
    into.extend_from_slice(these);
}

fn varint(mut value: u32, into: &mut Vec<u8>) {
    while value >= 0x80 {
        into.push((value & 0x7f) as u8 | 0x80);
        value >>= 7;
    }
    into.push(value as u8);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn course(acknowledged: u64, late: u32) -> Course {
        Course { acknowledged_ms: Some(acknowledged), late, ..Course::default() }
    }

    #[test]
    fn what_is_packed_is_read_again_and_summed() {
        let mut cell = Cell::default();
        for n in 0..300_u32 {
            cell.at(1, 3).count(&course(u64::from(n) * 1000, n % 3), None, 1);
        }
        cell.at(3, 23).count(&course(1, 0), Some(Outcome::FalseOnPurpose), 1);
        let bytes = cell.pack();
        assert_eq!(Cell::unpack(&bytes), Ok(cell));
        let told = |priorities: &[u8], wanted: fn(u8) -> bool| {
            let mut hours = Hours::default();
            hours.read(&bytes, priorities, wanted).unwrap();
            hours.all()
        };
        let urgent = told(&[1], |_| true);
        let counts = [Count::Incidents, Count::Late, Count::LateAgain].map(|count| urgent.count(count));
        assert_eq!(counts, [300, 200, 100]);
        let mut evening = told(&[1, 2, 3, 4], |hour| hour == 23);
        assert_eq!((evening.count(Count::Incidents), evening.count(Count::Harmless)), (1, 1));
        evening.add(&urgent);
        assert_eq!(evening.spread(Measure::Acknowledge).0, 301);
    }

    #[test]
    fn what_is_taken_back_was_never_there() {
        let mut cell = Cell::default();
        let empty = cell.pack();
        cell.at(2, 9).count(&course(41_000, 1), Some(Outcome::Harmless), 1);
        assert_ne!(cell.pack(), empty);
        cell.at(2, 9).count(&course(41_000, 1), Some(Outcome::Harmless), -1);
        assert_eq!(cell.pack(), empty);
    }

    #[test]
    fn few_say_nothing_about_a_time() {
        let mut cell = Cell::default();
        for _ in 0..ENOUGH - 1 {
            cell.at(1, 0).count(&course(60_000, 0), None, 1);
        }
        let told = |cell: &Cell| {
            let mut hours = Hours::default();
            hours.read(&cell.pack(), &[1], |_| true).unwrap();
            hours.all().spread(Measure::Acknowledge)
        };
        assert_eq!(told(&cell), (ENOUGH - 1, None));
        cell.at(1, 0).count(&course(60_000, 0), None, 1);
        assert!(told(&cell).1.is_some());
    }

    #[test]
    fn damage_is_said() {
        let mut cell = Cell::default();
        cell.at(1, 0).count(&course(60_000, 0), None, 1);
        let bytes = cell.pack();
        for damaged in [&[][..], &[9], &bytes[..bytes.len() - 1], &[1, 24, 200, 1]] {
            assert_eq!(Cell::unpack(damaged), Err(UnreadableCell), "{damaged:?}");
        }
    }
}
