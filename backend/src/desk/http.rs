//! The desk's own calls.

use super::service;
use super::wire::{PeopleList, PostList, WholeIncident};
use crate::app::App;
use crate::auth::{Allowed, ReadIncidents, ReadPeople};
use crate::problem::{Answer, Problems};
use actix_web::{get, web};
use serde::Deserialize;
use shared::id::{IncidentId, ReportId};
use uuid::Uuid;

#[derive(Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct WholeQuery {
    /// Where the page of reports before ended.
    reports_cursor: Option<Uuid>,
}

#[derive(Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct VenueQuery {
    /// A venue's name in addresses; absent means all of mine.
    venue: Option<String>,
}

/// An incident, whole. Opening it is noted, and tells the reporter that somebody has seen it.
#[utoipa::path(tag = "desk", params(WholeQuery), security(("bearer" = ["read_incidents"])), responses((status = 200, description = "the incident", body = WholeIncident), Problems))]
#[get("/desk/incidents/{id}")]
pub async fn whole(
    app: web::Data<App>,
    who: Allowed<ReadIncidents>,
    id: web::Path<Uuid>,
    query: web::Query<WholeQuery>,
) -> Answer<web::Json<WholeIncident>> {
    let after = query.into_inner().reports_cursor.map(ReportId::from_uuid);
    Ok(web::Json(service::whole(&app, &who.signed, IncidentId::from_uuid(*id), after).await?))
}

/// Who belongs to my venues, those on duty first.
#[utoipa::path(tag = "desk", params(VenueQuery), security(("bearer" = ["read_people"])), responses((status = 200, description = "people", body = PeopleList), Problems))]
#[get("/desk/people")]
pub async fn people(
    app: web::Data<App>,
    who: Allowed<ReadPeople>,
    query: web::Query<VenueQuery>,
) -> Answer<web::Json<PeopleList>> {
    Ok(web::Json(service::people(&app, &who.signed.scope, query.venue.as_deref()).await?))
}

/// The posts of my venues, and who staffs them now.
#[utoipa::path(tag = "desk", params(VenueQuery), security(("bearer" = ["read_people"])), responses((status = 200, description = "posts", body = PostList), Problems))]
#[get("/desk/posts")]
pub async fn posts(
    app: web::Data<App>,
    who: Allowed<ReadPeople>,
    query: web::Query<VenueQuery>,
) -> Answer<web::Json<PostList>> {
    Ok(web::Json(service::posts(&app, &who.signed.scope, query.venue.as_deref()).await?))
}
