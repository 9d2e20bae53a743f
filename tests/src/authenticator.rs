//! A passkey as a phone keeps it: a real key that answers real ceremonies (WebAuthn, level 3), without a phone.

use crate::world::random;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, KeyPair};
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

/// Present, verified; and, where a credential is made, that it is there.
const SEEN: u8 = 0b0000_0101;
const MADE: u8 = 0b0100_0101;

pub struct Authenticator {
    key: EcdsaKeyPair,
    id: [u8; 16],
    pub handle: String,
    pub counter: u32,
    pub origin: String,
    pub party: String,
    /// Whether its owner shows a finger.
    pub verified: bool,
}

fn text(bytes: impl AsRef<[u8]>) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(bytes)
}

/// A CBOR head: major type and length.
fn head(major: u8, length: usize) -> Vec<u8> {
    let major = major << 5;
    match u8::try_from(length) {
        Ok(short) if short < 24 => vec![major | short],
        Ok(byte) => vec![major | 24, byte],
        Err(_) => [&[major | 25][..], &u16::try_from(length).unwrap().to_be_bytes()].concat(),
    }
}

impl Authenticator {
    /// Of a page at `origin`.
    pub fn new(origin: &str) -> Self {
        let party = origin.split("//").nth(1).unwrap().split(':').next().unwrap().to_owned();
        Self {
            key: EcdsaKeyPair::generate(&ECDSA_P256_SHA256_ASN1_SIGNING).unwrap(),
            id: random(),
            handle: String::new(),
            counter: 0,
            origin: origin.to_owned(),
            party,
            verified: true,
        }
    }

    fn client(&self, kind: &str, challenge: &str) -> Vec<u8> {
        // Browsers write it in this order, by hand.
        let origin = &self.origin;
        format!(r#"{{"type":"{kind}","challenge":"{challenge}","origin":"{origin}","crossOrigin":false}}"#).into_bytes()
    }

    fn data(&self, flags: u8) -> Vec<u8> {
        let flags = if self.verified { flags } else { flags & !0b100 };
        let party = Sha256::digest(self.party.as_bytes());
        [party.as_slice(), &[flags], &self.counter.to_be_bytes()].concat()
    }

    /// The public key as COSE writes it.
    fn cose(&self) -> Vec<u8> {
        let point = self.key.public_key().as_ref();
        let (x, y) = point[1..].split_at(32);
        [&[0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 0x20][..], x, &[0x22, 0x58, 0x20], y].concat()
    }

    /// Answers `navigator.credentials.create`.
    pub fn makes(&mut self, options: &Value) -> Value {
        self.handle = options["user"]["id"].as_str().unwrap().to_owned();
        let client = self.client("webauthn.create", options["challenge"].as_str().unwrap());
        let length = u16::try_from(self.id.len()).unwrap().to_be_bytes();
        let data = [self.data(MADE), vec![0; 16], length.to_vec(), self.id.to_vec(), self.cose()].concat();
        let word = |word: &str| [head(3, word.len()), word.as_bytes().to_vec()].concat();
        let attested = [
            head(5, 3),
            word("fmt"),
            word("none"),
            word("attStmt"),
            head(5, 0),
            word("authData"),
            head(2, data.len()),
            data,
        ];
        self.answer(json!({
            "clientDataJSON": text(client), "attestationObject": text(attested.concat()), "transports": ["internal"],
        }))
    }

    /// Answers `navigator.credentials.get`.
    pub fn shows(&mut self, options: &Value) -> Value {
        let client = self.client("webauthn.get", options["challenge"].as_str().unwrap());
        let data = self.data(SEEN);
        let signed = [data.as_slice(), &Sha256::digest(&client)].concat();
        let signature = self.key.sign(&SystemRandom::new(), &signed).unwrap();
        self.answer(json!({
            "clientDataJSON": text(client), "authenticatorData": text(data), "signature": text(signature.as_ref()),
            "userHandle": self.handle,
        }))
    }

    fn answer(&self, response: Value) -> Value {
        json!({
            "id": text(self.id), "rawId": text(self.id), "type": "public-key", "response": response,
            "authenticatorAttachment": "platform", "clientExtensionResults": {},
        })
    }
}
