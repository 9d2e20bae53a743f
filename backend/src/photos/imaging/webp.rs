//! WebP: walking its chunks, and decoding it (of an animation, the first picture).

use std::io::Cursor;

use image::ImageDecoder;
use image::codecs::webp::WebPDecoder;

use super::pixels::{Colour, Pixels};
use super::png::flatten_in_place;
use super::{ImagingError, Limits, Size};

pub(super) struct Chunk<'a> {
    pub(super) name: &'a [u8; 4],
    pub(super) body: &'a [u8],
}

/// The chunks of the file; the last one may be cut short.
pub(super) fn chunks(bytes: &[u8]) -> impl Iterator<Item = Chunk<'_>> {
    let mut rest = bytes.get(12..).unwrap_or_default();
    std::iter::from_fn(move || {
        let name = rest.first_chunk()?;
        let length = u32::from_le_bytes(*rest.get(4..)?.first_chunk()?) as usize;
        let after = rest.get(8..)?;
        let body = after.get(..length).unwrap_or(after);
        // A chunk of odd length is followed by a byte of padding.
        rest = after.get(length.saturating_add(length & 1)..).unwrap_or_default();
        Some(Chunk { name, body })
    })
}

/// Bytes a pixel that the decoder may hold besides its result: planes of a lossy picture, a copy of a lossless one.
const WORKING_BYTES_PER_PIXEL: u64 = 4;

pub(super) fn decode(bytes: &[u8], limits: &Limits) -> Result<Pixels, ImagingError> {
    let mut decoder = WebPDecoder::new(Cursor::new(bytes)).map_err(|_| ImagingError::Undecodable)?;
    let (width, height) = decoder.dimensions();
    limits.admit(Size { width, height })?;
    let working = u64::from(width) * u64::from(height) * WORKING_BYTES_PER_PIXEL;
    limits.afford(decoder.total_bytes() + working)?;
    let mut allowed = image::Limits::no_limits();
    allowed.max_image_width = Some(limits.side);
    allowed.max_image_height = Some(limits.side);
    allowed.max_alloc = Some(limits.memory);
    decoder.set_limits(allowed).map_err(|_| ImagingError::TooLarge)?;

    let length = usize::try_from(decoder.total_bytes()).map_err(|_| ImagingError::TooLarge)?;
    let transparent = decoder.color_type().has_alpha();
    let mut data = vec![0; length];
    decoder.read_image(&mut data).map_err(|_| ImagingError::Undecodable)?;
    if transparent {
        flatten_in_place::<4>(&mut data);
    }
    Ok(Pixels { width, height, colour: Colour::Rgb, data })
}
