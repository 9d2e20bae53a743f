//! Letters between a reporter and the officers. The reporter never learns who wrote.

use super::facts::{content_key, message_place};
use super::intake::code_length;
use super::key::{Key, fingerprint};
use super::store::{self, Message, Report};
use super::talk;
use super::wire::{MessageStored, NewMessage};
use crate::accounts::Scope;
use crate::app::App;
use crate::audit::{Actor, Announcement};
use crate::db::Tx;
use crate::incidents::{self, Incident};
use crate::problem::{Answer, Problem};
use crate::venues;
use crate::watches;
use serde_json::json;
use shared::cards::Cards;
use shared::event::EventKind;
use shared::id::{AccountId, MessageId, ReportId};
use shared::language::SOURCE_LANGUAGE;
use shared::limits;
use shared::problem::ErrorCode;
use std::sync::Arc;

/// A reporter writes to the officers.
pub async fn message(app: &Arc<App>, report: Report, key: &Key, new: NewMessage, from: &str) -> Answer<MessageStored> {
    code_length("language", new.language.as_deref())?;
    let venue = venues::by_id(app, report.venue)?;
    let key_hash = key.hash(app, "message", &report.id.to_string());
    let fingerprint = fingerprint(app, &as_sent(&new));
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
    let text = match (&new.text, &new.option) {
        (None, Some(_)) => String::new(),
        (text, _) => message_text(text.clone().unwrap_or_default())?,
    };
    let reply_to = reply(app, &report, &new).await?;
    let mut message = seal_message(app, &report, &text, None, Some(fingerprint.clone()))?;
    message.reply_to = reply_to;
    message.choice = new.option;
    message.language = new.language;
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

/// What the key was first used for. Words alone have the fingerprint they always had.
fn as_sent(new: &NewMessage) -> serde_json::Value {
    let mut sent = serde_json::Map::new();
    let fields = [("text", &new.text), ("option", &new.option), ("language", &new.language)];
    sent.extend(fields.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value.clone()?.into()))));
    sent.extend(new.card.map(|id| ("card".to_owned(), id.to_string().into())));
    sent.into()
}

/// The officer's question that is answered. It must have been asked of this report, and the option must be one of its own.
async fn reply(app: &App, report: &Report, new: &NewMessage) -> Answer<Option<MessageId>> {
    let Some(id) = new.card.map(MessageId::from_uuid) else {
        return if new.option.is_some() { Err(Problem::new(ErrorCode::MissingField).at("card")) } else { Ok(None) };
    };
    let asked = store::messages(&app.db.read().await?, report.authority, &[report.id]).await?;
    let question = asked.iter().find(|(_, message)| message.id == id).and_then(|(_, message)| talk::question(message));
    let question = question.ok_or_else(|| Problem::new(ErrorCode::InvalidValue).at("card"))?;
    if new.option.as_deref().is_some_and(|option| !question.takes(option)) {
        return Err(Problem::new(ErrorCode::UnknownOption).at("option"));
    }
    Ok(Some(id))
}

/// What an officer sends: words of their own, or a card that everybody reads in their own language.
pub enum Wording {
    Free { text: String, language: Option<String> },
    Card(String),
}

/// An officer writes to the reporters of an incident, or to some of them.
pub async fn write_to_reporters(
    app: &Arc<App>,
    scope: &Scope,
    incident: &Incident,
    wording: Wording,
    to: Option<Vec<ReportId>>,
) -> Answer<()> {
    let (text, language, card) = match wording {
        Wording::Free { text, language } => {
            code_length("language", language.as_deref())?;
            (message_text(text)?, language, None)
        }
        Wording::Card(code) => {
            let card = talk::card(venues::by_id(app, incident.venue)?.kind, &code)?;
            (Cards::builtin().text(card, SOURCE_LANGUAGE).to_owned(), None, Some(code))
        }
    };
    let view = app.db.read().await?;
    let mut reports = store::of_incident(&view, scope.authority, incident.id, None, u64::MAX >> 1).await?;
    drop(view);
    if let Some(to) = to {
        if !to.iter().all(|id| reports.iter().any(|report| report.id == *id)) {
            return Err(Problem::new(ErrorCode::InvalidValue).at("reports"));
        }
        reports.retain(|report| to.contains(&report.id));
    }
    // One instant for all of them: by it a desk knows that it was one message.
    let at = app.clock.now();
    let mut messages = Vec::with_capacity(reports.len());
    for report in reports {
        let message = seal_message(app, &report, &text, Some(scope.account), None)?;
        messages.push((report, Message { at, card: card.clone(), language: language.clone(), ..message }));
    }
    let (messages, actor) = (Arc::new(messages), Actor::Account(scope.account));
    let (app_, incident) = (app.clone(), incident.clone());
    app.db
        .write(move |tx| {
            let (app, incident, messages) = (app_.clone(), incident.clone(), messages.clone());
            Box::pin(async move {
                incidents::spoken(tx, &app, &incident, app.clock.now()).await?;
                for (report, message) in messages.iter() {
                    store::add_message(tx.conn(), report, None, message).await?;
                    announce_message(tx, report, message, EventKind::MessageSent, actor);
                }
                let written: Vec<ReportId> = messages.iter().map(|(report, _)| report.id).collect();
                watches::ring(tx, &app, incident.authority, &written).await
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

fn seal_message(
    app: &App,
    report: &Report,
    text: &str,
    account: Option<AccountId>,
    fingerprint: Option<Vec<u8>>,
) -> Answer<Message> {
    let id = MessageId::fresh(&*app.clock, &*app.entropy);
    let sealed = content_key(app, report)?.seal(&message_place(id), text.as_bytes().to_vec(), &*app.entropy)?;
    let nothing = (None, None, None, None, None);
    let (card, reply_to, choice, language, read_at) = nothing;
    Ok(Message { id, fingerprint, account, at: app.clock.now(), sealed, card, reply_to, choice, language, read_at })
}

fn announce_message(tx: &Tx, report: &Report, message: &Message, kind: EventKind, actor: Actor) {
    tx.announce(Announcement {
        authority: report.authority,
        kind,
        at: message.at,
        venue: Some(report.venue),
        incident: Some(report.incident),
        actor,
        facts: json!({ "report": report.id, "message": message.id, "card": message.card, "answers": message.reply_to }),
    });
}
