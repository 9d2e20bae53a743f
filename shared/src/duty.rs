//! Whether an officer on shift can be called: on, busy, on a break, off, or ill. What somebody says of themselves lasts until
//! the time they named or the end of their shift, never into the next one. Only an illness does: it lasts for the days named.

use crate::id::AccountId;
use crate::roster::OnShift;
use crate::routing::Post;
use crate::trace::TraceLine;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// The least urgent priority for which a busy officer is still woken.
const BUSY_UP_TO: u8 = 2;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DutyState {
    /// Whoever is on shift and has said nothing else.
    On,
    /// At something: woken for P1 and P2, given new work only where nobody else has the post.
    Busy,
    Break,
    Off,
    /// Off until a day that was named, and not only to the end of the shift. That somebody is ill concerns supervisors alone.
    Sick,
}

impl DutyState {
    pub const ALL: [Self; 5] = [Self::On, Self::Busy, Self::Break, Self::Off, Self::Sick];

    /// The word used on the wire and in the database.
    pub const fn name(self) -> &'static str {
        match self {
            Self::On => "on",
            Self::Busy => "busy",
            Self::Break => "break",
            Self::Off => "off",
            Self::Sick => "sick",
        }
    }

    /// What everybody may know: somebody who is ill is off.
    pub const fn in_public(self) -> Self {
        if matches!(self, Self::Sick) { Self::Off } else { self }
    }

    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.name() == name)
    }

    /// On a break, off or ill: neither paged nor given anything.
    pub const fn is_away(self) -> bool {
        matches!(self, Self::Break | Self::Off | Self::Sick)
    }
}

/// What an officer, or a supervisor for them, has said.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Duty {
    pub officer: AccountId,
    pub state: DutyState,
    pub since: Timestamp,
    /// The first instant at which it no longer holds.
    pub until: Timestamp,
}

impl Duty {
    pub fn holds(&self, at: Timestamp) -> bool {
        self.since <= at && at < self.until
    }
}

/// What an officer's state is at an instant, as far as they said: the latest word counts.
pub fn state(said: &[Duty], officer: AccountId, at: Timestamp) -> DutyState {
    let holding = said.iter().filter(|duty| duty.officer == officer && duty.holds(at));
    holding.max_by_key(|duty| duty.since).map_or(DutyState::On, |duty| duty.state)
}

/// When a state that begins at an instant ends: at `until`, but not after the officer's shift. Who staffs several posts has
/// the longest of their shifts. `None` for somebody who is on no shift then.
pub fn ends(on_shift: &[OnShift], officer: AccountId, until: Option<Timestamp>) -> Option<Timestamp> {
    let shift = on_shift.iter().filter(|shift| shift.officer == officer).map(|shift| shift.until).max()?;
    Some(until.map_or(shift, |until| until.min(shift)))
}

/// A roster at an instant, divided by who can be called.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Presence {
    /// Everybody who may be woken: on, and busy.
    pub here: Vec<OnShift>,
    /// Everybody who may be given something new: on, and whoever is busy at a post that nobody else has.
    pub free: Vec<OnShift>,
    /// Whoever is on shift and given nothing, with the reason.
    pub passed_over: Vec<(OnShift, DutyState)>,
}

pub fn presence(on_shift: &[OnShift], said: &[Duty], at: Timestamp) -> Presence {
    let stated = || on_shift.iter().map(|shift| (*shift, state(said, shift.officer, at)));
    let held: BTreeSet<_> =
        stated().filter(|(_, state)| *state == DutyState::On).map(|(shift, _)| shift.post).collect();
    let mut found = Presence::default();
    for (shift, state) in stated() {
        if !state.is_away() {
            found.here.push(shift);
        }
        if state.is_away() || (state == DutyState::Busy && held.contains(&shift.post)) {
            found.passed_over.push((shift, state));
        } else {
            found.free.push(shift);
        }
    }
    found
}

/// Why a page must not go out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Silence {
    /// Not on shift, or said to be off.
    OffDuty,
    OnBreak,
    /// Busy with something else, and this can be somebody else's.
    Busy,
}

impl Silence {
    pub const fn name(self) -> &'static str {
        match self {
            Self::OffDuty => "off_duty",
            Self::OnBreak => "on_break",
            Self::Busy => "busy",
        }
    }
}

/// Whether an officer may be woken at this instant for something of `priority` (1 to 4). A busy one is spared what is not
/// urgent, as long as somebody who is not busy is on shift.
pub fn silence(
    on_shift: &[OnShift],
    said: &[Duty],
    officer: AccountId,
    priority: u8,
    at: Timestamp,
) -> Option<Silence> {
    if !on_shift.iter().any(|shift| shift.officer == officer) {
        return Some(Silence::OffDuty);
    }
    match state(said, officer, at) {
        DutyState::On => None,
        DutyState::Off | DutyState::Sick => Some(Silence::OffDuty),
        DutyState::Break => Some(Silence::OnBreak),
        DutyState::Busy => {
            let somebody_else = on_shift.iter().any(|shift| state(said, shift.officer, at) == DutyState::On);
            (priority > BUSY_UP_TO && somebody_else).then_some(Silence::Busy)
        }
    }
}

/// The reasons of a route, with those who were passed over named behind the line of their post.
pub fn explain(trace: Vec<TraceLine>, posts: &[Post], passed_over: &[(OnShift, DutyState)]) -> Vec<TraceLine> {
    let mut told = BTreeSet::new();
    let mut lines = Vec::with_capacity(trace.len());
    for line in trace {
        let post = posts.iter().find(|post| line.params.get("post") == Some(&post.code));
        lines.push(line);
        let Some(post) = post.filter(|post| told.insert(post.id)) else { continue };
        lines.extend(passed_over.iter().filter(|(shift, _)| shift.post == post.id).map(|(shift, state)| {
            let why = match state {
                DutyState::Break => "is on a break",
                DutyState::Busy => "is busy, and somebody else is there",
                DutyState::On | DutyState::Off | DutyState::Sick => "has gone off duty",
            };
            TraceLine::new("routing.away", format!("an officer of {} {why}", post.name))
                .with("post", &post.code)
                .with("officer", shift.officer)
                .with("state", state.in_public().name())
                .effect("not called")
        }));
    }
    lines
}
