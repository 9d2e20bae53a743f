//! Exports: what leaves the house as a file.
//!
//! Invariant: a file holds nothing that whoever asked for it may not read at the moment it is made; what tells of more than one
//! incident in people's words, or of a long time, is made only after a second person agreed; half a file is never handed out; and a
//! file is gone, with its key, when its time is over.
//! Never here: a whole period in memory; a reason or a word in the clear on the disk.

mod custody;
mod evidence;
pub mod http;
mod paper;
mod service;
mod shelf;
mod signing;
mod store;
mod table;
mod wire;
mod words;
mod worker;

pub use shelf::Shelf;
pub use signing::Signer;
pub use worker::{run, turn};
