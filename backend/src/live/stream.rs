//! One open desk: what it missed, then what happens, for as long as its session lives.

use super::feed::{self, Frame};
use super::presence::Here;
use crate::accounts::{self, Signed};
use crate::app::App;
use crate::audit;
use crate::problem::Answer;
use bytes::Bytes;
use futures_util::Stream;
use jiff::SignedDuration;
use shared::access::Permission;
use shared::id::VenueId;
use shared::limits;
use std::sync::Arc;
use tokio::sync::broadcast::error::RecvError;

const BATCH: u64 = 500;
/// Said first, so that headers go out at once, with a pause before a desk comes again.
const HELLO: &str = "retry: 1000\n: here\n\n";
const HEARTBEAT: &str = ": still here\n\n";

/// The events after `after` (or from now on) that the asker may see, of one venue or of all of theirs.
pub async fn open(
    app: Arc<App>,
    who: Signed,
    venue: Option<VenueId>,
    after: Option<i64>,
) -> Answer<impl Stream<Item = Result<Bytes, std::io::Error>>> {
    let authority = who.scope.authority;
    let head = audit::head(&app.db.read().await?, authority).await?;
    // Listening begins before the log is read: what falls between the two comes twice and is dropped by its number.
    let mut news = app.hub.listen(authority, head);
    // A number the log has not reached comes from a database that was since restored: begin at its head.
    let mut last = after.map_or(head, |after| after.min(head));
    let here = Here::new(&app, &who, venue);
    Ok(async_stream::stream! {
        yield Ok(Bytes::from_static(HELLO.as_bytes()));
        let mut who = who;
        let mut checked = app.clock.now();
        loop {
            // What was missed.
            loop {
                let Ok(missed) = feed::frames(&app, authority, last, BATCH).await else { return };
                if missed.is_empty() {
                    break;
                }
                for frame in missed {
                    last = frame.seq;
                    if sees(&who, venue, &frame) {
                        yield Ok(frame.text);
                    }
                }
            }
            // What happens.
            loop {
                let heartbeat = app.clock.wait(SignedDuration::from_secs(limits::STREAM_HEARTBEAT_SECONDS.cast_signed()));
                let heard = tokio::select! {
                    heard = news.recv() => Some(heard),
                    () = heartbeat => None,
                };
                if app.clock.now().duration_since(checked) >= here.believed() {
                    let Ok(still) = accounts::known(&app, who.scope.account, who.session).await else { return };
                    if still.scope.require(Permission::ReadIncidents).is_err() {
                        return;
                    }
                    here.still(&still, venue);
                    who = still;
                    checked = app.clock.now();
                }
                match heard {
                    None => yield Ok(Bytes::from_static(HEARTBEAT.as_bytes())),
                    Some(Ok(frame)) if frame.passing => {
                        if sees(&who, venue, &frame) {
                            yield Ok(frame.text);
                        }
                    }
                    Some(Ok(frame)) if frame.seq <= last => {}
                    // Something between was not told: the log has it.
                    Some(Ok(frame)) if frame.seq > last + 1 => break,
                    Some(Ok(frame)) => {
                        last = frame.seq;
                        if sees(&who, venue, &frame) {
                            yield Ok(frame.text);
                        }
                    }
                    Some(Err(RecvError::Lagged(_))) => break,
                    Some(Err(RecvError::Closed)) => return,
                }
            }
        }
    })
}

fn sees(who: &Signed, venue: Option<VenueId>, frame: &Frame) -> bool {
    let let_in = frame.readers.as_ref().is_none_or(|readers| readers.contains(&who.scope.account));
    let_in && frame.venue.is_none_or(|of| who.scope.venues.contains(&of) && venue.is_none_or(|wanted| wanted == of))
}
