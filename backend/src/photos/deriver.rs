//! Makes the clean copies, after the answer: what waits is read from the database, so a restart forgets nothing.

use super::imaging::{self, Copies, ImagingError};
use super::owner::Owner;
use super::parts;
use super::service::{imaging_limits, place};
use super::sweep;
use crate::app::App;
use crate::problem::{Answer, Problem};
use crate::reports::{self, Photo};
use jiff::SignedDuration;
use shared::id::PhotoId;
use std::sync::Arc;
use std::sync::atomic::Ordering;

const BATCH: u64 = 16;
/// Times a photo is tried whose sealed original cannot be opened or whose copies cannot be stored.
const ATTEMPTS: i32 = 3;
/// Looked for at least so often, also when nothing says that something came: another server may have taken it in.
const ROUND: SignedDuration = SignedDuration::from_secs(5);

/// Goes round until the server stops.
pub async fn run(app: Arc<App>) {
    loop {
        match turn(&app).await {
            Ok(0) => {}
            Ok(_) => continue,
            Err(problem) => {
                tracing::error!(%problem, cause = ?problem, "clean copies were not made")
            }
        }
        tokio::select! {
            () = app.derive.notified() => {}
            () = app.clock.wait(ROUND) => {}
        }
    }
}

/// Makes the copies of what waits, as many photos at once as there are decoders, and says how many that were.
pub async fn turn(app: &Arc<App>) -> Answer<usize> {
    app.beats.deriver.store(app.clock.now().as_microsecond(), Ordering::Relaxed);
    parts::sweep(app).await?;
    sweep::hourly(app).await?;
    let waiting = reports::photos_to_derive(&app.db.read().await?, BATCH).await?;
    let count = waiting.len();
    let mut at_work = tokio::task::JoinSet::new();
    for photo in waiting {
        let app = app.clone();
        let permit = app.decoding.clone().acquire_owned().await.map_err(Problem::internal)?;
        at_work.spawn(async move {
            let id = photo.id;
            let done = derive(&app, photo).await;
            drop(permit);
            match done {
                Ok(()) => Ok(()),
                Err(problem) => give_up_in_time(&app, id, problem).await,
            }
        });
    }
    let mut failed = None;
    while let Some(done) = at_work.join_next().await {
        failed = done.map_err(Problem::internal)?.err().or(failed);
    }
    failed.map_or(Ok(count), Err)
}

async fn derive(app: &Arc<App>, photo: Photo) -> Answer<()> {
    let owner = Owner::of(&app.db.read().await?, &photo).await?;
    let (Some(owner), Some(original)) = (owner, &photo.original) else { return Ok(()) };
    let key = owner.key(app)?;
    let bytes = key.open(&place(photo.id, "original"), app.blobs.get(original).await?)?;
    let names = match decode(bytes).await? {
        Some(copies) => {
            let view = key.seal(&place(photo.id, "view"), copies.view, &*app.entropy)?;
            let thumb = key.seal(&place(photo.id, "thumb"), copies.thumb, &*app.entropy)?;
            let view = app.blobs.put(photo.authority, view, &*app.entropy).await?;
            Some((view, app.blobs.put(photo.authority, thumb, &*app.entropy).await?))
        }
        None => None,
    };
    let now = app.clock.now();
    let id = photo.id;
    app.db
        .write(move |tx| {
            let (names, owner) = (names.clone(), owner.clone());
            Box::pin(async move {
                let copies = names.as_ref().map(|(view, thumb)| (view.as_str(), thumb.as_str()));
                if !reports::settle_photo(tx.conn(), id, copies).await? {
                    return Ok(());
                }
                owner.settled(tx, id, names.is_some(), now).await
            })
        })
        .await
}

/// A photo whose sealed bytes cannot be read is tried again a few times; then it has no preview, and the others go on.
async fn give_up_in_time(app: &Arc<App>, id: PhotoId, problem: Problem) -> Answer<()> {
    app.db
        .write(move |tx| {
            Box::pin(async move {
                if reports::note_attempt(tx.conn(), id).await? >= ATTEMPTS {
                    reports::settle_photo(tx.conn(), id, None).await?;
                }
                Ok(())
            })
        })
        .await?;
    Err(problem)
}

/// `None` where there will be no preview. A decoder that panics on hostile bytes counts as that.
async fn decode(bytes: Vec<u8>) -> Answer<Option<Copies>> {
    let decoded = tokio::task::spawn_blocking(move || imaging::clean_copies(&bytes, &imaging_limits())).await;
    match decoded {
        Ok(Ok(copies)) => Ok(Some(copies)),
        Ok(Err(
            ImagingError::NoPreview | ImagingError::Undecodable | ImagingError::TooLarge | ImagingError::NotAPhoto,
        )) => Ok(None),
        Err(join) if join.is_panic() => Ok(None),
        Err(join) => Err(Problem::internal(join)),
    }
}
