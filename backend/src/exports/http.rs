//! Asking for files, agreeing to them, and fetching them.

use super::service;
use super::wire::{DecideExport, ExportPage, ExportQuery, NewExport, SigningKey, WireExport};
use crate::app::App;
use crate::auth::{Allowed, ApproveExports, Export};
use crate::body::Body;
use crate::problem::{Answer, Problem, Problems};
use actix_web::body::SizedStream;
use actix_web::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, ContentEncoding};
use actix_web::{HttpRequest, HttpResponse, get, post, web};
use shared::id::ExportId;
use uuid::Uuid;

/// Ask for a file. It is made afterwards; in bulk, only after a second person agreed. An evidence bundle needs a fresh session.
#[utoipa::path(operation_id = "ask_export", tag = "desk", request_body = NewExport, security(("bearer" = ["export"])), responses((status = 202, description = "asked for", body = WireExport), Problems))]
#[post("/desk/exports")]
pub async fn ask(app: web::Data<App>, who: Allowed<Export>, body: Body<NewExport>) -> Answer<HttpResponse> {
    let asked = service::ask(&app.into_inner(), &who.signed, body.into_inner()).await?;
    Ok(HttpResponse::Accepted().json(asked))
}

/// What I asked for, what I agreed to, and what waits for me to agree; the newest first.
#[utoipa::path(operation_id = "list_exports", tag = "desk", params(ExportQuery), security(("bearer" = ["export"])), responses((status = 200, description = "a page", body = ExportPage), Problems))]
#[get("/desk/exports")]
pub async fn list(
    app: web::Data<App>,
    who: Allowed<Export>,
    query: web::Query<ExportQuery>,
) -> Answer<web::Json<ExportPage>> {
    let ExportQuery { cursor, limit } = query.into_inner();
    Ok(web::Json(service::page(&app, &who.signed.scope, cursor.map(ExportId::from_uuid), limit).await?))
}

/// One of them.
#[utoipa::path(operation_id = "read_export", tag = "desk", security(("bearer" = ["export"])), responses((status = 200, description = "where it stands", body = WireExport), Problems))]
#[get("/desk/exports/{id}")]
pub async fn show(app: web::Data<App>, who: Allowed<Export>, id: web::Path<Uuid>) -> Answer<web::Json<WireExport>> {
    Ok(web::Json(service::show(&app, &who.signed.scope, ExportId::from_uuid(*id)).await?))
}

/// Agree to what somebody else asked for. Needs a fresh session. Nobody agrees to their own.
#[utoipa::path(operation_id = "approve_export", tag = "desk", request_body = DecideExport, security(("bearer" = ["approve_exports"])), responses((status = 200, description = "agreed", body = WireExport), Problems))]
#[post("/desk/exports/{id}/approve")]
pub async fn approve(
    app: web::Data<App>,
    who: Allowed<ApproveExports>,
    id: web::Path<Uuid>,
    body: Body<DecideExport>,
) -> Answer<web::Json<WireExport>> {
    let id = ExportId::from_uuid(*id);
    Ok(web::Json(service::approve(&app.into_inner(), &who.signed, id, body.into_inner().version).await?))
}

/// Take back what I asked for, also its file; or refuse what somebody else waits for me to agree to.
#[utoipa::path(operation_id = "withdraw_export", tag = "desk", request_body = DecideExport, security(("bearer" = ["export"])), responses((status = 200, description = "withdrawn", body = WireExport), Problems))]
#[post("/desk/exports/{id}/withdraw")]
pub async fn withdraw(
    app: web::Data<App>,
    who: Allowed<Export>,
    id: web::Path<Uuid>,
    body: Body<DecideExport>,
) -> Answer<web::Json<WireExport>> {
    let id = ExportId::from_uuid(*id);
    Ok(web::Json(service::withdraw(&app.into_inner(), &who.signed, id, body.into_inner().version).await?))
}

/// The file, for whoever asked for it. Needs a fresh session and the header `X-Reason`, and is logged before its first byte.
#[utoipa::path(operation_id = "fetch_export", tag = "desk", params(("id" = Uuid, Path), ("X-Reason" = Option<String>, Header)), security(("bearer" = ["export"])),
    responses((status = 200, description = "the file", content((Vec<u8> = "application/zip"), (Vec<u8> = "application/pdf"), (Vec<u8> = "text/csv"), (serde_json::Value = "application/geo+json"))), Problems))]
#[get("/desk/exports/{id}/file")]
pub async fn file(
    app: web::Data<App>,
    who: Allowed<Export>,
    id: web::Path<Uuid>,
    request: HttpRequest,
) -> Answer<HttpResponse> {
    // Officers give reasons in their own language: UTF-8, as browsers send it.
    let reason = request.headers().get("X-Reason").and_then(|value| std::str::from_utf8(value.as_bytes()).ok());
    let fetched = service::fetch(&app.into_inner(), &who.signed, ExportId::from_uuid(*id), reason).await?;
    Ok(HttpResponse::Ok()
        .insert_header((CACHE_CONTROL, "private, no-store"))
        .insert_header((CONTENT_DISPOSITION, format!("attachment; filename=\"{}\"", fetched.name)))
        .insert_header(ContentEncoding::Identity)
        .content_type(fetched.media_type)
        .body(SizedStream::new(fetched.bytes, fetched.stream)))
}

/// The public half of what evidence bundles are signed with, so that whoever was handed one can tell whose it is.
#[utoipa::path(operation_id = "export_key", tag = "reporter", security(()), responses((status = 200, description = "the key", body = SigningKey), Problems))]
#[get("/exports/key")]
pub async fn key(app: web::Data<App>) -> Result<web::Json<SigningKey>, Problem> {
    Ok(web::Json(SigningKey {
        algorithm: "Ed25519",
        fingerprint: app.signer.fingerprint(),
        pem: app.signer.pem().to_owned(),
    }))
}
