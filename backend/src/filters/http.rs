//! Lists kept by name.

use super::service;
use super::wire::{FiltersQuery, NewFilter, SavedFilters, WireFilter};
use crate::app::App;
use crate::auth::{Allowed, ReadIncidents};
use crate::body::Body;
use crate::incidents::ListQuery;
use crate::problem::{Answer, Problem, Problems};
use actix_web::{HttpResponse, delete, get, post, web};
use shared::id::FilterId;
use shared::limits;
use shared::problem::ErrorCode;
use uuid::Uuid;

/// The lists I keep, and those that colleagues share.
#[utoipa::path(operation_id = "list_filters", tag = "desk", params(FiltersQuery), security(("bearer" = ["read_incidents"])), responses((status = 200, description = "kept lists", body = SavedFilters), Problems))]
#[get("/desk/filters")]
pub async fn list(
    app: web::Data<App>,
    who: Allowed<ReadIncidents>,
    query: web::Query<FiltersQuery>,
) -> Answer<web::Json<SavedFilters>> {
    Ok(web::Json(service::list(&app, &who.signed.scope, &query.venue).await?))
}

/// Keep a list by name.
#[utoipa::path(operation_id = "keep_filter", tag = "desk", request_body = NewFilter, security(("bearer" = ["read_incidents"])), responses((status = 201, description = "kept", body = WireFilter), Problems))]
#[post("/desk/filters")]
pub async fn keep(app: web::Data<App>, who: Allowed<ReadIncidents>, body: Body<NewFilter>) -> Answer<HttpResponse> {
    let new = body.into_inner();
    if new.query.chars().count() > limits::FILTER_CHARS {
        return Err(Problem::new(ErrorCode::TooLong).at("query"));
    }
    let asks = web::Query::<ListQuery>::from_query(&new.query);
    let asks = asks.map_err(|_| Problem::new(ErrorCode::InvalidValue).at("query"))?.into_inner();
    let kept = service::keep(&app.into_inner(), &who.signed.scope, new, asks).await?;
    Ok(HttpResponse::Created().json(kept))
}

/// Keep it no longer.
#[utoipa::path(operation_id = "end_filter", tag = "desk", security(("bearer" = ["read_incidents"])), responses((status = 204, description = "ended"), Problems))]
#[delete("/desk/filters/{id}")]
pub async fn end(app: web::Data<App>, who: Allowed<ReadIncidents>, id: web::Path<Uuid>) -> Answer<HttpResponse> {
    service::end(&app.into_inner(), &who.signed.scope, FilterId::from_uuid(*id)).await?;
    Ok(HttpResponse::NoContent().finish())
}
