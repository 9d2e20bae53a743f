//! Rows as a simulation reads them: all of a database that holds nothing else.

pub use crate::entity::incident::Model as IncidentRow;
pub use crate::entity::page::Model as PageRow;
use crate::entity::{incident, page, report};
use crate::problem::Answer;
use jiff::Timestamp;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

/// A page that left: its id, whom it reached, for which incident, and when (microseconds since 1970).
pub type Left = (Uuid, Uuid, Uuid, Option<i64>);

pub async fn sent_since(conn: &impl ConnectionTrait, since: Timestamp) -> Answer<Vec<Left>> {
    let sent = page::Entity::find()
        .select_only()
        .columns([page::Column::Id, page::Column::AccountId, page::Column::IncidentId, page::Column::SentAt])
        .filter(page::Column::SentAt.gte(since.as_microsecond()));
    Ok(sent.into_tuple().all(conn).await?)
}

/// Incidents in the order of their opening, which incident each report is in, and pages in the order of their queueing.
pub struct Rows {
    pub incidents: Vec<IncidentRow>,
    pub reports: Vec<(Uuid, Uuid)>,
    pub pages: Vec<PageRow>,
}

pub async fn everything(conn: &impl ConnectionTrait) -> Answer<Rows> {
    let reports = report::Entity::find().select_only().columns([report::Column::Id, report::Column::IncidentId]);
    let pages = page::Entity::find().order_by_asc(page::Column::QueuedAt).order_by_asc(page::Column::Id);
    Ok(Rows {
        incidents: incident::Entity::find().order_by_asc(incident::Column::OpenedAt).all(conn).await?,
        reports: reports.into_tuple().all(conn).await?,
        pages: pages.all(conn).await?,
    })
}
