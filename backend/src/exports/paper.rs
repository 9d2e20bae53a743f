//! On paper: one incident in people's words, or a time in numbers and lines. Tagged PDF, in the language that was asked for. A
//! document is put together whole, so what goes on it is bounded; the bundle and the table hold the rest, and the paper says so.

use super::table::{Pages, said_at};
use super::words::Words;
use super::worker::Making;
use crate::audit::{self, ReadOf};
use crate::desk;
use crate::incidents::{self, Incident, Summary};
use crate::pdf::{Document, Table};
use crate::problem::{Answer, Problem};
use crate::reports::{self, DeskMessage, DeskReport, WrittenIn};
use shared::cards::{Cards, UNSEEN};
use shared::handover;
use shared::language;
use shared::problem::ErrorCode;
use shared::taxonomy::Taxonomy;
use std::collections::BTreeMap;

/// Reports of one incident, and incidents of one time, that go on paper.
const REPORTS: usize = 500;
const INCIDENTS: usize = 1_000;
const REPORTS_AT_ONCE: u64 = 50;

pub async fn incident(making: &mut Making<'_>) -> Answer<()> {
    let id = making.job.incident.ok_or(ErrorCode::NotFound)?;
    let view = making.app.db.read().await?;
    let incident = incidents::find(&view, &making.scope, id).await?.ok_or(ErrorCode::NotFound)?;
    let merged = incidents::merged_into(&view, &incident).await?;
    let (count, ..) = reports::counts(&view, incident.authority, incident.id).await?;
    let notes = desk::notes_of(making.app, &view, &making.venue, &incident, &merged).await?;
    drop(view);
    making.expect(count);
    note(making, &incident).await?;
    let w = Words::of(making.job.wanted.language.as_deref());
    let title = format!("{} · {}", incident.number, title(&incident.category, w.language));
    let mut paper = begin(making, &title, w);
    paper.table(facts(making, &incident, w));
    paper.heading(2, w.say("reports"));
    let (mut told, mut after) = (0, None);
    'pages: loop {
        let (page, next) = reports::for_desk(making.app, &making.scope, &incident, after, REPORTS_AT_ONCE).await?;
        for report in &page {
            if told == REPORTS {
                paper.quiet(w.count("more_reports", count.saturating_sub(told as u64)));
                break 'pages;
            }
            told += 1;
            one_report(making, &mut paper, told, report, w);
        }
        making.tell(page.len()).await?;
        match next {
            Some(next) => after = Some(next),
            None => break,
        }
    }
    if !notes.is_empty() {
        paper.heading(2, w.say("notes"));
        for one in notes {
            let written = language::written_in(&one.text, None).filter(|written| written.sure);
            paper.said(one.text, written.map(|written| written.language));
            paper.quiet(format!("{} · {}", one.by, said_at(&making.venue, one.at)));
        }
    }
    print(making, paper, w).await
}

fn one_report(making: &Making<'_>, paper: &mut Document, number: usize, report: &DeskReport, w: Words) {
    let taxonomy = Taxonomy::builtin().localised(w.language);
    paper.heading(3, format!("{} {number} · {}", w.say("report"), said_at(&making.venue, report.received_at)));
    for said in &report.narrative {
        paper.said(said.text.clone(), surely(said.written_in.as_ref()));
    }
    let mut rows: Vec<(String, String)> = Vec::new();
    if let Some(taken) = &report.withdrawn {
        let reason = w.say(&format!("withdrawn_{}", taken.reason));
        rows.push((w.say("withdrawn"), format!("{reason} · {}", said_at(&making.venue, taken.at))));
    }
    if let Some(zone) = &report.place.zone {
        rows.push((w.say("place"), zone.label.clone()));
    }
    if let Some(text) = &report.place.text {
        rows.push((w.say("place"), text.clone()));
    }
    let between = handover::word(w.language, "between", &[]);
    for answer in &report.answers {
        let values = answer.values.iter().map(|code| taxonomy.option(&answer.question, code).unwrap_or(code));
        let given = values.chain(answer.text.as_deref()).collect::<Vec<_>>().join(&between);
        rows.push((taxonomy.question(&answer.question).unwrap_or(&answer.question).to_owned(), given));
    }
    if making.job.wanted.reporters {
        let who = &report.reporter;
        let known = [&who.name, &who.employer, &who.badge].into_iter().flatten().cloned();
        let contact = who.contact.iter().flat_map(|c| [&c.name, &c.email, &c.phone]).flatten().cloned();
        let named = known.chain(contact).collect::<Vec<_>>().join(" · ");
        if !named.is_empty() {
            rows.push((w.say("reporter"), named));
        }
    }
    if !report.photos.is_empty() {
        rows.push((w.say("photos"), report.photos.len().to_string()));
    }
    if !rows.is_empty() {
        paper.table(Table::facts(rows));
    }
    for message in &report.messages {
        let from = message.by.clone().unwrap_or_else(|| w.say("reporter"));
        if let Some(text) = carded(report, message, w) {
            paper.paragraph(text);
        }
        // A card's own words are the ones above, in another language.
        if message.card.is_none() && !message.text.is_empty() {
            paper.said(message.text.clone(), surely(message.written_in.as_ref()));
        }
        paper.quiet(format!("{from} · {}", said_at(&making.venue, message.at)));
    }
}

/// The language of somebody's words, where there is no doubt.
fn surely(written: Option<&WrittenIn>) -> Option<String> {
    written.filter(|written| written.sure).map(|written| written.language.clone())
}

/// What a card asked, or what was chosen of it: in the paper's language, whatever they were read in.
fn carded(report: &DeskReport, message: &DeskMessage, w: Words) -> Option<String> {
    let cards = Cards::builtin();
    if let Some(card) = message.card.as_deref().and_then(|code| cards.card(code)) {
        return Some(cards.text(card, w.language).to_owned());
    }
    let chosen = message.option.as_deref()?;
    if chosen == UNSEEN {
        return Some(w.say("unseen"));
    }
    let asked = report.messages.iter().find(|one| Some(one.id) == message.reply_to)?;
    let card = cards.card(asked.card.as_deref()?)?;
    let option = card.options.iter().find(|option| option.code == chosen)?;
    Some(cards.label(card, option, w.language).to_owned())
}

fn title(category: &str, language: &str) -> String {
    Taxonomy::builtin().localised(language).category(category).unwrap_or(category).to_owned()
}

fn facts(making: &Making<'_>, incident: &Incident, w: Words) -> Table {
    let venue = &making.venue;
    let told = Summary::new(incident, venue);
    let at = |at| said_at(venue, at);
    let rows = [
        ("priority", Some(format!("P{}", told.priority))),
        ("status", Some(w.status(told.status))),
        ("disposition", told.disposition.as_deref().map(|code| w.disposition(code))),
        ("exercise", told.drill.then(|| w.say("yes"))),
        ("confidence", told.confidential.then(|| w.say("yes"))),
        ("place", told.place.label.or(told.zone.map(|zone| zone.label))),
        ("opened", Some(at(told.opened_at))),
        ("acknowledged", told.acknowledged_at.map(at)),
        ("post", told.post.map(|post| post.label)),
        ("officer", told.assignee.map(|officer| officer.label)),
        ("reports", Some(told.report_count.to_string())),
        ("photos", Some(told.photo_count.to_string())),
    ];
    Table::facts(rows.into_iter().filter_map(|(label, value)| Some((w.say(label), value?))))
}

/// A time: how many of what, and each in a line, up to what paper holds.
pub async fn period(making: &mut Making<'_>) -> Answer<()> {
    let mut pages = Pages::begin(making).await?;
    let w = Words::of(making.job.wanted.language.as_deref());
    let period = making.job.wanted.period.ok_or(ErrorCode::Internal)?;
    let venue = making.venue.clone();
    let title = format!("{} · {} – {}", venue.name, said_at(&venue, period.from), said_at(&venue, period.until));
    let mut paper = begin(making, &title, w);
    let mut lines = Table::new(
        [("number", 1.35), ("opened", 1.45), ("priority", 1.2), ("what", 2.15), ("place", 1.95), ("status", 1.9)]
            .map(|(key, share)| (w.say(key), share)),
    );
    let (mut all, mut listed) = (0u64, 0usize);
    let [mut by_priority, mut by_what, mut by_status] = [const { BTreeMap::<String, u64>::new() }; 3];
    loop {
        let page = pages.next(making).await?;
        if page.is_empty() {
            break;
        }
        for incident in &page {
            let told = Summary::new(incident, &venue);
            let (what, status) = (self::title(&told.category, w.language), w.status(told.status));
            let priority = format!("P{}", told.priority);
            all += 1;
            for (counts, key) in [(&mut by_priority, &priority), (&mut by_what, &what), (&mut by_status, &status)] {
                *counts.entry(key.clone()).or_default() += 1;
            }
            if listed < INCIDENTS {
                listed += 1;
                let place = told.place.label.or(told.zone.map(|zone| zone.label)).unwrap_or_default();
                lines.push([told.number, said_at(&venue, told.opened_at), priority, what, place, status]);
            }
        }
        making.tell(page.len()).await?;
    }
    paper.paragraph(format!("{}: {all}", w.say("incidents")));
    for (key, counts) in [("priority", by_priority), ("what", by_what), ("status", by_status)] {
        let mut counts: Vec<_> = counts.into_iter().collect();
        counts.sort_by(|a, b| (b.1, &a.0).cmp(&(a.1, &b.0)));
        let mut table = Table::new([(w.say(key), 3.0), (w.say("incidents"), 1.0)]);
        for (of, count) in counts {
            table.push([of, count.to_string()]);
        }
        paper.heading(2, w.say(key)).table(table);
    }
    paper.heading(2, w.say("incidents")).table(lines);
    if all > listed as u64 {
        paper.quiet(w.count("more_incidents", all - listed as u64));
    }
    print(making, paper, w).await
}

fn begin(making: &Making<'_>, title: &str, w: Words) -> Document {
    let mut paper = Document::new(title, language::tag(w.language));
    let now = making.app.clock.now();
    paper.made_at(now).heading(1, title);
    let venue = &making.venue;
    paper.quiet(format!("{} · {} {} · {}", venue.name, w.say("made"), said_at(venue, now), venue.time_zone_name));
    paper
}

async fn print(making: &mut Making<'_>, mut paper: Document, w: Words) -> Answer<()> {
    let missing = w.say("missing");
    let printing = move || {
        if paper.missing()? > 0 {
            paper.quiet(missing);
        }
        paper.bytes()
    };
    let bytes = tokio::task::spawn_blocking(printing).await.map_err(Problem::internal)?;
    making.write(&bytes.map_err(Problem::internal)?).await
}

async fn note(making: &Making<'_>, incident: &Incident) -> Answer<()> {
    let read = ReadOf {
        authority: incident.authority,
        account: making.scope.account,
        at: making.app.clock.now(),
        kind: "incident.exported",
        object: incident.id.uuid(),
        reason: Some(format!("export {}", making.job.id)),
    };
    audit::record_now(&making.app.db, read).await
}
