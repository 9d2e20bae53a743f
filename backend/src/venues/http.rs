//! Venues and plates: public, like the signs on the walls.

use super::level;
use super::wire::{OfficerList, PlateView, Profile, SecurityLevel, SetLevel, VenueBrief, VenueList};
use crate::app::App;
use crate::auth::{Allowed, Reporting, SetSecurityLevel};
use crate::body::Body;
use crate::problem::{Answer, Problem, Problems};
use crate::wire::Labelled;
use actix_web::http::header::{CACHE_CONTROL, ETAG, IF_NONE_MATCH};
use actix_web::{HttpRequest, HttpResponse, get, put, web};
use serde::Deserialize;
use shared::access::Permission;
use shared::problem::ErrorCode;

#[derive(Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct ProfileQuery {
    /// A language tag; English where its words are missing.
    lang: Option<String>,
}

/// The venues one can report to.
#[utoipa::path(operation_id = "list_venues", tag = "reporter", security(()), responses((status = 200, description = "venues", body = VenueList), Problems))]
#[get("/venues")]
pub async fn list(app: web::Data<App>) -> web::Json<VenueList> {
    let brief = |venue: std::sync::Arc<super::Venue>| VenueBrief {
        id: venue.slug.clone(),
        name: venue.name.clone(),
        kind: venue.kind.to_string(),
        emergency_number: venue.emergency_number.clone(),
        languages: venue.languages.clone(),
    };
    web::Json(VenueList { items: super::any(&app).into_iter().map(brief).collect() })
}

/// A venue's profile: categories, questions, map, limits. With a bearer token the categories of staff as well.
#[utoipa::path(tag = "reporter", params(ProfileQuery), security((), ("bearer" = [])), responses((status = 200, description = "the profile", body = Profile), (status = 304, description = "the one you have"), Problems))]
#[get("/venues/{venue}")]
pub async fn profile(
    app: web::Data<App>,
    who: Reporting,
    venue: web::Path<String>,
    query: web::Query<ProfileQuery>,
    request: HttpRequest,
) -> Answer<HttpResponse> {
    let venue = super::by_slug(&app, &venue)?;
    let language = query.lang.as_deref().unwrap_or("en");
    let staff = who.0.is_some();
    let tag = format!(
        "\"{}-{}-{staff}\"",
        venue.profile_version(),
        language.chars().filter(char::is_ascii_alphanumeric).take(8).collect::<String>()
    );
    let known = request.headers().get(IF_NONE_MATCH).is_some_and(|value| value.as_bytes() == tag.as_bytes());
    let mut answer = if known { HttpResponse::NotModified() } else { HttpResponse::Ok() };
    answer.insert_header((ETAG, tag)).insert_header((CACHE_CONTROL, "no-cache"));
    if known {
        return Ok(answer.finish());
    }
    Ok(answer.content_type("application/json").body(venue.profile(
        language,
        staff,
        &app.keys.intake.to_public().to_string(),
    )?))
}

/// Where a sign stands.
#[utoipa::path(tag = "reporter", security(()), responses((status = 200, description = "the plate", body = PlateView), Problems))]
#[get("/plates/{code}")]
pub async fn plate(app: web::Data<App>, code: web::Path<String>) -> Answer<web::Json<PlateView>> {
    let code = code.to_uppercase();
    let unknown = || Problem::new(ErrorCode::NotFound).at("plate");
    let venue = super::plate_venue(&app, &code).ok_or_else(unknown)?;
    let plate = venue.index.plate(&code).ok_or_else(unknown)?;
    let Labelled { id, label } = venue.zone_label(&plate.zone);
    Ok(web::Json(PlateView {
        code: plate.code.clone(),
        venue: venue.slug.clone(),
        venue_name: venue.name.clone(),
        zone: Labelled { id, label },
        floor: plate.floor.clone(),
        label: plate.label.clone(),
        lat: plate.lat,
        lon: plate.lon,
    }))
}

/// Officers of a venue by name, for somebody who works there and must say whom a report is not for. Travellers are not told.
#[utoipa::path(tag = "reporter", security(("bearer" = [])), responses((status = 200, description = "by name", body = OfficerList), Problems))]
#[get("/venues/{venue}/officers")]
pub async fn officers(app: web::Data<App>, who: Reporting, venue: web::Path<String>) -> Answer<web::Json<OfficerList>> {
    let who = who.0.ok_or(ErrorCode::Unauthorized)?;
    let venue = super::by_slug(&app, &venue)?;
    if !who.scope.venues.contains(&venue.id) {
        return Err(Problem::new(ErrorCode::NotFound).at("venue"));
    }
    let officers = venue.people.iter().filter(|(_, member)| member.role.may(Permission::WorkIncidents));
    let mut items: Vec<Labelled> = officers.map(|(id, member)| Labelled::new(*id, &member.label)).collect();
    items.sort_by(|one, other| one.label.cmp(&other.label));
    Ok(web::Json(OfficerList { items }))
}

/// Sets the security level that is in force at a venue. Rules may ask for it; reporters are not told.
#[utoipa::path(tag = "admin", request_body = SetLevel, security(("bearer" = ["set_security_level"])), responses((status = 200, description = "in force", body = SecurityLevel), Problems))]
#[put("/admin/venues/{venue}/security-level")]
pub async fn security_level(
    app: web::Data<App>,
    who: Allowed<SetSecurityLevel>,
    venue: web::Path<String>,
    body: Body<SetLevel>,
) -> Answer<web::Json<SecurityLevel>> {
    Ok(web::Json(level::set_level(&app, &who.signed.scope, &venue, body.into_inner()).await?))
}
