//! What the window may ask. Thin: each command is one call of the outbox, or of the device. An error is a sentence without
//! content.

use super::disguise::{Kept as Disguise, NotDisguised};
use outbox::{Badge, NotSealed, Outbox, OutboxItem, OutboxPhoto, OutboxWords, Parcel, StoreError, seal_original};
use percent_encoding::percent_decode_str;
use serde::Serialize;
use std::sync::Arc;
#[cfg(mobile)]
use tauri::Manager;
#[cfg(desktop)]
use tauri::WebviewWindow;
use tauri::ipc::{InvokeBody, Request, Response};
use tauri::{AppHandle, State};
use uuid::Uuid;

/// Why a command was not done. It reaches the window as its text.
#[derive(Debug, thiserror::Error)]
pub enum CommandError {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Seal(#[from] NotSealed),
    #[error(transparent)]
    Disguise(#[from] NotDisguised),
    #[error("this device reads no chip")]
    NoChip,
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
#[cfg(desktop)]
#[tauri::command]
pub fn leave(window: WebviewWindow) {
    if let Err(error) = window.minimize() {
        log::warn!("the window could not be put away: {error}");
    }
}

/// As on a desk, where the phone lets an app do so; else the empty page must do.
#[cfg(mobile)]
#[tauri::command(async)]
pub fn leave(app: AppHandle) {
    if let Err(error) = app.state::<phone::Phone<tauri::Wry>>().leave() {
        log::warn!("the app could not be put away: {error}");
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

/// What this device is and can do, asked once when a page begins.
#[derive(Serialize)]
pub struct DeviceIs {
    disguised: bool,
    phone: bool,
    /// iOS gives pages of the app's own no position: the plugin must be asked.
    locates: bool,
    taps: bool,
}

#[tauri::command(async)]
pub fn device(app: AppHandle, disguise: State<'_, Disguise>) -> DeviceIs {
    DeviceIs {
        disguised: disguise.is_on(),
        phone: cfg!(mobile),
        locates: cfg!(target_os = "ios"),
        taps: chip::is_readable(&app),
    }
}

/// Goes by a name and a picture that say nothing, or by its own again; kept before it answers.
#[tauri::command(async)]
pub fn disguise(app: AppHandle, disguise: State<'_, Disguise>, on: bool) -> Done {
    Ok(disguise.set(&app, on)?)
}

/// What the chip in a sign says, once the phone is held to it; nothing where nobody wanted to know any more.
#[tauri::command]
pub async fn tap(app: AppHandle) -> Done<Option<String>> {
    chip::read(&app).await
}

#[tauri::command(async)]
pub fn stop_tap(app: AppHandle) -> Done {
    chip::stop(&app)
}

#[cfg(mobile)]
mod chip {
    use super::{AppHandle, CommandError, Done, Manager};
    use phone::Phone;
    use tauri::Wry;

    pub fn is_readable(app: &AppHandle) -> bool {
        app.state::<Phone<Wry>>().can_tap().unwrap_or_default()
    }

    pub async fn read(app: &AppHandle) -> Done<Option<String>> {
        app.state::<Phone<Wry>>().tap().await.map_err(|_| CommandError::NoChip)
    }

    pub fn stop(app: &AppHandle) -> Done {
        app.state::<Phone<Wry>>().stop_tap().map_err(|_| CommandError::NoChip)
    }
}

/// A desk has no chip reader that signs are held to.
#[cfg(desktop)]
mod chip {
    use super::{AppHandle, CommandError, Done};

    pub fn is_readable(_: &AppHandle) -> bool {
        false
    }

    pub async fn read(_: &AppHandle) -> Done<Option<String>> {
        Err(CommandError::NoChip)
    }

    pub fn stop(_: &AppHandle) -> Done {
        Err(CommandError::NoChip)
    }
}

fn named(request: &Request<'_>) -> Option<(Uuid, OutboxPhoto)> {
    let header = |name: &str| request.headers().get(name)?.to_str().ok();
    let photo = percent_decode_str(header("x-photo")?).decode_utf8().ok()?;
    Some((header("x-key")?.parse().ok()?, serde_json::from_str(&photo).ok()?))
}
