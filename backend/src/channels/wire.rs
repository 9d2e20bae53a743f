//! What channels and subscriptions say on the wire.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewChannel {
    /// `webhook`.
    #[schema(example = "webhook")]
    pub kind: String,
    /// What colleagues call it.
    pub name: String,
    /// Where it is: https, on the open Internet.
    #[schema(example = "https://gateway.example/seesayact")]
    pub url: String,
    /// When it is called: `fallback` (nobody here hears), or together with a circle of the ladder: `assignee`, `second`,
    /// `supervisors`, `everyone`; or `proof`: it answers canaries.
    #[serde(rename = "for")]
    pub calls: Vec<String>,
}

#[derive(Serialize, ToSchema)]
#[schema(as = Channel)]
pub struct WireChannel {
    pub id: Uuid,
    pub kind: &'static str,
    pub name: String,
    pub url: String,
    #[serde(rename = "for")]
    pub calls: Vec<String>,
    #[schema(value_type = String, format = DateTime)]
    pub created_at: Timestamp,
    /// What its messages are signed with. Shown in the answer that made it and never again.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub secret: Option<String>,
}

#[derive(Serialize, ToSchema)]
pub struct ChannelList {
    pub items: Vec<WireChannel>,
}

/// What a browser's `PushSubscription` says of itself.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewSubscription {
    pub endpoint: String,
    pub keys: SubscriptionKeys,
    /// Browsers say it.
    #[serde(rename = "expirationTime")]
    #[expect(dead_code, reason = "a push service says itself when it is over")]
    pub expiration_time: Option<f64>,
}

/// Base64url without padding, as a browser gives them.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SubscriptionKeys {
    pub p256dh: String,
    pub auth: String,
}

#[derive(Serialize, ToSchema)]
pub struct SubscriptionMade {
    pub id: Uuid,
}

#[derive(Serialize, ToSchema)]
pub struct PushKey {
    /// The server's public key (uncompressed P-256 point, base64url): `applicationServerKey` of `pushManager.subscribe`.
    pub key: String,
}
