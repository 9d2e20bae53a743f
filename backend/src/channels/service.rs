//! Setting channels up and taking them down, and getting ready to send through them.

use super::push::Subscription;
use super::store::{self, Channel, FALLBACK, PROOF, Subscribed};
use super::webhook::{self, Hook};
use super::wire::{ChannelList, NewChannel, NewSubscription, WireChannel};
use crate::accounts::{Scope, Signed};
use crate::app::App;
use crate::audit::{Actor, Announcement};
use crate::db::Tx;
use crate::problem::{Answer, Problem};
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use serde_json::json;
use shared::clock::draw;
use shared::event::EventKind;
use shared::id::{ChannelId, SubscriptionId};
use shared::ladder::Who;
use shared::limits;
use shared::problem::ErrorCode;
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;
use uuid::Uuid;

/// Where a webhook's secret is sealed to.
const SECRET: &str = "webhook-secret";

/// Sets a webhook up. Its secret is drawn here, stored sealed, and shown once.
pub async fn add(app: &Arc<App>, who: &Signed, new: NewChannel) -> Answer<WireChannel> {
    fresh(app, who)?;
    let NewChannel { kind, name, url, calls } = new;
    if kind != "webhook" {
        return Err(Problem::new(ErrorCode::InvalidValue).at("kind").because("webhook is the only kind"));
    }
    let name = name.trim().to_owned();
    if name.is_empty() {
        return Err(Problem::new(ErrorCode::MissingField).at("name"));
    }
    if name.chars().count() > limits::CODE_CHARS {
        return Err(Problem::new(ErrorCode::TooLong).at("name"));
    }
    let known = |call: &String| *call == FALLBACK || *call == PROOF || Who::PLAIN.iter().any(|who| who.code() == *call);
    if calls.is_empty() || !calls.iter().all(known) {
        return Err(Problem::new(ErrorCode::InvalidValue).at("for"));
    }
    let calls: Vec<String> = calls.into_iter().collect::<BTreeSet<_>>().into_iter().collect();
    let url = outside(app, "url", &url).await?;
    let authority = who.scope.authority;
    if store::live_channels(&app.db.read().await?, authority).await?.len() >= limits::CHANNELS_PER_AUTHORITY {
        return Err(Problem::new(ErrorCode::OutOfRange).because("end a channel first"));
    }
    let id = ChannelId::fresh(&*app.clock, &*app.entropy);
    let secret: [u8; 32] = draw(&*app.entropy);
    let (key, sealed_key) = app.keys.authority(authority)?.create(id.uuid(), &*app.entropy)?;
    let sealed_secret = key.seal(SECRET, secret.to_vec(), &*app.entropy)?;
    let channel = Channel { id, authority, name, url, calls, sealed_key, sealed_secret, created_at: app.clock.now() };
    let (stored, scope) = (Arc::new(channel.clone()), who.scope.clone());
    app.db
        .write(move |tx| {
            let (channel, scope) = (stored.clone(), scope.clone());
            Box::pin(async move {
                store::add_channel(tx.conn(), &channel, scope.account).await?;
                announce(tx, &scope, channel.id, "added", channel.created_at);
                Ok(())
            })
        })
        .await?;
    Ok(WireChannel { secret: Some(webhook::shown(&secret)), ..wire(channel) })
}

pub async fn list(app: &App, scope: &Scope) -> Answer<ChannelList> {
    let channels = store::live_channels(&app.db.read().await?, scope.authority).await?;
    Ok(ChannelList { items: channels.into_iter().map(wire).collect() })
}

pub async fn end(app: &Arc<App>, who: &Signed, id: ChannelId) -> Answer<()> {
    fresh(app, who)?;
    let (scope, now) = (who.scope.clone(), app.clock.now());
    app.db
        .write(move |tx| {
            let scope = scope.clone();
            Box::pin(async move {
                if !store::end_channel(tx.conn(), scope.authority, id, now).await? {
                    return Err(ErrorCode::NotFound.into());
                }
                announce(tx, &scope, id, "ended", now);
                Ok(())
            })
        })
        .await
}

/// Bytes as browsers write them.
pub fn key_bytes(text: &str) -> Option<Vec<u8>> {
    BASE64_URL_SAFE_NO_PAD.decode(text.trim_end_matches('=')).ok()
}

/// What a browser says of its subscription, checked: an endpoint that may be sent to, and keys that can be encrypted for.
pub async fn subscription(app: &App, endpoint: &str, p256dh: &str, auth: &str) -> Answer<(String, Vec<u8>, Vec<u8>)> {
    let invalid = |field: &'static str| Problem::new(ErrorCode::InvalidValue).at(field);
    let p256dh = key_bytes(p256dh).ok_or_else(|| invalid("keys.p256dh"))?;
    let auth = key_bytes(auth).filter(|auth| auth.len() == 16).ok_or_else(|| invalid("keys.auth"))?;
    let endpoint = outside(app, "endpoint", endpoint).await?;
    Subscription::new(&endpoint, &p256dh, &auth).map_err(|_| invalid("keys.p256dh"))?;
    Ok((endpoint, p256dh, auth))
}

/// Remembers where a browser or app wants to be pushed to. Beyond the limit the oldest of the account goes.
pub async fn subscribe(app: &Arc<App>, who: &Signed, new: NewSubscription) -> Answer<SubscriptionId> {
    let (endpoint, p256dh, auth) = subscription(app, &new.endpoint, &new.keys.p256dh, &new.keys.auth).await?;
    let id = SubscriptionId::fresh(&*app.clock, &*app.entropy);
    let scope = &who.scope;
    let new = Subscribed {
        id,
        authority: scope.authority,
        account: scope.account,
        session: who.session,
        endpoint,
        p256dh,
        auth,
    };
    let (new, now) = (Arc::new(new), app.clock.now());
    app.db
        .write(move |tx| {
            let new = new.clone();
            Box::pin(async move {
                store::add_subscription(tx.conn(), &new, now).await?;
                let mut known = store::subscriptions_of(tx.conn(), new.account).await?;
                known.truncate(known.len().saturating_sub(limits::SUBSCRIPTIONS_PER_ACCOUNT));
                for oldest in known {
                    store::end_subscription(tx.conn(), oldest.uuid(), None, "too_many", now).await?;
                }
                Ok(())
            })
        })
        .await?;
    Ok(id)
}

pub async fn unsubscribe(app: &Arc<App>, who: &Signed, id: Uuid) -> Answer<()> {
    let (account, now) = (who.scope.account, app.clock.now());
    let ended = app
        .db
        .write(move |tx| {
            Box::pin(async move { store::end_subscription(tx.conn(), id, Some(account), "unsubscribed", now).await })
        })
        .await?;
    if ended { Ok(()) } else { Err(ErrorCode::NotFound.into()) }
}

/// What pages are sent through, by the ids they name.
#[derive(Default)]
pub struct Targets {
    /// `None` where the secret cannot be read at the moment: without it nothing is sent, and nothing is given up.
    pub hooks: HashMap<Uuid, Option<Hook>>,
    pub subscriptions: HashMap<Uuid, Subscription>,
}

/// Reads what some pages need. What has ended is not there.
pub async fn targets(app: &App, ids: &BTreeSet<Uuid>) -> Answer<Targets> {
    if ids.is_empty() {
        return Ok(Targets::default());
    }
    let view = app.db.read().await?;
    let channels = store::channels(&view, ids).await?;
    let subscribed = store::subscriptions(&view, ids).await?;
    drop(view);
    let mut hooks = HashMap::new();
    for channel in channels {
        let id = channel.id.uuid();
        let hook = opened(app, channel).inspect_err(
            |problem| tracing::error!(channel = %id, cause = ?problem, "the secret of a webhook cannot be read"),
        );
        hooks.insert(id, hook.ok());
    }
    let readable = subscribed.iter().filter_map(|row| Some((row.id.uuid(), Subscription::try_from(row).ok()?)));
    Ok(Targets { hooks, subscriptions: readable.collect() })
}

fn opened(app: &App, channel: Channel) -> Answer<Hook> {
    let key = app.keys.authority(channel.authority)?.unwrap(channel.id.uuid(), &channel.sealed_key)?;
    Ok(Hook { url: channel.url, secret: key.open(SECRET, channel.sealed_secret)? })
}

fn fresh(app: &App, who: &Signed) -> Answer<()> {
    if who.fresh_until <= app.clock.now() { Err(ErrorCode::StepUp.into()) } else { Ok(()) }
}

/// An address that may be sent to at this moment, as it is kept.
async fn outside(app: &App, field: &'static str, url: &str) -> Answer<String> {
    if url.chars().count() > limits::URL_CHARS {
        return Err(Problem::new(ErrorCode::TooLong).at(field));
    }
    let checked = app.outward.check(url).await;
    checked.map(String::from).map_err(|why| Problem::new(ErrorCode::InvalidValue).at(field).because(why.to_string()))
}

fn wire(channel: Channel) -> WireChannel {
    let Channel { id, name, url, calls, created_at, .. } = channel;
    WireChannel { id: id.uuid(), kind: "webhook", name, url, calls, created_at, secret: None }
}

fn announce(tx: &Tx, scope: &Scope, channel: ChannelId, act: &str, at: jiff::Timestamp) {
    tx.announce(Announcement {
        authority: scope.authority,
        kind: EventKind::ChannelChanged,
        at,
        venue: None,
        incident: None,
        actor: Actor::Account(scope.account),
        facts: json!({ "channel": channel, "act": act }),
    });
}
