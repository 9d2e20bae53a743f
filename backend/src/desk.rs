//! The officers' desk: the whole of an incident in one answer, and who is there to help.
//!
//! Never here: a decision. It puts together what other rooms know.

pub mod http;
mod service;
mod wire;

pub use service::{notes_of, photos_of, timeline_entry};
pub use wire::TimelineEntry;
