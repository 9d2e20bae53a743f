//! Lists of a time: CSV (RFC 4180) and GeoJSON (RFC 7946), a page of incidents at a time.

use super::worker::Making;
use crate::audit::{self, ReadOf};
use crate::incidents::{self, Incident, Span, Summary};
use crate::problem::{Answer, Problem};
use crate::reports;
use crate::venues::Venue;
use csv::{QuoteStyle, Terminator, WriterBuilder};
use jiff::Timestamp;
use serde_json::{Value, json};
use shared::export::cell::cell;
use shared::id::IncidentId;
use shared::limits;

const PAGE: u64 = 200;
/// Without it Excel takes UTF-8 for the alphabet of the machine.
const BOM: &[u8] = b"\xEF\xBB\xBF";
/// Characters of people's words in one cell: spreadsheets take 32,767.
const CELL_CHARS: usize = 32_000;

const COLUMNS: [&str; 27] = [
    "number",
    "venue",
    "opened_at",
    "opened_local",
    "priority",
    "status",
    "category",
    "title",
    "disposition",
    "drill",
    "confidential",
    "zone",
    "zone_name",
    "place",
    "floor",
    "lat",
    "lon",
    "accuracy_m",
    "reports",
    "photos",
    "independent_sources",
    "acknowledged_at",
    "post",
    "officer",
    "merged",
    "id",
    "words",
];

fn span(making: &Making<'_>) -> Answer<Span> {
    let wanted = &making.job.wanted;
    let period = wanted.period.ok_or_else(|| Problem::internal(anyhow::anyhow!("a list without a time")))?;
    Ok(Span {
        venue: making.job.venue,
        from: period.from,
        until: period.until,
        priorities: wanted.priorities.clone(),
        category: wanted.category.clone(),
        drill: wanted.drill,
    })
}

/// Page by page what the asker may see, until there is no more.
pub struct Pages {
    span: Span,
    after: Option<(Timestamp, IncidentId)>,
}

impl Pages {
    pub async fn begin(making: &mut Making<'_>) -> Answer<Self> {
        let span = span(making)?;
        let total = incidents::count_in(&making.app.db.read().await?, &making.scope, &span).await?;
        making.expect(total);
        Ok(Self { span, after: None })
    }

    pub async fn next(&mut self, making: &Making<'_>) -> Answer<Vec<Incident>> {
        let view = making.app.db.read().await?;
        let page = incidents::opened_in(&view, &making.scope, &self.span, self.after, PAGE).await?;
        if let Some(last) = page.last() {
            self.after = Some((last.opened_at, last.id));
        }
        Ok(page)
    }
}

pub async fn csv(making: &mut Making<'_>) -> Answer<()> {
    let mut pages = Pages::begin(making).await?;
    making.write(BOM).await?;
    let words = making.job.wanted.words;
    let columns = if words { &COLUMNS[..] } else { &COLUMNS[..COLUMNS.len() - 1] };
    making.write(&rows([columns.iter().map(ToString::to_string).collect()])?).await?;
    loop {
        let page = pages.next(making).await?;
        if page.is_empty() {
            return Ok(());
        }
        if words {
            note(making, &page).await?;
        }
        let mut written = Vec::with_capacity(page.len());
        for incident in &page {
            let mut row = row(making, incident);
            if words {
                row.push(cell(&said(making, incident).await?).into_owned());
            }
            written.push(row);
        }
        making.write(&rows(written)?).await?;
        making.tell(page.len()).await?;
    }
}

/// An instant on the venue's clock.
pub fn said_at(venue: &Venue, at: Timestamp) -> String {
    at.to_zoned(venue.time_zone.clone()).strftime("%Y-%m-%d %H:%M").to_string()
}

/// That people's words of these went into a file.
async fn note(making: &Making<'_>, page: &[Incident]) -> Answer<()> {
    let reads = page.iter().map(|incident| ReadOf {
        authority: incident.authority,
        account: making.scope.account,
        at: making.app.clock.now(),
        kind: "incident.exported",
        object: incident.id.uuid(),
        reason: Some(format!("export {}", making.job.id)),
    });
    audit::record_all(&making.app.db, reads.collect()).await
}

/// Quoted throughout: a reader with another separator then still sees where a cell of ours ends.
fn rows(rows: impl IntoIterator<Item = Vec<String>>) -> Answer<Vec<u8>> {
    let mut writer =
        WriterBuilder::new().quote_style(QuoteStyle::Always).terminator(Terminator::CRLF).from_writer(Vec::new());
    for row in rows {
        writer.write_record(row).map_err(Problem::internal)?;
    }
    writer.into_inner().map_err(|error| Problem::internal(anyhow::anyhow!("{}", error.error())))
}

fn row(making: &Making<'_>, incident: &Incident) -> Vec<String> {
    let venue = &making.venue;
    let told = Summary::new(incident, venue);
    let text = |text: Option<&str>| cell(text.unwrap_or_default()).into_owned();
    let number = |number: Option<f64>| number.map(|n| n.to_string()).unwrap_or_default();
    let local = incident.opened_at.to_zoned(venue.time_zone.clone());
    vec![
        text(Some(&told.number)),
        text(Some(&told.venue)),
        told.opened_at.to_string(),
        local.strftime("%Y-%m-%d %H:%M:%S").to_string(),
        told.priority.to_string(),
        told.status.to_owned(),
        text(Some(&told.category)),
        text(Some(&told.title)),
        text(told.disposition.as_deref()),
        told.drill.to_string(),
        told.confidential.to_string(),
        text(told.zone.as_ref().map(|zone| zone.id.as_str())),
        text(told.zone.as_ref().map(|zone| zone.label.as_str())),
        text(told.place.label.as_deref()),
        text(told.place.floor.as_deref()),
        number(told.place.lat),
        number(told.place.lon),
        number(told.place.accuracy_m),
        told.report_count.to_string(),
        told.photo_count.to_string(),
        told.independent_sources.to_string(),
        told.acknowledged_at.map(|at| at.to_string()).unwrap_or_default(),
        text(told.post.as_ref().map(|post| post.label.as_str())),
        text(told.assignee.as_ref().map(|officer| officer.label.as_str())),
        incident.merged_into.map(|id| id.to_string()).unwrap_or_default(),
        told.id.to_string(),
    ]
}

/// What people wrote about an incident, in their own words; who they are is not said.
async fn said(making: &Making<'_>, incident: &Incident) -> Answer<String> {
    let (mut said, mut after) = (String::new(), None);
    loop {
        let limit = limits::REPORTS_PER_INCIDENT_PAGE;
        let (reports, next) = reports::for_desk(making.app, &making.scope, incident, after, limit).await?;
        for words in reports.iter().flat_map(|report| &report.narrative) {
            if !said.is_empty() {
                said.push('\n');
            }
            said.push_str(&words.text);
            if said.chars().count() > CELL_CHARS {
                return Ok(said.chars().take(CELL_CHARS).chain(['…']).collect());
            }
        }
        match next {
            Some(next) => after = Some(next),
            None => return Ok(said),
        }
    }
}

pub async fn geojson(making: &mut Making<'_>) -> Answer<()> {
    let mut pages = Pages::begin(making).await?;
    making.write(br#"{"type":"FeatureCollection","features":["#).await?;
    let mut first = true;
    loop {
        let page = pages.next(making).await?;
        if page.is_empty() {
            making.write(b"]}\n").await?;
            return Ok(());
        }
        if making.job.wanted.words {
            note(making, &page).await?;
        }
        for incident in &page {
            let mut feature = feature(making, incident);
            if making.job.wanted.words {
                feature["properties"]["words"] = said(making, incident).await?.into();
            }
            let text = format!("{}\n{feature}", if first { "" } else { "," });
            first = false;
            making.write(text.as_bytes()).await?;
        }
        making.tell(page.len()).await?;
    }
}

/// A point with how exact it is; what has no position has no geometry, as the standard wants it.
fn feature(making: &Making<'_>, incident: &Incident) -> Value {
    let told = Summary::new(incident, &making.venue);
    let geometry = match (told.place.lat, told.place.lon) {
        (Some(lat), Some(lon)) => json!({ "type": "Point", "coordinates": [lon, lat] }),
        _ => Value::Null,
    };
    json!({
        "type": "Feature",
        "id": told.id,
        "geometry": geometry,
        "properties": {
            "number": told.number,
            "opened_at": told.opened_at,
            "priority": told.priority,
            "status": told.status,
            "category": told.category,
            "title": told.title,
            "disposition": told.disposition,
            "drill": told.drill,
            "confidential": told.confidential,
            "zone": told.zone.map(|zone| zone.id),
            "place": told.place.label,
            "floor": told.place.floor,
            "accuracy_m": told.place.accuracy_m,
            "reports": told.report_count,
            "photos": told.photo_count,
        },
    })
}
