//! An officer presses "Translate".

use super::service;
use super::wire::{ToTranslate, Translation};
use crate::app::App;
use crate::auth::{Allowed, ReadIncidents};
use crate::body::Body;
use crate::problem::{Answer, Problems};
use actix_web::{post, web};
use shared::id::IncidentId;
use uuid::Uuid;

/// What a machine in this house makes of a reporter's words. Unchecked, kept nowhere, noted as read; `404` where no translator is set up,
/// `503` where it does not answer.
#[utoipa::path(tag = "desk", request_body = ToTranslate, security(("bearer" = ["read_incidents"])), responses((status = 200, description = "a machine's guess", body = Translation), Problems))]
#[post("/desk/incidents/{id}/translate")]
pub async fn translate(
    app: web::Data<App>,
    who: Allowed<ReadIncidents>,
    id: web::Path<Uuid>,
    body: Body<ToTranslate>,
) -> Answer<web::Json<Translation>> {
    let done = service::translate(&app, &who.signed.scope, IncidentId::from_uuid(*id), body.into_inner()).await?;
    Ok(web::Json(done))
}
