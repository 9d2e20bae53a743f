//! The domain of See Say Act: its words, its rules and its limits, as pure functions and plain values.
//!
//! Never here: input or output, a clock or randomness of its own, a web or database crate, an async runtime.
//! Time and chance come in as arguments; whatever is decided here can be replayed from the same values.

pub mod access;
pub mod attention;
pub mod bundle;
pub mod cards;
pub mod clock;
pub mod confidence;
pub mod departures;
pub mod duty;
pub mod event;
pub mod export;
pub mod flood;
pub mod fusion;
pub mod handover;
pub mod help;
pub mod id;
pub mod incident;
pub mod insight;
pub mod ladder;
pub mod language;
pub mod limits;
pub mod major;
pub mod map;
pub mod mark;
pub mod place;
pub mod problem;
pub mod promise;
pub mod proof;
pub mod receipt;
pub mod roll;
pub mod roster;
pub mod routing;
pub mod rules;
pub mod scenario;
pub mod suggest;
pub mod taxonomy;
pub mod trace;
pub mod triage;
pub mod undo;
pub mod unheard;
pub mod work;
