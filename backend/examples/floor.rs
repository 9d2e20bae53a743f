//! The floor of goals 4 and 5: one small row per write through the server's own door to the database, and nothing else.
//! Whatever a report costs beyond this is the work done for it.
//!
//! usage: floor DATABASE_URL CLIENTS SECONDS
#![expect(clippy::disallowed_methods, clippy::print_stdout, reason = "a stopwatch needs the machine's clock")]

use anyhow::{Context, anyhow};
use backend::db::Db;
use sea_orm::{ConnectionTrait, Statement};
use serde_json::json;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, Instant};
use tokio::task::JoinSet;

const TABLE: &str =
    "create table if not exists bench_floor (id bigint primary key, at bigint not null, said text not null)";
const INSERT: &str = "insert into bench_floor (id, at, said) values ($1, $2, $3)";
const SAID: &str = "a row about as long as what a commit must at least carry to be worth its fsync";

fn main() -> anyhow::Result<()> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let [url, clients, seconds] = &words[..] else { anyhow::bail!("usage: floor DATABASE_URL CLIENTS SECONDS") };
    let (clients, seconds): (usize, f64) = (clients.parse()?, seconds.parse()?);
    let runtime = tokio::runtime::Runtime::new()?;
    let mut times = runtime.block_on(measure(url, clients, Duration::from_secs_f64(seconds)))?;
    times.sort_by(f64::total_cmp);
    let at = |share: f64| times.get(((times.len() as f64 * share) as usize).min(times.len().saturating_sub(1)));
    println!(
        "{}",
        json!({
            "count": times.len(), "seconds": seconds, "per_second": times.len() as f64 / seconds,
            "write": { "p50": at(0.5), "p99": at(0.99), "max": at(1.0) },
        })
    );
    Ok(())
}

async fn measure(url: &str, clients: usize, time: Duration) -> anyhow::Result<Vec<f64>> {
    let db = Db::open(url).await?;
    let backend = db.backend();
    db.write(move |tx| {
        Box::pin(async move {
            tx.conn().execute_raw(Statement::from_string(backend, TABLE)).await?;
            tx.conn().execute_raw(Statement::from_string(backend, "delete from bench_floor")).await?;
            Ok(())
        })
    })
    .await
    .map_err(|problem| anyhow!("the scratch table: {problem:?}"))?;
    let next = Arc::new(AtomicI64::new(0));
    let until = Instant::now() + time;
    let mut at_work = JoinSet::new();
    for _ in 0..clients {
        let (db, next) = (db.clone(), next.clone());
        at_work.spawn(async move {
            let mut times = Vec::new();
            while Instant::now() < until {
                let id = next.fetch_add(1, Ordering::Relaxed);
                let since = Instant::now();
                db.write(move |tx| {
                    Box::pin(async move {
                        let values = [id.into(), id.into(), SAID.into()];
                        tx.conn().execute_raw(Statement::from_sql_and_values(backend, INSERT, values)).await?;
                        Ok(())
                    })
                })
                .await
                .map_err(|problem| anyhow!("a write: {problem:?}"))?;
                times.push(since.elapsed().as_secs_f64() * 1e3);
            }
            anyhow::Ok(times)
        });
    }
    let mut all = Vec::new();
    while let Some(times) = at_work.join_next().await {
        all.extend(times.context("a writer")??);
    }
    Ok(all)
}
