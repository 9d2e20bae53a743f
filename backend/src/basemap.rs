//! A base map of the operator's own: one PMTiles file, read where somebody looks, so that nobody outside learns where that is.
//!
//! Invariant: nothing depends on it. A file that is missing or is none is named in the log at the start and left out; the desk has
//! its own plan.
//! Never here: what is in the tiles. The desk reads them.

mod archive;
pub mod http;
mod wire;

pub use archive::Archive;
