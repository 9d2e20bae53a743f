//! The device's outbox.
//!
//! A report put here is on disk, sealed, before the call returns. From then on it is sent by itself (words first, each
//! photo on its own) until the server has answered `201` for every part, through dead signals, full servers and a
//! process killed at any instant. Everything goes under keys made once, so nothing can arrive twice; nothing is let go
//! before its `201`, and nothing is deleted unasked. What stays afterwards is the receipt.
//!
//! Never here: a window, a web view, a clock or randomness other than those of [`edge`].

mod courier;
mod disk;
pub mod edge;
mod evidence;
mod item;
mod keys;
mod lanes;
mod retry;
mod seal;
mod send;
mod store;

pub use courier::{OpenError, Outbox, World};
pub use evidence::{NotSealed, seal_original};
pub use item::{Badge, Lane, OutboxItem, OutboxPhoto, OutboxWords, Parcel, SendState};
pub use keys::{Keychain, NoKeychain};
pub use store::StoreError;
