//! The Idempotency-Key: the report's id on the phone's side, as secret as the receipt, kept only hashed.

use crate::app::App;
use crate::problem::{Answer, Problem};
use shared::problem::ErrorCode;
use shared::receipt::{Receipt, keyed};

/// The shortest and longest Idempotency-Key taken: a UUID's 36 characters, 128 bits written some other way, and a bound.
const KEY_CHARS: std::ops::RangeInclusive<usize> = 22..=128;

/// The Idempotency-Key of a request, checked for length: it is as secret as the receipt.
pub struct Key(String);

impl Key {
    pub fn parse(text: Option<&str>) -> Answer<Self> {
        let refused = || Problem::new(ErrorCode::KeyRequired).at("Idempotency-Key");
        let text = text.map(str::trim).ok_or_else(refused)?;
        let plain = text.bytes().all(|byte| byte.is_ascii_graphic());
        if plain && KEY_CHARS.contains(&text.len()) { Ok(Self(text.to_owned())) } else { Err(refused()) }
    }

    /// The receipt of the report sent under this key.
    pub fn receipt(&self, app: &App, venue: &str) -> Receipt {
        Receipt::derive(&app.keys.receipt, venue, &self.0)
    }

    /// What is stored of a key, bound to what it was sent for.
    pub fn hash(&self, app: &App, purpose: &str, place: &str) -> [u8; 32] {
        keyed(&app.keys.receipt, &[purpose.as_bytes(), place.as_bytes(), self.0.as_bytes()])
    }
}

/// A keyed fingerprint of what was sent, in a form that does not depend on the order of fields.
pub fn fingerprint(app: &App, sent: &serde_json::Value) -> Vec<u8> {
    keyed(&app.keys.fingerprint, &[b"body", sent.to_string().as_bytes()]).to_vec()
}
