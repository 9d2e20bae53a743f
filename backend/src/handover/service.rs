//! Putting a sheet together, as whoever asks may read it.

use super::facts::{self, Facts, Numbers};
use super::store::{self, Row, Sheet};
use super::wire::{LineView, SheetHead, SheetPage, SheetView, ShiftAct, ShiftLog, SideView};
use crate::accounts::Scope;
use crate::app::App;
use crate::audit;
use crate::db::View;
use crate::desk;
use crate::incidents::{self, Incident};
use crate::problem::{Answer, Problem};
use crate::seal::ContentKey;
use crate::venues::{self, Venue};
use crate::wire::Labelled;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use shared::event::EventKind;
use shared::handover::{
    Act, Fact, LineState, Reading, Section, SheetState, Sides, Words, half, is_carried, say, window,
};
use shared::id::{AccountId, HandoverId, IncidentId};
use shared::problem::ErrorCode;
use shared::roster;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// Where what else was signed is sealed to.
pub const SHEET: &str = "sheet";
/// How far around now shifts are looked for.
const AROUND: SignedDuration = SignedDuration::from_hours(48);
const PAGE: u64 = 20;
const ACTS: u64 = 100;

/// What a line says, sealed.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Content {
    pub number: Option<String>,
    pub priority: Option<u8>,
    /// What made it, and in which words, once it is signed.
    pub fact: Option<Fact>,
    pub texts: BTreeMap<String, Words>,
    /// A person's words, which stand instead.
    pub own: Option<Words>,
    pub until: Option<Timestamp>,
    pub by: Option<AccountId>,
    pub reason: Option<String>,
    pub question: Option<String>,
    pub answer: Option<String>,
    pub carried: bool,
}

#[derive(Clone, Debug)]
pub struct Line {
    pub key: String,
    pub section: Section,
    pub incident: Option<IncidentId>,
    pub edited: bool,
    pub struck: bool,
    pub accepted_at: Option<Timestamp>,
    pub questioned_at: Option<Timestamp>,
    pub answered_at: Option<Timestamp>,
    pub content: Content,
    /// Whether the asker may know of it.
    pub visible: bool,
    pub confidential: bool,
}

/// What else is signed.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Frozen {
    pub numbers: Numbers,
    pub level: u8,
    pub made_at: Timestamp,
    pub left_out: bool,
}

/// A sheet with everything on it, also what the asker must not be told of.
pub struct Whole {
    pub sheet: Sheet,
    pub venue: Arc<Venue>,
    pub window: (Timestamp, Timestamp),
    pub lines: Vec<Line>,
    pub frozen: Frozen,
    pub log_seq: Option<i64>,
}

impl Line {
    pub fn state(&self) -> LineState {
        let reading = Reading {
            accepted: self.accepted_at.is_some(),
            questioned: self.questioned_at.is_some(),
            answered: self.answered_at.is_some(),
        };
        LineState::of(self.struck, self.edited, reading)
    }

    pub fn is_own(&self) -> bool {
        self.key.starts_with("own:")
    }

    fn words(&self, language: &str, venue: &Venue) -> Words {
        let Content { own, texts, fact, .. } = &self.content;
        let frozen = || texts.get(language).or_else(|| texts.get("en")).cloned();
        let said = || fact.as_ref().map(|fact| say(fact, language, &venue.time_zone));
        own.clone().or_else(frozen).or_else(said).unwrap_or_default()
    }

    pub fn row(&self, key: &ContentKey, position: usize, app: &App) -> Answer<Row> {
        Ok(Row {
            key: self.key.clone(),
            section: self.section,
            position: i32::try_from(position).unwrap_or(i32::MAX),
            incident: self.incident,
            edited: self.edited,
            struck: self.struck,
            accepted_at: self.accepted_at,
            questioned_at: self.questioned_at,
            answered_at: self.answered_at,
            sealed: key.seal_json(&place(&self.key), &self.content, &*app.entropy)?,
        })
    }
}

impl Whole {
    /// Lines the asker may read and is not done with.
    pub fn unread(&self) -> usize {
        self.lines.iter().filter(|line| line.visible && !line.state().is_read()).count()
    }

    pub fn line(&self, key: &str) -> Option<&Line> {
        self.lines.iter().find(|line| line.visible && line.key == key)
    }

    pub fn view(&self, who: AccountId, language: &str) -> SheetView {
        let side = |officer: Option<AccountId>, signed_at| {
            officer.map(|id| SideView { officer: self.venue.person_label(id), signed_at })
        };
        let acts = [
            ("write", Act::Write),
            ("sign_outgoing", Act::SignOutgoing),
            ("take_back", Act::TakeBack),
            ("take", Act::Take),
            ("read", Act::Read),
            ("answer", Act::Answer),
            ("sign_incoming", Act::SignIncoming { unread: self.unread() }),
        ];
        let may = acts.into_iter().filter(|(_, act)| self.sheet.sides.may(*act, who).is_ok());
        SheetView {
            id: self.sheet.id.uuid(),
            venue: self.venue.slug.clone(),
            state: self.sheet.sides.state.name(),
            version: self.sheet.version,
            shift: half(self.window, &self.venue.time_zone).name(),
            from: self.window.0,
            until: self.window.1,
            made_at: self.frozen.made_at,
            security_level: self.frozen.level,
            numbers: self.frozen.numbers.clone().into(),
            outgoing: side(self.sheet.sides.outgoing, self.sheet.signed_at),
            incoming: side(self.sheet.sides.incoming, self.sheet.accepted_at),
            log_seq: self.log_seq,
            lines: self.lines.iter().filter(|line| line.visible).map(|line| self.line_view(line, language)).collect(),
            left_out: self.frozen.left_out,
            may: may.map(|(name, _)| name).collect(),
        }
    }

    fn line_view(&self, line: &Line, language: &str) -> LineView {
        let Words { text, detail } = line.words(language, &self.venue);
        LineView {
            key: line.key.clone(),
            section: line.section.name(),
            state: line.state().name(),
            incident: line.incident.map(IncidentId::uuid),
            number: line.content.number.clone(),
            priority: line.content.priority,
            text,
            detail,
            until: line.content.until,
            own: line.is_own(),
            carried: line.content.carried,
            confidential: line.confidential,
            reason: line.content.reason.clone().filter(|_| line.struck),
            question: line.content.question.clone(),
            answer: line.content.answer.clone(),
        }
    }
}

/// A language of the desk.
pub fn language(asked: Option<&str>) -> &'static str {
    shared::language::at_desk(asked)
}

pub fn place(key: &str) -> String {
    format!("line:{key}")
}

pub fn key_of(app: &App, sheet: &Sheet) -> Answer<ContentKey> {
    app.keys.authority(sheet.authority)?.unwrap(sheet.id.uuid(), &sheet.sealed_key)
}

fn venue_of(app: &App, scope: &Scope, slug: &str) -> Answer<Arc<Venue>> {
    let gone = || Problem::new(ErrorCode::NotFound).at("venue");
    let venue = venues::by_slug(app, slug).map_err(|_| gone())?;
    let mine = venue.authority == scope.authority && scope.venues.contains(&venue.id);
    mine.then_some(venue).ok_or_else(gone)
}

/// The sheet of a venue that is not over yet; begun where there is none.
pub async fn running(app: &App, scope: &Scope, slug: &str) -> Answer<Whole> {
    let venue = venue_of(app, scope, slug)?;
    let last = store::before(&app.db.read().await?, scope, venue.id, None, 1).await?.pop();
    let nth = last.as_ref().map_or(1, |last| last.nth + 1);
    if let Some(sheet) = last.filter(|last| last.sides.state != SheetState::Accepted) {
        return whole(app, scope, sheet).await;
    }
    let id = HandoverId::fresh(&*app.clock, &*app.entropy);
    let (_, sealed_key) = app.keys.authority(venue.authority)?.create(id.uuid(), &*app.entropy)?;
    let new = Arc::new(Sheet {
        id,
        authority: venue.authority,
        venue: venue.id,
        nth,
        version: 1,
        sides: Sides { state: SheetState::Draft, outgoing: None, incoming: None },
        window: None,
        signed_at: None,
        accepted_at: None,
        sealed_key,
        sealed: None,
    });
    app.db
        .write(move |tx| {
            let new = new.clone();
            Box::pin(async move { store::add(tx.conn(), &new).await })
        })
        .await?;
    // Somebody else may have begun it at the same time.
    let begun = store::before(&app.db.read().await?, scope, venue.id, None, 1).await?.pop();
    whole(app, scope, begun.ok_or(ErrorCode::NotFound)?).await
}

pub async fn one(app: &App, scope: &Scope, id: HandoverId) -> Answer<Whole> {
    let sheet = store::find(&app.db.read().await?, scope, id).await?.ok_or(ErrorCode::NotFound)?;
    whole(app, scope, sheet).await
}

pub async fn whole(app: &App, scope: &Scope, sheet: Sheet) -> Answer<Whole> {
    let venue = venues::by_id(app, sheet.venue)?;
    if sheet.sides.state == SheetState::Draft {
        return draft(app, scope, sheet, venue).await;
    }
    let key = key_of(app, &sheet)?;
    let sealed = sheet.sealed.clone().unwrap_or_default();
    let frozen: Frozen = key.open_json(SHEET, sealed)?;
    let view = app.db.read().await?;
    let rows = store::lines(&view, &sheet).await?;
    let known = seen(&view, scope, &rows).await?;
    let lines = rows.into_iter().map(|row| opened(&key, row, &known)).collect::<Answer<_>>()?;
    let log_seq = match sheet.signed_at {
        Some(at) => {
            let moment = (at, at + SignedDuration::from_micros(1));
            let signed = audit::between(&view, sheet.authority, EventKind::HandoverSigned, moment, 10).await?;
            signed.iter().find(|entry| entry.facts["handover"] == sheet.id.to_string()).map(|entry| entry.seq)
        }
        None => None,
    };
    let window = sheet.window.ok_or_else(|| Problem::internal(anyhow::anyhow!("{}: no window", sheet.id)))?;
    Ok(Whole { sheet, venue, window, lines, frozen, log_seq })
}

/// The incidents some lines are about, those of them that the asker may see.
async fn seen(view: &View, scope: &Scope, rows: &[Row]) -> Answer<HashMap<IncidentId, Incident>> {
    let ids: Vec<IncidentId> = rows.iter().filter_map(|row| row.incident).collect();
    if ids.is_empty() { Ok(HashMap::new()) } else { incidents::visible_of(view, scope, ids).await }
}

fn opened(key: &ContentKey, row: Row, known: &HashMap<IncidentId, Incident>) -> Answer<Line> {
    let incident = row.incident.map(|id| known.get(&id));
    Ok(Line {
        content: key.open_json(&place(&row.key), row.sealed)?,
        visible: incident.is_none_or(|found| found.is_some()),
        confidential: incident.flatten().is_some_and(|incident| incident.confidence.is_some()),
        key: row.key,
        section: row.section,
        incident: row.incident,
        edited: row.edited,
        struck: row.struck,
        accepted_at: row.accepted_at,
        questioned_at: row.questioned_at,
        answered_at: row.answered_at,
    })
}

/// A sheet that still writes itself: what facts make now, over which stands what people wrote.
async fn draft(app: &App, scope: &Scope, sheet: Sheet, venue: Arc<Venue>) -> Answer<Whole> {
    let now = app.clock.now();
    let roster = venue.roster();
    let stints = roster::staffing(&roster.patterns, &roster.overrides, &venue.time_zone, now - AROUND, now + AROUND);
    // What began before we look is no change of shift.
    let stints: Vec<_> = stints.into_iter().filter(|stint| stint.starts > now - AROUND).collect();
    let key = key_of(app, &sheet)?;
    let view = app.db.read().await?;
    let last = store::before(&view, scope, sheet.venue, Some(sheet.nth), 1).await?.pop();
    let rows = store::lines(&view, &sheet).await?;
    let mut known = seen(&view, scope, &rows).await?;
    let mut lines: Vec<Line> = Vec::new();
    if let Some(last) = &last {
        let old_key = key_of(app, last)?;
        let old = store::lines(&view, last).await?;
        let old: Vec<Row> = old.into_iter().filter(|row| row.key.starts_with("own:") && !row.struck).collect();
        known.extend(seen(&view, scope, &old).await?);
        for row in old {
            let mut line = opened(&old_key, row, &known)?;
            if is_carried(line.section, true, line.struck, line.content.until, now) {
                (line.accepted_at, line.questioned_at, line.answered_at) = (None, None, None);
                let Content { number, priority, own, until, by, .. } = line.content;
                line.content = Content { number, priority, own, until, by, carried: true, ..Content::default() };
                lines.push(line);
            }
        }
    }
    drop(view);
    let span = window(&stints, last.as_ref().and_then(|last| last.signed_at), now);
    let Facts { made, numbers, incidents, left_out } = facts::gather(app, scope, &venue, span).await?;
    for one in made {
        let incident = one.incident.and_then(|id| incidents.get(&id));
        lines.push(Line {
            key: one.key,
            section: one.fact.section(),
            incident: one.incident,
            edited: false,
            struck: false,
            accepted_at: None,
            questioned_at: None,
            answered_at: None,
            content: Content {
                number: incident.map(|incident| incident.number.clone()),
                priority: incident.map(|incident| incident.priority),
                fact: Some(one.fact),
                ..Content::default()
            },
            visible: true,
            confidential: incident.is_some_and(|incident| incident.confidence.is_some()),
        });
    }
    for row in rows {
        let mut said = opened(&key, row, &known)?;
        match lines.iter_mut().find(|line| line.key == said.key) {
            Some(line) => {
                let Content { number, priority, fact, carried, .. } = line.content.clone();
                said.content.number = number.or(said.content.number);
                said.content.priority = priority.or(said.content.priority);
                (said.content.fact, said.content.carried) = (fact, carried);
                *line = said;
            }
            // What was struck and is over by itself needs nobody any more.
            None if said.struck && !said.is_own() => {}
            None => lines.push(said),
        }
    }
    // In the order they were made within a section, what people wrote last.
    lines.sort_by_key(|line| (line.section, line.is_own()));
    let frozen = Frozen { numbers, level: venue.security_level, made_at: now, left_out };
    Ok(Whole { sheet, venue, window: span, lines, frozen, log_seq: None })
}

/// Signed sheets of a venue, newest first.
pub async fn earlier(app: &App, scope: &Scope, slug: &str, cursor: Option<i64>) -> Answer<SheetPage> {
    let venue = venue_of(app, scope, slug)?;
    let mut rows = store::before(&app.db.read().await?, scope, venue.id, cursor, PAGE + 1).await?;
    let more = rows.len() as u64 > PAGE;
    rows.truncate(usize::try_from(PAGE).unwrap_or(usize::MAX));
    let next_cursor = rows.last().filter(|_| more).map(|last| last.nth);
    let head = |sheet: &Sheet| {
        let span = sheet.window.filter(|_| sheet.sides.state != SheetState::Draft)?;
        Some(SheetHead {
            id: sheet.id.uuid(),
            state: sheet.sides.state.name(),
            shift: half(span, &venue.time_zone).name(),
            from: span.0,
            until: span.1,
            signed_at: sheet.signed_at,
            accepted_at: sheet.accepted_at,
        })
    };
    Ok(SheetPage { items: rows.iter().filter_map(head).collect(), next_cursor })
}

/// What people did in the shift a sheet tells of, as far as the asker may know of it.
pub async fn log(app: &App, scope: &Scope, id: HandoverId, cursor: Option<i64>) -> Answer<ShiftLog> {
    let whole = one(app, scope, id).await?;
    let until = if whole.sheet.sides.state == SheetState::Draft { app.clock.now() } else { whole.window.1 };
    let span = (whole.window.0, until.max(whole.frozen.made_at));
    let view = app.db.read().await?;
    let entries = audit::acts(&view, scope.authority, whole.venue.id, span, cursor.unwrap_or(0), ACTS).await?;
    let next_cursor = entries.last().filter(|_| entries.len() as u64 == ACTS).map(|last| last.seq);
    let mut ids: Vec<IncidentId> = entries.iter().filter_map(|entry| entry.incident).collect();
    ids.sort_unstable();
    ids.dedup();
    let known = incidents::visible_of(&view, scope, ids).await?;
    let names = crate::channels::names(&view, scope.authority).await?;
    drop(view);
    let act = |entry: audit::Entry| {
        let incident = match entry.incident {
            Some(id) => Some(known.get(&id)?),
            None => None,
        };
        let incident = incident.map(|incident| Labelled::new(incident.id, &incident.number));
        Some(ShiftAct { incident, entry: desk::timeline_entry(&whole.venue, &names, entry) })
    };
    Ok(ShiftLog { items: entries.into_iter().filter_map(act).collect(), next_cursor })
}
