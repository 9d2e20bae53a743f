//! The roster's calls.

use super::duty::{self, Wish};
use super::wire::{
    AddOverride, AskAnswer, AskList, AskView, Board, CallRoll, Candidates, Coverage, DutyList, FeedAddress, NewAsk,
    OfficerDuty, OverrideView, RollView, RosterAt, SetDuty, SetDutyOf, Taken,
};
use super::{asks, board, feed, import, overrides, roll as rolls, week};
use crate::app::App;
use crate::auth::{Allowed, EditRoster, From, ReadPeople, SetOwnDuty};
use crate::body::{self, Body};
use crate::problem::{Answer, Problem, Problems};
use actix_web::{HttpMessage, HttpRequest, HttpResponse, delete, get, post, put, web};
use jiff::Timestamp;
use serde::Deserialize;
use shared::id::{AccountId, AskId, OverrideId, PostId};
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
struct RollQuery {
    /// A venue's name in addresses; the first of mine if absent.
    venue: Option<String>,
    /// `now`, or `next`: the shift that comes.
    shift: Option<String>,
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
struct BoardQuery {
    /// A venue's name in addresses; the first of mine if absent.
    venue: Option<String>,
    /// The first day, past or to come; today at the venue if absent.
    #[param(value_type = Option<String>, format = Date, example = "2026-11-21")]
    from: Option<String>,
    /// By the venue's calendar: 1 if absent, 31 at most.
    days: Option<i64>,
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct CandidatesQuery {
    post: Uuid,
    #[param(value_type = String, format = DateTime)]
    from: String,
    #[param(value_type = String, format = DateTime)]
    to: String,
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

/// The roll of a shift: who should be there, who is, and where that leaves nobody. The missing first.
#[utoipa::path(tag = "roster", params(RollQuery), security(("bearer" = ["read_people"])), responses((status = 200, description = "the roll", body = RollView), Problems))]
#[get("/desk/roll")]
pub async fn roll(
    app: web::Data<App>,
    who: Allowed<ReadPeople>,
    query: web::Query<RollQuery>,
) -> Answer<web::Json<RollView>> {
    let RollQuery { venue, shift } = query.into_inner();
    let of = rolls::Of::parse(shift.as_deref())?;
    Ok(web::Json(rolls::read(&app, &who.signed.scope, venue.as_deref(), of).await?))
}

/// Say that somebody is there for their shift, or is not. Said again it changes nothing.
#[utoipa::path(tag = "roster", request_body = CallRoll, security(("bearer" = ["edit_roster"])), responses((status = 200, description = "the roll as it is then", body = RollView), Problems))]
#[post("/desk/roll/{id}")]
pub async fn call_roll(
    app: web::Data<App>,
    who: Allowed<EditRoster>,
    id: web::Path<Uuid>,
    body: Body<CallRoll>,
) -> Answer<web::Json<RollView>> {
    let (app, said) = (app.into_inner(), body.into_inner());
    Ok(web::Json(rolls::call(&app, &who.signed.scope, AccountId::from_uuid(*id), said).await?))
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
    let at = at.map(|at| instant(&at, "at")).transpose()?;
    Ok(web::Json(board::roster(&app, &who.signed.scope, venue.as_deref(), at).await?))
}

fn instant(text: &str, field: &'static str) -> Answer<Timestamp> {
    text.parse::<Timestamp>().map_err(|_| Problem::new(ErrorCode::InvalidValue).at(field))
}

/// Days of a venue at a glance: who is, was or will be at which post, where nobody will be, and how many can be sent where.
#[utoipa::path(tag = "roster", params(BoardQuery), security(("bearer" = ["read_people"])), responses((status = 200, description = "the board", body = Board), Problems))]
#[get("/desk/coverage/board")]
pub async fn coverage_board(
    app: web::Data<App>,
    who: Allowed<ReadPeople>,
    query: web::Query<BoardQuery>,
) -> Answer<web::Json<Board>> {
    let BoardQuery { venue, from, days } = query.into_inner();
    Ok(web::Json(week::board(&app, &who.signed.scope, venue.as_deref(), from.as_deref(), days).await?))
}

/// Who could stand in at a post, and what rest that leaves them.
#[utoipa::path(tag = "roster", params(CandidatesQuery), security(("bearer" = ["edit_roster"])), responses((status = 200, description = "the likeliest first", body = Candidates), Problems))]
#[get("/desk/roster/candidates")]
pub async fn candidates(
    app: web::Data<App>,
    who: Allowed<EditRoster>,
    query: web::Query<CandidatesQuery>,
) -> Answer<web::Json<Candidates>> {
    let CandidatesQuery { post, from, to } = query.into_inner();
    let (from, to) = (instant(&from, "from")?, instant(&to, "to")?);
    Ok(web::Json(week::candidates(&app, &who.signed.scope, PostId::from_uuid(post), from, to).await?))
}

/// What I asked and what I am asked; for supervisors every ask of their venues. Without what is over.
#[utoipa::path(tag = "roster", security(("bearer" = ["read_people"])), responses((status = 200, description = "asks", body = AskList), Problems))]
#[get("/desk/roster/asks")]
pub async fn asked(app: web::Data<App>, who: Allowed<ReadPeople>) -> Answer<web::Json<AskList>> {
    Ok(web::Json(asks::list(&app, &who.signed.scope).await?))
}

/// Ask an officer to stand in: in my place, with a shift of theirs in return if I wish; or, as a supervisor, in anybody's place or
/// besides. Nothing changes until they agree.
#[utoipa::path(tag = "roster", request_body = NewAsk, security(("bearer" = ["set_own_duty"])), responses((status = 201, description = "they are asked", body = AskView), Problems))]
#[post("/desk/roster/asks")]
pub async fn ask(app: web::Data<App>, who: Allowed<SetOwnDuty>, body: Body<NewAsk>) -> Answer<HttpResponse> {
    let made = asks::ask(&app, &who.signed.scope, body.into_inner()).await?;
    Ok(HttpResponse::Created().json(made))
}

/// Say yes or no to what I am asked. A yes holds at once.
#[utoipa::path(tag = "roster", request_body = AskAnswer, security(("bearer" = ["set_own_duty"])), responses((status = 200, description = "it is answered", body = AskView), Problems))]
#[post("/desk/roster/asks/{id}/answer")]
pub async fn answer_ask(
    app: web::Data<App>,
    who: Allowed<SetOwnDuty>,
    id: web::Path<Uuid>,
    body: Body<AskAnswer>,
) -> Answer<web::Json<AskView>> {
    let agree = body.into_inner().agree;
    Ok(web::Json(asks::answer(&app, &who.signed.scope, AskId::from_uuid(*id), agree).await?))
}

/// Take back what I asked, or as a supervisor what anybody asked.
#[utoipa::path(tag = "roster", security(("bearer" = ["set_own_duty"])), responses((status = 200, description = "it is asked no more", body = AskView), Problems))]
#[post("/desk/roster/asks/{id}/withdraw")]
pub async fn withdraw_ask(
    app: web::Data<App>,
    who: Allowed<SetOwnDuty>,
    id: web::Path<Uuid>,
) -> Answer<web::Json<AskView>> {
    Ok(web::Json(asks::withdraw(&app, &who.signed.scope, AskId::from_uuid(*id)).await?))
}

/// An address for my own shifts that a calendar program can keep: it needs no sign-in. The one before opens nothing any more.
#[utoipa::path(tag = "roster", security(("bearer" = ["read_people"])), responses((status = 201, description = "shown this once", body = FeedAddress), Problems))]
#[post("/desk/roster/feed")]
pub async fn open_feed(app: web::Data<App>, who: Allowed<ReadPeople>) -> Answer<HttpResponse> {
    Ok(HttpResponse::Created().json(feed::open(&app, &who.signed.scope).await?))
}

/// My shifts have no address any more.
#[utoipa::path(tag = "roster", security(("bearer" = ["read_people"])), responses((status = 204, description = "it opens nothing any more"), Problems))]
#[delete("/desk/roster/feed")]
pub async fn close_feed(app: web::Data<App>, who: Allowed<ReadPeople>) -> Answer<HttpResponse> {
    feed::close(&app, &who.signed.scope).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Somebody's shifts of the next sixty days, for whoever has the address.
#[utoipa::path(tag = "roster", security(()), responses((status = 200, description = "iCalendar (RFC 5545)", body = String, content_type = "text/calendar"), Problems))]
#[get("/rosters/{token}.ics")]
pub async fn secret_calendar(app: web::Data<App>, token: web::Path<String>, from: From) -> Answer<HttpResponse> {
    let shifts = feed::behind(&app, &token, &from.0).await?;
    Ok(HttpResponse::Ok()
        .content_type("text/calendar; charset=utf-8")
        .insert_header(("Cache-Control", "private, no-store"))
        .insert_header(("Referrer-Policy", "no-referrer"))
        .body(shifts))
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
    let feed = feed::own(&app, &who.signed.scope, venue.as_deref()).await?;
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
