//! Incidents that belong together and are not one. Either side shows the other, to whoever may read both.

use super::life::announce;
use super::queue::visible;
use super::store::{self, Incident};
use super::wire::Summary;
use crate::accounts::Scope;
use crate::app::App;
use crate::audit::Actor;
use crate::entity::incident_link::{ActiveModel, Column, Entity};
use crate::problem::{Answer, Problem};
use crate::venues;
use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};
use serde_json::json;
use shared::event::EventKind;
use shared::id::IncidentId;
use shared::problem::ErrorCode;
use std::sync::Arc;

/// Links shown of one incident, and links it may have.
const MOST: u64 = 50;

/// Links two incidents, or no longer does. Doing it twice is doing it once.
pub async fn set(app: &Arc<App>, scope: &Scope, id: IncidentId, to: IncidentId, linked: bool) -> Answer<Summary> {
    let one = visible(app, scope, id).await?;
    let invalid = || Problem::new(ErrorCode::InvalidValue).at("to");
    // What the asker may not see does not exist.
    let other = visible(app, scope, to).await.map_err(|problem| match problem.code {
        ErrorCode::NotFound => invalid(),
        _ => problem,
    })?;
    if id == to {
        return Err(invalid());
    }
    let venue = venues::by_id(app, one.venue)?;
    let (scope, now, shown) = (scope.clone(), app.clock.now(), one.clone());
    app.db
        .write(move |tx| {
            let (scope, one, other) = (scope.clone(), one.clone(), other.clone());
            Box::pin(async move {
                let (first, second) = ordered(one.id, other.id);
                let changed = if linked {
                    if of(tx.conn(), &one).await?.len() as u64 >= MOST {
                        return Err(ErrorCode::OutOfRange.into());
                    }
                    let row = ActiveModel {
                        incident_id: Set(first.uuid()),
                        other_id: Set(second.uuid()),
                        authority_id: Set(scope.authority.uuid()),
                        account_id: Set(scope.account.uuid()),
                        at: Set(now.as_microsecond()),
                    };
                    let known = OnConflict::columns([Column::IncidentId, Column::OtherId]).do_nothing().to_owned();
                    match Entity::insert(row).on_conflict(known).exec_without_returning(tx.conn()).await {
                        Ok(inserted) => inserted > 0,
                        Err(DbErr::RecordNotInserted) => false,
                        Err(error) => return Err(error.into()),
                    }
                } else {
                    Entity::delete_by_id((first.uuid(), second.uuid())).exec(tx.conn()).await?.rows_affected > 0
                };
                let command = if linked { "link" } else { "unlink" };
                for (here, there) in [(&one, &other), (&other, &one)] {
                    // Those who read one of them are not told of what is told in confidence.
                    if changed && there.confidence.is_none() {
                        let facts = json!({ "command": command, "other": there.id });
                        announce(tx, here, EventKind::IncidentChanged, Actor::Account(scope.account), now, facts);
                    }
                }
                Ok(())
            })
        })
        .await?;
    Ok(Summary::new(&shown, &venue))
}

/// Stands once in the table, whichever side it was made from.
fn ordered(one: IncidentId, other: IncidentId) -> (IncidentId, IncidentId) {
    if one < other { (one, other) } else { (other, one) }
}

async fn of(conn: &impl ConnectionTrait, incident: &Incident) -> Answer<Vec<IncidentId>> {
    let me = incident.id.uuid();
    let rows = Entity::find()
        .filter(Condition::any().add(Column::IncidentId.eq(me)).add(Column::OtherId.eq(me)))
        .filter(Column::AuthorityId.eq(incident.authority.uuid()))
        .order_by_asc(Column::At)
        .limit(MOST)
        .all(conn)
        .await?;
    let other = |row: crate::entity::incident_link::Model| {
        IncidentId::from_uuid(if row.incident_id == me { row.other_id } else { row.incident_id })
    };
    Ok(rows.into_iter().map(other).collect())
}

/// What an incident is linked to, as far as the asker may see it.
pub async fn linked(conn: &impl ConnectionTrait, scope: &Scope, incident: &Incident) -> Answer<Vec<Incident>> {
    let ids = of(conn, incident).await?;
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let mut seen = store::visible_of(conn, scope, ids.clone()).await?;
    Ok(ids.into_iter().filter_map(|id| seen.remove(&id)).collect())
}
