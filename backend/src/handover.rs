//! From one shift to the next: the sheet that writes itself from the log, is edited and signed by whoever goes, and read line by line and
//! signed by whoever comes.
//!
//! Invariant: what the outgoing officer signed is kept word for word, sealed under the sheet's own key. A line about an incident is
//! there for its readers alone, counted for nobody else. The same act sent twice is done once and answered the same.
//! Never here: what a line may become (that is `shared::handover`), a change to an incident.

mod acts;
mod facts;
pub mod http;
mod paper;
mod service;
mod store;
mod wire;
