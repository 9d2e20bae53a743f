//! Major incidents: what is declared of one incident, the board that everybody who leads it works on, what was decided and reported, and
//! who gathered where.
//!
//! Invariant: whoever may not read the incident knows of none of it. What is said is sealed under the major incident's own key, and decisions
//! and reports are only ever added. An event holds who did what, never a word. What a device sends twice is counted once.
//! Never here: what the board allows, what entries add up to (that is `shared::major`); a change to an incident.

mod acts;
mod after;
pub mod http;
mod muster;
mod said;
mod service;
mod store;
mod wire;
