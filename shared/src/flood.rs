//! A wave of reports, as a hoax makes it: what is not most urgent and has nobody's name behind it calls nobody for a while. It is
//! stored, triaged, routed and in the queue like everything else; only the waking waits, and never longer than is said here.

use crate::taxonomy::Priority;
use crate::trace::TraceLine;
use jiff::{SignedDuration, Timestamp};

/// What is looked back at.
pub const WINDOW: SignedDuration = SignedDuration::from_mins(10);
/// So many incidents below P1 opened at one venue within the window are a wave. A busy airport has thirty in a night.
pub const WAVE: u64 = 20;
/// So many calls for one officer at one instant, all below P1, are one page that says how many there are.
pub const BUNDLE: usize = 4;
/// The code of the line that says that nobody was called.
pub const HELD: &str = "held";

/// What waits in a wave waits for the end of a stretch so long, at most: what waits together is called for together, in few
/// pages. Nothing is held that is most urgent.
pub const fn stretch(priority: Priority) -> Option<SignedDuration> {
    match priority {
        Priority::P1 => None,
        Priority::P2 => Some(SignedDuration::from_mins(5)),
        Priority::P3 => Some(SignedDuration::from_mins(30)),
        Priority::P4 => Some(SignedDuration::from_hours(2)),
    }
}

/// When the present stretch ends.
pub fn ends(priority: Priority, now: Timestamp) -> Option<Timestamp> {
    let stretch = stretch(priority)?.as_secs();
    Timestamp::from_second((now.as_second().div_euclid(stretch) + 1).checked_mul(stretch)?).ok()
}

/// When the waking for a new incident begins, if not now. `named`: somebody who signed in tells of it. `lately`: the
/// incidents below P1 that were opened before it within the window.
pub fn held_until(priority: Priority, named: bool, lately: u64, now: Timestamp) -> Option<Timestamp> {
    if named || lately < WAVE {
        return None;
    }
    ends(priority, now)
}

/// The line that says so.
pub fn line(lately: u64, until: Timestamp, now: Timestamp) -> TraceLine {
    let minutes = (until.duration_since(now).as_secs() + 59) / 60;
    let within = WINDOW.as_mins();
    let text = format!("A wave, {lately} new incidents in {within} minutes: nobody is called for {minutes} minutes");
    TraceLine::new(HELD, text).with("count", lately).with("within", within).with("minutes", minutes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_wave_holds_and_never_what_is_most_urgent_or_has_a_name() {
        let now: Timestamp = "2026-11-21T09:01:00Z".parse().unwrap();
        let held =
            |priority, named, lately| held_until(priority, named, lately, now).map(|until| until.duration_since(now));
        for priority in [Priority::P1, Priority::P2, Priority::P3, Priority::P4] {
            assert_eq!(held(priority, false, WAVE - 1), None, "{priority:?}: no wave");
            assert_eq!(held(priority, true, u64::MAX), None, "{priority:?}: somebody gave their name");
        }
        assert_eq!(held(Priority::P1, false, u64::MAX), None);
        assert_eq!(held(Priority::P2, false, WAVE), Some(SignedDuration::from_mins(4)));
        assert_eq!(held(Priority::P3, false, WAVE), Some(SignedDuration::from_mins(29)));
        assert_eq!(held(Priority::P4, false, WAVE), Some(SignedDuration::from_mins(59)));
        assert_eq!(held_until(Priority::P2, false, WAVE, Timestamp::MAX), None, "at the end of time nothing waits");
    }

    #[test]
    fn what_waits_together_ends_together_and_in_time() {
        let start: Timestamp = "2026-11-21T09:00:00Z".parse().unwrap();
        for second in 0..900 {
            let now = start + SignedDuration::from_secs(second);
            let until = ends(Priority::P2, now).unwrap();
            let waits = until.duration_since(now);
            assert!(waits > SignedDuration::ZERO && waits <= SignedDuration::from_mins(5), "{now}: {waits}");
            assert_eq!(until.as_second() % 300, 0);
        }
    }

    #[test]
    fn the_line_says_how_many_and_how_long() {
        let now: Timestamp = "2026-11-21T09:00:00Z".parse().unwrap();
        let line = line(37, now + SignedDuration::from_mins(5), now);
        assert_eq!(line.text, "A wave, 37 new incidents in 10 minutes: nobody is called for 5 minutes");
        assert_eq!((line.params["count"].as_str(), line.params["minutes"].as_str()), ("37", "5"));
    }
}
