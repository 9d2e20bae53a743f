//! Hands the Kotlin and the Swift to whichever project is being built. The page may call nothing of this crate itself.

fn main() {
    tauri_plugin::Builder::new(&[]).android_path("android").ios_path("ios").build();
}
