//! Signing in, staying in, going out.

use super::oidc;
use super::passkeys;
use super::service;
use super::service::Signed;
use super::wire::{
    AnewQuery, Badge, Duty, Login, Me, Named, OidcBack, OidcBegun, OidcList, PasskeyInfo, PasskeyList, Refresh, StepUp,
    Tokenpair,
};
use crate::app::App;
use crate::auth::{Allowed, From, OwnSession};
use crate::body::Body;
use crate::problem::{Answer, Problem, Problems};
use crate::{routing, venues};
use actix_web::cookie::{Cookie, SameSite, time::Duration};
use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, Responder, get, post, web};
use jiff::SignedDuration;
use shared::limits;
use shared::problem::ErrorCode;
use uuid::Uuid;

/// A browser asks for its refresh token in a cookie with this header, which no form of another site can send.
const SESSION_HEADER: &str = "X-Session";

/// Sign in. With the header `X-Session: cookie` the refresh token comes as a cookie that no script can read.
#[utoipa::path(tag = "accounts", request_body = Login, security(()), responses((status = 200, description = "signed in", body = Tokenpair), Problems))]
#[post("/auth/login")]
pub async fn login(app: web::Data<App>, request: HttpRequest, from: From, body: Body<Login>) -> Answer<HttpResponse> {
    let Login { email, password, .. } = body.into_inner();
    Ok(answer(&app, &request, service::login(&app, &email, password, &from.0).await?))
}

/// A new access token for a refresh token, which is replaced.
#[utoipa::path(tag = "accounts", request_body = Refresh, security(()), responses((status = 200, description = "a new pair", body = Tokenpair), Problems))]
#[post("/auth/refresh")]
pub async fn refresh(app: web::Data<App>, request: HttpRequest, body: Body<Refresh>) -> Answer<HttpResponse> {
    let token = refresh_token(&app, &request, body.into_inner())?;
    Ok(answer(&app, &request, service::refresh(&app, &token).await?))
}

/// Sign out: the session ends, with everything that hangs on it.
#[utoipa::path(tag = "accounts", request_body = Refresh, security(()), responses((status = 204, description = "signed out"), Problems))]
#[post("/auth/logout")]
pub async fn logout(app: web::Data<App>, request: HttpRequest, body: Body<Refresh>) -> Answer<HttpResponse> {
    match (bearer(&request), refresh_token(&app, &request, body.into_inner())) {
        (_, Ok(token)) => service::logout_by_token(&app, &token).await?,
        (Some(token), Err(_)) => {
            // A phone signs out with its badge. A token that has run out belongs to nobody who could still be signed out.
            let signed = match service::check(&app, token).await {
                Err(_) => service::check_badge(&app, token).await,
                signed => signed,
            };
            if let Ok(signed) = signed {
                service::logout(&app, signed.session).await?;
            }
        }
        (None, Err(problem)) => return Err(problem),
    }
    let mut gone = cookie(&app, String::new());
    gone.make_removal();
    Ok(HttpResponse::NoContent().cookie(gone).finish())
}

/// Make this session fresh for five minutes, with the password or a passkey of its owner's.
#[utoipa::path(tag = "accounts", request_body = StepUp, security(("bearer" = ["own_session"])), responses((status = 204, description = "fresh"), Problems))]
#[post("/auth/step-up")]
pub async fn step_up(
    app: web::Data<App>,
    who: Allowed<OwnSession>,
    from: From,
    body: Body<StepUp>,
) -> Answer<impl Responder> {
    let app = app.into_inner();
    match body.into_inner() {
        StepUp { password: Some(password), passkey: None } => {
            service::step_up(&app, &who.signed, password, &from.0).await?;
        }
        StepUp { password: None, passkey: Some(shown) } => {
            passkeys::step_up(&app, &who.signed, &shown, &from.0).await?;
        }
        StepUp { password: None, passkey: None } => return Err(Problem::new(ErrorCode::MissingField).at("password")),
        StepUp { .. } => return Err(Problem::new(ErrorCode::InvalidValue).at("passkey")),
    }
    Ok(HttpResponse::new(StatusCode::NO_CONTENT))
}

/// Begin adding a passkey; needs a fresh session. The answer is what the browser hands to `navigator.credentials.create`.
#[utoipa::path(operation_id = "begin_adding_passkey", tag = "accounts", security(("bearer" = ["own_session"])), responses((status = 200, description = "creation options (WebAuthn, level 3, JSON)", body = Object), Problems))]
#[post("/auth/passkeys/begin")]
pub async fn begin_adding_passkey(
    app: web::Data<App>,
    who: Allowed<OwnSession>,
) -> Answer<web::Json<serde_json::Value>> {
    Ok(web::Json(passkeys::begin_adding(&app.into_inner(), &who.signed).await?))
}

/// Add the passkey that the browser made.
#[utoipa::path(tag = "accounts", request_body = Object, security(("bearer" = ["own_session"])), responses((status = 201, description = "added", body = PasskeyInfo), Problems))]
#[post("/auth/passkeys")]
pub async fn add_passkey(
    app: web::Data<App>,
    who: Allowed<OwnSession>,
    body: Body<serde_json::Value>,
) -> Answer<HttpResponse> {
    let added = passkeys::add(&app.into_inner(), &who.signed, &body.into_inner()).await?;
    Ok(HttpResponse::Created().json(added))
}

/// My passkeys.
#[utoipa::path(tag = "accounts", security(("bearer" = ["own_session"])), responses((status = 200, description = "mine", body = PasskeyList), Problems))]
#[get("/auth/passkeys")]
pub async fn my_passkeys(app: web::Data<App>, who: Allowed<OwnSession>) -> Answer<web::Json<PasskeyList>> {
    Ok(web::Json(PasskeyList { items: passkeys::mine(&app, &who.signed).await? }))
}

/// A passkey of mine opens nothing any more.
#[utoipa::path(tag = "accounts", security(("bearer" = ["own_session"])), responses((status = 204, description = "ended"), Problems))]
#[post("/auth/passkeys/{id}/end")]
pub async fn end_passkey(app: web::Data<App>, who: Allowed<OwnSession>, id: web::Path<Uuid>) -> Answer<impl Responder> {
    passkeys::end(&app.into_inner(), &who.signed, *id).await?;
    Ok(HttpResponse::new(StatusCode::NO_CONTENT))
}

/// Begin signing in with a passkey. The answer is what the browser hands to `navigator.credentials.get`.
#[utoipa::path(operation_id = "begin_passkey", tag = "accounts", security(()), responses((status = 200, description = "request options (WebAuthn, level 3, JSON)", body = Object), Problems))]
#[post("/auth/passkey/begin")]
pub async fn begin_passkey(app: web::Data<App>, from: From) -> Answer<web::Json<serde_json::Value>> {
    Ok(web::Json(passkeys::begin(&app.into_inner(), &from.0).await?))
}

/// Sign in with the passkey that the browser showed. The session is fresh.
#[utoipa::path(tag = "accounts", request_body = Object, security(()), responses((status = 200, description = "signed in", body = Tokenpair), Problems))]
#[post("/auth/passkey")]
pub async fn passkey(
    app: web::Data<App>,
    request: HttpRequest,
    from: From,
    body: Body<serde_json::Value>,
) -> Answer<HttpResponse> {
    let app = app.into_inner();
    let pair = passkeys::login(&app, &body.into_inner(), &from.0).await?;
    Ok(answer(&app, &request, pair))
}

/// With which providers people sign in here.
#[utoipa::path(operation_id = "oidc_providers", tag = "accounts", security(()), responses((status = 200, description = "perhaps none", body = OidcList), Problems))]
#[get("/auth/oidc")]
pub async fn oidc_providers(app: web::Data<App>) -> web::Json<OidcList> {
    web::Json(OidcList { items: oidc::providers(&app) })
}

/// Begin signing in with an authority's own provider. The session is fresh for five minutes from when its owner last showed there who they are.
#[utoipa::path(operation_id = "begin_oidc", tag = "accounts", params(AnewQuery), security(()), responses((status = 200, description = "where to go", body = OidcBegun), Problems))]
#[post("/auth/oidc/{authority}/begin")]
pub async fn begin_oidc(
    app: web::Data<App>,
    authority: web::Path<String>,
    query: web::Query<AnewQuery>,
    from: From,
) -> Answer<web::Json<OidcBegun>> {
    Ok(web::Json(oidc::begin(&app.into_inner(), &authority, query.anew, &from.0).await?))
}

/// Sign in with what the provider sent back.
#[utoipa::path(operation_id = "oidc", tag = "accounts", request_body = OidcBack, security(()), responses((status = 200, description = "signed in", body = Tokenpair), Problems))]
#[post("/auth/oidc")]
pub async fn oidc_back(
    app: web::Data<App>,
    request: HttpRequest,
    from: From,
    body: Body<OidcBack>,
) -> Answer<HttpResponse> {
    let app = app.into_inner();
    let pair = oidc::finish(&app, body.into_inner(), &from.0).await?;
    Ok(answer(&app, &request, pair))
}

/// What my phone keeps, to report under my name also tomorrow and where there is no signal now.
#[utoipa::path(tag = "accounts", security(("bearer" = ["own_session"])), responses((status = 200, description = "mine", body = Badge), Problems))]
#[post("/auth/badge")]
pub async fn badge(app: web::Data<App>, who: Allowed<OwnSession>) -> Answer<web::Json<Badge>> {
    let Signed { person, session, scope, .. } = who.signed;
    let now = app.clock.now();
    let venues = venues::of_scope(&app, &scope).await?;
    Ok(web::Json(Badge {
        account: person.id.uuid(),
        token: app.tokens.badge(person.id, session, now)?,
        until: now + SignedDuration::from_secs(limits::BADGE_SECONDS),
        authority: venues::authority_name(&app, person.authority).await?,
        venues: venues.iter().map(|venue| venue.slug.clone()).collect(),
        name: person.name,
        employer: person.employer,
        badge: person.badge,
    }))
}

/// Who I am, where I work, and which posts I staff now.
#[utoipa::path(tag = "accounts", security(("bearer" = ["own_session"])), responses((status = 200, description = "me", body = Me), Problems))]
#[get("/me")]
pub async fn me(app: web::Data<App>, who: Allowed<OwnSession>) -> Answer<web::Json<Me>> {
    let person = &who.signed.person;
    let authority = venues::authority_name(&app, person.authority).await?;
    let mut places = Vec::new();
    let mut on_duty = Vec::new();
    for venue in venues::of_scope(&app, &who.signed.scope).await? {
        places.push(Named { id: venue.slug.clone(), name: venue.name.clone() });
        for shift in routing::on_duty(&venue, app.clock.now()) {
            if shift.officer == person.id {
                on_duty.push(Duty { post: venue.post_label(shift.post), until: shift.until });
            }
        }
    }
    Ok(web::Json(Me {
        id: person.id.uuid(),
        name: person.name.clone(),
        email: person.email.clone(),
        role: person.role,
        employer: person.employer.clone(),
        badge: person.badge.clone(),
        // Named as in addresses, as venues are: by it a desk finds the provider of its own people.
        authority: Named { id: venues::authority_slug(&app, person.authority).await?, name: authority },
        venues: places,
        on_duty,
        translates: app.translator.is_some(),
    }))
}

fn answer(app: &App, request: &HttpRequest, mut pair: Tokenpair) -> HttpResponse {
    let mut response = HttpResponse::Ok();
    if wants_cookie(request)
        && let Some(token) = pair.refresh_token.take()
    {
        response.cookie(cookie(app, token));
    }
    response.json(pair)
}

fn wants_cookie(request: &HttpRequest) -> bool {
    request.headers().get(SESSION_HEADER).is_some_and(|value| value == "cookie")
}

fn refresh_token(app: &App, request: &HttpRequest, body: Refresh) -> Answer<String> {
    let from_cookie = || wants_cookie(request).then(|| request.cookie(cookie_name(app))).flatten();
    let token = body.refresh_token.or_else(|| from_cookie().map(|cookie| cookie.value().to_owned()));
    token.ok_or_else(|| Problem::new(ErrorCode::Unauthorized))
}

fn bearer(request: &HttpRequest) -> Option<&str> {
    request.headers().get("Authorization")?.to_str().ok()?.strip_prefix("Bearer ")
}

/// The `__Host-` prefix binds a cookie to this host over TLS; plain loopback has to do without.
fn cookie_name(app: &App) -> &'static str {
    if app.config.https() { "__Host-refresh" } else { "refresh" }
}

fn cookie(app: &App, token: String) -> Cookie<'static> {
    Cookie::build(cookie_name(app), token)
        .path("/")
        .http_only(true)
        .secure(app.config.https())
        .same_site(SameSite::Strict)
        .max_age(Duration::seconds(limits::SESSION_SECONDS))
        .finish()
}
