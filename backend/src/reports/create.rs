//! Taking a report in: stored, triaged, routed and owed, all or nothing.

use super::arrivals::{self, Arriving, Taken};
use super::facts::{
    WORDS, assessed, departure_named, expected, place_into, sighting, source, told, whereabouts, word_hashes,
};
use super::intake::{self, By, Said, Words};
use super::key::{Key, fingerprint};
use super::store::{self, Facts, Report};
use super::tellers::Tellers;
use super::wire::{Emergency, NewReport, Received};
use crate::accounts::Signed;
use crate::app::App;
use crate::incidents::Opening;
use crate::problem::{Answer, Problem};
use crate::routing;
use crate::venues::Venue;
use shared::confidence::Confidence;
use shared::id::{AccountId, IncidentId, ReportId};
use shared::incident::Nature;
use shared::limits;
use shared::problem::ErrorCode;
use shared::receipt::Receipt;
use std::sync::Arc;

/// Takes a report in. When this returns, it is stored, triaged, routed and owed, all or nothing.
pub async fn create(
    app: &Arc<App>,
    venue: &Arc<Venue>,
    key: &Key,
    sent: serde_json::Value,
    who: Option<&Signed>,
    from: &str,
    proof: Option<&str>,
) -> Answer<Received> {
    take(app, venue, key, sent, who, (from, proof), Nature::Real).await
}

/// Sends a canary out: a report like any other, but for what it is there for.
pub async fn canary(app: &Arc<App>, venue: &Arc<Venue>, key: &str, sent: serde_json::Value) -> Answer<Report> {
    take(app, venue, &Key::parse(Some(key))?, sent, None, ("canary", None), Nature::Canary).await?;
    let known = known_canary(app, venue, key).await?;
    known.ok_or_else(|| Problem::internal(anyhow::anyhow!("the canary was taken in and is not there")))
}

/// The report that a canary was taken in as, if it was.
pub async fn known_canary(app: &App, venue: &Venue, key: &str) -> Answer<Option<Report>> {
    let hash = Key::parse(Some(key))?.hash(app, "report", &venue.slug);
    store::by_key(&app.db.read().await?, &hash).await
}

async fn take(
    app: &Arc<App>,
    venue: &Arc<Venue>,
    key: &Key,
    sent: serde_json::Value,
    who: Option<&Signed>,
    (from, proof): (&str, Option<&str>),
    nature: Nature,
) -> Answer<Received> {
    let new: NewReport = crate::body::parse(sent.to_string().as_bytes())?;
    let said = intake::report(&new)?;
    let key_hash = key.hash(app, "report", &venue.slug);
    let receipt = key.receipt(app, &venue.slug);
    let fingerprint = fingerprint(app, &sent);
    let danger = new.category.starts_with("danger.");
    if let Err(refused) = app.rates.check_write(from, &venue.slug, danger) {
        // Who only asks again whether it arrived is never refused.
        let known = store::by_key(&app.db.read().await?, &key_hash).await?.ok_or(refused)?;
        return replay(venue, &known, &fingerprint, &receipt);
    }
    if who.is_none() && !danger && nature == Nature::Real {
        let asked = app.pressure.check(&app.keys.receipt, &venue.slug, &key_hash, proof);
        if let Err(asked) = asked {
            let known = store::by_key(&app.db.read().await?, &key_hash).await?.ok_or(asked)?;
            return replay(venue, &known, &fingerprint, &receipt);
        }
    }
    let arriving = Arc::new(prepare(
        app,
        venue,
        &new,
        said,
        who,
        Keys { key_hash, fingerprint, receipt: receipt.hash() },
        nature,
    )?);
    let (fingerprint, answer) = (arriving.report.fingerprint.clone(), received(venue, &arriving.report, &receipt));
    match arrivals::take_in(app, arriving).await {
        Ok(Taken::Stored) => Ok(answer),
        Ok(Taken::Known) => {
            let known = store::by_key(&app.db.read().await?, &key_hash).await?;
            // Whoever was first failed after all: the client tries again and is the first then.
            let known = known.ok_or_else(|| Problem::new(ErrorCode::InFlight).retry_after(1))?;
            replay(venue, &known, &fingerprint, &receipt)
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

/// Whether it is told in confidence, and from whom it is kept. Only officers of this venue can be named, and only by somebody whom the
/// authority knows: whoever else could say from whom a report is kept could keep it from all.
fn confidence(venue: &Venue, new: &NewReport, staff: Option<&Signed>) -> Answer<Option<Confidence>> {
    let Some(told) = &new.confidential else { return Ok(Confidence::of_category(&new.category)) };
    if staff.is_none() {
        return Err(Problem::new(ErrorCode::Unauthorized).at("confidential"));
    }
    let invalid = || Problem::new(ErrorCode::InvalidValue).at("confidential.not_for");
    if told.not_for.len() > limits::KEPT_FROM {
        return Err(invalid());
    }
    let named = told.not_for.iter().map(|id| AccountId::from_uuid(*id));
    let known = |officer: AccountId| venue.people.contains_key(&officer).then_some(officer).ok_or_else(invalid);
    Ok(Some(Confidence { kept_from: named.map(known).collect::<Answer<_>>()? }))
}

/// What a key stands for in the store: itself, the body it came with and the receipt made of it.
pub struct Keys {
    pub key_hash: [u8; 32],
    pub fingerprint: Vec<u8>,
    pub receipt: [u8; 32],
}

/// Everything about a new report that can be decided before the write.
pub fn prepare(
    app: &App,
    venue: &Arc<Venue>,
    new: &NewReport,
    said: Said,
    who: Option<&Signed>,
    keys: Keys,
    nature: Nature,
) -> Answer<Arriving> {
    let now = app.clock.now();
    let id = ReportId::fresh(&*app.clock, &*app.entropy);
    let incident = IncidentId::fresh(&*app.clock, &*app.entropy);
    let authority_key = app.keys.authority(venue.authority)?;
    let (content_key, sealed_key) = authority_key.create(id.uuid(), &*app.entropy)?;
    let (_, incident_key) = authority_key.create(incident.uuid(), &*app.entropy)?;
    // A signed-in person of another authority is a traveller here.
    let staff = who.filter(|who| who.scope.authority == venue.authority);
    let confidence = confidence(venue, new, staff)?;
    if new.drill && staff.is_none() {
        return Err(Problem::new(ErrorCode::Unauthorized).at("drill"));
    }
    // In confidence a name is given only if its owner wishes, and no account stands beside the report: whoever reads it is told, and
    // a list of who reported what tells nobody.
    let named = staff.filter(|_| new.confidential.as_ref().is_none_or(|told| told.with_name));
    let staff = staff.filter(|_| confidence.is_none());
    let kind = match (staff, named, &new.contact) {
        (Some(_), ..) => "staff",
        (None, Some(_), _) | (None, None, Some(_)) => "confidential",
        (None, None, None) => "anonymous",
    };
    let by = named.map(|Signed { person, .. }| By {
        name: person.name.clone(),
        employer: person.employer.clone(),
        badge: person.badge.clone(),
    });
    let words = Words { by, ..said.words.clone() };
    let sealed = content_key.seal_json(WORDS, &words, &*app.entropy)?;
    let words = word_hashes(app, venue.authority, &said.words, now);
    let mut facts = Facts {
        categories: vec![new.category.clone()],
        answers: said.choices,
        words,
        departure: departure_named(venue, &said.words, now),
        drill: new.drill,
        ..Facts::default()
    };
    place_into(&mut facts, venue, said.place.as_ref());
    let told = told(kind, &new.category, new.language.as_deref(), &facts, now);
    let assessment = assessed(app, venue, &told, &facts);
    let at = facts.place.as_ref().map(|place| whereabouts(place, facts.place_label.clone())).unwrap_or_default();
    let route = routing::route(venue, &assessment, at.zone.as_deref(), confidence.as_ref(), now)?;
    let photos = said.photos.iter().map(|photo| expected(venue, id, photo)).collect();
    let report = Report {
        id,
        authority: venue.authority,
        venue: venue.id,
        incident,
        key_hash: keys.key_hash,
        fingerprint: keys.fingerprint,
        receipt_hash: keys.receipt,
        kind: kind.to_owned(),
        account: staff.map(|who| who.scope.account),
        facts,
        language: new.language.clone(),
        observed_at: new.observed_at,
        received_at: now,
        priority: assessment.priority.into(),
        emergency: assessment.emergency,
        sealed_key,
        sealed,
    };
    let (sighting, source) = (sighting(venue, &report.facts, &report), source(&report.facts, &report));
    let category = new.category.clone();
    let departure = report.facts.departure;
    let nature = if nature == Nature::Real && assessment.drill { Nature::Drill } else { nature };
    let opening = Opening {
        id: incident,
        report: id,
        category,
        at,
        assessment,
        route,
        sealed_key: incident_key,
        sighting,
        source,
        nature,
        confidence,
        departure,
        told_by: Tellers::of(kind),
        vouched: named.is_some() || staff.is_some() || new.confidential.is_some(),
    };
    Ok(Arriving { venue: venue.clone(), report, photos, opening })
}
