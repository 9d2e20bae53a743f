//! Where the device's key lives: in the system's keychain, else in a file only its owner may read.

use crate::disk;
use crate::seal::DeviceKey;
use shared::clock::{Entropy, draw};
use std::io;
use std::path::Path;

/// The system's keychain, as far as the outbox needs it.
pub trait Keychain {
    /// The secret kept there; `None` if the keychain works and holds none. The error says why it does not work.
    fn read(&self) -> Result<Option<Vec<u8>>, String>;
    fn keep(&self, secret: &[u8]) -> Result<(), String>;
}

/// For devices without one, and for tests.
pub struct NoKeychain;

impl Keychain for NoKeychain {
    fn read(&self) -> Result<Option<Vec<u8>>, String> {
        Err("this build uses no keychain".into())
    }
    fn keep(&self, _: &[u8]) -> Result<(), String> {
        Err("this build uses no keychain".into())
    }
}

/// The keys at hand, the one to seal with first. A key once made is never replaced: a keychain that is locked
/// today leaves its pieces closed until it opens again, and new ones are sealed with the file's key meanwhile.
pub fn gather(folder: &Path, keychain: &dyn Keychain, entropy: &dyn Entropy) -> io::Result<Vec<DeviceKey>> {
    let path = folder.join("device.key");
    let mut keys = Vec::new();
    match from_keychain(keychain, entropy) {
        Ok(key) => keys.push(key),
        Err(reason) => log::warn!("the device key is kept in a file only its owner may read: {reason}"),
    }
    match disk::read(&path)? {
        Some(bytes) => keys.push(DeviceKey::new(
            bytes
                .try_into()
                .map_err(|_| io::Error::new(io::ErrorKind::InvalidData, "device.key has a wrong length"))?,
        )),
        None if keys.is_empty() => {
            let bytes: [u8; 32] = draw(entropy);
            disk::write_whole(&path, &bytes)?;
            keys.push(DeviceKey::new(bytes));
        }
        None => {}
    }
    Ok(keys)
}

fn from_keychain(keychain: &dyn Keychain, entropy: &dyn Entropy) -> Result<DeviceKey, String> {
    if let Some(secret) = keychain.read()? {
        let bytes = secret.try_into().map_err(|_| "the keychain's entry is not a key of ours".to_owned())?;
        return Ok(DeviceKey::new(bytes));
    }
    let bytes: [u8; 32] = draw(entropy);
    keychain.keep(&bytes)?;
    // Some keychains say yes and keep nothing: believe only what comes back.
    match keychain.read()? {
        Some(kept) if kept == bytes => Ok(DeviceKey::new(bytes)),
        _ => Err("the keychain did not keep what it was given".into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::{Cell, RefCell};

    struct Counter(std::sync::atomic::AtomicU8);
    impl Entropy for Counter {
        fn fill(&self, bytes: &mut [u8]) {
            bytes.fill(self.0.fetch_add(1, std::sync::atomic::Ordering::SeqCst));
        }
    }

    #[derive(Default)]
    struct Chain {
        secret: RefCell<Option<Vec<u8>>>,
        locked: Cell<bool>,
    }
    impl Keychain for Chain {
        fn read(&self) -> Result<Option<Vec<u8>>, String> {
            if self.locked.get() { Err("locked".into()) } else { Ok(self.secret.borrow().clone()) }
        }
        fn keep(&self, secret: &[u8]) -> Result<(), String> {
            self.secret.replace(Some(secret.to_vec()));
            Ok(())
        }
    }

    #[test]
    fn a_locked_keychain_costs_nothing_that_was_sealed() {
        let folder = tempfile::tempdir().unwrap();
        let (chain, chance) = (Chain::default(), Counter(1.into()));
        let first = gather(folder.path(), &chain, &chance).unwrap();
        assert!(!folder.path().join("device.key").exists(), "the keychain alone holds the key");
        let early = first[0].seal("x", b"early", &chance).unwrap();

        chain.locked.set(true);
        let locked = gather(folder.path(), &chain, &chance).unwrap();
        assert!(crate::seal::open(&locked, "x", &early).is_err());
        let meanwhile = locked[0].seal("x", b"meanwhile", &chance).unwrap();

        chain.locked.set(false);
        let again = gather(folder.path(), &chain, &chance).unwrap();
        assert_eq!(crate::seal::open(&again, "x", &early).unwrap(), b"early");
        assert_eq!(crate::seal::open(&again, "x", &meanwhile).unwrap(), b"meanwhile");
    }

    #[cfg(unix)]
    #[test]
    fn the_key_file_is_the_owners_alone() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        gather(folder.path(), &NoKeychain, &Counter(1.into())).unwrap();
        let mode = std::fs::metadata(folder.path().join("device.key")).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
}
