//! Web Push (RFC 8030) to an officer's browser or app: encrypted for it alone (RFC 8291), signed by this server (VAPID, RFC
//! 8292). What a lock screen shows names a priority and a venue, nothing else.

use super::outward::{Outward, Posted};
use super::store::Subscribed;
use anyhow::{Context, anyhow, ensure};
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair};
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use jiff::{SignedDuration, Timestamp};
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use reqwest::Url;
use reqwest::header::{AUTHORIZATION, CONTENT_ENCODING, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};
use serde_json::json;
use web_push_native::p256::PublicKey;
use web_push_native::{Auth, encrypt};

/// A push service keeps a page for so long if the device is off; by then others have been called.
const KEPT_SECONDS: &str = "3600";
/// A signature is good for so long: less than the day the standard allows.
const SIGNED_FOR: SignedDuration = SignedDuration::from_hours(12);

/// Where and for whom a push is encrypted.
#[derive(Clone)]
pub struct Subscription {
    endpoint: String,
    public: PublicKey,
    auth: [u8; 16],
}

impl Subscription {
    pub fn new(endpoint: &str, p256dh: &[u8], auth: &[u8]) -> anyhow::Result<Self> {
        let public = PublicKey::from_sec1_bytes(p256dh).map_err(|_| anyhow!("no point of the curve"))?;
        let auth = auth.try_into().context("not 16 bytes")?;
        Ok(Self { endpoint: endpoint.to_owned(), public, auth })
    }
}

impl TryFrom<&Subscribed> for Subscription {
    type Error = anyhow::Error;

    fn try_from(row: &Subscribed) -> anyhow::Result<Self> {
        Self::new(&row.endpoint, &row.p256dh, &row.auth)
    }
}

/// The key this server signs its pushes with.
pub struct VapidKey {
    signing: EncodingKey,
    public: String,
    contact: String,
}

impl VapidKey {
    /// From a P-256 key (PKCS#8). Push services complain to `contact`, an address people open.
    pub fn new(pkcs8: &[u8], contact: &str) -> anyhow::Result<Self> {
        let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, pkcs8);
        let pair = pair.map_err(|_| anyhow!("the key that signs pushes cannot be read"))?;
        let public = BASE64_URL_SAFE_NO_PAD.encode(pair.public_key().as_ref());
        Ok(Self { signing: EncodingKey::from_ec_der(pkcs8), public, contact: contact.to_owned() })
    }

    /// A new key (PKCS#8); empty if none could be made.
    pub fn make() -> Vec<u8> {
        let made = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).and_then(|pair| pair.to_pkcs8v1());
        made.map_or_else(|_| Vec::new(), |der| der.as_ref().to_vec())
    }

    /// The uncompressed point, base64url: what browsers subscribe with.
    pub fn public(&self) -> &str {
        &self.public
    }

    fn authorization(&self, endpoint: &str, now: Timestamp) -> anyhow::Result<String> {
        let url = Url::parse(endpoint)?;
        let audience = url.origin().ascii_serialization();
        let claims = json!({ "aud": audience, "exp": (now + SIGNED_FOR).as_second(), "sub": self.contact });
        let token = jsonwebtoken::encode(&Header::new(Algorithm::ES256), &claims, &self.signing)?;
        Ok(format!("vapid t={token}, k={}", self.public))
    }
}

/// Pushes `words`. What shares a `topic` replaces what the device has not shown yet.
///
/// # Errors
/// A sentence for the log and the desk.
pub async fn push(
    outward: &Outward,
    vapid: &VapidKey,
    to: &Subscription,
    topic: &[u8; 16],
    now: Timestamp,
    words: &serde_json::Value,
) -> anyhow::Result<Posted> {
    let body = serde_json::to_vec(words)?;
    ensure!(body.len() < 3000, "too much for a push");
    let sealed =
        encrypt(body, &to.public, &Auth::from(to.auth)).map_err(|_| anyhow!("a push could not be encrypted"))?;
    let mut headers = HeaderMap::new();
    headers.insert(AUTHORIZATION, HeaderValue::from_str(&vapid.authorization(&to.endpoint, now)?)?);
    headers.insert(CONTENT_ENCODING, HeaderValue::from_static("aes128gcm"));
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/octet-stream"));
    for (name, value) in [("ttl", KEPT_SECONDS), ("urgency", "high"), ("topic", &BASE64_URL_SAFE_NO_PAD.encode(topic))]
    {
        headers.insert(HeaderName::from_static(name), HeaderValue::from_str(value)?);
    }
    outward.post(&to.endpoint, headers, sealed).await
}
