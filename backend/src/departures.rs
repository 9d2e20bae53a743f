//! Schedules of flights and sailings, and the departures that incidents stand by.
//!
//! Invariant: a file is taken whole or not at all, and is then all that is known of the days it tells of; an old day is forgotten.
//! What the desk shows of a departure is what the last file said, with its time. Nothing is guessed (`shared::departures`).
//! Never here: who travels. A schedule has numbers, gates and times, and no person.

pub mod http;
mod service;
mod store;
mod wire;

pub use service::{import, run, turn};
pub use store::standing;
pub use wire::DepartureView;
