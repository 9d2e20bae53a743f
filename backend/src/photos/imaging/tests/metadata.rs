//! Nothing of a photo but its pixels is in the copies.

use image_webp::{ColorType as WebpColor, WebPEncoder};

use super::super::{Limits, clean_copies};
use super::picture::{PLAIN, exif, jpeg_variants, jpeg_with, png_of, png_plus, quarters};

/// What a marked photo carries, as it would stand in a file.
const TRACES: [&[u8]; 10] = [
    b"CANARY",
    b"Exif",
    b"ns.adobe.com",
    b"Photoshop",
    b"8BIM",
    b"ICC_PROFILE",
    b"MPF",
    b"PK\x03\x04",
    b"ftypmp42",
    b"GPS",
];

#[track_caller]
fn assert_clean(file: &[u8], what: &str) {
    let has = |bytes: &[u8], trace: &[u8]| bytes.windows(trace.len()).any(|window| window == trace);
    assert!(has(file, b"CANARY"), "{what}: the photo is not marked, so this would prove nothing");
    let copies = clean_copies(file, &Limits::default()).unwrap();
    for (name, copy) in [("view", &copies.view), ("thumb", &copies.thumb)] {
        for trace in TRACES {
            assert!(!has(copy, trace), "{what}: {} is left in {name}", String::from_utf8_lossy(trace));
        }
        assert_eq!(segments(copy), ALLOWED, "{what}: {name} has other segments");
        assert!(copy.ends_with(&[0xFF, 0xD9]), "{what}: something follows the end of {name}");
    }
}

/// JFIF, frame, tables, scan: what a picture needs to be read.
const ALLOWED: [u8; 9] = [0xE0, 0xC0, 0xDB, 0xDB, 0xC4, 0xC4, 0xC4, 0xC4, 0xDA];

fn segments(file: &[u8]) -> Vec<u8> {
    let (mut at, mut markers) = (2, Vec::new());
    while markers.last() != Some(&0xDA) {
        markers.push(file[at + 1]);
        at += 2 + usize::from(u16::from_be_bytes([file[at + 2], file[at + 3]]));
    }
    markers
}

fn marked(lead: &[u8]) -> Vec<u8> {
    [lead, b" CANARY GPS 1.35N 103.98E serial CANARY-0042 "].concat()
}

/// Every place of a JPEG where a camera or a program leaves something.
fn marked_jpeg() -> Vec<u8> {
    let thumbnail = jpeg_variants(16, 16).remove(0).1;
    let exif_segment = [b"Exif\0\0".as_slice(), &exif(1, false), &marked(b"maker note"), &thumbnail].concat();
    let segments = [
        (1, exif_segment),
        (1, marked(b"http://ns.adobe.com/xap/1.0/\0<x:xmpmeta>")),
        (1, marked(b"http://ns.adobe.com/xmp/extension/\0")),
        (2, marked(b"ICC_PROFILE\0\x01\x01")),
        (2, marked(b"MPF\0II*\0")),
        (11, marked(b"JP C2PA manifest")),
        (13, marked(b"Photoshop 3.0\x008BIM\x04\x04\0\0")),
        (15, marked(b"odd")),
    ];
    let file = jpeg_with(&quarters(96, 64), 96, 64, &segments);
    let comment = marked(b"comment");
    let comment = [&[0xFF, 0xFE], ((comment.len() + 2) as u16).to_be_bytes().as_slice(), &comment].concat();
    [&file[..2], &comment, &file[2..]].concat()
}

#[test]
fn nothing_of_a_jpeg_is_left() {
    assert_clean(&marked_jpeg(), "segments");
}

#[test]
fn nothing_after_the_end_is_left() {
    let second = marked_jpeg();
    let trailers: [&[u8]; 4] = [
        b"PK\x03\x04 CANARY.zip with more than one FF: \xFF\xD8\xFF\xD9\xFF CANARY",
        b"\0\0\0\x18ftypmp42 CANARY motion photo",
        b"<script>CANARY</script>",
        &second,
    ];
    for trailer in trailers {
        for (name, photo) in jpeg_variants(96, 64).into_iter().chain([("marked", marked_jpeg())]) {
            assert_clean(&[photo.as_slice(), trailer].concat(), name);
        }
    }
}

#[test]
fn nothing_of_a_png_is_left() {
    let plain = png_of(&quarters(96, 64), 96, 64, PLAIN);
    for (name, lead) in [
        (b"tEXt", b"Comment\0".as_slice()),
        (b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0"),
        (b"zTXt", b"Raw profile type exif\0\0"),
        (b"iCCP", b"ICC_PROFILE\0\0"),
        (b"eXIf", &exif(1, true)),
        (b"prVt", b"8BIM"),
    ] {
        assert_clean(&png_plus(&plain, name, &marked(lead), false), "PNG before its pixels");
        assert_clean(&png_plus(&plain, name, &marked(lead), true), "PNG after its pixels");
    }
    assert_clean(&[plain.as_slice(), b"PK\x03\x04 CANARY"].concat(), "PNG trailer");
}

#[test]
fn nothing_of_a_webp_is_left() {
    let mut file = Vec::new();
    let mut encoder = WebPEncoder::new(&mut file);
    encoder.set_exif_metadata([exif(1, true), marked(b"GPS")].concat());
    encoder.set_xmp_metadata(marked(b"ns.adobe.com"));
    encoder.set_icc_profile(marked(b"ICC_PROFILE"));
    encoder.encode(&quarters(96, 64), 96, 64, WebpColor::Rgb8).unwrap();
    assert_clean(&file, "WebP chunks");
    assert_clean(&[file.as_slice(), b"PK\x03\x04 CANARY"].concat(), "WebP trailer");
}
