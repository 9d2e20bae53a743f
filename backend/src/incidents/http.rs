//! The queue and the commands.

use super::merge as merging;
use super::queue;
use super::service::{self, Command};
use super::suggest;
use super::wire::{
    Acknowledge, Assign, IncidentPage, ListQuery, Merge, MonthQuery, Move, Prioritise, Reroute, Split, Suggestions,
    Summary, Unmerge, WriteMessage, WriteNote,
};
use crate::app::App;
use crate::auth::{Allowed, ReadIncidents, ReadRules, WorkIncidents};
use crate::body::Body;
use crate::problem::{Answer, Problem, Problems};
use crate::reports::{self, Wording};
use actix_web::{get, post, web};
use shared::id::{AccountId, IncidentId, NoteId, PostId, ReportId};
use shared::problem::ErrorCode;
use std::collections::BTreeSet;
use uuid::Uuid;

type Changed = Answer<web::Json<Summary>>;

/// The queue: by priority, then by what is due, then by id.
#[utoipa::path(operation_id = "list_incidents", tag = "desk", params(ListQuery), security(("bearer" = ["read_incidents"])), responses((status = 200, description = "a page", body = IncidentPage), Problems))]
#[get("/desk/incidents")]
pub async fn list(
    app: web::Data<App>,
    who: Allowed<ReadIncidents>,
    query: web::Query<ListQuery>,
) -> Answer<web::Json<IncidentPage>> {
    Ok(web::Json(queue::page(&app, &who.signed.scope, query.into_inner()).await?))
}

/// I have it. Ends the climb of the ladder.
#[utoipa::path(tag = "desk", request_body = Acknowledge, security(("bearer" = ["work_incidents"])), responses((status = 200, description = "acknowledged", body = Summary), Problems))]
#[post("/desk/incidents/{id}/acknowledge")]
pub async fn acknowledge(
    app: web::Data<App>,
    who: Allowed<WorkIncidents>,
    id: web::Path<Uuid>,
    body: Body<Acknowledge>,
) -> Changed {
    run(app, who, *id, body.into_inner().version, Command::Acknowledge { by: None }).await
}

/// Give it to an officer or a post. To oneself is everybody's right and an acknowledgement; to others a supervisor's.
#[utoipa::path(tag = "desk", request_body = Assign, security(("bearer" = ["work_incidents"])), responses((status = 200, description = "assigned", body = Summary), Problems))]
#[post("/desk/incidents/{id}/assign")]
pub async fn assign(
    app: web::Data<App>,
    who: Allowed<WorkIncidents>,
    id: web::Path<Uuid>,
    body: Body<Assign>,
) -> Changed {
    let Assign { version, officer, post } = body.into_inner();
    let command = Command::Assign { officer: officer.map(AccountId::from_uuid), post: post.map(PostId::from_uuid) };
    run(app, who, *id, version, command).await
}

/// It belongs to another post, and perhaps to this officer there, under a better category: one act, with its reason.
#[utoipa::path(tag = "desk", request_body = Reroute, security(("bearer" = ["work_incidents"])), responses((status = 200, description = "re-routed", body = Summary), Problems))]
#[post("/desk/incidents/{id}/reroute")]
pub async fn reroute(
    app: web::Data<App>,
    who: Allowed<WorkIncidents>,
    id: web::Path<Uuid>,
    body: Body<Reroute>,
) -> Changed {
    let Reroute { version, post, officer, category, because, reason } = body.into_inner();
    let officer = officer.map(AccountId::from_uuid);
    let command = Command::rerouting(PostId::from_uuid(post), officer, category, because, reason)?;
    run(app, who, *id, version, command).await
}

/// Move it on: en route, on scene, resolved, closed, reopened.
#[utoipa::path(tag = "desk", request_body = Move, security(("bearer" = ["work_incidents"])), responses((status = 200, description = "moved", body = Summary), Problems))]
#[post("/desk/incidents/{id}/status")]
pub async fn status(
    app: web::Data<App>,
    who: Allowed<WorkIncidents>,
    id: web::Path<Uuid>,
    body: Body<Move>,
) -> Changed {
    let Move { version, to, disposition } = body.into_inner();
    run(app, who, *id, version, Command::moving(&to, disposition)?).await
}

/// Raise it, or (a supervisor) lower it, with a reason.
#[utoipa::path(tag = "desk", request_body = Prioritise, security(("bearer" = ["work_incidents"])), responses((status = 200, description = "changed", body = Summary), Problems))]
#[post("/desk/incidents/{id}/priority")]
pub async fn priority(
    app: web::Data<App>,
    who: Allowed<WorkIncidents>,
    id: web::Path<Uuid>,
    body: Body<Prioritise>,
) -> Changed {
    let Prioritise { version, to, reason } = body.into_inner();
    run(app, who, *id, version, Command::prioritising(to, reason)?).await
}

/// What a month's re-routes suggest: categories that mislead, posts that hand on.
#[utoipa::path(operation_id = "read_suggestions", tag = "admin", params(MonthQuery), security(("bearer" = ["read_rules"])), responses((status = 200, description = "the month's suggestions", body = Suggestions), Problems))]
#[get("/admin/suggestions")]
pub async fn suggestions(
    app: web::Data<App>,
    who: Allowed<ReadRules>,
    query: web::Query<MonthQuery>,
) -> Answer<web::Json<Suggestions>> {
    Ok(web::Json(suggest::suggestions(&app, &who.signed.scope, query.month.as_deref()).await?))
}

/// Note something for colleagues.
#[utoipa::path(tag = "desk", request_body = WriteNote, security(("bearer" = ["work_incidents"])), responses((status = 200, description = "noted", body = Summary), Problems))]
#[post("/desk/incidents/{id}/note")]
pub async fn note(
    app: web::Data<App>,
    who: Allowed<WorkIncidents>,
    id: web::Path<Uuid>,
    body: Body<WriteNote>,
) -> Changed {
    let WriteNote { version, text, id: note } = body.into_inner();
    let note = note.map(NoteId::from_uuid);
    Ok(web::Json(service::note(&app, &who.signed.scope, IncidentId::from_uuid(*id), version, text, note).await?))
}

/// Write to the reporters of an incident, or to some of them. They never learn who wrote.
#[utoipa::path(operation_id = "message_reporters", tag = "desk", request_body = WriteMessage, security(("bearer" = ["work_incidents"])), responses((status = 200, description = "sent", body = Summary), Problems))]
#[post("/desk/incidents/{id}/message")]
pub async fn message(
    app: web::Data<App>,
    who: Allowed<WorkIncidents>,
    id: web::Path<Uuid>,
    body: Body<WriteMessage>,
) -> Changed {
    let WriteMessage { version, text, language, card, reports: to } = body.into_inner();
    let wording = match (text, card) {
        (Some(_), Some(_)) => return Err(Problem::new(ErrorCode::InvalidValue).at("card")),
        (None, Some(code)) => Wording::Card(code),
        (text, None) => Wording::Free { text: text.unwrap_or_default(), language },
    };
    let to = to.map(|ids| ids.into_iter().map(ReportId::from_uuid).collect());
    let id = IncidentId::from_uuid(*id);
    let (incident, venue) = queue::at_version(&app, &who.signed.scope, id, version).await?;
    reports::write_to_reporters(&app, &who.signed.scope, &incident, wording, to).await?;
    let told = queue::visible(&app, &who.signed.scope, id).await?;
    Ok(web::Json(Summary::new(&told, &venue)))
}

/// Merge an incident into another of the same venue. Answers the other; its reports are now those of both.
#[utoipa::path(tag = "desk", request_body = Merge, security(("bearer" = ["work_incidents"])), responses((status = 200, description = "merged", body = Summary), Problems))]
#[post("/desk/incidents/{id}/merge")]
pub async fn merge(
    app: web::Data<App>,
    who: Allowed<WorkIncidents>,
    id: web::Path<Uuid>,
    body: Body<Merge>,
) -> Changed {
    let Merge { version, into, into_version } = body.into_inner();
    let (from, into) = ((IncidentId::from_uuid(*id), version), (IncidentId::from_uuid(into), into_version));
    Ok(web::Json(merging::merge(&app, &who.signed.scope, from, into).await?))
}

/// Take some reports out: they tell of something else. Answers what is left; the other incident comes by the stream.
#[utoipa::path(tag = "desk", request_body = Split, security(("bearer" = ["work_incidents"])), responses((status = 200, description = "split", body = Summary), Problems))]
#[post("/desk/incidents/{id}/split")]
pub async fn split(
    app: web::Data<App>,
    who: Allowed<WorkIncidents>,
    id: web::Path<Uuid>,
    body: Body<Split>,
) -> Changed {
    let Split { version, reports } = body.into_inner();
    let reports = reports.into_iter().collect::<BTreeSet<_>>().into_iter().map(ReportId::from_uuid).collect();
    let id = IncidentId::from_uuid(*id);
    Ok(web::Json(merging::split(&app, &who.signed.scope, id, version, reports).await?))
}

/// Take a merge back. Answers the incident that was merged, as it was before.
#[utoipa::path(tag = "desk", request_body = Unmerge, security(("bearer" = ["work_incidents"])), responses((status = 200, description = "two again", body = Summary), Problems))]
#[post("/desk/incidents/{id}/unmerge")]
pub async fn unmerge(
    app: web::Data<App>,
    who: Allowed<WorkIncidents>,
    id: web::Path<Uuid>,
    body: Body<Unmerge>,
) -> Changed {
    let id = IncidentId::from_uuid(*id);
    Ok(web::Json(merging::unmerge(&app, &who.signed.scope, id, body.into_inner().version).await?))
}

async fn run(app: web::Data<App>, who: Allowed<WorkIncidents>, id: Uuid, version: i64, command: Command) -> Changed {
    let id = IncidentId::from_uuid(id);
    Ok(web::Json(service::command(&app, &who.signed.scope, id, version, command).await?))
}
