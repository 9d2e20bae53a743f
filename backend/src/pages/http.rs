//! Answering a page without a desk, and what the gateway of texts and calls tells.

use super::link;
use super::replies::{self, Form};
use super::wire::{AnswerPage, PageAnswered, PageArrived};
use crate::app::App;
use crate::auth::From;
use crate::body::{self, Body};
use crate::problem::{Answer, Problem, Problems};
use actix_web::{HttpRequest, HttpResponse, post, web};
use shared::limits;
use shared::problem::ErrorCode;

/// I have it: said on the page behind the link in a mail. Reading that page says nothing.
#[utoipa::path(operation_id = "acknowledge_page", tag = "desk", request_body = AnswerPage, security(()), responses((status = 200, description = "how it stands", body = PageAnswered), Problems))]
#[post("/pages/acknowledge")]
pub async fn acknowledge(app: web::Data<App>, from: From, body: Body<AnswerPage>) -> Answer<web::Json<PageAnswered>> {
    app.rates.check_question(&from.0)?;
    Ok(web::Json(link::acknowledge(&app.into_inner(), &body.into_inner().token).await?))
}

/// A push arrived on a device, or somebody looked at it there: said by the device, without a person. It acknowledges nothing.
#[utoipa::path(operation_id = "page_arrived", tag = "desk", request_body = PageArrived, security(()), responses((status = 204, description = "noted"), Problems))]
#[post("/pages/arrived")]
pub async fn arrived(app: web::Data<App>, from: From, body: Body<PageArrived>) -> Answer<HttpResponse> {
    app.rates.check_question(&from.0)?;
    let PageArrived { token, seen } = body.into_inner();
    link::arrived(&app.into_inner(), &token, seen).await?;
    Ok(HttpResponse::NoContent().finish())
}

async fn form(app: &App, request: &HttpRequest, payload: web::Payload) -> Answer<Form> {
    let body = body::read(payload.into_inner(), limits::HOOK_BYTES).await?;
    let body = String::from_utf8(body).map_err(|_| Problem::new(ErrorCode::InvalidValue))?;
    let signature = request.headers().get("X-Twilio-Signature").and_then(|value| value.to_str().ok());
    Form::read(app, request.path(), &body, signature)
}

fn xml(text: String) -> HttpResponse {
    HttpResponse::Ok().content_type("text/xml; charset=utf-8").body(text)
}

/// What became of a text or a call. For the gateway alone, which signs it.
#[utoipa::path(tag = "gateway", request_body(content = String, content_type = "application/x-www-form-urlencoded"), params(("page" = String, Path), ("X-Twilio-Signature" = String, Header)), security(()), responses((status = 204, description = "noted"), Problems))]
#[post("/hooks/texts/{page}")]
pub async fn text_told(
    app: web::Data<App>,
    page: web::Path<String>,
    request: HttpRequest,
    payload: web::Payload,
) -> Answer<HttpResponse> {
    let form = form(&app, &request, payload).await?;
    replies::told(&app.into_inner(), replies::page_id(&page)?, &form).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// An answer to a text: the incident's number takes it. For the gateway alone, which signs it.
#[utoipa::path(tag = "gateway", request_body(content = String, content_type = "application/x-www-form-urlencoded"), params(("X-Twilio-Signature" = String, Header)), security(()), responses((status = 200, description = "what is sent back", content_type = "text/xml", body = String), Problems))]
#[post("/hooks/replies")]
pub async fn text_replied(app: web::Data<App>, request: HttpRequest, payload: web::Payload) -> Answer<HttpResponse> {
    let form = form(&app, &request, payload).await?;
    Ok(xml(replies::as_text(&replies::replied(&app.into_inner(), &form).await?)))
}

/// What a call says. For the gateway alone, which signs it.
#[utoipa::path(tag = "gateway", request_body(content = String, content_type = "application/x-www-form-urlencoded"), params(("page" = String, Path), ("X-Twilio-Signature" = String, Header)), security(()), responses((status = 200, description = "what is said", content_type = "text/xml", body = String), Problems))]
#[post("/hooks/calls/{page}")]
pub async fn call_script(
    app: web::Data<App>,
    page: web::Path<String>,
    request: HttpRequest,
    payload: web::Payload,
) -> Answer<HttpResponse> {
    form(&app, &request, payload).await?;
    Ok(xml(replies::script(&app, replies::page_id(&page)?).await?))
}

/// A key pressed during a call: 1 takes the incident. For the gateway alone, which signs it.
#[utoipa::path(tag = "gateway", request_body(content = String, content_type = "application/x-www-form-urlencoded"), params(("page" = String, Path), ("X-Twilio-Signature" = String, Header)), security(()), responses((status = 200, description = "what is said", content_type = "text/xml", body = String), Problems))]
#[post("/hooks/calls/{page}/key")]
pub async fn call_key(
    app: web::Data<App>,
    page: web::Path<String>,
    request: HttpRequest,
    payload: web::Payload,
) -> Answer<HttpResponse> {
    let form = form(&app, &request, payload).await?;
    Ok(xml(replies::pressed(&app.into_inner(), replies::page_id(&page)?, &form).await?))
}
