//! What exports say on the wire.

use crate::wire::Labelled;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewExport {
    /// `incident_pdf`, `evidence_bundle`: of one incident. `period_pdf`, `incidents_csv`, `incidents_geojson`: of a venue and a time.
    #[schema(example = "incidents_csv")]
    pub kind: String,
    /// The venue's name in addresses; of one incident it need not be said.
    #[serde(default)]
    pub venue: Option<String>,
    #[serde(default)]
    pub incident: Option<Uuid>,
    /// Opened from then on.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub from: Option<Timestamp>,
    /// Opened before then; three years later at most.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub to: Option<Timestamp>,
    #[serde(default)]
    pub priorities: Vec<u8>,
    #[serde(default)]
    pub category: Option<String>,
    /// Only exercises, or only what is real; absent means both.
    #[serde(default)]
    pub drill: Option<bool>,
    /// With what people wrote. In bulk that needs a second person.
    #[serde(default)]
    pub words: bool,
    /// Of one incident: with its reporters' names and contact, as far as they gave them.
    #[serde(default)]
    pub reporters: bool,
    /// The language of a PDF: `en`, `es`, `fr`, `de`, `ar`, `pt`, `zh` or `nl`; others are printed in English.
    #[serde(default)]
    #[schema(example = "en")]
    pub language: Option<String>,
    pub reason: String,
}

/// A file somebody asked for.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Export)]
pub struct WireExport {
    pub id: Uuid,
    pub version: i64,
    pub kind: &'static str,
    /// `waiting` for a second person, `asked`, `running`, `ready`, `expired`, `failed` or `withdrawn`.
    #[schema(example = "ready")]
    pub state: &'static str,
    pub venue: String,
    /// Its id and number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub incident: Option<Labelled>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub from: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub to: Option<Timestamp>,
    pub priorities: Vec<u8>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub category: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub drill: Option<bool>,
    pub words: bool,
    pub reporters: bool,
    pub reason: String,
    pub asked_by: Labelled,
    #[schema(value_type = String, format = DateTime)]
    pub asked_at: Timestamp,
    /// A second person has to agree, or had to.
    pub second: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub approved_by: Option<Labelled>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub approved_at: Option<Timestamp>,
    /// Incidents, or reports and photos, that are in the file already, and how many there are.
    pub done: i64,
    pub total: i64,
    pub bytes: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sha256: Option<String>,
    /// Of an evidence bundle's manifest, as it was signed. Who has a bundle compares it with the bundle's `manifest.sha256`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub manifest_sha256: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub ready_at: Option<Timestamp>,
    /// When its file is deleted; while it waits, when it is given up.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub expires_at: Option<Timestamp>,
    /// Times its file was fetched.
    pub fetched: i64,
    /// Why it failed: a code of the closed list.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    /// Asked for by me.
    pub mine: bool,
    /// I may agree to it, or refuse it.
    pub may_approve: bool,
}

#[derive(Serialize, ToSchema)]
pub struct ExportPage {
    pub items: Vec<WireExport>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<Uuid>,
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ExportQuery {
    /// Where the page before ended.
    pub cursor: Option<Uuid>,
    pub limit: Option<u64>,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DecideExport {
    pub version: i64,
}

/// What evidence bundles are signed with.
#[derive(Serialize, ToSchema)]
pub struct SigningKey {
    #[schema(example = "Ed25519")]
    pub algorithm: &'static str,
    /// SHA-256 of the public key, as `verify.py` prints it.
    pub fingerprint: String,
    pub pem: String,
}
