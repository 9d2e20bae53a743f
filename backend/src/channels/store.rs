//! Rows of channels and of subscriptions to push.

use crate::accounts;
use crate::entity::{channel, push_subscription as subscription, session};
use crate::problem::{Answer, Problem};
use jiff::Timestamp;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};
use shared::id::{AccountId, AuthorityId, ChannelId, SessionId, SubscriptionId};
use std::collections::{BTreeSet, HashMap};
use uuid::Uuid;

/// The circle that is called when nobody here hears.
pub const FALLBACK: &str = "fallback";
/// The circle of machines that answer a canary.
pub const PROOF: &str = "proof";

/// A webhook that an authority set up.
#[derive(Clone, Debug)]
pub struct Channel {
    pub id: ChannelId,
    pub authority: AuthorityId,
    pub name: String,
    pub url: String,
    /// Circles of the ladder by their codes, and [`FALLBACK`].
    pub calls: Vec<String>,
    pub sealed_key: Vec<u8>,
    pub sealed_secret: Vec<u8>,
    pub created_at: Timestamp,
}

/// A browser or app of an officer, as its push service knows it.
#[derive(Clone, Debug)]
pub struct Subscribed {
    pub id: SubscriptionId,
    pub authority: AuthorityId,
    pub account: AccountId,
    pub session: SessionId,
    pub endpoint: String,
    pub p256dh: Vec<u8>,
    pub auth: Vec<u8>,
}

/// Whom an authority can reach besides by mail.
#[derive(Clone, Debug, Default)]
pub struct Reach {
    hooks: Vec<(ChannelId, Vec<String>)>,
    subscriptions: Vec<(AccountId, SubscriptionId)>,
    phones: BTreeSet<AccountId>,
}

impl Reach {
    /// The webhooks that are called together with a circle.
    pub fn hooks(&self, circle: &str) -> impl Iterator<Item = ChannelId> {
        self.hooks.iter().filter(move |(_, calls)| calls.iter().any(|call| call == circle)).map(|(id, _)| *id)
    }

    /// Whether texts and calls reach somebody.
    pub fn has_phone(&self, account: AccountId) -> bool {
        self.phones.contains(&account)
    }

    /// Whether something besides mail reaches somebody; `texting`: whether there is a gateway for texts and calls.
    pub fn is_doubled(&self, account: AccountId, texting: bool) -> bool {
        self.subscriptions(account).next().is_some() || (texting && self.has_phone(account))
    }

    pub fn subscriptions(&self, account: AccountId) -> impl Iterator<Item = SubscriptionId> {
        self.subscriptions.iter().filter(move |(whose, _)| *whose == account).map(|(_, id)| *id)
    }
}

pub async fn reach(conn: &impl ConnectionTrait, authority: AuthorityId) -> Answer<Reach> {
    let hooks = live_channels(conn, authority).await?;
    let subscriptions: Vec<(Uuid, Uuid)> = subscription::Entity::find()
        .select_only()
        .columns([subscription::Column::AccountId, subscription::Column::Id])
        .filter(subscription::Column::AuthorityId.eq(authority.uuid()))
        .filter(subscription::Column::EndedAt.is_null())
        .order_by_asc(subscription::Column::Id)
        .into_tuple()
        .all(conn)
        .await?;
    let ids = |(account, id)| (AccountId::from_uuid(account), SubscriptionId::from_uuid(id));
    Ok(Reach {
        hooks: hooks.into_iter().map(|channel| (channel.id, channel.calls)).collect(),
        subscriptions: subscriptions.into_iter().map(ids).collect(),
        phones: accounts::with_phone(conn, authority).await?,
    })
}

fn channel_of(row: channel::Model) -> Answer<Channel> {
    Ok(Channel {
        id: ChannelId::from_uuid(row.id),
        authority: AuthorityId::from_uuid(row.authority_id),
        name: row.name,
        url: row.url,
        calls: serde_json::from_str(&row.calls).map_err(Problem::internal)?,
        sealed_key: row.sealed_key,
        sealed_secret: row.sealed_secret,
        created_at: Timestamp::from_microsecond(row.created_at).unwrap_or(Timestamp::MIN),
    })
}

/// The channels of an authority that have not ended, the oldest first.
pub async fn live_channels(conn: &impl ConnectionTrait, authority: AuthorityId) -> Answer<Vec<Channel>> {
    let rows = channel::Entity::find()
        .filter(channel::Column::AuthorityId.eq(authority.uuid()))
        .filter(channel::Column::EndedAt.is_null())
        .order_by_asc(channel::Column::Id)
        .all(conn)
        .await?;
    rows.into_iter().map(channel_of).collect()
}

/// What channels are called, those that have ended too: old pages still name them.
pub async fn names(conn: &impl ConnectionTrait, authority: AuthorityId) -> Answer<HashMap<Uuid, String>> {
    let rows: Vec<(Uuid, String)> = channel::Entity::find()
        .select_only()
        .columns([channel::Column::Id, channel::Column::Name])
        .filter(channel::Column::AuthorityId.eq(authority.uuid()))
        .into_tuple()
        .all(conn)
        .await?;
    Ok(rows.into_iter().collect())
}

/// Channels by their ids, of whichever authority: pages know them only so. Those that have ended are not there.
pub async fn channels(conn: &impl ConnectionTrait, ids: &BTreeSet<Uuid>) -> Answer<Vec<Channel>> {
    let rows = channel::Entity::find()
        .filter(channel::Column::Id.is_in(ids.iter().copied()))
        .filter(channel::Column::EndedAt.is_null())
        .all(conn)
        .await?;
    rows.into_iter().map(channel_of).collect()
}

pub async fn add_channel(conn: &impl ConnectionTrait, channel: &Channel, by: AccountId) -> Answer<()> {
    let row = channel::ActiveModel {
        id: Set(channel.id.uuid()),
        authority_id: Set(channel.authority.uuid()),
        kind: Set("webhook".to_owned()),
        name: Set(channel.name.clone()),
        url: Set(channel.url.clone()),
        calls: Set(serde_json::to_string(&channel.calls).map_err(Problem::internal)?),
        sealed_key: Set(channel.sealed_key.clone()),
        sealed_secret: Set(channel.sealed_secret.clone()),
        created_at: Set(channel.created_at.as_microsecond()),
        created_by: Set(by.uuid()),
        ended_at: Set(None),
    };
    channel::Entity::insert(row).exec_without_returning(conn).await?;
    Ok(())
}

/// Whether there was one of this authority to end.
pub async fn end_channel(
    conn: &impl ConnectionTrait,
    authority: AuthorityId,
    id: ChannelId,
    now: Timestamp,
) -> Answer<bool> {
    let ended = channel::Entity::update_many()
        .col_expr(channel::Column::EndedAt, now.as_microsecond().into())
        .filter(channel::Column::Id.eq(id.uuid()))
        .filter(channel::Column::AuthorityId.eq(authority.uuid()))
        .filter(channel::Column::EndedAt.is_null())
        .exec(conn)
        .await?;
    Ok(ended.rows_affected > 0)
}

/// Subscriptions by their ids. Those that have ended, or whose session has, are not there.
pub async fn subscriptions(conn: &impl ConnectionTrait, ids: &BTreeSet<Uuid>) -> Answer<Vec<Subscribed>> {
    let rows = subscription::Entity::find()
        .filter(subscription::Column::Id.is_in(ids.iter().copied()))
        .filter(subscription::Column::EndedAt.is_null())
        .all(conn)
        .await?;
    let sessions = rows.iter().map(|row| row.session_id);
    let signed_out: Vec<Uuid> = session::Entity::find()
        .select_only()
        .column(session::Column::Id)
        .filter(session::Column::Id.is_in(sessions))
        .filter(session::Column::EndedAt.is_not_null())
        .into_tuple()
        .all(conn)
        .await?;
    let of = |row: subscription::Model| Subscribed {
        id: SubscriptionId::from_uuid(row.id),
        authority: AuthorityId::from_uuid(row.authority_id),
        account: AccountId::from_uuid(row.account_id),
        session: SessionId::from_uuid(row.session_id),
        endpoint: row.endpoint,
        p256dh: row.p256dh,
        auth: row.auth,
    };
    Ok(rows.into_iter().filter(|row| !signed_out.contains(&row.session_id)).map(of).collect())
}

/// How many an account has that have not ended.
pub async fn subscriptions_of(conn: &impl ConnectionTrait, account: AccountId) -> Answer<Vec<SubscriptionId>> {
    let ids: Vec<Uuid> = subscription::Entity::find()
        .select_only()
        .column(subscription::Column::Id)
        .filter(subscription::Column::AccountId.eq(account.uuid()))
        .filter(subscription::Column::EndedAt.is_null())
        .order_by_asc(subscription::Column::Id)
        .into_tuple()
        .all(conn)
        .await?;
    Ok(ids.into_iter().map(SubscriptionId::from_uuid).collect())
}

/// An endpoint is one device: whoever subscribes with it last has it alone.
pub async fn add_subscription(conn: &impl ConnectionTrait, new: &Subscribed, now: Timestamp) -> Result<(), DbErr> {
    ending("replaced", now).filter(subscription::Column::Endpoint.eq(&*new.endpoint)).exec(conn).await?;
    let row = subscription::ActiveModel {
        id: Set(new.id.uuid()),
        authority_id: Set(new.authority.uuid()),
        account_id: Set(new.account.uuid()),
        session_id: Set(new.session.uuid()),
        endpoint: Set(new.endpoint.clone()),
        p256dh: Set(new.p256dh.clone()),
        auth: Set(new.auth.clone()),
        created_at: Set(now.as_microsecond()),
        ended_at: Set(None),
        ended_why: Set(None),
    };
    subscription::Entity::insert(row).exec_without_returning(conn).await?;
    Ok(())
}

/// Ends a subscription; with an account, only if it is theirs. Answers whether there was one.
pub async fn end_subscription(
    conn: &impl ConnectionTrait,
    id: Uuid,
    of: Option<AccountId>,
    why: &str,
    now: Timestamp,
) -> Answer<bool> {
    let mut ending = ending(why, now).filter(subscription::Column::Id.eq(id));
    if let Some(account) = of {
        ending = ending.filter(subscription::Column::AccountId.eq(account.uuid()));
    }
    Ok(ending.exec(conn).await?.rows_affected > 0)
}

fn ending(why: &str, now: Timestamp) -> sea_orm::UpdateMany<subscription::Entity> {
    subscription::Entity::update_many()
        .col_expr(subscription::Column::EndedAt, now.as_microsecond().into())
        .col_expr(subscription::Column::EndedWhy, why.into())
        .filter(subscription::Column::EndedAt.is_null())
}
