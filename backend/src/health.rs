//! What machines ask. `/readyz` says only that reports can be stored; `/health/engine` and `/metrics` turn red when somebody
//! might not be woken.

use crate::app::App;
use crate::pages;
use crate::problem::{Answer, Problem, Problems};
use crate::{routes, venues};
use actix_web::{HttpResponse, get, web};
use jiff::{SignedDuration, Timestamp};
use serde::Serialize;
use shared::problem::ErrorCode;
use std::sync::{Mutex, OnceLock, PoisonError};
use utoipa::ToSchema;

/// An answer about readiness is good for so long.
const READY_FOR: SignedDuration = SignedDuration::from_secs(1);

/// The process lives.
#[utoipa::path(tag = "health", security(()), responses((status = 200, description = "alive", content_type = "text/plain", body = String)))]
#[get("/healthz")]
pub async fn alive() -> &'static str {
    "alive\n"
}

/// Reports can be stored.
#[utoipa::path(tag = "health", security(()), responses((status = 200, description = "ready", content_type = "text/plain", body = String), Problems))]
#[get("/readyz")]
pub async fn ready(app: web::Data<App>, last: web::Data<LastReady>) -> Answer<&'static str> {
    let now = app.clock.now();
    let known =
        last.0.lock().unwrap_or_else(PoisonError::into_inner).filter(|(at, _)| now.duration_since(*at) < READY_FOR);
    let fine = match known {
        Some((_, fine)) => fine,
        None => {
            let fine = can_store(&app).await.is_ok();
            *last.0.lock().unwrap_or_else(PoisonError::into_inner) = Some((now, fine));
            fine
        }
    };
    if fine { Ok("ready\n") } else { Err(Problem::new(ErrorCode::Unavailable).retry_after(1)) }
}

/// When readiness was last looked at, and what it was.
#[derive(Default)]
pub struct LastReady(Mutex<Option<(Timestamp, bool)>>);

/// A write that changes nothing still has to get through the door and onto the disk, and the keys must be there.
async fn can_store(app: &App) -> Answer<()> {
    let venues = venues::any(app);
    for venue in &venues {
        app.keys.authority(venue.authority)?;
    }
    let Some(venue) = venues.first().map(|venue| venue.id) else { return Ok(()) };
    app.db.write(move |tx| Box::pin(async move { venues::touch(tx.conn(), venue).await })).await
}

#[derive(Serialize, ToSchema)]
struct EngineHealth {
    /// `green`, or `red` when somebody might not be woken.
    state: &'static str,
    /// What is wrong, in words.
    faults: Vec<String>,
}

/// Whether everybody who must be woken is being woken.
#[utoipa::path(tag = "health", security(()), responses((status = 200, description = "green", body = EngineHealth), (status = 503, description = "red", body = EngineHealth), Problems))]
#[get("/health/engine")]
pub async fn engine(app: web::Data<App>) -> Answer<HttpResponse> {
    let faults = pages::health(&app).await?;
    let red = !faults.is_empty();
    let mut answer = if red { HttpResponse::ServiceUnavailable() } else { HttpResponse::Ok() };
    Ok(answer.json(EngineHealth { state: if red { "red" } else { "green" }, faults }))
}

/// The same for Prometheus.
#[utoipa::path(tag = "health", security(()), responses((status = 200, description = "metrics", content_type = "text/plain", body = String), Problems))]
#[get("/metrics")]
pub async fn metrics(app: web::Data<App>) -> Answer<HttpResponse> {
    let numbers = pages::numbers(&app).await?;
    let mut text = String::new();
    for (name, help, value) in numbers {
        text.push_str(&format!(
            "# HELP seesayact_{name} {help}\n# TYPE seesayact_{name} gauge\nseesayact_{name} {value}\n"
        ));
    }
    Ok(HttpResponse::Ok().content_type("text/plain; version=0.0.4").body(text))
}

/// This contract.
#[utoipa::path(tag = "health", security(()), responses((status = 200, description = "OpenAPI 3.1", content_type = "application/json", body = Object)))]
#[get("/openapi.json")]
pub async fn contract() -> HttpResponse {
    static CONTRACT: OnceLock<String> = OnceLock::new();
    let contract = CONTRACT.get_or_init(|| routes::openapi().to_json().unwrap_or_default());
    HttpResponse::Ok().content_type("application/json").body(contract.as_str())
}
