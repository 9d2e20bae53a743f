//! Asking, agreeing, taking back, handing out.

use super::store::{self, Export, Wanted};
use super::wire::{ExportPage, NewExport, WireExport};
use crate::accounts::{Scope, Signed};
use crate::app::App;
use crate::audit::{self, Actor, Announcement, ReadOf};
use crate::db::Tx;
use crate::incidents::{self, Incident};
use crate::pages::Mail;
use crate::problem::{Answer, Problem};
use crate::venues::{self, Venue};
use crate::wire::Labelled;
use bytes::Bytes;
use futures_util::future::join_all;
use futures_util::stream::LocalBoxStream;
use serde_json::{Value, json};
use shared::access::Permission;
use shared::event::EventKind;
use shared::export::{self, Kind, Period, Refusal, State};
use shared::id::{ExportId, IncidentId};
use shared::language;
use shared::limits;
use shared::problem::ErrorCode;
use shared::taxonomy::Taxonomy;
use std::sync::Arc;

/// What a reason is sealed to.
const REASON: &str = "reason";

fn must_be_fresh(app: &App, who: &Signed) -> Answer<()> {
    if who.fresh_until <= app.clock.now() { Err(ErrorCode::StepUp.into()) } else { Ok(()) }
}

fn reason_of(reason: Option<&str>, field: &'static str) -> Answer<String> {
    let reason = reason.map(str::trim).filter(|reason| !reason.is_empty());
    let reason = reason.ok_or_else(|| Problem::new(ErrorCode::ReasonRequired).at(field))?;
    if reason.chars().count() > limits::REASON_CHARS {
        return Err(Problem::new(ErrorCode::TooLong).at(field));
    }
    Ok(reason.to_owned())
}

/// What is asked for, checked: its venue, its incident, and what exactly.
async fn checked(
    app: &App,
    scope: &Scope,
    kind: Kind,
    new: NewExport,
) -> Answer<(Arc<Venue>, Option<Incident>, Wanted)> {
    let missing = |field: &'static str| Problem::new(ErrorCode::MissingField).at(field);
    let invalid = |field: &'static str| Problem::new(ErrorCode::InvalidValue).at(field);
    let language = new.language.as_deref().map(language::base_language);
    if language.as_deref().is_some_and(|wanted| !language::all().any(|known| known == wanted)) {
        return Err(invalid("language"));
    }
    let mut wanted = Wanted { language, ..Wanted::default() };
    if kind.is_of_incident() {
        let of_a_time = [
            ("from", new.from.is_some()),
            ("to", new.to.is_some()),
            ("priorities", !new.priorities.is_empty()),
            ("category", new.category.is_some()),
            ("drill", new.drill.is_some()),
        ];
        if let Some((field, _)) = of_a_time.into_iter().find(|(_, given)| *given) {
            return Err(invalid(field));
        }
        let id = IncidentId::from_uuid(new.incident.ok_or_else(|| missing("incident"))?);
        let incident = incidents::visible(app, scope, id).await?;
        let venue = venues::by_id(app, incident.venue)?;
        if new.venue.is_some_and(|slug| slug != venue.slug) {
            return Err(invalid("venue"));
        }
        wanted.words = true;
        wanted.reporters = new.reporters;
        return Ok((venue, Some(incident), wanted));
    }
    if new.incident.is_some() {
        return Err(invalid("incident"));
    }
    if new.reporters {
        return Err(invalid("reporters"));
    }
    let venue = venues::by_slug(app, &new.venue.ok_or_else(|| missing("venue"))?)?;
    if venue.authority != scope.authority || !scope.venues.contains(&venue.id) {
        return Err(Problem::new(ErrorCode::NotFound).at("venue"));
    }
    let (from, until) = (new.from.ok_or_else(|| missing("from"))?, new.to.ok_or_else(|| missing("to"))?);
    let period = Period::new(from, until).map_err(|refusal| match refusal {
        Refusal::Backwards => invalid("to"),
        Refusal::TooLong => Problem::new(ErrorCode::OutOfRange).at("to"),
    })?;
    if new.priorities.len() > 4 || new.priorities.iter().any(|priority| !(1..=4).contains(priority)) {
        return Err(invalid("priorities"));
    }
    if new.category.as_deref().is_some_and(|code| Taxonomy::builtin().category(code).is_none()) {
        return Err(Problem::new(ErrorCode::UnknownCategory).at("category"));
    }
    wanted.period = Some(period);
    (wanted.priorities, wanted.category, wanted.drill, wanted.words) =
        (new.priorities, new.category, new.drill, new.words);
    Ok((venue, None, wanted))
}

/// Takes an ask in. It is made afterwards, at once or when a second person agreed.
pub async fn ask(app: &Arc<App>, who: &Signed, new: NewExport) -> Answer<WireExport> {
    let kind = Kind::parse(&new.kind).ok_or_else(|| Problem::new(ErrorCode::InvalidValue).at("kind"))?;
    let reason = reason_of(Some(&new.reason), "reason")?;
    let scope = &who.scope;
    let (venue, incident, wanted) = checked(app, scope, kind, new).await?;
    if kind.opens_originals() {
        scope.require(Permission::ReadOriginals)?;
        must_be_fresh(app, who)?;
    }
    let id = ExportId::fresh(&*app.clock, &*app.entropy);
    let (key, sealed_key) = app.keys.authority(scope.authority)?.create(id.uuid(), &*app.entropy)?;
    let now = app.clock.now();
    let second = export::needs_a_second(kind, wanted.period, wanted.words);
    let asked = Export {
        id,
        authority: scope.authority,
        venue: venue.id,
        incident: incident.as_ref().map(|incident| incident.id),
        kind,
        state: if second { State::Waiting } else { State::Asked },
        version: 1,
        asked_by: scope.account,
        asked_at: now,
        second,
        agreed: None,
        wanted,
        sealed_reason: key.seal(REASON, reason.into_bytes(), &*app.entropy)?,
        sealed_key,
        done: 0,
        total: 0,
        attempts: 0,
        leased_until: None,
        file: None,
        file_key: None,
        bytes: 0,
        sha256: None,
        manifest_sha256: None,
        ready_at: None,
        expires_at: second.then(|| now + export::AGREED_WITHIN),
        fetched: 0,
        error: None,
    };
    let (new, mine) = (asked.clone(), scope.clone());
    app.db
        .write(move |tx| {
            let (new, mine) = (new.clone(), mine.clone());
            Box::pin(async move {
                if store::open_of(tx.conn(), &mine).await? >= export::OPEN_PER_PERSON {
                    return Err(Problem::new(ErrorCode::RateLimited)
                        .because("withdraw one of your exports first")
                        .retry_after(3600));
                }
                store::add(tx.conn(), &new).await?;
                announce(
                    tx,
                    &new,
                    EventKind::ExportAsked,
                    Actor::Account(new.asked_by),
                    now,
                    json!({ "second": new.second }),
                );
                Ok(())
            })
        })
        .await?;
    app.exporting.notify_one();
    if second {
        call_for_a_second(app, &venue, &asked).await;
    }
    wire(app, scope, &asked).await
}

/// A mail to each who may agree: nobody looks for what waits for their word. It says who asks and where, and nothing of
/// what or why. The ask stands either way, and every desk of theirs shows it. All at once: where no mail goes out, whoever
/// asked waits for one to fail and not for each.
async fn call_for_a_second(app: &App, venue: &Venue, asked: &Export) {
    let by = &venue.person_label(asked.asked_by).label;
    let may_agree = venue
        .people
        .iter()
        .filter(|(id, member)| **id != asked.asked_by && member.role.may(Permission::ApproveExports));
    let mails = may_agree.map(|(id, member)| async move {
        let mail = Mail {
            to_name: &member.label,
            to: &member.email,
            subject: format!("An export waits for your word: {}", venue.name),
            text: format!(
                "{by} asked for an export at {} that needs a second person.\n\nSee what and why, and agree or refuse: {}/desk/exports\n\nWithout an answer it lapses.\n",
                venue.name, app.config.public_url
            ),
            id: format!("{}.{id}", asked.id),
            urgent: false,
        };
        if let Err(error) = app.mailer.send(mail).await {
            tracing::warn!(export = %asked.id, error = format!("{error:#}"), "an export that waits could not be mailed");
        }
    });
    join_all(mails).await;
}

/// Tells the log: ids, the kind and plain facts.
pub fn announce(tx: &Tx, of: &Export, kind: EventKind, actor: Actor, at: jiff::Timestamp, more: Value) {
    let mut facts = json!({ "export": of.id, "of": of.kind.name() });
    if let (Some(facts), Some(more)) = (facts.as_object_mut(), more.as_object()) {
        facts.extend(more.clone());
    }
    tx.announce(Announcement {
        authority: of.authority,
        kind,
        at,
        venue: Some(of.venue),
        incident: of.incident,
        actor,
        facts,
    });
}

pub async fn page(app: &App, scope: &Scope, after: Option<ExportId>, limit: Option<u64>) -> Answer<ExportPage> {
    let limit = limit.unwrap_or(limits::PAGE_ROWS).clamp(1, limits::PAGE_ROWS_MAX);
    let mut rows = store::page(&app.db.read().await?, scope, after, limit + 1).await?;
    let more = rows.len() as u64 > limit;
    rows.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    let next_cursor = rows.last().filter(|_| more).map(|last| last.id.uuid());
    let mut items = Vec::with_capacity(rows.len());
    for row in &rows {
        items.push(wire(app, scope, row).await?);
    }
    Ok(ExportPage { items, next_cursor })
}

pub async fn show(app: &App, scope: &Scope, id: ExportId) -> Answer<WireExport> {
    let found = store::find(&app.db.read().await?, scope, id, false).await?;
    wire(app, scope, &found.ok_or(ErrorCode::NotFound)?).await
}

async fn wire(app: &App, scope: &Scope, export: &Export) -> Answer<WireExport> {
    let venue = venues::by_id(app, export.venue)?;
    let key = app.keys.authority(export.authority)?.unwrap(export.id.uuid(), &export.sealed_key)?;
    let reason = String::from_utf8(key.open(REASON, export.sealed_reason.clone())?).map_err(Problem::internal)?;
    let incident = match export.incident {
        Some(id) => incidents::find(&app.db.read().await?, scope, id).await?,
        None => None,
    };
    let mine = export.asked_by == scope.account;
    let agrees = export::may_agree(export.state, &export.asked_by, &scope.account);
    let Wanted { period, priorities, category, drill, words, reporters, .. } = export.wanted.clone();
    Ok(WireExport {
        id: export.id.uuid(),
        version: export.version,
        kind: export.kind.name(),
        state: export.state.name(),
        venue: venue.slug.clone(),
        incident: incident.map(|incident| Labelled::new(incident.id, incident.number)),
        from: period.map(|period| period.from),
        to: period.map(|period| period.until),
        priorities,
        category,
        drill,
        words,
        reporters,
        reason,
        asked_by: venue.person_label(export.asked_by),
        asked_at: export.asked_at,
        second: export.second,
        approved_by: export.agreed.map(|(who, _)| venue.person_label(who)),
        approved_at: export.agreed.map(|(_, at)| at),
        done: export.done,
        total: export.total,
        bytes: export.bytes,
        sha256: export.sha256.as_ref().map(hex::encode),
        manifest_sha256: export.manifest_sha256.as_ref().map(hex::encode),
        ready_at: export.ready_at,
        expires_at: export.expires_at,
        fetched: export.fetched,
        error: export.error.clone(),
        mine,
        may_approve: agrees && scope.role.may(Permission::ApproveExports),
    })
}

/// A second person agrees.
pub async fn approve(app: &Arc<App>, who: &Signed, id: ExportId, version: i64) -> Answer<WireExport> {
    must_be_fresh(app, who)?;
    let (scope, now) = (who.scope.clone(), app.clock.now());
    let agreed = decide(app, &who.scope, id, version, move |tx, export| {
        if export.asked_by == scope.account {
            return Err(ErrorCode::Forbidden.into());
        }
        if !export::may_agree(export.state, &export.asked_by, &scope.account) {
            return Err(ErrorCode::WrongStatus.into());
        }
        export.state = State::Asked;
        export.agreed = Some((scope.account, now));
        export.expires_at = None;
        announce(tx, export, EventKind::ExportApproved, Actor::Account(scope.account), now, json!({}));
        Ok(())
    })
    .await?;
    app.exporting.notify_one();
    wire(app, &who.scope, &agreed).await
}

/// Taken back by whoever asked, or refused by whoever might have agreed. Its file goes too.
pub async fn withdraw(app: &Arc<App>, who: &Signed, id: ExportId, version: i64) -> Answer<WireExport> {
    let (scope, now) = (who.scope.clone(), app.clock.now());
    let file = store::find(&app.db.read().await?, &who.scope, id, false).await?.and_then(|export| export.file);
    let withdrawn = decide(app, &who.scope, id, version, move |tx, export| {
        // Whoever agreed does not take it back: it is the asker's from then on.
        if export.asked_by != scope.account && export.state != State::Waiting {
            return Err(ErrorCode::Forbidden.into());
        }
        if !export.state.may_become(State::Withdrawn) {
            return Err(ErrorCode::WrongStatus.into());
        }
        let refused = export.asked_by != scope.account;
        export.state = State::Withdrawn;
        (export.file, export.file_key, export.expires_at) = (None, None, None);
        announce(
            tx,
            export,
            EventKind::ExportWithdrawn,
            Actor::Account(scope.account),
            now,
            json!({ "refused": refused }),
        );
        Ok(())
    })
    .await?;
    if let Some(file) = file {
        app.shelf.remove(&file).await?;
    }
    wire(app, &who.scope, &withdrawn).await
}

async fn decide(
    app: &Arc<App>,
    scope: &Scope,
    id: ExportId,
    version: i64,
    change: impl Fn(&Tx, &mut Export) -> Answer<()> + Clone + Send + Sync + 'static,
) -> Answer<Export> {
    let scope = scope.clone();
    app.db
        .write(move |tx| {
            let (scope, change) = (scope.clone(), change.clone());
            Box::pin(async move {
                let found = store::find(tx.conn(), &scope, id, true).await?;
                let mut export = found.ok_or(ErrorCode::NotFound)?;
                if export.version != version {
                    return Err(Problem::new(ErrorCode::StaleVersion).with("version", export.version));
                }
                change(tx, &mut export)?;
                export.version += 1;
                store::save(tx.conn(), &export).await?;
                Ok(export)
            })
        })
        .await
}

/// A file on its way out.
pub struct Fetched {
    pub name: String,
    pub media_type: &'static str,
    pub bytes: u64,
    pub stream: LocalBoxStream<'static, Answer<Bytes>>,
}

/// Hands a file out to whoever asked for it, if they may still read what it is of; noted before its first byte.
pub async fn fetch(app: &Arc<App>, who: &Signed, id: ExportId, reason: Option<&str>) -> Answer<Fetched> {
    let not_found = || Problem::new(ErrorCode::NotFound);
    let scope = &who.scope;
    let view = app.db.read().await?;
    let export = store::find(&view, scope, id, false).await?.ok_or_else(not_found)?;
    if export.asked_by != scope.account {
        return Err(not_found());
    }
    let incident = match export.incident {
        Some(id) => Some(incidents::find(&view, scope, id).await?.ok_or_else(not_found)?),
        None => None,
    };
    drop(view);
    if export.kind.opens_originals() {
        scope.require(Permission::ReadOriginals)?;
    }
    must_be_fresh(app, who)?;
    let reason = reason_of(reason, "X-Reason")?;
    let now = app.clock.now();
    if export.state.is_over() || export.expires_at.is_some_and(|at| export.state == State::Ready && at <= now) {
        return Err(ErrorCode::WrongStatus.into());
    }
    let (State::Ready, Some(file), Some(file_key)) = (export.state, &export.file, &export.file_key) else {
        return Err(ErrorCode::NotReady.into());
    };
    let key = app.keys.authority(export.authority)?.unwrap(export.id.uuid(), file_key)?;
    let bytes = u64::try_from(export.bytes).map_err(Problem::internal)?;
    let stream = app.shelf.read(file, key, bytes).await?;
    let read = ReadOf {
        authority: export.authority,
        account: scope.account,
        at: now,
        kind: "export.file",
        object: export.id.uuid(),
        reason: Some(reason),
    };
    audit::record_now(&app.db, read).await?;
    let account = scope.account;
    let of = scope.clone();
    app.db
        .write(move |tx| {
            let of = of.clone();
            Box::pin(async move {
                let found = store::find(tx.conn(), &of, id, true).await?;
                let mut export = found.filter(|export| export.state == State::Ready).ok_or(ErrorCode::WrongStatus)?;
                export.fetched += 1;
                announce(tx, &export, EventKind::ExportFetched, Actor::Account(account), now, json!({}));
                store::save(tx.conn(), &export).await
            })
        })
        .await?;
    let venue = venues::by_id(app, export.venue)?;
    Ok(Fetched {
        name: file_name(&venue.slug, incident.as_ref(), &export),
        media_type: export.kind.media_type(),
        bytes,
        stream,
    })
}

/// Safe in a header and on any disk.
fn file_name(venue: &str, incident: Option<&Incident>, export: &Export) -> String {
    let day = |at: jiff::Timestamp| at.strftime("%Y-%m-%d").to_string();
    let of = match (incident, export.wanted.period) {
        (Some(incident), _) => incident.number.clone(),
        (None, Some(period)) => format!("{}_{}", day(period.from), day(period.until)),
        (None, None) => String::new(),
    };
    let name = format!("{venue}_{of}_{}.{}", export.kind.name(), export.kind.extension());
    name.chars().map(|c| if c.is_ascii_alphanumeric() || "-_.".contains(c) { c } else { '-' }).collect()
}
