//! Where files lie: sealed as they are written, in pieces, each bound to its place and the last one marked, so that a file that was cut
//! short, put together from others or bent does not open. Written beside its place, fsynced, and only then put there.

use crate::problem::{Answer, Problem};
use crate::seal::ContentKey;
use anyhow::Context;
use bytes::Bytes;
use futures_util::stream::LocalBoxStream;
use sha2::{Digest, Sha256};
use shared::clock::Entropy;
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tokio::fs::{self, File, OpenOptions};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

/// Bytes of one piece, before it is sealed.
const PIECE: usize = 1024 * 1024;
/// Sealing adds a tag and a nonce.
const SEALED: usize = PIECE + 16 + 12;
/// What is still being written is called so.
const HALF: &str = ".part";

pub struct Shelf(PathBuf);

impl Shelf {
    pub fn open(dir: &Path) -> anyhow::Result<Self> {
        std::fs::DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(dir)
            .with_context(|| format!("cannot make the folder of exports {}", dir.display()))?;
        Ok(Self(dir.to_owned()))
    }

    /// Begins a file; what an earlier try left under this name is gone.
    pub async fn begin(&self, name: &str, key: ContentKey, entropy: Arc<dyn Entropy>) -> Answer<Writing> {
        let half = self.0.join(format!("{name}{HALF}"));
        let opened = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&half).await;
        Ok(Writing {
            file: opened.map_err(Problem::unavailable)?,
            half,
            place: self.0.join(name),
            key,
            entropy,
            piece: Vec::with_capacity(PIECE),
            pieces: 0,
            bytes: 0,
            hash: Sha256::new(),
        })
    }

    /// Opens a file of so many bytes. Its first piece is opened here already: what does not open is no answer that breaks off.
    pub async fn read(
        &self,
        name: &str,
        key: ContentKey,
        bytes: u64,
    ) -> Answer<LocalBoxStream<'static, Answer<Bytes>>> {
        let mut file = File::open(self.0.join(name)).await.map_err(Problem::internal)?;
        let mut left = bytes;
        let mut number = 0;
        let mut next = Some(piece(&mut file, &key, number, &mut left).await?);
        Ok(Box::pin(async_stream::stream! {
            while let Some(opened) = next.take() {
                yield Ok(Bytes::from(opened));
                if left == 0 {
                    return;
                }
                number += 1;
                match piece(&mut file, &key, number, &mut left).await {
                    Ok(opened) => next = Some(opened),
                    Err(problem) => {
                        tracing::error!(cause = ?problem, "an export does not open to its end");
                        yield Err(problem);
                        return;
                    }
                }
            }
        }))
    }

    /// Deletes a file, whole or half. One that is not there is as good as deleted.
    pub async fn remove(&self, name: &str) -> Answer<()> {
        for path in [self.0.join(name), self.0.join(format!("{name}{HALF}"))] {
            match fs::remove_file(path).await {
                Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(Problem::unavailable(error)),
                _ => {}
            }
        }
        Ok(())
    }

    /// The names of what lies here; of what is half written, the name it is going to have.
    pub async fn names(&self) -> Answer<Vec<String>> {
        let mut names = Vec::new();
        let mut listed = fs::read_dir(&self.0).await.map_err(Problem::unavailable)?;
        while let Some(entry) = listed.next_entry().await.map_err(Problem::unavailable)? {
            let name = entry.file_name().to_string_lossy().into_owned();
            names.push(name.strip_suffix(HALF).map_or(name.clone(), ToOwned::to_owned));
        }
        names.sort_unstable();
        names.dedup();
        Ok(names)
    }
}

async fn piece(file: &mut File, key: &ContentKey, number: u64, left: &mut u64) -> Answer<Vec<u8>> {
    let mut sealed = Vec::with_capacity(SEALED);
    file.take(SEALED as u64).read_to_end(&mut sealed).await.map_err(Problem::internal)?;
    let last = *left <= PIECE as u64;
    let opened = key.open(&place(number, last), sealed)?;
    *left = left.saturating_sub(opened.len() as u64);
    Ok(opened)
}

fn place(number: u64, last: bool) -> String {
    format!("export/{number}/{}", if last { "last" } else { "more" })
}

/// A file on its way to the disk.
pub struct Writing {
    file: File,
    half: PathBuf,
    place: PathBuf,
    key: ContentKey,
    entropy: Arc<dyn Entropy>,
    piece: Vec<u8>,
    pieces: u64,
    bytes: u64,
    hash: Sha256,
}

/// What was written, before it was sealed.
pub struct Written {
    pub bytes: u64,
    pub sha256: Vec<u8>,
}

impl Writing {
    pub async fn write(&mut self, mut bytes: &[u8]) -> Answer<()> {
        self.hash.update(bytes);
        self.bytes += bytes.len() as u64;
        while !bytes.is_empty() {
            // The last piece is marked: a full one goes out only when more follows.
            if self.piece.len() == PIECE {
                self.put(false).await?;
            }
            let (fits, rest) = bytes.split_at(bytes.len().min(PIECE - self.piece.len()));
            self.piece.extend_from_slice(fits);
            bytes = rest;
        }
        Ok(())
    }

    async fn put(&mut self, last: bool) -> Answer<()> {
        let piece = std::mem::replace(&mut self.piece, Vec::with_capacity(SEALED));
        let sealed = self.key.seal(&place(self.pieces, last), piece, &*self.entropy)?;
        self.pieces += 1;
        self.file.write_all(&sealed).await.map_err(Problem::unavailable)
    }

    /// Answers when the whole file is on the disk under its name.
    pub async fn finish(mut self) -> Answer<Written> {
        self.put(true).await?;
        self.file.flush().await.map_err(Problem::unavailable)?;
        self.file.sync_all().await.map_err(Problem::unavailable)?;
        fs::rename(&self.half, &self.place).await.map_err(Problem::unavailable)?;
        if let Some(dir) = self.place.parent() {
            File::open(dir).await.map_err(Problem::unavailable)?.sync_all().await.map_err(Problem::unavailable)?;
        }
        Ok(Written { bytes: self.bytes, sha256: self.hash.finalize().to_vec() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::SystemEntropy;
    use crate::seal::AuthorityKey;
    use futures_util::TryStreamExt;
    use shared::clock::draw;
    use shared::id::AuthorityId;
    use uuid::Uuid;

    #[tokio::test]
    async fn what_was_written_is_read_and_what_was_cut_or_bent_is_not() {
        let dir = std::env::temp_dir().join(format!("ssa-shelf-{}", hex::encode(draw::<8>(&SystemEntropy))));
        let shelf = Shelf::open(&dir).unwrap();
        let owner = Uuid::from_u128(2);
        let authority = AuthorityKey::new(AuthorityId::from_uuid(Uuid::from_u128(1)), &[1; 32]).unwrap();
        for length in [0, 1, PIECE - 1, PIECE, PIECE + 1, 2 * PIECE, 2 * PIECE + 7] {
            let content: Vec<u8> = (0..length).map(|i| u8::try_from(i % 251).unwrap()).collect();
            let (key, wrapped) = authority.create(owner, &SystemEntropy).unwrap();
            let mut writing = shelf.begin("one", key, Arc::new(SystemEntropy)).await.unwrap();
            for some in content.chunks(700_001) {
                writing.write(some).await.unwrap();
            }
            assert!(!dir.join("one").exists() && dir.join("one.part").exists(), "not there before it is whole");
            let written = writing.finish().await.unwrap();
            assert_eq!((written.bytes, written.sha256), (length as u64, Sha256::digest(&content).to_vec()));
            let read = async |bytes: u64| {
                let key = authority.unwrap(owner, &wrapped).unwrap();
                shelf.read("one", key, bytes).await?.try_collect::<Vec<_>>().await.map(|pieces| pieces.concat())
            };
            assert_eq!(read(length as u64).await.unwrap(), content, "{length}");
            let whole = std::fs::read(dir.join("one")).unwrap();
            if length > PIECE {
                std::fs::write(dir.join("one"), &whole[..SEALED]).unwrap();
                assert!(read(length as u64).await.is_err(), "cut: {length}");
                assert!(read(PIECE as u64).await.is_err(), "cut, and its length too: {length}");
            }
            let mut bent = whole.clone();
            let last = bent.len() - 13;
            bent[last] ^= 1;
            std::fs::write(dir.join("one"), bent).unwrap();
            assert!(read(length as u64).await.is_err(), "bent: {length}");
            assert_eq!(shelf.names().await.unwrap(), ["one"]);
            shelf.remove("one").await.unwrap();
            assert_eq!(shelf.names().await.unwrap(), [""; 0]);
        }
        std::fs::remove_dir_all(dir).unwrap();
    }
}
