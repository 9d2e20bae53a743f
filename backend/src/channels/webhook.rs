//! A page to a machine: a small JSON body, signed as Standard Webhooks says, with nothing in it that a reporter wrote.

use super::outward::{Outward, Posted};
use aws_lc_rs::hmac;
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use jiff::Timestamp;
use reqwest::header::{CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};
use serde_json::Value;

/// What a secret begins with when it is shown.
const PREFIX: &str = "whsec_";

/// A webhook, ready to be called.
#[derive(Clone)]
pub struct Hook {
    pub url: String,
    pub secret: Vec<u8>,
}

/// The secret as whoever receives the webhook keeps it.
pub fn shown(secret: &[u8]) -> String {
    format!("{PREFIX}{}", BASE64_STANDARD.encode(secret))
}

/// Sends one message. `id` is the same for every attempt, so that a receiver knows what came twice.
///
/// # Errors
/// A sentence for the log and the desk.
pub async fn call(outward: &Outward, hook: &Hook, id: &str, now: Timestamp, data: &Value) -> anyhow::Result<Posted> {
    let body = serde_json::to_vec(data)?;
    let at = now.as_second().to_string();
    let mut headers = HeaderMap::new();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    for (name, value) in [
        ("webhook-id", id),
        ("webhook-timestamp", &at),
        ("webhook-signature", &signature(&hook.secret, id, &at, &body)),
    ] {
        headers.insert(HeaderName::from_static(name), HeaderValue::from_str(value)?);
    }
    outward.post(&hook.url, headers, body).await
}

fn signature(secret: &[u8], id: &str, at: &str, body: &[u8]) -> String {
    let mut signed = format!("{id}.{at}.").into_bytes();
    signed.extend_from_slice(body);
    let tag = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, secret), &signed);
    format!("v1,{}", BASE64_STANDARD.encode(tag))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_the_example_of_the_specification() {
        // The example of the Standard Webhooks specification and its libraries.
        let secret = BASE64_STANDARD.decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").unwrap();
        let signed = signature(&secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330", br#"{"test": 2432232314}"#);
        assert_eq!(signed, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
        assert_eq!(shown(&secret), "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
    }
}
