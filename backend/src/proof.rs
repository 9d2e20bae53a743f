//! Proof that it works now: a canary goes the whole way of a report, every few minutes and at each shift start, and is answered by a
//! machine where a person would acknowledge.
//!
//! Invariant: a canary wakes no person, takes no number, joins no incident, and leaves nothing behind but that it came home or not.

pub mod http;
mod service;
mod store;
mod wire;

pub use service::{Of, answered, faults, run, standing, standing_of, turn};
pub use wire::{Standing, VenueProof};
