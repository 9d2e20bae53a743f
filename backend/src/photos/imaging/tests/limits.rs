//! What is refused before a decoder sees it, and how large copies get.

use image_webp::ColorType as WebpColor;

use super::super::{Header, ImagingError, Limits, MediaType, Size, clean_copies, header};
use super::picture::{
    PLAIN, RED, YELLOW, assert_colours, jpeg_variants, jpeg_with, look_at, png_chunk, png_of, quarters, webp_of,
};

fn png_that_claims(width: u32, height: u32) -> Vec<u8> {
    let claim = [&width.to_be_bytes(), height.to_be_bytes().as_slice(), &[8, 2, 0, 0, 0]].concat();
    let parts = [png_chunk(b"IHDR", &claim), png_chunk(b"IDAT", &[0x78, 0x9C, 0x03, 0x00]), png_chunk(b"IEND", &[])];
    [b"\x89PNG\r\n\x1a\n".as_slice(), &parts.concat()].concat()
}

/// A JPEG's frame header is changed in place: it then lies about its size.
fn jpeg_that_claims(width: u16, height: u16) -> Vec<u8> {
    let mut file = jpeg_variants(32, 32).remove(0).1;
    let frame = file.windows(2).position(|pair| pair == [0xFF, 0xC0]).unwrap();
    file[frame + 5..frame + 7].copy_from_slice(&height.to_be_bytes());
    file[frame + 7..frame + 9].copy_from_slice(&width.to_be_bytes());
    file
}

fn webp_that_claims(width: u32, height: u32) -> Vec<u8> {
    let [w, h] = [width - 1, height - 1].map(u32::to_le_bytes);
    let canvas = [0x02, 0, 0, 0, w[0], w[1], w[2], h[0], h[1], h[2]];
    [b"RIFF\x16\0\0\0WEBPVP8X\x0A\0\0\0".as_slice(), &canvas].concat()
}

#[test]
fn bombs_are_refused_by_their_header() {
    let bombs = [
        ("PNG", png_that_claims(65_000, 65_000)),
        ("PNG with a side beyond any", png_that_claims(u32::MAX, u32::MAX)),
        ("PNG long and thin", png_that_claims(70_000, 1)),
        ("JPEG", jpeg_that_claims(65_000, 65_000)),
        ("JPEG a little over", jpeg_that_claims(8_001, 8_000)),
        ("WebP", webp_that_claims(65_000, 65_000)),
        ("WebP of the largest canvas", webp_that_claims(1 << 24, 1 << 24)),
    ];
    for (name, bomb) in bombs {
        assert_eq!(header(&bomb, &Limits::default()), Err(ImagingError::TooLarge), "{name}");
        assert_eq!(clean_copies(&bomb, &Limits::default()), Err(ImagingError::TooLarge), "{name}");
    }
}

#[test]
fn the_header_tells_kind_and_size() {
    let pixels = quarters(40, 24);
    let size = Some(Size { width: 40, height: 24 });
    let tell = |file: &[u8]| header(file, &Limits::default()).unwrap();
    for (name, file) in jpeg_variants(40, 24) {
        assert_eq!(tell(&file), Header { media: MediaType::Jpeg, size }, "{name}");
    }
    assert_eq!(tell(&png_of(&pixels, 40, 24, PLAIN)), Header { media: MediaType::Png, size });
    assert_eq!(tell(&webp_of(&pixels, 40, 24, WebpColor::Rgb8, None)), Header { media: MediaType::Webp, size });
    let exactly = header(&jpeg_that_claims(8_000, 8_000), &Limits::default()).unwrap();
    assert_eq!(exactly.size, Some(Size { width: 8_000, height: 8_000 }));
}

#[test]
fn a_claim_of_no_pixels_is_damage() {
    for file in [png_that_claims(0, 5), jpeg_that_claims(5, 0)] {
        assert_eq!(header(&file, &Limits::default()), Err(ImagingError::Undecodable));
    }
}

#[test]
fn decoding_stays_within_its_memory() {
    let progressive = jpeg_variants(320, 240).into_iter().find(|(name, _)| *name == "progressive").unwrap().1;
    let pixels = 320 * 240;
    // Two bytes for each coefficient of three full colours.
    let enough = Limits { memory: pixels * 3 + pixels * 6 + 50_000, ..Limits::default() };
    let little = Limits { memory: pixels * 3 + pixels * 5, ..Limits::default() };
    assert!(clean_copies(&progressive, &enough).is_ok());
    assert_eq!(clean_copies(&progressive, &little), Err(ImagingError::Undecodable));
    assert!(clean_copies(&jpeg_variants(320, 240)[0].1, &little).is_ok(), "one scan needs its pixels only");
}

#[test]
fn copies_fit_and_are_never_enlarged() {
    let usual = Limits::default();
    // A tenth of it says as much, in a hundredth of the time.
    let small = Limits { view: 256, thumb: 40, ..usual };
    let cases = [
        (small, (300, 200), (256, 171), (40, 27)),
        (small, (200, 300), (171, 256), (27, 40)),
        // So little to reduce that rows are not squeezed in place.
        (small, (260, 130), (256, 128), (40, 20)),
        (small, (256, 10), (256, 10), (40, 2)),
        (small, (40, 30), (40, 30), (40, 30)),
        (usual, (300, 200), (300, 200), (300, 200)),
        (usual, (10_000, 1), (2560, 1), (400, 1)),
        (usual, (1, 10_000), (1, 2560), (1, 400)),
        (usual, (1, 1), (1, 1), (1, 1)),
        (usual, (7, 5), (7, 5), (7, 5)),
    ];
    for (limits, (width, height), view, thumb) in cases {
        let file = png_of(&quarters(width, height), width, height, PLAIN);
        let copies = clean_copies(&file, &limits).unwrap();
        let sizes = [&copies.view, &copies.thumb].map(|copy| look_at(copy)).map(|seen| (seen.width, seen.height));
        assert_eq!(sizes, [view, thumb], "{width}×{height}");
        assert_eq!((copies.width as usize, copies.height as usize), view);
    }
}

#[test]
fn long_thin_pictures_keep_their_ends() {
    let file = jpeg_with(&quarters(10_000, 64), 10_000, 64, &[]);
    let seen = look_at(&clean_copies(&file, &Limits::default()).unwrap().view);
    assert_eq!((seen.width, seen.height), (2560, 16));
    assert_colours(&[seen.at(100, 2), seen.at(2500, 13)], &[RED, YELLOW], "ends");
}
