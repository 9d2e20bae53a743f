//! Translation: a machine in this house puts foreign words into an officer's language, one press for each.
//!
//! Invariant: words go to the one translator the operator named, on this machine or at a private address unless a setting says
//! otherwise, and only after the log of reads says who wanted it. What comes back is shown and kept by nobody.
//! Never here: what is sent to reporters. Nothing is ever translated to them (ADR 26).

pub mod http;
mod near;
mod service;
mod translator;
mod wire;

pub use translator::Translator;
