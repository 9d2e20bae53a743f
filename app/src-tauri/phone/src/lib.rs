//! What only a phone can do: go by another name and picture on the home screen, and read the chip in a sign. That its
//! screen stays blank among the open apps is done by the Kotlin and the Swift themselves, unasked.
//!
//! No page may call anything here: the app asks, with its own commands. On a desk this crate is empty.

#![cfg(mobile)]

use serde::{Deserialize, Serialize};
pub use tauri::plugin::mobile::PluginInvokeError;
use tauri::plugin::{Builder, PluginHandle, TauriPlugin};
use tauri::{Manager, Runtime};

#[cfg(target_os = "ios")]
tauri::ios_plugin_binding!(init_plugin_phone);

/// The phone this app runs on. Managed by the app once `init` is plugged in.
pub struct Phone<R: Runtime>(PluginHandle<R>);

#[derive(Serialize)]
struct Disguise {
    on: bool,
}

#[derive(Deserialize)]
struct Able {
    able: bool,
}

#[derive(Deserialize)]
struct Heard {
    text: Option<String>,
}

impl<R: Runtime> Phone<R> {
    /// The phone keeps the choice itself, so that its home screen shows it before the app runs.
    pub fn disguise(&self, on: bool) -> Result<(), PluginInvokeError> {
        self.0.run_mobile_plugin("disguise", Disguise { on })
    }

    /// Off the screen, and still running. iOS lets no app do so: there it does nothing.
    pub fn leave(&self) -> Result<(), PluginInvokeError> {
        self.0.run_mobile_plugin("leave", ())
    }

    pub fn can_tap(&self) -> Result<bool, PluginInvokeError> {
        Ok(self.0.run_mobile_plugin::<Able>("canTap", ())?.able)
    }

    /// What the chip in a sign says. Nothing once `stop_tap` was called, or the app has left the screen.
    pub async fn tap(&self) -> Result<Option<String>, PluginInvokeError> {
        Ok(self.0.run_mobile_plugin_async::<Heard>("tap", ()).await?.text)
    }

    pub fn stop_tap(&self) -> Result<(), PluginInvokeError> {
        self.0.run_mobile_plugin("stopTap", ())
    }
}

pub fn init<R: Runtime>() -> TauriPlugin<R> {
    Builder::new("phone")
        .setup(|app, api| {
            #[cfg(target_os = "android")]
            let handle = api.register_android_plugin("org.seesayact.phone", "PhonePlugin")?;
            #[cfg(target_os = "ios")]
            let handle = api.register_ios_plugin(init_plugin_phone)?;
            app.manage(Phone(handle));
            Ok(())
        })
        .build()
}
