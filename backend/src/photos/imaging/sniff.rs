//! Which kind of photo these bytes begin as. The name and the declared type have no say.

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MediaType {
    Jpeg,
    Png,
    Webp,
    /// HEIC and AVIF too: kept sealed, never decoded here, as no memory-safe decoder can be shipped.
    Heif,
}

impl MediaType {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
            Self::Webp => "image/webp",
            Self::Heif => "image/heif",
        }
    }
}

/// Still-picture brands. Brands of video (`isom`, `mp42`, `qt  `) are left out: this is for photos.
const HEIF_BRANDS: [&[u8; 4]; 11] =
    [b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"heif", b"mif1", b"msf1", b"avif", b"avis"];

pub fn sniff(bytes: &[u8]) -> Option<MediaType> {
    if bytes.starts_with(&[0xFF, 0xD8, 0xFF]) {
        return Some(MediaType::Jpeg);
    }
    if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
        return Some(MediaType::Png);
    }
    if bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP") {
        return Some(MediaType::Webp);
    }
    is_heif(bytes).then_some(MediaType::Heif)
}

/// The `ftyp` box: its length, its name, the major brand, a version, then compatible brands to its end.
fn is_heif(bytes: &[u8]) -> bool {
    let Some(length) = bytes.first_chunk().map(|length| u32::from_be_bytes(*length) as usize) else { return false };
    if bytes.get(4..8) != Some(b"ftyp") || length < 16 {
        return false;
    }
    let (brands, _) = bytes.get(8..length.min(bytes.len())).unwrap_or_default().as_chunks();
    brands.iter().enumerate().any(|(place, brand)| place != 1 && HEIF_BRANDS.contains(&brand))
}
