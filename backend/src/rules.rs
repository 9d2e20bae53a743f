//! Rules: what an authority adds to the category tree, each change of it, and what a change would have done.
//!
//! Invariant: versions are only ever added, one of them is live, and none goes live that does not check. What is kept in
//! memory is one version, whole.
//! Never here: what a rule means (that is `shared::rules`), a change to an incident.

pub mod http;
mod live;
mod service;
mod store;
mod what_if;
mod wire;

pub use live::{Live, apply, refresh};
