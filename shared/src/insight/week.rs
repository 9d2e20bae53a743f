//! A week of everything of one kind, packed: each key with its cell. What is long over is read in few large rows instead of many small
//! ones, of which each costs its own way out of the database.

use super::cell::{Reader, sized};
use super::{Cell, UnreadableCell};
use std::collections::BTreeMap;

/// The first byte, should weeks ever be packed otherwise.
const FORMAT: u8 = 1;

/// The sum of its days.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Week(BTreeMap<String, Cell>);

impl Week {
    /// Adds a packed cell of one day.
    ///
    /// # Errors
    /// The cell cannot be read.
    pub fn add(&mut self, key: &str, cell: &[u8]) -> Result<(), UnreadableCell> {
        if let Some(known) = self.0.get_mut(key) {
            return known.add(cell);
        }
        self.0.insert(key.to_owned(), Cell::unpack(cell)?);
        Ok(())
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn pack(&self) -> Vec<u8> {
        let mut bytes = vec![FORMAT];
        for (key, cell) in &self.0 {
            sized(key.as_bytes(), &mut bytes);
            sized(&cell.pack(), &mut bytes);
        }
        bytes
    }

    /// Each key and its packed cell.
    ///
    /// # Errors
    /// What is there is no packed week: nothing after it is told.
    pub fn read(bytes: &[u8]) -> impl Iterator<Item = Result<(&str, &[u8]), UnreadableCell>> {
        let mut read = Reader(bytes);
        let mut begun = false;
        std::iter::from_fn(move || {
            if !begun {
                begun = true;
                if read.byte() != Ok(FORMAT) {
                    read.0 = &[];
                    return Some(Err(UnreadableCell));
                }
            }
            if read.0.is_empty() {
                return None;
            }
            let one = one(&mut read);
            if one.is_err() {
                read.0 = &[];
            }
            Some(one)
        })
    }
}

fn one<'a>(read: &mut Reader<'a>) -> Result<(&'a str, &'a [u8]), UnreadableCell> {
    let key = str::from_utf8(read.sized()?).map_err(|_| UnreadableCell)?;
    Ok((key, read.sized()?))
}

#[cfg(test)]
mod tests {
    use super::super::{Course, Hours};
    use super::*;

    fn day(hour: u8, priority: u8, seconds: std::ops::Range<u64>) -> Cell {
        let mut cell = Cell::default();
        for second in seconds {
            let course = Course { acknowledged_ms: Some(second * 1000), late: 1, ..Course::default() };
            cell.at(priority, hour).count(&course, None, 1);
        }
        cell
    }

    fn told(cells: &[&[u8]]) -> (Vec<u64>, Option<(f64, f64)>) {
        let mut hours = Hours::default();
        for cell in cells {
            hours.read(cell, &[1, 2, 3, 4], |_| true).unwrap();
        }
        let each = (0..24).map(|hour| hours.at(hour).map_or(0, |sum| sum.count(super::super::Count::Incidents)));
        (each.collect(), hours.all().spread(super::super::Measure::Acknowledge).1)
    }

    #[test]
    fn a_week_says_what_its_days_say() {
        let days = [day(3, 1, 0..200), day(3, 1, 100..900), day(23, 4, 7..8)].map(|cell| cell.pack());
        let elsewhere = day(0, 2, 5..9).pack();
        let mut week = Week::default();
        for cell in &days {
            week.add("hall", cell).unwrap();
        }
        week.add("", &elsewhere).unwrap();
        let bytes = week.pack();
        let read: Vec<(&str, &[u8])> = Week::read(&bytes).collect::<Result<_, _>>().unwrap();
        assert_eq!(read.iter().map(|(key, _)| *key).collect::<Vec<_>>(), ["", "hall"]);
        let days: Vec<&[u8]> = days.iter().map(Vec::as_slice).collect();
        assert_eq!(told(&[read[1].1]), told(&days));
        assert_eq!(told(&[read[0].1]), told(&[&elsewhere]));
    }

    #[test]
    fn what_is_no_week_is_refused() {
        let mut week = Week::default();
        assert_eq!(Week::read(&week.pack()).count(), 0);
        assert!(week.is_empty() && week.add("hall", &[9]).is_err() && week.is_empty());
        week.add("hall", &day(1, 1, 0..3).pack()).unwrap();
        let bytes = week.pack();
        for short in 2..bytes.len() {
            let told: Vec<_> = Week::read(&bytes[..short]).collect();
            assert_eq!(told, [Err(UnreadableCell)], "{short} bytes");
        }
        for other in [&[] as &[u8], &[2, 0, 0]] {
            assert_eq!(Week::read(other).collect::<Vec<_>>(), [Err(UnreadableCell)]);
        }
    }
}
