//! The queue, a page at a time, and single incidents as the asker may see them.

use super::finding;
use super::listed::{self, Bin, Filter, Within};
use super::service::stale;
use super::store::{self, Incident};
use super::wire::{IncidentPage, ListQuery, Summary};
use crate::accounts::Scope;
use crate::app::App;
use crate::audit;
use crate::problem::{Answer, Problem};
use crate::reports::Tellers;
use crate::venues::{self, Venue};
use jiff::SignedDuration;
use shared::id::{IncidentId, VenueId};
use shared::incident::Status;
use shared::limits;
use shared::map::Area;
use shared::place::{Zone, middle};
use shared::problem::ErrorCode;
use shared::taxonomy::Taxonomy;
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
    let said = query.q.clone();
    let Some(mut filter) = asked(app, scope, query)? else {
        let seq = audit::head(&app.db.read().await?, scope.authority).await?;
        return Ok(IncidentPage { items: Vec::new(), next_cursor: None, seq });
    };
    let limit = filter.limit;
    filter.limit += 1;
    let view = app.db.read().await?;
    // Read before the rows: an event that falls between the two is then told twice rather than never.
    let seq = audit::head(&view, scope.authority).await?;
    let mut rows = match said.as_deref().map(finding::tidy).filter(|said| !said.is_empty()) {
        None => listed::list(&view, scope, &filter).await?,
        Some(said) => {
            let mut rows = Vec::new();
            for wanted in finding::wanted(app, &view, scope, filter.venue, &said).await?.apart() {
                if !wanted.is_nothing() {
                    let filter = Filter { words: Some(wanted), ..filter.clone() };
                    rows.extend(listed::list(&view, scope, &filter).await?);
                }
            }
            rows.sort_by_key(Incident::place_in_queue);
            rows.dedup_by_key(|row| row.id);
            rows
        }
    };
    let more = rows.len() as u64 > limit;
    rows.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    let last = rows.last().map(Incident::place_in_queue);
    let next_cursor = if more { last.map(listed::write_cursor) } else { None };
    let items = rows.iter().map(|row| Ok(Summary::new(row, &*venues::by_id(app, row.venue)?)));
    Ok(IncidentPage { items: items.collect::<Answer<_>>()?, next_cursor, seq })
}

/// Whether a list could be asked for like this. Names the field that is at fault.
pub fn check(app: &App, scope: &Scope, query: ListQuery) -> Answer<()> {
    asked(app, scope, query).map(|_| ())
}

/// `None` where a filter names a venue that is not the asker's: the answer is then an empty page, as for one that does not exist.
pub(super) fn asked(app: &App, scope: &Scope, query: ListQuery) -> Answer<Option<Filter>> {
    let invalid = |field: &'static str| Problem::new(ErrorCode::InvalidValue).at(field);
    let given = |text: Option<String>| text.filter(|text| !text.is_empty() && !text.contains('\0'));
    let parts = |text: Option<String>| given(text).map(|text| text.split(',').map(str::to_owned).collect::<Vec<_>>());
    let mut venue: Option<VenueId> = None;
    if let Some(slug) = given(query.venue) {
        let found = venues::by_slug(app, &slug).ok().filter(|venue| venue.authority == scope.authority);
        let Some(found) = found else { return Ok(None) };
        venue = Some(found.id);
    }
    let mine = scope.venues.iter().filter(|id| venue.is_none_or(|venue| venue == **id));
    let mine: Vec<Arc<Venue>> = mine.filter_map(|id| venues::by_id(app, *id).ok()).collect();
    let statuses = parts(query.status).unwrap_or_default();
    let statuses = statuses.iter().map(|s| Status::parse(s).ok_or_else(|| invalid("status"))).collect::<Answer<_>>()?;
    let priority = |p: &String| p.parse().ok().filter(|p| (1..=4).contains(p)).ok_or_else(|| invalid("priority"));
    let priorities = parts(query.priority).unwrap_or_default().iter().map(priority).collect::<Answer<_>>()?;
    let categories = parts(query.category).unwrap_or_default();
    if categories.iter().any(|code| Taxonomy::builtin().category(code).is_none()) {
        return Err(invalid("category"));
    }
    // A place is meant with what lies within it.
    let zones = given(query.zone).map_or_else(Vec::new, |zone| {
        let within =
            |venue: &Arc<Venue>| venue.zone_tree().filter(|(_, around)| around.contains(&zone)).collect::<Vec<_>>();
        let within = mine.iter().flat_map(within).map(|(code, _)| code);
        std::iter::once(zone.clone()).chain(within).collect()
    });
    let post = given(query.post).map(|id| id.parse().map_err(|_| invalid("post"))).transpose()?;
    let kind = |kind: String| Some(Tellers::of(&kind)).filter(|one| one.is_any()).ok_or_else(|| invalid("reporter"));
    let reporter = given(query.reporter).map(kind).transpose()?;
    let skill = given(query.skill);
    if skill.as_deref().is_some_and(|code| !code.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')) {
        return Err(invalid("skill"));
    }
    let bin = match given(query.bin).as_deref() {
        None => None,
        Some("uncorrelated") => Some(Bin::Uncorrelated),
        Some("held") => {
            let now = app.clock.now();
            let after = mine.iter().flat_map(|venue| {
                let within = |priority| SignedDuration::from_secs(venue.ladder(priority).acknowledge_within_s.into());
                (1..=4).map(move |priority| (venue.id, priority, now + within(priority)))
            });
            Some(Bin::Held(after.collect()))
        }
        Some(_) => return Err(invalid("box")),
    };
    let assignee = match given(query.assignee).as_deref() {
        None => None,
        Some("me") => Some(scope.account),
        Some(id) => Some(id.parse().map_err(|_| invalid("assignee"))?),
    };
    let bbox = given(query.bbox).map(|text| {
        let numbers: Vec<f64> = text.split(',').filter_map(|n| n.parse().ok()).collect();
        let [west, south, east, north] = numbers[..] else { return Err(invalid("bbox")) };
        Ok([south, west, north, east])
    });
    let area = given(query.area).map(|text| Area::parse(&text).ok_or_else(|| invalid("area"))).transpose()?;
    let after =
        given(query.cursor).map(|text| listed::read_cursor(&text).ok_or_else(|| invalid("cursor"))).transpose()?;
    Ok(Some(Filter {
        venue,
        statuses,
        priorities,
        categories,
        zones,
        post,
        reporter,
        skill,
        drill: query.drill,
        assignee,
        bin,
        words: None,
        bbox: bbox.transpose()?,
        since: query.since,
        until: query.until,
        over_since: None,
        within: area.as_ref().and_then(|area| within(area, &mine)),
        stood_at: None,
        after,
        limit: query.limit.unwrap_or(limits::PAGE_ROWS).clamp(1, limits::PAGE_ROWS_MAX),
    }))
}

/// The box around an area, and the zones whose middle lies in it. Where exactly it ends is for whoever drew it.
fn within(area: &Area, venues: &[Arc<Venue>]) -> Option<Within> {
    let is_in = |zone: &&Zone| middle(&zone.polygon).is_some_and(|(at, _)| area.contains(at.lat, at.lon));
    let zones = venues.iter().flat_map(|venue| venue.index.zones()).filter(is_in);
    Some(Within { bounds: area.bounds()?, zones: zones.map(|zone| zone.code.clone()).collect() })
}
