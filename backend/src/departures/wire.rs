//! What a departure says on the wire.

use jiff::Timestamp;
use serde::Serialize;
use shared::departures::{Departure, Ground};
use utoipa::ToSchema;

/// The flight or sailing that an incident stands by.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
#[schema(as = Departure)]
pub struct DepartureView {
    /// `flight` or `vessel`.
    #[schema(example = "flight")]
    pub kind: &'static str,
    #[schema(example = "KL 1009")]
    pub number: String,
    /// Gate or berth: as the venue calls it where it knows it, else as the schedule does.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "Gate A4")]
    pub place: Option<String>,
    /// When boarding begins, where the schedule tells it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub boards_at: Option<Timestamp>,
    /// As last estimated.
    #[schema(value_type = String, format = DateTime)]
    pub departs_at: Timestamp,
    /// `scheduled`, `boarding`, `gate_closed`, `departed` or `cancelled`, as the schedule says: nothing is concluded from the time.
    #[schema(example = "scheduled")]
    pub state: &'static str,
    /// When the schedule was taken in that says so.
    #[schema(value_type = String, format = DateTime)]
    pub as_of: Timestamp,
}

impl DepartureView {
    pub fn new((departure, ground): &(Departure, Option<Ground>)) -> Self {
        Self {
            kind: departure.kind.name(),
            number: departure.number.clone(),
            place: ground.as_ref().map(|ground| ground.label.clone()).or_else(|| departure.place.clone()),
            boards_at: departure.boards,
            departs_at: departure.departs(),
            state: departure.state.name(),
            as_of: departure.as_of,
        }
    }
}

/// What a schedule's file did.
#[derive(Serialize, ToSchema)]
#[schema(as = DeparturesImported)]
pub struct Imported {
    /// Departures in the file.
    pub taken: usize,
    /// Those of them that are new.
    pub added: usize,
    /// Those of them that were known otherwise.
    pub changed: usize,
    /// Those of its days that were known and are in it no longer.
    pub removed: usize,
    /// Gates and berths it names that are neither a zone nor a plate of the venue, twenty at most: no incident is known to be there.
    pub unplaced: Vec<String>,
}
