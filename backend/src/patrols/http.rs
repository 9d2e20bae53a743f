//! Sharing one's place, ending that, and seeing who shares theirs.

use super::service;
use super::wire::{MyPlace, PatrolList, PatrolsQuery};
use crate::app::App;
use crate::auth::{Allowed, ReadIncidents, SetOwnDuty};
use crate::body::Body;
use crate::problem::{Answer, Problems};
use actix_web::{HttpResponse, delete, get, put, web};

/// Share where I am: only while I am on duty. It is overwritten by the next, kept in no log, and gone after ten minutes of silence, on a
/// break, or when duty ends.
#[utoipa::path(operation_id = "share_place", tag = "desk", request_body = MyPlace, security(("bearer" = ["set_own_duty"])), responses((status = 204, description = "shared"), Problems))]
#[put("/desk/me/place")]
pub async fn share(app: web::Data<App>, who: Allowed<SetOwnDuty>, body: Body<MyPlace>) -> Answer<HttpResponse> {
    service::share(&app.into_inner(), &who.signed.scope, &body.into_inner()).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Share it no longer.
#[utoipa::path(operation_id = "end_sharing", tag = "desk", security(("bearer" = ["set_own_duty"])), responses((status = 204, description = "forgotten"), Problems))]
#[delete("/desk/me/place")]
pub async fn end(app: web::Data<App>, who: Allowed<SetOwnDuty>) -> Answer<HttpResponse> {
    service::end(&app.into_inner(), &who.signed.scope).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Who is on duty at a venue and shares where they are.
#[utoipa::path(operation_id = "list_patrols", tag = "desk", params(PatrolsQuery), security(("bearer" = ["read_incidents"])), responses((status = 200, description = "shared places", body = PatrolList), Problems))]
#[get("/desk/patrols")]
pub async fn list(
    app: web::Data<App>,
    who: Allowed<ReadIncidents>,
    query: web::Query<PatrolsQuery>,
) -> Answer<web::Json<PatrolList>> {
    Ok(web::Json(service::list(&app, &who.signed.scope, &query.venue).await?))
}
