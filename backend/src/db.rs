//! The one door to the database.
//!
//! Writing is `db.write(|tx| …)`. A single writer runs what waits as one transaction, each write in a savepoint of its own, and
//! pays one fsync for all (group commit). SQLite would stall with more writers; on PostgreSQL they would queue for the log's
//! head one fsync at a time. A write's closure does no I/O but the database and may be run again; what it announces is
//! appended to the authority's log last, in the same transaction, and listeners are woken after the commit. Reading is
//! `db.read()`, also inside a transaction.
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

/// What is read through: one consistent view, or the write that is under way. Services hand it on and never look into it.
pub type View = DatabaseTransaction;

#[derive(Clone)]
pub struct Db {
    reader: DatabaseConnection,
    writer: mpsc::Sender<Box<dyn Job>>,
    pub committed: Arc<Committed>,
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
        if url.starts_with("sqlite:") {
            let writer = Database::connect(sqlite(url, 1)).await?;
            check_sqlite(&writer).await?;
            let reader = Database::connect(sqlite(url, READERS)).await?;
            return Ok(Self::new(reader, writer));
        }
        let writer = Database::connect(postgres(url, 1)).await?;
        check_postgres(&writer).await?;
        Ok(Self::new(Database::connect(postgres(url, POOL)).await?, writer))
    }

    fn new(reader: DatabaseConnection, writer: DatabaseConnection) -> Self {
        let committed = Arc::new(Committed::default());
        let (jobs, queue) = mpsc::channel(QUEUE);
        tokio::spawn(write_batches(writer, queue, committed.clone()));
        Self { reader, writer: jobs, committed }
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
    pub async fn read(&self) -> Answer<View> {
        Ok(self.reader.begin().await?)
    }

    /// Runs `work` in a transaction and answers when it is on the disk, with everything it announced.
    pub async fn write<T, F>(&self, work: F) -> Answer<T>
    where
        T: Send + 'static,
        F: for<'a> Fn(&'a Tx) -> BoxFuture<'a, Answer<T>> + Send + Sync + 'static,
    {
        let (answer, wait) = oneshot::channel();
        let gone = || Problem::unavailable(anyhow::anyhow!("the writer has stopped"));
        let job = Waiting { work, result: None, tries: 0, answer };
        self.writer.send(Box::new(job)).await.map_err(|_| gone())?;
        wait.await.map_err(|_| gone())?
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
    /// Whether the write met another server's and is to be run again; forgets its result then.
    fn goes_again(&mut self) -> bool;
    /// Answers the caller: with the write's own result, or with the batch's failure.
    fn answer(self: Box<Self>, failed: Option<Arc<DbErr>>);
}

struct Waiting<T, F> {
    work: F,
    result: Option<Answer<T>>,
    tries: usize,
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

    fn goes_again(&mut self) -> bool {
        let met = matches!(&self.result, Some(Err(problem)) if problem.may_run_again());
        self.tries += usize::from(met);
        let again = met && self.tries < ATTEMPTS;
        if again {
            self.result = None;
        }
        again
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
    let mut batch: Vec<Box<dyn Job>> = Vec::new();
    loop {
        if batch.is_empty() {
            let Some(first) = queue.recv().await else { return };
            batch.push(first);
        }
        while batch.len() < BATCH {
            let Ok(next) = queue.try_recv() else { break };
            batch.push(next);
        }
        let mut written = write_batch(&conn, &mut batch).await;
        for _ in 1..ATTEMPTS {
            if !written.as_ref().is_err_and(met_another) {
                break;
            }
            written = write_batch(&conn, &mut batch).await;
        }
        let failed = match written {
            Ok(grown) => {
                committed.wake(grown);
                None
            }
            Err(error) => Some(Arc::new(error)),
        };
        for mut job in std::mem::take(&mut batch) {
            if failed.is_none() && job.goes_again() {
                batch.push(job);
            } else {
                job.answer(failed.clone());
            }
        }
    }
}

/// Two servers' transactions met, and the database let the other one through.
pub fn met_another(error: &DbErr) -> bool {
    let text = error.to_string();
    ["deadlock detected", "could not serialize"].iter().any(|met| text.contains(met))
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
            // What a savepoint may have to take back stays in memory: it would be a file made and deleted for every write.
            .pragma("temp_store", "MEMORY")
            .statement_cache_capacity(512)
    });
    options
}

fn postgres(url: &str, connections: u32) -> ConnectOptions {
    let mut options = ConnectOptions::new(url.to_owned());
    options.sqlx_logging(false).max_connections(connections).min_connections(1).acquire_timeout(ACQUIRE);
    // Asked whether it still lives only after a rest: each asking is a journey to the server and back.
    options.test_before_acquire_if_idle_for(IDLE);
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
