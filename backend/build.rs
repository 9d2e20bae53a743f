//! The web UI is compiled into the server. A server built without it still builds, and says so when asked for a page.

use std::path::Path;

fn main() {
    let dist = Path::new("../app/dist");
    if let Err(error) = std::fs::create_dir_all(dist) {
        println!("cargo:warning=cannot make {}: {error}", dist.display());
    }
    println!("cargo:rerun-if-changed=../app/dist");
}
