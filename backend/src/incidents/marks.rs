//! What an officer marks for themselves: that they watch an incident, or put it off. It changes nothing of the incident, and nobody
//! else sees it.

use super::queue::visible;
use super::store::{self, Incident};
use super::wire::{self, SetMark};
use crate::accounts::Scope;
use crate::app::App;
use crate::db::Tx;
use crate::entity::incident_mark::{ActiveModel, Column, Entity, Model};
use crate::problem::{Answer, Problem};
use crate::venues;
use jiff::{SignedDuration, Timestamp};
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use shared::id::IncidentId;
use shared::mark::{self, Stood};
use shared::problem::ErrorCode;
use shared::promise::Owed;
use std::sync::Arc;

/// Marks of one officer that are looked at, the newest.
const MOST: u64 = 500;

/// One officer's mark on one incident.
#[derive(Clone, Copy)]
struct Mark {
    watched: bool,
    snoozed: Option<(Timestamp, Stood)>,
}

impl Mark {
    fn from_row(row: &Model) -> Answer<Self> {
        let stood = Stood {
            version: row.version,
            reports: row.reports,
            priority: u8::try_from(row.priority).map_err(Problem::internal)?,
        };
        let until = row.snoozed_until.map(Timestamp::from_microsecond).transpose().map_err(Problem::internal)?;
        Ok(Self { watched: row.watched, snoozed: until.map(|until| (until, stood)) })
    }

    /// As its officer sees it now: what came back is no longer put off.
    fn on_wire(self, incident: &Incident, now: Timestamp) -> wire::Mark {
        let owed = incident.owes == Some(Owed::Acknowledge);
        let snoozed = self.snoozed.filter(|(until, then)| mark::is_snoozed(*until, *then, stood(incident), owed, now));
        wire::Mark {
            incident: incident.id.uuid(),
            watched: self.watched,
            snoozed_until: snoozed.map(|(until, _)| until),
            stood: snoozed.map(|(_, then)| wire::Stood {
                version: then.version,
                reports: then.reports,
                priority: then.priority,
            }),
        }
    }
}

fn stood(incident: &Incident) -> Stood {
    Stood { version: incident.version, reports: incident.report_count, priority: incident.priority }
}

/// Marks an incident for the asker alone. What somebody has to acknowledge cannot be put off.
pub async fn set(app: &Arc<App>, scope: &Scope, id: IncidentId, wish: SetMark) -> Answer<wire::Mark> {
    visible(app, scope, id).await?;
    let now = app.clock.now();
    if wish.snooze_until.is_some_and(|until| until > now + SignedDuration::from_hours(mark::SNOOZE_HOURS)) {
        return Err(Problem::new(ErrorCode::OutOfRange).at("snooze_until"));
    }
    let scope = scope.clone();
    app.db
        .write(move |tx| {
            let (scope, SetMark { watch, snooze_until }) = (scope.clone(), wish);
            Box::pin(async move {
                let incident = store::locked(tx.conn(), scope.authority, id).await?.ok_or(ErrorCode::NotFound)?;
                let known = find(tx, &scope, id).await?;
                let mut mark = known.unwrap_or(Mark { watched: false, snoozed: None });
                mark.watched = watch.unwrap_or(mark.watched);
                if let Some(until) = snooze_until {
                    if until > now && incident.owes == Some(Owed::Acknowledge) {
                        return Err(ErrorCode::WrongStatus.into());
                    }
                    mark.snoozed = Some((until, stood(&incident))).filter(|_| until > now);
                }
                put(tx, &scope, &incident, mark, now).await?;
                Ok(mark.on_wire(&incident, now))
            })
        })
        .await
}

/// The asker's marks on what is not over, of one venue or of all of theirs.
pub async fn list(app: &App, scope: &Scope, venue: Option<&str>) -> Answer<wire::Marks> {
    let venue = match venue.filter(|slug| !slug.is_empty()).map(|slug| venues::by_slug(app, slug)) {
        None => None,
        Some(Ok(venue)) => Some(venue.id),
        Some(Err(_)) => return Ok(wire::Marks { items: Vec::new() }),
    };
    let view = app.db.read().await?;
    let rows = Entity::find()
        .filter(Column::AccountId.eq(scope.account.uuid()))
        .filter(Column::AuthorityId.eq(scope.authority.uuid()))
        .order_by_desc(Column::At)
        .limit(MOST)
        .all(&view)
        .await?;
    let ids = rows.iter().map(|row| IncidentId::from_uuid(row.incident_id)).collect();
    let seen = store::visible_of(&view, scope, ids).await?;
    drop(view);
    let now = app.clock.now();
    let mut items = Vec::new();
    for row in &rows {
        let here = |incident: &&Incident| !incident.status.is_over() && venue.is_none_or(|of| of == incident.venue);
        if let Some(incident) = seen.get(&IncidentId::from_uuid(row.incident_id)).filter(here) {
            items.push(Mark::from_row(row)?.on_wire(incident, now));
        }
    }
    items.retain(|mark| mark.watched || mark.snoozed_until.is_some());
    Ok(wire::Marks { items })
}

/// What an officer does themselves to what they put off does not bring it back.
pub async fn follow(tx: &Tx, scope: &Scope, id: IncidentId, from: i64, to: i64) -> Answer<()> {
    Entity::update_many()
        .col_expr(Column::Version, to.into())
        .filter(Column::AccountId.eq(scope.account.uuid()))
        .filter(Column::IncidentId.eq(id.uuid()))
        .filter(Column::Version.eq(from))
        .exec(tx.conn())
        .await?;
    Ok(())
}

async fn find(tx: &Tx, scope: &Scope, id: IncidentId) -> Answer<Option<Mark>> {
    let row = Entity::find_by_id((scope.account.uuid(), id.uuid())).one(tx.conn()).await?;
    row.as_ref().map(Mark::from_row).transpose()
}

async fn put(tx: &Tx, scope: &Scope, incident: &Incident, mark: Mark, now: Timestamp) -> Answer<()> {
    if !mark.watched && mark.snoozed.is_none() {
        return forget(tx.conn(), scope, incident.id).await;
    }
    let then = mark.snoozed.map_or_else(|| stood(incident), |(_, then)| then);
    let row = ActiveModel {
        account_id: Set(scope.account.uuid()),
        incident_id: Set(incident.id.uuid()),
        authority_id: Set(scope.authority.uuid()),
        at: Set(now.as_microsecond()),
        watched: Set(mark.watched),
        snoozed_until: Set(mark.snoozed.map(|(until, _)| until.as_microsecond())),
        version: Set(then.version),
        reports: Set(then.reports),
        priority: Set(then.priority.into()),
    };
    let again = OnConflict::columns([Column::AccountId, Column::IncidentId])
        .update_columns([
            Column::At,
            Column::Watched,
            Column::SnoozedUntil,
            Column::Version,
            Column::Reports,
            Column::Priority,
        ])
        .to_owned();
    Entity::insert(row).on_conflict(again).exec_without_returning(tx.conn()).await?;
    Ok(())
}

async fn forget(conn: &impl ConnectionTrait, scope: &Scope, id: IncidentId) -> Answer<()> {
    Entity::delete_by_id((scope.account.uuid(), id.uuid())).exec(conn).await?;
    Ok(())
}
