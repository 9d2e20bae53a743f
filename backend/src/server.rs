//! Putting the server together and running it.

use crate::app::App;
use crate::health::LastReady;
use crate::problem::Problem;
use crate::routes::{self, API};
use crate::{departures, exports, insight, live, pages, patrols, photos, proof, rules, ui, venues, watches};
use actix_cors::Cors;
use actix_web::body::MessageBody;
use actix_web::dev::{Server, ServiceResponse};
use actix_web::http::header::{self, HeaderName, HeaderValue};
use actix_web::middleware::{Compress, ErrorHandlerResponse, ErrorHandlers, Next, from_fn};
use actix_web::{HttpServer, web};
use jiff::SignedDuration;
use shared::problem::ErrorCode;
use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;
use tokio::task::JoinHandle;
use utoipa_actix_web::{AppExt, scope};

/// Venues imported and rules saved by another process are noticed within so long.
const VENUES_ROUND: SignedDuration = SignedDuration::from_secs(5);
/// Requests under way are given so long when the server is asked to stop.
const SHUTDOWN_SECONDS: u64 = 5;
/// A client must have sent its headers within so long.
const HEADERS_WITHIN: Duration = Duration::from_secs(5);
const KEEP_ALIVE: Duration = Duration::from_secs(75);

/// The origins of the app's window. Browsers use the server's own.
const APP_ORIGINS: [&str; 3] = ["tauri://localhost", "http://tauri.localhost", "https://tauri.localhost"];

/// A server that listens, and the address it got.
pub struct Running {
    pub address: SocketAddr,
    pub server: Server,
}

/// Listens on `listener`; nothing is answered before the server is awaited.
pub fn listen(app: Arc<App>, listener: TcpListener) -> anyhow::Result<Running> {
    let address = listener.local_addr()?;
    let workers = if app.config.workers == 0 {
        std::thread::available_parallelism().map_or(1, usize::from)
    } else {
        app.config.workers
    };
    let data = web::Data::from(app);
    let ready = web::Data::new(LastReady::default());
    let server = HttpServer::new(move || {
        let (app, _) = actix_web::App::new()
            .app_data(data.clone())
            .app_data(ready.clone())
            .app_data(web::PathConfig::default().error_handler(|_, _| Problem::new(ErrorCode::NotFound).into()))
            .app_data(web::QueryConfig::default().error_handler(|error, _| query_problem(&error.to_string()).into()))
            .wrap(ErrorHandlers::new().default_handler(as_problem))
            .wrap(from_fn(headers))
            .wrap(cors())
            .wrap(Compress::default())
            .into_utoipa_app()
            .configure(routes::health)
            .service(scope::scope(API).configure(routes::api))
            .split_for_parts();
        app.default_service(web::to(ui::page))
    })
    .workers(workers)
    .client_request_timeout(HEADERS_WITHIN)
    .keep_alive(KEEP_ALIVE)
    .shutdown_timeout(SHUTDOWN_SECONDS)
    .listen(listener)?
    .run();
    Ok(Running { address, server })
}

/// Looks at venues that were imported and rules that were saved by another process.
pub async fn look(app: &App) {
    app.beats.looker.store(app.clock.now().as_microsecond(), Ordering::Relaxed);
    if let Err(problem) = venues::refresh(app).await {
        tracing::error!(%problem, "venues were not looked at");
    }
    if let Err(problem) = rules::refresh(app).await {
        tracing::error!(%problem, "rules were not looked at");
    }
}

/// The workers that make promises come true. They stop when dropped.
pub struct Workers(Vec<JoinHandle<()>>);

impl Workers {
    pub fn start(app: &Arc<App>) -> Self {
        let looked = {
            let app = app.clone();
            async move {
                loop {
                    look(&app).await;
                    app.clock.wait(VENUES_ROUND).await;
                }
            }
        };
        Self(vec![
            tokio::spawn(pages::run(app.clone())),
            tokio::spawn(photos::run(app.clone())),
            tokio::spawn(watches::run(app.clone())),
            tokio::spawn(live::run(app.clone())),
            tokio::spawn(proof::run(app.clone())),
            tokio::spawn(insight::run(app.clone())),
            tokio::spawn(exports::run(app.clone())),
            tokio::spawn(patrols::run(app.clone())),
            tokio::spawn(departures::run(app.clone())),
            tokio::spawn(looked),
        ])
    }

    /// Only the live feed: whoever moves the clock by hand turns the other workers by hand too.
    pub fn feed_only(app: &Arc<App>) -> Self {
        Self(vec![tokio::spawn(live::run(app.clone()))])
    }
}

impl Drop for Workers {
    fn drop(&mut self) {
        for worker in &self.0 {
            worker.abort();
        }
    }
}

fn cors() -> Cors {
    let mut cors = Cors::default()
        .allowed_methods(["GET", "POST", "PUT", "PATCH", "DELETE"])
        .allowed_headers([
            "Authorization",
            "Content-Type",
            "Content-Digest",
            "Idempotency-Key",
            "Last-Event-ID",
            "Range",
            "X-Proof",
            "X-Reason",
        ])
        .expose_headers(["Location", "Retry-After", "ETag", "Content-Disposition", "Content-Range"])
        .max_age(3600);
    for origin in APP_ORIGINS {
        cors = cors.allowed_origin(origin);
    }
    cors
}

fn query_problem(error: &str) -> Problem {
    let field = error.split('`').nth(1).unwrap_or_default().to_owned();
    let code = if error.contains("unknown field") { ErrorCode::UnknownField } else { ErrorCode::InvalidValue };
    Problem::new(code).at(field)
}

/// What every answer carries, the API's a little more.
async fn headers(
    request: actix_web::dev::ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, actix_web::Error> {
    let api = request.path().starts_with(API);
    let https = request.app_data::<web::Data<App>>().is_some_and(|app| app.config.https());
    let mut answer = next.call(request).await?;
    let map = answer.headers_mut();
    let mut set = |name: HeaderName, value: &'static str| {
        if !map.contains_key(&name) {
            map.insert(name, HeaderValue::from_static(value));
        }
    };
    set(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    set(header::REFERRER_POLICY, "no-referrer");
    set(HeaderName::from_static("cross-origin-opener-policy"), "same-origin");
    set(HeaderName::from_static("permissions-policy"), "camera=(self), geolocation=(self), microphone=(self)");
    if https {
        set(header::STRICT_TRANSPORT_SECURITY, "max-age=31536000; includeSubDomains");
    }
    if api {
        set(header::CACHE_CONTROL, "no-store");
        set(header::CONTENT_SECURITY_POLICY, "default-src 'none'; frame-ancestors 'none'; sandbox");
    }
    Ok(answer)
}

/// What the framework itself refuses (a method, a path) is a problem like any other.
fn as_problem<B: 'static>(answer: ServiceResponse<B>) -> actix_web::Result<ErrorHandlerResponse<B>> {
    let ours =
        answer.headers().get(header::CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"application/"));
    if ours {
        return Ok(ErrorHandlerResponse::Response(answer.map_into_left_body()));
    }
    let code = match answer.status().as_u16() {
        404 => ErrorCode::NotFound,
        405 => ErrorCode::MethodNotAllowed,
        413 => ErrorCode::TooLarge,
        415 => ErrorCode::UnsupportedMedia,
        500.. => ErrorCode::Internal,
        _ => ErrorCode::InvalidValue,
    };
    let (request, _) = answer.into_parts();
    let response = actix_web::HttpResponse::from_error(Problem::new(code));
    Ok(ErrorHandlerResponse::Response(ServiceResponse::new(request, response).map_into_right_body()))
}
