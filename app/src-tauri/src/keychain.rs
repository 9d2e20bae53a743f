//! The system's keychain: Keychain on macOS, Credential Manager on Windows, Secret Service elsewhere.

use keyring::v1::{Entry, Error};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

const SERVICE: &str = "org.seesayact.app";
const NAME: &str = "outbox";
/// A locked keychain asks its owner first. Somebody in a hurry must not wait for that: the key file serves meanwhile.
const PATIENCE: Duration = Duration::from_secs(5);

pub struct SystemKeychain;

impl outbox::Keychain for SystemKeychain {
    fn read(&self) -> Result<Option<Vec<u8>>, String> {
        within(|| match Entry::new(SERVICE, NAME).and_then(|entry| entry.get_secret()) {
            Ok(secret) => Ok(Some(secret)),
            Err(Error::NoEntry) => Ok(None),
            Err(error) => Err(error.to_string()),
        })
    }

    fn keep(&self, secret: &[u8]) -> Result<(), String> {
        let secret = secret.to_vec();
        within(move || {
            Entry::new(SERVICE, NAME).and_then(|entry| entry.set_secret(&secret)).map_err(|error| error.to_string())
        })
    }
}

/// On a thread of its own: the keychain's client waits, and may not do so inside an async runtime.
fn within<T: Send + 'static>(ask: impl FnOnce() -> Result<T, String> + Send + 'static) -> Result<T, String> {
    let (tell, heard) = mpsc::channel();
    thread::spawn(move || tell.send(ask()));
    heard.recv_timeout(PATIENCE).unwrap_or_else(|_| Err("the keychain did not answer in time".into()))
}
