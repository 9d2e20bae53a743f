//! Pixels only: from the bytes of a received photo to the clean copies officers look at.
//!
//! What must never be in here: files, the database, threads, clocks, or anything of the photo's metadata in the
//! copies. A copy is built from decoded pixels alone, so EXIF, XMP, IPTC, colour profiles, embedded thumbnails and
//! whatever follows the end of the image have no way into it. (A photo in a wide colour space loses its profile with
//! them: its copy looks a little paler than the sealed original, which keeps everything.)
//!
//! The bytes come from strangers. All parsing is safe Rust; sizes are taken from the header and refused before
//! anything is decoded; memory is bounded by [`Limits`]; a decoder that panics all the same costs this one photo.
//! One call works on the calling thread alone: whoever calls decides how many run at once.

mod decode;
mod dimensions;
mod encode;
mod jpeg;
mod orientation;
mod pixels;
mod png;
mod resize;
mod sniff;
#[cfg(test)]
mod tests;
mod webp;

use std::panic::{AssertUnwindSafe, catch_unwind};

pub use self::sniff::{MediaType, sniff};

/// How much a photo may ask for, and how large its copies are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Most pixels the header may announce.
    pub pixels: u64,
    /// Most pixels of one side the header may announce.
    pub side: u32,
    /// Most bytes that decoding may hold at once, its result included.
    pub memory: u64,
    /// Longest side of the `view` copy.
    pub view: u32,
    /// Longest side of the `thumb` copy.
    pub thumb: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self { pixels: 64_000_000, side: 65_535, memory: 400 << 20, view: 2560, thumb: 400 }
    }
}

/// Width and height as stored, before any turning.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Size {
    pub width: u32,
    pub height: u32,
}

/// What the first bytes say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Header {
    pub media: MediaType,
    /// Absent for HEIF, which is kept but never decoded here.
    pub size: Option<Size>,
}

/// The two copies, as JPEG files without metadata.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Copies {
    pub view: Vec<u8>,
    pub thumb: Vec<u8>,
    /// Of the `view`, upright.
    pub width: u32,
    /// Of the `view`, upright.
    pub height: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ImagingError {
    /// Does not begin as a photo of a kind we accept: refuse it.
    #[error("not a JPEG, PNG, WebP or HEIF image")]
    NotAPhoto,
    /// The header announces more than the limits allow: refuse it.
    #[error("the image is larger than allowed")]
    TooLarge,
    /// A kind we keep without looking inside: keep it, show no preview.
    #[error("this kind of image has no preview")]
    NoPreview,
    /// Begins as a photo, and cannot be turned into one: keep it, show no preview.
    #[error("the image is damaged or of an unknown variant")]
    Undecodable,
}

/// Reads kind and size without decoding: cheap, whatever the size.
pub fn header(bytes: &[u8], limits: &Limits) -> Result<Header, ImagingError> {
    let media = sniff(bytes).ok_or(ImagingError::NotAPhoto)?;
    if media == MediaType::Heif {
        return Ok(Header { media, size: None });
    }
    let size = dimensions::read(media, bytes).ok_or(ImagingError::Undecodable)?;
    limits.admit(size)?;
    Ok(Header { media, size: Some(size) })
}

/// Makes both copies: decoded, made smaller, turned upright, encoded anew.
///
/// Turning comes after resizing: that gives the same picture and moves a fraction of the bytes.
pub fn clean_copies(bytes: &[u8], limits: &Limits) -> Result<Copies, ImagingError> {
    // Nothing outlives the call but its result, so nothing half-done can be seen after a panic.
    catch_unwind(AssertUnwindSafe(|| copies(bytes, limits))).unwrap_or(Err(ImagingError::Undecodable))
}

fn copies(bytes: &[u8], limits: &Limits) -> Result<Copies, ImagingError> {
    let Header { media, .. } = header(bytes, limits)?;
    let orientation = orientation::read(media, bytes);
    let decoded = decode::decode(media, bytes, limits)?;
    let view = orientation.apply(resize::fit(decoded, limits.view)?);
    let (width, height) = (view.width, view.height);
    let thumb = encode::encode(&resize::reduced(&view, limits.thumb)?)?;
    let view = encode::encode(&view)?;
    Ok(Copies { view, thumb, width, height })
}

impl Limits {
    /// A header is a claim: the decoder's own reading of the size is held to the same limits.
    fn admit(&self, size: Size) -> Result<(), ImagingError> {
        let Size { width, height } = size;
        if width == 0 || height == 0 {
            return Err(ImagingError::Undecodable);
        }
        if width > self.side || height > self.side || u64::from(width) * u64::from(height) > self.pixels {
            return Err(ImagingError::TooLarge);
        }
        Ok(())
    }

    /// Refuses before allocating; the photo is kept and merely has no preview.
    fn afford(&self, bytes: u64) -> Result<(), ImagingError> {
        if bytes > self.memory { Err(ImagingError::Undecodable) } else { Ok(()) }
    }
}
