//! Keeping a list, and giving it up.

use super::store::{self, Kept};
use super::wire::{NewFilter, SavedFilters, WireFilter};
use crate::accounts::Scope;
use crate::app::App;
use crate::incidents::{self, ListQuery};
use crate::problem::{Answer, Problem};
use crate::venues::{self, Venue};
use shared::access::Permission;
use shared::id::FilterId;
use shared::limits;
use shared::problem::ErrorCode;
use std::sync::Arc;

fn wire(app: &App, scope: &Scope, kept: Kept) -> Answer<WireFilter> {
    Ok(WireFilter {
        id: kept.id.uuid(),
        venue: venues::by_id(app, kept.venue)?.slug.clone(),
        mine: kept.account == scope.account,
        name: kept.name,
        query: kept.query,
        shared: kept.shared,
    })
}

/// What is not the asker's does not exist.
fn mine(app: &App, scope: &Scope, slug: &str) -> Answer<Arc<Venue>> {
    let found = venues::by_slug(app, slug).ok().filter(|venue| scope.venues.contains(&venue.id));
    found.ok_or_else(|| Problem::new(ErrorCode::NotFound).at("venue"))
}

pub async fn list(app: &App, scope: &Scope, venue: &str) -> Answer<SavedFilters> {
    let venue = mine(app, scope, venue)?;
    let rows = store::list(&app.db.read().await?, scope, venue.id).await?;
    let items = rows.into_iter().map(|row| wire(app, scope, row)).collect::<Answer<_>>()?;
    Ok(SavedFilters { items })
}

/// `asks` is what the new list's query means.
pub async fn keep(app: &Arc<App>, scope: &Scope, new: NewFilter, asks: ListQuery) -> Answer<WireFilter> {
    let venue = mine(app, scope, &new.venue)?;
    let name = new.name.trim().to_owned();
    if name.is_empty() {
        return Err(Problem::new(ErrorCode::MissingField).at("name"));
    }
    if name.chars().count() > limits::FILTER_NAME_CHARS {
        return Err(Problem::new(ErrorCode::TooLong).at("name"));
    }
    // Where one looks, and how far one has read, is not part of what is kept.
    if asks.venue.is_some() || asks.cursor.is_some() || asks.limit.is_some() {
        return Err(Problem::new(ErrorCode::InvalidValue).at("query"));
    }
    incidents::check(app, scope, asks).map_err(|problem| problem.at("query"))?;
    let kept = Kept {
        id: FilterId::fresh(&*app.clock, &*app.entropy),
        venue: venue.id,
        account: scope.account,
        name,
        query: new.query,
        shared: new.shared,
    };
    let (row, asker, now) = (kept.clone(), scope.clone(), app.clock.now());
    app.db
        .write(move |tx| {
            let (row, asker) = (row.clone(), asker.clone());
            Box::pin(async move {
                if store::count(tx.conn(), &asker).await? >= limits::FILTERS_PER_ACCOUNT {
                    return Err(Problem::new(ErrorCode::OutOfRange).at("name").because("end a kept list first"));
                }
                store::add(tx.conn(), &asker, &row, now).await
            })
        })
        .await?;
    wire(app, scope, kept)
}

/// One's own; a supervisor's right with what others share.
pub async fn end(app: &Arc<App>, scope: &Scope, id: FilterId) -> Answer<()> {
    let asker = scope.clone();
    app.db
        .write(move |tx| {
            let asker = asker.clone();
            Box::pin(async move {
                let kept = store::find(tx.conn(), &asker, id).await?.ok_or(ErrorCode::NotFound)?;
                if kept.account != asker.account {
                    asker.require(Permission::AssignOthers)?;
                }
                store::end(tx.conn(), id).await
            })
        })
        .await
}
