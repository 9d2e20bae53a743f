//! Width and height out of a header, without a decoder: so that a bomb costs microseconds and no memory.

use super::{MediaType, Size, jpeg, webp};

/// `None` where the header is cut or makes no sense, and for HEIF.
pub(super) fn read(media: MediaType, bytes: &[u8]) -> Option<Size> {
    match media {
        MediaType::Jpeg => of_jpeg(bytes),
        MediaType::Png => of_png(bytes),
        MediaType::Webp => of_webp(bytes),
        MediaType::Heif => None,
    }
}

/// Of the frame header: precision, height, width.
fn of_jpeg(bytes: &[u8]) -> Option<Size> {
    let frame = jpeg::segments(bytes).find(|segment| segment.is_frame())?;
    let height = u16::from_be_bytes(*frame.body.get(1..)?.first_chunk()?);
    let width = u16::from_be_bytes(*frame.body.get(3..)?.first_chunk()?);
    Some(Size { width: width.into(), height: height.into() })
}

/// `IHDR` must come first: signature, length, name, width, height.
fn of_png(bytes: &[u8]) -> Option<Size> {
    if bytes.get(12..16)? != b"IHDR" {
        return None;
    }
    let width = u32::from_be_bytes(*bytes.get(16..)?.first_chunk()?);
    let height = u32::from_be_bytes(*bytes.get(20..)?.first_chunk()?);
    Some(Size { width, height })
}

/// An extended file has a canvas and a picture, which can disagree: the larger claim of each counts.
fn of_webp(bytes: &[u8]) -> Option<Size> {
    webp::chunks(bytes)
        .filter_map(|chunk| of_webp_chunk(chunk.name, chunk.body))
        .reduce(|a, b| Size { width: a.width.max(b.width), height: a.height.max(b.height) })
}

fn of_webp_chunk(name: &[u8; 4], body: &[u8]) -> Option<Size> {
    match name {
        b"VP8X" => {
            let side = |at: usize| {
                let [low, middle, high] = *body.get(at..)?.first_chunk()?;
                Some(1 + u32::from_le_bytes([low, middle, high, 0]))
            };
            Some(Size { width: side(4)?, height: side(7)? })
        }
        b"VP8L" => {
            let [0x2F, packed @ ..] = *body.first_chunk::<5>()? else { return None };
            let packed = u32::from_le_bytes(packed);
            Some(Size { width: 1 + (packed & 0x3FFF), height: 1 + (packed >> 14 & 0x3FFF) })
        }
        b"VP8 " => {
            // The two upper bits of each side only say how it would like to be shown.
            let [0x9D, 0x01, 0x2A, sides @ ..] = *body.get(3..)?.first_chunk::<7>()? else { return None };
            let [w0, w1, h0, h1] = sides;
            let side = |low, high| u32::from(u16::from_le_bytes([low, high]) & 0x3FFF);
            Some(Size { width: side(w0, w1), height: side(h0, h1) })
        }
        _ => None,
    }
}
