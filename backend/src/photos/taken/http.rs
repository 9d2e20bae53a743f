//! What officers take of an incident: photos and spoken notes, by the same two ways as a reporter's.

use super::http::{PhotoStored, digest};
use super::owner::Owner;
use super::parts::Track;
use super::service::{self, Sealed};
use crate::app::App;
use crate::auth::{Allowed, WorkIncidents};
use crate::body;
use crate::incidents;
use crate::problem::{Answer, Problem, Problems};
use crate::reports::Taken;
use actix_web::{HttpRequest, HttpResponse, put, web};
use jiff::Timestamp;
use serde::Deserialize;
use shared::id::{IncidentId, PhotoId};
use std::sync::Arc;
use utoipa::IntoParams;
use uuid::Uuid;

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct TakenQuery {
    /// When it was taken, as the phone says: it may come hours later. Now where it is absent, and never later than now.
    #[param(value_type = Option<String>, format = DateTime)]
    pub taken_at: Option<Timestamp>,
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct TakenOriginalQuery {
    /// When it was taken, as the phone says.
    #[param(value_type = Option<String>, format = DateTime)]
    pub taken_at: Option<Timestamp>,
    /// No clean copy will follow: the phone could not make one.
    #[serde(default)]
    pub alone: bool,
    /// `voice` or `video`, where it is no photo: its clean copy is a picture of it then.
    #[serde(default)]
    pub media: Option<String>,
}

/// Add a photo to an incident: the clean copy, without metadata. The id is the phone's; the same bytes again are answered the same
/// again, and stay one.
#[utoipa::path(operation_id = "take_photo", tag = "desk", request_body(content = Vec<u8>, content_type = "image/*"),
    params(("id" = Uuid, Path), ("photo_id" = Uuid, Path), ("Content-Digest" = String, Header, description = "sha-256 of the bytes (RFC 9530)"), TakenQuery),
    security(("bearer" = ["work_incidents"])), responses((status = 201, description = "sealed and on the disk", body = PhotoStored), Problems))]
#[put("/desk/incidents/{id}/photos/{photo_id}")]
pub async fn take(
    app: web::Data<App>,
    who: Result<Allowed<WorkIncidents>, Problem>,
    path: web::Path<(Uuid, Uuid)>,
    query: web::Query<TakenQuery>,
    request: HttpRequest,
    payload: web::Payload,
) -> Answer<HttpResponse> {
    let (incident, photo) = path.into_inner();
    let (owner, bytes) = admit(&app, who, incident, query.taken_at, Track::Photo, payload).await?;
    let announced = digest(&request, "Content-Digest")?;
    let state = service::receive(&app, owner, PhotoId::from_uuid(photo), bytes, announced).await?;
    Ok(HttpResponse::Created().json(PhotoStored { id: photo, state }))
}

/// Add the untouched original of it, sealed by the phone to the venue's `evidence_key` (age, version 1).
#[utoipa::path(operation_id = "take_original", tag = "desk", request_body(content = Vec<u8>, content_type = "application/age"),
    params(("id" = Uuid, Path), ("photo_id" = Uuid, Path), ("Content-Digest" = String, Header, description = "sha-256 of the sealed bytes (RFC 9530)"), ("X-Original-Digest" = Option<String>, Header, description = "the same of the bytes inside: kept as the officer's claim"), TakenOriginalQuery),
    security(("bearer" = ["work_incidents"])), responses((status = 201, description = "on the disk", body = PhotoStored), Problems))]
#[put("/desk/incidents/{id}/photos/{photo_id}/original")]
pub async fn take_original(
    app: web::Data<App>,
    who: Result<Allowed<WorkIncidents>, Problem>,
    path: web::Path<(Uuid, Uuid)>,
    query: web::Query<TakenOriginalQuery>,
    request: HttpRequest,
    payload: web::Payload,
) -> Answer<HttpResponse> {
    let (incident, photo) = path.into_inner();
    let TakenOriginalQuery { taken_at, alone, media } = query.into_inner();
    let (owner, bytes) = admit(&app, who, incident, taken_at, Track::Original, payload).await?;
    let (announced, claimed) = (digest(&request, "Content-Digest")?, digest(&request, "X-Original-Digest")?);
    let sent = Sealed { bytes, digest: announced, claimed, alone, media };
    let state = service::receive_original(&app, owner, PhotoId::from_uuid(photo), sent).await?;
    Ok(HttpResponse::Created().json(PhotoStored { id: photo, state }))
}

/// Whoever may work on the incident, and what they send.
async fn admit(
    app: &web::Data<App>,
    who: Result<Allowed<WorkIncidents>, Problem>,
    incident: Uuid,
    taken_at: Option<Timestamp>,
    track: Track,
    payload: web::Payload,
) -> Answer<(Owner, Vec<u8>)> {
    let admitted = async {
        let scope = who?.signed.scope;
        let incident = incidents::visible(app, &scope, IncidentId::from_uuid(incident)).await?;
        let now = app.clock.now();
        let at = taken_at.map_or(now, |at| at.min(now));
        let taken = Taken { incident: incident.id, by: scope.account, at };
        Ok(Owner::Officer(Arc::new(incident), taken))
    };
    let owner = match admitted.await {
        Ok(owner) => owner,
        Err(problem) => {
            // Whoever is refused must have been able to say everything, or the refusal is lost on the way.
            body::drain(payload.into_inner()).await;
            return Err(problem);
        }
    };
    let _turn = app.uploads.acquire().await.map_err(Problem::unavailable)?;
    let bytes = body::read(payload.into_inner(), track.limit()).await?;
    Ok((owner, bytes))
}
