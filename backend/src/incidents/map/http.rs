//! The map's call.

use super::map;
use super::map_wire::{IncidentMap, MapQuery};
use crate::app::App;
use crate::auth::{Allowed, ReadIncidents};
use crate::problem::{Answer, Problems};
use actix_web::{get, web};

/// Incidents on a map: put together where they would lie upon each other, and the most urgent as rows. Now, or as it stood before.
#[utoipa::path(operation_id = "incidents_on_map", tag = "desk", params(MapQuery), security(("bearer" = ["read_incidents"])), responses((status = 200, description = "what is where", body = IncidentMap), Problems))]
#[get("/desk/map")]
pub async fn read(
    app: web::Data<App>,
    who: Allowed<ReadIncidents>,
    query: web::Query<MapQuery>,
) -> Answer<web::Json<IncidentMap>> {
    Ok(web::Json(map::read(&app, &who.signed.scope, query.into_inner()).await?))
}
