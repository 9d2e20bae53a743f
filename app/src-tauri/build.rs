use tauri_build::{AppManifest, Attributes};

/// Every command the window may be allowed. One that is not also named in `capabilities/` is refused.
const COMMANDS: &[&str] = &[
    "outbox_put",
    "outbox_photo_put",
    "outbox_photo_remove",
    "outbox_photo",
    "outbox_list",
    "outbox_remove",
    "outbox_send_now",
    "outbox_take_back",
    "outbox_parcel",
    "outbox_badge",
    "outbox_keep_badge",
    "outbox_unname",
    "outbox_clear",
    "seal",
    "leave",
    "device",
    "disguise",
    "tap",
    "stop_tap",
];

fn main() {
    println!("cargo:rerun-if-env-changed=SSA_APP_SERVER");
    if let Err(error) = tauri_build::try_build(Attributes::new().app_manifest(AppManifest::new().commands(COMMANDS))) {
        panic!("the app's manifest cannot be made: {error:#}");
    }
}
