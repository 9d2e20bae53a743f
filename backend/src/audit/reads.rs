//! The log of reads: who looked at which report or photo, and why. Chained like the log of events, and written in batches so
//! that looking costs nothing; a sealed original is only handed out after its entry is on the disk.

use crate::db::{Db, Tx};
use crate::entity::{read, read_head};
use crate::problem::Answer;
use jiff::Timestamp;
use sea_orm::{ActiveModelTrait, ActiveValue::Set, DbErr, EntityTrait, QuerySelect};
use sha2::{Digest, Sha256};
use shared::id::{AccountId, AuthorityId};
use std::collections::BTreeMap;
use tokio::sync::mpsc;
use uuid::Uuid;

/// Reads that may wait to be written; beyond that a reader waits too.
const QUEUE: usize = 4096;
const BATCH: usize = 512;

/// One look.
#[derive(Clone, Debug)]
pub struct ReadOf {
    pub authority: AuthorityId,
    pub account: AccountId,
    pub at: Timestamp,
    /// `incident`, `photo.view`, `photo.thumb` or `photo.original`; `photo.blurred` for a copy for sharing; `incident.exported` and
    /// `photo.exported` into a file, and `export.file` for the file itself; `words.translated` by the translator of this house.
    pub kind: &'static str,
    pub object: Uuid,
    pub reason: Option<String>,
}

#[derive(Clone)]
pub struct ReadLog(mpsc::Sender<ReadOf>);

impl ReadLog {
    pub fn start(db: Db) -> Self {
        let (sender, mut queue) = mpsc::channel::<ReadOf>(QUEUE);
        tokio::spawn(async move {
            let mut batch = Vec::new();
            while queue.recv_many(&mut batch, BATCH).await > 0 {
                let reads = std::mem::take(&mut batch);
                if let Err(problem) = record(&db, reads).await {
                    tracing::error!(%problem, "reads were not recorded");
                }
            }
        });
        Self(sender)
    }

    pub async fn note(&self, read: ReadOf) {
        if self.0.send(read).await.is_err() {
            tracing::error!("the log of reads has stopped");
        }
    }
}

/// Records one look before it is answered.
pub async fn record_now(db: &Db, read: ReadOf) -> Answer<()> {
    record(db, vec![read]).await
}

/// Records several looks before what they are for goes on.
pub async fn record_all(db: &Db, reads: Vec<ReadOf>) -> Answer<()> {
    if reads.is_empty() { Ok(()) } else { record(db, reads).await }
}

async fn record(db: &Db, reads: Vec<ReadOf>) -> Answer<()> {
    db.write(move |tx| {
        let reads = reads.clone();
        Box::pin(async move { Ok(append(tx, reads).await?) })
    })
    .await
}

async fn append(tx: &Tx, reads: Vec<ReadOf>) -> Result<(), DbErr> {
    let mut by_authority: BTreeMap<AuthorityId, Vec<ReadOf>> = BTreeMap::new();
    for one in reads {
        by_authority.entry(one.authority).or_default().push(one);
    }
    for (authority, reads) in by_authority {
        let head = read_head::Entity::find_by_id(authority.uuid()).lock_exclusive().one(tx.conn()).await?;
        let Some(head) = head else { continue };
        let (mut seq, mut hash) = (head.seq, head.hash);
        let mut rows = Vec::with_capacity(reads.len());
        for one in reads {
            seq += 1;
            let prev = hash;
            hash = chain(&prev, seq, &one);
            rows.push(read::ActiveModel {
                authority_id: Set(authority.uuid()),
                seq: Set(seq),
                at: Set(one.at.as_microsecond()),
                account_id: Set(one.account.uuid()),
                kind: Set(one.kind.to_owned()),
                object_id: Set(one.object),
                reason: Set(one.reason),
                prev: Set(prev),
                hash: Set(hash.clone()),
            });
        }
        read::Entity::insert_many(rows).exec_without_returning(tx.conn()).await?;
        let head = read_head::ActiveModel { authority_id: Set(authority.uuid()), seq: Set(seq), hash: Set(hash) };
        head.update(tx.conn()).await?;
    }
    Ok(())
}

fn chain(prev: &[u8], seq: i64, one: &ReadOf) -> Vec<u8> {
    let mut hash = Sha256::new();
    hash.update(prev);
    hash.update(one.authority.uuid());
    hash.update(seq.to_be_bytes());
    hash.update(one.at.as_microsecond().to_be_bytes());
    hash.update(one.account.uuid());
    hash.update((one.kind.len() as u64).to_be_bytes());
    hash.update(one.kind);
    hash.update(one.object);
    hash.update(one.reason.as_deref().unwrap_or_default());
    hash.finalize().to_vec()
}
