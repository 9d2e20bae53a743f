//! Reports as their readers see them: the reporter, who learns no name, and officers, who see what was said in its own words.

use super::facts::{WORDS, amendment_place, content_key, message_place, words};
use super::intake::Words;
use super::store::{self, Added, Facts, Message, Photo, Report};
use super::talk;
use super::wire::{
    AnswerGiven, CardAnswer, CardAsked, DeskMessage, DeskPhoto, DeskPlace, DeskReport, Emergency, PhotoState,
    PlaceLabel, Reporter, ReporterMessage, ReporterView, Said, SealedOriginal, Step, Withdrawn, WrittenIn,
};
use crate::accounts::Scope;
use crate::app::App;
use crate::audit::{self, Actor, Announcement};
use crate::incidents::{self, Incident};
use crate::pages;
use crate::problem::{Answer, Problem};
use crate::seal::ContentKey;
use crate::venues::{self, Venue};
use crate::wire::Labelled;
use jiff::Timestamp;
use serde_json::json;
use shared::cards::Cards;
use shared::event::EventKind;
use shared::id::{MessageId, ReportId};
use shared::incident::Status;
use shared::language::{self, SOURCE_LANGUAGE};
use std::collections::HashMap;
use std::sync::Arc;

/// Events of an incident that are looked through for its steps.
const STEPS_LOOKED_AT: u64 = 500;

fn text(bytes: Vec<u8>) -> Answer<String> {
    String::from_utf8(bytes).map_err(Problem::internal)
}

/// What the holder of the receipt sees.
pub async fn for_reporter(app: &Arc<App>, report: &Report, language: Option<&str>) -> Answer<ReporterView> {
    let venue = venues::by_id(app, report.venue)?;
    let key = content_key(app, report)?;
    let view = app.db.read().await?;
    let found = incidents::summaries(&view, report.authority, vec![report.incident]).await?.remove(&report.incident);
    let incident = found.ok_or_else(|| Problem::internal(anyhow::anyhow!("a report without its incident")))?;
    let added = store::amendments(&view, report.authority, &[report.id]).await?;
    let photos = store::photos(&view, report.authority, &[report.id]).await?;
    let messages = store::messages(&view, report.authority, &[report.id]).await?;
    let log = audit::of_incidents(&view, report.authority, &[report.incident], STEPS_LOOKED_AT).await?;
    let unheard = incident.seen_at.is_none() && pages::is_unheard(&view, report.incident).await?;
    drop(view);
    let last_place = added.iter().rev().find_map(|(_, added)| added.facts.place_label.clone());
    let categories = added.iter().flat_map(|(_, added)| &added.facts.categories);
    let messages: Vec<Message> = messages.into_iter().map(|(_, message)| message).collect();
    if messages.iter().any(|message| message.account.is_some() && message.read_at.is_none()) {
        // A disk that is full must not keep anybody from reading what was written to them.
        if let Err(problem) = note_read(app, report).await {
            tracing::warn!(%problem, "that a message was read could not be noted");
        }
    }
    let language = language.or(report.language.as_deref()).unwrap_or(SOURCE_LANGUAGE);
    let (questions, messages) = talk_of(&key, messages, language)?;
    Ok(ReporterView {
        id: report.id.uuid(),
        venue: venue.slug.clone(),
        category: categories.last().or(report.facts.categories.first()).cloned().unwrap_or_default(),
        status: incident.status.for_reporter(),
        received_at: report.received_at,
        seen_at: incident.seen_at,
        unheard,
        steps: steps(report, &incident, &log),
        place: last_place.or_else(|| report.facts.place_label.clone()).map(|label| PlaceLabel { label }),
        emergency: Emergency {
            show: unheard || report.emergency || added.iter().any(|(_, added)| added.emergency),
            number: venue.emergency_number.clone(),
        },
        photos: photos
            .into_iter()
            .map(|photo| PhotoState { id: photo.id.uuid(), sealed: photo.evidence.is_some(), state: photo.state })
            .collect(),
        messages,
        questions,
        withdrawn: withdrawn(&added.iter().map(|(_, added)| added).collect::<Vec<_>>()),
        helped: incident.disposition.as_deref().is_some_and(shared::incident::helped),
    })
}

/// What officers wrote is on the reporter's screen now: the desk sees that it arrived.
async fn note_read(app: &Arc<App>, report: &Report) -> Answer<()> {
    let (report, now) = (Arc::new(report.clone()), app.clock.now());
    app.db
        .write(move |tx| {
            let report = report.clone();
            Box::pin(async move {
                if store::read_messages(tx.conn(), &report, now).await? {
                    tx.announce(Announcement {
                        authority: report.authority,
                        kind: EventKind::MessageRead,
                        at: now,
                        venue: Some(report.venue),
                        incident: Some(store::incident_of(tx.conn(), &report).await?),
                        actor: Actor::Reporter,
                        facts: json!({ "report": report.id }),
                    });
                }
                Ok(())
            })
        })
        .await
}

/// Questions apart from what was only said. An answer to a question stands with it.
fn talk_of(key: &ContentKey, talk: Vec<Message>, language: &str) -> Answer<(Vec<CardAsked>, Vec<ReporterMessage>)> {
    let (mut questions, mut messages): (Vec<CardAsked>, Vec<ReporterMessage>) = (Vec::new(), Vec::new());
    for message in &talk {
        questions.extend(talk::question(message).map(|card| talk::asked(card, message, language, None)));
    }
    for message in talk.into_iter().filter(|message| talk::question(message).is_none()) {
        let words = text(key.open(&message_place(message.id), message.sealed)?)?;
        let answered = message.reply_to.and_then(|id| questions.iter_mut().find(|asked| asked.id == id.uuid()));
        if let Some(asked) = answered {
            let text = Some(words).filter(|words| !words.is_empty());
            asked.answer = Some(CardAnswer { option: message.choice, text, at: message.at });
            continue;
        }
        let card = message.card.as_deref().and_then(|code| Cards::builtin().card(code));
        messages.push(ReporterMessage {
            id: message.id.uuid(),
            from: if message.account.is_some() { "officer" } else { "reporter" },
            text: card.map_or(words, |card| Cards::builtin().text(card, language).to_owned()),
            language: message.language,
            at: message.at,
        });
    }
    Ok((questions, messages))
}

/// The last time its reporter took it back.
fn withdrawn(added: &[&Added]) -> Option<Withdrawn> {
    added.iter().rev().find_map(|added| {
        let reason = added.facts.withdrawn.clone()?;
        Some(Withdrawn { reason, at: added.received_at })
    })
}

/// Each step with its minute, the last of each kind.
fn steps(report: &Report, incident: &Incident, log: &[audit::Entry]) -> Vec<Step> {
    let mut steps: Vec<Step> = vec![Step { status: "received".to_owned(), at: report.received_at }];
    let mut step = |status: &str, at: Timestamp| {
        steps.retain(|known| known.status != status);
        // Whoever joins what others told of before is told from when they joined.
        steps.push(Step { status: status.to_owned(), at: at.max(report.received_at) });
    };
    if let Some(seen) = incident.seen_at {
        step("seen", seen);
    }
    for entry in log.iter().filter(|entry| entry.kind == EventKind::IncidentChanged) {
        let fact = |name: &str| entry.facts.get(name).and_then(|value| value.as_str());
        match fact("command") {
            Some("acknowledge") => step("acknowledged", entry.at),
            Some("status") => {
                if let Some(status) = fact("to").and_then(Status::parse) {
                    step(status.for_reporter(), entry.at);
                }
            }
            _ => {}
        }
    }
    if let Some(at) = incident.acknowledged_at
        && !steps.iter().any(|step| step.status == "acknowledged")
    {
        steps.push(Step { status: "acknowledged".to_owned(), at: at.max(report.received_at) });
        steps.sort_by_key(|step| step.at);
    }
    steps
}

/// The reports of an incident for a desk, a page at a time: at most `limit` and, if there are more, where to go on.
pub async fn for_desk(
    app: &App,
    scope: &Scope,
    incident: &Incident,
    after: Option<ReportId>,
    limit: u64,
) -> Answer<(Vec<DeskReport>, Option<ReportId>)> {
    let venue = venues::by_id(app, incident.venue)?;
    let view = app.db.read().await?;
    let mut reports = store::of_incident(&view, scope.authority, incident.id, after, limit + 1).await?;
    let more = reports.len() as u64 > limit;
    reports.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    let ids: Vec<ReportId> = reports.iter().map(|report| report.id).collect();
    let mut added = by_report(store::amendments(&view, scope.authority, &ids).await?);
    let mut messages = by_report(store::messages(&view, scope.authority, &ids).await?);
    let mut photos = by_report(
        store::photos(&view, scope.authority, &ids).await?.into_iter().filter_map(|photo| Some((photo.report?, photo))),
    );
    drop(view);
    let mut shown = Vec::with_capacity(reports.len());
    for report in &reports {
        let id = report.id;
        let photos = photos.remove(&id).unwrap_or_default().into_iter().map(|photo| desk_photo(&venue, photo));
        let key = content_key(app, report)?;
        let added = added.remove(&id).unwrap_or_default();
        let messages = messages.remove(&id).unwrap_or_default();
        shown.push(desk_report(&venue, report, &key, added, photos.collect(), messages)?);
    }
    let next = if more { ids.last().copied() } else { None };
    Ok((shown, next))
}

pub fn desk_photo(venue: &Venue, photo: Photo) -> DeskPhoto {
    DeskPhoto {
        id: photo.id.uuid(),
        state: photo.state,
        media_type: photo.media_type,
        bytes: photo.bytes,
        received_at: photo.received_at,
        by: photo.taken.map(|taken| venue.person_label(taken.by)),
        taken_at: photo.taken.map(|taken| taken.at),
        sealed: photo.evidence.map(|sealed| SealedOriginal {
            bytes: sealed.bytes,
            sha256: hex::encode(sealed.sha256),
            claimed_sha256: sealed.claimed_sha256.map(hex::encode),
            media: sealed.media,
            received_at: sealed.at,
        }),
    }
}

fn by_report<T>(rows: impl IntoIterator<Item = (ReportId, T)>) -> HashMap<ReportId, Vec<T>> {
    let mut map: HashMap<ReportId, Vec<T>> = HashMap::new();
    for (report, row) in rows {
        map.entry(report).or_default().push(row);
    }
    map
}

fn desk_report(
    venue: &Venue,
    report: &Report,
    key: &ContentKey,
    added: Vec<Added>,
    photos: Vec<DeskPhoto>,
    messages: Vec<Message>,
) -> Answer<DeskReport> {
    let first = words(key, WORDS, report.sealed.clone())?;
    let mut narrative = Vec::new();
    let mut answers = Vec::new();
    let mut later_places = Vec::new();
    let mut category = report.facts.categories.first().cloned().unwrap_or_default();
    let place = desk_place(venue, &report.facts, &first, report.received_at);
    let (contact, by) = (first.contact.clone(), first.by.clone());
    let withdrawn = withdrawn(&added.iter().collect::<Vec<_>>());
    let phone = report.language.as_deref();
    tell(&report.facts, first, report.received_at, phone, &mut narrative, &mut answers);
    for one in added {
        let said = words(key, &amendment_place(one.id), one.sealed)?;
        if one.facts.place.is_some() {
            later_places.push(desk_place(venue, &one.facts, &said, one.received_at));
        }
        if let Some(better) = one.facts.categories.last() {
            category.clone_from(better);
        }
        tell(&one.facts, said, one.received_at, phone, &mut narrative, &mut answers);
    }
    let message = |m: Message| {
        let words = text(key.open(&message_place(m.id), m.sealed)?)?;
        let theirs = m.account.is_none().then(|| written_in(&words, m.language.as_deref().or(phone)));
        Ok(DeskMessage {
            id: m.id.uuid(),
            from: if m.account.is_some() { "officer" } else { "reporter" },
            by: m.account.map(|id| venue.person_label(id).label),
            text: words,
            at: m.at,
            card: m.card,
            reply_to: m.reply_to.map(MessageId::uuid),
            option: m.choice,
            language: m.language,
            written_in: theirs.flatten(),
            read_at: m.read_at,
        })
    };
    Ok(DeskReport {
        id: report.id.uuid(),
        reporter: Reporter {
            kind: report.kind.clone(),
            name: by.as_ref().map(|by| by.name.clone()).or(report.account.map(|id| venue.person_label(id).label)),
            employer: by.as_ref().and_then(|by| by.employer.clone()),
            badge: by.and_then(|by| by.badge),
            contact,
        },
        category,
        narrative,
        answers,
        language: report.language.clone(),
        observed_at: report.observed_at,
        received_at: report.received_at,
        place,
        later_places,
        photos,
        messages: messages.into_iter().map(message).collect::<Answer<_>>()?,
        withdrawn,
    })
}

fn written_in(words: &str, phone: Option<&str>) -> Option<WrittenIn> {
    let found = language::written_in(words, phone)?;
    Some(WrittenIn { language: found.language, sure: found.sure })
}

fn tell(
    facts: &Facts,
    words: Words,
    at: Timestamp,
    phone: Option<&str>,
    narrative: &mut Vec<Said>,
    answers: &mut Vec<AnswerGiven>,
) {
    narrative.extend(words.narrative.map(|text| Said { written_in: written_in(&text, phone), text, at }));
    for (question, values) in &facts.answers {
        let values = values.iter().cloned().collect();
        answers.push(AnswerGiven { question: question.clone(), values, text: None, at });
    }
    for (question, values) in words.answers {
        let text = values.into_iter().collect::<Vec<_>>().join("; ");
        answers.push(AnswerGiven { question, values: Vec::new(), text: Some(text), at });
    }
}

fn desk_place(venue: &Venue, facts: &Facts, words: &Words, at: Timestamp) -> DeskPlace {
    let place = facts.place.as_ref();
    let spot = place.and_then(|place| place.gps);
    DeskPlace {
        plate: place
            .and_then(|place| place.plate.as_deref())
            .map(|code| Labelled::new(code, venue.index.plate(code).map_or(code, |plate| &plate.label))),
        zone: place.and_then(|place| place.zone.as_deref()).map(|code| venue.zone_label(code)),
        floor: place.and_then(|place| place.floor.clone()),
        lat: spot.map(|spot| spot.lat).or(place.and_then(|place| place.lat)),
        lon: spot.map(|spot| spot.lon).or(place.and_then(|place| place.lon)),
        accuracy_m: place.and_then(|place| place.accuracy_m),
        text: words.place.clone(),
        source: facts.source.clone(),
        candidates: place
            .map(|place| place.candidates.iter().map(|code| venue.zone_label(code)).collect())
            .unwrap_or_default(),
        notes: place.map(|place| place.notes.iter().map(|note| note.code().to_owned()).collect()).unwrap_or_default(),
        at,
    }
}
