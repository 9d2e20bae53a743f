//! Telling a reporter's browser or app that there is news, without knowing whose it is.
//!
//! Invariant: where somebody is pushed to stands in no row with their report, is sealed with a key of its own, and ends with the
//! report; what is pushed says that there is news and nothing else.
//! Never here: what the news is, which report it is of.

pub mod http;
mod service;
mod store;
mod wire;

pub use service::{forget, ring, run, turn};
