//! iCalendar (RFC 5545): what a file of events says, before anybody believes it; and one's own shifts as such a file.

use crate::problem::{Answer, Problem};
use crate::venues::Venue;
use icalendar::parser::{self, Component, Property};
use icalendar::{Calendar, Component as _, Event, EventLike};
use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::fmt::strtime;
use jiff::tz::TimeZone;
use shared::limits;
use shared::problem::ErrorCode;
use shared::roster::Stint;
use std::collections::BTreeMap;

/// Components within one another: a calendar, its events, their alarms, and one more.
const DEPTH: usize = 4;
/// Characters of a UID that an error repeats.
const UID_CHARS: usize = 80;

/// An event, as far as a roster needs it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    pub uid: String,
    pub starts: Timestamp,
    pub ends: Timestamp,
    /// Addresses, in lower case.
    pub attendees: Vec<String>,
    /// What its place and categories name, in lower case.
    pub places: Vec<String>,
    pub cancelled: bool,
    /// Where it stands in the file.
    pub lines: Lines,
}

/// Where an event and its properties stand in a file: lines, counted from 1.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lines {
    begins: usize,
    of: BTreeMap<String, usize>,
}

impl Lines {
    /// Of a property, or of the whole event where it has none of that name.
    fn at(&self, name: &str) -> usize {
        self.of.get(name).copied().unwrap_or(self.begins)
    }
}

impl Entry {
    /// Why an event is not taken, with the line it stands in.
    pub fn refused(&self, code: ErrorCode, name: &str, why: &str) -> Problem {
        refused(code, &self.uid, name, &self.lines, why)
    }
}

fn refused(code: ErrorCode, uid: &str, name: &str, lines: &Lines, why: &str) -> Problem {
    let line = format!("line {} of the file", lines.at(name));
    Problem::new(code).at(field(uid, name)).because(if why.is_empty() { line } else { format!("{line}: {why}") })
}

/// The field of an event, as errors name it.
pub fn field(uid: &str, name: &str) -> String {
    let uid: String = uid.chars().take(UID_CHARS).collect();
    format!("VEVENT[{uid}].{name}")
}

/// Reads the events of a calendar. Times without a zone are the venue's.
///
/// # Errors
/// Names the event by its UID, or by its number where it has none, and the field. What has too many events, or too deep ones,
/// is refused before it is parsed.
pub fn read(bytes: &[u8], zone: &TimeZone) -> Answer<Vec<Entry>> {
    let broken = || Problem::new(ErrorCode::InvalidValue).at("VCALENDAR");
    let text = std::str::from_utf8(bytes).map_err(|_| broken().because("it is not UTF-8"))?;
    let places = places(text);
    let text = lines(text);
    weigh(&text)?;
    let calendar = parser::read_calendar(&text).map_err(|_| broken().because("it is not an iCalendar file"))?;
    let events = calendar.components.iter().filter(|component| component.name == "VEVENT");
    let place = |nth: usize| places.get(nth).cloned().unwrap_or_default();
    events.enumerate().map(|(nth, event)| entry(event, nth + 1, place(nth), zone)).collect()
}

/// Where each event of a file stands. What is inside an event (an alarm) names no place of its own.
fn places(text: &str) -> Vec<Lines> {
    let mut events: Vec<Lines> = Vec::new();
    let mut within: Vec<String> = Vec::new();
    for (nth, line) in text.lines().enumerate() {
        // A line that is folded goes on from the one before.
        if line.starts_with([' ', '\t']) {
            continue;
        }
        let name = line.split([':', ';']).next().unwrap_or_default().trim().to_ascii_uppercase();
        let value = || line.split_once(':').map_or("", |(_, value)| value).trim().to_ascii_uppercase();
        match (&*name, within.last().map(String::as_str)) {
            ("BEGIN", _) => {
                within.push(value());
                if within.last().is_some_and(|part| part == "VEVENT") {
                    events.push(Lines { begins: nth + 1, of: BTreeMap::new() });
                }
            }
            ("END", _) => drop(within.pop()),
            (_, Some("VEVENT")) => {
                if let Some(event) = events.last_mut() {
                    event.of.entry(name).or_insert(nth + 1);
                }
            }
            _ => {}
        }
        if events.len() > limits::CALENDAR_EVENTS || within.len() > DEPTH {
            break;
        }
    }
    events
}

/// Unfolded, with one kind of line's end: the parser would look for the other kind to the end of the file, at every line.
fn lines(text: &str) -> String {
    let mut text = parser::unfold(&text.replace("\r\n", "\n"));
    text.push('\n');
    text.replace('\n', "\r\n")
}

/// Counts before anything is built, and looks how deep it goes: the parser calls itself for every level.
fn weigh(text: &str) -> Answer<()> {
    let (mut depth, mut events) = (0_usize, 0_usize);
    for line in text.lines() {
        let begins = |word: &str| line.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word));
        if begins("BEGIN:") {
            depth += 1;
            events += usize::from(begins("BEGIN:VEVENT"));
        } else if begins("END:") {
            depth = depth.saturating_sub(1);
        }
        if depth > DEPTH {
            return Err(Problem::new(ErrorCode::InvalidValue)
                .at("VCALENDAR")
                .because("its parts are nested too deeply"));
        }
        if events > limits::CALENDAR_EVENTS {
            let what = format!("a calendar of at most {} events is taken", limits::CALENDAR_EVENTS);
            return Err(Problem::new(ErrorCode::TooLarge).at("VEVENT").because(what));
        }
    }
    if events == 0 { Err(Problem::new(ErrorCode::MissingField).at("VEVENT")) } else { Ok(()) }
}

fn entry(event: &Component<'_>, nth: usize, lines: Lines, zone: &TimeZone) -> Answer<Entry> {
    let text = |name: &str| event.find_prop(name).map(|property| property.val.as_str().trim().to_owned());
    let uid = text("UID").filter(|uid| !uid.is_empty() && !uid.contains('\0'));
    let uid = uid.ok_or_else(|| refused(ErrorCode::MissingField, &format!("#{nth}"), "UID", &lines, ""))?;
    if uid.chars().count() > limits::REASON_CHARS {
        return Err(refused(ErrorCode::TooLong, &uid, "UID", &lines, ""));
    }
    let refused = |code, name: &str, why: &str| refused(code, &uid, name, &lines, why);
    for repeating in ["RRULE", "RDATE", "RECURRENCE-ID"] {
        if event.find_prop(repeating).is_some() {
            return Err(refused(ErrorCode::InvalidValue, repeating, "write every repetition as an event of its own"));
        }
    }
    let time = |name: &str| {
        let property = event.find_prop(name).ok_or_else(|| refused(ErrorCode::MissingField, name, ""))?;
        instant(property, zone).map_err(|why| refused(ErrorCode::InvalidValue, name, &why))
    };
    let all = |name: &'static str| event.properties.iter().filter(move |property| property.name == name);
    let mail = |property: &Property<'_>| {
        let value = property.val.as_str().trim().to_lowercase();
        let mail = value.strip_prefix("mailto:").map(ToOwned::to_owned);
        mail.ok_or_else(|| refused(ErrorCode::InvalidValue, "ATTENDEE", "it must be mailto: and an address"))
    };
    let places = all("LOCATION").chain(all("CATEGORIES")).flat_map(|property| property.val.as_str().split(','));
    Ok(Entry {
        starts: time("DTSTART")?,
        ends: time("DTEND")?,
        attendees: all("ATTENDEE").map(mail).collect::<Answer<_>>()?,
        places: places.map(|place| place.trim().to_lowercase()).collect(),
        cancelled: text("STATUS").is_some_and(|status| status.eq_ignore_ascii_case("CANCELLED")),
        uid: uid.clone(),
        lines: lines.clone(),
    })
}

/// A time in UTC, in the zone it names, or in the venue's. One that the clock skips or shows twice is read as a roster reads it.
fn instant(property: &Property<'_>, venue: &TimeZone) -> Result<Timestamp, String> {
    let value = property.val.as_str().trim();
    let named = property.params.iter().find(|parameter| parameter.key == "TZID").map(|parameter| &parameter.val);
    let zone = match named {
        Some(name) => {
            let name = name.as_ref().map_or("", |name| name.as_str().trim_matches('"'));
            let shown: String = name.chars().take(UID_CHARS).collect();
            TimeZone::get(name).map_err(|_| format!("the time zone database has no \"{shown}\""))?
        }
        None => venue.clone(),
    };
    let (value, zone) = value.strip_suffix('Z').map_or((value, zone), |utc| (utc, TimeZone::UTC));
    let unreadable = || "it is no time such as 20261121T210000Z".to_owned();
    let at: DateTime = match strtime::parse("%Y%m%dT%H%M%S", value) {
        Ok(parts) => parts.to_datetime().map_err(|_| unreadable())?,
        Err(_) => {
            let day = strtime::parse("%Y%m%d", value).and_then(|parts| parts.to_date());
            day.map(Date::into).map_err(|_| unreadable())?
        }
    };
    zone.to_ambiguous_timestamp(at).compatible().map_err(|_| unreadable())
}

/// Somebody's shifts, each with when its venue's roster was changed last, for their own calendar. A shift keeps its UID from one
/// reading to the next, and two readings with no change between them are the same to the letter.
pub fn written(shifts: &[(&Venue, Timestamp, Stint)]) -> String {
    let utc = |at: Timestamp| at.strftime("%Y%m%dT%H%M%SZ").to_string();
    let mut calendar = Calendar::new();
    for (venue, changed, shift) in shifts {
        let post = venue.posts.iter().find(|post| post.id == shift.post);
        let uid = format!("{}-{}-{}@seesayact", shift.starts.as_second(), shift.post, shift.officer);
        let mut event = Event::with_uid(&uid);
        event
            .add_property("DTSTAMP", utc(*changed))
            .add_property("DTSTART", utc(shift.starts))
            .add_property("DTEND", utc(shift.ends))
            .summary(post.map_or("", |post| &post.name))
            .location(&venue.name)
            .add_multi_property("CATEGORIES", post.map_or("", |post| &post.code));
        calendar.push(event.done());
    }
    calendar.done().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(events: &str) -> String {
        format!("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{events}END:VCALENDAR\r\n")
    }

    fn event(lines: &str) -> String {
        format!("BEGIN:VEVENT\r\nUID:one@x\r\n{lines}END:VEVENT\r\n")
    }

    fn read_one(lines: &str) -> Answer<Entry> {
        let zone = TimeZone::get("Europe/Amsterdam").unwrap();
        Ok(read(file(&event(lines)).as_bytes(), &zone)?.remove(0))
    }

    fn refusal(text: &str) -> String {
        let problem = read(text.as_bytes(), &TimeZone::UTC).unwrap_err();
        problem.to_string()
    }

    #[test]
    fn an_event_is_read_in_each_way_of_writing_a_time() {
        for (start, utc) in [
            ("DTSTART:20261121T210000Z", "2026-11-21T21:00:00Z"),
            ("DTSTART:20261121T210000", "2026-11-21T20:00:00Z"),
            ("DTSTART;TZID=Australia/Lord_Howe:20261121T210000", "2026-11-21T10:00:00Z"),
            ("DTSTART;TZID=\"Australia/Lord_Howe\":20261121T210000", "2026-11-21T10:00:00Z"),
            ("DTSTART;VALUE=DATE:20261121", "2026-11-20T23:00:00Z"),
            ("DTSTART:20261025T023000", "2026-10-25T00:30:00Z"),
            ("DTSTART:20270328T023000", "2027-03-28T01:30:00Z"),
        ] {
            let found = read_one(&format!("{start}\r\nDTEND:20280101T000000Z\r\n")).unwrap();
            assert_eq!(found.starts.to_string(), utc, "{start}");
        }
    }

    #[test]
    fn folded_lines_and_other_ends_of_lines_are_one() {
        let lines = "DTSTART:20261121T210000Z\nDTEND:20261121T220000Z\nATTENDEE;CN=\"Lindqvist, Mia\":mailto:Off\n icer@Demo.test\nLOCATION:T1-Patrol\nCATEGORIES:Night,piers-patrol\nSTATUS:CANCELLED\n";
        let found = read_one(lines).unwrap();
        assert_eq!(found.attendees, ["officer@demo.test"]);
        assert_eq!(found.places, ["t1-patrol", "night", "piers-patrol"]);
        assert!(found.cancelled);
    }

    #[test]
    fn what_is_wrong_is_named() {
        let refused = |lines: &str| read_one(lines).unwrap_err().to_string();
        assert_eq!(refused("DTSTART:yesterday\r\n"), "invalid_value at VEVENT[one@x].DTSTART");
        assert_eq!(refused("DTSTART;TZID=Mars/Base:20261121T210000\r\n"), "invalid_value at VEVENT[one@x].DTSTART");
        assert_eq!(refused("DTSTART:20261121T210000Z\r\n"), "missing_field at VEVENT[one@x].DTEND");
        let two = "DTSTART:20261121T210000Z\r\nDTEND:20261121T220000Z\r\n";
        assert_eq!(refused(&format!("{two}RRULE:FREQ=DAILY\r\n")), "invalid_value at VEVENT[one@x].RRULE");
        assert_eq!(refused(&format!("{two}ATTENDEE:Mia\r\n")), "invalid_value at VEVENT[one@x].ATTENDEE");
        assert_eq!(refusal(&file("BEGIN:VEVENT\r\nEND:VEVENT\r\n")), "missing_field at VEVENT[#1].UID");
        assert_eq!(refusal(&file("")), "missing_field at VEVENT");
        assert_eq!(refusal("BEGIN:VEVENT\r\nUID:x\r\n"), "invalid_value at VCALENDAR");
        assert_eq!(refusal("hello"), "missing_field at VEVENT");
    }

    #[test]
    fn too_much_is_refused_before_it_is_parsed() {
        let many = event("").repeat(limits::CALENDAR_EVENTS + 1);
        assert_eq!(refusal(&file(&many)), "too_large at VEVENT");
        // A hundred thousand levels would end the process, not the request.
        let deep = format!("BEGIN:VEVENT\r\n{}", "begin:X\r\n".repeat(100_000));
        assert_eq!(refusal(&file(&deep)), "invalid_value at VCALENDAR");
        let folded = format!("BEGIN:VEVENT\r\n{}", "BEG\r\n IN:X\r\n".repeat(100_000));
        assert_eq!(refusal(&file(&folded)), "invalid_value at VCALENDAR");
    }
}
