//! Sealing of private content: AES-256-GCM under a key per report (or incident), which is itself wrapped by the authority's key.
//! What is sealed is bound to where it stands, so that no ciphertext can be moved to another report or object.
//!
//! Destroying the wrapped key erases everything sealed under it, in backups too.

use crate::problem::{Answer, Problem};
use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use shared::clock::{Entropy, draw};
use shared::id::AuthorityId;
use uuid::Uuid;

/// Version of the format, part of what is authenticated.
const VERSION: u8 = 1;

/// The key of an authority: it wraps, and never seals content itself.
pub struct AuthorityKey {
    authority: AuthorityId,
    key: LessSafeKey,
}

/// The key of one report or incident.
pub struct ContentKey {
    authority: AuthorityId,
    owner: Uuid,
    key: LessSafeKey,
}

impl AuthorityKey {
    pub fn new(authority: AuthorityId, bytes: &[u8; 32]) -> Answer<Self> {
        Ok(Self { authority, key: key(bytes)? })
    }

    /// A new key for `owner`, and its wrapped form to be stored beside what it seals.
    pub fn create(&self, owner: Uuid, entropy: &dyn Entropy) -> Answer<(ContentKey, Vec<u8>)> {
        let bytes: [u8; 32] = draw(entropy);
        let wrapped = seal(&self.key, &self.place(owner), bytes.to_vec(), entropy)?;
        Ok((ContentKey { authority: self.authority, owner, key: key(&bytes)? }, wrapped))
    }

    /// The key that was wrapped for `owner`; fails for any other owner's.
    pub fn unwrap(&self, owner: Uuid, wrapped: &[u8]) -> Answer<ContentKey> {
        let bytes = open(&self.key, &self.place(owner), wrapped.to_vec())?;
        let bytes: [u8; 32] = bytes.try_into().map_err(|_| broken())?;
        Ok(ContentKey { authority: self.authority, owner, key: key(&bytes)? })
    }

    fn place(&self, owner: Uuid) -> Vec<u8> {
        place(self.authority, owner, "key")
    }
}

impl ContentKey {
    /// Seals `content` as `object` of this key's owner; the bytes are sealed in place.
    pub fn seal(&self, object: &str, content: Vec<u8>, entropy: &dyn Entropy) -> Answer<Vec<u8>> {
        seal(&self.key, &place(self.authority, self.owner, object), content, entropy)
    }

    pub fn open(&self, object: &str, sealed: Vec<u8>) -> Answer<Vec<u8>> {
        open(&self.key, &place(self.authority, self.owner, object), sealed)
    }

    pub fn seal_json(&self, object: &str, content: &impl serde::Serialize, entropy: &dyn Entropy) -> Answer<Vec<u8>> {
        self.seal(object, serde_json::to_vec(content).map_err(Problem::internal)?, entropy)
    }

    pub fn open_json<T: serde::de::DeserializeOwned>(&self, object: &str, sealed: Vec<u8>) -> Answer<T> {
        serde_json::from_slice(&self.open(object, sealed)?).map_err(Problem::internal)
    }
}

fn place(authority: AuthorityId, owner: Uuid, object: &str) -> Vec<u8> {
    let mut place = vec![VERSION];
    place.extend_from_slice(authority.uuid().as_bytes());
    place.extend_from_slice(owner.as_bytes());
    place.extend_from_slice(object.as_bytes());
    place
}

fn key(bytes: &[u8; 32]) -> Answer<LessSafeKey> {
    UnboundKey::new(&AES_256_GCM, bytes).map(LessSafeKey::new).map_err(|_| broken())
}

/// `ciphertext ‖ tag ‖ nonce`: the nonce stands last so that sealing needs no second buffer.
fn seal(key: &LessSafeKey, place: &[u8], mut content: Vec<u8>, entropy: &dyn Entropy) -> Answer<Vec<u8>> {
    let nonce: [u8; NONCE_LEN] = draw(entropy);
    content.reserve_exact(AES_256_GCM.tag_len() + NONCE_LEN);
    let at = Nonce::assume_unique_for_key(nonce);
    key.seal_in_place_append_tag(at, Aad::from(place), &mut content).map_err(|_| broken())?;
    content.extend_from_slice(&nonce);
    Ok(content)
}

fn open(key: &LessSafeKey, place: &[u8], mut sealed: Vec<u8>) -> Answer<Vec<u8>> {
    let split = sealed.len().checked_sub(NONCE_LEN).ok_or_else(broken)?;
    let nonce = Nonce::try_assume_unique_for_key(&sealed[split..]).map_err(|_| broken())?;
    sealed.truncate(split);
    let length = key.open_in_place(nonce, Aad::from(place), &mut sealed).map_err(|_| broken())?.len();
    sealed.truncate(length);
    Ok(sealed)
}

fn broken() -> Problem {
    Problem::internal(anyhow::anyhow!("sealed content does not open: wrong key, or it was altered"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::SystemEntropy;
    use shared::id::AuthorityId;

    fn keys() -> (AuthorityKey, Uuid) {
        (AuthorityKey::new(AuthorityId::from_uuid(Uuid::from_u128(1)), &[1; 32]).unwrap(), Uuid::from_u128(2))
    }

    #[test]
    fn what_is_sealed_opens_in_its_own_place_only() {
        let (authority, owner) = keys();
        let (content, wrapped) = authority.create(owner, &SystemEntropy).unwrap();
        let sealed = content.seal("narrative", b"a black suitcase".to_vec(), &SystemEntropy).unwrap();
        assert!(!sealed.windows(5).any(|w| w == b"black"));
        assert_eq!(
            authority.unwrap(owner, &wrapped).unwrap().open("narrative", sealed.clone()).unwrap(),
            b"a black suitcase"
        );
        assert!(content.open("contact", sealed).is_err());
        assert!(authority.unwrap(Uuid::from_u128(3), &wrapped).is_err());
        let other = AuthorityKey::new(AuthorityId::from_uuid(Uuid::from_u128(9)), &[1; 32]).unwrap();
        assert!(other.unwrap(owner, &wrapped).is_err());
    }

    #[test]
    fn one_flipped_bit_is_noticed() {
        let (authority, owner) = keys();
        let (content, _) = authority.create(owner, &SystemEntropy).unwrap();
        let sealed = content.seal("photo", vec![7; 100], &SystemEntropy).unwrap();
        for i in 0..sealed.len() {
            let mut bent = sealed.clone();
            bent[i] ^= 1;
            assert!(content.open("photo", bent).is_err(), "byte {i}");
        }
        assert!(content.open("photo", vec![]).is_err());
    }
}
