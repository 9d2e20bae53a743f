//! Venues: where things are, who guards them, and what an app needs to know of that.
//!
//! A venue is read from the database once and kept whole until an import changes its version: intake decides place, route and
//! ladder without a query. Invariant: what is kept is never newer or older than one import, never a mixture; only its roster and its
//! departures are replaced in between, whole, when somebody changes them.
//! Never here: a decision about a report.

mod directory;
pub mod http;
mod import;
mod level;
mod profile;
mod store;
mod wire;

pub use directory::{
    Directory, Member, Roster, Venue, any, authority_name, authority_slug, by_id, by_slug, of_scope, plate_venue,
    refresh,
};
pub use import::{Imported, import};
pub use store::{Book, book, foreign_authorities, none_yet, touch};
