//! What an officer's words may mean: a number, a kind, a place, or what somebody wrote.

use super::listed::Wanted;
use crate::accounts::Scope;
use crate::app::App;
use crate::db::View;
use crate::problem::Answer;
use crate::{reports, venues};
use shared::id::VenueId;
use shared::incident::number;
use shared::limits;
use shared::taxonomy::Taxonomy;

/// What was typed, as it is looked for.
pub fn tidy(said: &str) -> String {
    said.trim().chars().filter(|letter| !letter.is_control()).take(limits::CODE_CHARS).collect()
}

/// Numbers, kinds and places are known in memory. What reports say is sealed: it is found by keyed hashes of its words.
pub async fn wanted(app: &App, view: &View, scope: &Scope, venue: Option<VenueId>, said: &str) -> Answer<Wanted> {
    let said = said.to_lowercase();
    let within: Vec<VenueId> =
        scope.venues.iter().copied().filter(|id| venue.is_none_or(|venue| venue == *id)).collect();
    let names = |name: &str| name.to_lowercase().contains(&said);
    let kinds = Taxonomy::builtin().categories().iter();
    let mut wanted = Wanted {
        numbers: vec![said.to_uppercase()],
        categories: kinds
            .filter(|kind| names(&kind.code) || names(&kind.label))
            .map(|kind| kind.code.clone())
            .collect(),
        incidents: reports::saying(app, view, scope.authority, &within, &said).await?,
        ..Wanted::default()
    };
    let spoken = said.rsplit('-').next().and_then(|digits| digits.parse::<i64>().ok());
    for venue in scope.venues.iter().filter_map(|id| venues::by_id(app, *id).ok()) {
        wanted.numbers.extend(spoken.map(|count| number(&venue.number_prefix, count)));
        let zones = venue.index.zones().iter().filter(|zone| names(&zone.name) || names(&zone.code));
        wanted.zones.extend(zones.map(|zone| zone.code.clone()));
        let plates = venue.index.plates().iter().map(|plate| &plate.label);
        wanted.labels.extend(plates.filter(|label| names(label)).cloned());
    }
    Ok(wanted)
}
