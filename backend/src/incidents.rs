//! Incidents: what officers work on.
//!
//! Invariant: `version` counts people's commands alone. Reports, photos, messages, pages and automatic raises never move it, so
//! that forty witnesses cannot make an acknowledgement fail. Automatic rules only raise; lowering is a person's act.
//! Never here: the content of a report.

#[path = "incidents/acts/http.rs"]
pub mod acts_http;
mod arrive;
mod departing;
mod finding;
mod help;
pub mod http;
mod later;
mod life;
mod links;
#[path = "incidents/listed/store.rs"]
mod listed;
mod map;
#[path = "incidents/map/http.rs"]
pub mod map_http;
#[path = "incidents/map/wire.rs"]
mod map_wire;
mod marks;
mod merge;
mod queue;
mod service;
mod store;
mod suggest;
mod undo;
mod wire;

pub use arrive::{Opening, insert_past, is_known, take_in};
pub use departing::{follow as follow_departures, press_all as press_by_departure};
pub use later::grown;
pub use life::{Raise, Where, announce, mark_seen, photo_added, raise, relocated};
pub use links::linked;
pub use queue::{check, visible};

pub use listed::{Span, count_in, open_at, opened_in};
pub use service::{Command, command, note_place, spoken};
pub use store::{
    Incident, Note, counted, find, first_opened, forget_canary, held, let_in, likenesses, locked, merged_into, notes,
    oldest_unheard, open_now, readers, summaries, urgent, visible_of,
};
pub use wire::{ListQuery, Summary, WireNote};
