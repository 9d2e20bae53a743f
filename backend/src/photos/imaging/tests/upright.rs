//! Both copies stand upright, whichever way the phone was held.

use image_webp::ColorType as WebpColor;

use super::super::{Limits, clean_copies};
use super::picture::{
    BLUE, GREEN, PLAIN, RED, Rgb, YELLOW, assert_colours, exif, jpeg_with, look_at, png_of, png_plus, quarters, webp_of,
};

const WIDTH: u32 = 96;
const HEIGHT: u32 = 64;

/// What the four corners show for each orientation: top left, top right, bottom left, bottom right.
const WANTED: [(u16, [Rgb; 4]); 8] = [
    (1, [RED, GREEN, BLUE, YELLOW]),
    (2, [GREEN, RED, YELLOW, BLUE]),
    (3, [YELLOW, BLUE, GREEN, RED]),
    (4, [BLUE, YELLOW, RED, GREEN]),
    (5, [RED, BLUE, GREEN, YELLOW]),
    (6, [BLUE, RED, YELLOW, GREEN]),
    (7, [YELLOW, GREEN, BLUE, RED]),
    (8, [GREEN, YELLOW, RED, BLUE]),
];

#[track_caller]
fn assert_upright(file: &[u8], orientation: u16, wanted: &[Rgb; 4], limits: &Limits, what: &str) {
    let copies = clean_copies(file, limits).unwrap();
    let (view, thumb) = (look_at(&copies.view), look_at(&copies.thumb));
    assert_eq!((view.width, view.height), (copies.width as usize, copies.height as usize));
    for seen in [view, thumb] {
        assert_eq!(seen.width > seen.height, orientation < 5, "{what} {orientation}: {}×{}", seen.width, seen.height);
        assert_colours(&seen.corners(), wanted, &format!("{what} {orientation}"));
    }
}

/// With and without making it smaller on the way, in both byte orders.
fn for_each_orientation(make: impl Fn(u16, bool) -> Vec<u8>, what: &str) {
    let smaller = Limits { view: 48, thumb: 32, ..Limits::default() };
    for (orientation, wanted) in WANTED {
        for big_endian in [false, true] {
            let file = make(orientation, big_endian);
            assert_upright(&file, orientation, &wanted, &Limits::default(), what);
            assert_upright(&file, orientation, &wanted, &smaller, what);
        }
    }
}

fn in_jpeg(exif: Vec<u8>) -> Vec<u8> {
    let segment = [b"Exif\0\0".as_slice(), &exif].concat();
    jpeg_with(
        &quarters(WIDTH, HEIGHT),
        WIDTH as u16,
        HEIGHT as u16,
        &[(1, b"http://ns.adobe.com/xap/1.0/\0".into()), (1, segment)],
    )
}

#[test]
fn jpeg_stands_upright() {
    for_each_orientation(|orientation, big_endian| in_jpeg(exif(orientation, big_endian)), "JPEG");
}

#[test]
fn grey_jpeg_stands_upright() {
    let grey: Vec<u8> = quarters(WIDTH, HEIGHT).chunks_exact(3).map(|pixel| pixel[0] / 2 + pixel[1] / 4).collect();
    let mut file = Vec::new();
    let mut encoder = jpeg_encoder::Encoder::new(&mut file, 95);
    encoder.add_app_segment(1, [b"Exif\0\0".as_slice(), &exif(6, true)].concat()).unwrap();
    encoder.encode(&grey, WIDTH as u16, HEIGHT as u16, jpeg_encoder::ColorType::Luma).unwrap();

    let shade = |pixel: Rgb| [pixel[0] / 2 + pixel[1] / 4; 3];
    let wanted = [BLUE, RED, YELLOW, GREEN].map(shade);
    assert_upright(&file, 6, &wanted, &Limits::default(), "grey JPEG");
}

#[test]
fn png_stands_upright() {
    let plain = png_of(&quarters(WIDTH, HEIGHT), WIDTH, HEIGHT, PLAIN);
    for at_end in [false, true] {
        for_each_orientation(|number, big_endian| png_plus(&plain, b"eXIf", &exif(number, big_endian), at_end), "PNG");
    }
}

#[test]
fn webp_stands_upright() {
    let pixels = quarters(WIDTH, HEIGHT);
    for_each_orientation(
        |number, big_endian| webp_of(&pixels, WIDTH, HEIGHT, WebpColor::Rgb8, Some(exif(number, big_endian))),
        "WebP",
    );
    for_each_orientation(
        |number, big_endian| {
            let prefixed = [b"Exif\0\0".as_slice(), &exif(number, big_endian)].concat();
            webp_of(&pixels, WIDTH, HEIGHT, WebpColor::Rgb8, Some(prefixed))
        },
        "WebP with JPEG's prefix",
    );
}

#[test]
fn senseless_exif_changes_nothing() {
    let whole = exif(6, true);
    let cut = (0..whole.len() - 8).map(|length| whole[..length].to_vec());
    let odd = [exif(0, false), exif(9, false), exif(u16::MAX, true), b"II".to_vec(), vec![0xFF; 64]];
    for block in cut.chain(odd) {
        assert_upright(&in_jpeg(block), 1, &WANTED[0].1, &Limits::default(), "senseless EXIF");
    }
}
