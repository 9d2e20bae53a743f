//! Sealed bytes that no row names: a server that died between the two, or a write that failed after the bytes were on the disk. Nobody
//! can read them, and nobody would ever look at them again.

use super::store;
use crate::app::App;
use crate::problem::Answer;
use jiff::SignedDuration;
use std::sync::Arc;
use std::sync::atomic::Ordering;

/// Bytes without a row are left alone for so long: the row may still come.
const PATIENCE: SignedDuration = SignedDuration::from_hours(48);
const HOUR: i64 = 3600;

/// Looks through one of the 256 shelves an hour, so that all are looked through in eleven days and none of it is felt.
pub async fn hourly(app: &Arc<App>) -> Answer<()> {
    let hour = app.clock.now().as_second() / HOUR;
    if app.beats.swept.swap(hour, Ordering::Relaxed) == hour {
        return Ok(());
    }
    let shelf = u8::try_from(hour.rem_euclid(256)).unwrap_or(0);
    let names = app.blobs.older(shelf, app.clock.now() - PATIENCE).await?;
    let known = store::named(&app.db.read().await?, &names).await?;
    let left: Vec<_> = names.into_iter().filter(|name| !known.contains(name)).collect();
    for name in &left {
        app.blobs.remove(name).await?;
    }
    if !left.is_empty() {
        tracing::info!(count = left.len(), "sealed bytes that nothing named are gone");
    }
    Ok(())
}
