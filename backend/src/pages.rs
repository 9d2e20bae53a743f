//! Waking people: the obligation that only an acknowledgement ends, and the pages that try to reach somebody.
//!
//! Invariant: an incident nobody has acknowledged has an open obligation, so has one whose next step somebody promised, and an open
//! obligation always has a next rung. A page may
//! fail, be skipped or be sent twice (with one Message-ID); the obligation goes on regardless.
//! Never here: what a reporter wrote.

mod channel;
mod engine;
mod heartbeat;
pub mod http;
mod link;
mod mail;
mod postman;
mod replies;
mod service;
mod store;
mod wire;

pub use engine::{health, next, numbers, run, turn};
pub use heartbeat::beat;
pub use mail::{Mail, Mailer};
pub use postman::{Postman, ask as ask_mail_server};
pub use service::{
    call_more, circle, coming, owe, owe_from, promise, release, settle, tell, tell_of_major, tell_of_wave,
};
pub use store::{BUNDLE, Obligation, PROOF, Page, WAVE, failed, forget_canary, is_unheard, obligation, of_incident};
