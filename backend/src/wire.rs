//! Shapes that several rooms say on the wire.

use serde::Serialize;
use utoipa::ToSchema;

/// A thing and what people call it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Labelled {
    pub id: String,
    pub label: String,
}

impl Labelled {
    pub fn new(id: impl ToString, label: impl Into<String>) -> Self {
        Self { id: id.to_string(), label: label.into() }
    }
}

/// A line of "why".
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Why {
    /// Stable key, for translation.
    pub code: String,
    #[schema(value_type = std::collections::BTreeMap<String, String>)]
    pub params: std::collections::BTreeMap<String, String>,
    /// The same in English words.
    pub text: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub effect: Option<String>,
}

impl From<shared::trace::TraceLine> for Why {
    fn from(line: shared::trace::TraceLine) -> Self {
        Self { code: line.code, params: line.params, text: line.text, effect: line.effect }
    }
}
