//! Under which name and picture the app goes: its own, or ones that say nothing. The choice lies in `settings.json`, which
//! is read before there is a window: no start shows what it is, not even for a moment.

use super::settings::{NotKept, Settings};
use std::sync::Mutex;
#[cfg(desktop)]
use tauri::image::Image;
use tauri::{AppHandle, Manager};

/// The same two as of the web (`device/neutral.svelte.ts`, `notes.webmanifest`) and of Android's manifest.
pub const OWN: &str = "See Say Act";
pub const NEUTRAL: &str = "Travel notes";
#[cfg(desktop)]
const NOTES: Image<'_> = tauri::include_image!("icons/notes.png");

#[derive(Debug, thiserror::Error)]
pub enum NotDisguised {
    #[error(transparent)]
    Kept(#[from] NotKept),
    #[error("the window keeps its name: {0}")]
    Window(#[from] tauri::Error),
    #[cfg(mobile)]
    #[error("the phone keeps the app's name: {0}")]
    Phone(#[from] phone::PluginInvokeError),
}

/// The settings as they are now. One change at a time.
pub struct Kept(Mutex<Settings>);

impl Kept {
    pub fn new(settings: Settings) -> Self {
        Self(Mutex::new(settings))
    }

    #[cfg_attr(not(any(mobile, target_os = "macos")), expect(dead_code, reason = "a desk hands no links over"))]
    pub fn server(&self) -> String {
        self.0.lock().unwrap_or_else(|broken| broken.into_inner()).server.clone()
    }

    pub fn is_on(&self) -> bool {
        self.0.lock().unwrap_or_else(|broken| broken.into_inner()).neutral
    }

    /// It is seen first and kept then: what is kept was true once.
    pub fn set(&self, app: &AppHandle, on: bool) -> Result<(), NotDisguised> {
        let mut settings = self.0.lock().unwrap_or_else(|broken| broken.into_inner());
        show(app, on)?;
        Ok(settings.keep_neutral(on)?)
    }
}

pub fn name(on: bool) -> &'static str {
    if on { NEUTRAL } else { OWN }
}

#[cfg(desktop)]
pub fn picture(app: &AppHandle, on: bool) -> Option<Image<'static>> {
    if on { Some(NOTES) } else { app.default_window_icon().cloned().map(Image::to_owned) }
}

#[cfg(desktop)]
fn show(app: &AppHandle, on: bool) -> Result<(), NotDisguised> {
    for window in app.webview_windows().values() {
        window.set_title(name(on))?;
        if let Some(picture) = picture(app, on) {
            window.set_icon(picture)?;
        }
    }
    Ok(())
}

#[cfg(mobile)]
fn show(app: &AppHandle, on: bool) -> Result<(), NotDisguised> {
    Ok(app.state::<phone::Phone<tauri::Wry>>().disguise(on)?)
}
