//! Rows of canaries.

use crate::entity::proof;
use crate::problem::{Answer, Problem};
use jiff::Timestamp;
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};
use shared::id::{AuthorityId, IncidentId, PhotoId, ProofId, ReportId, VenueId};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    Running,
    Proven,
    Failed,
}

impl State {
    pub const fn name(self) -> &'static str {
        match self {
            Self::Running => "running",
            Self::Proven => "proven",
            Self::Failed => "failed",
        }
    }
}

/// One canary.
#[derive(Clone, Debug)]
pub struct Proof {
    pub id: ProofId,
    pub authority: AuthorityId,
    pub venue: VenueId,
    /// Absent while its report is only about to be sent.
    pub sent: Option<(IncidentId, ReportId, PhotoId)>,
    pub started_at: Timestamp,
    pub ended_at: Option<Timestamp>,
    /// The ways it came back by.
    pub answers: Vec<String>,
    /// What of its way it did not come through.
    pub missing: Vec<String>,
}

fn time(micros: i64) -> Timestamp {
    Timestamp::from_microsecond(micros).unwrap_or(Timestamp::MIN)
}

fn proof_of(row: proof::Model) -> Answer<Proof> {
    let list = |text: &str| serde_json::from_str(text).map_err(Problem::internal);
    let (incident, report) = (row.incident_id.map(IncidentId::from_uuid), row.report_id.map(ReportId::from_uuid));
    let photo = row.photo_id.map(PhotoId::from_uuid);
    Ok(Proof {
        id: ProofId::from_uuid(row.id),
        authority: AuthorityId::from_uuid(row.authority_id),
        venue: VenueId::from_uuid(row.venue_id),
        sent: incident.zip(report).zip(photo).map(|((incident, report), photo)| (incident, report, photo)),
        started_at: time(row.started_at),
        ended_at: row.ended_at.map(time),
        answers: list(&row.answers)?,
        missing: list(&row.missing)?,
    })
}

/// A canary that is about to leave.
pub async fn start(conn: &impl ConnectionTrait, new: &Proof) -> Result<(), DbErr> {
    let row = proof::ActiveModel {
        id: Set(new.id.uuid()),
        authority_id: Set(new.authority.uuid()),
        venue_id: Set(new.venue.uuid()),
        incident_id: Set(None),
        report_id: Set(None),
        photo_id: Set(None),
        started_at: Set(new.started_at.as_microsecond()),
        ended_at: Set(None),
        state: Set(State::Running.name().to_owned()),
        answers: Set("[]".to_owned()),
        missing: Set("[]".to_owned()),
    };
    proof::Entity::insert(row).exec_without_returning(conn).await?;
    Ok(())
}

/// It left as this report.
pub async fn left(
    conn: &impl ConnectionTrait,
    id: ProofId,
    (incident, report, photo): (IncidentId, ReportId, PhotoId),
) -> Result<(), DbErr> {
    proof::Entity::update_many()
        .col_expr(proof::Column::IncidentId, incident.uuid().into())
        .col_expr(proof::Column::ReportId, report.uuid().into())
        .col_expr(proof::Column::PhotoId, photo.uuid().into())
        .filter(proof::Column::Id.eq(id.uuid()))
        .exec(conn)
        .await?;
    Ok(())
}

/// Those on their way, the oldest first, held until the commit if `held`.
pub async fn running(conn: &impl ConnectionTrait, held: bool) -> Answer<Vec<Proof>> {
    let mut query = proof::Entity::find()
        .filter(proof::Column::State.eq(State::Running.name()))
        .order_by_asc(proof::Column::StartedAt);
    if held {
        query = query.lock_exclusive();
    }
    query.all(conn).await?.into_iter().map(proof_of).collect()
}

/// The last one of a venue, in some state or in any.
pub async fn last(conn: &impl ConnectionTrait, venue: VenueId, state: Option<State>) -> Answer<Option<Proof>> {
    let mut query = proof::Entity::find().filter(proof::Column::VenueId.eq(venue.uuid()));
    if let Some(state) = state {
        query = query.filter(proof::Column::State.eq(state.name()));
    }
    query.order_by_desc(proof::Column::StartedAt).one(conn).await?.map(proof_of).transpose()
}

/// The first that is still known of a venue.
pub async fn first(conn: &impl ConnectionTrait, venue: VenueId) -> Answer<Option<Proof>> {
    let query = proof::Entity::find().filter(proof::Column::VenueId.eq(venue.uuid()));
    query.order_by_asc(proof::Column::StartedAt).one(conn).await?.map(proof_of).transpose()
}

pub async fn answered(conn: &impl ConnectionTrait, id: ProofId, answers: &[String]) -> Answer<()> {
    let answers = serde_json::to_string(answers).map_err(Problem::internal)?;
    proof::Entity::update_many()
        .col_expr(proof::Column::Answers, answers.into())
        .filter(proof::Column::Id.eq(id.uuid()))
        .exec(conn)
        .await?;
    Ok(())
}

pub async fn end(
    conn: &impl ConnectionTrait,
    id: ProofId,
    state: State,
    missing: &[String],
    now: Timestamp,
) -> Answer<()> {
    let missing = serde_json::to_string(missing).map_err(Problem::internal)?;
    proof::Entity::update_many()
        .col_expr(proof::Column::State, state.name().into())
        .col_expr(proof::Column::Missing, missing.into())
        .col_expr(proof::Column::EndedAt, now.as_microsecond().into())
        .col_expr(proof::Column::IncidentId, Expr::val(None::<uuid::Uuid>))
        .col_expr(proof::Column::ReportId, Expr::val(None::<uuid::Uuid>))
        .col_expr(proof::Column::PhotoId, Expr::val(None::<uuid::Uuid>))
        .filter(proof::Column::Id.eq(id.uuid()))
        .exec(conn)
        .await?;
    Ok(())
}

/// What ended long ago is of no use to anybody.
pub async fn forget(conn: &impl ConnectionTrait, venue: VenueId, before: Timestamp) -> Answer<()> {
    proof::Entity::delete_many()
        .filter(proof::Column::VenueId.eq(venue.uuid()))
        .filter(proof::Column::State.ne(State::Running.name()))
        .filter(proof::Column::StartedAt.lt(before.as_microsecond()))
        .exec(conn)
        .await?;
    Ok(())
}
