//! Damaged and hostile files: an answer every time, and never half a picture passed off as whole.

use image_webp::ColorType as WebpColor;
use png::{BitDepth, ColorType as PngColor};

use super::super::{ImagingError, Limits, clean_copies};
use super::kinds::{LOSSY_WEBP, animated};
use super::picture::{PLAIN, PngKind, exif, jpeg_variants, jpeg_with, png_of, png_plus, quarters, webp_of};

fn samples() -> Vec<(&'static str, Vec<u8>)> {
    let pixels = quarters(48, 40);
    let mut samples = jpeg_variants(48, 40);
    let tagged = [b"Exif\0\0".as_slice(), &exif(6, true)].concat();
    samples.push(("tagged JPEG", jpeg_with(&pixels, 48, 40, &[(1, tagged)])));
    let plain = png_of(&pixels, 48, 40, PLAIN);
    samples.push(("tagged PNG", png_plus(&plain, b"eXIf", &exif(8, false), false)));
    let deep = PngKind { colour: PngColor::Rgba, depth: BitDepth::Sixteen, ..PLAIN };
    samples.push(("deep PNG", png_of(&pixels.repeat(3)[..48 * 40 * 8], 48, 40, deep)));
    samples.push(("lossless WebP", webp_of(&pixels, 48, 40, WebpColor::Rgb8, Some(exif(3, false)))));
    samples.push(("animated WebP", animated(&[pixels.clone(), pixels], 48, 40)));
    samples.push(("lossy WebP", LOSSY_WEBP.to_vec()));
    samples
}

/// Numbers that look random and are the same on every run (xorshift).
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % limit as u64) as usize
    }

    fn damage(&mut self, file: &mut Vec<u8>) {
        let at = self.below(file.len());
        match self.below(6) {
            0 => file.truncate(at),
            1 => file[at] = self.below(256) as u8,
            2 => file[at] ^= 1 << self.below(8),
            3 => {
                let until = file.len().min(at + self.below(40));
                file.drain(at..until);
            }
            4 => {
                let until = file.len().min(at + self.below(40));
                let again = file[at..until].to_vec();
                file.splice(at..at, again);
            }
            // Markers and lengths are where parsers go astray.
            _ => {
                let wild = [[0xFF, 0xC2], [0xFF, 0xDA], [0xFF, 0xD9], [0xFF, 0xFF], [0x00, 0x00]][self.below(5)];
                file.splice(at..file.len().min(at + 2), wild);
            }
        }
    }
}

#[test]
fn two_thousand_damaged_files_are_all_answered() {
    let limits = Limits { pixels: 1_000_000, memory: 16 << 20, ..Limits::default() };
    let samples = samples();
    let mut dice = Dice(0x5EED_0F55_AA77_1234);
    let mut decoded = 0;
    for round in 0..2_100 {
        let mut file = samples[round % samples.len()].1.clone();
        for _ in 0..1 + dice.below(4) {
            if !file.is_empty() {
                dice.damage(&mut file);
            }
        }
        match clean_copies(&file, &limits) {
            Ok(copies) => {
                decoded += 1;
                assert!(copies.view.starts_with(&[0xFF, 0xD8]) && copies.thumb.ends_with(&[0xFF, 0xD9]));
            }
            Err(error) => assert_ne!(error, ImagingError::NoPreview),
        }
    }
    assert!((100..2_000).contains(&decoded), "damage should be neither harmless nor always fatal: {decoded}");
}

#[test]
fn a_photo_cut_anywhere_is_not_shown() {
    for (name, file) in samples() {
        // The last bytes of PNG and WebP carry no pixels: a checksum, an end mark, padding, a second picture.
        let needed = match name {
            "animated WebP" => file.len() / 3,
            _ if name.ends_with("PNG") => file.len() - 40,
            _ if name.ends_with("WebP") => file.len() / 2,
            _ => file.len(),
        };
        for length in (12..needed).step_by(7) {
            let answer = clean_copies(&file[..length], &Limits::default());
            assert_eq!(answer, Err(ImagingError::Undecodable), "{name} cut to {length} of {}", file.len());
        }
    }
}

#[test]
fn a_photo_with_a_hundred_scans_is_given_up() {
    let progressive = jpeg_variants(48, 40).into_iter().find(|(name, _)| *name == "progressive").unwrap().1;
    let scan = progressive.windows(2).rposition(|pair| pair == [0xFF, 0xDA]).unwrap();
    let (head, last) = progressive[..progressive.len() - 2].split_at(scan);
    let file = [head, &last.repeat(100), &[0xFF, 0xD9]].concat();
    assert_eq!(clean_copies(&file, &Limits::default()), Err(ImagingError::Undecodable));
}

#[test]
fn headers_alone_are_not_photos() {
    let starts: [&[u8]; 4] =
        [&[0xFF, 0xD8, 0xFF], b"\x89PNG\r\n\x1a\n", b"RIFF\0\0\0\0WEBP", b"RIFF\xFF\xFF\xFF\xFFWEBPVP8X"];
    for start in starts {
        assert_eq!(clean_copies(start, &Limits::default()), Err(ImagingError::Undecodable));
    }
}
