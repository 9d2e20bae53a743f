//! What the desk is told of a base map.

use serde::Serialize;
use utoipa::ToSchema;

#[derive(Serialize, ToSchema)]
pub struct Basemap {
    /// Whether there is one.
    pub given: bool,
    /// How large the file is.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = 48_211_968)]
    pub bytes: Option<u64>,
}
