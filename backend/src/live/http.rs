//! The stream a desk keeps open.

use super::{Looker, attention, stream};
use crate::app::App;
use crate::auth::{Allowed, ReadIncidents};
use crate::body::Body;
use crate::problem::{Answer, Problem, Problems};
use crate::venues;
use actix_web::http::header::{CACHE_CONTROL, ContentEncoding};
use actix_web::{HttpRequest, HttpResponse, delete, get, put, web};
use serde::{Deserialize, Serialize};
use shared::attention::Doing;
use shared::id::IncidentId;
use shared::problem::ErrorCode;
use utoipa::ToSchema;
use uuid::Uuid;

#[derive(Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct StreamQuery {
    /// A venue's name in addresses; absent means all of mine.
    venue: Option<String>,
}

/// Server-Sent Events: `id` is the log's number, `event` names what happened, `data` is a LiveEvent. `Last-Event-ID` (a list's
/// `seq` to begin with) resumes with nothing missing.
#[utoipa::path(tag = "desk", params(StreamQuery, ("Last-Event-ID" = Option<i64>, Header)), security(("bearer" = ["read_incidents"])),
    responses((status = 200, description = "events", content_type = "text/event-stream", body = String), Problems))]
#[get("/desk/stream")]
pub async fn open(
    app: web::Data<App>,
    who: Allowed<ReadIncidents>,
    query: web::Query<StreamQuery>,
    request: HttpRequest,
) -> Answer<HttpResponse> {
    let venue = query.into_inner().venue.filter(|slug| !slug.is_empty()).map(|slug| {
        let venue = venues::by_slug(&app, &slug).ok().filter(|venue| who.signed.scope.venues.contains(&venue.id));
        venue.map(|venue| venue.id).ok_or_else(|| Problem::new(ErrorCode::NotFound).at("venue"))
    });
    let last = request.headers().get("Last-Event-ID").map(|value| {
        let number = value.to_str().ok().and_then(|text| text.trim().parse::<i64>().ok()).filter(|number| *number >= 0);
        number.ok_or_else(|| Problem::new(ErrorCode::InvalidValue).at("Last-Event-ID"))
    });
    let events = stream::open(app.into_inner(), who.signed, venue.transpose()?, last.transpose()?).await?;
    Ok(HttpResponse::Ok()
        .content_type("text/event-stream")
        .insert_header((CACHE_CONTROL, "no-store"))
        .insert_header(("X-Accel-Buffering", "no"))
        .insert_header(ContentEncoding::Identity)
        .streaming(events))
}

/// What I do with the incident that is open before me.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewAttention {
    /// I am writing something.
    #[serde(default)]
    typing: bool,
}

/// Who else is there.
#[derive(Serialize, ToSchema)]
struct Lookers {
    items: Vec<Looker>,
}

/// I look at it, or write something, at this moment; said again every 15 seconds, and true for 35. The other desks hear it by the
/// stream's event `attention`, which has no id. Nothing of it is kept.
#[utoipa::path(tag = "desk", request_body = NewAttention, security(("bearer" = ["read_incidents"])), responses((status = 200, description = "who else does", body = Lookers), Problems))]
#[put("/desk/incidents/{id}/attention")]
pub async fn attend(
    app: web::Data<App>,
    who: Allowed<ReadIncidents>,
    id: web::Path<Uuid>,
    body: Body<NewAttention>,
) -> Answer<web::Json<Lookers>> {
    let doing = if body.into_inner().typing { Doing::Typing } else { Doing::Looking };
    let items = attention::say(&app, &who.signed.scope, IncidentId::from_uuid(*id), doing).await?;
    Ok(web::Json(Lookers { items }))
}

/// I look at something else.
#[utoipa::path(tag = "desk", security(("bearer" = ["read_incidents"])), responses((status = 204, description = "told"), Problems))]
#[delete("/desk/incidents/{id}/attention")]
pub async fn turn_away(app: web::Data<App>, who: Allowed<ReadIncidents>, id: web::Path<Uuid>) -> Answer<HttpResponse> {
    attention::say(&app, &who.signed.scope, IncidentId::from_uuid(*id), Doing::Gone).await?;
    Ok(HttpResponse::NoContent().finish())
}
