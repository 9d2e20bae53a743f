//! What a kept list says on the wire.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

/// A list kept by name.
#[derive(Serialize, ToSchema)]
#[schema(as = SavedFilter)]
pub struct WireFilter {
    pub id: Uuid,
    /// The venue's name in addresses.
    pub venue: String,
    #[schema(example = "Night, terminal 2")]
    pub name: String,
    /// As in the address of the queue.
    #[schema(example = "priority=1,2&zone=t2")]
    pub query: String,
    /// All officers of the venue see it.
    pub shared: bool,
    /// I made it.
    pub mine: bool,
}

#[derive(Serialize, ToSchema)]
pub struct SavedFilters {
    pub items: Vec<WireFilter>,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewFilter {
    pub venue: String,
    pub name: String,
    pub query: String,
    #[serde(default)]
    pub shared: bool,
}

#[derive(Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct FiltersQuery {
    /// A venue's name in addresses.
    pub venue: String,
}
