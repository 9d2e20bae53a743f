//! Adding to a report: nothing that was sent before is overwritten, and nothing makes it less urgent.

use super::facts::{
    amendment_place, assessed, content_key, departure_named, expected, most_urgent, place_into, told, union,
    whereabouts, word_hashes,
};
use super::intake::{self, Said};
use super::key::{Key, fingerprint};
use super::store::{self, Added, Facts, Photo, Report};
use super::wire::{Amended, Amendment, Emergency};
use crate::app::App;
use crate::audit::Actor;
use crate::db::Tx;
use crate::incidents::{self, Raise};
use crate::problem::{Answer, Problem};
use crate::venues::{self, Venue};
use jiff::Timestamp;
use serde_json::json;
use shared::confidence::Confidence;
use shared::event::EventKind;
use shared::id::fresh;
use shared::limits;
use shared::problem::ErrorCode;
use shared::rules::keep;
use std::sync::Arc;

/// Adds to a report. The incident may become more urgent by it, never less.
pub async fn amend(app: &Arc<App>, report: Report, key: &Key, sent: serde_json::Value, from: &str) -> Answer<Amended> {
    let new: Amendment = crate::body::parse(sent.to_string().as_bytes())?;
    let said = intake::amended(&new)?;
    let venue = venues::by_id(app, report.venue)?;
    let key_hash = key.hash(app, "amendment", &report.id.to_string());
    let fingerprint = fingerprint(app, &sent);
    if let Some(known) = store::amendment_by_key(&app.db.read().await?, report.id, &key_hash).await? {
        return amended_again(&venue, &known, &fingerprint);
    }
    let danger = new.category.as_deref().is_some_and(|category| category.starts_with("danger."));
    app.rates.check_write(from, &venue.slug, danger)?;
    let id = fresh(&*app.clock, &*app.entropy);
    let sealed = content_key(app, &report)?.seal_json(&amendment_place(id), &said.words, &*app.entropy)?;
    let (worker, in_venue, print) = (app.clone(), venue.clone(), fingerprint.clone());
    let (report_, said) = (Arc::new(report), Arc::new(said));
    let to_store = report_.clone();
    let stored = app
        .db
        .write(move |tx| {
            let (app, venue, report, said) = (worker.clone(), in_venue.clone(), to_store.clone(), said.clone());
            let (fingerprint, sealed) = (print.clone(), sealed.clone());
            Box::pin(async move {
                let added = Added {
                    id,
                    fingerprint,
                    received_at: app.clock.now(),
                    emergency: false,
                    facts: Facts::default(),
                    sealed,
                };
                add(tx, &app, &venue, &report, &key_hash, &said, added).await
            })
        })
        .await;
    match stored {
        Ok(added) => Ok(amended(&venue, &added)),
        Err(problem) if problem.code == ErrorCode::InFlight => {
            let known = store::amendment_by_key(&app.db.read().await?, report_.id, &key_hash).await?.ok_or(problem)?;
            amended_again(&venue, &known, &fingerprint)
        }
        Err(problem) => Err(problem),
    }
}

fn amended_again(venue: &Venue, known: &Added, fingerprint: &[u8]) -> Answer<Amended> {
    if known.fingerprint != fingerprint {
        return Err(Problem::new(ErrorCode::KeyReused).at("Idempotency-Key"));
    }
    Ok(amended(venue, known))
}

fn amended(venue: &Venue, added: &Added) -> Amended {
    Amended {
        id: added.id,
        received_at: added.received_at,
        emergency: Emergency { show: added.emergency, number: venue.emergency_number.clone() },
    }
}

async fn add(
    tx: &Tx,
    app: &App,
    venue: &Venue,
    report: &Report,
    key: &[u8; 32],
    said: &Said,
    mut added: Added,
) -> Answer<Added> {
    // The incident is held first, so that two amendments at once are weighed one after the other.
    let incident = store::incident_of(tx.conn(), report).await?;
    let found = incidents::locked(tx.conn(), report.authority, incident).await?;
    let mut incident = found.ok_or_else(|| Problem::internal(anyhow::anyhow!("a report without its incident")))?;
    let before = store::amendments(tx.conn(), report.authority, &[report.id]).await?;
    added.facts.categories = said.category.clone().into_iter().collect();
    added.facts.answers = said.choices.clone();
    added.facts.withdrawn = said.withdrawn.clone();
    added.facts.words = word_hashes(app, venue.authority, &said.words, added.received_at);
    added.facts.departure = departure_named(venue, &said.words, added.received_at);
    place_into(&mut added.facts, venue, said.place.as_ref());
    let all = union(report, before.iter().map(|(_, added)| &added.facts).chain([&added.facts]));
    let category = most_urgent(&all.categories);
    let told = told(&report.kind, &category, report.language.as_deref(), &all, report.received_at);
    let assessment = keep(assessed(app, venue, &told, &all), &incident.assessment.read()?);
    added.emergency = assessment.emergency;
    if !store::amend(tx.conn(), report, key, &added).await? {
        return Err(ErrorCode::InFlight.into());
    }
    let photos: Vec<Photo> = said.photos.iter().map(|photo| expected(venue, report.id, photo)).collect();
    declare(tx, report, &photos, added.received_at).await?;
    // The entry stays with the incident, also where the report leaves it for something that is told in confidence.
    let open = said.category.as_ref().filter(|category| Confidence::of_category(category).is_none());
    let facts =
        json!({ "report": report.id, "answers": said.choices.len(), "category": open, "place": said.place.is_some() });
    incidents::announce(tx, &incident, EventKind::ReportAmended, Actor::Reporter, added.received_at, facts);
    if let Some(reason) = &said.withdrawn {
        let facts = json!({ "report": report.id, "reason": reason });
        incidents::announce(tx, &incident, EventKind::ReportWithdrawn, Actor::Reporter, added.received_at, facts);
    }
    if incidents::grown(tx, app, venue, &mut incident, report.id, added.received_at).await? {
        return Ok(added);
    }
    // One witness of several does not move what all of them saw.
    let alone = incident.report_count < 2 || incident.departure.is_none();
    incident.departure = added.facts.departure.filter(|_| alone).or(incident.departure);
    if let Some(place) = &added.facts.place {
        let at = whereabouts(place, added.facts.place_label.clone());
        incidents::relocated(tx, app, venue, &mut incident, at, added.received_at).await?;
    }
    let raise = Raise { assessment, category };
    incidents::raise(tx, app, venue, &mut incident, raise, added.received_at).await?;
    Ok(added)
}

/// Photos that will follow, within the limit of the whole report. One that is known already is left as it is.
pub async fn declare(tx: &Tx, report: &Report, photos: &[Photo], now: Timestamp) -> Answer<()> {
    if photos.is_empty() {
        return Ok(());
    }
    let known = store::photos(tx.conn(), report.authority, &[report.id]).await?;
    let new: Vec<_> = photos.iter().filter(|photo| !known.iter().any(|k| k.id == photo.id)).collect();
    if known.len() + new.len() > limits::PHOTOS_PER_REPORT {
        return Err(Problem::new(ErrorCode::TooManyPhotos).at("photos"));
    }
    for photo in new {
        if !store::declare_photo(tx.conn(), photo, now).await? {
            return Err(Problem::new(ErrorCode::PhotoConflict).at("photos"));
        }
    }
    Ok(())
}
