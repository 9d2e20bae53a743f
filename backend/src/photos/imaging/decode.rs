//! One door to the three decoders.

use super::pixels::Pixels;
use super::{ImagingError, Limits, MediaType, jpeg, png, webp};

/// Decodes to opaque 8-bit pixels as stored, not yet turned.
pub(super) fn decode(media: MediaType, bytes: &[u8], limits: &Limits) -> Result<Pixels, ImagingError> {
    match media {
        MediaType::Jpeg => jpeg::decode(bytes, limits),
        MediaType::Png => png::decode(bytes, limits),
        MediaType::Webp => webp::decode(bytes, limits),
        MediaType::Heif => Err(ImagingError::NoPreview),
    }
}
