//! What the device keeps, on disk: one folder per report, sealed, each change whole or not at all.
//!
//! ```text
//! <folder>/device.key            only where there is no keychain
//! <folder>/badge                 who uses this device under their name, if anybody does
//! <folder>/store.lock            held for the length of one change
//! <folder>/sender.lock           held for life by the one process that sends
//! <folder>/reports/<h>/item      the report, its amendments, messages and receipt
//! <folder>/reports/<h>/<h>       the bytes of one photo, until the server has them
//! ```
//! `<h>` is a hash: the key is as secret as the receipt and must not stand in a file name.
//! Nothing is cached: the files are the truth, so that a second window sees them too.

use crate::disk;
use crate::item::{Badge, Kept, OutboxItem, OutboxPhoto, OutboxWords, SendState};
use crate::keys::{self, Keychain};
use crate::seal::{self, DeviceKey, SealError};
use sha2::{Digest, Sha256};
use shared::clock::Entropy;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use uuid::Uuid;

/// What the badge is sealed to.
const BADGE: &str = "badge";

pub struct Store {
    folder: PathBuf,
    keys: Vec<DeviceKey>,
    entropy: Arc<dyn Entropy>,
    within: Mutex<()>,
}

#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    #[error("the device's storage failed")]
    Disk(#[from] io::Error),
    #[error(transparent)]
    Seal(#[from] SealError),
    #[error("what was kept cannot be read")]
    Shape(#[from] serde_json::Error),
    #[error("there is no such report on this device")]
    Unknown,
    #[error("the photo's bytes are not those that were named")]
    Digest,
    #[error("the device has no key")]
    NoKey,
}

impl Store {
    /// Opens the store, makes it on first use, and clears away what a crash left half done.
    pub fn open(folder: &Path, keychain: &dyn Keychain, entropy: Arc<dyn Entropy>) -> Result<Self, StoreError> {
        disk::make_folder(&folder.join("reports"))?;
        let mut store = Self { folder: folder.to_owned(), keys: Vec::new(), entropy, within: Mutex::new(()) };
        // Two windows that start at once must not each make a key.
        let held = disk::lock(&store.folder.join("store.lock"))?;
        store.keys = keys::gather(folder, keychain, store.entropy.as_ref())?;
        store.sweep()?;
        drop(held);
        Ok(store)
    }

    /// Adds the item, or joins it to the one kept under its key. Once this returns, it survives anything but the disk.
    pub fn put(&self, item: OutboxItem) -> Result<(), StoreError> {
        let _held = self.hold()?;
        let kept = match self.read(item.key)? {
            Some(mut kept) => {
                kept.join(item);
                kept
            }
            None => Kept::new(item),
        };
        self.write(&kept)
    }

    /// Keeps a photo's bytes, and only then lists the photo.
    pub fn put_photo(&self, key: Uuid, mut photo: OutboxPhoto, content: &[u8]) -> Result<(), StoreError> {
        let digest = hex::encode(Sha256::digest(content));
        if !photo.sha256.is_empty() && !photo.sha256.eq_ignore_ascii_case(&digest) {
            return Err(StoreError::Digest);
        }
        let _held = self.hold()?;
        let mut kept = self.read(key)?.ok_or(StoreError::Unknown)?;
        let known = kept.item.photos.iter_mut().find(|known| known.id == photo.id);
        if known.as_ref().is_some_and(|known| known.state == SendState::Sent) {
            return Ok(());
        }
        let sealed = self.key()?.seal(&photo_place(key, photo.id), content, self.entropy.as_ref())?;
        disk::write_whole(&self.photo_path(key, photo.id), &sealed)?;
        photo.bytes = content.len() as u64;
        photo.sha256 = digest;
        photo.state = SendState::Waiting;
        match known {
            Some(known) => *known = photo,
            None => kept.item.photos.push(photo),
        }
        kept.photos_not_before = kept.photos_asked_until;
        self.write(&kept)
    }

    /// The bytes of a photo that still waits here.
    pub fn photo(&self, key: Uuid, photo: Uuid) -> Result<Option<Vec<u8>>, StoreError> {
        let Some(sealed) = disk::read(&self.photo_path(key, photo))? else { return Ok(None) };
        Ok(Some(seal::open(&self.keys, &photo_place(key, photo), &sealed)?))
    }

    pub fn remove_photo(&self, key: Uuid, photo: Uuid) -> Result<(), StoreError> {
        let _held = self.hold()?;
        if let Some(mut kept) = self.read(key)? {
            kept.item.photos.retain(|known| known.id != photo);
            self.write(&kept)?;
        }
        Ok(disk::remove(&self.photo_path(key, photo))?)
    }

    /// Lets go of bytes the server has. The item must say so already.
    pub fn drop_bytes(&self, key: Uuid, photo: Uuid) -> Result<(), StoreError> {
        let _held = self.hold()?;
        Ok(disk::remove(&self.photo_path(key, photo))?)
    }

    /// Changes one item. `None` if it is no longer here (somebody erased it meanwhile).
    pub fn change(&self, key: Uuid, change: impl FnOnce(&mut Kept)) -> Result<Option<Kept>, StoreError> {
        let _held = self.hold()?;
        let Some(mut kept) = self.read(key)? else { return Ok(None) };
        change(&mut kept);
        self.write(&kept)?;
        Ok(Some(kept))
    }

    /// Erases an item and its photos. Only ever called because a person asked.
    pub fn remove(&self, key: Uuid) -> Result<(), StoreError> {
        let _held = self.hold()?;
        // The item first: a folder without one is swept at the next start, should this be cut short.
        disk::remove(&self.item_path(key))?;
        clear(&self.report_folder(key))
    }

    /// Takes a report back: erases it if it has not begun to leave, else lets `words` follow it. Answers whether it was erased.
    pub fn take_back(&self, key: Uuid, words: OutboxWords) -> Result<bool, StoreError> {
        let _held = self.hold()?;
        match self.read(key)? {
            Some(mut kept) if kept.has_left() => {
                if kept.item.amendments.iter().all(|known| known.key != words.key) {
                    kept.item.amendments.push(OutboxWords { state: SendState::Waiting, ..words });
                }
                kept.item.next_try_at = kept.asked_until;
                self.write(&kept)?;
                Ok(false)
            }
            _ => {
                disk::remove(&self.item_path(key))?;
                clear(&self.report_folder(key))?;
                Ok(true)
            }
        }
    }

    /// Whoever uses this device under their name.
    pub fn badge(&self) -> Result<Option<Badge>, StoreError> {
        let Some(sealed) = disk::read(&self.folder.join("badge"))? else { return Ok(None) };
        Ok(Some(serde_json::from_slice(&seal::open(&self.keys, BADGE, &sealed)?)?))
    }

    pub fn keep_badge(&self, badge: Option<&Badge>) -> Result<(), StoreError> {
        let _held = self.hold()?;
        let path = self.folder.join("badge");
        let Some(badge) = badge else { return Ok(disk::remove(&path)?) };
        let sealed = self.key()?.seal(BADGE, &serde_json::to_vec(badge)?, self.entropy.as_ref())?;
        Ok(disk::write_whole(&path, &sealed)?)
    }

    /// Erases everything, also what cannot be opened. Only ever called because a person asked.
    pub fn clear(&self) -> Result<(), StoreError> {
        let _held = self.hold()?;
        for folder in folders(&self.folder.join("reports"))? {
            disk::remove(&folder.join("item"))?;
            clear(&folder)?;
        }
        Ok(disk::remove(&self.folder.join("badge"))?)
    }

    /// Everything that can be opened, oldest first. What cannot be is left where it is, and counted in the log.
    pub fn list(&self) -> Result<Vec<Kept>, StoreError> {
        let (mut all, mut closed) = (Vec::new(), 0);
        for folder in folders(&self.folder.join("reports"))? {
            match disk::read(&folder.join("item")).map(|sealed| sealed.map(|sealed| self.unseal(&folder, &sealed))) {
                Ok(None) => {}
                Ok(Some(Ok(kept))) => all.push(kept),
                // One report that cannot be read must not hold back the others.
                Ok(Some(Err(_))) | Err(_) => closed += 1,
            }
        }
        if closed > 0 {
            log::warn!("{closed} kept reports cannot be opened now; they stay on this device");
        }
        all.sort_by(|a, b| (&a.item.created_at, a.item.key).cmp(&(&b.item.created_at, b.item.key)));
        Ok(all)
    }

    pub fn get(&self, key: Uuid) -> Result<Option<Kept>, StoreError> {
        self.read(key)
    }

    /// The right to send, held until dropped; `None` while another process has it.
    pub fn sender(&self) -> Result<Option<File>, StoreError> {
        Ok(disk::try_lock(&self.folder.join("sender.lock"))?)
    }

    fn key(&self) -> Result<&DeviceKey, StoreError> {
        self.keys.first().ok_or(StoreError::NoKey)
    }

    fn read(&self, key: Uuid) -> Result<Option<Kept>, StoreError> {
        let folder = self.report_folder(key);
        match disk::read(&folder.join("item"))? {
            Some(sealed) => self.unseal(&folder, &sealed).map(Some),
            None => Ok(None),
        }
    }

    fn unseal(&self, folder: &Path, sealed: &[u8]) -> Result<Kept, StoreError> {
        Ok(serde_json::from_slice(&seal::open(&self.keys, &item_place(folder), sealed)?)?)
    }

    fn write(&self, kept: &Kept) -> Result<(), StoreError> {
        let folder = self.report_folder(kept.item.key);
        disk::make_folder(&folder)?;
        let sealed = self.key()?.seal(&item_place(&folder), &serde_json::to_vec(kept)?, self.entropy.as_ref())?;
        Ok(disk::write_whole(&folder.join("item"), &sealed)?)
    }

    fn sweep(&self) -> Result<(), StoreError> {
        for folder in folders(&self.folder.join("reports"))? {
            match disk::read(&folder.join("item"))? {
                None => clear(&folder)?,
                Some(sealed) => {
                    let Ok(kept) = self.unseal(&folder, &sealed) else { continue };
                    for photo in kept.item.photos.iter().filter(|photo| photo.state == SendState::Sent) {
                        disk::remove(&self.photo_path(kept.item.key, photo.id))?;
                    }
                }
            }
        }
        Ok(())
    }

    /// One change at a time, in this process and in any other.
    fn hold(&self) -> Result<(MutexGuard<'_, ()>, File), StoreError> {
        let within = self.within.lock().unwrap_or_else(PoisonError::into_inner);
        Ok((within, disk::lock(&self.folder.join("store.lock"))?))
    }

    fn report_folder(&self, key: Uuid) -> PathBuf {
        self.folder.join("reports").join(hashed(key))
    }

    fn item_path(&self, key: Uuid) -> PathBuf {
        self.report_folder(key).join("item")
    }

    fn photo_path(&self, key: Uuid, photo: Uuid) -> PathBuf {
        self.report_folder(key).join(hashed(photo))
    }
}

fn hashed(id: Uuid) -> String {
    hex::encode(&Sha256::new().chain_update(b"see-say-act/outbox-name").chain_update(id).finalize()[..16])
}

fn item_place(folder: &Path) -> String {
    format!("item:{}", folder.file_name().unwrap_or_default().to_string_lossy())
}

fn photo_place(key: Uuid, photo: Uuid) -> String {
    format!("photo:{}:{}", hashed(key), hashed(photo))
}

fn folders(parent: &Path) -> Result<Vec<PathBuf>, StoreError> {
    let entries = fs::read_dir(parent)?.collect::<io::Result<Vec<_>>>()?;
    Ok(entries.into_iter().map(|entry| entry.path()).filter(|path| path.is_dir()).collect())
}

fn clear(folder: &Path) -> Result<(), StoreError> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        done => Ok(done?),
    }
}
