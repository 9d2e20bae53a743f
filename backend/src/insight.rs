//! Numbers about the work: summed while it is done, so that a quarter of a large airport is answered at once.
//!
//! A worker follows the authority's log. Invariant: how far it has come moves in the transaction of what it counted, so every
//! entry is counted exactly once, whatever crashes and however many servers there are; a cell is the sum of what its incidents come
//! to now, so that a merge or a reopening takes back what was counted. What is told in confidence and what is a canary is in no
//! cell; exercises stand apart.
//! Never here: who did it. No cell is by officer, and none holds content.

mod board;
mod csv;
mod follow;
pub mod http;
mod service;
mod store;
mod weeks;
mod wire;

pub use follow::{put_past, rebuild, run, turn};
pub use store::{Place, put};
pub use weeks::sum;
