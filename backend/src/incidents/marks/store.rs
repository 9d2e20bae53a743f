//! Rows of marks.

use crate::accounts::Scope;
use crate::entity::incident_mark::{ActiveModel, Column, Entity, Model};
use crate::incidents::Incident;
use crate::problem::{Answer, Problem};
use jiff::Timestamp;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use shared::id::IncidentId;
use shared::mark::Stood;

/// Marks of one officer that are looked at, the newest.
const MOST: u64 = 500;

/// One officer's mark on one incident.
#[derive(Clone, Copy)]
pub struct Mark {
    pub watched: bool,
    pub snoozed: Option<(Timestamp, Stood)>,
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
}

/// How it stands now, against which it is seen that something happened.
pub fn stood(incident: &Incident) -> Stood {
    Stood { version: incident.version, reports: incident.report_count, priority: incident.priority }
}

/// An officer's marks, the newest first.
pub async fn of(conn: &impl ConnectionTrait, scope: &Scope) -> Answer<Vec<(IncidentId, Mark)>> {
    let rows = Entity::find()
        .filter(Column::AccountId.eq(scope.account.uuid()))
        .filter(Column::AuthorityId.eq(scope.authority.uuid()))
        .order_by_desc(Column::At)
        .limit(MOST)
        .all(conn)
        .await?;
    rows.iter().map(|row| Ok((IncidentId::from_uuid(row.incident_id), Mark::from_row(row)?))).collect()
}

/// What an officer does themselves to what they put off does not bring it back.
pub async fn follow(conn: &impl ConnectionTrait, scope: &Scope, id: IncidentId, from: i64, to: i64) -> Answer<()> {
    Entity::update_many()
        .col_expr(Column::Version, to.into())
        .filter(Column::AccountId.eq(scope.account.uuid()))
        .filter(Column::IncidentId.eq(id.uuid()))
        .filter(Column::Version.eq(from))
        .exec(conn)
        .await?;
    Ok(())
}

/// One officer's mark on one incident.
pub async fn find(conn: &impl ConnectionTrait, scope: &Scope, id: IncidentId) -> Answer<Option<Mark>> {
    let row = Entity::find_by_id((scope.account.uuid(), id.uuid())).one(conn).await?;
    row.as_ref().map(Mark::from_row).transpose()
}

/// Keeps a mark; one that says nothing goes.
pub async fn put(
    conn: &impl ConnectionTrait,
    scope: &Scope,
    incident: &Incident,
    mark: Mark,
    now: Timestamp,
) -> Answer<()> {
    if !mark.watched && mark.snoozed.is_none() {
        return forget(conn, scope, incident.id).await;
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
    Entity::insert(row).on_conflict(again).exec_without_returning(conn).await?;
    Ok(())
}

async fn forget(conn: &impl ConnectionTrait, scope: &Scope, id: IncidentId) -> Answer<()> {
    Entity::delete_by_id((scope.account.uuid(), id.uuid())).exec(conn).await?;
    Ok(())
}
