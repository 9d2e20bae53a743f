// No second console window on Windows.
#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

// Not the library of the same name: that is what a phone loads, and a window does without.
#[path = "lib.rs"]
mod app_lib;

fn main() {
    app_lib::run();
}
