//! Which server, and which folder. For each, what is said later wins: built in, saved, said at start.

use serde::Deserialize;
use std::path::{Path, PathBuf};

/// The server this app was built for.
const BUILT_FOR: Option<&str> = option_env!("SSA_APP_SERVER");
const DEFAULT: &str = "http://127.0.0.1:8080";

pub struct Settings {
    /// An origin: scheme, host and port, nothing after.
    pub server: String,
    pub folder: PathBuf,
}

/// `settings.json` in the app's folder: `{"server": "https://see.example.org"}`.
#[derive(Default, Deserialize)]
struct Saved {
    server: Option<String>,
}

impl Settings {
    pub fn load(usual_folder: PathBuf) -> Self {
        let folder = std::env::var_os("SSA_APP_DATA_DIR").map_or(usual_folder, PathBuf::from);
        let said = std::env::var("SSA_APP_SERVER").ok();
        let wishes = [said, saved(&folder).server, BUILT_FOR.map(str::to_owned)];
        let server = wishes.into_iter().flatten().find_map(|wish| origin(&wish)).unwrap_or_else(|| DEFAULT.to_owned());
        Self { server, folder }
    }
}

fn saved(folder: &Path) -> Saved {
    let Ok(text) = std::fs::read(folder.join("settings.json")) else { return Saved::default() };
    serde_json::from_slice(&text).unwrap_or_else(|_| {
        log::warn!("settings.json cannot be read and is passed over");
        Saved::default()
    })
}

/// The origin of an address, if it is one that may be spoken to. It becomes part of the page's policy, so nothing
/// but a scheme, a host and a port may be in it.
fn origin(address: &str) -> Option<String> {
    let url = tauri::Url::parse(address.trim()).ok()?;
    let web = matches!(url.scheme(), "http" | "https") && url.has_host();
    web.then(|| url.origin().ascii_serialization())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_an_origin_is_taken() {
        assert_eq!(origin(" https://see.example.org/ "), Some("https://see.example.org".into()));
        assert_eq!(origin("http://127.0.0.1:8080/api?x"), Some("http://127.0.0.1:8080".into()));
        assert_eq!(origin("https://see.example.org; script-src *").map(|o| o.contains(' ')), None);
        assert_eq!(origin("javascript:alert(1)"), None);
        assert_eq!(origin(""), None);
    }
}
