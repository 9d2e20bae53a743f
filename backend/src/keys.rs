//! The server's keys: files that only their owner may read, made at first start, never defaulted.

use crate::channels::VapidKey;
use crate::problem::{Answer, Problem};
use crate::seal::AuthorityKey;
use age::secrecy::ExposeSecret;
use age::x25519::Identity;
use anyhow::{Context, anyhow, ensure};
use aws_lc_rs::signature::Ed25519KeyPair;
use shared::clock::{Entropy, draw};
use shared::id::AuthorityId;
use std::collections::HashMap;
use std::fs::{self, File, OpenOptions};
use std::io::{ErrorKind, Read, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};

pub struct Keys {
    dir: PathBuf,
    /// Derives receipts and hashes idempotency keys.
    pub receipt: [u8; 32],
    /// Keys the fingerprints of bodies, so that a stolen table does not tell what was written.
    pub fingerprint: [u8; 32],
    /// The Ed25519 key (PKCS#8) that signs access tokens.
    pub token: Vec<u8>,
    /// The Ed25519 key (PKCS#8) that signs the manifests of evidence bundles.
    pub export: Vec<u8>,
    /// The P-256 key (PKCS#8) that signs pushes.
    pub push: Vec<u8>,
    /// Opens what travellers' phones seal for being carried to an officer.
    pub intake: Identity,
    /// Keys the hashes of addresses. In this process's memory alone, new at each start.
    pub address: [u8; 32],
    authorities: RwLock<HashMap<AuthorityId, Arc<AuthorityKey>>>,
    /// Whether the receipt key had to be made: right on a first start, and a wrong folder on any other.
    pub made: bool,
}

impl Keys {
    /// Opens the folder of keys and makes what is missing.
    pub fn open(dir: &Path, entropy: &dyn Entropy) -> anyhow::Result<Self> {
        fs::DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(dir)
            .with_context(|| format!("cannot make the folder of keys {}", dir.display()))?;
        let mode = fs::metadata(dir)?.permissions().mode();
        ensure!(mode & 0o077 == 0, "others may read the folder of keys {}: chmod 700 it", dir.display());
        let made = !dir.join("receipt.key").exists();
        let secret = |name: &str| -> anyhow::Result<[u8; 32]> {
            let bytes = read_or_make(&dir.join(name), || draw::<32>(entropy).to_vec())?;
            bytes.try_into().map_err(|_| anyhow!("{} does not hold 32 bytes", dir.join(name).display()))
        };
        Ok(Self {
            receipt: secret("receipt.key")?,
            fingerprint: secret("fingerprint.key")?,
            token: read_or_make(&dir.join("token.ed25519"), ed25519)?,
            export: read_or_make(&dir.join("export.ed25519"), ed25519)?,
            push: read_or_make(&dir.join("push.p256"), VapidKey::make)?,
            intake: identity(&dir.join("intake.txt"))?,
            address: draw(entropy),
            authorities: RwLock::default(),
            dir: dir.to_owned(),
            made,
        })
    }

    /// Makes the key of a new authority. Never overwrites one.
    pub fn create_authority(&self, id: AuthorityId, entropy: &dyn Entropy) -> anyhow::Result<()> {
        read_or_make(&self.path(id), || draw::<32>(entropy).to_vec())?;
        Ok(())
    }

    /// The recipient of a made-up authority's evidence key. A real authority keeps the other half elsewhere and names only the
    /// recipient in its bundle; the demo has nowhere else, so `age -d -i` with this file opens what its phones seal.
    pub fn demo_evidence(&self, authority: &str) -> anyhow::Result<String> {
        Ok(identity(&self.demo_evidence_file(authority))?.to_public().to_string())
    }

    pub fn demo_evidence_file(&self, authority: &str) -> PathBuf {
        self.dir.join(format!("evidence-{authority}.txt"))
    }

    /// The key that wraps an authority's content keys. Without it nothing of that authority is stored or read.
    pub fn authority(&self, id: AuthorityId) -> Answer<Arc<AuthorityKey>> {
        if let Some(key) = self.authorities.read().unwrap_or_else(PoisonError::into_inner).get(&id) {
            return Ok(key.clone());
        }
        let bytes = fs::read(self.path(id)).with_context(|| format!("the key of authority {id}"));
        let bytes = bytes.map_err(Problem::unavailable)?;
        let bytes: [u8; 32] =
            bytes.try_into().map_err(|_| Problem::unavailable(anyhow!("a key of the wrong length")))?;
        let key = Arc::new(AuthorityKey::new(id, &bytes)?);
        self.authorities.write().unwrap_or_else(PoisonError::into_inner).insert(id, key.clone());
        Ok(key)
    }

    pub fn dir(&self) -> &Path {
        &self.dir
    }

    fn path(&self, id: AuthorityId) -> PathBuf {
        self.dir.join(format!("authority-{id}.key"))
    }
}

fn ed25519() -> Vec<u8> {
    Ed25519KeyPair::generate()
        .and_then(|pair| pair.to_pkcs8v1())
        .map_or_else(|_| Vec::new(), |der| der.as_ref().to_vec())
}

/// An age identity, as `age-keygen` writes it.
fn identity(path: &Path) -> anyhow::Result<Identity> {
    let text = read_or_make(path, || Identity::generate().to_string().expose_secret().as_bytes().to_vec())?;
    let read = std::str::from_utf8(&text)?.trim().parse::<Identity>();
    read.map_err(|error| anyhow!("{} holds no age identity: {error}", path.display()))
}

/// Reads a key, or makes it: written, fsynced and only then put in its place, so that no crash leaves half a key.
fn read_or_make(path: &Path, make: impl FnOnce() -> Vec<u8>) -> anyhow::Result<Vec<u8>> {
    match File::open(path) {
        Ok(mut file) => {
            let mode = file.metadata()?.permissions().mode();
            ensure!(mode & 0o077 == 0, "others may read {}: chmod 600 it", path.display());
            let mut bytes = Vec::new();
            file.read_to_end(&mut bytes)?;
            ensure!(!bytes.is_empty(), "{} is empty", path.display());
            Ok(bytes)
        }
        Err(error) if error.kind() == ErrorKind::NotFound => {
            let bytes = make();
            ensure!(!bytes.is_empty(), "a key could not be made");
            let half = path.with_extension("new");
            let mut file = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&half)?;
            file.write_all(&bytes)?;
            file.sync_all()?;
            fs::rename(&half, path)?;
            File::open(path.parent().unwrap_or(Path::new(".")))?.sync_all()?;
            Ok(bytes)
        }
        Err(error) => Err(error).with_context(|| format!("cannot read {}", path.display())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::SystemEntropy;

    #[test]
    fn keys_are_made_once_and_only_their_owner_reads_them() {
        let dir = std::env::temp_dir().join(format!("ssa-keys-{}", hex::encode(draw::<8>(&SystemEntropy))));
        let first = Keys::open(&dir, &SystemEntropy).unwrap();
        let again = Keys::open(&dir, &SystemEntropy).unwrap();
        assert_eq!((first.receipt, &first.token), (again.receipt, &again.token));
        assert_eq!(first.export, again.export);
        assert_ne!(first.export, first.token);
        assert_ne!(first.receipt, first.fingerprint);
        for entry in fs::read_dir(&dir).unwrap() {
            assert_eq!(entry.unwrap().metadata().unwrap().permissions().mode() & 0o777, 0o600);
        }
        fs::set_permissions(dir.join("receipt.key"), fs::Permissions::from_mode(0o644)).unwrap();
        assert!(Keys::open(&dir, &SystemEntropy).is_err());
        fs::remove_dir_all(dir).unwrap();
    }
}
