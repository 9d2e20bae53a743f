//! Pictures to feed in, and eyes to look at what comes out.

use image_webp::{ColorType as WebpColor, WebPEncoder};
use jpeg_encoder::{ChromaSubsamplingMethod, ColorType, Encoder, SamplingFactor};
use png::{BitDepth, ColorType as PngColor};
use zune_jpeg::JpegDecoder;
use zune_jpeg::zune_core::bytestream::ZCursor;

pub(super) type Rgb = [u8; 3];

pub(super) const RED: Rgb = [220, 30, 30];
pub(super) const GREEN: Rgb = [30, 190, 40];
pub(super) const BLUE: Rgb = [40, 40, 220];
pub(super) const YELLOW: Rgb = [230, 220, 40];

/// Four quarters, none like another: red, green / blue, yellow.
pub(super) fn quarters(width: u32, height: u32) -> Vec<u8> {
    let row = |left: Rgb, right: Rgb| {
        let middle = width.div_ceil(2) as usize;
        [left.repeat(middle), right.repeat(width as usize - middle)].concat()
    };
    let middle = height.div_ceil(2) as usize;
    [row(RED, GREEN).repeat(middle), row(BLUE, YELLOW).repeat(height as usize - middle)].concat()
}

/// A JPEG of these RGB pixels, with application segments as given.
pub(super) fn jpeg_with(pixels: &[u8], width: u16, height: u16, segments: &[(u8, Vec<u8>)]) -> Vec<u8> {
    let mut file = Vec::new();
    let mut encoder = Encoder::new(&mut file, 95);
    for (number, body) in segments {
        encoder.add_app_segment(*number, body.clone()).unwrap();
    }
    encoder.encode(pixels, width, height, ColorType::Rgb).unwrap();
    file
}

/// The ways cameras and programs write a JPEG.
pub(super) fn jpeg_variants(width: u16, height: u16) -> Vec<(&'static str, Vec<u8>)> {
    let pixels = quarters(width.into(), height.into());
    let write = |set: &dyn Fn(&mut Encoder<&mut Vec<u8>>)| {
        let mut file = Vec::new();
        let mut encoder = Encoder::new(&mut file, 95);
        set(&mut encoder);
        encoder.encode(&pixels, width, height, ColorType::Rgb).unwrap();
        file
    };
    vec![
        ("4:2:0", write(&|e| e.set_sampling_factor(SamplingFactor::R_4_2_0))),
        ("4:2:2", write(&|e| e.set_sampling_factor(SamplingFactor::R_4_2_2))),
        ("4:4:0", write(&|e| e.set_sampling_factor(SamplingFactor::R_4_4_0))),
        ("4:4:4", write(&|e| e.set_sampling_factor(SamplingFactor::R_4_4_4))),
        ("averaged", write(&|e| e.set_chroma_subsampling_method(ChromaSubsamplingMethod::Average))),
        ("restarts", write(&|e| e.set_restart_interval(2))),
        ("a scan per colour", write(&|e| e.set_optimized_huffman_tables(true))),
        ("progressive", write(&|e| e.set_progressive(true))),
        ("20 scans", write(&|e| e.set_progressive_scans(7))),
    ]
}

pub(super) struct PngKind {
    pub(super) colour: PngColor,
    pub(super) depth: BitDepth,
    pub(super) palette: Option<Vec<u8>>,
    pub(super) transparency: Option<Vec<u8>>,
}

pub(super) const PLAIN: PngKind =
    PngKind { colour: PngColor::Rgb, depth: BitDepth::Eight, palette: None, transparency: None };

pub(super) fn png_of(data: &[u8], width: u32, height: u32, kind: PngKind) -> Vec<u8> {
    let mut file = Vec::new();
    let mut encoder = png::Encoder::new(&mut file, width, height);
    encoder.set_color(kind.colour);
    encoder.set_depth(kind.depth);
    if let Some(palette) = kind.palette {
        encoder.set_palette(palette);
    }
    if let Some(transparency) = kind.transparency {
        encoder.set_trns(transparency);
    }
    let mut writer = encoder.write_header().unwrap();
    writer.write_image_data(data).unwrap();
    writer.finish().unwrap();
    file
}

pub(super) fn png_chunk(name: &[u8; 4], body: &[u8]) -> Vec<u8> {
    let checked = [name.as_slice(), body].concat();
    let checksum = checked.iter().fold(u32::MAX, |sum, byte| {
        (0..8).fold(sum ^ u32::from(*byte), |sum, _| if sum & 1 == 1 { sum >> 1 ^ 0xEDB8_8320 } else { sum >> 1 })
    });
    [&(body.len() as u32).to_be_bytes(), checked.as_slice(), &(!checksum).to_be_bytes()].concat()
}

/// The same PNG with one more chunk, right behind its header or right before its end.
pub(super) fn png_plus(file: &[u8], name: &[u8; 4], body: &[u8], at_end: bool) -> Vec<u8> {
    let (before, after) = file.split_at(if at_end { file.len() - 12 } else { 33 });
    [before, &png_chunk(name, body), after].concat()
}

pub(super) fn webp_of(pixels: &[u8], width: u32, height: u32, kind: WebpColor, exif: Option<Vec<u8>>) -> Vec<u8> {
    let mut file = Vec::new();
    let mut encoder = WebPEncoder::new(&mut file);
    if let Some(exif) = exif {
        encoder.set_exif_metadata(exif);
    }
    encoder.encode(pixels, width, height, kind).unwrap();
    file
}

/// An EXIF block of one entry, in either byte order.
pub(super) fn exif(orientation: u16, big_endian: bool) -> Vec<u8> {
    let short = |value: u16| if big_endian { value.to_be_bytes() } else { value.to_le_bytes() };
    let long = |value: u32| if big_endian { value.to_be_bytes() } else { value.to_le_bytes() };
    let mark: &[u8] = if big_endian { b"MM" } else { b"II" };
    let value = [short(orientation), [0, 0]].concat();
    [mark, &short(42), &long(8), &short(1), &short(0x0112), &short(3), &long(1), &value, &long(0)].concat()
}

/// A picture as seen: decoded by the plain way, in RGB.
pub(super) struct Seen {
    pub(super) width: usize,
    pub(super) height: usize,
    pixels: Vec<u8>,
}

pub(super) fn look_at(file: &[u8]) -> Seen {
    let mut decoder = JpegDecoder::new(ZCursor::new(file));
    let decoded = decoder.decode().unwrap();
    let (width, height) = decoder.dimensions().unwrap();
    let grey = decoded.len() == width * height;
    let pixels = if grey { decoded.iter().flat_map(|value| [*value; 3]).collect() } else { decoded };
    Seen { width, height, pixels }
}

impl Seen {
    pub(super) fn at(&self, x: usize, y: usize) -> Rgb {
        *self.pixels[(y * self.width + x) * 3..].first_chunk().unwrap()
    }

    /// Top left, top right, bottom left, bottom right; a little inside, as JPEG blurs edges.
    pub(super) fn corners(&self) -> [Rgb; 4] {
        let (x, y) = (self.width / 8, self.height / 8);
        let (right, bottom) = (self.width - 1 - x, self.height - 1 - y);
        [self.at(x, y), self.at(right, y), self.at(x, bottom), self.at(right, bottom)]
    }
}

#[track_caller]
pub(super) fn assert_colours(seen: &[Rgb], wanted: &[Rgb], what: &str) {
    let near = |a: &Rgb, b: &Rgb| a.iter().zip(b).all(|(a, b)| a.abs_diff(*b) < 24);
    assert!(
        seen.len() == wanted.len() && seen.iter().zip(wanted).all(|(a, b)| near(a, b)),
        "{what}: {seen:?}, not {wanted:?}"
    );
}
