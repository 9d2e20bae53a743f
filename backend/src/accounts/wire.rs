//! What signing in says on the wire.

use crate::problem::Answer;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use shared::access::Role;
use shared::limits::ACCESS_TOKEN_SECONDS;
use utoipa::ToSchema;
use uuid::Uuid;

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Login {
    pub email: String,
    pub password: String,
    /// For a second factor. Nobody has one yet, so it is taken and not looked at.
    #[expect(dead_code, reason = "part of the fixed contract before it is used")]
    pub code: Option<String>,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Refresh {
    /// Absent in browsers, which send a cookie.
    pub refresh_token: Option<String>,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct StepUp {
    /// This, or a passkey.
    pub password: Option<String>,
    /// What the browser answered to `navigator.credentials.get` with the options of `/auth/passkey/begin`.
    #[schema(value_type = Option<Object>)]
    pub passkey: Option<serde_json::Value>,
}

#[derive(Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct AnewQuery {
    /// Whoever goes there shows once more who they are, so that the session is fresh.
    #[serde(default)]
    pub anew: bool,
}

#[derive(Serialize, ToSchema)]
pub struct Tokenpair {
    pub access_token: String,
    /// Seconds.
    pub expires_in: i64,
    /// Absent in browsers, which get a cookie.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refresh_token: Option<String>,
}

impl Tokenpair {
    pub fn new(access_token: String, refresh_token: String) -> Answer<Self> {
        Ok(Self { access_token, expires_in: ACCESS_TOKEN_SECONDS, refresh_token: Some(refresh_token) })
    }
}

/// Something with a name that people know.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Named {
    pub id: String,
    pub name: String,
}

#[derive(Serialize, ToSchema)]
pub struct Duty {
    pub post: crate::wire::Labelled,
    #[schema(value_type = String, format = DateTime)]
    pub until: Timestamp,
}

#[derive(Serialize, ToSchema)]
pub struct Me {
    pub id: Uuid,
    pub name: String,
    pub email: String,
    #[schema(value_type = String, example = "officer")]
    pub role: Role,
    /// For whom they work, of staff.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub employer: Option<String>,
    /// The number of their badge.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub badge: Option<String>,
    pub authority: Named,
    pub venues: Vec<Named>,
    /// Posts this person staffs at this moment.
    pub on_duty: Vec<Duty>,
    /// A translator stands ready for what reporters write.
    pub translates: bool,
}

/// What a phone keeps of whoever signed in, to report under their name also much later and without a session.
#[derive(Serialize, ToSchema)]
pub struct Badge {
    pub account: Uuid,
    /// Good as bearer token for reporting alone: it reads nothing of anybody's. It ends when the session is ended, not when it runs out.
    pub token: String,
    #[schema(value_type = String, format = DateTime)]
    pub until: Timestamp,
    pub name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub employer: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub badge: Option<String>,
    /// The authority's name.
    pub authority: String,
    /// Names of venues in addresses.
    pub venues: Vec<String>,
}

#[derive(Serialize, ToSchema)]
pub struct PasskeyInfo {
    pub id: Uuid,
    #[schema(value_type = String, format = DateTime)]
    pub created_at: Timestamp,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub used_at: Option<Timestamp>,
}

#[derive(Serialize, ToSchema)]
pub struct PasskeyList {
    pub items: Vec<PasskeyInfo>,
}

/// An OpenID provider that people of an authority sign in with.
#[derive(Serialize, ToSchema)]
pub struct OidcProviderInfo {
    /// The authority's name in addresses.
    pub authority: String,
    pub name: String,
}

#[derive(Serialize, ToSchema)]
pub struct OidcList {
    pub items: Vec<OidcProviderInfo>,
}

#[derive(Serialize, ToSchema)]
pub struct OidcBegun {
    /// Where the person goes now.
    pub url: String,
    /// With what they come back. Whoever comes back with another did not begin here.
    pub state: String,
}

/// With what somebody comes back from their provider.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OidcBack {
    pub state: String,
    pub code: String,
    /// Which provider says so, where it says it (RFC 9207).
    pub iss: Option<String>,
}
