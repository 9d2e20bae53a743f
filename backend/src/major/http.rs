//! The calls of a major incident.

use super::wire::{
    AfterAction, CheckIns, CheckedIn, Declare, DoMajor, MajorView, Majors, NewDecision, NewSitrep, SitrepDraft,
};
use super::{acts, after as review, muster, said, service};
use crate::app::App;
use crate::auth::{Allowed, ReadIncidents, WorkIncidents};
use crate::body::Body;
use crate::problem::{Answer, Problems};
use actix_web::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION};
use actix_web::{HttpResponse, get, post, web};
use serde::Deserialize;
use shared::id::{IncidentId, MajorId};
use shared::language::at_desk;
use utoipa::IntoParams;
use uuid::Uuid;

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct StandingQuery {
    /// A venue's name in addresses; absent means all of mine.
    venue: Option<String>,
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct WordsQuery {
    /// In whose words: `en`, `es`, `fr`, `de`, `ar`, `pt`, `zh` or `nl`; others are answered in English.
    language: Option<String>,
}

impl WordsQuery {
    fn language(&self) -> &'static str {
        at_desk(self.language.as_deref())
    }
}

type Whole = Answer<web::Json<MajorView>>;

/// Declare an incident a major one, and name who commands. Until they accept, whoever declares does. What is declared already is
/// answered as it stands; one that is over or merged is `409 wrong_status`.
#[utoipa::path(operation_id = "declare_major", tag = "major", request_body = Declare, security(("bearer" = ["work_incidents"])), responses((status = 200, description = "the major incident", body = MajorView), Problems))]
#[post("/desk/incidents/{id}/declare")]
pub async fn declare(
    app: web::Data<App>,
    who: Allowed<WorkIncidents>,
    id: web::Path<Uuid>,
    body: Body<Declare>,
) -> Whole {
    let (app, wish) = (app.into_inner(), body.into_inner());
    Ok(web::Json(service::declare(&app, &who.signed.scope, IncidentId::from_uuid(*id), wish).await?))
}

/// Major incidents without an all-clear, as far as the asker may read them.
#[utoipa::path(operation_id = "standing_majors", tag = "major", params(StandingQuery), security(("bearer" = ["read_incidents"])), responses((status = 200, description = "those that stand", body = Majors), Problems))]
#[get("/desk/majors")]
pub async fn standing(
    app: web::Data<App>,
    who: Allowed<ReadIncidents>,
    query: web::Query<StandingQuery>,
) -> Answer<web::Json<Majors>> {
    Ok(web::Json(service::standing(&app, &who.signed.scope, query.venue.as_deref()).await?))
}

/// One of them, whole.
#[utoipa::path(operation_id = "read_major", tag = "major", security(("bearer" = ["read_incidents"])), responses((status = 200, description = "the major incident", body = MajorView), Problems))]
#[get("/desk/major/{id}")]
pub async fn one(app: web::Data<App>, who: Allowed<ReadIncidents>, id: web::Path<Uuid>) -> Whole {
    Ok(web::Json(service::whole(&app, &who.signed.scope, MajorId::from_uuid(*id)).await?.view()))
}

/// Do something on its board. A stale act is answered with the present state as `major`. Who proposed a zone's state or the all-clear does
/// not confirm it: `403 forbidden`; what lapsed is `409 wrong_status`.
#[utoipa::path(operation_id = "act_on_major", tag = "major", request_body = DoMajor, security(("bearer" = ["work_incidents"])), responses((status = 200, description = "as it is then", body = MajorView), Problems))]
#[post("/desk/major/{id}/acts")]
pub async fn act(app: web::Data<App>, who: Allowed<WorkIncidents>, id: web::Path<Uuid>, body: Body<DoMajor>) -> Whole {
    let app = app.into_inner();
    Ok(web::Json(acts::act(&app, &who.signed.scope, MajorId::from_uuid(*id), body.into_inner()).await?))
}

/// Write a decision down. It is never changed; the same `id` again is the same decision.
#[utoipa::path(operation_id = "decide_in_major", tag = "major", request_body = NewDecision, security(("bearer" = ["work_incidents"])), responses((status = 200, description = "as it is then", body = MajorView), Problems))]
#[post("/desk/major/{id}/decisions")]
pub async fn decide(
    app: web::Data<App>,
    who: Allowed<WorkIncidents>,
    id: web::Path<Uuid>,
    body: Body<NewDecision>,
) -> Whole {
    let app = app.into_inner();
    Ok(web::Json(said::decide(&app, &who.signed.scope, MajorId::from_uuid(*id), body.into_inner()).await?))
}

/// A situation report as the record would write it now: METHANE, and what nobody knows is said to be unknown.
#[utoipa::path(operation_id = "draft_sitrep", tag = "major", params(WordsQuery), security(("bearer" = ["read_incidents"])), responses((status = 200, description = "the draft", body = SitrepDraft), Problems))]
#[get("/desk/major/{id}/sitrep")]
pub async fn draft(
    app: web::Data<App>,
    who: Allowed<ReadIncidents>,
    id: web::Path<Uuid>,
    query: web::Query<WordsQuery>,
) -> Answer<web::Json<SitrepDraft>> {
    let text = said::sitrep(&app, &who.signed.scope, MajorId::from_uuid(*id), query.language()).await?;
    Ok(web::Json(SitrepDraft { text }))
}

/// Send a situation report: it is kept as it was written.
#[utoipa::path(operation_id = "send_sitrep", tag = "major", request_body = NewSitrep, security(("bearer" = ["work_incidents"])), responses((status = 200, description = "as it is then", body = MajorView), Problems))]
#[post("/desk/major/{id}/sitreps")]
pub async fn report(
    app: web::Data<App>,
    who: Allowed<WorkIncidents>,
    id: web::Path<Uuid>,
    body: Body<NewSitrep>,
) -> Whole {
    let app = app.into_inner();
    Ok(web::Json(said::report(&app, &who.signed.scope, MajorId::from_uuid(*id), body.into_inner()).await?))
}

/// Count people at a muster station, at once or late. What comes twice under one key is counted once; it needs no version.
#[utoipa::path(operation_id = "check_in", tag = "major", request_body = CheckIns, security(("bearer" = ["work_incidents"])), responses((status = 200, description = "what became of each", body = CheckedIn), Problems))]
#[post("/desk/major/{id}/muster/{station}")]
pub async fn check_in(
    app: web::Data<App>,
    who: Allowed<WorkIncidents>,
    path: web::Path<(Uuid, Uuid)>,
    body: Body<CheckIns>,
) -> Answer<web::Json<CheckedIn>> {
    let (app, (id, station)) = (app.into_inner(), path.into_inner());
    let sent = body.into_inner();
    Ok(web::Json(muster::check_in(&app, &who.signed.scope, MajorId::from_uuid(id), station, sent).await?))
}

/// What a review begins with: timeline, times, open points; written from the record.
#[utoipa::path(operation_id = "after_action", tag = "major", params(WordsQuery), security(("bearer" = ["read_incidents"])), responses((status = 200, description = "the draft", body = AfterAction), Problems))]
#[get("/desk/major/{id}/after-action")]
pub async fn after(
    app: web::Data<App>,
    who: Allowed<ReadIncidents>,
    id: web::Path<Uuid>,
    query: web::Query<WordsQuery>,
) -> Answer<web::Json<AfterAction>> {
    Ok(web::Json(review::draft(&app, &who.signed.scope, MajorId::from_uuid(*id), query.language()).await?))
}

/// The same on paper: tagged PDF.
#[utoipa::path(operation_id = "after_action_paper", tag = "major", params(WordsQuery), security(("bearer" = ["read_incidents"])), responses((status = 200, description = "the paper", body = Vec<u8>, content_type = "application/pdf"), Problems))]
#[get("/desk/major/{id}/after-action.pdf")]
pub async fn after_paper(
    app: web::Data<App>,
    who: Allowed<ReadIncidents>,
    id: web::Path<Uuid>,
    query: web::Query<WordsQuery>,
) -> Answer<HttpResponse> {
    let bytes = review::paper(&app, &who.signed.scope, MajorId::from_uuid(*id), query.language()).await?;
    Ok(HttpResponse::Ok()
        .insert_header((CACHE_CONTROL, "private, no-store"))
        .insert_header((CONTENT_DISPOSITION, "inline; filename=\"after-action.pdf\""))
        .content_type("application/pdf")
        .body(bytes))
}
