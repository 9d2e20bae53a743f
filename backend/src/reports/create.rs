//! Taking a report in: stored, triaged, routed and owed, all or nothing.

use super::facts::{WORDS, expected, place_into, triage_facts, whereabouts};
use super::intake::{self, Said};
use super::key::{Key, fingerprint};
use super::store::{self, Facts, Photo, Report};
use super::wire::{Emergency, NewReport, Received};
use crate::accounts::Signed;
use crate::app::App;
use crate::incidents::{self, Opening};
use crate::problem::{Answer, Problem};
use crate::routing;
use crate::venues::Venue;
use jiff::Timestamp;
use shared::id::{AccountId, AuthorityId, IncidentId, ReportId, VenueId};
use shared::problem::ErrorCode;
use shared::receipt::Receipt;
use shared::taxonomy::Taxonomy;
use shared::triage::assess;
use std::sync::Arc;

/// Takes a report in. When this returns, it is stored, triaged, routed and owed, all or nothing.
pub async fn create(
    app: &Arc<App>,
    venue: &Arc<Venue>,
    key: &Key,
    sent: serde_json::Value,
    who: Option<&Signed>,
    from: &str,
) -> Answer<Received> {
    let new: NewReport = crate::body::parse(sent.to_string().as_bytes())?;
    let said = intake::report(&new)?;
    let key_hash = key.hash(app, "report", &venue.slug);
    let receipt = key.receipt(app, &venue.slug);
    let fingerprint = fingerprint(app, &sent);
    if let Some(known) = store::by_key(&app.db.read().await?, &key_hash).await? {
        return replay(venue, &known, &fingerprint, &receipt);
    }
    let danger = new.category.starts_with("danger.");
    app.rates.check_write(from, &venue.slug, danger)?;

    let prepared = Arc::new(prepare(app, venue, &new, said, who)?);
    let report_of = {
        let (receipt_hash, fingerprint) = (receipt.hash(), fingerprint.clone());
        move |prepared: &Prepared, incident: IncidentId| Report {
            id: prepared.id,
            authority: prepared.authority,
            venue: prepared.venue,
            incident,
            key_hash,
            fingerprint: fingerprint.clone(),
            receipt_hash,
            kind: prepared.kind.to_owned(),
            account: prepared.account,
            facts: prepared.facts.clone(),
            language: prepared.language.clone(),
            observed_at: prepared.observed_at,
            received_at: prepared.now,
            priority: prepared.opening.assessment.priority.into(),
            emergency: prepared.opening.assessment.emergency,
            sealed_key: prepared.sealed_key.clone(),
            sealed: prepared.sealed.clone(),
        }
    };
    let (worker, in_venue, to_store) = (app.clone(), venue.clone(), prepared.clone());
    let stored = app
        .db
        .write(move |tx| {
            let (app, venue, prepared) = (worker.clone(), in_venue.clone(), to_store.clone());
            let report = report_of(&prepared, prepared.opening.id);
            Box::pin(async move {
                incidents::open(tx, &app, &venue, prepared.opening.clone(), prepared.now).await?;
                if !store::insert(tx.conn(), &report).await? {
                    // Somebody sent the same key at the same time, and was first. What this write did is undone.
                    return Err(ErrorCode::InFlight.into());
                }
                for photo in &prepared.photos {
                    if !store::declare_photo(tx.conn(), photo, prepared.now).await? {
                        return Err(ErrorCode::PhotoConflict.into());
                    }
                }
                Ok(report)
            })
        })
        .await;
    match stored {
        Ok(report) => Ok(received(venue, &report, &receipt)),
        Err(problem) if problem.code == ErrorCode::InFlight => {
            let known = store::by_key(&app.db.read().await?, &key_hash).await?;
            match known {
                Some(known) => replay(venue, &known, &fingerprint, &receipt),
                // Whoever was first failed after all: the client tries again and is the first then.
                None => Err(problem.retry_after(1)),
            }
        }
        Err(problem) => Err(problem),
    }
}

fn replay(venue: &Venue, known: &Report, fingerprint: &[u8], receipt: &Receipt) -> Answer<Received> {
    if known.fingerprint != fingerprint {
        return Err(Problem::new(ErrorCode::KeyReused).at("Idempotency-Key"));
    }
    Ok(received(venue, known, receipt))
}

fn received(venue: &Venue, report: &Report, receipt: &Receipt) -> Received {
    Received {
        id: report.id.uuid(),
        receipt: receipt.grouped(),
        received_at: report.received_at,
        emergency: Emergency { show: report.emergency, number: venue.emergency_number.clone() },
    }
}

/// Everything about a new report that can be decided before the write.
struct Prepared {
    id: ReportId,
    authority: AuthorityId,
    venue: VenueId,
    now: Timestamp,
    kind: &'static str,
    account: Option<AccountId>,
    language: Option<String>,
    observed_at: Option<Timestamp>,
    facts: Facts,
    opening: Opening,
    sealed_key: Vec<u8>,
    sealed: Vec<u8>,
    photos: Vec<Photo>,
}

fn prepare(app: &App, venue: &Venue, new: &NewReport, said: Said, who: Option<&Signed>) -> Answer<Prepared> {
    let now = app.clock.now();
    let id = ReportId::fresh(&*app.clock, &*app.entropy);
    let incident = IncidentId::fresh(&*app.clock, &*app.entropy);
    let authority_key = app.keys.authority(venue.authority)?;
    let (content_key, sealed_key) = authority_key.create(id.uuid(), &*app.entropy)?;
    let (_, incident_key) = authority_key.create(incident.uuid(), &*app.entropy)?;
    let sealed = content_key.seal_json(WORDS, &said.words, &*app.entropy)?;
    // A signed-in person of another authority is a traveller here.
    let staff = who.filter(|who| who.scope.authority == venue.authority);
    let kind = match (staff, &new.contact) {
        (Some(_), _) => "staff",
        (None, Some(_)) => "confidential",
        (None, None) => "anonymous",
    };
    let mut facts = Facts { categories: vec![new.category.clone()], answers: said.choices, ..Facts::default() };
    place_into(&mut facts, venue, said.place.as_ref());
    let assessment = assess(Taxonomy::builtin(), &triage_facts(venue, &facts));
    let at = facts.place.as_ref().map(|place| whereabouts(place, facts.place_label.clone())).unwrap_or_default();
    let route = routing::route(venue, &assessment, at.zone.as_deref(), now)?;
    let photos = said.photos.iter().map(|photo| expected(venue, id, photo)).collect();
    let opening = Opening::new(incident, new.category.clone(), at, assessment, route, incident_key);
    Ok(Prepared {
        id,
        authority: venue.authority,
        venue: venue.id,
        now,
        kind,
        account: staff.map(|who| who.scope.account),
        language: new.language.clone(),
        observed_at: new.observed_at,
        facts,
        opening,
        sealed_key,
        sealed,
        photos,
    })
}
