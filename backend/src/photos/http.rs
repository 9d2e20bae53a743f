//! Photos in, and out.

use super::parts::{self, Track};
use super::service::{self, Copy, Sealed};
use crate::app::App;
use crate::auth::{Allowed, From, Holder, ReadIncidents, WorkIncidents};
use crate::body::{self, Body};
use crate::problem::{Answer, Problem, Problems};
use crate::reports::{self, Report};
use crate::venues;
use actix_web::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, ContentEncoding};
use actix_web::{HttpRequest, HttpResponse, get, post, put, web};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde::{Deserialize, Serialize};
use shared::id::PhotoId;
use shared::limits;
use shared::problem::ErrorCode;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

#[derive(Serialize, ToSchema)]
pub struct PhotoStored {
    pub id: Uuid,
    /// `stored`, `ready` or `no_preview`.
    pub state: String,
}

/// Send a photo's bytes. The same bytes again are answered the same again.
#[utoipa::path(tag = "reporter", request_body(content = Vec<u8>, content_type = "image/*"),
    params(("Content-Digest" = Option<String>, Header, description = "sha-256 of the bytes (RFC 9530); needed for a photo that was not declared"), WholeQuery),
    security(("receipt" = [])), responses((status = 201, description = "sealed and on the disk", body = PhotoStored), Problems))]
#[put("/reports/{id}/photos/{photo_id}")]
pub async fn receive(
    app: web::Data<App>,
    holder: Result<Holder, Problem>,
    path: web::Path<(Uuid, Uuid)>,
    query: web::Query<WholeQuery>,
    from: From,
    request: HttpRequest,
    payload: web::Payload,
) -> Answer<HttpResponse> {
    let said = Said { track: Track::Photo, in_parts: query.parts, alone: false, media: None };
    take_in(&app, holder, path.into_inner(), said, &from, &request, payload).await
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
    let OriginalQuery { alone, parts: in_parts, media } = query.into_inner();
    let said = Said { track: Track::Original, in_parts, alone, media };
    take_in(&app, holder, path.into_inner(), said, &from, &request, payload).await
}

/// What a phone says of the bytes it sends.
struct Said {
    track: Track,
    in_parts: bool,
    alone: bool,
    media: Option<String>,
}

async fn take_in(
    app: &web::Data<App>,
    holder: Result<Holder, Problem>,
    (report, photo): (Uuid, Uuid),
    Said { track, in_parts, alone, media }: Said,
    from: &From,
    request: &HttpRequest,
    payload: web::Payload,
) -> Answer<HttpResponse> {
    let report = match admit(app, holder, report, from).await {
        Ok(report) => report,
        Err(problem) => {
            // Whoever is refused must have been able to say everything, or the refusal is lost on the way.
            body::drain(payload.into_inner()).await;
            return Err(problem);
        }
    };
    let _turn = app.uploads.acquire().await.map_err(Problem::unavailable)?;
    let id = PhotoId::from_uuid(photo);
    let bytes = whole(app, &report, id, track, in_parts, payload).await?;
    let announced = digest(request, "Content-Digest")?;
    let before = if in_parts { service::stored_before(app, &report, id, track, announced).await? } else { None };
    let state = match (before, track) {
        (Some(state), _) => state,
        (None, Track::Photo) => {
            let done = service::receive(app, report.clone().into(), id, bytes, announced).await;
            settle(app, &report, id, track, done).await?
        }
        (None, Track::Original) => {
            let claimed = digest(request, "X-Original-Digest")?;
            let sent = Sealed { digest: announced, claimed, alone, media, bytes };
            settle(app, &report, id, track, service::receive_original(app, report.clone().into(), id, sent).await)
                .await?
        }
    };
    Ok(HttpResponse::Created().json(PhotoStored { id: photo, state }))
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct OriginalQuery {
    /// No clean copy will follow: the phone could not make one.
    #[serde(default)]
    pub alone: bool,
    /// `voice` or `video`, where it is no photo: its clean copy is a picture of it then.
    #[serde(default)]
    pub media: Option<String>,
    /// The bytes came in parts before; the body is empty.
    #[serde(default)]
    pub parts: bool,
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct WholeQuery {
    /// The bytes came in parts before; the body is empty.
    #[serde(default)]
    pub parts: bool,
}

/// The bytes of a photo, from the body or from the parts that came before.
async fn whole(
    app: &App,
    report: &Report,
    photo: PhotoId,
    track: Track,
    in_parts: bool,
    payload: web::Payload,
) -> Answer<Vec<u8>> {
    if !in_parts {
        return body::read(payload.into_inner(), track.limit()).await;
    }
    body::drain(payload.into_inner()).await;
    parts::whole(app, report, photo, track).await
}

/// Stored, or refused for good: no part is needed any more. After bytes bent on their way all are sent again.
async fn settle(
    app: &web::Data<App>,
    report: &Report,
    photo: PhotoId,
    track: Track,
    done: Answer<String>,
) -> Answer<String> {
    if done.as_ref().map_or_else(|problem| problem.code.status() < 500, |_| true) {
        parts::forget(app, report.authority, report.id, photo, track).await?;
    }
    done
}

/// How much of a photo is here, from its first byte on.
#[derive(Serialize, ToSchema)]
struct PartsHere {
    offset: u64,
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct TrackQuery {
    /// Of the sealed original instead of the photo.
    #[serde(default)]
    pub original: bool,
}

impl TrackQuery {
    const fn track(&self) -> Track {
        if self.original { Track::Original } else { Track::Photo }
    }
}

/// Where to go on with a photo that comes in parts, because the line breaks.
#[utoipa::path(tag = "reporter", params(TrackQuery), security(("receipt" = [])), responses((status = 200, description = "where to go on", body = PartsHere), Problems))]
#[get("/reports/{id}/photos/{photo_id}/parts")]
pub async fn parts_here(
    app: web::Data<App>,
    holder: Holder,
    path: web::Path<(Uuid, Uuid)>,
    query: web::Query<TrackQuery>,
    from: From,
) -> Answer<web::Json<PartsHere>> {
    let (id, photo) = path.into_inner();
    let report = reports::holder(&app, &holder.0, &from.0).await?;
    if report.id.uuid() != id {
        return Err(ErrorCode::NotFound.into());
    }
    let offset = parts::offset(&app, &report, PhotoId::from_uuid(photo), query.track()).await?;
    Ok(web::Json(PartsHere { offset }))
}

/// Send a part of a photo, at most 512 KiB. One that is not the next is not taken; the answer says where to go on. When all are
/// there, PUT the photo itself with `?parts=true` and no body.
#[utoipa::path(tag = "reporter", request_body(content = Vec<u8>, content_type = "application/octet-stream"), params(TrackQuery), security(("receipt" = [])), responses((status = 201, description = "on the disk", body = PartsHere), Problems))]
#[put("/reports/{id}/photos/{photo_id}/parts/{offset}")]
pub async fn receive_part(
    app: web::Data<App>,
    holder: Result<Holder, Problem>,
    path: web::Path<(Uuid, Uuid, u64)>,
    query: web::Query<TrackQuery>,
    from: From,
    payload: web::Payload,
) -> Answer<HttpResponse> {
    let (report, photo, at) = path.into_inner();
    let opened = async {
        let found = reports::holder(&app, &holder?.0, &from.0).await?;
        if found.id.uuid() == report { Ok(found) } else { Err(Problem::new(ErrorCode::NotFound)) }
    };
    let report = match opened.await {
        Ok(report) => report,
        Err(problem) => {
            body::drain(payload.into_inner()).await;
            return Err(problem);
        }
    };
    let _turn = app.uploads.acquire().await.map_err(Problem::unavailable)?;
    let bytes = body::read(payload.into_inner(), limits::PHOTO_PART_BYTES).await?;
    let offset = parts::receive(&app, &report, PhotoId::from_uuid(photo), query.track(), at, bytes).await?;
    Ok(HttpResponse::Created().json(PartsHere { offset }))
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
pub fn digest(request: &HttpRequest, name: &'static str) -> Answer<Option<[u8; 32]>> {
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

/// A copy for sharing that a desk made of the clean copy, with parts of it unreadable. It never comes here.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct BlurredCopy {
    /// How many parts are unreadable: 1 to 100.
    areas: u32,
    /// Of the copy's bytes, in hex: which copy it was can be shown later.
    sha256: String,
}

/// Say that I take a copy for sharing. It is noted, and stands in the incident's timeline, before the desk hands the copy out.
#[utoipa::path(operation_id = "note_blurred_copy", tag = "desk", request_body = BlurredCopy, security(("bearer" = ["work_incidents"])), responses((status = 204, description = "noted"), Problems))]
#[post("/desk/photos/{id}/blurred")]
pub async fn blurred(
    app: web::Data<App>,
    who: Allowed<WorkIncidents>,
    id: web::Path<Uuid>,
    body: Body<BlurredCopy>,
) -> Answer<HttpResponse> {
    let BlurredCopy { areas, sha256 } = body.into_inner();
    service::blurred(&app, &who.signed, PhotoId::from_uuid(*id), areas, &sha256).await?;
    Ok(HttpResponse::NoContent().finish())
}
