//! Which way up a picture is: found in its EXIF, applied to its pixels.

use super::pixels::{Colour, Pixels};
use super::{MediaType, jpeg, webp};

/// The eight ways of EXIF, as steps: swap rows and columns, then mirror.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Orientation {
    transpose: bool,
    mirror_x: bool,
    mirror_y: bool,
}

impl Orientation {
    /// Anything outside 1 to 8 leaves the picture as it is.
    pub(super) fn from_exif(value: u16) -> Self {
        let (transpose, mirror_x, mirror_y) = match value {
            2 => (false, true, false),
            3 => (false, true, true),
            4 => (false, false, true),
            5 => (true, false, false),
            6 => (true, true, false),
            7 => (true, true, true),
            8 => (true, false, true),
            _ => (false, false, false),
        };
        Self { transpose, mirror_x, mirror_y }
    }

    pub(super) fn apply(self, image: Pixels) -> Pixels {
        match image.colour {
            Colour::Grey => self.turn::<1>(image),
            Colour::Rgb | Colour::YCbCr => self.turn::<3>(image),
        }
    }

    fn turn<const N: usize>(self, mut image: Pixels) -> Pixels {
        if self.transpose {
            image = transposed::<N>(&image);
        }
        let (width, (pixels, _)) = (image.width as usize, image.data.as_chunks_mut::<N>());
        match (self.mirror_x, self.mirror_y) {
            (false, false) => {}
            (true, true) => pixels.reverse(),
            (true, false) => pixels.chunks_exact_mut(width).for_each(<[_]>::reverse),
            (false, true) => {
                let (upper, lower) = pixels.split_at_mut(pixels.len() / width / 2 * width);
                upper.chunks_exact_mut(width).zip(lower.rchunks_exact_mut(width)).for_each(|(a, b)| {
                    a.swap_with_slice(b);
                });
            }
        }
        image
    }
}

/// Square by square, so that neither side's rows fall out of the cache.
fn transposed<const N: usize>(image: &Pixels) -> Pixels {
    const SQUARE: usize = 32;
    let (width, height) = (image.width as usize, image.height as usize);
    let mut data = vec![0; image.data.len()];
    let (from, to) = (image.data.as_chunks::<N>().0, data.as_chunks_mut::<N>().0);
    for top in (0..height).step_by(SQUARE) {
        for left in (0..width).step_by(SQUARE) {
            let bottom = height.min(top + SQUARE);
            for x in left..width.min(left + SQUARE) {
                let line = &mut to[x * height + top..x * height + bottom];
                for (y, pixel) in (top..bottom).zip(line) {
                    *pixel = from[y * width + x];
                }
            }
        }
    }
    Pixels { width: image.height, height: image.width, colour: image.colour, data }
}

/// The orientation the picture's EXIF asks for, none where there is no EXIF or it makes no sense.
pub(super) fn read(media: MediaType, bytes: &[u8]) -> Orientation {
    let exif = match media {
        MediaType::Jpeg => jpeg::segments(bytes)
            .filter(|segment| segment.marker == 0xE1)
            .find_map(|segment| segment.body.strip_prefix(EXIF_MARK)),
        MediaType::Png => png_exif(bytes),
        MediaType::Webp => webp::chunks(bytes).find(|chunk| chunk.name == b"EXIF").map(|chunk| chunk.body),
        MediaType::Heif => None,
    };
    exif.and_then(tag).map(Orientation::from_exif).unwrap_or_default()
}

const EXIF_MARK: &[u8] = b"Exif\0\0";

/// The `eXIf` chunk, which may stand before or after the pixels.
fn png_exif(bytes: &[u8]) -> Option<&[u8]> {
    let mut rest = bytes.get(8..)?;
    loop {
        let length = u32::from_be_bytes(*rest.first_chunk()?) as usize;
        let (name, after) = (rest.get(4..8)?, rest.get(8..)?);
        match name {
            b"eXIf" => return after.get(..length),
            b"IEND" => return None,
            _ => rest = after.get(length.checked_add(4)?..)?,
        }
    }
}

/// The orientation entry (0x0112) of the first directory of a TIFF block.
fn tag(exif: &[u8]) -> Option<u16> {
    // Some writers carry JPEG's prefix over into PNG and WebP.
    let tiff = exif.strip_prefix(EXIF_MARK).unwrap_or(exif);
    let little = match tiff.first_chunk()? {
        b"II" => true,
        b"MM" => false,
        _ => return None,
    };
    let short = |bytes| if little { u16::from_le_bytes(bytes) } else { u16::from_be_bytes(bytes) };
    let long = |bytes| if little { u32::from_le_bytes(bytes) } else { u32::from_be_bytes(bytes) };
    let directory = tiff.get(long(*tiff.get(4..)?.first_chunk()?) as usize..)?;
    let count = usize::from(short(*directory.first_chunk()?));
    let (entries, _) = directory.get(2..)?.as_chunks::<12>();
    let entry = entries.iter().take(count).find(|entry| short([entry[0], entry[1]]) == 0x0112)?;
    Some(short([entry[8], entry[9]]))
}
