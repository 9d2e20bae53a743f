//! Over a line that breaks every few hundred kilobytes a photo comes in parts. Each is sealed and on the disk before it is
//! answered for; what breaks costs the part that was on its way, and nothing before it.

use super::service::place;
use super::store::{self, Part};
use crate::app::App;
use crate::problem::{Answer, Problem};
use crate::reports::Report;
use jiff::SignedDuration;
use shared::id::{AuthorityId, PhotoId, ReportId};
use shared::limits;
use shared::problem::ErrorCode;
use std::sync::Arc;

/// Parts of photos that were never finished stay so long: a phone may be off for a night.
const PATIENCE: SignedDuration = SignedDuration::from_hours(48);
const SWEPT_AT_ONCE: u64 = 64;

/// The clean copy, or the sealed original.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Track {
    Photo,
    Original,
}

impl Track {
    pub const fn name(self) -> &'static str {
        match self {
            Self::Photo => "photo",
            Self::Original => "original",
        }
    }

    pub fn parse(name: &str) -> Option<Self> {
        [Self::Photo, Self::Original].into_iter().find(|track| track.name() == name)
    }

    /// Bytes of the whole.
    pub const fn limit(self) -> usize {
        match self {
            Self::Photo => limits::PHOTO_BYTES,
            Self::Original => limits::SEALED_PHOTO_BYTES,
        }
    }
}

fn part_place(photo: PhotoId, track: Track, from: i64) -> String {
    place(photo, &format!("part/{}/{from}", track.name()))
}

/// How many bytes are here from the first on: where to go on.
pub async fn offset(app: &App, report: &Report, photo: PhotoId, track: Track) -> Answer<u64> {
    let parts = store::parts(&app.db.read().await?, report.authority, report.id, photo, track).await?;
    Ok(u64::try_from(end(&parts)).unwrap_or(0))
}

/// The end of what lies without a gap.
fn end(parts: &[Part]) -> i64 {
    parts.iter().fold(0, |end, part| if part.from == end { end + part.bytes } else { end })
}

/// Takes a part in and answers where to go on. One that is not the next changes nothing: the answer says which is.
pub async fn receive(
    app: &Arc<App>,
    report: &Report,
    photo: PhotoId,
    track: Track,
    from: u64,
    bytes: Vec<u8>,
) -> Answer<u64> {
    let here = offset(app, report, photo, track).await?;
    if from != here || bytes.is_empty() {
        return Ok(here);
    }
    if from.saturating_add(bytes.len() as u64) > track.limit() as u64 {
        return Err(ErrorCode::TooLarge.into());
    }
    let from = i64::try_from(from).map_err(Problem::internal)?;
    let length = i64::try_from(bytes.len()).map_err(Problem::internal)?;
    let key = app.keys.authority(report.authority)?.unwrap(report.id.uuid(), &report.sealed_key)?;
    let sealed = key.seal(&part_place(photo, track, from), bytes, &*app.entropy)?;
    let blob = app.blobs.put(report.authority, sealed, &*app.entropy).await?;
    let part = Part {
        authority: report.authority,
        report: report.id,
        photo,
        track,
        from,
        bytes: length,
        blob: blob.clone(),
        at: app.clock.now(),
    };
    let stored = app
        .db
        .write(move |tx| {
            let part = part.clone();
            Box::pin(async move {
                // Counted in the write: many that begin at once are counted one after the other.
                if part.from == 0 {
                    let begun = store::begun(tx.conn(), part.authority, part.report).await?;
                    if begun.len() >= limits::PHOTOS_PER_REPORT && !begun.contains(&part.photo) {
                        return Err(ErrorCode::TooManyPhotos.into());
                    }
                }
                store::add(tx.conn(), &part).await
            })
        })
        .await;
    // What was refused or is here already was put on the disk for nothing. After any other failure nobody knows: the sweep looks.
    if matches!(&stored, Ok(false)) || stored.as_ref().is_err_and(|problem| problem.code == ErrorCode::TooManyPhotos) {
        app.blobs.remove(&blob).await?;
    }
    stored?;
    offset(app, report, photo, track).await
}

/// The whole, put together. It goes through the same checks as one that came in one piece.
pub async fn whole(app: &App, report: &Report, photo: PhotoId, track: Track) -> Answer<Vec<u8>> {
    let parts = store::parts(&app.db.read().await?, report.authority, report.id, photo, track).await?;
    let key = app.keys.authority(report.authority)?.unwrap(report.id.uuid(), &report.sealed_key)?;
    let mut bytes = Vec::with_capacity(usize::try_from(end(&parts)).unwrap_or(0));
    for part in parts.iter().filter(|part| part.from >= 0) {
        if usize::try_from(part.from).is_ok_and(|from| from == bytes.len()) {
            bytes.extend(key.open(&part_place(photo, track, part.from), app.blobs.get(&part.blob).await?)?);
        }
    }
    Ok(bytes)
}

/// The whole is stored, or will never be: its parts go.
pub async fn forget(
    app: &Arc<App>,
    authority: AuthorityId,
    report: ReportId,
    photo: PhotoId,
    track: Track,
) -> Answer<()> {
    let parts = store::parts(&app.db.read().await?, authority, report, photo, track).await?;
    if parts.is_empty() {
        return Ok(());
    }
    app.db.write(move |tx| Box::pin(async move { store::forget(tx.conn(), report, photo, track).await })).await?;
    for part in parts {
        app.blobs.remove(&part.blob).await?;
    }
    Ok(())
}

/// Photos nobody finished, of which nothing came for so long.
pub async fn sweep(app: &Arc<App>) -> Answer<()> {
    let since = app.clock.now() - PATIENCE;
    let left = store::abandoned(&app.db.read().await?, since, SWEPT_AT_ONCE).await?;
    for (authority, report, photo, track) in left {
        forget(app, authority, report, photo, track).await?;
    }
    Ok(())
}
