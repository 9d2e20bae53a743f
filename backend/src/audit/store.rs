//! Appending to the log and reading it.

use super::{Actor, Announcement};
use crate::entity::{event, log_head};
use crate::problem::Answer;
use jiff::Timestamp;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder,
    QuerySelect,
};
use sha2::{Digest, Sha256};
use shared::event::EventKind;
use shared::id::{AuthorityId, IncidentId, VenueId};
use std::collections::{BTreeMap, BTreeSet};

/// One entry of an authority's log.
#[derive(Clone, Debug)]
pub struct Entry {
    pub seq: i64,
    pub at: Timestamp,
    pub kind: EventKind,
    pub venue: Option<VenueId>,
    pub incident: Option<IncidentId>,
    pub actor: Actor,
    pub facts: serde_json::Value,
}

/// The first, empty head of a new authority's log.
pub async fn open_log(conn: &impl ConnectionTrait, authority: AuthorityId) -> Result<(), DbErr> {
    let head = log_head::ActiveModel { authority_id: Set(authority.uuid()), seq: Set(0), hash: Set(vec![0; 32]) };
    log_head::Entity::insert(head).exec_without_returning(conn).await?;
    let reads = crate::entity::read_head::ActiveModel {
        authority_id: Set(authority.uuid()),
        seq: Set(0),
        hash: Set(vec![0; 32]),
    };
    crate::entity::read_head::Entity::insert(reads).exec_without_returning(conn).await?;
    Ok(())
}

/// Appends what a write (or a batch of writes) announced. The head's row is locked here, as the last thing before the
/// commit, so that writers of one authority wait for one another as shortly as possible.
pub async fn append(conn: &impl ConnectionTrait, news: Vec<Announcement>) -> Result<BTreeSet<AuthorityId>, DbErr> {
    let mut by_authority: BTreeMap<AuthorityId, Vec<Announcement>> = BTreeMap::new();
    for one in news {
        by_authority.entry(one.authority).or_default().push(one);
    }
    for (authority, news) in &by_authority {
        let head = log_head::Entity::find_by_id(authority.uuid()).lock_exclusive().one(conn).await?;
        let head = head.ok_or_else(|| DbErr::RecordNotFound(format!("log of authority {authority}")))?;
        let (mut seq, mut hash) = (head.seq, head.hash);
        let mut rows = Vec::with_capacity(news.len());
        for one in news {
            seq += 1;
            let prev = hash;
            let facts = one.facts.to_string();
            let actor = one.actor.written();
            let at = one.at.as_microsecond();
            let (venue, incident) = (one.venue.map(VenueId::uuid), one.incident.map(IncidentId::uuid));
            hash = chain(&prev, *authority, seq, at, one.kind.name(), venue, incident, &actor, &facts);
            rows.push(event::ActiveModel {
                authority_id: Set(authority.uuid()),
                seq: Set(seq),
                at: Set(at),
                kind: Set(one.kind.name().to_owned()),
                venue_id: Set(venue),
                incident_id: Set(incident),
                actor: Set(actor),
                facts: Set(facts),
                prev: Set(prev),
                hash: Set(hash.clone()),
            });
        }
        // SQLite takes 32,766 values in one statement, PostgreSQL 65,535.
        for rows in rows.chunks(1000) {
            event::Entity::insert_many(rows.to_vec()).exec_without_returning(conn).await?;
        }
        log_head::ActiveModel { authority_id: Set(authority.uuid()), seq: Set(seq), hash: Set(hash) }
            .update(conn)
            .await?;
    }
    Ok(by_authority.into_keys().collect())
}

#[expect(clippy::too_many_arguments, reason = "the whole of an entry, in the order in which it is hashed")]
fn chain(
    prev: &[u8],
    authority: AuthorityId,
    seq: i64,
    at: i64,
    kind: &str,
    venue: Option<uuid::Uuid>,
    incident: Option<uuid::Uuid>,
    actor: &str,
    facts: &str,
) -> Vec<u8> {
    let mut hash = Sha256::new();
    let mut part = |bytes: &[u8]| {
        hash.update((bytes.len() as u64).to_be_bytes());
        hash.update(bytes);
    };
    part(prev);
    part(authority.uuid().as_bytes());
    part(&seq.to_be_bytes());
    part(&at.to_be_bytes());
    part(kind.as_bytes());
    part(venue.as_ref().map_or(&[][..], |id| id.as_bytes()));
    part(incident.as_ref().map_or(&[][..], |id| id.as_bytes()));
    part(actor.as_bytes());
    part(facts.as_bytes());
    hash.finalize().to_vec()
}

/// The number of the newest entry; 0 for an empty log.
pub async fn head(conn: &impl ConnectionTrait, authority: AuthorityId) -> Answer<i64> {
    Ok(log_head::Entity::find_by_id(authority.uuid()).one(conn).await?.map_or(0, |head| head.seq))
}

/// At most `limit` entries after `seq`, in order.
pub async fn after(conn: &impl ConnectionTrait, authority: AuthorityId, seq: i64, limit: u64) -> Answer<Vec<Entry>> {
    let rows = event::Entity::find()
        .filter(event::Column::AuthorityId.eq(authority.uuid()))
        .filter(event::Column::Seq.gt(seq))
        .order_by_asc(event::Column::Seq)
        .limit(limit)
        .all(conn)
        .await?;
    Ok(rows.into_iter().filter_map(entry).collect())
}

/// What happened to some incidents, oldest first, at most `limit` of the newest.
pub async fn of_incidents(
    conn: &impl ConnectionTrait,
    authority: AuthorityId,
    incidents: &[IncidentId],
    limit: u64,
) -> Answer<Vec<Entry>> {
    let mut rows = event::Entity::find()
        .filter(event::Column::IncidentId.is_in(incidents.iter().map(|id| id.uuid())))
        .filter(event::Column::AuthorityId.eq(authority.uuid()))
        .order_by_desc(event::Column::Seq)
        .limit(limit)
        .all(conn)
        .await?;
    rows.reverse();
    Ok(rows.into_iter().filter_map(entry).collect())
}

/// What happened to some incidents after `seq`, in order, `limit` at most; and the number of the last one looked at.
pub async fn steps_of(
    conn: &impl ConnectionTrait,
    authority: AuthorityId,
    incidents: &[IncidentId],
    seq: i64,
    limit: u64,
) -> Answer<(Vec<Entry>, Option<i64>)> {
    let rows = event::Entity::find()
        .filter(event::Column::IncidentId.is_in(incidents.iter().map(|id| id.uuid())))
        .filter(event::Column::AuthorityId.eq(authority.uuid()))
        .filter(event::Column::Seq.gt(seq))
        .order_by_asc(event::Column::Seq)
        .limit(limit)
        .all(conn)
        .await?;
    let last = rows.last().map(|row| row.seq);
    Ok((rows.into_iter().filter_map(entry).collect(), last))
}

/// Entries of one kind in a time, oldest first, at most `limit` of the newest.
pub async fn between(
    conn: &impl ConnectionTrait,
    authority: AuthorityId,
    kind: EventKind,
    (from, until): (Timestamp, Timestamp),
    limit: u64,
) -> Answer<Vec<Entry>> {
    let mut rows = event::Entity::find()
        .filter(event::Column::AuthorityId.eq(authority.uuid()))
        .filter(event::Column::Kind.eq(kind.name()))
        .filter(event::Column::At.gte(from.as_microsecond()))
        .filter(event::Column::At.lt(until.as_microsecond()))
        .order_by_desc(event::Column::Seq)
        .limit(limit)
        .all(conn)
        .await?;
    rows.reverse();
    Ok(rows.into_iter().filter_map(entry).collect())
}

/// What people did at a venue in a time, after `seq`, in order, at most `limit`.
pub async fn acts(
    conn: &impl ConnectionTrait,
    authority: AuthorityId,
    venue: VenueId,
    (from, until): (Timestamp, Timestamp),
    seq: i64,
    limit: u64,
) -> Answer<Vec<Entry>> {
    let rows = event::Entity::find()
        .filter(event::Column::AuthorityId.eq(authority.uuid()))
        .filter(event::Column::VenueId.eq(venue.uuid()))
        .filter(event::Column::Actor.is_not_in(["reporter", "system"]))
        .filter(event::Column::At.gte(from.as_microsecond()))
        .filter(event::Column::At.lt(until.as_microsecond()))
        .filter(event::Column::Seq.gt(seq))
        .order_by_asc(event::Column::Seq)
        .limit(limit)
        .all(conn)
        .await?;
    Ok(rows.into_iter().filter_map(entry).collect())
}

/// The first entry that does not follow from the one before it, or `None` where the chain holds up to its head.
pub async fn verify(conn: &impl ConnectionTrait, authority: AuthorityId) -> Answer<Option<i64>> {
    let (mut seq, mut prev) = (0, vec![0; 32]);
    loop {
        let rows = event::Entity::find()
            .filter(event::Column::AuthorityId.eq(authority.uuid()))
            .filter(event::Column::Seq.gt(seq))
            .order_by_asc(event::Column::Seq)
            .limit(1000)
            .all(conn)
            .await?;
        if rows.is_empty() {
            break;
        }
        for row in rows {
            let (at, venue, incident) = (row.at, row.venue_id, row.incident_id);
            let hash = chain(&prev, authority, seq + 1, at, &row.kind, venue, incident, &row.actor, &row.facts);
            if row.seq != seq + 1 || row.prev != prev || row.hash != hash {
                return Ok(Some(seq + 1));
            }
            (seq, prev) = (row.seq, hash);
        }
    }
    let head = log_head::Entity::find_by_id(authority.uuid()).one(conn).await?;
    Ok(if head.is_some_and(|head| head.seq == seq && head.hash == prev) { None } else { Some(seq + 1) })
}

fn entry(row: event::Model) -> Option<Entry> {
    Some(Entry {
        seq: row.seq,
        at: Timestamp::from_microsecond(row.at).ok()?,
        kind: EventKind::parse(&row.kind)?,
        venue: row.venue_id.map(VenueId::from_uuid),
        incident: row.incident_id.map(IncidentId::from_uuid),
        actor: Actor::read(&row.actor),
        facts: serde_json::from_str(&row.facts).unwrap_or_default(),
    })
}
