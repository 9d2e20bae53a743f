//! What a month's re-routes suggest to whoever sets the authority up.

use super::store;
use super::wire::{Suggestions, WireSuggestion};
use crate::accounts::Scope;
use crate::app::App;
use crate::audit::{self, Entry};
use crate::problem::{Answer, Problem};
use crate::venues;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use shared::event::EventKind;
use shared::id::{IncidentId, PostId};
use shared::problem::ErrorCode;
use shared::suggest::{Moved, Suggestion, suggest};
use shared::taxonomy::Taxonomy;
use std::collections::{BTreeMap, BTreeSet};

/// Changes looked at in a month, the newest: more say nothing else.
const MOST: u64 = 50_000;

/// The month's first instant and the next one's, by UTC; the present month where none is named.
fn bounds(month: Option<&str>, now: Timestamp) -> Answer<(Date, Timestamp, Timestamp)> {
    let invalid = || Problem::new(ErrorCode::InvalidValue).at("month");
    let first: Date = match month {
        Some(month) if month.len() == 7 => format!("{month}-01").parse().map_err(|_| invalid())?,
        Some(_) => return Err(invalid()),
        None => now.to_zoned(TimeZone::UTC).date().first_of_month(),
    };
    let next = first.last_of_month().tomorrow().map_err(|_| invalid())?;
    let at = |date: Date| date.to_zoned(TimeZone::UTC).map(|at| at.timestamp()).map_err(|_| invalid());
    Ok((first, at(first)?, at(next)?))
}

pub async fn suggestions(app: &App, scope: &Scope, month: Option<&str>) -> Answer<Suggestions> {
    let (first, from, until) = bounds(month, app.clock.now())?;
    let view = app.db.read().await?;
    let changes = audit::between(&view, scope.authority, EventKind::IncidentChanged, (from, until), MOST).await?;
    let changes = standing(changes);
    let ids: BTreeSet<IncidentId> = changes.iter().filter_map(|entry| entry.incident).collect();
    let real = store::real_of(&view, scope.authority, &ids).await?;
    let opened = store::opened_by_category(&view, scope.authority, (from, until)).await?;
    drop(view);
    let (mut posts, mut names) = (BTreeMap::new(), BTreeMap::new());
    for venue in venues::any(app).into_iter().filter(|venue| venue.authority == scope.authority) {
        for post in &venue.posts {
            posts.insert(post.id, post.code.clone());
            names.insert(post.code.clone(), post.name.clone());
        }
    }
    let code = |value: &serde_json::Value| {
        let id: PostId = value.as_str()?.parse().ok()?;
        posts.get(&id).cloned()
    };
    let text = |value: &serde_json::Value| value.as_str().map(str::to_owned);
    // An incident that went from post to post counts once, by where it went first.
    let mut once = BTreeSet::new();
    let moved: Vec<Moved> = changes
        .iter()
        .filter(|entry| entry.incident.is_some_and(|id| real.contains(&id) && once.insert(id)))
        .filter_map(|entry| {
            Some(Moved {
                category: text(&entry.facts["from_category"])?,
                corrected: text(&entry.facts["category"]),
                from: code(&entry.facts["from_post"]),
                to: code(&entry.facts["post"])?,
                because: text(&entry.facts["because"])?,
            })
        })
        .collect();
    let items = suggest(&moved, &opened).into_iter().map(|one| wire(one, &names)).collect();
    Ok(Suggestions { month: first.strftime("%Y-%m").to_string(), rerouted: moved.len() as u64, items })
}

/// The re-routes, but for those that were taken back: a wrong key suggests nothing.
fn standing(changes: Vec<Entry>) -> Vec<Entry> {
    let mut rerouted: Vec<Entry> = Vec::new();
    for entry in changes {
        if entry.facts["command"] == "reroute" {
            rerouted.push(entry);
        } else if entry.facts["command"] == "undo"
            && entry.facts["of"] == "reroute"
            && let Some(last) = rerouted.iter().rposition(|known| known.incident == entry.incident)
        {
            rerouted.remove(last);
        }
    }
    rerouted
}

fn wire(suggestion: Suggestion, names: &BTreeMap<String, String>) -> WireSuggestion {
    let title = |code: &str| Taxonomy::builtin().category(code).map_or(code, |known| &known.label).to_owned();
    let post = |code: &str| names.get(code).map_or(code, |name| name).to_owned();
    match suggestion {
        Suggestion::Category { category, is, times, of } => WireSuggestion {
            kind: "category",
            text: format!(
                "“{}” was “{}” {times} of {of} times: look at its words, and where it stands in the list.",
                title(&category),
                title(&is)
            ),
            category,
            is: Some(is),
            from: None,
            to: None,
            times,
            of,
        },
        Suggestion::Post { category, from, to, times, of } => WireSuggestion {
            kind: "post",
            text: format!(
                "“{}” went to {} and was handed to {} {times} of {of} times: a rule could send it there at once.",
                title(&category),
                post(&from),
                post(&to)
            ),
            category,
            is: None,
            from: Some(from),
            to: Some(to),
            times,
            of,
        },
    }
}
