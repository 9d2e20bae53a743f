//! Makes what was asked for. A job is a row: whoever makes it holds a lease on it, and when that runs out because its server died, the
//! next one begins it anew under another name. What a job may hold is asked anew of the present rights of whoever asked.

use super::shelf::{Writing, Written};
use super::store::{self, Export};
use super::{evidence, paper, service, table};
use crate::accounts::{self, Scope};
use crate::app::App;
use crate::audit::Actor;
use crate::problem::{Answer, Problem};
use crate::venues::{self, Venue};
use jiff::SignedDuration;
use serde_json::json;
use shared::access::Permission;
use shared::event::EventKind;
use shared::export::{self, Kind, State};
use shared::id::ExportId;
use shared::problem::ErrorCode;
use std::sync::Arc;
use std::sync::atomic::Ordering;

/// Looked for at least so often: another server may have taken the ask in.
const ROUND: SignedDuration = SignedDuration::from_secs(5);
/// Exports that expire in one write.
const EXPIRING: u64 = 50;
const HOUR: i64 = 3600;

/// Goes round until the server stops.
pub async fn run(app: Arc<App>) {
    loop {
        match turn(&app).await {
            Ok(0) => {}
            Ok(_) => continue,
            Err(problem) => tracing::error!(%problem, cause = ?problem, "exports were not made"),
        }
        tokio::select! {
            () = app.exporting.notified() => {}
            () = app.clock.wait(ROUND) => {}
        }
    }
}

/// Ends what is over, makes one file, and says how many there were.
pub async fn turn(app: &Arc<App>) -> Answer<usize> {
    let over = expire(app).await?;
    sweep(app).await?;
    let Some(job) = claim(app).await? else { return Ok(over) };
    match make(app, &job).await {
        Ok(()) => {}
        Err(problem) => give_up_in_time(app, job, problem).await?,
    }
    Ok(over + 1)
}

async fn claim(app: &Arc<App>) -> Answer<Option<Export>> {
    let now = app.clock.now();
    if !store::any_due(&app.db.read().await?, now).await? {
        return Ok(None);
    }
    let claimed = app
        .db
        .write(move |tx| {
            Box::pin(async move {
                let Some(mut job) = store::next_due(tx.conn(), now).await? else { return Ok(None) };
                job.state = State::Running;
                job.attempts += 1;
                job.leased_until = Some(now + export::LEASE);
                (job.done, job.total) = (0, 0);
                if job.attempts > export::ATTEMPTS {
                    fail(tx, &mut job, ErrorCode::Internal, now);
                    store::save(tx.conn(), &job).await?;
                    return Ok(None);
                }
                store::save(tx.conn(), &job).await?;
                Ok(Some(job))
            })
        })
        .await?;
    if let Some(job) = &claimed {
        // What the try before left lies under its own name.
        app.shelf.remove(&name(job, job.attempts - 1)).await?;
    }
    Ok(claimed)
}

fn name(job: &Export, attempt: i32) -> String {
    format!("{}.{attempt}", job.id)
}

/// What a file is made with.
pub struct Making<'a> {
    pub app: &'a Arc<App>,
    pub job: &'a Export,
    /// Whoever asked, as they are now.
    pub scope: Scope,
    pub venue: Arc<Venue>,
    /// Absent once the manifest of a bundle is signed.
    pub manifest_sha256: Option<Vec<u8>>,
    file: Writing,
    done: i64,
    total: i64,
}

impl Making<'_> {
    pub async fn write(&mut self, bytes: &[u8]) -> Answer<()> {
        self.file.write(bytes).await
    }

    pub fn expect(&mut self, total: u64) {
        self.total = i64::try_from(total).unwrap_or(i64::MAX);
    }

    /// So many more are in the file. Fails where the job was withdrawn, or taken by another worker.
    pub async fn tell(&mut self, more: usize) -> Answer<()> {
        self.done = self.done.saturating_add(i64::try_from(more).unwrap_or(i64::MAX));
        self.total = self.total.max(self.done);
        let (job, far) = (Arc::new(self.job.clone()), (self.done, self.total));
        let leased = self.app.clock.now() + export::LEASE;
        let told = self
            .app
            .db
            .write(move |tx| {
                let job = job.clone();
                Box::pin(async move { Ok(store::tell(tx.conn(), &job, far, leased).await?) })
            })
            .await?;
        if told { Ok(()) } else { Err(ErrorCode::WrongStatus.into()) }
    }
}

async fn make(app: &Arc<App>, job: &Export) -> Answer<()> {
    let scope = accounts::scope_of(app, job.asked_by).await?.ok_or(ErrorCode::Forbidden)?;
    scope.require(Permission::Export)?;
    if job.kind.opens_originals() {
        scope.require(Permission::ReadOriginals)?;
    }
    let (key, file_key) = app.keys.authority(job.authority)?.create(job.id.uuid(), &*app.entropy)?;
    let file = name(job, job.attempts);
    let mut making = Making {
        app,
        job,
        scope,
        venue: venues::by_id(app, job.venue)?,
        manifest_sha256: None,
        file: app.shelf.begin(&file, key, app.entropy.clone()).await?,
        done: 0,
        total: 0,
    };
    match job.kind {
        Kind::IncidentsCsv => table::csv(&mut making).await?,
        Kind::IncidentsGeojson => table::geojson(&mut making).await?,
        Kind::EvidenceBundle => evidence::bundle(&mut making).await?,
        Kind::IncidentPdf => paper::incident(&mut making).await?,
        Kind::PeriodPdf => paper::period(&mut making).await?,
    }
    let Making { file: writing, manifest_sha256, done, total, .. } = making;
    let written = writing.finish().await?;
    finish(app, job, Finished { file, file_key, written, manifest_sha256, done: (done, total) }).await
}

struct Finished {
    file: String,
    file_key: Vec<u8>,
    written: Written,
    manifest_sha256: Option<Vec<u8>>,
    done: (i64, i64),
}

/// The file is on the disk; from this write on it is there for whoever asked.
async fn finish(app: &Arc<App>, job: &Export, made: Finished) -> Answer<()> {
    let (job, made, now) = (Arc::new(job.clone()), Arc::new(made), app.clock.now());
    let file = made.file.clone();
    let kept = app
        .db
        .write(move |tx| {
            let (job, made) = (job.clone(), made.clone());
            Box::pin(async move {
                let Some(mut job) = store::still_mine(tx.conn(), &job).await? else { return Ok(false) };
                job.state = State::Ready;
                job.leased_until = None;
                (job.done, job.total) = made.done;
                job.bytes = i64::try_from(made.written.bytes).map_err(Problem::internal)?;
                job.sha256 = Some(made.written.sha256.clone());
                job.manifest_sha256.clone_from(&made.manifest_sha256);
                (job.file, job.file_key) = (Some(made.file.clone()), Some(made.file_key.clone()));
                (job.ready_at, job.expires_at) = (Some(now), Some(now + export::READY));
                let mut facts = json!({ "bytes": job.bytes, "sha256": hex::encode(&made.written.sha256) });
                if let Some(manifest) = &made.manifest_sha256 {
                    facts["manifest_sha256"] = hex::encode(manifest).into();
                }
                service::announce(tx, &job, EventKind::ExportReady, Actor::System, now, facts);
                store::save(tx.conn(), &job).await?;
                Ok(true)
            })
        })
        .await?;
    if !kept {
        app.shelf.remove(&file).await?;
    }
    Ok(())
}

fn fail(tx: &crate::db::Tx, job: &mut Export, code: ErrorCode, now: jiff::Timestamp) {
    job.state = State::Failed;
    job.leased_until = None;
    job.error = Some(code.name().to_owned());
    service::announce(tx, job, EventKind::ExportFailed, Actor::System, now, json!({ "error": code.name() }));
}

/// Withdrawn meanwhile: nothing stays. Rights that are gone, or tried often enough: it failed. Otherwise it is begun anew a little later.
async fn give_up_in_time(app: &Arc<App>, job: Export, problem: Problem) -> Answer<()> {
    app.shelf.remove(&name(&job, job.attempts)).await?;
    let (now, code) = (app.clock.now(), problem.code);
    let for_good = matches!(code, ErrorCode::Forbidden | ErrorCode::NotFound);
    let was_mine = app
        .db
        .write(move |tx| {
            let job = job.clone();
            Box::pin(async move {
                let Some(mut job) = store::still_mine(tx.conn(), &job).await? else { return Ok(false) };
                if for_good || job.attempts >= export::ATTEMPTS {
                    fail(tx, &mut job, code, now);
                } else {
                    job.leased_until = Some(now + export::LEASE);
                }
                store::save(tx.conn(), &job).await?;
                Ok(true)
            })
        })
        .await?;
    if was_mine {
        tracing::warn!(%problem, cause = ?problem, "an export was not made");
    }
    Ok(())
}

/// What lay there long enough, or nobody agreed to in time, is over: the row first, then the file.
async fn expire(app: &Arc<App>) -> Answer<usize> {
    let now = app.clock.now();
    if store::over(&app.db.read().await?, now, 1, false).await?.is_empty() {
        return Ok(0);
    }
    let over = app
        .db
        .write(move |tx| {
            Box::pin(async move {
                let over = store::over(tx.conn(), now, EXPIRING, true).await?;
                for one in &over {
                    let mut ended = one.clone();
                    ended.state = State::Expired;
                    (ended.file, ended.file_key) = (None, None);
                    let facts = json!({ "unanswered": one.state == State::Waiting });
                    service::announce(tx, &ended, EventKind::ExportExpired, Actor::System, now, facts);
                    store::save(tx.conn(), &ended).await?;
                }
                Ok(over)
            })
        })
        .await?;
    for file in over.iter().filter_map(|one| one.file.as_deref()) {
        app.shelf.remove(file).await?;
    }
    Ok(over.len())
}

/// Once an hour: files that no job needs, because a server died between a row and its file.
async fn sweep(app: &Arc<App>) -> Answer<()> {
    let hour = app.clock.now().as_second() / HOUR;
    if app.beats.shelf.swap(hour, Ordering::Relaxed) == hour {
        return Ok(());
    }
    let names = app.shelf.names().await?;
    for names in names.chunks(500) {
        let id = |name: &String| name.split('.').next()?.parse::<ExportId>().ok();
        let ids: Vec<_> = names.iter().filter_map(id).collect();
        let needed = store::needed(&app.db.read().await?, &ids).await?;
        for name in names.iter().filter(|name| id(name).is_some_and(|id| !needed.contains(&id))) {
            app.shelf.remove(name).await?;
        }
    }
    Ok(())
}
