//! The handover of a shift: a sheet of lines that whoever goes signs, and whoever comes accepts line by line and signs.
//!
//! Invariant: what the outgoing officer has signed is frozen; nobody signs both sides; the incoming side is signed only when each line
//! that officer may read is accepted, or questioned and answered.
//! Never here: where the facts come from; who may read an incident.

mod say;
mod shift;

pub use say::{LANGUAGES, Words, say, word};
pub use shift::{Half, half, unusual, usual, window};

use crate::id::AccountId;
use crate::incident::Status;
use crate::promise::Owed;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// Where a line stands, in the order of the sheet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Section {
    Open,
    Promised,
    /// What to look out for. Carried over from sheet to sheet until somebody strikes it or its time is over.
    Watch,
    Staffing,
    Faults,
    Chats,
    Counts,
    Events,
    Lessons,
}

impl Section {
    pub const ALL: [Self; 9] = [
        Self::Open,
        Self::Promised,
        Self::Watch,
        Self::Staffing,
        Self::Faults,
        Self::Chats,
        Self::Counts,
        Self::Events,
        Self::Lessons,
    ];

    pub const fn name(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Promised => "promised",
            Self::Watch => "watch",
            Self::Staffing => "staffing",
            Self::Faults => "faults",
            Self::Chats => "chats",
            Self::Counts => "counts",
            Self::Events => "events",
            Self::Lessons => "lessons",
        }
    }

    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|section| section.name() == name)
    }
}

/// What a line is made from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "of")]
pub enum Fact {
    /// An incident that is not over.
    Open { category: String, place: Option<String>, status: Status, officer: Option<String>, since: Timestamp },
    /// Something that whoever has an incident said they would do.
    Promised { owed: Owed, by: Timestamp, officer: Option<String> },
    /// A zone, or who has a skill: nobody will be there. `ground` is the zone's name, or the skill's code.
    Gap {
        ground: String,
        #[serde(default)]
        skill: bool,
        starts: Timestamp,
        ends: Timestamp,
    },
    /// The way of a report is not proven.
    Unproven { since: Option<Timestamp>, missing: Vec<String> },
    /// Calls that did not get through.
    Failed { channel: String, count: u64 },
    /// Reporters wrote and nobody answered.
    Unread { count: u64, since: Timestamp },
    /// More of a kind than on the same day and hour of the weeks before.
    Count { category: String, seen: u64, usual: u64 },
}

impl Fact {
    pub const fn section(&self) -> Section {
        match self {
            Self::Open { .. } => Section::Open,
            Self::Promised { .. } => Section::Promised,
            Self::Gap { .. } => Section::Staffing,
            Self::Unproven { .. } | Self::Failed { .. } => Section::Faults,
            Self::Unread { .. } => Section::Chats,
            Self::Count { .. } => Section::Counts,
        }
    }
}

/// Where a line is on its way from one officer to the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LineState {
    /// As the sheet wrote it.
    Proposed,
    /// As a person wrote it.
    Edited,
    /// A person took it off, and said why.
    Struck,
    Questioned,
    Answered,
    Accepted,
}

impl LineState {
    pub const fn name(self) -> &'static str {
        match self {
            Self::Proposed => "proposed",
            Self::Edited => "edited",
            Self::Struck => "struck",
            Self::Questioned => "questioned",
            Self::Answered => "answered",
            Self::Accepted => "accepted",
        }
    }

    pub const fn of(struck: bool, edited: bool, read: Reading) -> Self {
        match (struck, read, edited) {
            (true, ..) => Self::Struck,
            (_, Reading { accepted: true, .. }, _) => Self::Accepted,
            (_, Reading { answered: true, .. }, _) => Self::Answered,
            (_, Reading { questioned: true, .. }, _) => Self::Questioned,
            (_, _, true) => Self::Edited,
            _ => Self::Proposed,
        }
    }

    /// Whether the incoming officer is done with it.
    pub const fn is_read(self) -> bool {
        matches!(self, Self::Struck | Self::Answered | Self::Accepted)
    }
}

/// What the incoming officer did with a line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Reading {
    pub accepted: bool,
    pub questioned: bool,
    pub answered: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SheetState {
    /// It writes itself as the shift works, and people edit it.
    Draft,
    /// The outgoing officer signed: its text is frozen.
    Signed,
    /// Both have.
    Accepted,
}

impl SheetState {
    pub const ALL: [Self; 3] = [Self::Draft, Self::Signed, Self::Accepted];

    pub const fn name(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Signed => "signed",
            Self::Accepted => "accepted",
        }
    }

    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.name() == name)
    }
}

/// Who is on which side of a sheet, and how far it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sides {
    pub state: SheetState,
    pub outgoing: Option<AccountId>,
    pub incoming: Option<AccountId>,
}

/// What somebody wants to do with a sheet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    /// Add, edit, strike and restore lines.
    Write,
    SignOutgoing,
    /// The outgoing officer's own signature, before the incoming one stands.
    TakeBack,
    /// Read it in somebody else's stead, from the beginning.
    Take,
    /// Accept or question a line.
    Read,
    Answer,
    /// `unread`: lines the officer may read and is not done with.
    SignIncoming {
        unread: usize,
    },
}

/// Why somebody may not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The sheet is not that far, or further.
    State,
    /// It is another officer's to do.
    Side,
    /// Lines wait to be read.
    Unread,
}

impl Sides {
    pub fn may(&self, act: Act, who: AccountId) -> Result<(), Refusal> {
        let outgoing = self.outgoing == Some(who);
        let incoming = self.incoming.is_none_or(|incoming| incoming == who);
        let (state, side) = match act {
            Act::Write | Act::SignOutgoing => (SheetState::Draft, true),
            Act::TakeBack | Act::Answer => (SheetState::Signed, outgoing),
            Act::Take => (SheetState::Signed, !outgoing),
            Act::Read | Act::SignIncoming { .. } => (SheetState::Signed, !outgoing && incoming),
        };
        match act {
            _ if self.state != state => Err(Refusal::State),
            _ if !side => Err(Refusal::Side),
            Act::SignIncoming { unread: 1.. } => Err(Refusal::Unread),
            _ => Ok(()),
        }
    }
}

/// Whether a line a person wrote goes on to the next sheet.
pub fn is_carried(section: Section, own: bool, struck: bool, until: Option<Timestamp>, now: Timestamp) -> bool {
    let lasts = match until {
        Some(until) => until > now,
        None => section == Section::Watch,
    };
    own && !struck && lasts
}

#[cfg(test)]
mod tests;
