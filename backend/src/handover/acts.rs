//! What people do with a sheet. Every act names the version it was decided on; one that is sent again is answered with what is.

use super::service::{self, Content, Line, SHEET, Whole, key_of};
use super::store::{self, Row, Sheet};
use super::wire::SheetView;
use crate::accounts::Scope;
use crate::app::App;
use crate::audit::{Actor, Announcement};
use crate::incidents;
use crate::problem::{Answer, Problem};
use jiff::Timestamp;
use serde_json::json;
use shared::event::EventKind;
use shared::handover::{Act, LANGUAGES, Refusal, Section, SheetState, Words, say};
use shared::id::{AccountId, HandoverId, IncidentId};
use shared::limits;
use shared::problem::ErrorCode;
use std::sync::Arc;
use uuid::Uuid;

/// Another officer's act may come between reading and writing; more often than this nobody is so unlucky.
const TRIES: usize = 3;

#[derive(Clone, Debug)]
pub enum Deed {
    Add { id: Uuid, section: Section, words: Words, until: Option<Timestamp>, incident: Option<Uuid> },
    Edit { key: String, words: Words, until: Option<Timestamp> },
    Strike { key: String, reason: String },
    Restore { key: String },
    Accept { key: String },
    Question { key: String, text: String },
    Answer { key: String, text: String },
    SignOutgoing,
    SignIncoming,
    TakeBack,
    Take,
}

/// What a deed writes.
#[derive(Clone)]
struct Change {
    sheet: Sheet,
    rows: Vec<Row>,
    /// Which line is taken off first; an empty key means all.
    clear: Option<String>,
}

impl Deed {
    fn name(&self) -> &'static str {
        match self {
            Self::Add { .. } => "add",
            Self::Edit { .. } => "edit",
            Self::Strike { .. } => "strike",
            Self::Restore { .. } => "restore",
            Self::Accept { .. } => "accept",
            Self::Question { .. } => "question",
            Self::Answer { .. } => "answer",
            Self::SignOutgoing | Self::SignIncoming => "sign",
            Self::TakeBack => "take_back",
            Self::Take => "take",
        }
    }

    fn kind(&self) -> EventKind {
        match self {
            Self::SignOutgoing => EventKind::HandoverSigned,
            Self::SignIncoming => EventKind::HandoverAccepted,
            Self::TakeBack => EventKind::HandoverTakenBack,
            _ => EventKind::HandoverChanged,
        }
    }

    fn act(&self, unread: usize) -> Act {
        match self {
            Self::Add { .. } | Self::Edit { .. } | Self::Strike { .. } | Self::Restore { .. } => Act::Write,
            Self::Accept { .. } | Self::Question { .. } => Act::Read,
            Self::Answer { .. } => Act::Answer,
            Self::SignOutgoing => Act::SignOutgoing,
            Self::SignIncoming => Act::SignIncoming { unread },
            Self::TakeBack => Act::TakeBack,
            Self::Take => Act::Take,
        }
    }

    /// Whether it is done already, by the same person: a lost answer, and the same asked again.
    fn is_done(&self, whole: &Whole, version: i64, me: AccountId) -> bool {
        let sides = whole.sheet.sides;
        let reads = sides.incoming == Some(me);
        match self {
            Self::Add { id, section, words, .. } => whole.line(&own(*id)).is_some_and(|line| {
                line.section == *section && line.content.own.as_ref() == Some(words) && !line.content.carried
            }),
            Self::Edit { key, words, until } => whole.line(key).is_some_and(|line| {
                line.edited && !line.struck && line.content.own.as_ref() == Some(words) && line.content.until == *until
            }),
            Self::Strike { key, reason } => {
                whole.line(key).is_some_and(|line| line.struck && line.content.reason.as_ref() == Some(reason))
            }
            Self::Restore { key } => {
                whole.line(key).is_some_and(|line| !line.struck && (line.is_own() || !line.edited))
            }
            Self::Accept { key } => reads && whole.line(key).is_some_and(|line| line.accepted_at.is_some()),
            Self::Question { key, text } => {
                reads && whole.line(key).is_some_and(|line| line.content.question.as_ref() == Some(text))
            }
            Self::Answer { key, text } => {
                let mine = sides.outgoing == Some(me);
                mine && whole.line(key).is_some_and(|line| line.content.answer.as_ref() == Some(text))
            }
            Self::SignOutgoing => sides.state != SheetState::Draft && sides.outgoing == Some(me),
            Self::SignIncoming => sides.state == SheetState::Accepted && reads,
            Self::TakeBack => sides.state == SheetState::Draft && whole.sheet.version == version + 1,
            Self::Take => reads,
        }
    }
}

fn own(id: Uuid) -> String {
    format!("own:{id}")
}

/// Does it, once, and answers the sheet as it is then.
pub async fn act(
    app: &Arc<App>,
    scope: &Scope,
    id: HandoverId,
    version: i64,
    deed: Deed,
    language: &str,
) -> Answer<SheetView> {
    let me = scope.account;
    for _ in 0..TRIES {
        let whole = service::one(app, scope, id).await?;
        if deed.is_done(&whole, version, me) {
            return Ok(whole.view(me, language));
        }
        if whole.sheet.version != version {
            return Err(Problem::new(ErrorCode::StaleVersion).with("handover", whole.view(me, language)));
        }
        whole.sheet.sides.may(deed.act(whole.unread()), me).map_err(refused)?;
        let change = change(app, scope, &whole, &deed).await?;
        if write(app, scope, version, &deed, change).await? {
            return Ok(service::one(app, scope, id).await?.view(me, language));
        }
    }
    Err(ErrorCode::StaleVersion.into())
}

fn refused(why: Refusal) -> Problem {
    match why {
        Refusal::State => ErrorCode::WrongStatus.into(),
        Refusal::Side => ErrorCode::Forbidden.into(),
        Refusal::Unread => Problem::new(ErrorCode::WrongStatus).at("lines"),
    }
}

/// What a person may say in a line.
pub fn said(field: &'static str, text: &str) -> Answer<String> {
    let text = text.trim();
    let refused = |code| Err(Problem::new(code).at(field));
    match text {
        "" => refused(ErrorCode::MissingField),
        text if text.chars().count() > limits::HANDOVER_CHARS => refused(ErrorCode::TooLong),
        text if text.contains('\0') => refused(ErrorCode::InvalidValue),
        text => Ok(text.to_owned()),
    }
}

/// The words of a line: the thing, and, if anything, what one must know about it.
pub fn words(text: &str, detail: &str) -> Answer<Words> {
    let detail = if detail.trim().is_empty() { String::new() } else { said("detail", detail)? };
    Ok(Words { text: said("text", text)?, detail })
}

async fn change(app: &App, scope: &Scope, whole: &Whole, deed: &Deed) -> Answer<Change> {
    let now = app.clock.now();
    let me = scope.account;
    let key = key_of(app, &whole.sheet)?;
    let mut sheet = Sheet { version: whole.sheet.version + 1, ..whole.sheet.clone() };
    let mut clear = None;
    let find = |key: &String| whole.line(key).cloned().ok_or_else(|| Problem::new(ErrorCode::NotFound).at("line"));
    let at = |line: &Line| whole.lines.iter().position(|known| known.key == line.key).unwrap_or(whole.lines.len());
    let one = |line: Line| -> Answer<Vec<Row>> {
        let position = at(&line);
        Ok(vec![line.row(&key, position, app)?])
    };
    let reading = |key: &String| {
        let line = find(key)?;
        if line.struck { Err(Problem::new(ErrorCode::WrongStatus).at("line")) } else { Ok(line) }
    };
    let rows = match deed {
        Deed::Add { id, section, words, until, incident } => {
            if whole.lines.iter().any(|line| line.key == own(*id)) {
                return Err(Problem::new(ErrorCode::KeyReused).at("id"));
            }
            if whole.lines.iter().filter(|line| line.is_own()).count() >= limits::HANDOVER_OWN {
                return Err(Problem::new(ErrorCode::OutOfRange).at("id"));
            }
            let about = match incident {
                Some(id) => {
                    let gone = |_| Problem::new(ErrorCode::NotFound).at("incident");
                    Some(incidents::visible(app, scope, IncidentId::from_uuid(*id)).await.map_err(gone)?)
                }
                None => None,
            };
            let content = Content {
                number: about.as_ref().map(|incident| incident.number.clone()),
                priority: about.as_ref().map(|incident| incident.priority),
                own: Some(words.clone()),
                until: *until,
                by: Some(me),
                ..Content::default()
            };
            one(Line {
                key: own(*id),
                section: *section,
                incident: about.map(|incident| incident.id),
                edited: true,
                struck: false,
                accepted_at: None,
                questioned_at: None,
                answered_at: None,
                content,
                visible: true,
                confidential: false,
            })?
        }
        Deed::Edit { key, words, until } => {
            let mut line = find(key)?;
            (line.edited, line.struck) = (true, false);
            (line.content.own, line.content.until, line.content.by) = (Some(words.clone()), *until, Some(me));
            line.content.reason = None;
            one(line)?
        }
        Deed::Strike { key, reason } => {
            let mut line = find(key)?;
            (line.struck, line.content.reason, line.content.by) = (true, Some(reason.clone()), Some(me));
            one(line)?
        }
        Deed::Restore { key } => {
            let mut line = find(key)?;
            if !line.is_own() {
                clear = Some(line.key);
                Vec::new()
            } else {
                (line.struck, line.content.reason) = (false, None);
                one(line)?
            }
        }
        Deed::Accept { key } => {
            let mut line = reading(key)?;
            line.accepted_at = Some(now);
            sheet.sides.incoming = Some(me);
            one(line)?
        }
        Deed::Question { key, text } => {
            let mut line = reading(key)?;
            (line.accepted_at, line.questioned_at, line.answered_at) = (None, Some(now), None);
            (line.content.question, line.content.answer) = (Some(text.clone()), None);
            sheet.sides.incoming = Some(me);
            one(line)?
        }
        Deed::Answer { key, text } => {
            let mut line = reading(key)?;
            if line.questioned_at.is_none() {
                return Err(Problem::new(ErrorCode::WrongStatus).at("line"));
            }
            (line.answered_at, line.content.answer) = (Some(now), Some(text.clone()));
            one(line)?
        }
        Deed::SignOutgoing => {
            sheet.sides.state = SheetState::Signed;
            sheet.sides.outgoing = Some(me);
            (sheet.signed_at, sheet.window) = (Some(now), Some(whole.window));
            sheet.sealed = Some(key.seal_json(SHEET, &whole.frozen, &*app.entropy)?);
            clear = Some(String::new());
            // With the lines others wrote that this officer must not know of: they are kept for those who may.
            let rows = whole.lines.iter().enumerate().map(|(at, line)| frozen(line, whole).row(&key, at, app));
            rows.collect::<Answer<_>>()?
        }
        Deed::SignIncoming => {
            sheet.sides.state = SheetState::Accepted;
            sheet.sides.incoming = Some(me);
            sheet.accepted_at = Some(now);
            Vec::new()
        }
        Deed::TakeBack => {
            sheet.sides.state = SheetState::Draft;
            (sheet.sides.outgoing, sheet.sides.incoming) = (None, None);
            (sheet.signed_at, sheet.window, sheet.sealed) = (None, None, None);
            clear = Some(String::new());
            let said = whole.lines.iter().filter(|line| line.edited || line.struck || line.is_own());
            said.enumerate().map(|(at, line)| unread(line).row(&key, at, app)).collect::<Answer<_>>()?
        }
        Deed::Take => {
            sheet.sides.incoming = Some(me);
            let lines = whole.lines.iter().enumerate();
            lines.map(|(at, line)| unread(line).row(&key, at, app)).collect::<Answer<_>>()?
        }
    };
    Ok(Change { sheet, rows, clear })
}

/// A line in the words it is signed in.
fn frozen(line: &Line, whole: &Whole) -> Line {
    let mut line = line.clone();
    if let Some(fact) = &line.content.fact {
        let said = |language: &str| (language.to_owned(), say(fact, language, &whole.venue.time_zone));
        line.content.texts = LANGUAGES.into_iter().map(said).collect();
    }
    line
}

/// A line as if nobody had read it.
fn unread(line: &Line) -> Line {
    let mut line = line.clone();
    (line.accepted_at, line.questioned_at, line.answered_at) = (None, None, None);
    (line.content.question, line.content.answer) = (None, None);
    line
}

/// False where somebody else's act came first.
async fn write(app: &Arc<App>, scope: &Scope, version: i64, deed: &Deed, change: Change) -> Answer<bool> {
    let (scope, now) = (scope.clone(), app.clock.now());
    let (kind, name) = (deed.kind(), deed.name());
    app.db
        .write(move |tx| {
            let (scope, change) = (scope.clone(), change.clone());
            Box::pin(async move {
                let Change { sheet, rows, clear } = change;
                let found = store::locked(tx.conn(), &scope, sheet.id).await?;
                if found.ok_or(ErrorCode::NotFound)?.version != version {
                    return Ok(false);
                }
                match clear.as_deref() {
                    Some("") => store::clear(tx.conn(), &sheet, None).await?,
                    Some(key) => store::clear(tx.conn(), &sheet, Some(key)).await?,
                    None => {}
                }
                store::put(tx.conn(), &sheet, &rows).await?;
                store::save(tx.conn(), &sheet).await?;
                tx.announce(Announcement {
                    authority: sheet.authority,
                    kind,
                    at: now,
                    venue: Some(sheet.venue),
                    incident: None,
                    actor: Actor::Account(scope.account),
                    facts: json!({ "handover": sheet.id, "version": sheet.version, "act": name }),
                });
                Ok(true)
            })
        })
        .await
}
