//! Photos: sealed as received, and shown only as clean copies.
//!
//! Invariant: what was answered `201` is on the disk (sealed, fsynced) and decrypts to the SHA-256 the phone sent; what people see
//! was made anew from its pixels and carries nothing else. A photo that cannot be decoded never harms its report.
//! Never here: C code in front of hostile bytes.

mod blobs;
mod deriver;
pub mod http;
mod imaging;
mod owner;
mod parts;
mod sample;
mod service;
mod store;
mod sweep;
#[path = "photos/taken/http.rs"]
pub mod taken_http;

pub use blobs::Blobs;
pub use deriver::{run, turn};
pub use owner::Owner;
pub use sample::sample;
pub use service::{Copy, copy_of, receive};
