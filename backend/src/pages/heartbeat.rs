//! A sign of life that leaves this host while everybody who must be woken is being woken, and not otherwise: whoever waits for
//! it outside notices also what this server cannot say itself, that it is gone.

use super::engine;
use crate::app::App;
use crate::problem::Answer;
use jiff::SignedDuration;

/// A sign of life leaves so often.
const EVERY: SignedDuration = SignedDuration::from_secs(60);

/// Goes round until the server stops. Nothing is sent at once: the workers must first have gone round.
pub async fn run(app: &App) {
    loop {
        app.clock.wait(EVERY).await;
        if let Err(problem) = beat(app).await {
            tracing::error!(%problem, cause = ?problem, "the heart stumbled and goes on");
        }
    }
}

/// Sends one sign of life if it is wanted and the engine is green, and says whether it was taken.
pub async fn beat(app: &App) -> Answer<bool> {
    let Some(url) = &app.config.heartbeat_url else { return Ok(false) };
    let faults = engine::health(app).await?;
    if !faults.is_empty() {
        tracing::warn!(?faults, "no heartbeat leaves: the engine is red");
        return Ok(false);
    }
    // Its content says nothing: that it comes is all there is to know.
    match app.outward.post(url, Default::default(), Vec::new()).await {
        Ok(posted) if (200..300).contains(&posted.status) => Ok(true),
        Ok(posted) => {
            tracing::warn!(status = posted.status, "the heartbeat was not taken");
            Ok(false)
        }
        Err(error) => {
            tracing::warn!(%error, "the heartbeat did not get through");
            Ok(false)
        }
    }
}
