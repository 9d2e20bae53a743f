//! A reporter's browser or app asks to be told that there is news.

use super::service;
use super::wire::{NewWatch, WatchKey};
use crate::app::App;
use crate::auth::{From, Holder};
use crate::body::Body;
use crate::problem::{Answer, Problems};
use crate::reports;
use actix_web::{HttpResponse, delete, get, put, web};

/// What to subscribe with before watching.
#[utoipa::path(tag = "reporter", security(()), responses((status = 200, description = "the key", body = WatchKey), Problems))]
#[get("/receipt/watch/key")]
pub async fn key(app: web::Data<App>) -> web::Json<WatchKey> {
    web::Json(WatchKey { key: app.vapid.public().to_owned() })
}

/// Push to this browser or app when there is news of the report: that there is, never what. The endpoint is kept apart from the report.
#[utoipa::path(tag = "reporter", request_body = NewWatch, security(("receipt" = [])), responses((status = 204, description = "it will be"), Problems))]
#[put("/receipt/watch")]
pub async fn watch(app: web::Data<App>, holder: Holder, from: From, body: Body<NewWatch>) -> Answer<HttpResponse> {
    let app = app.into_inner();
    let report = reports::holder(&app, &holder.0, &from.0).await?;
    service::watch(&app, &report, body.into_inner()).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Push nothing of this report to anybody any more.
#[utoipa::path(tag = "reporter", security(("receipt" = [])), responses((status = 204, description = "nothing will be"), Problems))]
#[delete("/receipt/watch")]
pub async fn unwatch(app: web::Data<App>, holder: Holder, from: From) -> Answer<HttpResponse> {
    let app = app.into_inner();
    let report = reports::holder(&app, &holder.0, &from.0).await?;
    service::unwatch(&app, &report).await?;
    Ok(HttpResponse::NoContent().finish())
}
