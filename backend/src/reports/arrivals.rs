//! Reports that arrive together are taken in together: one write for all that wait, while the one before it is on its way to
//! the disk. One report alone waits for nobody; a thousand at once cost a few statements, not thousands.
//!
//! A batch that cannot be stored as a whole is taken apart, so that no report fails because of its neighbour.

use super::store::{self, Photo, Report};
use crate::app::App;
use crate::db::Tx;
use crate::incidents::{self, Opening};
use crate::problem::{Answer, Problem};
use crate::venues::Venue;
use shared::id::VenueId;
use shared::problem::ErrorCode;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::oneshot;

/// Reports stored by one write at most: SQLite takes 32,766 values in a statement, and an incident has 48.
const BATCH: usize = 256;

/// A report with everything about it that could be decided before the write.
pub struct Arriving {
    pub venue: Arc<Venue>,
    pub report: Report,
    pub photos: Vec<Photo>,
    pub opening: Opening,
}

/// What became of it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Taken {
    /// Stored, triaged, routed and owed.
    Stored,
    /// Its key has a report already: this one left nothing behind.
    Known,
}

/// Those who wait to be taken in.
#[derive(Default)]
pub struct Arrivals(Mutex<Line>);

#[derive(Default)]
struct Line {
    waiting: Vec<Waiting>,
    somebody_works: bool,
}

struct Waiting {
    report: Arc<Arriving>,
    answer: oneshot::Sender<Answer<Taken>>,
}

impl Arrivals {
    /// Whether the caller has to see to it that somebody works.
    fn join(&self, newcomer: Waiting) -> bool {
        let mut line = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        line.waiting.push(newcomer);
        !std::mem::replace(&mut line.somebody_works, true)
    }

    /// The next to be taken in; with none left the work has ended.
    fn next(&self) -> Vec<Waiting> {
        let mut line = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let count = line.waiting.len().min(BATCH);
        let batch: Vec<Waiting> = line.waiting.drain(..count).collect();
        line.somebody_works = !batch.is_empty();
        batch
    }
}

/// Answers when the report is on the disk, or known to be there already.
pub async fn take_in(app: &Arc<App>, report: Arc<Arriving>) -> Answer<Taken> {
    let (answer, wait) = oneshot::channel();
    if app.arrivals.join(Waiting { report, answer }) {
        tokio::spawn(work(AtWork { app: app.clone(), ended: false }));
    }
    wait.await.map_err(|_| Problem::unavailable(anyhow::anyhow!("whoever stored reports was stopped")))?
}

/// If the work ends before its time (its thread is stopped), whoever comes next begins anew.
struct AtWork {
    app: Arc<App>,
    ended: bool,
}

impl Drop for AtWork {
    fn drop(&mut self) {
        if !self.ended {
            *self.app.arrivals.0.lock().unwrap_or_else(PoisonError::into_inner) = Line::default();
        }
    }
}

async fn work(mut at_work: AtWork) {
    let app = at_work.app.clone();
    loop {
        let batch = app.arrivals.next();
        if batch.is_empty() {
            at_work.ended = true;
            return;
        }
        let reports: Arc<[Arc<Arriving>]> = batch.iter().map(|waiting| waiting.report.clone()).collect();
        match store_all(&app, reports).await {
            Ok(taken) => batch.into_iter().zip(taken).for_each(|(waiting, taken)| answer(waiting, Ok(taken))),
            Err(problem) => apart(&app, batch, problem).await,
        }
    }
}

/// Each on its own: only the one at fault fails.
async fn apart(app: &Arc<App>, mut batch: Vec<Waiting>, problem: Problem) {
    if batch.len() == 1 {
        let Some(waiting) = batch.pop() else { return };
        return answer(waiting, Err(problem));
    }
    for waiting in batch {
        let alone = store_all(app, Arc::new([waiting.report.clone()])).await;
        answer(waiting, alone.map(|taken| taken[0]));
    }
}

fn answer(waiting: Waiting, taken: Answer<Taken>) {
    // Whoever has hung up asks again with the same key.
    let _ = waiting.answer.send(taken);
}

async fn store_all(app: &Arc<App>, reports: Arc<[Arc<Arriving>]>) -> Answer<Vec<Taken>> {
    let worker = app.clone();
    app.db
        .write(move |tx| {
            let (app, reports) = (worker.clone(), reports.clone());
            Box::pin(async move { store_new(tx, &app, &reports).await })
        })
        .await
}

async fn store_new(tx: &Tx, app: &App, reports: &[Arc<Arriving>]) -> Answer<Vec<Taken>> {
    let mut taken: BTreeSet<[u8; 32]> =
        store::taken(tx.conn(), reports.iter().map(|arriving| arriving.report.key_hash)).await?;
    let fate = |arriving: &Arc<Arriving>| match taken.insert(arriving.report.key_hash) {
        true => Taken::Stored,
        false => Taken::Known,
    };
    let fates: Vec<Taken> = reports.iter().map(fate).collect();
    // In one order whatever the order of arrival, so that two servers never wait for one another.
    let mut by_venue: BTreeMap<VenueId, Vec<&Arriving>> = BTreeMap::new();
    for (arriving, _) in reports.iter().zip(&fates).filter(|(_, fate)| **fate == Taken::Stored) {
        by_venue.entry(arriving.venue.id).or_default().push(arriving);
    }
    for arrivals in by_venue.values() {
        store_in_venue(tx, app, arrivals).await?;
    }
    Ok(fates)
}

async fn store_in_venue(tx: &Tx, app: &App, arrivals: &[&Arriving]) -> Answer<()> {
    let openings: Vec<&Opening> = arrivals.iter().map(|arriving| &arriving.opening).collect();
    let Some(newest) = arrivals.iter().map(|arriving| arriving.report.received_at).max() else { return Ok(()) };
    let given = incidents::take_in(tx, app, &arrivals[0].venue, &openings, newest).await?;
    let reports = arrivals.iter().zip(given);
    let reports: Vec<Report> =
        reports.map(|(arriving, incident)| Report { incident, ..arriving.report.clone() }).collect();
    if !store::insert(tx.conn(), &reports).await? {
        // Another server stored one of the keys at the same time. What this write did is undone.
        return Err(Problem::new(ErrorCode::InFlight).retry_after(1));
    }
    for arriving in arrivals {
        for photo in &arriving.photos {
            if !store::declare_photo(tx.conn(), photo, arriving.report.received_at).await? {
                return Err(ErrorCode::PhotoConflict.into());
            }
        }
    }
    Ok(())
}
