//! Where officers on duty are, for as long as they wish to share it.
//!
//! Invariant: one row for each officer, overwritten, never a history; nobody is seen who is not on duty now, has not shared of their
//! own accord, or has been silent for ten minutes, and such a row is soon gone.
//! Never here: an entry of the log. Where somebody was is told to nobody.

pub mod http;
mod service;
mod store;
mod wire;

pub use service::{forget, run, turn};
