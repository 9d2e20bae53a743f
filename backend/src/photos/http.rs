//! Photos in, and out.

use super::service::{self, Copy, Sealed};
use crate::app::App;
use crate::auth::{Allowed, From, Holder, ReadIncidents};
use crate::body;
use crate::problem::{Answer, Problem, Problems};
use crate::reports::{self, Report};
use crate::venues;
use actix_web::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, ContentEncoding};
use actix_web::{HttpRequest, HttpResponse, get, put, web};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde::{Deserialize, Serialize};
use shared::id::PhotoId;
use shared::limits;
use shared::problem::ErrorCode;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

#[derive(Serialize, ToSchema)]
struct PhotoStored {
    id: Uuid,
    /// `stored`, `ready` or `no_preview`.
    state: String,
}

/// Send a photo's bytes. The same bytes again are answered the same again.
#[utoipa::path(tag = "reporter", request_body(content = Vec<u8>, content_type = "image/*"),
    params(("Content-Digest" = Option<String>, Header, description = "sha-256 of the bytes (RFC 9530); needed for a photo that was not declared")),
    security(("receipt" = [])), responses((status = 201, description = "sealed and on the disk", body = PhotoStored), Problems))]
#[put("/reports/{id}/photos/{photo_id}")]
pub async fn receive(
    app: web::Data<App>,
    holder: Result<Holder, Problem>,
    path: web::Path<(Uuid, Uuid)>,
    from: From,
    request: HttpRequest,
    payload: web::Payload,
) -> Answer<HttpResponse> {
    let (report, photo) = path.into_inner();
    let report = match admit(&app, holder, report, &from).await {
        Ok(report) => report,
        Err(problem) => {
            // Whoever is refused must have been able to say everything, or the refusal is lost on the way.
            body::drain(payload.into_inner()).await;
            return Err(problem);
        }
    };
    let _turn = app.uploads.acquire().await.map_err(Problem::unavailable)?;
    let bytes = body::read(payload.into_inner(), limits::PHOTO_BYTES).await?;
    let state =
        service::receive(&app, report, PhotoId::from_uuid(photo), bytes, digest(&request, "Content-Digest")?).await?;
    Ok(HttpResponse::Created().json(PhotoStored { id: photo, state }))
}

/// Send the untouched original of a photo, sealed by the phone to the venue's `evidence_key` (age, version 1). The same bytes again
/// are answered the same again.
#[utoipa::path(tag = "reporter", request_body(content = Vec<u8>, content_type = "application/age"),
    params(("Content-Digest" = String, Header, description = "sha-256 of the sealed bytes (RFC 9530)"), ("X-Original-Digest" = Option<String>, Header, description = "the same of the bytes inside: kept as the reporter's claim"), OriginalQuery),
    security(("receipt" = [])), responses((status = 201, description = "on the disk", body = PhotoStored), Problems))]
#[put("/reports/{id}/photos/{photo_id}/original")]
pub async fn receive_original(
    app: web::Data<App>,
    holder: Result<Holder, Problem>,
    path: web::Path<(Uuid, Uuid)>,
    query: web::Query<OriginalQuery>,
    from: From,
    request: HttpRequest,
    payload: web::Payload,
) -> Answer<HttpResponse> {
    let (report, photo) = path.into_inner();
    let report = match admit(&app, holder, report, &from).await {
        Ok(report) => report,
        Err(problem) => {
            body::drain(payload.into_inner()).await;
            return Err(problem);
        }
    };
    let _turn = app.uploads.acquire().await.map_err(Problem::unavailable)?;
    let bytes = body::read(payload.into_inner(), limits::SEALED_PHOTO_BYTES).await?;
    let sent = Sealed {
        digest: digest(&request, "Content-Digest")?,
        claimed: digest(&request, "X-Original-Digest")?,
        alone: query.alone,
        bytes,
    };
    let state = service::receive_original(&app, report, PhotoId::from_uuid(photo), sent).await?;
    Ok(HttpResponse::Created().json(PhotoStored { id: photo, state }))
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct OriginalQuery {
    /// No clean copy will follow: the phone could not make one.
    #[serde(default)]
    pub alone: bool,
}

/// The report a photo is for, if its receipt opens it and its sender has not sent too much.
async fn admit(app: &App, holder: Result<Holder, Problem>, id: Uuid, from: &From) -> Answer<Report> {
    let report = reports::holder(app, &holder?.0, &from.0).await?;
    if report.id.uuid() != id {
        return Err(ErrorCode::NotFound.into());
    }
    let venue = venues::by_id(app, report.venue)?;
    let danger = report.facts.categories.iter().any(|category| category.starts_with("danger."));
    app.rates.check_write(&from.0, &venue.slug, danger)?;
    Ok(report)
}

/// `sha-256=:…:` (RFC 9530). Other algorithms are passed over.
fn digest(request: &HttpRequest, name: &'static str) -> Answer<Option<[u8; 32]>> {
    let invalid = || Problem::new(ErrorCode::InvalidValue).at(name);
    let Some(header) = request.headers().get(name) else { return Ok(None) };
    let text = header.to_str().map_err(|_| invalid())?;
    let Some(value) = text.split(',').find_map(|one| one.trim().strip_prefix("sha-256=")) else { return Ok(None) };
    let inner = value.strip_prefix(':').and_then(|value| value.strip_suffix(':')).ok_or_else(invalid)?;
    let bytes = BASE64_STANDARD.decode(inner).map_err(|_| invalid())?;
    Ok(Some(bytes.try_into().map_err(|_| invalid())?))
}

/// A photo: `thumb` (at most 400 px) and `view` (at most 2560 px) are clean copies; `original` is what was received, needs a
/// fresh session and the header `X-Reason`, and is logged.
#[utoipa::path(tag = "desk", params(("id" = Uuid, Path), ("copy" = String, Path, description = "thumb, view or original"), ("X-Reason" = Option<String>, Header)),
    security(("bearer" = ["read_incidents"])), responses((status = 200, description = "the bytes; a sealed original is `application/age`", content((Vec<u8> = "image/*"), (Vec<u8> = "application/age"))), Problems))]
#[get("/desk/photos/{id}/{copy}")]
pub async fn hand_out(
    app: web::Data<App>,
    who: Allowed<ReadIncidents>,
    path: web::Path<(Uuid, String)>,
    request: HttpRequest,
) -> Answer<HttpResponse> {
    let (id, copy) = path.into_inner();
    let copy = match copy.as_str() {
        "thumb" => Copy::Thumb,
        "view" => Copy::View,
        "original" => Copy::Original,
        _ => return Err(ErrorCode::NotFound.into()),
    };
    // Officers give reasons in their own language: UTF-8, as browsers send it.
    let reason = request.headers().get("X-Reason").and_then(|value| std::str::from_utf8(value.as_bytes()).ok());
    let (media_type, bytes) = service::hand_out(&app, &who.signed, PhotoId::from_uuid(id), copy, reason).await?;
    Ok(HttpResponse::Ok()
        .insert_header((CACHE_CONTROL, "private, no-store"))
        .insert_header((CONTENT_DISPOSITION, "inline"))
        .insert_header(ContentEncoding::Identity)
        .content_type(media_type)
        .body(bytes))
}
