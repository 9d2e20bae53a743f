//! The schedule's call.

use super::service;
use super::wire::Imported;
use crate::app::App;
use crate::auth::{Allowed, EditRoster};
use crate::body;
use crate::problem::{Answer, Problem, Problems};
use actix_web::{HttpMessage, HttpRequest, HttpResponse, post, web};
use serde::Deserialize;
use shared::limits;
use shared::problem::ErrorCode;
use utoipa::IntoParams;

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct ImportQuery {
    /// A venue's name in addresses.
    venue: String,
}

/// Take a schedule in: what leaves when and from where. All of it, or nothing: what is wrong is told line by line in `lines`. It
/// replaces what was known of its days, flights and sailings apart; the same again changes nothing but how fresh it is.
#[utoipa::path(operation_id = "import_departures", tag = "desk", params(ImportQuery), request_body(content = String, content_type = "text/csv"), security(("bearer" = ["edit_roster"])), responses((status = 200, description = "what it did", body = Imported), Problems))]
#[post("/desk/departures/import")]
pub async fn import(
    app: web::Data<App>,
    who: Result<Allowed<EditRoster>, Problem>,
    request: HttpRequest,
    query: Result<web::Query<ImportQuery>, actix_web::Error>,
    payload: web::Payload,
) -> Answer<HttpResponse> {
    let (who, venue) = match (who, query, request.content_type()) {
        (Ok(who), Ok(query), "text/csv") => (who, query.into_inner().venue),
        (who, query, _) => {
            // Whoever is refused must have been able to say everything, or the refusal is lost on the way.
            body::drain(payload.into_inner()).await;
            who?;
            if let Err(refused) = query {
                return Ok(HttpResponse::from_error(refused));
            }
            return Err(Problem::new(ErrorCode::UnsupportedMedia).at("Content-Type"));
        }
    };
    let file = body::read(payload.into_inner(), limits::DEPARTURES_BYTES).await?;
    Ok(HttpResponse::Ok().json(service::import(&app.into_inner(), &who.signed.scope, &venue, file).await?))
}
