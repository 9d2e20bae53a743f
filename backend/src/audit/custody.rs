//! Entries of both logs as they were hashed, so that somebody else can hash them again.

use crate::entity::{event, log_head, read, read_head};
use crate::problem::{Answer, Problem};
use sea_orm::sea_query::{Condition, SelectStatement};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use shared::id::{AuthorityId, IncidentId};
use uuid::Uuid;

/// An entry of the log of events. `hash` is over the entry before and each of these, each with its length before it.
#[derive(Clone, Debug)]
pub struct RawEvent {
    pub seq: i64,
    pub at: i64,
    pub kind: String,
    pub venue: Option<Uuid>,
    pub incident: Option<Uuid>,
    pub actor: String,
    pub facts: String,
    pub prev: Vec<u8>,
    pub hash: Vec<u8>,
}

/// An entry of the log of reads.
#[derive(Clone, Debug)]
pub struct RawRead {
    pub seq: i64,
    pub at: i64,
    pub account: Uuid,
    pub kind: String,
    pub object: Uuid,
    pub reason: Option<String>,
    pub prev: Vec<u8>,
    pub hash: Vec<u8>,
}

/// Of the events of some incidents those after `seq`, in order, `limit` at most.
pub async fn events_of(
    conn: &impl ConnectionTrait,
    authority: AuthorityId,
    incidents: &[IncidentId],
    seq: i64,
    limit: u64,
) -> Answer<Vec<RawEvent>> {
    let rows = event::Entity::find()
        .filter(event::Column::IncidentId.is_in(incidents.iter().map(|id| id.uuid())))
        .filter(event::Column::AuthorityId.eq(authority.uuid()))
        .filter(event::Column::Seq.gt(seq))
        .order_by_asc(event::Column::Seq)
        .limit(limit)
        .all(conn)
        .await?;
    let raw = |row: event::Model| RawEvent {
        seq: row.seq,
        at: row.at,
        kind: row.kind,
        venue: row.venue_id,
        incident: row.incident_id,
        actor: row.actor,
        facts: row.facts,
        prev: row.prev,
        hash: row.hash,
    };
    Ok(rows.into_iter().map(raw).collect())
}

/// Of the looks at some incidents, and at what `objects` selects, those after `seq`, in order, `limit` at most.
pub async fn reads_of(
    conn: &impl ConnectionTrait,
    authority: AuthorityId,
    incidents: &[IncidentId],
    objects: SelectStatement,
    seq: i64,
    limit: u64,
) -> Answer<Vec<RawRead>> {
    let theirs = Condition::any()
        .add(read::Column::ObjectId.is_in(incidents.iter().map(|id| id.uuid())))
        .add(read::Column::ObjectId.in_subquery(objects));
    let rows = read::Entity::find()
        .filter(theirs)
        .filter(read::Column::AuthorityId.eq(authority.uuid()))
        .filter(read::Column::Seq.gt(seq))
        .order_by_asc(read::Column::Seq)
        .limit(limit)
        .all(conn)
        .await?;
    let raw = |row: read::Model| RawRead {
        seq: row.seq,
        at: row.at,
        account: row.account_id,
        kind: row.kind,
        object: row.object_id,
        reason: row.reason,
        prev: row.prev,
        hash: row.hash,
    };
    Ok(rows.into_iter().map(raw).collect())
}

/// How far a log had grown, and the hash of its last entry.
#[derive(Clone, Debug)]
pub struct Head {
    pub seq: i64,
    pub hash: Vec<u8>,
}

/// The heads of an authority's log of events and of its log of reads.
pub async fn heads(conn: &impl ConnectionTrait, authority: AuthorityId) -> Answer<(Head, Head)> {
    let none = || Problem::internal(anyhow::anyhow!("authority {authority} has no log"));
    let events = log_head::Entity::find_by_id(authority.uuid()).one(conn).await?.ok_or_else(none)?;
    let reads = read_head::Entity::find_by_id(authority.uuid()).one(conn).await?.ok_or_else(none)?;
    Ok((Head { seq: events.seq, hash: events.hash }, Head { seq: reads.seq, hash: reads.hash }))
}
