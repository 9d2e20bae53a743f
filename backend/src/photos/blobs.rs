//! The store of sealed bytes: written once under a random name, fsynced, never overwritten.

use crate::problem::{Answer, Problem};
use anyhow::Context;
use futures_util::TryStreamExt;
use jiff::Timestamp;
use object_store::local::LocalFileSystem;
use object_store::path::Path;
use object_store::{ObjectStore, ObjectStoreExt, PutMode, PutOptions};
use shared::clock::{Entropy, draw};
use shared::id::AuthorityId;
use std::sync::Arc;

#[derive(Clone)]
pub struct Blobs(Arc<dyn ObjectStore>);

impl Blobs {
    pub fn open(dir: &std::path::Path) -> anyhow::Result<Self> {
        std::fs::create_dir_all(dir).with_context(|| format!("cannot make the folder of photos {}", dir.display()))?;
        // Without fsync a photo answered 201 would vanish in a power cut.
        let store = LocalFileSystem::new_with_prefix(dir)?.with_fsync(true);
        Ok(Self(Arc::new(store)))
    }

    /// Stores sealed bytes and answers their name when they are on the disk.
    pub async fn put(&self, authority: AuthorityId, sealed: Vec<u8>, entropy: &dyn Entropy) -> Answer<String> {
        let random = hex::encode(draw::<16>(entropy));
        let (shelf, _) = random.split_at(2);
        let name = format!("{authority}/{shelf}/{random}");
        let once = PutOptions { mode: PutMode::Create, ..PutOptions::default() };
        self.0.put_opts(&Path::from(name.as_str()), sealed.into(), once).await.map_err(Problem::unavailable)?;
        Ok(name)
    }

    /// Names of what one shelf of every authority holds since before an instant.
    pub async fn older(&self, shelf: u8, than: Timestamp) -> Answer<Vec<String>> {
        let mut names = Vec::new();
        for authority in self.0.list_with_delimiter(None).await.map_err(Problem::unavailable)?.common_prefixes {
            let prefix = authority.join(format!("{shelf:02x}"));
            let held: Vec<_> = self.0.list(Some(&prefix)).try_collect().await.map_err(Problem::unavailable)?;
            let old = held.into_iter().filter(|one| one.last_modified.timestamp() < than.as_second());
            names.extend(old.map(|one| one.location.to_string()));
        }
        Ok(names)
    }

    /// Removes what nothing points at any more.
    pub async fn remove(&self, name: &str) -> Answer<()> {
        self.0.delete(&Path::from(name)).await.map_err(Problem::unavailable)
    }

    pub async fn get(&self, name: &str) -> Answer<Vec<u8>> {
        let read = async { self.0.get(&Path::from(name)).await?.bytes().await };
        Ok(read.await.map_err(Problem::internal)?.to_vec())
    }
}
