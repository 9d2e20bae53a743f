//! Rows of links.

use crate::accounts::Scope;
use crate::entity::incident_link::{ActiveModel, Column, Entity, Model};
use crate::incidents::Incident;
use crate::problem::Answer;
use jiff::Timestamp;
use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};
use shared::id::IncidentId;

/// Links shown of one incident, and links it may have.
pub const MOST: u64 = 50;

/// Whether it is new.
pub async fn add(
    conn: &impl ConnectionTrait,
    scope: &Scope,
    (first, second): (IncidentId, IncidentId),
    now: Timestamp,
) -> Answer<bool> {
    let row = ActiveModel {
        incident_id: Set(first.uuid()),
        other_id: Set(second.uuid()),
        authority_id: Set(scope.authority.uuid()),
        account_id: Set(scope.account.uuid()),
        at: Set(now.as_microsecond()),
    };
    let known = OnConflict::columns([Column::IncidentId, Column::OtherId]).do_nothing().to_owned();
    match Entity::insert(row).on_conflict(known).exec_without_returning(conn).await {
        Ok(inserted) => Ok(inserted > 0),
        Err(DbErr::RecordNotInserted) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

/// Whether there was one.
pub async fn end(conn: &impl ConnectionTrait, (first, second): (IncidentId, IncidentId)) -> Answer<bool> {
    Ok(Entity::delete_by_id((first.uuid(), second.uuid())).exec(conn).await?.rows_affected > 0)
}

/// What an incident is linked to, whoever asks.
pub async fn of(conn: &impl ConnectionTrait, incident: &Incident) -> Answer<Vec<IncidentId>> {
    let me = incident.id.uuid();
    let rows = Entity::find()
        .filter(Condition::any().add(Column::IncidentId.eq(me)).add(Column::OtherId.eq(me)))
        .filter(Column::AuthorityId.eq(incident.authority.uuid()))
        .order_by_asc(Column::At)
        .limit(MOST)
        .all(conn)
        .await?;
    let other = |row: Model| IncidentId::from_uuid(if row.incident_id == me { row.other_id } else { row.incident_id });
    Ok(rows.into_iter().map(other).collect())
}
