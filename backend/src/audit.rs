//! The log of an authority: gapless, hash-chained, written in the transaction of the change. It is at once audit trail,
//! timeline and live feed. Reads of reports and photos have a log of their own.
//!
//! Invariant: entry `n` holds the hash of entry `n - 1`; no entry holds content.
//! Never here: who may read it, what an event means.

mod custody;
mod reads;
mod store;

pub use custody::{Head, RawEvent, RawRead, events_of, heads, reads_of};
pub use reads::{ReadLog, ReadOf, record_all, record_now};
pub use store::{Entry, acts, after, append, between, head, of_incidents, open_log, steps_of, verify};

use jiff::Timestamp;
use shared::event::EventKind;
use shared::id::{AccountId, AuthorityId, IncidentId, VenueId};

/// Who did it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Actor {
    /// Whoever holds the receipt. Nothing more is known, and nothing more is kept.
    Reporter,
    /// The server itself: the ladder, the clean copies.
    System,
    Account(AccountId),
}

impl Actor {
    fn written(self) -> String {
        match self {
            Self::Reporter => "reporter".to_owned(),
            Self::System => "system".to_owned(),
            Self::Account(id) => id.to_string(),
        }
    }

    fn read(text: &str) -> Self {
        match text {
            "reporter" => Self::Reporter,
            "system" => Self::System,
            id => id.parse().map_or(Self::System, Self::Account),
        }
    }
}

/// What a write wants recorded.
#[derive(Clone, Debug)]
pub struct Announcement {
    pub authority: AuthorityId,
    pub kind: EventKind,
    pub at: Timestamp,
    pub venue: Option<VenueId>,
    pub incident: Option<IncidentId>,
    pub actor: Actor,
    /// Ids, plain facts and hashes.
    pub facts: serde_json::Value,
}
