//! The one door to the database.
//!
//! Writing is `db.write(|tx| …)`. On SQLite a single writer runs what waits as one transaction, each write in a savepoint of its
//! own, and pays one fsync for all (group commit); on PostgreSQL each write is a transaction of the pool. A write's closure
//! does no I/O but the database and may be run again; what it announces is appended to the authority's log last, in the
//! same transaction, and listeners are woken after the commit. Reading is `db.read()`, also inside a transaction.
//!
//! Never here: a rule of the domain, a table's name.

use crate::audit;
use crate::problem::{Answer, Problem};
use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use sea_orm::{
    ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr,
    SqliteTransactionMode, TransactionOptions, TransactionTrait,
};
use shared::id::AuthorityId;
use std::collections::BTreeSet;
use std::panic::AssertUnwindSafe;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::{Notify, mpsc, oneshot};

/// Writes that share one commit at most; more would make the first of them wait too long.
const BATCH: usize = 256;
/// Writes that may wait before the next caller has to.
const QUEUE: usize = 4096;
/// Times a write is run when transactions met.
const ATTEMPTS: usize = 5;
const BUSY: Duration = Duration::from_secs(10);
const READERS: u32 = 8;
const POOL: u32 = 16;
const ACQUIRE: Duration = Duration::from_secs(10);
/// A connection to PostgreSQL that was used within so long is taken to be alive.
const IDLE: Duration = Duration::from_secs(1);
/// The oldest SQLite without the WAL-reset corruption.
const SQLITE_MINIMUM: (u32, u32, u32) = (3, 51, 3);

#[derive(Clone)]
pub struct Db {
    reader: DatabaseConnection,
    writer: Writer,
    pub committed: Arc<Committed>,
}

#[derive(Clone)]
enum Writer {
    Batched(mpsc::Sender<Box<dyn Job>>),
    Pooled(DatabaseConnection),
}

/// Which authorities' logs have grown, and whoever waits for that.
#[derive(Default)]
pub struct Committed {
    grown: Mutex<BTreeSet<AuthorityId>>,
    pub live: Notify,
    pub pages: Notify,
}

impl Committed {
    fn wake(&self, authorities: BTreeSet<AuthorityId>) {
        if authorities.is_empty() {
            return;
        }
        self.grown.lock().unwrap_or_else(PoisonError::into_inner).extend(authorities);
        self.live.notify_one();
        self.pages.notify_one();
    }

    pub fn take(&self) -> BTreeSet<AuthorityId> {
        std::mem::take(&mut self.grown.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// A write in progress.
pub struct Tx {
    conn: DatabaseTransaction,
    news: Mutex<Vec<audit::Announcement>>,
}

impl Tx {
    fn new(conn: DatabaseTransaction) -> Self {
        Self { conn, news: Mutex::default() }
    }

    pub fn conn(&self) -> &DatabaseTransaction {
        &self.conn
    }

    /// Becomes an entry of the authority's log when, and only when, this write is committed.
    pub fn announce(&self, news: audit::Announcement) {
        self.news.lock().unwrap_or_else(PoisonError::into_inner).push(news);
    }

    fn finish(self) -> (DatabaseTransaction, Vec<audit::Announcement>) {
        (self.conn, self.news.into_inner().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Db {
    /// Opens the database at `url` (`sqlite://…?mode=rwc` or `postgres://…`) and checks that it keeps what it is given.
    pub async fn open(url: &str) -> anyhow::Result<Self> {
        let committed = Arc::new(Committed::default());
        if url.starts_with("sqlite:") {
            let writer = Database::connect(sqlite(url, 1)).await?;
            check_sqlite(&writer).await?;
            let reader = Database::connect(sqlite(url, READERS)).await?;
            let (jobs, queue) = mpsc::channel(QUEUE);
            tokio::spawn(write_batches(writer, queue, committed.clone()));
            return Ok(Self { reader, writer: Writer::Batched(jobs), committed });
        }
        let mut options = ConnectOptions::new(url.to_owned());
        options.sqlx_logging(false).max_connections(POOL).min_connections(1).acquire_timeout(ACQUIRE);
        // Asked whether it still lives only after a rest: each asking is a journey to the server and back.
        options.test_before_acquire_if_idle_for(IDLE);
        let pool = Database::connect(options).await?;
        check_postgres(&pool).await?;
        Ok(Self { reader: pool.clone(), writer: Writer::Pooled(pool), committed })
    }

    pub fn backend(&self) -> DbBackend {
        self.reader.get_database_backend()
    }

    /// For migrations alone, which bring their own transactions.
    pub fn for_migrations(&self) -> &DatabaseConnection {
        &self.reader
    }

    /// A consistent view that is never written through.
    #[expect(clippy::disallowed_methods, reason = "the door itself")]
    pub async fn read(&self) -> Answer<DatabaseTransaction> {
        Ok(self.reader.begin().await?)
    }

    /// Runs `work` in a transaction and answers when it is on the disk, with everything it announced.
    pub async fn write<T, F>(&self, work: F) -> Answer<T>
    where
        T: Send + 'static,
        F: for<'a> Fn(&'a Tx) -> BoxFuture<'a, Answer<T>> + Send + Sync + 'static,
    {
        match &self.writer {
            Writer::Batched(jobs) => {
                let (answer, wait) = oneshot::channel();
                let gone = || Problem::unavailable(anyhow::anyhow!("the writer has stopped"));
                jobs.send(Box::new(Waiting { work, result: None, answer })).await.map_err(|_| gone())?;
                wait.await.map_err(|_| gone())?
            }
            Writer::Pooled(pool) => {
                for _ in 1..ATTEMPTS {
                    match write_once(pool, &work, &self.committed).await {
                        Err(problem) if problem.may_run_again() => {}
                        settled => return settled,
                    }
                }
                write_once(pool, &work, &self.committed).await
            }
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "the door itself")]
async fn write_once<T, F>(pool: &DatabaseConnection, work: &F, committed: &Committed) -> Answer<T>
where
    F: for<'a> Fn(&'a Tx) -> BoxFuture<'a, Answer<T>>,
{
    let tx = Tx::new(pool.begin().await?);
    match guarded(work(&tx)).await {
        Ok(value) => {
            let (conn, news) = tx.finish();
            let grown = audit::append(&conn, news).await?;
            conn.commit().await?;
            committed.wake(grown);
            Ok(value)
        }
        Err(problem) => {
            tx.finish().0.rollback().await?;
            Err(problem)
        }
    }
}

/// A closure that panics fails its own caller, not the writer all others wait for.
async fn guarded<T>(work: impl Future<Output = Answer<T>>) -> Answer<T> {
    AssertUnwindSafe(work)
        .catch_unwind()
        .await
        .unwrap_or_else(|_| Err(Problem::internal(anyhow::anyhow!("a write panicked"))))
}

trait Job: Send {
    /// Whether the write went through and may be kept.
    fn run<'a>(&'a mut self, tx: &'a Tx) -> BoxFuture<'a, bool>;
    /// Answers the caller: with the write's own result, or with the batch's failure.
    fn answer(self: Box<Self>, failed: Option<Arc<DbErr>>);
}

struct Waiting<T, F> {
    work: F,
    result: Option<Answer<T>>,
    answer: oneshot::Sender<Answer<T>>,
}

impl<T, F> Job for Waiting<T, F>
where
    T: Send + 'static,
    F: for<'a> Fn(&'a Tx) -> BoxFuture<'a, Answer<T>> + Send + Sync + 'static,
{
    fn run<'a>(&'a mut self, tx: &'a Tx) -> BoxFuture<'a, bool> {
        Box::pin(async move {
            let result = guarded((self.work)(tx)).await;
            let kept = result.is_ok();
            self.result = Some(result);
            kept
        })
    }

    fn answer(self: Box<Self>, failed: Option<Arc<DbErr>>) {
        let result = match (self.result, failed) {
            (Some(Err(problem)), _) => Err(problem),
            (Some(Ok(value)), None) => Ok(value),
            (_, Some(error)) => Err(Problem::unavailable(anyhow::anyhow!(error))),
            (None, None) => Err(Problem::internal(anyhow::anyhow!("a write was not run"))),
        };
        // A caller who has gone away does not need the answer.
        let _ = self.answer.send(result);
    }
}

async fn write_batches(conn: DatabaseConnection, mut queue: mpsc::Receiver<Box<dyn Job>>, committed: Arc<Committed>) {
    while let Some(first) = queue.recv().await {
        let mut batch = vec![first];
        while batch.len() < BATCH {
            let Ok(next) = queue.try_recv() else { break };
            batch.push(next);
        }
        let failed = match write_batch(&conn, &mut batch).await {
            Ok(grown) => {
                committed.wake(grown);
                None
            }
            Err(error) => Some(Arc::new(error)),
        };
        for job in batch {
            job.answer(failed.clone());
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "the door itself")]
async fn write_batch(conn: &DatabaseConnection, batch: &mut [Box<dyn Job>]) -> Result<BTreeSet<AuthorityId>, DbErr> {
    let immediate =
        TransactionOptions { sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate), ..Default::default() };
    let outer = conn.begin_with_options(immediate).await?;
    let mut news = Vec::new();
    for job in batch {
        let tx = Tx::new(outer.begin().await?);
        let kept = job.run(&tx).await;
        let (savepoint, mut announced) = tx.finish();
        if kept {
            savepoint.commit().await?;
            news.append(&mut announced);
        } else {
            savepoint.rollback().await?;
        }
    }
    let grown = audit::append(&outer, news).await?;
    outer.commit().await?;
    Ok(grown)
}

fn sqlite(url: &str, connections: u32) -> ConnectOptions {
    let mut options = ConnectOptions::new(url.to_owned());
    options.sqlx_logging(false).max_connections(connections).min_connections(1).acquire_timeout(ACQUIRE);
    // A connection to a file does not go stale: asking it each time first would only cost a trip to its thread.
    options.test_before_acquire(false);
    options.map_sqlx_sqlite_opts(|sqlite| {
        sqlite
            .busy_timeout(BUSY)
            .foreign_keys(true)
            .pragma("journal_mode", "WAL")
            .pragma("synchronous", "FULL")
            .pragma("secure_delete", "ON")
            .pragma("trusted_schema", "OFF")
            .pragma("cache_size", "-65536")
            .statement_cache_capacity(512)
    });
    options
}

/// Reads back what durability rests on; a pragma that did not take is silent otherwise.
async fn check_sqlite(conn: &DatabaseConnection) -> anyhow::Result<()> {
    let one = |sql: &'static str| async move {
        let row = conn.query_one_raw(sea_orm::Statement::from_string(DbBackend::Sqlite, sql)).await?;
        anyhow::Ok(row.ok_or_else(|| anyhow::anyhow!("{sql} answered nothing"))?)
    };
    let version: String = one("select sqlite_version()").await?.try_get_by_index(0)?;
    let mut parts = version.split('.').map(|part| part.parse::<u32>().unwrap_or(0));
    let mut part = || parts.next().unwrap_or(0);
    let found = (part(), part(), part());
    anyhow::ensure!(found >= SQLITE_MINIMUM, "SQLite {version} can corrupt a WAL database: 3.51.3 is needed");
    let journal: String = one("pragma journal_mode").await?.try_get_by_index(0)?;
    anyhow::ensure!(
        journal == "wal",
        "SQLite keeps its journal as {journal}, not WAL: is the data folder on a network disk?"
    );
    let synchronous: i32 = one("pragma synchronous").await?.try_get_by_index(0)?;
    anyhow::ensure!(
        synchronous == 2,
        "SQLite's synchronous is {synchronous}, not FULL: a power cut would lose reports"
    );
    Ok(())
}

async fn check_postgres(conn: &DatabaseConnection) -> anyhow::Result<()> {
    for (setting, bad) in [("fsync", "off"), ("synchronous_commit", "off"), ("full_page_writes", "off")] {
        let sql = format!("show {setting}");
        let row = conn.query_one_raw(sea_orm::Statement::from_string(DbBackend::Postgres, sql)).await?;
        let value: String = row.ok_or_else(|| anyhow::anyhow!("no {setting}"))?.try_get_by_index(0)?;
        anyhow::ensure!(value != bad, "PostgreSQL has {setting} = {bad}: a power cut would lose reports");
    }
    Ok(())
}
