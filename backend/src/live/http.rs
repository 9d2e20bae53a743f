//! The stream a desk keeps open.

use super::stream;
use crate::app::App;
use crate::auth::{Allowed, ReadIncidents};
use crate::problem::{Answer, Problem, Problems};
use crate::venues;
use actix_web::http::header::{CACHE_CONTROL, ContentEncoding};
use actix_web::{HttpRequest, HttpResponse, get, web};
use serde::Deserialize;
use shared::problem::ErrorCode;

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
