//! What desks are told of canaries.

use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

#[derive(Serialize, ToSchema)]
pub struct Proofs {
    /// Seconds between two canaries; 0 where none are sent.
    pub every_s: u32,
    pub items: Vec<VenueProof>,
}

/// Whether everything works at one venue, as the last canaries found.
#[derive(Serialize, ToSchema)]
pub struct VenueProof {
    /// The venue's name in addresses.
    pub venue: String,
    pub standing: Standing,
    /// When one last went the whole way.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub proven_at: Option<Timestamp>,
    /// Milliseconds it took.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub took_ms: Option<i64>,
    /// When one last left.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub tried_at: Option<Timestamp>,
    /// What the last one did not come through: `email`, `webhook`, `photo`, `intake`, `desk` where nothing else is set up.
    pub missing: Vec<String>,
    /// The canary that waits for this desk's answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub waiting: Option<uuid::Uuid>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    Proven,
    /// It is too long that one came home.
    Overdue,
    /// None has come home yet.
    Unproven,
    /// None are sent.
    Off,
}
