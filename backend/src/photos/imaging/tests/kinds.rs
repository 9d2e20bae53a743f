//! Kinds of files: what is a photo, and every way one may be stored.

use image_webp::ColorType as WebpColor;
use jpeg_encoder::{ColorType, Encoder};
use png::{BitDepth, ColorType as PngColor};

use super::super::{ImagingError, Limits, MediaType, clean_copies, header, sniff};
use super::picture::{
    BLUE, GREEN, PLAIN, PngKind, RED, YELLOW, assert_colours, jpeg_variants, look_at, png_of, quarters, webp_of,
};

const QUARTERS: [[u8; 3]; 4] = [RED, GREEN, BLUE, YELLOW];
const WHITE: [u8; 3] = [255; 3];

/// 32×16 of the same four quarters, written by libwebp at quality 60.
pub(super) const LOSSY_WEBP: &[u8] = b"RIFF\x4e\0\0\0WEBPVP8 \x42\0\0\0\x50\x02\0\x9d\x01\x2a\x20\0\x10\0\x02\x80\x42\
    \x25\xa0\x02\x74\xca\x11\xc0\xde\x41\xf8\x4a\x04\x16\xc0\0\xfe\xef\xe3\xaf\xf9\x55\x9f\x43\x83\x67\x01\xfc\x58\xff\
    \xf6\x0e\xe7\xf3\xd9\x01\xff\x78\x80\xff\xfe\xfc\xec\x11\xfe\xc3\xbf\x94\x0e\xa0\xb8\x40\0\0\0";

#[track_caller]
fn assert_seen(file: &[u8], wanted: &[[u8; 3]; 4], what: &str) {
    let copies = clean_copies(file, &Limits::default()).unwrap_or_else(|error| panic!("{what}: {error}"));
    for copy in [&copies.view, &copies.thumb] {
        assert_colours(&look_at(copy).corners(), wanted, what);
    }
}

#[test]
fn content_decides_the_kind() {
    let box_of =
        |brands: &[u8]| [&(8 + brands.len() as u32).to_be_bytes(), b"ftyp".as_slice(), brands, b"rest"].concat();
    let table: [(Vec<u8>, Option<MediaType>); 21] = [
        (vec![0xFF, 0xD8, 0xFF, 0xE0], Some(MediaType::Jpeg)),
        (b"\x89PNG\r\n\x1a\n".into(), Some(MediaType::Png)),
        (b"RIFF\x10\0\0\0WEBPVP8 ".into(), Some(MediaType::Webp)),
        (box_of(b"heic\0\0\0\0mif1heic"), Some(MediaType::Heif)),
        (box_of(b"mif1\0\0\0\0"), Some(MediaType::Heif)),
        (box_of(b"avif\0\0\0\0avifmif1"), Some(MediaType::Heif)),
        (box_of(b"isom\0\0\0\0mp41msf1"), Some(MediaType::Heif)),
        (box_of(b"isom\0\0\0\0mp41mp42"), None),
        (box_of(b"qt  heic"), None),
        (b"\0\0\0\x0Cftypheic".into(), None),
        (b"\0\0\0\x10ftyphei".into(), None),
        (b"RIFF\x10\0\0\0WAVEfmt ".into(), None),
        (b"%PDF-1.7".into(), None),
        (b"PK\x03\x04".into(), None),
        (b"GIF89a".into(), None),
        (b"BM\x36\0\0\0".into(), None),
        (b"II*\0\x08\0\0\0".into(), None),
        (b"<!doctype html>".into(), None),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>".into(), None),
        (vec![0xFF, 0xD8], None),
        (Vec::new(), None),
    ];
    for (bytes, wanted) in table {
        assert_eq!(sniff(&bytes), wanted, "{}", bytes.escape_ascii());
        if wanted.is_none() {
            assert_eq!(header(&bytes, &Limits::default()), Err(ImagingError::NotAPhoto));
        }
    }
    let heif = box_of(b"heic\0\0\0\0mif1heic");
    assert_eq!(header(&heif, &Limits::default()).map(|header| header.size), Ok(None));
    assert_eq!(clean_copies(&heif, &Limits::default()), Err(ImagingError::NoPreview));
}

#[test]
fn every_way_of_writing_a_jpeg() {
    for (name, file) in jpeg_variants(96, 64).into_iter().chain(jpeg_variants(61, 43)) {
        assert_seen(&file, &QUARTERS, name);
    }
}

#[test]
fn jpegs_of_one_and_four_colours() {
    let write = |data: &[u8], kind| {
        let mut file = Vec::new();
        Encoder::new(&mut file, 95).encode(data, 96, 64, kind).unwrap();
        file
    };
    let grey: Vec<u8> = quarters(96, 64).chunks_exact(3).map(|pixel| pixel[1]).collect();
    assert_seen(&write(&grey, ColorType::Luma), &QUARTERS.map(|pixel| [pixel[1]; 3]), "grey");

    let ink: Vec<u8> = quarters(96, 64).chunks_exact(3).flat_map(|p| [255 - p[0], 255 - p[1], 255 - p[2], 0]).collect();
    assert_seen(&write(&ink, ColorType::Cmyk), &QUARTERS, "CMYK");
    assert_seen(&write(&ink, ColorType::CmykAsYcck), &QUARTERS, "YCCK");
}

#[test]
fn every_depth_of_png() {
    let rgb = quarters(96, 64);
    let kind = |colour, depth| PngKind { colour, depth, ..PLAIN };
    assert_seen(&png_of(&rgb, 96, 64, PLAIN), &QUARTERS, "8 bit");

    let deep: Vec<u8> = rgb.iter().flat_map(|value| [*value, 77]).collect();
    assert_seen(&png_of(&deep, 96, 64, kind(PngColor::Rgb, BitDepth::Sixteen)), &QUARTERS, "16 bit");

    let bits: Vec<u8> = (0..64).flat_map(|_| [[0xFF; 6], [0; 6]].concat()).collect();
    let halves = [WHITE, [0; 3], WHITE, [0; 3]];
    assert_seen(&png_of(&bits, 96, 64, kind(PngColor::Grayscale, BitDepth::One)), &halves, "1 bit");

    let indexed: Vec<u8> =
        (0..64_u8).flat_map(|y| (0..96_u8).map(move |x| u8::from(x >= 48) + 2 * u8::from(y >= 32))).collect();
    let palette = PngKind { palette: Some(QUARTERS.concat()), ..kind(PngColor::Indexed, BitDepth::Eight) };
    assert_seen(&png_of(&indexed, 96, 64, palette), &QUARTERS, "palette");
    let holes = PngKind {
        palette: Some(QUARTERS.concat()),
        transparency: Some(vec![255, 0, 255, 255]),
        ..kind(PngColor::Indexed, BitDepth::Eight)
    };
    assert_seen(&png_of(&indexed, 96, 64, holes), &[RED, WHITE, BLUE, YELLOW], "palette with a hole");
}

#[test]
fn transparency_lies_on_white() {
    let rgba =
        |alpha: u8| quarters(96, 64).chunks_exact(3).flat_map(|p| [p[0], p[1], p[2], alpha]).collect::<Vec<u8>>();
    let half = QUARTERS.map(|pixel| pixel.map(|value| value.midpoint(255)));
    for (alpha, wanted) in [(255, QUARTERS), (128, half), (0, [WHITE; 4])] {
        let kind = PngKind { colour: PngColor::Rgba, ..PLAIN };
        assert_seen(&png_of(&rgba(alpha), 96, 64, kind), &wanted, "PNG");
        assert_seen(&webp_of(&rgba(alpha), 96, 64, WebpColor::Rgba8, None), &wanted, "WebP");
    }
    let grey: Vec<u8> = [[40, 255], [40, 0]].concat().repeat(48 * 64);
    let kind = PngKind { colour: PngColor::GrayscaleAlpha, ..PLAIN };
    let seen = look_at(&clean_copies(&png_of(&grey, 96, 64, kind), &Limits::default()).unwrap().view);
    assert_colours(&[seen.at(0, 0), seen.at(1, 0)], &[[40; 3], WHITE], "grey with alpha");
}

#[test]
fn interlaced_png() {
    // 2×1 with alpha, in Adam7's passes 1 and 6, stored without compression.
    let rows = [0, 220, 30, 30, 255, 0, 30, 190, 40, 0];
    let (a, b) =
        rows.iter().fold((1_u32, 0_u32), |(a, b), byte| ((a + byte) % 65_521, (a + 1 + b + byte - 1) % 65_521));
    let bytes = rows.map(|value| value as u8);
    let stored = [&[0x78, 0x01, 0x01, 10, 0, 0xF5, 0xFF], bytes.as_slice(), &(b << 16 | a).to_be_bytes()].concat();
    let chunk = super::picture::png_chunk;
    let parts =
        [chunk(b"IHDR", &[0, 0, 0, 2, 0, 0, 0, 1, 8, 6, 0, 0, 1]), chunk(b"IDAT", &stored), chunk(b"IEND", &[])];
    let file = [b"\x89PNG\r\n\x1a\n".as_slice(), &parts.concat()].concat();
    let copies = clean_copies(&file, &Limits::default()).unwrap();
    assert_eq!((copies.width, copies.height), (2, 1));
}

#[test]
fn lossy_and_animated_webp() {
    assert_seen(LOSSY_WEBP, &QUARTERS, "lossy");
    let (first, second) = (quarters(32, 16), vec![0; 32 * 16 * 3]);
    assert_seen(&animated(&[first, second], 32, 16), &QUARTERS, "animated: the first picture");
}

/// Frames packed by hand, as the encoder writes single pictures only.
pub(super) fn animated(frames: &[Vec<u8>], width: u32, height: u32) -> Vec<u8> {
    let three = |value: u32| value.to_le_bytes()[..3].to_vec();
    let chunk = |name: &[u8; 4], body: &[u8]| [name, (body.len() as u32).to_le_bytes().as_slice(), body].concat();
    let mut body = b"WEBP".to_vec();
    body.extend(chunk(b"VP8X", &[vec![0x02, 0, 0, 0], three(width - 1), three(height - 1)].concat()));
    body.extend(chunk(b"ANIM", &[0xFF, 0xFF, 0xFF, 0xFF, 0, 0]));
    for frame in frames {
        let picture = webp_of(frame, width, height, WebpColor::Rgb8, None);
        let place = [three(0), three(0), three(width - 1), three(height - 1), three(100), vec![0]].concat();
        body.extend(chunk(b"ANMF", &[&place, &picture[12..]].concat()));
    }
    [b"RIFF".as_slice(), &(body.len() as u32).to_le_bytes(), &body].concat()
}
