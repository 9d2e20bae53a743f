//! What watching says on the wire.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What a browser's `PushSubscription` says of itself.
#[derive(Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewWatch {
    pub endpoint: String,
    pub keys: WatchKeys,
    /// Browsers say it.
    #[serde(rename = "expirationTime", skip_serializing)]
    #[expect(dead_code, reason = "a push service says itself when it is over")]
    pub expiration_time: Option<f64>,
}

/// Base64url without padding, as a browser gives them.
#[derive(Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WatchKeys {
    pub p256dh: String,
    pub auth: String,
}

#[derive(Serialize, ToSchema)]
pub struct WatchKey {
    /// The server's public key (uncompressed P-256 point, base64url): `applicationServerKey` of `pushManager.subscribe`.
    pub key: String,
}
