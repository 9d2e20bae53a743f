//! The queue, a page at a time, and single incidents as the asker may see them.

use super::service::stale;
use super::store::{self, Filter, Incident};
use super::wire::{IncidentPage, ListQuery, Summary};
use crate::accounts::Scope;
use crate::app::App;
use crate::audit;
use crate::problem::{Answer, Problem};
use crate::venues::{self, Venue};
use shared::id::{IncidentId, VenueId};
use shared::incident::Status;
use shared::limits;
use shared::problem::ErrorCode;
use std::sync::Arc;

/// One incident at the version somebody decided on, if they named one.
pub async fn at_version(
    app: &App,
    scope: &Scope,
    id: IncidentId,
    version: Option<i64>,
) -> Answer<(Incident, Arc<Venue>)> {
    let incident = visible(app, scope, id).await?;
    let venue = venues::by_id(app, incident.venue)?;
    if version.is_some_and(|version| version != incident.version) {
        return Err(stale(&incident, &venue));
    }
    Ok((incident, venue))
}

/// One incident, if the asker may see it; otherwise it does not exist.
pub async fn visible(app: &App, scope: &Scope, id: IncidentId) -> Answer<Incident> {
    store::find(&app.db.read().await?, scope, id).await?.ok_or_else(|| ErrorCode::NotFound.into())
}

/// The queue, a page at a time.
pub async fn page(app: &App, scope: &Scope, query: ListQuery) -> Answer<IncidentPage> {
    let Some(mut filter) = filter(app, scope, query)? else {
        let seq = audit::head(&app.db.read().await?, scope.authority).await?;
        return Ok(IncidentPage { items: Vec::new(), next_cursor: None, seq });
    };
    let limit = filter.limit;
    filter.limit += 1;
    let view = app.db.read().await?;
    // Read before the rows: an event that falls between the two is then told twice rather than never.
    let seq = audit::head(&view, scope.authority).await?;
    let mut rows = store::list(&view, scope, &filter).await?;
    let more = rows.len() as u64 > limit;
    rows.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    let last = rows.last().map(Incident::place_in_queue);
    let next_cursor = if more { last.map(store::write_cursor) } else { None };
    let items = rows.iter().map(|row| Ok(Summary::new(row, &*venues::by_id(app, row.venue)?)));
    Ok(IncidentPage { items: items.collect::<Answer<_>>()?, next_cursor, seq })
}

/// `None` where a filter names a venue that is not the asker's: the answer is then an empty page, as for one that does not exist.
fn filter(app: &App, scope: &Scope, query: ListQuery) -> Answer<Option<Filter>> {
    let invalid = |field: &'static str| Problem::new(ErrorCode::InvalidValue).at(field);
    let parts =
        |text: Option<String>| text.map(|t| t.split(',').map(str::to_owned).collect::<Vec<_>>()).unwrap_or_default();
    let mut venue: Option<VenueId> = None;
    if let Some(slug) = query.venue.filter(|slug| !slug.is_empty()) {
        let found = venues::by_slug(app, &slug).ok().filter(|venue| venue.authority == scope.authority);
        let Some(found) = found else { return Ok(None) };
        venue = Some(found.id);
    }
    let statuses = parts(query.status.filter(|s| !s.is_empty()))
        .iter()
        .map(|s| Status::parse(s).ok_or_else(|| invalid("status")))
        .collect::<Answer<_>>()?;
    let priority = |p: &String| p.parse().ok().filter(|p| (1..=4).contains(p)).ok_or_else(|| invalid("priority"));
    let priorities = parts(query.priority.filter(|s| !s.is_empty())).iter().map(priority).collect::<Answer<_>>()?;
    let assignee = match query.assignee.as_deref() {
        None | Some("") => None,
        Some("me") => Some(scope.account),
        Some(id) => Some(id.parse().map_err(|_| invalid("assignee"))?),
    };
    let bbox = query.bbox.filter(|b| !b.is_empty()).map(|text| {
        let numbers: Vec<f64> = text.split(',').filter_map(|n| n.parse().ok()).collect();
        let [west, south, east, north] = numbers[..] else { return Err(invalid("bbox")) };
        Ok([south, west, north, east])
    });
    let cursor = query.cursor.filter(|c| !c.is_empty());
    let after = cursor.map(|text| store::read_cursor(&text).ok_or_else(|| invalid("cursor"))).transpose()?;
    Ok(Some(Filter {
        venue,
        statuses,
        priorities,
        drill: query.drill,
        zone: query.zone.filter(|z| !z.is_empty() && !z.contains('\0')),
        assignee,
        words: query
            .q
            .map(|q| q.trim().chars().filter(|c| !c.is_control()).take(limits::CODE_CHARS).collect())
            .filter(|q: &String| !q.is_empty()),
        bbox: bbox.transpose()?,
        since: query.since,
        after,
        limit: query.limit.unwrap_or(limits::PAGE_ROWS).clamp(1, limits::PAGE_ROWS_MAX),
    }))
}
