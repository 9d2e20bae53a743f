//! What is asked to be translated, and what comes back.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

/// Which words, never the words themselves.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ToTranslate {
    pub report: Uuid,
    /// Which of the report's own words, counted from 0 as `narrative` lists them.
    #[serde(default)]
    pub said: usize,
    /// A message of the reporter instead.
    pub message: Option<Uuid>,
    /// Into which language, a tag such as `en`.
    pub to: String,
}

/// A machine's guess. It is kept nowhere.
#[derive(Serialize, ToSchema)]
pub struct Translation {
    pub text: String,
    /// The language the words were taken for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    pub to: String,
}
