//! Weeks that are over, summed from their days: a quarter is then a dozen rows instead of thousands.
//!
//! Invariant: a summed week says what its days say. What changes in one of them later changes it in the same write.

use super::store::{self, Kind, Place};
use crate::db::{Db, Tx};
use crate::problem::Answer;
use shared::id::{AuthorityId, VenueId};
use shared::insight::{Facet, monday};
use std::collections::BTreeSet;
use std::sync::Arc;

/// Days after its Sunday when a week is summed: most of what happened in it is over then, whatever the venue's clock says.
const SETTLED_DAYS: i32 = 2;
const WEEK: i32 = 7;

/// Sums the weeks that are over on `today`, each in a write of its own because others wait at the door.
pub async fn sum(db: &Db, authority: AuthorityId, venues: &[VenueId], today: i32) -> Answer<()> {
    let end = monday(today - SETTLED_DAYS);
    let view = db.read().await?;
    let mut summed = store::head(&view, authority).await?.summed;
    drop(view);
    let kinds: Arc<[Kind]> = venues.iter().flat_map(|venue| kinds(*venue)).collect();
    while summed < end {
        let kinds = kinds.clone();
        let next = db.write(move |tx| {
            let kinds = kinds.clone();
            Box::pin(async move {
                // Looked at while nobody else counts: what came meanwhile is not passed over, nor what another server summed done twice.
                let known = store::held(tx.conn(), authority).await?.summed;
                if known >= end {
                    return Ok(known);
                }
                let first = store::first_day(tx.conn(), authority, known).await?.map_or(end, monday).max(known);
                let next = (first + WEEK).min(end);
                if first < end {
                    for kind in kinds.iter() {
                        store::sum_week(tx.conn(), authority, *kind, first).await?;
                    }
                }
                store::summed_to(tx.conn(), authority, next).await?;
                Ok(next)
            })
        });
        summed = next.await?;
    }
    Ok(())
}

/// Sums those weeks again of which a day has changed.
pub async fn again(tx: &Tx, authority: AuthorityId, changed: &[Place], summed: i32) -> Answer<()> {
    let over = changed.iter().filter(|place| is_summed(place.facet) && monday(place.day) < summed);
    let weeks: BTreeSet<(Kind, i32)> =
        over.map(|place| ((place.venue, place.drill, place.facet), monday(place.day))).collect();
    for (kind, monday) in weeks {
        store::sum_week(tx.conn(), authority, kind, monday).await?;
    }
    Ok(())
}

/// Ways of calling officers are few, and read by the day.
fn is_summed(facet: Facet) -> bool {
    facet != Facet::Channel
}

fn kinds(venue: VenueId) -> impl Iterator<Item = Kind> {
    let facets = Facet::ALL.into_iter().filter(|facet| is_summed(*facet));
    facets.flat_map(move |facet| [false, true].map(|drill| (venue, drill, facet)))
}
