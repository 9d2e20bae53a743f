//! Taking reports in, and what is added to them.

use super::intake::{self, Said, Words};
use super::store::{self, Added, Facts, Message, Photo, Report};
use super::wire::{Amended, Amendment, Emergency, MessageStored, NewReport, Received};
use crate::accounts::{Scope, Signed};
use crate::app::App;
use crate::audit::{Actor, Announcement};
use crate::db::Tx;
use crate::incidents::{self, Incident, Opening, Raise, Where};
use crate::problem::{Answer, Problem};
use crate::routing;
use crate::seal::ContentKey;
use crate::venues::{self, Venue};
use jiff::Timestamp;
use serde_json::json;
use shared::event::EventKind;
use shared::id::{IncidentId, MessageId, ReportId, fresh};
use shared::limits;
use shared::place::{Located, locate};
use shared::problem::ErrorCode;
use shared::receipt::{Receipt, keyed};
use shared::taxonomy::Taxonomy;
use shared::triage::{self, assess};
use std::collections::BTreeSet;
use std::sync::Arc;

/// The shortest and longest Idempotency-Key taken: a UUID's 36 characters, 128 bits written some other way, and a bound.
const KEY_CHARS: std::ops::RangeInclusive<usize> = 22..=128;

/// The Idempotency-Key of a request, checked for length: it is as secret as the receipt.
pub struct Key(String);

impl Key {
    pub fn parse(text: Option<&str>) -> Answer<Self> {
        let refused = || Problem::new(ErrorCode::KeyRequired).at("Idempotency-Key");
        let text = text.map(str::trim).ok_or_else(refused)?;
        let plain = text.bytes().all(|byte| byte.is_ascii_graphic());
        if plain && KEY_CHARS.contains(&text.len()) { Ok(Self(text.to_owned())) } else { Err(refused()) }
    }

    /// What is stored of a key, bound to what it was sent for.
    fn hash(&self, app: &App, purpose: &str, place: &str) -> [u8; 32] {
        keyed(&app.keys.receipt, &[purpose.as_bytes(), place.as_bytes(), self.0.as_bytes()])
    }
}

/// A keyed fingerprint of what was sent, in a form that does not depend on the order of fields.
fn fingerprint(app: &App, sent: &serde_json::Value) -> Vec<u8> {
    keyed(&app.keys.fingerprint, &[b"body", sent.to_string().as_bytes()]).to_vec()
}

/// Takes a report in. When this returns, it is stored, triaged, routed and owed, all or nothing.
pub async fn create(app: &Arc<App>, venue: &Arc<Venue>, key: &Key, sent: serde_json::Value, who: Option<&Signed>, from: &str) -> Answer<Received> {
    let new: NewReport = crate::body::parse(sent.to_string().as_bytes())?;
    let said = intake::report(&new)?;
    let key_hash = key.hash(app, "report", &venue.slug);
    let receipt = Receipt::derive(&app.keys.receipt, &venue.slug, &key.0);
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
            let known = store::by_key(&app.db.read().await?, &key_hash).await?.ok_or(problem)?;
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

/// Everything about a new report that can be decided before the write.
struct Prepared {
    id: ReportId,
    authority: shared::id::AuthorityId,
    venue: shared::id::VenueId,
    now: Timestamp,
    kind: &'static str,
    account: Option<shared::id::AccountId>,
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

/// Where a report's words are sealed to, and an amendment's, and a message's.
pub const WORDS: &str = "words";

pub fn amendment_place(id: uuid::Uuid) -> String {
    format!("amendment/{id}")
}

pub fn message_place(id: MessageId) -> String {
    format!("message/{id}")
}

fn expected(venue: &Venue, report: ReportId, photo: &intake::PhotoToCome) -> Photo {
    Photo {
        id: photo.id,
        authority: venue.authority,
        report,
        state: "expected".to_owned(),
        media_type: Some(photo.media_type.clone()),
        bytes: photo.bytes,
        sha256: Some(photo.sha256.to_vec()),
        received_at: None,
        original: None,
        view: None,
        thumb: None,
    }
}

fn place_into(facts: &mut Facts, venue: &Venue, place: Option<&shared::place::PlaceInput>) {
    let Some(input) = place else { return };
    let located = locate(&venue.index, input);
    facts.source = input.source.clone();
    facts.place_label = label(venue, &located);
    facts.place = Some(located);
}

/// The plate's name or the zone's: never words of a reporter, because mails and lists show it.
fn label(venue: &Venue, located: &Located) -> Option<String> {
    let plate = located.plate.as_deref().and_then(|code| venue.index.plate(code)).map(|plate| plate.label.clone());
    plate.or_else(|| located.zone.as_deref().map(|code| venue.zone_label(code).label))
}

fn whereabouts(place: &Located, label: Option<String>) -> Where {
    Where {
        zone: place.zone.clone(),
        label,
        floor: place.floor.clone(),
        lat: place.lat,
        lon: place.lon,
        accuracy_m: place.accuracy_m,
        notes: place.notes.iter().map(|note| note.code().to_owned()).collect(),
    }
}

fn triage_facts(venue: &Venue, facts: &Facts) -> triage::Facts {
    triage::Facts { categories: facts.categories.clone(), answers: facts.answers.clone(), venue: venue.kind }
}

/// The report that a receipt opens. A wrong receipt and an unknown one answer alike, and only they are limited.
pub async fn holder(app: &App, receipt: &Receipt, from: &str) -> Answer<Report> {
    app.rates.check_receipt(from)?;
    let found = store::by_receipt(&app.db.read().await?, &receipt.hash()).await?;
    found.ok_or_else(|| {
        app.rates.note_wrong_receipt(from);
        ErrorCode::NotFound.into()
    })
}

pub fn content_key(app: &App, report: &Report) -> Answer<ContentKey> {
    app.keys.authority(report.authority)?.unwrap(report.id.uuid(), &report.sealed_key)
}

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
                let added = Added { id, fingerprint, received_at: app.clock.now(), emergency: false, facts: Facts::default(), sealed };
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

async fn add(tx: &Tx, app: &App, venue: &Venue, report: &Report, key: &[u8; 32], said: &Said, mut added: Added) -> Answer<Added> {
    // The incident is held first, so that two amendments at once are weighed one after the other.
    let found = incidents::locked(tx.conn(), report.authority, report.incident).await?;
    let mut incident = found.ok_or_else(|| Problem::internal(anyhow::anyhow!("a report without its incident")))?;
    let before = store::amendments(tx.conn(), report.authority, &[report.id]).await?;
    added.facts.categories = said.category.clone().into_iter().collect();
    added.facts.answers = said.choices.clone();
    place_into(&mut added.facts, venue, said.place.as_ref());
    let all = union(report, before.iter().map(|(_, added)| &added.facts).chain([&added.facts]));
    let assessment = assess(Taxonomy::builtin(), &triage_facts(venue, &all));
    added.emergency = assessment.emergency;
    if !store::amend(tx.conn(), report, key, &added).await? {
        return Err(ErrorCode::InFlight.into());
    }
    declare(tx, venue, report, &said.photos, added.received_at).await?;
    let facts = json!({ "report": report.id, "answers": said.choices.len(), "category": said.category, "place": said.place.is_some() });
    incidents::announce(tx, &incident, EventKind::ReportAmended, Actor::Reporter, added.received_at, facts);
    if let Some(place) = &added.facts.place {
        let at = whereabouts(place, added.facts.place_label.clone());
        incidents::relocated(tx, app, venue, &mut incident, at, added.received_at).await?;
    }
    let raise = Raise { assessment, category: most_urgent(&all.categories) };
    incidents::raise(tx, app, venue, &mut incident, raise, added.received_at).await?;
    Ok(added)
}

/// Everything ever said: the highest of all answers counts.
fn union<'a>(report: &Report, later: impl Iterator<Item = &'a Facts>) -> Facts {
    let mut all = report.facts.clone();
    for facts in later {
        let known: BTreeSet<String> = all.categories.iter().cloned().collect();
        all.categories.extend(facts.categories.iter().filter(|category| !known.contains(*category)).cloned());
        for (question, values) in &facts.answers {
            all.answers.entry(question.clone()).or_default().extend(values.iter().cloned());
        }
    }
    all
}

/// The category an incident is called by: of those said, the most urgent, and of equals the last.
fn most_urgent(categories: &[String]) -> String {
    let priority = |code: &String| Taxonomy::builtin().category(code).map_or(u8::MAX, |category| category.default_priority.into());
    categories.iter().rev().min_by_key(|code| priority(code)).cloned().unwrap_or_default()
}

/// Photos that will follow, within the limit of the whole report. One that is known already is left as it is.
async fn declare(tx: &Tx, venue: &Venue, report: &Report, photos: &[intake::PhotoToCome], now: Timestamp) -> Answer<()> {
    if photos.is_empty() {
        return Ok(());
    }
    let known = store::photos(tx.conn(), report.authority, &[report.id]).await?;
    let new: Vec<_> = photos.iter().filter(|photo| !known.iter().any(|k| k.id == photo.id)).collect();
    if known.len() + new.len() > limits::PHOTOS_PER_REPORT {
        return Err(Problem::new(ErrorCode::TooManyPhotos).at("photos"));
    }
    for photo in new {
        if !store::declare_photo(tx.conn(), &expected(venue, report.id, photo), now).await? {
            return Err(Problem::new(ErrorCode::PhotoConflict).at("photos"));
        }
    }
    Ok(())
}

/// A photo nobody announced, accepted up to the limit of the report.
pub async fn declare_undeclared(tx: &Tx, venue: &Venue, report: &Report, photo: &Photo, now: Timestamp) -> Answer<()> {
    let sha256 = photo.sha256.clone().and_then(|hash| hash.try_into().ok()).unwrap_or_default();
    let media_type = photo.media_type.clone().unwrap_or_default();
    let to_come = intake::PhotoToCome { id: photo.id, media_type, bytes: photo.bytes, sha256 };
    declare(tx, venue, report, &[to_come], now).await
}

/// A reporter writes to the officers.
pub async fn message(app: &Arc<App>, report: Report, key: &Key, text: String, from: &str) -> Answer<MessageStored> {
    let text = message_text(text)?;
    let venue = venues::by_id(app, report.venue)?;
    let key_hash = key.hash(app, "message", &report.id.to_string());
    let fingerprint = fingerprint(app, &json!({ "text": text }));
    let again = |known: &Message| {
        if known.fingerprint.as_deref() == Some(&fingerprint[..]) {
            Ok(MessageStored { id: known.id.uuid(), at: known.at })
        } else {
            Err(Problem::new(ErrorCode::KeyReused).at("Idempotency-Key"))
        }
    };
    if let Some(known) = store::message_by_key(&app.db.read().await?, report.id, &key_hash).await? {
        return again(&known);
    }
    app.rates.check_write(from, &venue.slug, false)?;
    let message = seal_message(app, &report, &text, None, Some(fingerprint.clone()))?;
    let (id, at) = (message.id, message.at);
    let (report_id, report) = (report.id, Arc::new(report));
    let stored = app
        .db
        .write(move |tx| {
            let (report, message) = (report.clone(), message.clone());
            Box::pin(async move {
                if !store::add_message(tx.conn(), &report, Some(&key_hash), &message).await? {
                    return Err(ErrorCode::InFlight.into());
                }
                announce_message(tx, &report, &message, EventKind::MessageReceived, Actor::Reporter);
                Ok(())
            })
        })
        .await;
    match stored {
        Ok(()) => Ok(MessageStored { id: id.uuid(), at }),
        Err(problem) if problem.code == ErrorCode::InFlight => {
            again(&store::message_by_key(&app.db.read().await?, report_id, &key_hash).await?.ok_or(problem)?)
        }
        Err(problem) => Err(problem),
    }
}

/// An officer writes to the reporters of an incident, or to some of them.
pub async fn write_to_reporters(app: &Arc<App>, scope: &Scope, incident: &Incident, text: String, to: Option<Vec<ReportId>>) -> Answer<()> {
    let text = message_text(text)?;
    let view = app.db.read().await?;
    let mut reports = store::of_incident(&view, scope.authority, incident.id, None, u64::MAX >> 1).await?;
    drop(view);
    if let Some(to) = to {
        if !to.iter().all(|id| reports.iter().any(|report| report.id == *id)) {
            return Err(Problem::new(ErrorCode::InvalidValue).at("reports"));
        }
        reports.retain(|report| to.contains(&report.id));
    }
    let mut messages = Vec::with_capacity(reports.len());
    for report in reports {
        let message = seal_message(app, &report, &text, Some(scope.account), None)?;
        messages.push((report, message));
    }
    let (messages, actor) = (Arc::new(messages), Actor::Account(scope.account));
    app.db
        .write(move |tx| {
            let messages = messages.clone();
            Box::pin(async move {
                for (report, message) in messages.iter() {
                    store::add_message(tx.conn(), report, None, message).await?;
                    announce_message(tx, report, message, EventKind::MessageSent, actor);
                }
                Ok(())
            })
        })
        .await
}

fn message_text(text: String) -> Answer<String> {
    if text.trim().is_empty() {
        return Err(Problem::new(ErrorCode::MissingField).at("text"));
    }
    if text.chars().count() > limits::MESSAGE_CHARS {
        return Err(Problem::new(ErrorCode::TooLong).at("text"));
    }
    Ok(text)
}

fn seal_message(app: &App, report: &Report, text: &str, account: Option<shared::id::AccountId>, fingerprint: Option<Vec<u8>>) -> Answer<Message> {
    let id = MessageId::fresh(&*app.clock, &*app.entropy);
    let sealed = content_key(app, report)?.seal(&message_place(id), text.as_bytes().to_vec(), &*app.entropy)?;
    Ok(Message { id, fingerprint, account, at: app.clock.now(), sealed })
}

fn announce_message(tx: &Tx, report: &Report, message: &Message, kind: EventKind, actor: Actor) {
    tx.announce(Announcement {
        authority: report.authority,
        kind,
        at: message.at,
        venue: Some(report.venue),
        incident: Some(report.incident),
        actor,
        facts: json!({ "report": report.id, "message": message.id }),
    });
}

/// Opens a report's words.
pub fn words(key: &ContentKey, place: &str, sealed: Vec<u8>) -> Answer<Words> {
    key.open_json(place, sealed)
}
