//! Acknowledging from a page itself: its mail carries a link, and the page behind it one button. The token stands in the link's
//! fragment, which neither a mail scanner's request nor a proxy's log sees, and only a POST acknowledges. It is a keyed hash of the page's
//! id: nothing is stored for it, and it is worth nothing once the incident is somebody's.

use super::replies;
use super::store::{self, Page};
use super::wire::{PageAnswered, Stands};
use crate::accounts::{self, Scope};
use crate::app::App;
use crate::incidents::{self, Command};
use crate::problem::Answer;
use crate::proof;
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use hmac::digest::KeyInit;
use hmac::{Hmac, Mac};
use jiff::SignedDuration;
use sha2::Sha256;
use shared::access::Permission;
use shared::id::{IncidentId, PageId};
use shared::problem::ErrorCode;
use std::sync::Arc;
use uuid::Uuid;

/// A link is good for so long after its page was called for.
const LIVES: SignedDuration = SignedDuration::from_hours(24);
/// Bytes of the keyed hash in a token.
const TAG: usize = 16;
/// Somebody else changed the incident in between: looked at again, so many times.
const TRIES: usize = 3;

fn keyed(app: &App, page: PageId) -> Hmac<Sha256> {
    // A key shorter than a block is filled up with zeros (RFC 2104): done here, it is never of a wrong length.
    let mut key = [0; 64];
    key[..32].copy_from_slice(&app.keys.receipt);
    <Hmac<Sha256> as KeyInit>::new(&key.into()).chain_update(b"page link").chain_update(page.uuid().as_bytes())
}

/// The link's fragment for a page.
pub fn token(app: &App, page: PageId) -> String {
    let tag = keyed(app, page).finalize().into_bytes();
    let mut bytes = page.uuid().as_bytes().to_vec();
    bytes.extend(tag.into_iter().take(TAG));
    BASE64_URL_SAFE_NO_PAD.encode(bytes)
}

fn read(app: &App, token: &str) -> Answer<PageId> {
    let bytes = BASE64_URL_SAFE_NO_PAD.decode(token).map_err(|_| ErrorCode::NotFound)?;
    let (id, tag) = bytes.split_at_checked(16).filter(|(_, tag)| tag.len() == TAG).ok_or(ErrorCode::NotFound)?;
    let page = PageId::from_uuid(Uuid::from_slice(id).map_err(|_| ErrorCode::NotFound)?);
    keyed(app, page).verify_truncated_left(tag).map_err(|_| ErrorCode::NotFound)?;
    Ok(page)
}

/// Whoever was paged says: I have it. The same command as at the desk, in the name of the officer the page was for.
///
/// # Errors
/// `not_found` for a token that is wrong or too old, or whose officer works here no more.
pub async fn acknowledge(app: &Arc<App>, token: &str) -> Answer<PageAnswered> {
    let id = read(app, token)?;
    let page = store::page(&app.db.read().await?, id).await?.ok_or(ErrorCode::NotFound)?;
    take(app, &page).await
}

/// The page behind the token arrived on a device, or somebody looked at it there.
pub async fn arrived(app: &Arc<App>, token: &str, seen: bool) -> Answer<()> {
    replies::mark(app, read(app, token)?, true, seen, None).await
}

/// Whoever `page` was for says: I have it.
pub async fn take(app: &Arc<App>, page: &Page) -> Answer<PageAnswered> {
    if page.kind.is_promise() || page.is_of_major() || app.clock.now().duration_since(page.queued_at) > LIVES {
        return Err(ErrorCode::NotFound.into());
    }
    if page.cause.as_deref() == Some(store::PROOF) {
        let way = page.channel.as_str();
        proof::answered(app, proof::Of::Incident(page.authority, page.incident), way).await?;
        return Ok(PageAnswered { number: way.to_owned(), stands: Stands::Yours });
    }
    let scope = accounts::scope_of(app, page.account).await?.ok_or(ErrorCode::NotFound)?;
    scope.require(Permission::WorkIncidents).map_err(|_| ErrorCode::NotFound)?;
    let mut at = page.incident;
    for _ in 0..TRIES {
        let incident = incidents::visible(app, &scope, at).await?;
        if let Some(into) = incident.merged_into {
            at = into;
            continue;
        }
        let stands = if incident.status.is_over() {
            Stands::Over
        } else if incident.status.is_unheard() {
            match say(app, &scope, page, at, incident.version).await {
                Ok(()) => Stands::Yours,
                Err(problem) if problem.code == ErrorCode::StaleVersion => continue,
                Err(problem) => return Err(problem),
            }
        } else if incident.assignee == Some(page.account) {
            Stands::Yours
        } else {
            Stands::Taken
        };
        return Ok(PageAnswered { number: incident.number, stands });
    }
    Err(ErrorCode::InFlight.into())
}

async fn say(app: &Arc<App>, scope: &Scope, page: &Page, at: IncidentId, version: i64) -> Answer<()> {
    let command = Command::Acknowledge { by: Some(page.channel.clone()) };
    incidents::command(app, scope, at, version, command).await?;
    let (id, now) = (page.id, app.clock.now());
    app.db.write(move |tx| Box::pin(async move { Ok(store::answered(tx.conn(), id, now).await?) })).await
}
