//! What the window may ask. Thin: each command is one call of the outbox. An error is a sentence without content.

use outbox::{Badge, NotSealed, Outbox, OutboxItem, OutboxPhoto, OutboxWords, Parcel, StoreError, seal_original};
use percent_encoding::percent_decode_str;
use serde::Serialize;
use std::sync::Arc;
use tauri::ipc::{InvokeBody, Request, Response};
use tauri::{State, WebviewWindow};
use uuid::Uuid;

/// Why a command was not done. It reaches the window as its text.
#[derive(Debug, thiserror::Error)]
pub enum CommandError {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Seal(#[from] NotSealed),
    #[error("a photo comes as raw bytes, named by the headers x-key and x-photo")]
    Photo,
}

impl Serialize for CommandError {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

type Done<T = ()> = Result<T, CommandError>;
type Kept<'a> = State<'a, Arc<Outbox>>;

/// Answers only when the item is safely on disk.
#[tauri::command(async)]
pub fn outbox_put(outbox: Kept<'_>, item: OutboxItem) -> Done {
    Ok(outbox.put(item)?)
}

/// The body is the photo itself; `x-key` names the report, `x-photo` is the photo's JSON, percent-encoded.
#[tauri::command(async)]
pub fn outbox_photo_put(outbox: Kept<'_>, request: Request<'_>) -> Done {
    let (key, photo) = named(&request).ok_or(CommandError::Photo)?;
    let InvokeBody::Raw(content) = request.body() else { return Err(CommandError::Photo) };
    Ok(outbox.put_photo(key, photo, content)?)
}

#[tauri::command(async)]
pub fn outbox_photo_remove(outbox: Kept<'_>, key: Uuid, photo: Uuid) -> Done {
    Ok(outbox.remove_photo(key, photo)?)
}

/// The raw bytes of a photo that still waits here; none at all once the server has it.
#[tauri::command(async)]
pub fn outbox_photo(outbox: Kept<'_>, key: Uuid, photo: Uuid) -> Done<Response> {
    Ok(Response::new(outbox.photo(key, photo)?.unwrap_or_default()))
}

/// `erased` where it had not begun to leave, else `told`: the amendment follows it.
#[tauri::command(async)]
pub fn outbox_take_back(outbox: Kept<'_>, key: Uuid, amendment: OutboxWords) -> Done<&'static str> {
    Ok(if outbox.take_back(key, amendment)? { "erased" } else { "told" })
}

#[tauri::command(async)]
pub fn outbox_parcel(outbox: Kept<'_>, key: Uuid) -> Done<Option<Parcel>> {
    Ok(outbox.parcel(key)?)
}

/// Whoever uses this device under their name.
#[tauri::command(async)]
pub fn outbox_badge(outbox: Kept<'_>) -> Done<Option<Badge>> {
    Ok(outbox.badge()?)
}

#[tauri::command(async)]
pub fn outbox_keep_badge(outbox: Kept<'_>, badge: Option<Badge>) -> Done {
    Ok(outbox.keep_badge(badge.as_ref())?)
}

#[tauri::command(async)]
pub fn outbox_unname(outbox: Kept<'_>, key: Uuid) -> Done {
    Ok(outbox.unname(key)?)
}

#[tauri::command(async)]
pub fn outbox_clear(outbox: Kept<'_>) -> Done {
    Ok(outbox.clear()?)
}

/// The body is what to seal; `x-recipient` names whom to.
#[tauri::command(async)]
pub fn seal(request: Request<'_>) -> Done<Response> {
    let recipient = request.headers().get("x-recipient").and_then(|name| name.to_str().ok());
    let (Some(recipient), InvokeBody::Raw(content)) = (recipient, request.body()) else {
        return Err(CommandError::Seal(NotSealed::Recipient));
    };
    Ok(Response::new(seal_original(recipient, content)?))
}

/// Nothing stays on the screen. The outbox goes on sending.
#[tauri::command]
pub fn leave(window: WebviewWindow) {
    if let Err(error) = window.minimize() {
        log::warn!("the window could not be put away: {error}");
    }
}

#[tauri::command(async)]
pub fn outbox_list(outbox: Kept<'_>) -> Done<Vec<OutboxItem>> {
    Ok(outbox.list()?)
}

#[tauri::command(async)]
pub fn outbox_remove(outbox: Kept<'_>, key: Uuid) -> Done {
    Ok(outbox.remove(key)?)
}

#[tauri::command(async)]
pub fn outbox_send_now(outbox: Kept<'_>) -> Done {
    Ok(outbox.send_now()?)
}

fn named(request: &Request<'_>) -> Option<(Uuid, OutboxPhoto)> {
    let header = |name: &str| request.headers().get(name)?.to_str().ok();
    let photo = percent_decode_str(header("x-photo")?).decode_utf8().ok()?;
    Some((header("x-key")?.parse().ok()?, serde_json::from_str(&photo).ok()?))
}
