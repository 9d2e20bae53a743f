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
    pub password: String,
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
    pub authority: Named,
    pub venues: Vec<Named>,
    /// Posts this person staffs at this moment.
    pub on_duty: Vec<Duty>,
}
