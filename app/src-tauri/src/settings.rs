//! Which server, and which folder: for each, what is said later wins: built in, saved, said at start. And under which name
//! the app goes, which is written here too; nothing else in the file is touched by that.

use serde_json::{Map, Value};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

/// The server this app was built for.
const BUILT_FOR: Option<&str> = option_env!("SSA_APP_SERVER");
const DEFAULT: &str = "http://127.0.0.1:8080";

pub struct Settings {
    /// An origin: scheme, host and port, nothing after.
    pub server: String,
    pub folder: PathBuf,
    /// The app goes by a name and a picture that say nothing.
    pub neutral: bool,
}

#[derive(Debug, thiserror::Error)]
pub enum NotKept {
    #[error("settings.json cannot be read, so it is not written either")]
    Unreadable,
    #[error("settings.json cannot be written: {0}")]
    Disk(#[from] std::io::Error),
}

const FILE: &str = "settings.json";

impl Settings {
    pub fn load(usual_folder: PathBuf) -> Self {
        let folder = std::env::var_os("SSA_APP_DATA_DIR").map_or(usual_folder, PathBuf::from);
        let said = std::env::var("SSA_APP_SERVER").ok();
        let saved = saved(&folder).unwrap_or_else(|_| {
            log::warn!("settings.json cannot be read and is passed over");
            Map::new()
        });
        let kept = saved.get("server").and_then(Value::as_str).map(str::to_owned);
        let wishes = [said, kept, BUILT_FOR.map(str::to_owned)];
        let server = wishes.into_iter().flatten().find_map(|wish| origin(&wish)).unwrap_or_else(|| DEFAULT.to_owned());
        let neutral = saved.get("neutral").and_then(Value::as_bool).unwrap_or_default();
        Self { server, folder, neutral }
    }

    /// On disk before it answers, whole or not at all.
    pub fn keep_neutral(&mut self, on: bool) -> Result<(), NotKept> {
        let mut saved = saved(&self.folder)?;
        if on {
            saved.insert("neutral".into(), true.into());
        } else {
            saved.remove("neutral");
        }
        let beside = self.folder.join("settings.json.new");
        let mut file = std::fs::File::create(&beside)?;
        file.write_all(Value::from(saved).to_string().as_bytes())?;
        file.sync_all()?;
        std::fs::rename(beside, self.folder.join(FILE))?;
        self.neutral = on;
        Ok(())
    }
}

/// `settings.json` in the app's folder: `{"server": "https://see.example.org", "neutral": true}`. Nothing where there is none.
fn saved(folder: &Path) -> Result<Map<String, Value>, NotKept> {
    match std::fs::read(folder.join(FILE)) {
        Ok(text) => serde_json::from_slice(&text).map_err(|_| NotKept::Unreadable),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(Map::new()),
        Err(error) => Err(error.into()),
    }
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

    #[test]
    fn the_name_is_kept_and_what_stands_beside_it_stays() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join(FILE);
        std::fs::write(&file, r#"{"server":"https://see.example.org","later":[1]}"#).unwrap();
        let read = || Settings::load(folder.path().to_owned());
        assert!(!read().neutral);
        read().keep_neutral(true).unwrap();
        assert!(read().neutral);
        assert_eq!(saved(folder.path()).unwrap()["later"], serde_json::json!([1]));
        read().keep_neutral(false).unwrap();
        assert_eq!(saved(folder.path()).unwrap().len(), 2);
    }

    #[test]
    fn what_cannot_be_read_is_not_written_over() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join(FILE), "{ a person's half-done work").unwrap();
        let mut settings = Settings::load(folder.path().to_owned());
        assert!(matches!(settings.keep_neutral(true), Err(NotKept::Unreadable)));
        assert!(std::fs::read_to_string(folder.path().join(FILE)).unwrap().contains("half-done"));
    }

    #[test]
    fn the_first_choice_makes_the_file() {
        let folder = tempfile::tempdir().unwrap();
        Settings::load(folder.path().to_owned()).keep_neutral(true).unwrap();
        assert_eq!(std::fs::read_to_string(folder.path().join(FILE)).unwrap(), r#"{"neutral":true}"#);
    }
}
