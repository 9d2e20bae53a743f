//! The live feed: the log of an authority, told to every open desk as it grows.
//!
//! Each event is read once and written out once, whoever listens. A desk that lags is dropped and resumes from the log by its
//! `Last-Event-ID`; nothing is missed, because the log is the source and the wake-up only a hint.
//! Never here: an event that is not in the log.

mod feed;
pub mod http;
mod stream;

pub use feed::{Hub, LiveEvent, run};
