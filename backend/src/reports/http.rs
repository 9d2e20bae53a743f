//! The reporter's calls: no account, a receipt instead.

use super::Report;
use super::key::Key;
use super::view;
use super::wire::{
    Amended, Amendment, CardList, CardQuery, Carried, Delivered, Inquiry, Known, MessageStored, NewMessage, NewReport,
    Received, ReporterView, ViewQuery,
};
use super::{
    amend as amending, carried as carrying, create as creating, known as knowing, message as messages, service, talk,
};
use crate::app::App;
use crate::auth::{Allowed, From, Holder, ReadIncidents, Reporting};
use crate::body::Body;
use crate::problem::{Answer, Problems};
use crate::venues;
use actix_web::http::header::LOCATION;
use actix_web::{HttpRequest, HttpResponse, get, patch, post, web};
use shared::problem::ErrorCode;
use uuid::Uuid;

fn key(request: &HttpRequest) -> Answer<Key> {
    Key::parse(request.headers().get("Idempotency-Key").and_then(|value| value.to_str().ok()))
}

async fn opened(app: &App, holder: &Holder, from: &From, id: Uuid) -> Answer<Report> {
    let report = service::holder(app, &holder.0, &from.0).await?;
    if report.id.uuid() == id { Ok(report) } else { Err(ErrorCode::NotFound.into()) }
}

/// Report something. The same key and body again give the same answer again; nothing is stored twice.
#[utoipa::path(tag = "reporter", request_body = NewReport, params(("Idempotency-Key" = String, Header, description = "a UUIDv4 made by the client"), ("X-Proof" = Option<String>, Header, description = "asked for in a flood by `429 proof_needed`: its `challenge` (time, bits, tag), a full stop, and a number such that the SHA-256 of the whole begins with that many zero bits. Coming again after `Retry-After` is as good")),
    security((), ("bearer" = [])), responses((status = 201, description = "stored, and owed", body = Received, headers(("Location" = String))), Problems))]
#[post("/venues/{venue}/reports")]
pub async fn create(
    app: web::Data<App>,
    who: Reporting,
    venue: web::Path<String>,
    from: From,
    request: HttpRequest,
    body: Body<serde_json::Value>,
) -> Answer<HttpResponse> {
    let venue = venues::by_slug(&app, &venue)?;
    let proof = request.headers().get("X-Proof").and_then(|value| value.to_str().ok());
    let (key, who) = (key(&request)?, who.0.as_ref());
    let received = creating::create(&app, &venue, &key, body.into_inner(), who, &from.0, proof).await?;
    let place = format!("/api/v1/reports/{}", received.id);
    Ok(HttpResponse::Created().insert_header((LOCATION, place)).json(received))
}

/// Bring somebody else's report, which their phone sealed because it had no network. It stays theirs: no receipt is answered, and
/// when their phone sends it later, it is no second report.
#[utoipa::path(tag = "reporter", request_body = Carried, security(()), responses((status = 201, description = "stored, and owed", body = Delivered), Problems))]
#[post("/venues/{venue}/reports/carried")]
pub async fn carried(
    app: web::Data<App>,
    venue: web::Path<String>,
    from: From,
    body: Body<Carried>,
) -> Answer<HttpResponse> {
    let venue = venues::by_slug(&app, &venue)?;
    Ok(HttpResponse::Created().json(carrying::deliver(&app, &venue, &body.into_inner(), &from.0).await?))
}

/// Is something like this known here already? Yes or no; nothing is stored. Who saw it too reports it all the same.
#[utoipa::path(tag = "reporter", request_body = Inquiry, security(()), responses((status = 200, description = "yes or no", body = Known), Problems))]
#[post("/venues/{venue}/known")]
pub async fn known(
    app: web::Data<App>,
    venue: web::Path<String>,
    from: From,
    body: Body<Inquiry>,
) -> Answer<web::Json<Known>> {
    let venue = venues::by_slug(&app, &venue)?;
    Ok(web::Json(knowing::known(&app, &venue, &body.into_inner(), &from.0).await?))
}

/// Add to a report: answers, words, a place, a better category, photos to come.
#[utoipa::path(tag = "reporter", request_body = Amendment, params(("Idempotency-Key" = String, Header, description = "a UUIDv4 made by the client")),
    security(("receipt" = [])), responses((status = 201, description = "added", body = Amended), Problems))]
#[patch("/reports/{id}")]
pub async fn amend(
    app: web::Data<App>,
    holder: Holder,
    id: web::Path<Uuid>,
    from: From,
    request: HttpRequest,
    body: Body<serde_json::Value>,
) -> Answer<HttpResponse> {
    let report = opened(&app, &holder, &from, *id).await?;
    let amended = amending::amend(&app, report, &key(&request)?, body.into_inner(), &from.0).await?;
    Ok(HttpResponse::Created().json(amended))
}

/// How my report is doing.
#[utoipa::path(tag = "reporter", params(ViewQuery), security(("receipt" = [])), responses((status = 200, description = "my report", body = ReporterView), Problems))]
#[get("/reports/{id}")]
pub async fn show(
    app: web::Data<App>,
    holder: Holder,
    id: web::Path<Uuid>,
    query: web::Query<ViewQuery>,
    from: From,
) -> Answer<web::Json<ReporterView>> {
    let report = opened(&app, &holder, &from, *id).await?;
    Ok(web::Json(view::for_reporter(&app, &report, query.lang.as_deref()).await?))
}

/// The same by the receipt alone.
#[utoipa::path(tag = "reporter", params(ViewQuery), security(("receipt" = [])), responses((status = 200, description = "my report", body = ReporterView), Problems))]
#[get("/receipt")]
pub async fn by_receipt(
    app: web::Data<App>,
    holder: Holder,
    query: web::Query<ViewQuery>,
    from: From,
) -> Answer<web::Json<ReporterView>> {
    let report = service::holder(&app, &holder.0, &from.0).await?;
    Ok(web::Json(view::for_reporter(&app, &report, query.lang.as_deref()).await?))
}

/// Write to the officers.
#[utoipa::path(operation_id = "message_officers", tag = "reporter", request_body = NewMessage, params(("Idempotency-Key" = String, Header, description = "a UUIDv4 made by the client")),
    security(("receipt" = [])), responses((status = 201, description = "stored", body = MessageStored), Problems))]
#[post("/reports/{id}/messages")]
pub async fn message(
    app: web::Data<App>,
    holder: Holder,
    id: web::Path<Uuid>,
    from: From,
    request: HttpRequest,
    body: Body<NewMessage>,
) -> Answer<HttpResponse> {
    let report = opened(&app, &holder, &from, *id).await?;
    let stored = messages::message(&app, report, &key(&request)?, body.into_inner(), &from.0).await?;
    Ok(HttpResponse::Created().json(stored))
}

/// What officers can ask and say with one press, in a language of theirs.
#[utoipa::path(tag = "desk", params(CardQuery), security(("bearer" = ["read_incidents"])), responses((status = 200, description = "the cards of this kind of venue", body = CardList), Problems))]
#[get("/desk/cards")]
pub async fn cards(
    app: web::Data<App>,
    who: Allowed<ReadIncidents>,
    query: web::Query<CardQuery>,
) -> Answer<web::Json<CardList>> {
    let mut mine = venues::of_scope(&app, &who.signed.scope).await?.into_iter();
    let venue = mine.find(|venue| venue.slug == query.venue).ok_or(ErrorCode::NotFound)?;
    Ok(web::Json(talk::offered(venue.kind, query.lang.as_deref().unwrap_or_default())))
}
