//! Whether everything works, and a desk's own part in finding that out.

use super::service;
use super::wire::Proofs;
use crate::app::App;
use crate::auth::{Allowed, ReadIncidents, ReadPeople};
use crate::problem::{Answer, Problems};
use actix_web::{HttpResponse, get, post, web};
use shared::id::ProofId;
use uuid::Uuid;

/// When a canary last went the whole way at each of my venues.
#[utoipa::path(operation_id = "read_proof", tag = "desk", security(("bearer" = ["read_people"])), responses((status = 200, description = "venue by venue", body = Proofs), Problems))]
#[get("/desk/proof")]
pub async fn read(app: web::Data<App>, who: Allowed<ReadPeople>) -> Answer<web::Json<Proofs>> {
    Ok(web::Json(service::standing(&app, &who.signed.scope).await?))
}

/// This desk has heard of a canary. Said by the desk itself, without a person.
#[utoipa::path(operation_id = "answer_proof", tag = "desk", security(("bearer" = ["read_incidents"])), responses((status = 204, description = "noted"), Problems))]
#[post("/desk/proof/{id}/answer")]
pub async fn answer(app: web::Data<App>, who: Allowed<ReadIncidents>, id: web::Path<Uuid>) -> Answer<HttpResponse> {
    let of = service::Of::Desk(&who.signed.scope, ProofId::from_uuid(id.into_inner()));
    service::answered(&app.into_inner(), of, service::DESK).await?;
    Ok(HttpResponse::NoContent().finish())
}
