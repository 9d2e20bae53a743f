//! Rosters that people change: who stands in for whom, who is away just now, and where that leaves nobody.
//!
//! Invariant: what somebody said of their duty ends with their shift. Nobody stands in at two posts at once. Whoever changes a
//! roster changes it for the venue's memory in the same call (`venues::refresh`), and the sender of pages asks the database.
//! Never here: who gets an incident (that is `routing`); the words of a reason in the clear.

mod board;
mod calendar;
mod duty;
pub mod http;
mod import;
mod overrides;
mod store;
mod wire;

pub use store::said;
