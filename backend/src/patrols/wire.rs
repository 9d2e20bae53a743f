//! What a shared place says on the wire.

use crate::wire::Labelled;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Where I am.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MyPlace {
    #[schema(minimum = -90, maximum = 90)]
    pub latitude: f64,
    #[schema(minimum = -180, maximum = 180)]
    pub longitude: f64,
    /// Metres around it, as the phone says.
    #[schema(minimum = 0, maximum = 10_000)]
    pub accuracy_m: f64,
    /// The level of a floor of the venue, where it is known: after a sign was scanned.
    #[serde(default)]
    #[schema(minimum = -50, maximum = 200)]
    pub level: Option<i32>,
}

#[derive(Serialize, ToSchema)]
pub struct PatrolList {
    pub items: Vec<Patrol>,
}

/// An officer on duty who shares where they are.
#[derive(Serialize, ToSchema)]
pub struct Patrol {
    pub person: Labelled,
    #[schema(value_type = String, format = DateTime)]
    pub at: Timestamp,
    pub latitude: f64,
    pub longitude: f64,
    pub accuracy_m: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub level: Option<i32>,
}

#[derive(Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct PatrolsQuery {
    /// A venue's name in addresses.
    pub venue: String,
}
