//! Sealing: AES-256-GCM under the device's key, each piece bound to the place it belongs to.

use aes_gcm::aead::{Aead, Payload};
use aes_gcm::{Aes256Gcm, Key, KeyInit, Nonce};
use sha2::{Digest, Sha256};
use shared::clock::{Entropy, draw};

/// Every sealed file begins so; another number will mean another way of sealing.
const MAGIC: &[u8; 4] = b"SSA1";
const NAME_LEN: usize = 8;
const NONCE_LEN: usize = 12;
const HEAD_LEN: usize = MAGIC.len() + NAME_LEN + NONCE_LEN;

/// A key of this device. What it sealed names it by a hash, so that two keys can live side by side.
#[derive(Clone)]
pub struct DeviceKey {
    bytes: [u8; 32],
    name: [u8; NAME_LEN],
}

impl DeviceKey {
    pub fn new(bytes: [u8; 32]) -> Self {
        let digest = Sha256::new().chain_update(b"see-say-act/device-key-name").chain_update(bytes).finalize();
        let mut name = [0; NAME_LEN];
        name.copy_from_slice(&digest[..NAME_LEN]);
        Self { bytes, name }
    }

    /// Seals `plain` for `place`; it opens nowhere else.
    pub fn seal(&self, place: &str, plain: &[u8], entropy: &dyn Entropy) -> Result<Vec<u8>, SealError> {
        let nonce: [u8; NONCE_LEN] = draw(entropy);
        let boxed = self
            .cipher()
            .encrypt(Nonce::from_slice(&nonce), Payload { msg: plain, aad: place.as_bytes() })
            .map_err(|_| SealError::Damaged)?;
        let mut sealed = Vec::with_capacity(HEAD_LEN + boxed.len());
        sealed.extend_from_slice(MAGIC);
        sealed.extend_from_slice(&self.name);
        sealed.extend_from_slice(&nonce);
        sealed.extend_from_slice(&boxed);
        Ok(sealed)
    }

    fn cipher(&self) -> Aes256Gcm {
        Aes256Gcm::new(Key::<Aes256Gcm>::from_slice(&self.bytes))
    }
}

/// Opens what was sealed for `place` under any of `keys`.
pub fn open(keys: &[DeviceKey], place: &str, sealed: &[u8]) -> Result<Vec<u8>, SealError> {
    let (head, boxed) = sealed.split_at_checked(HEAD_LEN).ok_or(SealError::Damaged)?;
    let rest = head.strip_prefix(MAGIC).ok_or(SealError::Damaged)?;
    let (name, nonce) = rest.split_at(NAME_LEN);
    let key = keys.iter().find(|key| key.name == name).ok_or(SealError::KeyAway)?;
    key.cipher()
        .decrypt(Nonce::from_slice(nonce), Payload { msg: boxed, aad: place.as_bytes() })
        .map_err(|_| SealError::Damaged)
}

#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum SealError {
    /// Sealed under a key that is not at hand now (a locked keychain). It may come back.
    #[error("sealed under a key that is not available")]
    KeyAway,
    #[error("damaged, or not sealed for this place")]
    Damaged,
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Ones;
    impl Entropy for Ones {
        fn fill(&self, bytes: &mut [u8]) {
            bytes.fill(1);
        }
    }

    #[test]
    fn opens_only_with_its_key_in_its_place_and_untouched() {
        let (key, other) = (DeviceKey::new([7; 32]), DeviceKey::new([8; 32]));
        let sealed = key.seal("item:a", b"a man with a drone", &Ones).unwrap();
        assert!(!sealed.windows(5).any(|part| part == b"drone"));
        let keys = [other.clone(), key];
        assert_eq!(open(&keys, "item:a", &sealed).unwrap(), b"a man with a drone");
        assert_eq!(open(&keys, "item:b", &sealed), Err(SealError::Damaged));
        assert_eq!(open(&[other], "item:a", &sealed), Err(SealError::KeyAway));
        for at in [0, HEAD_LEN, sealed.len() - 1] {
            let mut bent = sealed.clone();
            bent[at] ^= 1;
            assert_eq!(open(&keys, "item:a", &bent), Err(SealError::Damaged), "byte {at}");
        }
        assert_eq!(open(&keys, "item:a", &sealed[..10]), Err(SealError::Damaged));
    }
}
