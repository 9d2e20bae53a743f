//! Photos as phones take them: turned, and full of what must not be handed on.

use image::codecs::jpeg::JpegEncoder;
use image::{Rgb, RgbImage, imageops};

/// Written into every corner of a photo's metadata.
pub const CANARY: &[u8] = b"CANARY-OF-THE-PHOTO";
/// 53° 59' 58.497", as EXIF holds it.
pub const LATITUDE: [u32; 6] = [53, 1, 59, 1, 58_497, 1000];

const WIDE: u32 = 96;
const HIGH: u32 = 64;
/// Upright: red and green above, blue and white below.
const COLOURS: [[u8; 3]; 4] = [[220, 20, 20], [20, 200, 20], [20, 20, 220], [245, 245, 245]];

/// The photo whose `orientation` tag makes it upright, with GPS, a name, XMP, a comment and something after its end.
pub fn taken(orientation: u16) -> Vec<u8> {
    let upright =
        RgbImage::from_fn(WIDE, HIGH, |x, y| Rgb(COLOURS[usize::from(x >= WIDE / 2) + 2 * usize::from(y >= HIGH / 2)]));
    let stored = match orientation {
        2 => imageops::flip_horizontal(&upright),
        3 => imageops::rotate180(&upright),
        4 => imageops::flip_vertical(&upright),
        5 => imageops::flip_horizontal(&imageops::rotate90(&upright)),
        6 => imageops::rotate270(&upright),
        7 => imageops::flip_horizontal(&imageops::rotate270(&upright)),
        8 => imageops::rotate90(&upright),
        _ => upright,
    };
    let mut plain = Vec::new();
    JpegEncoder::new_with_quality(&mut plain, 95).encode_image(&stored).unwrap();
    let xmp = [b"http://ns.adobe.com/xap/1.0/\0<x:xmpmeta>".as_slice(), CANARY, b"</x:xmpmeta>"].concat();
    let segments = [segment(0xE1, &exif(orientation)), segment(0xE1, &xmp), segment(0xFE, CANARY)].concat();
    [&plain[..2], &segments, &plain[2..], CANARY].concat()
}

/// Whether a copy shows the photo upright.
pub fn is_upright(copy: &[u8]) -> bool {
    let picture = image::load_from_memory(copy).expect("a copy can be looked at").to_rgb8();
    let (wide, high) = picture.dimensions();
    let near = |found: &Rgb<u8>, wanted: [u8; 3]| found.0.iter().zip(wanted).all(|(a, b)| a.abs_diff(b) < 60);
    let corners =
        [(wide / 4, high / 4), (wide * 3 / 4, high / 4), (wide / 4, high * 3 / 4), (wide * 3 / 4, high * 3 / 4)];
    wide * HIGH == high * WIDE
        && corners.iter().zip(COLOURS).all(|(&(x, y), colour)| near(picture.get_pixel(x, y), colour))
}

/// What a copy still says that it must not.
pub fn left_in(copy: &[u8]) -> Vec<&'static str> {
    let latitude: Vec<u8> = LATITUDE.iter().flat_map(|number| number.to_le_bytes()).collect();
    let marks: [(&'static str, &[u8]); 4] =
        [("canary", CANARY), ("EXIF", b"Exif\0"), ("XMP", b"ns.adobe.com/xap"), ("latitude", &latitude)];
    marks
        .into_iter()
        .filter(|(_, mark)| copy.windows(mark.len()).any(|found| found == *mark))
        .map(|(name, _)| name)
        .collect()
}

fn segment(marker: u8, content: &[u8]) -> Vec<u8> {
    let length = u16::try_from(content.len() + 2).unwrap().to_be_bytes();
    [&[0xFF, marker], length.as_slice(), content].concat()
}

/// TIFF, little-endian: a description, the orientation, and a GPS folder with a latitude.
fn exif(orientation: u16) -> Vec<u8> {
    const HEADER: u32 = 8;
    const MAIN: u32 = 2 + 3 * 12 + 4;
    const GPS: u32 = 2 + 2 * 12 + 4;
    let gps_at = HEADER + MAIN;
    let latitude_at = gps_at + GPS;
    let description_at = latitude_at + 24;
    let entry = |tag: u16, kind: u16, count: u32, value: u32| -> Vec<u8> {
        [&tag.to_le_bytes()[..], &kind.to_le_bytes(), &count.to_le_bytes(), &value.to_le_bytes()].concat()
    };
    let main = [
        3u16.to_le_bytes().to_vec(),
        entry(0x010E, 2, u32::try_from(CANARY.len()).unwrap(), description_at),
        entry(0x0112, 3, 1, orientation.into()),
        entry(0x8825, 4, 1, gps_at),
        vec![0; 4],
    ];
    let gps = [2u16.to_le_bytes().to_vec(), entry(1, 2, 2, u32::from(b'N')), entry(2, 5, 3, latitude_at), vec![0; 4]];
    let latitude: Vec<u8> = LATITUDE.iter().flat_map(|number| number.to_le_bytes()).collect();
    [b"Exif\0\0II*\0".to_vec(), HEADER.to_le_bytes().to_vec(), main.concat(), gps.concat(), latitude, CANARY.to_vec()]
        .concat()
}
