//! Identifiers. Each noun has its own type, so that a report's id can never be passed where a photo's is meant.

use crate::clock::{Clock, Entropy, draw};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// A fresh UUIDv7: sortable by the millisecond it was made in, and otherwise 74 bits of chance.
pub fn fresh(clock: &dyn Clock, entropy: &dyn Entropy) -> Uuid {
    let millis = u64::try_from(clock.now().as_millisecond()).unwrap_or(0);
    uuid::Builder::from_unix_timestamp_millis(millis, &draw(entropy)).into_uuid()
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(Uuid);

        impl $name {
            pub fn fresh(clock: &dyn Clock, entropy: &dyn Entropy) -> Self {
                Self(fresh(clock, entropy))
            }
            pub const fn from_uuid(id: Uuid) -> Self {
                Self(id)
            }
            pub const fn uuid(self) -> Uuid {
                self.0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }

        impl std::str::FromStr for $name {
            type Err = uuid::Error;
            fn from_str(text: &str) -> Result<Self, uuid::Error> {
                text.parse().map(Self)
            }
        }
    )+};
}

ids! {
    /// The tenant: one port police authority.
    AuthorityId,
    /// An airport or seaport of an authority.
    VenueId,
    ZoneId,
    PostId,
    ShiftId,
    OverrideId,
    /// One officer asked by another to stand in.
    AskId,
    DutyId,
    /// A person who can sign in.
    AccountId,
    SessionId,
    ReportId,
    /// Made by the phone that took it, so that a repeated upload finds the same photo.
    PhotoId,
    MessageId,
    NoteId,
    IncidentId,
    /// A flight or a sailing of a venue's schedule.
    DepartureId,
    ObligationId,
    PageId,
    /// A way to reach people besides mail that an authority set up.
    ChannelId,
    /// A browser or app that wants to be pushed to.
    SubscriptionId,
    /// A reporter's browser or app that wants to hear of news.
    WatchId,
    /// A phone or key of its owner's that signs them in.
    PasskeyId,
    /// A file somebody asked for.
    ExportId,
    /// A canary on its way.
    ProofId,
    /// A list that an officer keeps by name.
    FilterId,
    /// A sheet that one shift hands to the next.
    HandoverId,
    /// A major incident.
    MajorId,
}
