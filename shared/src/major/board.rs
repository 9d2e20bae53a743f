//! The board of a major incident, and what people do with it.

use super::{Role, ZoneState};
use crate::id::AccountId;
use crate::limits;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use uuid::Uuid;

/// Everything about a major incident that people change; kept as one sealed whole.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Board {
    pub roles: BTreeMap<Role, Seat>,
    pub places: BTreeMap<Site, Spot>,
    pub objectives: Vec<Objective>,
    pub tasks: Vec<Task>,
    pub resources: Vec<Resource>,
    pub stations: Vec<Station>,
    /// Whatever took two people, in the order it was proposed. The states of zones follow from it.
    pub turns: Vec<Turn>,
}

/// Who holds a role, and who has been asked to take it and has not answered.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seat {
    pub holder: Option<AccountId>,
    pub since: Option<Timestamp>,
    pub asked: Option<AccountId>,
    pub asked_at: Option<Timestamp>,
}

super::closed! {
    /// The two places everybody has to know.
    Site { CommandPost = "command_post", Staging = "staging" }
}

/// A place: what the venue knows of it, and what is to be known besides.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Spot {
    pub zone: Option<String>,
    pub plate: Option<String>,
    pub lat: Option<f64>,
    pub lon: Option<f64>,
    pub floor: Option<String>,
    pub text: String,
    pub at: Option<Timestamp>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Objective {
    pub id: Uuid,
    pub text: String,
    pub by: AccountId,
    pub at: Timestamp,
    pub met_at: Option<Timestamp>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Task {
    pub id: Uuid,
    pub text: String,
    pub to: Option<AccountId>,
    pub due: Option<Timestamp>,
    pub by: AccountId,
    pub at: Timestamp,
    pub done_at: Option<Timestamp>,
    pub done_by: Option<AccountId>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Resource {
    pub id: Uuid,
    pub what: String,
    pub callsign: String,
    pub asked_at: Timestamp,
    pub arrived_at: Option<Timestamp>,
    pub released_at: Option<Timestamp>,
}

/// Where people gather and are counted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Station {
    pub id: Uuid,
    pub name: String,
    pub zone: Option<String>,
    pub expected: Option<u32>,
    pub opened_at: Timestamp,
}

/// What takes two people.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "of")]
pub enum Subject {
    Zone { zone: String, to: ZoneState },
    AllClear,
}

/// Something one person proposed, and how it ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Turn {
    pub id: Uuid,
    pub subject: Subject,
    pub by: AccountId,
    pub at: Timestamp,
    /// It lapses then, unless somebody else has confirmed it.
    pub until: Timestamp,
    pub ended: Option<(Ending, AccountId, Timestamp)>,
}

super::closed! {
    /// How a proposal was answered.
    Ending { Confirmed = "confirmed", Withdrawn = "withdrawn" }
}

super::closed! {
    /// How a proposal stands.
    Proposal { Waiting = "waiting", Confirmed = "confirmed", Withdrawn = "withdrawn", Lapsed = "lapsed" }
}

/// What somebody wants to do. Ids of what is new are drawn by whoever asks, so that a thing sent twice is one.
#[derive(Clone, Debug, PartialEq)]
pub enum Act {
    Give {
        role: Role,
        to: AccountId,
    },
    Accept {
        role: Role,
    },
    /// Whoever was asked does not take it, or the asking is taken back.
    Decline {
        role: Role,
    },
    Locate {
        site: Site,
        spot: Spot,
    },
    Aim {
        id: Uuid,
        text: String,
    },
    Met {
        id: Uuid,
        met: bool,
    },
    Order {
        id: Uuid,
        text: String,
        to: Option<AccountId>,
        due: Option<Timestamp>,
    },
    Finish {
        id: Uuid,
        done: bool,
    },
    Request {
        id: Uuid,
        what: String,
        callsign: String,
    },
    Arrive {
        id: Uuid,
        arrived: bool,
    },
    Release {
        id: Uuid,
        released: bool,
    },
    Open {
        id: Uuid,
        name: String,
        zone: Option<String>,
        expected: Option<u32>,
    },
    Expect {
        id: Uuid,
        expected: Option<u32>,
    },
    Propose {
        id: Uuid,
        subject: Subject,
    },
    Confirm {
        id: Uuid,
    },
    Withdraw {
        id: Uuid,
    },
}

/// Whether an act changed anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Done {
    Changed,
    /// It is so already: an answer that was lost.
    Already,
}

/// Why somebody may not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The all-clear has been given.
    Over,
    Missing,
    /// The second person is the first.
    SamePerson,
    /// Nobody asked them.
    NotAsked,
    /// It lapsed, or was answered otherwise.
    Lapsed,
    /// Something else is proposed for the same and waits.
    Waiting,
    /// It stands like that already, or is not that far.
    State,
    /// More than anybody could keep in view.
    Full,
    /// The id belongs to something else.
    Reused,
}

impl Seat {
    fn held(who: AccountId, at: Timestamp) -> Self {
        Self { holder: Some(who), since: Some(at), asked: None, asked_at: None }
    }
}

impl Turn {
    pub fn stands(&self, now: Timestamp) -> Proposal {
        match self.ended {
            Some((Ending::Confirmed, ..)) => Proposal::Confirmed,
            Some((Ending::Withdrawn, ..)) => Proposal::Withdrawn,
            None if now < self.until => Proposal::Waiting,
            None => Proposal::Lapsed,
        }
    }

    fn confirmed_at(&self) -> Option<Timestamp> {
        self.ended.filter(|(ending, ..)| *ending == Ending::Confirmed).map(|(_, _, at)| at)
    }

    fn is_of(&self, zone: &str) -> bool {
        matches!(&self.subject, Subject::Zone { zone: of, .. } if of == zone)
    }
}

impl Board {
    /// Whoever declares commands until whom they named accepts.
    pub fn declared(by: AccountId, commander: AccountId, at: Timestamp) -> Self {
        let mut seat = Seat::held(by, at);
        if commander != by {
            (seat.asked, seat.asked_at) = (Some(commander), Some(at));
        }
        Self { roles: BTreeMap::from([(Role::Commander, seat)]), ..Self::default() }
    }

    /// When the all-clear was confirmed.
    pub fn over_at(&self) -> Option<Timestamp> {
        self.turns
            .iter()
            .find(|turn| turn.subject == Subject::AllClear && turn.confirmed_at().is_some())?
            .confirmed_at()
    }

    pub fn commander(&self) -> Option<AccountId> {
        self.roles.get(&Role::Commander)?.holder
    }

    /// What holds in a zone, and since when. The all-clear ends every state.
    pub fn zone(&self, zone: &str) -> (ZoneState, Option<Timestamp>) {
        if let Some(at) = self.over_at() {
            return (ZoneState::Normal, Some(at));
        }
        let last = self.turns.iter().rev().filter(|turn| turn.is_of(zone)).find_map(|turn| match &turn.subject {
            Subject::Zone { to, .. } => Some((*to, turn.confirmed_at()?)),
            Subject::AllClear => None,
        });
        last.map_or((ZoneState::Normal, None), |(state, at)| (state, Some(at)))
    }

    /// Every zone somebody ever proposed something for.
    pub fn zones(&self) -> Vec<&str> {
        let mut zones: Vec<&str> = Vec::new();
        for turn in &self.turns {
            if let Subject::Zone { zone, .. } = &turn.subject
                && !zones.contains(&zone.as_str())
            {
                zones.push(zone);
            }
        }
        zones
    }

    /// What waits for a second person.
    pub fn waiting(&self, now: Timestamp) -> impl Iterator<Item = &Turn> {
        self.turns.iter().filter(move |turn| turn.stands(now) == Proposal::Waiting)
    }

    /// Since when people have been told to gather: the first confirmed evacuation, or else the first station.
    pub fn muster_since(&self) -> Option<Timestamp> {
        let out = |turn: &&Turn| matches!(turn.subject, Subject::Zone { to: ZoneState::Evacuate, .. });
        let told = self.turns.iter().filter(out).filter_map(Turn::confirmed_at).min();
        told.or_else(|| self.stations.iter().map(|station| station.opened_at).min())
    }

    /// How many are looked for, where anybody has said so.
    pub fn expected(&self) -> Option<u32> {
        let known: Vec<u32> = self.stations.iter().filter_map(|station| station.expected).collect();
        (!known.is_empty()).then(|| known.iter().fold(0, |sum: u32, one| sum.saturating_add(*one)))
    }

    /// Whether an act has been done by the same person: a lost answer, and the same asked again.
    pub fn is_done(&self, act: &Act, who: AccountId) -> bool {
        let seat = |role: &Role| self.roles.get(role).cloned().unwrap_or_default();
        match act {
            Act::Give { role, to } => seat(role).holder == Some(*to) || seat(role).asked == Some(*to),
            Act::Accept { role } => seat(role).holder == Some(who),
            Act::Decline { role } => seat(role).asked.is_none() && self.roles.contains_key(role),
            Act::Locate { site, spot } => {
                self.places.get(site).is_some_and(|known| Spot { at: None, ..known.clone() } == *spot)
            }
            Act::Aim { id, text } => self.objectives.iter().any(|one| one.id == *id && one.text == *text),
            Act::Met { id, met } => self.objectives.iter().any(|one| one.id == *id && one.met_at.is_some() == *met),
            Act::Order { id, text, .. } => self.tasks.iter().any(|one| one.id == *id && one.text == *text),
            Act::Finish { id, done } => self.tasks.iter().any(|one| one.id == *id && one.done_at.is_some() == *done),
            Act::Request { id, what, .. } => self.resources.iter().any(|one| one.id == *id && one.what == *what),
            Act::Arrive { id, arrived } => {
                self.resources.iter().any(|one| one.id == *id && one.arrived_at.is_some() == *arrived)
            }
            Act::Release { id, released } => {
                self.resources.iter().any(|one| one.id == *id && one.released_at.is_some() == *released)
            }
            Act::Open { id, name, .. } => self.stations.iter().any(|one| one.id == *id && one.name == *name),
            Act::Expect { id, expected } => self.stations.iter().any(|one| one.id == *id && one.expected == *expected),
            Act::Propose { id, subject } => {
                self.turns.iter().any(|one| one.id == *id && one.subject == *subject && one.by == who)
            }
            Act::Confirm { id } => self.ended(*id) == Some((Ending::Confirmed, who)),
            Act::Withdraw { id } => self.ended(*id) == Some((Ending::Withdrawn, who)),
        }
    }

    fn ended(&self, id: Uuid) -> Option<(Ending, AccountId)> {
        self.turns.iter().find(|turn| turn.id == id)?.ended.map(|(ending, by, _)| (ending, by))
    }

    /// Does it, or says why not.
    pub fn act(&mut self, act: Act, who: AccountId, now: Timestamp) -> Result<Done, Refusal> {
        if self.is_done(&act, who) {
            return Ok(Done::Already);
        }
        if self.over_at().is_some() && !matches!(act, Act::Release { .. } | Act::Finish { .. } | Act::Met { .. }) {
            return Err(Refusal::Over);
        }
        match act {
            Act::Give { role, to } => self.give(role, to, who, now)?,
            Act::Accept { role } => {
                let seat = self.roles.get_mut(&role).ok_or(Refusal::NotAsked)?;
                if seat.asked != Some(who) {
                    return Err(Refusal::NotAsked);
                }
                *seat = Seat::held(who, now);
            }
            Act::Decline { role } => {
                let seat = self.roles.get_mut(&role).ok_or(Refusal::NotAsked)?;
                (seat.asked, seat.asked_at) = (None, None);
            }
            Act::Locate { site, spot } => drop(self.places.insert(site, Spot { at: Some(now), ..spot })),
            Act::Aim { id, text } => {
                room(&self.objectives, |one| one.id == id)?;
                self.objectives.push(Objective { id, text, by: who, at: now, met_at: None });
            }
            Act::Met { id, met } => {
                let one = self.objectives.iter_mut().find(|one| one.id == id).ok_or(Refusal::Missing)?;
                one.met_at = met.then_some(now);
            }
            Act::Order { id, text, to, due } => {
                room(&self.tasks, |one| one.id == id)?;
                self.tasks.push(Task { id, text, to, due, by: who, at: now, done_at: None, done_by: None });
            }
            Act::Finish { id, done } => {
                let one = self.tasks.iter_mut().find(|one| one.id == id).ok_or(Refusal::Missing)?;
                (one.done_at, one.done_by) = (done.then_some(now), done.then_some(who));
            }
            Act::Request { id, what, callsign } => {
                room(&self.resources, |one| one.id == id)?;
                let fresh = Resource { id, what, callsign, asked_at: now, arrived_at: None, released_at: None };
                self.resources.push(fresh);
            }
            Act::Arrive { id, arrived } => {
                let one = self.resources.iter_mut().find(|one| one.id == id).ok_or(Refusal::Missing)?;
                if one.released_at.is_some() {
                    return Err(Refusal::State);
                }
                one.arrived_at = arrived.then_some(now);
            }
            // What never came is released as well: nobody looks for it any more.
            Act::Release { id, released } => {
                let one = self.resources.iter_mut().find(|one| one.id == id).ok_or(Refusal::Missing)?;
                one.released_at = released.then_some(now);
            }
            Act::Open { id, name, zone, expected } => {
                room(&self.stations, |one| one.id == id)?;
                self.stations.push(Station { id, name, zone, expected, opened_at: now });
            }
            Act::Expect { id, expected } => {
                let one = self.stations.iter_mut().find(|one| one.id == id).ok_or(Refusal::Missing)?;
                one.expected = expected;
            }
            Act::Propose { id, subject } => self.propose(id, subject, who, now)?,
            Act::Confirm { id } => {
                let turn = self.open(id, now)?;
                if turn.by == who {
                    return Err(Refusal::SamePerson);
                }
                turn.ended = Some((Ending::Confirmed, who, now));
            }
            Act::Withdraw { id } => self.open(id, now)?.ended = Some((Ending::Withdrawn, who, now)),
        }
        Ok(Done::Changed)
    }

    /// One takes what is vacant, and what is one's to take; everybody else is asked, and the holder holds it until they accept.
    fn give(&mut self, role: Role, to: AccountId, who: AccountId, now: Timestamp) -> Result<(), Refusal> {
        let seat = self.roles.entry(role).or_default();
        if to == who {
            *seat = Seat::held(who, now);
        } else {
            (seat.asked, seat.asked_at) = (Some(to), Some(now));
        }
        Ok(())
    }

    fn propose(&mut self, id: Uuid, subject: Subject, who: AccountId, now: Timestamp) -> Result<(), Refusal> {
        if self.turns.iter().any(|turn| turn.id == id) {
            return Err(Refusal::Reused);
        }
        let same = |turn: &Turn| match (&turn.subject, &subject) {
            (Subject::Zone { zone, .. }, Subject::Zone { zone: other, .. }) => zone == other,
            (one, other) => one == other,
        };
        if self.waiting(now).any(same) {
            return Err(Refusal::Waiting);
        }
        if matches!(&subject, Subject::Zone { zone, to } if self.zone(zone).0 == *to) {
            return Err(Refusal::State);
        }
        if self.turns.len() >= limits::MAJOR_TURNS {
            return Err(Refusal::Full);
        }
        let until = now + SignedDuration::from_mins(limits::MAJOR_CONFIRM_MINUTES);
        self.turns.push(Turn { id, subject, by: who, at: now, until, ended: None });
        Ok(())
    }

    fn open(&mut self, id: Uuid, now: Timestamp) -> Result<&mut Turn, Refusal> {
        let turn = self.turns.iter_mut().find(|turn| turn.id == id).ok_or(Refusal::Missing)?;
        if turn.stands(now) == Proposal::Waiting { Ok(turn) } else { Err(Refusal::Lapsed) }
    }
}

/// Whether one more fits, under an id that is free.
fn room<T>(list: &[T], same: impl Fn(&T) -> bool) -> Result<(), Refusal> {
    match list {
        _ if list.iter().any(same) => Err(Refusal::Reused),
        _ if list.len() >= limits::MAJOR_LINES => Err(Refusal::Full),
        _ => Ok(()),
    }
}
