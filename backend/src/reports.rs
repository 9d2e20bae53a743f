//! Reports: one person's account, and what that person adds later.
//!
//! Invariant: what was answered `201` is stored exactly once, sealed; nothing sent is ever overwritten, only added to. What links
//! an anonymous report to a person, a device or an address is not kept anywhere.
//! Never here: who must come.

mod amend;
mod arrivals;
mod carried;
mod create;
mod facts;
pub mod http;
mod intake;
mod key;
mod known;
mod message;
mod scale;
mod search;
mod service;
mod spoken;
mod store;
mod talk;
mod tellers;
mod testimony;
mod view;
mod wire;

pub use amend::declare;
pub use arrivals::Arrivals;
pub use create::{canary, known_canary};
pub use message::{Wording, write_to_reporters};
pub use scale::{REPORTS_EACH, fill};
pub use search::saying;
pub use service::holder;
pub use spoken::{Spoken, said};
pub use store::{
    Evidence, Past, Photo, Report, Taken, counts, declare_photo, find, first_languages, forget_canary, give_to, ids_of,
    incident_of, note_attempt, past, photo, photo_ids, photos, photos_taken, photos_to_derive, received, settle_photo,
    store_evidence, store_photo, unanswered,
};
pub use tellers::Tellers;
pub use testimony::{Testimony, testimonies};
pub use view::{desk_photo, for_desk};
pub use wire::{AnswerGiven, DeskMessage, DeskPhoto, DeskReport, WrittenIn};
