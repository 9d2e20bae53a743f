//! Lists of the queue that officers keep by name, for themselves or for all of their venue.
//!
//! Invariant: what is kept is a question, never its answer: whoever asks it sees what they may see.
//! Never here: incidents.

pub mod http;
mod service;
mod store;
mod wire;
