//! How a venue stands now. What is told in confidence is counted for whoever reads it, and for nobody else.

use super::service::{channels, today, told, venue_of};
use super::wire::{LiveBoard, Oldest, OpenNow, Told};
use crate::accounts::Scope;
use crate::app::App;
use crate::problem::{Answer, Problem};
use crate::{incidents, proof, routing, venues};
use shared::id::{AccountId, PostId};
use shared::problem::ErrorCode;
use std::collections::BTreeSet;

pub async fn now(app: &App, scope: &Scope, slug: Option<&str>) -> Answer<LiveBoard> {
    let venue = venue_of(venues::of_scope(app, scope).await?, slug)?;
    let (at, told) = (app.clock.now(), told(scope));
    let duty = routing::on_duty(&venue, at);
    let posts: BTreeSet<PostId> = duty.iter().map(|shift| shift.post).collect();
    let people: BTreeSet<AccountId> = duty.iter().map(|shift| shift.officer).collect();
    let proofs = proof::standing(app, scope).await?.items;
    let proof = proofs.into_iter().find(|proof| proof.venue == venue.slug).ok_or(ErrorCode::NotFound)?;
    let view = app.db.read().await?;
    let counts = incidents::open_now(&view, scope, venue.id).await?;
    let oldest = incidents::oldest_unheard(&view, scope, venue.id).await?;
    let window = today(app, &venue).ok_or_else(|| Problem::internal(anyhow::anyhow!("no today")))?;
    let channels = channels(&view, &venue, window, told).await?;
    let open = (1..=4).map(|priority| {
        let count = |unheard: bool| {
            let of = counts.iter().filter(|(known, status, _)| *known == priority && status.is_unheard() == unheard);
            told.count(of.map(|(.., count)| count).sum())
        };
        OpenNow { priority, unheard: count(true), heard: count(false) }
    });
    Ok(LiveBoard {
        venue: venue.slug.clone(),
        at,
        open: open.collect(),
        oldest: oldest.filter(|_| told == Told::Exactly).map(|incident| Oldest {
            id: incident.id.uuid(),
            number: incident.number,
            priority: incident.priority,
            since: incident.opened_at,
        }),
        posts: venue.posts.len() as u64,
        posts_staffed: posts.len() as u64,
        people_on_duty: people.len() as u64,
        proof,
        channels,
    })
}
