//! Taking back, calling for help, marking and linking.

use super::wire::{Link, Mark, Marks, SetMark, Summary, Undo};
use super::{help, links, marks, undo};
use crate::app::App;
use crate::auth::{Allowed, ReadIncidents, WorkIncidents};
use crate::body::Body;
use crate::problem::{Answer, Problems};
use actix_web::{get, post, put, web};
use serde::Deserialize;
use shared::id::IncidentId;
use uuid::Uuid;

type Changed = Answer<web::Json<Summary>>;

#[derive(Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct MarksQuery {
    /// A venue's name in addresses; absent means all of mine.
    venue: Option<String>,
}

/// Take back what I last decided on it, within 30 seconds and while nobody decided anything since. `409 wrong_status` where there is
/// nothing of mine to take back, or it is too late; both with the present state as `incident`.
#[utoipa::path(tag = "desk", request_body = Undo, security(("bearer" = ["work_incidents"])), responses((status = 200, description = "as it was before", body = Summary), Problems))]
#[post("/desk/incidents/{id}/undo")]
pub async fn undo_last(
    app: web::Data<App>,
    who: Allowed<WorkIncidents>,
    id: web::Path<Uuid>,
    body: Body<Undo>,
) -> Changed {
    let version = body.into_inner().version;
    Ok(web::Json(undo::undo(&app, &who.signed.scope, IncidentId::from_uuid(*id), version).await?))
}

/// I need help there, now. Everybody on duty is called, until somebody else acknowledges. It takes no body and no version, and within
/// a minute it is the same call.
#[utoipa::path(tag = "desk", security(("bearer" = ["work_incidents"])), responses((status = 200, description = "everybody is called", body = Summary), Problems))]
#[post("/desk/incidents/{id}/help")]
pub async fn call_for_help(app: web::Data<App>, who: Allowed<WorkIncidents>, id: web::Path<Uuid>) -> Changed {
    Ok(web::Json(help::call(&app, &who.signed.scope, IncidentId::from_uuid(*id)).await?))
}

/// Watch it, or put it off, for myself alone. What somebody has to acknowledge cannot be put off: `409 wrong_status`.
#[utoipa::path(tag = "desk", request_body = SetMark, security(("bearer" = ["work_incidents"])), responses((status = 200, description = "how it is marked now", body = Mark), Problems))]
#[put("/desk/incidents/{id}/mark")]
pub async fn set_mark(
    app: web::Data<App>,
    who: Allowed<WorkIncidents>,
    id: web::Path<Uuid>,
    body: Body<SetMark>,
) -> Answer<web::Json<Mark>> {
    let wish = body.into_inner();
    Ok(web::Json(marks::set(&app, &who.signed.scope, IncidentId::from_uuid(*id), wish).await?))
}

/// What I watch and what I put off, of what is not over.
#[utoipa::path(tag = "desk", params(MarksQuery), security(("bearer" = ["read_incidents"])), responses((status = 200, description = "my marks", body = Marks), Problems))]
#[get("/desk/marks")]
pub async fn my_marks(
    app: web::Data<App>,
    who: Allowed<ReadIncidents>,
    query: web::Query<MarksQuery>,
) -> Answer<web::Json<Marks>> {
    Ok(web::Json(marks::list(&app, &who.signed.scope, query.venue.as_deref()).await?))
}

/// Two incidents belong together, and stay two.
#[utoipa::path(tag = "desk", request_body = Link, security(("bearer" = ["work_incidents"])), responses((status = 200, description = "linked", body = Summary), Problems))]
#[post("/desk/incidents/{id}/link")]
pub async fn link(app: web::Data<App>, who: Allowed<WorkIncidents>, id: web::Path<Uuid>, body: Body<Link>) -> Changed {
    let to = IncidentId::from_uuid(body.into_inner().to);
    Ok(web::Json(links::set(&app, &who.signed.scope, IncidentId::from_uuid(*id), to, true).await?))
}

/// They do not belong together after all.
#[utoipa::path(tag = "desk", request_body = Link, security(("bearer" = ["work_incidents"])), responses((status = 200, description = "no longer linked", body = Summary), Problems))]
#[post("/desk/incidents/{id}/unlink")]
pub async fn unlink(
    app: web::Data<App>,
    who: Allowed<WorkIncidents>,
    id: web::Path<Uuid>,
    body: Body<Link>,
) -> Changed {
    let to = IncidentId::from_uuid(body.into_inner().to);
    Ok(web::Json(links::set(&app, &who.signed.scope, IncidentId::from_uuid(*id), to, false).await?))
}
