//! People who sign in, and their sessions.
//!
//! A session's long half is an opaque refresh token, rotated at each use and stored only as a hash; its short half is a signed
//! access token of ten minutes, believed only while the session behind it lives.
//! Invariant: whoever is signed out, disabled or reused a token holds nothing that still works.
//! Never here: what a role may do (that is `shared::access`).

pub mod http;
mod oidc;
mod passkeys;
mod service;
mod store;
mod token;
mod wire;

pub use service::{Scope, Signed, change_password, check, check_badge, hash_password, known, scope_of};
pub use store::{
    Person, add_membership, ensure_person, keep_members, of_phone, of_sessions, people, people_of_venue, person,
    set_password, with_phone,
};
pub use token::Tokens;
