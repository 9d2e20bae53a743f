//! See Say Act as a native app: one window that shows the same pages as the web, and an outbox that sends by itself.
//!
//! Never here: what a report means, or how it is sent (that is the crate `outbox`). This crate only joins the two.

mod commands;
mod disguise;
mod keychain;
mod logging;
mod settings;
mod window;

use disguise::Kept;
use outbox::edge::{DeviceClock, DeviceEntropy};
use outbox::{OpenError, Outbox, World};
use settings::Settings;
use std::sync::Arc;
use tauri::{App, AppHandle, Builder, Emitter, Manager, RunEvent, Wry};

/// Told to the window after each change of the outbox. It carries nothing: the window asks for the list.
const CHANGED: &str = "outbox://changed";

#[derive(Debug, thiserror::Error)]
enum StartError {
    #[error(transparent)]
    Tauri(#[from] tauri::Error),
    #[error("the outbox cannot be opened: {0}")]
    Outbox(#[from] OpenError),
}

/// Runs the app until its window is closed.
#[cfg_attr(mobile, allow(unsafe_code), tauri::mobile_entry_point)]
pub fn run() {
    logging::start();
    let built = builder()
        .setup(|app| Ok(start(app)?))
        .invoke_handler(tauri::generate_handler![
            commands::outbox_put,
            commands::outbox_photo_put,
            commands::outbox_photo_remove,
            commands::outbox_photo,
            commands::outbox_list,
            commands::outbox_remove,
            commands::outbox_send_now,
            commands::outbox_take_back,
            commands::outbox_parcel,
            commands::outbox_badge,
            commands::outbox_keep_badge,
            commands::outbox_unname,
            commands::outbox_clear,
            commands::seal,
            commands::leave,
            commands::device,
            commands::disguise,
            commands::tap,
            commands::stop_tap,
        ])
        .build(tauri::generate_context!());
    match built {
        Ok(app) => app.run(hear),
        Err(error) => {
            log::error!("the app could not run: {error}");
            std::process::exit(1);
        }
    }
}

#[cfg(desktop)]
fn builder() -> Builder<Wry> {
    Builder::default()
}

#[cfg(mobile)]
fn builder() -> Builder<Wry> {
    let builder = Builder::default().plugin(phone::init());
    #[cfg(target_os = "ios")]
    let builder = builder.plugin(tauri_plugin_geolocation::init());
    builder
}

/// What the system tells after the window is open: on a phone, that a sign's link was opened.
fn hear(app: &AppHandle, event: RunEvent) {
    #[cfg(any(target_os = "android", target_os = "ios", target_os = "macos"))]
    if let RunEvent::Opened { urls } = &event {
        let server = app.state::<Kept>().server();
        urls.iter().for_each(|link| window::follow(app, link, &server));
    }
    let _ = (app, event);
}

/// Opens the outbox before the window: what was kept must be on its way even if no page ever loads.
fn start(app: &App) -> Result<(), StartError> {
    let settings = Settings::load(app.path().app_data_dir()?);
    let outbox = Arc::new(Outbox::open(&settings.folder, &keychain::SystemKeychain, world(app, &settings))?);
    app.manage(outbox.clone());
    tauri::async_runtime::spawn(async move { outbox.run().await });
    window::open(app, &settings.server, settings.neutral)?;
    app.manage(Kept::new(settings));
    Ok(())
}

fn world(app: &App, settings: &Settings) -> World {
    let (window, server) = (app.handle().clone(), settings.server.clone());
    World {
        clock: Arc::new(DeviceClock),
        entropy: Arc::new(DeviceEntropy),
        server: Box::new(move || server.clone()),
        changed: Box::new(move || {
            if let Err(error) = window.emit(CHANGED, ()) {
                log::warn!("the window could not be told of a change: {error}");
            }
        }),
    }
}
