//! The file itself, looked at once.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

/// The header of PMTiles version 3, in bytes.
const HEADER: usize = 127;
const MAGIC: &[u8] = b"PMTiles\x03";
/// Where the header says from where and how far something goes: the root directory, the metadata, the leaves and the tiles.
const SECTIONS: [usize; 4] = [8, 24, 40, 56];

#[derive(Debug, thiserror::Error)]
pub enum NoArchive {
    #[error("it cannot be read: {0}")]
    Unreadable(#[from] io::Error),
    #[error("it is no PMTiles file of version 3")]
    Foreign,
    #[error("it is cut short: {here} bytes of {whole}")]
    Short { here: u64, whole: u64 },
}

/// A file that was whole when the server started.
pub struct Archive {
    pub path: PathBuf,
    pub bytes: u64,
}

impl Archive {
    /// # Errors
    /// Says what is wrong with the file.
    pub fn open(path: &Path) -> Result<Self, NoArchive> {
        let mut file = File::open(path)?;
        let bytes = file.metadata()?.len();
        let mut header = Vec::with_capacity(HEADER);
        file.by_ref().take(HEADER as u64).read_to_end(&mut header)?;
        let whole = reach(&header).ok_or(NoArchive::Foreign)?;
        if bytes < whole {
            return Err(NoArchive::Short { here: bytes, whole });
        }
        Ok(Self { path: path.to_owned(), bytes })
    }

    /// The file that is named, if it can be used; if not, the log says why and there is none.
    pub fn named(path: Option<&Path>) -> Option<Self> {
        let path = path?;
        Self::open(path)
            .inspect_err(|problem| tracing::warn!(file = %path.display(), %problem, "there is no base map"))
            .ok()
    }
}

/// Up to which byte there must be something.
fn reach(header: &[u8]) -> Option<u64> {
    if header.len() < HEADER || !header.starts_with(MAGIC) {
        return None;
    }
    let number = |at: usize| Some(u64::from_le_bytes(header.get(at..at + 8)?.try_into().ok()?));
    let end = |at: usize| number(at)?.checked_add(number(at + 8)?);
    SECTIONS.into_iter().map(end).try_fold(HEADER as u64, |most, end| Some(most.max(end?)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header(tiles: (u64, u64)) -> Vec<u8> {
        let mut header = vec![0; HEADER];
        header[..8].copy_from_slice(MAGIC);
        header[56..64].copy_from_slice(&tiles.0.to_le_bytes());
        header[64..72].copy_from_slice(&tiles.1.to_le_bytes());
        header
    }

    #[test]
    fn a_file_must_be_one_and_whole() {
        assert_eq!(reach(&header((300, 42))), Some(342));
        assert_eq!(reach(&header((0, 0))), Some(127));
        assert_eq!(reach(&header((u64::MAX, 1))), None);
        assert_eq!(reach(&header((300, 42))[..126]), None);
        let mut older = header((300, 42));
        older[7] = 2;
        assert_eq!(reach(&older), None);
        assert_eq!(reach(b"<!doctype html>"), None);
    }
}
