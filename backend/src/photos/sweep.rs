//! Sealed bytes that no row names: a server that died between the two, or a write that failed after the bytes were on the disk. Nobody
//! can read them, and nobody would ever look at them again.

use super::store;
use crate::app::App;
use crate::problem::Answer;
use jiff::SignedDuration;
use std::sync::Arc;
use std::sync::atomic::Ordering;

/// Bytes without a row are left alone for so long: the row may still come, also with a database that was put back from a copy and is
/// brought up to date afterwards.
const PATIENCE: SignedDuration = SignedDuration::from_hours(24 * 30);
const HOUR: i64 = 3600;

/// Looks through one of the 256 shelves an hour, so that all are looked through in eleven days and none of it is felt.
pub async fn hourly(app: &Arc<App>) -> Answer<()> {
    let hour = app.clock.now().as_second() / HOUR;
    if app.beats.swept.swap(hour, Ordering::Relaxed) == hour {
        return Ok(());
    }
    let shelf = u8::try_from(hour.rem_euclid(256)).unwrap_or(0);
    let names = app.blobs.older(shelf, app.clock.now() - PATIENCE).await?;
    if names.is_empty() {
        return Ok(());
    }
    let view = app.db.read().await?;
    let known = store::named(&view, &names).await?;
    // Of an authority that this database does not know, or knows no photo of, nothing is judged: it may be the wrong database.
    let ours = store::with_photos(&view).await?;
    drop(view);
    let is_ours = |name: &String| name.split('/').next().is_some_and(|authority| ours.contains(authority));
    let left: Vec<_> = names.into_iter().filter(|name| is_ours(name) && !known.contains(name)).collect();
    for name in &left {
        app.blobs.remove(name).await?;
    }
    if !left.is_empty() {
        tracing::info!(count = left.len(), "sealed bytes that nothing named are gone");
    }
    Ok(())
}
