//! Ways to reach people besides mail: signed webhooks of an authority (also the door of a gateway for texts and calls, and
//! the last resort when nobody here hears), and push to an officer's own browser or app.
//!
//! Invariant: nothing is sent to an address that is not on the open Internet, unless a setting names its host; a secret is
//! shown once and stored sealed.
//! Never here: who is called when (that is `pages`), what a reporter wrote.

pub mod http;
mod outward;
mod push;
mod service;
mod store;
mod texting;
mod webhook;
mod wire;

pub use outward::{Names, Outward, Posted, SystemNames};
pub use push::{Subscription, VapidKey, push};
pub use service::{Targets, key_bytes, subscription, targets};
pub use store::{FALLBACK, PROOF, Reach, end_subscription, names, reach};
pub use texting::{Texting, fields};
pub use webhook::{Hook, call};
