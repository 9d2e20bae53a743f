//! Rosters that people change: who stands in for whom, who is asked to, who is away just now, and where that leaves nobody.
//!
//! Invariant: what somebody said of their duty ends with their shift, but for an illness. What a roster said is kept: who was on is
//! told from what stood there then. Nobody stands in at two posts at once. Whoever changes a
//! roster changes it for the venue's memory in the same call (`venues::refresh`), and the sender of pages asks the database.
//! Never here: who gets an incident (that is `routing`); the words of a reason in the clear.

mod asks;
mod board;
mod calendar;
mod duty;
mod feed;
pub mod http;
mod import;
mod overrides;
mod roll;
mod store;
mod week;
mod wire;

pub use store::said;
