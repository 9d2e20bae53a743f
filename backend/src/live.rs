//! The live feed: the log of an authority, told to every open desk as it grows.
//!
//! Each event is read once and written out once, whoever listens. A desk that lags is dropped and resumes from the log by its
//! `Last-Event-ID`; nothing is missed, because the log is the source and the wake-up only a hint.
//! It also knows which desks are open, because an incident nobody can hear needs somebody outside.
//! What passes (who looks at an incident, who is writing) is told besides, without a number, and kept by nobody.
//! Never here: an event that is not in the log.

mod attention;
mod feed;
pub mod http;
mod presence;
mod store;
mod stream;

pub use attention::{Attention, AttentionEvent, Looker};
pub use feed::{Hub, LiveEvent, run};
pub use presence::{Presence, desk_seen, tell_desks};
pub use store::opened;
