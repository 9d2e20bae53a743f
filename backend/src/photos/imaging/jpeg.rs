//! JPEG: walking its segments, and decoding it with zune-jpeg.

use zune_jpeg::JpegDecoder;
use zune_jpeg::zune_core::bytestream::ZCursor;
use zune_jpeg::zune_core::colorspace::ColorSpace;
use zune_jpeg::zune_core::options::DecoderOptions;

use super::pixels::{Colour, Pixels};
use super::{ImagingError, Limits, Size};

/// Cameras write about ten scans. Each scan of a progressive picture is a walk over all of it, so a file
/// of a few kilobytes with hundreds of scans would keep a core busy for minutes.
const MOST_SCANS: usize = 32;

const END_OF_IMAGE: u8 = 0xD9;
const START_OF_SCAN: u8 = 0xDA;

/// One marker and what it carries.
pub(super) struct Segment<'a> {
    pub(super) marker: u8,
    pub(super) body: &'a [u8],
    /// What follows it, entropy-coded data after a scan's header.
    rest: &'a [u8],
}

impl Segment<'_> {
    /// A frame header (SOF) of any coding; C4, C8 and CC in its range are something else.
    pub(super) fn is_frame(&self) -> bool {
        matches!(self.marker, 0xC0..=0xCF) && !matches!(self.marker, 0xC4 | 0xC8 | 0xCC)
    }

    fn is_progressive(&self) -> bool {
        matches!(self.marker, 0xC2)
    }
}

/// The segments up to and with the first scan's header; stops where they make no sense.
pub(super) fn segments(bytes: &[u8]) -> impl Iterator<Item = Segment<'_>> {
    let mut rest = bytes.get(2..).unwrap_or_default();
    std::iter::from_fn(move || {
        let segment = next_segment(rest)?;
        rest = if segment.marker == START_OF_SCAN { &[] } else { segment.rest };
        Some(segment)
    })
}

fn next_segment(bytes: &[u8]) -> Option<Segment<'_>> {
    // Decoders skip stray bytes before a marker, and a marker may be led by any number of FF: so do we.
    let at = bytes.windows(2).position(|pair| pair[0] == 0xFF && !matches!(pair[1], 0x00 | 0xFF))?;
    let (marker, after) = (*bytes.get(at + 1)?, bytes.get(at + 2..)?);
    if matches!(marker, 0x01 | 0xD0..=0xD9) {
        return Some(Segment { marker, body: &[], rest: after });
    }
    let length = usize::from(u16::from_be_bytes(*after.first_chunk()?));
    Some(Segment { marker, body: after.get(2..length)?, rest: after.get(length..)? })
}

/// Whether the picture's end was received. A decoder fills what is missing with grey, which would look like evidence.
fn is_whole(bytes: &[u8]) -> bool {
    // Nearly always the file ends there; only else (trailing data, or cut) is every scan walked.
    let tail = bytes.iter().rposition(|byte| *byte != 0).unwrap_or(0);
    if bytes.get(tail.saturating_sub(1)..=tail) == Some(&[0xFF, END_OF_IMAGE]) {
        return true;
    }
    let mut rest = bytes.get(2..).unwrap_or_default();
    // In coded data FF is followed by 00 or a restart mark, so the next other marker is a real one.
    while let Some(segment) = next_segment(rest) {
        if segment.marker == END_OF_IMAGE {
            return true;
        }
        rest = segment.rest;
    }
    false
}

pub(super) fn decode(bytes: &[u8], limits: &Limits) -> Result<Pixels, ImagingError> {
    if !is_whole(bytes) {
        return Err(ImagingError::Undecodable);
    }
    let side = limits.side as usize;
    let options = DecoderOptions::default()
        .set_strict_mode(false)
        .set_max_width(side)
        .set_max_height(side)
        .jpeg_set_max_scans(MOST_SCANS);
    let mut decoder = JpegDecoder::new_with_options(ZCursor::new(bytes), options);
    decoder.decode_headers().map_err(|_| ImagingError::Undecodable)?;

    let (width, height) = decoder.dimensions().ok_or(ImagingError::Undecodable)?;
    let (width, height) = (to_u32(width)?, to_u32(height)?);
    limits.admit(Size { width, height })?;
    let (colour, space) = match decoder.input_colorspace().ok_or(ImagingError::Undecodable)? {
        ColorSpace::Luma => (Colour::Grey, ColorSpace::Luma),
        ColorSpace::YCbCr => (Colour::YCbCr, ColorSpace::YCbCr),
        _ => (Colour::Rgb, ColorSpace::RGB),
    };
    decoder.set_options(options.jpeg_set_out_colorspace(space));

    let length = width as usize * height as usize * colour.channels();
    limits.afford(length as u64 + coefficients(bytes))?;
    let mut data = vec![0; length];
    decoder.decode_into(&mut data).map_err(|_| ImagingError::Undecodable)?;
    Ok(Pixels { width, height, colour, data })
}

/// Bytes the decoder holds besides the pixels: of a picture in several scans all coefficients, two bytes each.
fn coefficients(bytes: &[u8]) -> u64 {
    let Some(frame) = segments(bytes).find(Segment::is_frame) else { return 0 };
    let components = frame.body.get(5).copied().unwrap_or(0);
    let in_first_scan = segments(bytes).find(|segment| segment.marker == START_OF_SCAN);
    let in_first_scan = in_first_scan.and_then(|scan| scan.body.first().copied()).unwrap_or(0);
    if !frame.is_progressive() && in_first_scan == components {
        return 0;
    }
    let field = |at: usize| frame.body.get(at..).and_then(<[u8]>::first_chunk).map_or(0, |f| u16::from_be_bytes(*f));
    let pixels = (u64::from(field(1)).next_multiple_of(32)) * u64::from(field(3)).next_multiple_of(32);
    // Each component's share of the full resolution is the product of its two sampling factors over the largest.
    let factors = frame.body.get(6..).unwrap_or_default().chunks_exact(3);
    let shares: Vec<u64> = factors.map(|f| u64::from(f[1] >> 4) * u64::from(f[1] & 15)).collect();
    let largest = shares.iter().copied().max().unwrap_or(1).max(1);
    shares.iter().sum::<u64>() * pixels * 2 / largest
}

fn to_u32(side: usize) -> Result<u32, ImagingError> {
    u32::try_from(side).map_err(|_| ImagingError::TooLarge)
}
