//! Setting channels up, and subscribing to push.

use super::service;
use super::wire::{ChannelList, NewChannel, NewSubscription, PushKey, SubscriptionMade, WireChannel};
use crate::app::App;
use crate::auth::{Allowed, ReadIncidents, SetUpChannels};
use crate::body::Body;
use crate::problem::{Answer, Problems};
use actix_web::{HttpResponse, get, post, web};
use shared::id::ChannelId;
use uuid::Uuid;

/// Set a webhook up. Needs a fresh session. Its secret is in this answer and nowhere else.
#[utoipa::path(operation_id = "add_channel", tag = "admin", request_body = NewChannel, security(("bearer" = ["set_up_channels"])), responses((status = 201, description = "set up", body = WireChannel), Problems))]
#[post("/admin/channels")]
pub async fn add(app: web::Data<App>, who: Allowed<SetUpChannels>, body: Body<NewChannel>) -> Answer<HttpResponse> {
    let made = service::add(&app.into_inner(), &who.signed, body.into_inner()).await?;
    Ok(HttpResponse::Created().json(made))
}

/// The webhooks of my authority.
#[utoipa::path(operation_id = "list_channels", tag = "admin", security(("bearer" = ["set_up_channels"])), responses((status = 200, description = "channels", body = ChannelList), Problems))]
#[get("/admin/channels")]
pub async fn list(app: web::Data<App>, who: Allowed<SetUpChannels>) -> Answer<web::Json<ChannelList>> {
    Ok(web::Json(service::list(&app, &who.signed.scope).await?))
}

/// End a webhook: it is never called again. Needs a fresh session.
#[utoipa::path(operation_id = "end_channel", tag = "admin", security(("bearer" = ["set_up_channels"])), responses((status = 204, description = "ended"), Problems))]
#[post("/admin/channels/{id}/end")]
pub async fn end(app: web::Data<App>, who: Allowed<SetUpChannels>, id: web::Path<Uuid>) -> Answer<HttpResponse> {
    service::end(&app.into_inner(), &who.signed, ChannelId::from_uuid(*id)).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// The key that a browser subscribes to push with.
#[utoipa::path(operation_id = "push_key", tag = "desk", security(("bearer" = ["read_incidents"])), responses((status = 200, description = "the server's public key", body = PushKey), Problems))]
#[get("/desk/push/key")]
pub async fn push_key(app: web::Data<App>, _who: Allowed<ReadIncidents>) -> web::Json<PushKey> {
    web::Json(PushKey { key: app.vapid.public().to_owned() })
}

/// Push to this browser or app too, for as long as its session is not signed out.
#[utoipa::path(operation_id = "subscribe", tag = "desk", request_body = NewSubscription, security(("bearer" = ["read_incidents"])), responses((status = 201, description = "subscribed", body = SubscriptionMade), Problems))]
#[post("/desk/push/subscriptions")]
pub async fn subscribe(
    app: web::Data<App>,
    who: Allowed<ReadIncidents>,
    body: Body<NewSubscription>,
) -> Answer<HttpResponse> {
    let id = service::subscribe(&app.into_inner(), &who.signed, body.into_inner()).await?;
    Ok(HttpResponse::Created().json(SubscriptionMade { id: id.uuid() }))
}

/// Do not push there any more.
#[utoipa::path(operation_id = "unsubscribe", tag = "desk", security(("bearer" = ["read_incidents"])), responses((status = 204, description = "ended"), Problems))]
#[post("/desk/push/subscriptions/{id}/end")]
pub async fn unsubscribe(
    app: web::Data<App>,
    who: Allowed<ReadIncidents>,
    id: web::Path<Uuid>,
) -> Answer<HttpResponse> {
    service::unsubscribe(&app.into_inner(), &who.signed, *id).await?;
    Ok(HttpResponse::NoContent().finish())
}
