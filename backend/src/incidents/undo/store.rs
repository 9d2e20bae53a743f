//! Rows of the last command on each incident.

use crate::entity::last_command::{ActiveModel, Column, Entity};
use crate::incidents::Incident;
use crate::problem::{Answer, Problem};
use jiff::Timestamp;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use shared::id::{AccountId, IncidentId};
use shared::undo::Given;

/// Who gave it, what it was, and what it changed, as JSON.
pub struct LastCommand {
    pub given: Given,
    pub command: String,
    pub changed: String,
}

/// In the place of the one before.
pub async fn keep(conn: &impl ConnectionTrait, of: &Incident, last: LastCommand) -> Answer<()> {
    let row = ActiveModel {
        incident_id: Set(of.id.uuid()),
        authority_id: Set(of.authority.uuid()),
        account_id: Set(last.given.by.uuid()),
        at: Set(last.given.at.as_microsecond()),
        version: Set(last.given.version),
        command: Set(last.command),
        changed: Set(last.changed),
    };
    let again = OnConflict::column(Column::IncidentId)
        .update_columns([Column::AccountId, Column::At, Column::Version, Column::Command, Column::Changed])
        .to_owned();
    Entity::insert(row).on_conflict(again).exec_without_returning(conn).await?;
    Ok(())
}

pub async fn find(conn: &impl ConnectionTrait, of: &Incident) -> Answer<Option<LastCommand>> {
    let row = Entity::find_by_id(of.id.uuid()).filter(Column::AuthorityId.eq(of.authority.uuid())).one(conn).await?;
    let read = |row: crate::entity::last_command::Model| {
        let at = Timestamp::from_microsecond(row.at).map_err(Problem::internal)?;
        let given = Given { by: AccountId::from_uuid(row.account_id), at, version: row.version };
        Ok(LastCommand { given, command: row.command, changed: row.changed })
    };
    row.map(read).transpose()
}

pub async fn forget(conn: &impl ConnectionTrait, incident: IncidentId) -> Answer<()> {
    Entity::delete_by_id(incident.uuid()).exec(conn).await?;
    Ok(())
}
