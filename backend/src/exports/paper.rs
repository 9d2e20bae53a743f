//! On paper: one incident in people's words, or a time in numbers and lines. Tagged PDF, in the language that was asked for. A
//! document is put together whole, so what goes on it is bounded; the bundle and the table hold the rest, and the paper says so.

use super::table::{Pages, said_at};
use super::words::{self, Words};
use super::worker::Making;
use crate::audit::{self, ReadOf};
use crate::desk;
use crate::incidents::{self, Incident, Summary};
use crate::pdf::{Document, Table};
use crate::problem::{Answer, Problem};
use crate::reports::{self, DeskReport};
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
    let language = making.job.wanted.language.clone().unwrap_or_default();
    let w = words::of(&language);
    let title = format!("{} · {}", incident.number, title(&incident.category, w.language));
    let mut paper = begin(making, &title, w);
    paper.table(facts(making, &incident, w));
    paper.heading(2, w.reports);
    let (mut told, mut after) = (0, None);
    'pages: loop {
        let (page, next) = reports::for_desk(making.app, &making.scope, &incident, after, REPORTS_AT_ONCE).await?;
        for report in &page {
            if told == REPORTS {
                paper.quiet(w.more_reports.replace("{count}", &count.saturating_sub(told as u64).to_string()));
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
        paper.heading(2, w.notes);
        for one in notes {
            paper.paragraph(one.text).quiet(format!("{} · {}", one.by, said_at(&making.venue, one.at)));
        }
    }
    print(making, paper, w).await
}

fn one_report(making: &Making<'_>, paper: &mut Document, number: usize, report: &DeskReport, w: &Words) {
    let taxonomy = Taxonomy::builtin().localised(w.language);
    paper.heading(3, format!("{} {number} · {}", w.report, said_at(&making.venue, report.received_at)));
    for said in &report.narrative {
        paper.paragraph(said.text.clone());
    }
    let mut rows: Vec<(String, String)> = Vec::new();
    if let Some(zone) = &report.place.zone {
        rows.push((w.place.to_owned(), zone.label.clone()));
    }
    if let Some(text) = &report.place.text {
        rows.push((w.place.to_owned(), text.clone()));
    }
    for answer in &report.answers {
        let values = answer.values.iter().map(|code| taxonomy.option(&answer.question, code).unwrap_or(code));
        let given = values.chain(answer.text.as_deref()).collect::<Vec<_>>().join(", ");
        rows.push((taxonomy.question(&answer.question).unwrap_or(&answer.question).to_owned(), given));
    }
    if making.job.wanted.reporters {
        let who = &report.reporter;
        let known = [&who.name, &who.employer, &who.badge].into_iter().flatten().cloned();
        let contact = who.contact.iter().flat_map(|c| [&c.name, &c.email, &c.phone]).flatten().cloned();
        let named = known.chain(contact).collect::<Vec<_>>().join(" · ");
        if !named.is_empty() {
            rows.push((w.reporter.to_owned(), named));
        }
    }
    if !report.photos.is_empty() {
        rows.push((w.photos.to_owned(), report.photos.len().to_string()));
    }
    if !rows.is_empty() {
        paper.table(Table::facts(rows));
    }
    for message in &report.messages {
        let from = message.by.as_deref().unwrap_or(w.reporter);
        paper.paragraph(message.text.clone()).quiet(format!("{from} · {}", said_at(&making.venue, message.at)));
    }
}

fn title(category: &str, language: &str) -> String {
    Taxonomy::builtin().localised(language).category(category).unwrap_or(category).to_owned()
}

fn facts(making: &Making<'_>, incident: &Incident, w: &Words) -> Table {
    let venue = &making.venue;
    let told = Summary::new(incident, venue);
    let at = |at| said_at(venue, at);
    let rows = [
        (w.priority, Some(format!("P{}", told.priority))),
        (w.status, Some(words::code(w, told.status))),
        (w.disposition, told.disposition.as_deref().map(|code| words::code(w, code))),
        (w.exercise, told.drill.then(|| w.yes.to_owned())),
        (w.confidence, told.confidential.then(|| w.yes.to_owned())),
        (w.place, told.place.label.or(told.zone.map(|zone| zone.label))),
        (w.opened, Some(at(told.opened_at))),
        (w.acknowledged, told.acknowledged_at.map(at)),
        (w.post, told.post.map(|post| post.label)),
        (w.officer, told.assignee.map(|officer| officer.label)),
        (w.reports, Some(told.report_count.to_string())),
        (w.photos, Some(told.photo_count.to_string())),
    ];
    Table::facts(rows.into_iter().filter_map(|(label, value)| Some((label.to_owned(), value?))))
}

/// A time: how many of what, and each in a line, up to what paper holds.
pub async fn period(making: &mut Making<'_>) -> Answer<()> {
    let mut pages = Pages::begin(making).await?;
    let language = making.job.wanted.language.clone().unwrap_or_default();
    let w = words::of(&language);
    let period = making.job.wanted.period.ok_or(ErrorCode::Internal)?;
    let venue = making.venue.clone();
    let title = format!("{} · {} – {}", venue.name, said_at(&venue, period.from), said_at(&venue, period.until));
    let mut paper = begin(making, &title, w);
    let mut lines = Table::new([
        (w.number, 1.3),
        (w.opened, 1.6),
        (w.priority, 0.9),
        (w.what, 2.6),
        (w.place, 2.2),
        (w.status, 1.4),
    ]);
    let (mut all, mut listed) = (0u64, 0usize);
    let [mut by_priority, mut by_what, mut by_status] = [const { BTreeMap::<String, u64>::new() }; 3];
    loop {
        let page = pages.next(making).await?;
        if page.is_empty() {
            break;
        }
        for incident in &page {
            let told = Summary::new(incident, &venue);
            let (what, status) = (self::title(&told.category, w.language), words::code(w, told.status));
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
    paper.paragraph(format!("{}: {all}", w.incidents));
    for (heading, counts) in [(w.priority, by_priority), (w.what, by_what), (w.status, by_status)] {
        let mut counts: Vec<_> = counts.into_iter().collect();
        counts.sort_by(|a, b| (b.1, &a.0).cmp(&(a.1, &b.0)));
        let mut table = Table::new([(heading, 3.0), (w.incidents, 1.0)]);
        for (key, count) in counts {
            table.push([key, count.to_string()]);
        }
        paper.heading(2, heading).table(table);
    }
    paper.heading(2, w.incidents).table(lines);
    if all > listed as u64 {
        paper.quiet(w.more_incidents.replace("{count}", &(all - listed as u64).to_string()));
    }
    print(making, paper, w).await
}

fn begin(making: &Making<'_>, title: &str, w: &Words) -> Document {
    let mut paper = Document::new(title, w.language);
    let now = making.app.clock.now();
    paper.made_at(now).heading(1, title);
    let venue = &making.venue;
    paper.quiet(format!("{} · {} {} · {}", venue.name, w.made, said_at(venue, now), venue.time_zone_name));
    paper
}

async fn print(making: &mut Making<'_>, mut paper: Document, w: &Words) -> Answer<()> {
    let missing = w.missing;
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
