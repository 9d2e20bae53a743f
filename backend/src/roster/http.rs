//! The roster's calls.

use super::duty::{self, Wish};
use super::wire::{AddOverride, Coverage, DutyList, OfficerDuty, OverrideView, RosterAt, SetDuty, SetDutyOf, Taken};
use super::{board, import, overrides};
use crate::app::App;
use crate::auth::{Allowed, EditRoster, ReadPeople, SetOwnDuty};
use crate::body::{self, Body};
use crate::problem::{Answer, Problem, Problems};
use actix_web::{HttpMessage, HttpRequest, HttpResponse, get, post, put, web};
use jiff::Timestamp;
use serde::Deserialize;
use shared::id::{AccountId, OverrideId};
use shared::limits;
use shared::problem::ErrorCode;
use utoipa::IntoParams;
use uuid::Uuid;

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct DutyQuery {
    /// A venue's name in addresses; absent means all of mine.
    venue: Option<String>,
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct CoverageQuery {
    venue: Option<String>,
    /// How far to look ahead: 24 if absent, 72 at most.
    hours: Option<i64>,
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct RosterQuery {
    venue: Option<String>,
    /// The instant, past or to come; now if absent.
    #[param(value_type = Option<String>, format = DateTime)]
    at: Option<String>,
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct FeedQuery {
    venue: Option<String>,
    /// Only `me`.
    #[param(example = "me")]
    officer: Option<String>,
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct ImportQuery {
    venue: String,
}

/// Who is on shift, where, and whether they can be called.
#[utoipa::path(tag = "roster", params(DutyQuery), security(("bearer" = ["read_people"])), responses((status = 200, description = "who is on shift", body = DutyList), Problems))]
#[get("/desk/duty")]
pub async fn duties(
    app: web::Data<App>,
    who: Allowed<ReadPeople>,
    query: web::Query<DutyQuery>,
) -> Answer<web::Json<DutyList>> {
    Ok(web::Json(duty::list(&app, &who.signed.scope, query.venue.as_deref()).await?))
}

/// Say that I am busy, on a break, off, or back. What would leave a zone or a skill to nobody needs a supervisor: `409
/// needs_supervisor` says what in `uncovers`.
#[utoipa::path(tag = "roster", request_body = SetDuty, security(("bearer" = ["set_own_duty"])), responses((status = 200, description = "how it is now", body = OfficerDuty), Problems))]
#[put("/desk/duty")]
pub async fn set_duty(
    app: web::Data<App>,
    who: Allowed<SetOwnDuty>,
    body: Body<SetDuty>,
) -> Answer<web::Json<OfficerDuty>> {
    let SetDuty { state, until } = body.into_inner();
    let wish = Wish { officer: who.signed.scope.account, state, until, reason: None };
    Ok(web::Json(duty::set(&app, &who.signed.scope, wish).await?))
}

/// Say it for somebody else, or for oneself where it leaves a zone or a skill to nobody.
#[utoipa::path(tag = "roster", request_body = SetDutyOf, security(("bearer" = ["edit_roster"])), responses((status = 200, description = "how it is now", body = OfficerDuty), Problems))]
#[post("/desk/duty/{id}")]
pub async fn set_duty_of(
    app: web::Data<App>,
    who: Allowed<EditRoster>,
    id: web::Path<Uuid>,
    body: Body<SetDutyOf>,
) -> Answer<web::Json<OfficerDuty>> {
    let SetDutyOf { state, until, reason } = body.into_inner();
    let wish = Wish { officer: AccountId::from_uuid(*id), state, until, reason: Some(reason) };
    Ok(web::Json(duty::set(&app, &who.signed.scope, wish).await?))
}

/// Where nobody will be in the next hours: zones and skills with no officer who can be called.
#[utoipa::path(tag = "roster", params(CoverageQuery), security(("bearer" = ["read_people"])), responses((status = 200, description = "the gaps", body = Coverage), Problems))]
#[get("/desk/coverage")]
pub async fn coverage(
    app: web::Data<App>,
    who: Allowed<ReadPeople>,
    query: web::Query<CoverageQuery>,
) -> Answer<web::Json<Coverage>> {
    let CoverageQuery { venue, hours } = query.into_inner();
    Ok(web::Json(board::coverage(&app, &who.signed.scope, venue.as_deref(), hours).await?))
}

/// Who is where at an instant, and who stands in then or later.
#[utoipa::path(tag = "roster", params(RosterQuery), security(("bearer" = ["read_people"])), responses((status = 200, description = "the roster", body = RosterAt), Problems))]
#[get("/desk/roster")]
pub async fn roster_at(
    app: web::Data<App>,
    who: Allowed<ReadPeople>,
    query: web::Query<RosterQuery>,
) -> Answer<web::Json<RosterAt>> {
    let RosterQuery { venue, at } = query.into_inner();
    let time = |at: String| at.parse::<Timestamp>().map_err(|_| Problem::new(ErrorCode::InvalidValue).at("at"));
    let at = at.map(time).transpose()?;
    Ok(web::Json(board::roster(&app, &who.signed.scope, venue.as_deref(), at).await?))
}

/// Let somebody stand in at a post.
#[utoipa::path(tag = "roster", request_body = AddOverride, security(("bearer" = ["edit_roster"])), responses((status = 201, description = "they stand in", body = OverrideView), Problems))]
#[post("/desk/roster/overrides")]
pub async fn add_override(
    app: web::Data<App>,
    who: Allowed<EditRoster>,
    body: Body<AddOverride>,
) -> Answer<HttpResponse> {
    let made = overrides::add(&app, &who.signed.scope, body.into_inner()).await?;
    Ok(HttpResponse::Created().json(made))
}

/// End an override now; one that has not begun never does.
#[utoipa::path(tag = "roster", security(("bearer" = ["edit_roster"])), responses((status = 200, description = "it is over", body = OverrideView), Problems))]
#[post("/desk/roster/overrides/{id}/end")]
pub async fn end_override(
    app: web::Data<App>,
    who: Allowed<EditRoster>,
    id: web::Path<Uuid>,
) -> Answer<web::Json<OverrideView>> {
    Ok(web::Json(overrides::end(&app, &who.signed.scope, OverrideId::from_uuid(*id)).await?))
}

/// My shifts of the next sixty days, for my own calendar.
#[utoipa::path(tag = "roster", params(FeedQuery), security(("bearer" = ["read_people"])), responses((status = 200, description = "iCalendar (RFC 5545)", body = String, content_type = "text/calendar"), Problems))]
#[get("/desk/roster.ics")]
pub async fn calendar(
    app: web::Data<App>,
    who: Allowed<ReadPeople>,
    query: web::Query<FeedQuery>,
) -> Answer<HttpResponse> {
    let FeedQuery { venue, officer } = query.into_inner();
    if officer.is_some_and(|officer| officer != "me") {
        return Err(Problem::new(ErrorCode::InvalidValue).at("officer"));
    }
    let feed = import::feed(&app, &who.signed.scope, venue.as_deref()).await?;
    Ok(HttpResponse::Ok().content_type("text/calendar; charset=utf-8").body(feed))
}

/// Take a calendar in: who stands in where. All of it, or nothing.
#[utoipa::path(tag = "roster", params(ImportQuery), request_body(content = String, content_type = "text/calendar"), security(("bearer" = ["edit_roster"])), responses((status = 200, description = "what it did", body = Taken), Problems))]
#[post("/desk/roster/import")]
pub async fn import_calendar(
    app: web::Data<App>,
    who: Result<Allowed<EditRoster>, Problem>,
    request: HttpRequest,
    query: Result<web::Query<ImportQuery>, actix_web::Error>,
    payload: web::Payload,
) -> Answer<HttpResponse> {
    let (who, venue) = match (who, query, request.content_type()) {
        (Ok(who), Ok(query), "text/calendar") => (who, query.into_inner().venue),
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
    let file = body::read(payload.into_inner(), limits::CALENDAR_BYTES).await?;
    Ok(HttpResponse::Ok().json(import::take_in(&app, &who.signed.scope, &venue, file).await?))
}
