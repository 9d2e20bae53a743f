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
    let summed = store::head(&view, authority).await?.summed;
    if summed >= end {
        return Ok(());
    }
    // What is empty before it needs no look; a report of such a day that is counted later is summed then.
    let first = store::first_day(&view, authority, summed).await?.map_or(end, monday);
    drop(view);
    let kinds: Vec<Kind> = venues.iter().flat_map(|venue| kinds(*venue)).collect();
    let kinds: Arc<[Kind]> = kinds.into();
    let begins = first.max(summed);
    for next in (begins..end.max(begins + 1)).step_by(WEEK as usize) {
        let kinds = kinds.clone();
        db.write(move |tx| {
            let kinds = kinds.clone();
            Box::pin(async move {
                // Another server may have been faster.
                let known = store::held(tx.conn(), authority).await?.summed;
                if known >= end || known > next {
                    return Ok(());
                }
                if next < end {
                    for kind in kinds.iter() {
                        store::sum_week(tx.conn(), authority, *kind, next).await?;
                    }
                }
                store::summed_to(tx.conn(), authority, (next + WEEK).min(end)).await
            })
        })
        .await?;
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
