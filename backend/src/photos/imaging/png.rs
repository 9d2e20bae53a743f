//! PNG, read row by row: however deep or transparent it is, three bytes a pixel are all that is kept.

use std::io::Cursor;

use ::png::{BitDepth, ColorType, Decoder, Limits as DecoderLimits, Reader, Transformations};

use super::pixels::{Colour, Pixels, over_white};
use super::{ImagingError, Limits, Size};

type Source<'a> = Reader<Cursor<&'a [u8]>>;

/// For the decoder's own rows and chunks. Text and profiles are skipped unread.
const WORKING_BYTES: usize = 16 << 20;

pub(super) fn decode(bytes: &[u8], limits: &Limits) -> Result<Pixels, ImagingError> {
    let mut decoder = Decoder::new_with_limits(Cursor::new(bytes), DecoderLimits { bytes: WORKING_BYTES });
    decoder.set_ignore_text_chunk(true);
    decoder.set_ignore_iccp_chunk(true);
    decoder.set_transformations(Transformations::normalize_to_color8());
    let mut reader = decoder.read_info().map_err(|_| ImagingError::Undecodable)?;

    let size = Size { width: reader.info().width, height: reader.info().height };
    limits.admit(size)?;
    let (kind, BitDepth::Eight) = reader.output_color_type() else { return Err(ImagingError::Undecodable) };
    let colour = match kind {
        ColorType::Grayscale | ColorType::GrayscaleAlpha => Colour::Grey,
        ColorType::Rgb | ColorType::Rgba => Colour::Rgb,
        ColorType::Indexed => return Err(ImagingError::Undecodable),
    };
    let pixels = u64::from(size.width) * u64::from(size.height);
    let data = if reader.info().interlaced {
        limits.afford(pixels * kind.samples() as u64)?;
        whole(&mut reader, kind)?
    } else {
        limits.afford(pixels * colour.channels() as u64)?;
        by_rows(&mut reader, kind, pixels as usize * colour.channels())?
    };
    if data.len() as u64 != pixels * colour.channels() as u64 {
        return Err(ImagingError::Undecodable);
    }
    Ok(Pixels { width: size.width, height: size.height, colour, data })
}

fn by_rows(reader: &mut Source<'_>, kind: ColorType, length: usize) -> Result<Vec<u8>, ImagingError> {
    let mut data = Vec::with_capacity(length);
    while let Some(row) = reader.next_row().map_err(|_| ImagingError::Undecodable)? {
        append_opaque(&mut data, row.data(), kind);
    }
    Ok(data)
}

/// Interlaced rows arrive in no order a row-wise reader could use.
fn whole(reader: &mut Source<'_>, kind: ColorType) -> Result<Vec<u8>, ImagingError> {
    let mut data = vec![0; reader.output_buffer_size().ok_or(ImagingError::Undecodable)?];
    reader.next_frame(&mut data).map_err(|_| ImagingError::Undecodable)?;
    match kind {
        ColorType::GrayscaleAlpha => flatten_in_place::<2>(&mut data),
        ColorType::Rgba => flatten_in_place::<4>(&mut data),
        _ => {}
    }
    Ok(data)
}

fn append_opaque(data: &mut Vec<u8>, row: &[u8], kind: ColorType) {
    match kind {
        ColorType::GrayscaleAlpha => data.extend(row.as_chunks().0.iter().map(|&[grey, a]| over_white(grey, a))),
        ColorType::Rgba => {
            data.extend(row.as_chunks().0.iter().flat_map(|&[r, g, b, a]| [r, g, b].map(|c| over_white(c, a))));
        }
        _ => data.extend_from_slice(row),
    }
}

/// Lays pixels of `N` channels, the last one alpha, over white. The opaque ones are shorter, so they fit in front.
pub(super) fn flatten_in_place<const N: usize>(data: &mut Vec<u8>) {
    let mut end = 0;
    for start in (0..data.len() - data.len() % N).step_by(N) {
        let alpha = data[start + N - 1];
        for channel in 0..N - 1 {
            data[end] = over_white(data[start + channel], alpha);
            end += 1;
        }
    }
    data.truncate(end);
    data.shrink_to_fit();
}
