//! What leaves the made-up venues, around now, as their own systems would send it. Made of the time alone: whoever starts the demo again
//! finds the same departures, and further ones.
//! Never here: a real airline or ship.

use jiff::{SignedDuration, Timestamp};
use std::fmt::Write;

/// What is made up to stand began within so long, so that it too has something to leave from where it is; and what is known ahead.
const BACK: SignedDuration = SignedDuration::from_hours(20);
const AHEAD: SignedDuration = SignedDuration::from_hours(24);
const DELAY: SignedDuration = SignedDuration::from_mins(25);
const CLOSES: SignedDuration = SignedDuration::from_mins(10);
const HEAD: &str = "kind,number,place,scheduled,estimated,boarding,state\n";

/// Something that leaves again and again from the same places.
struct Service {
    kind: &'static str,
    names: &'static [&'static str],
    every_s: i64,
    /// The next place is so much later.
    later_s: i64,
    boards: SignedDuration,
}

const FLIGHTS: Service = Service {
    kind: "flight",
    names: &["BVA", "NPL", "QUA"],
    every_s: 3 * 3600,
    later_s: 11 * 60,
    boards: SignedDuration::from_mins(35),
};
const SAILINGS: Service = Service {
    kind: "vessel",
    names: &["HF", "SF"],
    every_s: 6 * 3600,
    later_s: 45 * 60,
    boards: SignedDuration::from_mins(60),
};

pub fn flights<'a>(gates: impl Iterator<Item = &'a str>, now: Timestamp) -> String {
    FLIGHTS.sheet(gates, now)
}

pub fn sailings<'a>(berths: impl Iterator<Item = &'a str>, now: Timestamp) -> String {
    SAILINGS.sheet(berths, now)
}

impl Service {
    fn sheet<'a>(&self, places: impl Iterator<Item = &'a str>, now: Timestamp) -> String {
        let mut sheet = HEAD.to_owned();
        for (nth, place) in (0_i64..).zip(places) {
            let first = (now - BACK).as_second().div_euclid(self.every_s);
            let last = (now + AHEAD).as_second().div_euclid(self.every_s);
            for round in first..=last {
                self.line(&mut sheet, place, (round, nth), now);
            }
        }
        sheet
    }

    fn line(&self, sheet: &mut String, place: &str, (round, nth): (i64, i64), now: Timestamp) {
        let Ok(scheduled) = Timestamp::from_second(round * self.every_s + nth * self.later_s) else { return };
        // The numbers come again after two days: no day has one twice, however long it is.
        let rounds = 48 * 3600 / self.every_s;
        let number = 100 + round.rem_euclid(rounds) * 20 + nth;
        let name = usize::try_from(nth).map_or(self.names[0], |nth| self.names[nth % self.names.len()]);
        let late = (round + nth).rem_euclid(7) == 0;
        let cancelled = (round + 5 * nth).rem_euclid(23) == 0;
        let departs = if late { scheduled + DELAY } else { scheduled };
        let boards = departs - self.boards;
        let state = match () {
            () if cancelled => "cancelled",
            () if departs <= now => "departed",
            () if departs - CLOSES <= now => "gate_closed",
            () if boards <= now => "boarding",
            () => "scheduled",
        };
        let estimated = if late { departs.to_string() } else { String::new() };
        // Writing to a string cannot fail.
        let _ = writeln!(sheet, "{},{name} {number},{place},{scheduled},{estimated},{boards},{state}", self.kind);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::tz::TimeZone;
    use shared::departures::{State, read};

    const GATES: [&str; 16] =
        ["A1", "A2", "A3", "A4", "A5", "A6", "B1", "B2", "B3", "B4", "B5", "B6", "B7", "B8", "C1", "C2"];

    #[test]
    fn it_can_be_taken_in_at_any_hour_also_where_a_day_has_one_more_or_less() {
        let zone = TimeZone::get("Europe/Amsterdam").unwrap();
        for day in ["2026-10-24T00:10:00Z", "2026-03-28T00:10:00Z", "2026-11-28T00:00:00Z"] {
            for hour in 0..48 {
                let now = day.parse::<Timestamp>().unwrap() + SignedDuration::from_hours(hour);
                for sheet in [flights(GATES.into_iter(), now), sailings(GATES[..3].iter().copied(), now)] {
                    let lines = read(&sheet, &zone, now).unwrap_or_else(|faults| panic!("{now}: {faults:?}"));
                    for gate in GATES.iter().filter(|gate| lines.iter().any(|line| line.place.as_deref() == Some(gate)))
                    {
                        let of = lines.iter().filter(|line| line.place.as_deref() == Some(gate));
                        assert!(
                            of.clone().any(|line| line.scheduled < now) && of.clone().any(|line| line.scheduled > now)
                        );
                        assert!(of.filter(|line| line.state == State::Scheduled).count() >= 2, "{now} {gate}");
                    }
                }
            }
        }
    }

    #[test]
    fn started_again_it_tells_of_the_same() {
        let now: Timestamp = "2026-11-28T09:00:00Z".parse().unwrap();
        let known = |at| {
            let sheet = flights(GATES.into_iter(), at);
            sheet.lines().map(|line| line.split(',').take(4).collect::<Vec<_>>().join(",")).collect::<Vec<_>>()
        };
        let later = known(now + SignedDuration::from_hours(3));
        assert!(known(now).iter().filter(|line| later.contains(line)).count() > GATES.len() * 10);
    }
}
