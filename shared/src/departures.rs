//! Departures of a venue, as its schedule names them: which one an incident stands by, and what that asks for.
//!
//! Invariant: nothing is guessed. A departure is named by its whole number, or is the next from the gate or berth where the incident
//! is; with no schedule there is none. It raises only: one step, never to P1.
//! Never here: a clock. Whether people board or sail is what the schedule says, and what is due is not yet done.

mod sheet;

pub use sheet::{COLUMNS, Fault, Line, read};

use crate::id::DepartureId;
use crate::place::{PlaceIndex, Spot, distance_m};
use crate::taxonomy::Priority;
use crate::trace::TraceLine;
use jiff::{SignedDuration, Timestamp};
use std::collections::{BTreeSet, HashMap};

/// Minutes before boarding (or before it leaves, where no boarding is told) from which a departure presses.
pub const PRESSES_MINUTES: i64 = 30;
/// People wait at a gate or on a quay for so long at most: what leaves later is no matter of an incident there.
const WAIT: SignedDuration = SignedDuration::from_hours(3);
/// What was due so long before an incident and has not left by its schedule may still stand there.
const LATE: SignedDuration = SignedDuration::from_mins(15);
/// A number that somebody names is a departure of these hours around.
const NAMED_BEFORE: SignedDuration = SignedDuration::from_hours(6);
const NAMED_AFTER: SignedDuration = SignedDuration::from_hours(24);
/// A departure is forgotten so long after it was due.
pub const KEPT: SignedDuration = SignedDuration::from_hours(48);
/// So near a plate one stands by it.
const BY_PLATE_M: f64 = 50.0;
/// Words that a number may be written in: `KL 1009`, `STH-204`.
const NUMBER_WORDS: usize = 4;
/// A name without a digit, as ships have, is told from a word of a sentence by this length at least.
const NAME_CHARS: usize = 4;

/// Questions that ask for a flight or ship in words.
pub const ASKED: [&str; 2] = ["leaving", "threat_target"];
/// The code of the line that says a departure raised it.
pub const PRESSED: &str = "departure";

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    Flight,
    Vessel,
}

impl Kind {
    pub const ALL: [Self; 2] = [Self::Flight, Self::Vessel];

    pub const fn name(self) -> &'static str {
        match self {
            Self::Flight => "flight",
            Self::Vessel => "vessel",
        }
    }

    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

/// How far a departure is, as whoever runs it says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum State {
    Scheduled,
    Boarding,
    /// Nobody gets on any more.
    GateClosed,
    Departed,
    Cancelled,
}

impl State {
    pub const ALL: [Self; 5] = [Self::Scheduled, Self::Boarding, Self::GateClosed, Self::Departed, Self::Cancelled];

    pub const fn name(self) -> &'static str {
        match self {
            Self::Scheduled => "scheduled",
            Self::Boarding => "boarding",
            Self::GateClosed => "gate_closed",
            Self::Departed => "departed",
            Self::Cancelled => "cancelled",
        }
    }

    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.name() == name)
    }
}

/// A flight or a sailing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Departure {
    pub id: DepartureId,
    pub kind: Kind,
    /// As its operator writes it.
    pub number: String,
    /// Gate or berth, as the schedule writes it.
    pub place: Option<String>,
    pub scheduled: Timestamp,
    pub estimated: Option<Timestamp>,
    pub boards: Option<Timestamp>,
    pub state: State,
    /// When the schedule said so.
    pub as_of: Timestamp,
}

impl Departure {
    /// When it leaves, as far as is known.
    pub fn departs(&self) -> Timestamp {
        self.estimated.unwrap_or(self.scheduled)
    }

    /// Minutes until it boards, 0 while it does: where that is so soon that it matters.
    pub fn presses(&self, now: Timestamp) -> Option<i64> {
        if matches!(self.state, State::Departed | State::Cancelled) || now >= self.departs() {
            return None;
        }
        let minutes = self.boards.unwrap_or(self.departs()).duration_since(now).as_mins();
        (minutes < PRESSES_MINUTES).then_some(minutes.max(0))
    }
}

/// The ground of the venue that a departure leaves from.
#[derive(Clone, Debug, PartialEq)]
pub struct Ground {
    pub zone: String,
    /// As people call it.
    pub label: String,
    /// Of a plate: only who stands by it is meant.
    spot: Option<Spot>,
}

/// Where an incident is, and since when.
#[derive(Clone, Copy, Debug)]
pub struct Standing<'a> {
    pub zone: Option<&'a str>,
    pub spot: Option<Spot>,
    pub since: Timestamp,
}

/// All departures of a venue that are known, arranged for being asked of every incident.
#[derive(Debug, Default)]
pub struct Schedule {
    /// Counts the imports: a later one is never overwritten by an earlier one.
    pub seq: i64,
    departures: Vec<(Departure, Option<Ground>)>,
    by_id: HashMap<DepartureId, usize>,
    by_zone: HashMap<String, Vec<usize>>,
    by_key: HashMap<String, Vec<usize>>,
}

impl Schedule {
    pub fn new(seq: i64, mut departures: Vec<Departure>, index: &PlaceIndex) -> Self {
        departures.sort_by_key(|one| (one.departs(), one.id));
        let mut schedule = Self { seq, ..Self::default() };
        let mut grounds: HashMap<(Kind, String), Option<Ground>> = HashMap::new();
        for (at, departure) in departures.into_iter().enumerate() {
            let ground = departure.place.as_ref().and_then(|place| {
                let known = grounds.entry((departure.kind, place.clone()));
                known.or_insert_with(|| ground(index, departure.kind, place)).clone()
            });
            schedule.by_id.insert(departure.id, at);
            schedule.by_key.entry(key(&departure.number)).or_default().push(at);
            if let Some(ground) = &ground {
                schedule.by_zone.entry(ground.zone.clone()).or_default().push(at);
            }
            schedule.departures.push((departure, ground));
        }
        schedule
    }

    pub fn is_empty(&self) -> bool {
        self.departures.is_empty()
    }

    pub fn all(&self) -> impl Iterator<Item = &(Departure, Option<Ground>)> {
        self.departures.iter()
    }

    /// Those that another schedule tells otherwise, does not tell, or tells besides. How fresh they are, is no difference.
    pub fn changed(&self, other: &Self) -> Concerned {
        let fresh = |(departure, ground): &(Departure, Option<Ground>)| {
            (Departure { as_of: Timestamp::UNIX_EPOCH, ..departure.clone() }, ground.clone())
        };
        let of = |schedule: &Self, id: &DepartureId| schedule.by_id.get(id).map(|at| fresh(&schedule.departures[*at]));
        let mut changed = Concerned::default();
        for one in self.departures.iter().chain(&other.departures) {
            if of(self, &one.0.id) != of(other, &one.0.id) {
                changed.add(one);
            }
        }
        changed
    }

    /// Those that are so near that they press.
    pub fn pressing(&self, now: Timestamp) -> Concerned {
        let mut near = Concerned::default();
        self.departures.iter().filter(|(departure, _)| departure.presses(now).is_some()).for_each(|one| near.add(one));
        near
    }

    /// The departure that somebody names, if their words hold the whole number of one of these hours. Of several the first.
    pub fn named<'a>(&self, texts: impl IntoIterator<Item = &'a str>, now: Timestamp) -> Option<DepartureId> {
        let said = texts.into_iter().flat_map(keys_in).collect::<BTreeSet<_>>();
        let found = said.iter().filter_map(|key| self.by_key.get(key)).flatten();
        let near = |at: &&usize| {
            let departs = self.departures[**at].0.departs();
            departs >= now - NAMED_BEFORE && departs <= now + NAMED_AFTER
        };
        // What has gone is meant only where nothing of that number is still to come.
        let first = found.filter(near).min_by_key(|at| (self.departures[**at].0.departs() + LATE < now, **at));
        first.map(|at| self.departures[*at].0.id)
    }

    /// What an incident stands by: the departure that was named, or the first that leaves from where it is.
    pub fn of(
        &self,
        index: &PlaceIndex,
        standing: Standing<'_>,
        named: Option<DepartureId>,
    ) -> Option<&(Departure, Option<Ground>)> {
        if let Some(at) = named.and_then(|id| self.by_id.get(&id)) {
            return Some(&self.departures[*at]);
        }
        if self.is_empty() {
            return None;
        }
        let zone = standing.zone?;
        let around = std::iter::once(zone.to_owned()).chain(index.ancestors(zone));
        around.filter_map(|code| self.by_zone.get(&code)).find_map(|there| {
            let mut there = there.iter().map(|at| &self.departures[*at]).filter(|one| waits_for(one, standing));
            let first = there.next()?;
            // One that was called off is shown where nothing else leaves.
            let leaves = |one: &&(Departure, _)| one.0.state != State::Cancelled;
            Some(if leaves(&first) { first } else { there.find(leaves).unwrap_or(first) })
        })
    }
}

/// Departures, and the ground they leave from: what stands by none of them is not concerned.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Concerned {
    pub departures: BTreeSet<DepartureId>,
    pub zones: BTreeSet<String>,
}

impl Concerned {
    fn add(&mut self, (departure, ground): &(Departure, Option<Ground>)) {
        self.departures.insert(departure.id);
        self.zones.extend(ground.iter().map(|ground| ground.zone.clone()));
    }
}

fn waits_for((departure, ground): &(Departure, Option<Ground>), standing: Standing<'_>) -> bool {
    let by_plate = ground
        .as_ref()
        .and_then(|ground| ground.spot)
        .is_none_or(|plate| standing.spot.is_some_and(|spot| distance_m(plate, spot) <= BY_PLATE_M));
    let grace = if departure.state == State::Departed { SignedDuration::ZERO } else { LATE };
    by_plate
        && departure.departs() + grace >= standing.since
        && departure.scheduled.min(departure.departs()) <= standing.since + WAIT
}

/// A departure that is near raises by one step, never to P1; and why.
pub fn pressed(priority: Priority, departure: Option<&Departure>, now: Timestamp) -> (Priority, Option<TraceLine>) {
    let near = departure.and_then(|departure| Some((departure, departure.presses(now)?)));
    let Some((departure, minutes)) = near.filter(|_| priority > Priority::P2) else { return (priority, None) };
    let raised = priority.raise_by(1);
    let verb = if departure.boards.is_some() { "boards" } else { "leaves" };
    let text = format!("{} {verb} in {minutes} min", departure.number);
    let line = TraceLine::new(PRESSED, text)
        .with("number", &departure.number)
        .with("kind", departure.kind.name())
        .with("does", verb)
        .with("minutes", minutes)
        .effect(format!("{priority} → {raised}"));
    (raised, Some(line))
}

/// The zone or plate that a schedule means: by its code, by its name, or by its name without "Gate" or "Berth". What fits several
/// zones means none.
fn ground(index: &PlaceIndex, kind: Kind, place: &str) -> Option<Ground> {
    let whole = |zone: &crate::place::Zone| Ground { zone: zone.code.clone(), label: zone.name.clone(), spot: None };
    if let Some(zone) = index.zone(place) {
        return Some(whole(zone));
    }
    if let Some(plate) = index.plate(place) {
        return Some(Ground { zone: plate.zone.clone(), label: plate.label.clone(), spot: Some(plate.spot()) });
    }
    let said = folded(place);
    let what = match kind {
        Kind::Flight => "GATE",
        Kind::Vessel => "BERTH",
    };
    let meant = [format!("{what}{said}"), said];
    let fits = |text: &str| meant.contains(&folded(text));
    let mut found = index.zones().iter().filter(|zone| fits(&zone.code) || fits(&zone.name));
    let first = found.next()?;
    found.next().is_none().then(|| whole(first))
}

fn folded(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_uppercase).collect()
}

/// A number as it is compared: letters and digits alone, and no noughts before a number (`BA 0117` is `BA117`).
pub fn key(number: &str) -> String {
    let mut key = String::new();
    for letter in number.chars() {
        let after_digit = key.ends_with(|last: char| last.is_ascii_digit());
        if letter == '0' && !after_digit {
            continue;
        }
        if letter.is_alphanumeric() {
            key.extend(letter.to_uppercase());
        }
    }
    if key.is_empty() { folded(number) } else { key }
}

/// Everything in somebody's words that could be a whole number: words, and words that stand together as a number does.
fn keys_in(text: &str) -> Vec<String> {
    let words: Vec<&str> = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let mut keys = Vec::new();
    for from in 0..words.len() {
        for to in from + 1..=words.len().min(from + NUMBER_WORDS) {
            let some = &words[from..to];
            let key = key(&some.concat());
            let has_digit = key.contains(|c: char| c.is_ascii_digit());
            // "at 5" in a sentence is a time, "AT 5" is a flight.
            let is_sentence = some.len() < words.len() && some[0].chars().any(char::is_lowercase);
            let together = some.len() == 1 || !has_digit || !is_sentence;
            let has_letter = key.contains(char::is_alphabetic);
            let tells = if has_digit { has_letter } else { key.chars().count() >= NAME_CHARS };
            if tells && together {
                keys.push(key);
            }
        }
    }
    keys
}

#[cfg(test)]
mod tests;
