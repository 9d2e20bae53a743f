//! Our fonts, and which of them has which letters. Each is read when the first letter needs it, and kept: those of far scripts are large,
//! packed in the binary, and most servers print few of them.

use super::PdfError;
use flate2::read::GzDecoder;
use harfrust::{FontRef, ShaperData};
use krilla::text::Font;
use std::io::Read;
use std::sync::OnceLock;

macro_rules! font {
    ($name:literal) => {
        include_bytes!(concat!("../../fonts/", $name))
    };
}

const COUNT: usize = 22;

const FILES: [&[u8]; COUNT] = [
    font!("Inter-Regular.ttf"),
    font!("Inter-SemiBold.ttf"),
    font!("NotoSansArabic-Regular.ttf"),
    font!("NotoSansArabic-SemiBold.ttf"),
    font!("NotoSansCJK-Regular.otf.gz"),
    font!("NotoSansHebrew-Regular.ttf.gz"),
    font!("NotoSansDevanagari-Regular.ttf.gz"),
    font!("NotoSansThai-Regular.ttf.gz"),
    font!("NotoSansArmenian-Regular.ttf.gz"),
    font!("NotoSansBengali-Regular.ttf.gz"),
    font!("NotoSansEthiopic-Regular.ttf.gz"),
    font!("NotoSansGeorgian-Regular.ttf.gz"),
    font!("NotoSansGujarati-Regular.ttf.gz"),
    font!("NotoSansGurmukhi-Regular.ttf.gz"),
    font!("NotoSansKannada-Regular.ttf.gz"),
    font!("NotoSansKhmer-Regular.ttf.gz"),
    font!("NotoSansLao-Regular.ttf.gz"),
    font!("NotoSansMalayalam-Regular.ttf.gz"),
    font!("NotoSansMyanmar-Regular.ttf.gz"),
    font!("NotoSansSinhala-Regular.ttf.gz"),
    font!("NotoSansTamil-Regular.ttf.gz"),
    font!("NotoSansTelugu-Regular.ttf.gz"),
];

static FACES: [OnceLock<Option<Face>>; COUNT] = [const { OnceLock::new() }; COUNT];

/// Letters that are shaped alike, from one font in one or two weights.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Family {
    /// Latin, Greek, Cyrillic, and signs.
    Inter,
    Arabic,
    /// Ideographs, kana and their signs.
    Han,
    /// Of the same font, yet put together by rules of its own.
    Hangul,
    /// A font of one weight, by its number.
    One(usize),
}

const HAN: usize = 4;
const HEBREW: usize = 5;
pub const DEVANAGARI: usize = 6;

/// Blocks of letters that are not Inter's, with their family.
const BLOCKS: [(u32, u32, Family); 55] = [
    (0x0530, 0x058f, Family::One(8)),
    (0x0590, 0x05ff, Family::One(HEBREW)),
    (0x0600, 0x06ff, Family::Arabic),
    (0x0750, 0x077f, Family::Arabic),
    (0x08a0, 0x08ff, Family::Arabic),
    (0x0900, 0x097f, Family::One(DEVANAGARI)),
    (0x0980, 0x09ff, Family::One(9)),
    (0x0a00, 0x0a7f, Family::One(13)),
    (0x0a80, 0x0aff, Family::One(12)),
    (0x0b80, 0x0bff, Family::One(20)),
    (0x0c00, 0x0c7f, Family::One(21)),
    (0x0c80, 0x0cff, Family::One(14)),
    (0x0d00, 0x0d7f, Family::One(17)),
    (0x0d80, 0x0dff, Family::One(19)),
    (0x0e00, 0x0e7f, Family::One(7)),
    (0x0e80, 0x0eff, Family::One(16)),
    (0x1000, 0x109f, Family::One(18)),
    (0x10a0, 0x10ff, Family::One(11)),
    (0x1100, 0x11ff, Family::Hangul),
    (0x1200, 0x139f, Family::One(10)),
    (0x1780, 0x17ff, Family::One(15)),
    (0x19e0, 0x19ff, Family::One(15)),
    (0x1c90, 0x1cbf, Family::One(11)),
    (0x1cd0, 0x1cff, Family::One(DEVANAGARI)),
    (0x200c, 0x200d, Family::Arabic),
    (0x203b, 0x203b, Family::Han),
    (0x2460, 0x24ff, Family::Han),
    (0x2d00, 0x2d2f, Family::One(11)),
    (0x2d80, 0x2ddf, Family::One(10)),
    (0x2e80, 0x303f, Family::Han),
    (0x3040, 0x30ff, Family::Han),
    (0x3100, 0x312f, Family::Han),
    (0x3130, 0x318f, Family::Hangul),
    (0x3190, 0x31ff, Family::Han),
    (0x3200, 0x321f, Family::Hangul),
    (0x3220, 0x33ff, Family::Han),
    (0x3400, 0x4dbf, Family::Han),
    (0x4e00, 0x9fff, Family::Han),
    (0xa8e0, 0xa8ff, Family::One(DEVANAGARI)),
    (0xa960, 0xa97f, Family::Hangul),
    (0xa9e0, 0xa9ff, Family::One(18)),
    (0xaa60, 0xaa7f, Family::One(18)),
    (0xab00, 0xab2f, Family::One(10)),
    (0xac00, 0xd7ff, Family::Hangul),
    (0xf900, 0xfaff, Family::Han),
    (0xfb13, 0xfb17, Family::One(8)),
    (0xfb1d, 0xfb4f, Family::One(HEBREW)),
    (0xfb50, 0xfdff, Family::Arabic),
    (0xfe30, 0xfe4f, Family::Han),
    (0xfe70, 0xfefe, Family::Arabic),
    (0xff00, 0xff9f, Family::Han),
    (0xffa0, 0xffdc, Family::Hangul),
    (0xffe0, 0xffef, Family::Han),
    (0x1b000, 0x1b16f, Family::Han),
    (0x20000, 0x3ffff, Family::Han),
];

/// A font, ready to shape with and to draw.
pub struct Face {
    pub font: FontRef<'static>,
    pub data: ShaperData,
    pub units: f32,
    pub drawn: Font,
}

impl Family {
    /// Whose letter it is.
    pub fn of(c: char) -> Self {
        let c = u32::from(c);
        let after = BLOCKS.partition_point(|(first, ..)| *first <= c);
        let block = after.checked_sub(1).and_then(|at| BLOCKS.get(at));
        block.filter(|(_, last, _)| c <= *last).map_or(Self::Inter, |(.., family)| *family)
    }

    /// Whether there is a bold font of it; otherwise the letters are drawn heavier.
    pub fn has_bold(self) -> bool {
        matches!(self, Self::Inter | Self::Arabic)
    }

    pub fn right_to_left(self) -> bool {
        matches!(self, Self::Arabic | Self::One(HEBREW))
    }

    /// The number of its font.
    pub fn number(self, bold: bool) -> usize {
        match self {
            Self::Inter => usize::from(bold),
            Self::Arabic => 2 + usize::from(bold),
            Self::Han | Self::Hangul => HAN,
            Self::One(number) => number,
        }
    }
}

/// A font by its number. One that cannot be read has no letters.
pub fn face(number: usize) -> Option<&'static Face> {
    FACES.get(number)?.get_or_init(|| Face::read(FILES.get(number)?)).as_ref()
}

/// The fonts that no paper goes without.
pub fn check() -> Result<(), PdfError> {
    (0..2).try_for_each(|number| face(number).map(|_| ())).ok_or(PdfError::Font)
}

impl Face {
    fn read(file: &'static [u8]) -> Option<Self> {
        let bytes = if file.starts_with(&[0x1f, 0x8b]) { unpacked(file)? } else { file };
        let font = FontRef::new(bytes).ok()?;
        let data = ShaperData::new(&font);
        let units = data.shaper(&font).build().units_per_em() as f32;
        Some(Self { font, data, units, drawn: Font::new(bytes.into(), 0)? })
    }
}

/// For as long as the server runs.
fn unpacked(file: &[u8]) -> Option<&'static [u8]> {
    let mut bytes = Vec::new();
    GzDecoder::new(file).read_to_end(&mut bytes).ok()?;
    Some(bytes.leak())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_font_can_be_read_and_every_block_has_one() {
        assert!((0..COUNT).all(|number| face(number).is_some()));
        assert!(BLOCKS.windows(2).all(|two| two[0].1 < two[1].0), "in order, none over another");
        assert!(BLOCKS.iter().all(|(first, last, family)| first <= last && family.number(true) < COUNT));
        assert_eq!((Family::of('a'), Family::of('ж'), Family::of('ع')), (Family::Inter, Family::Inter, Family::Arabic));
        assert_eq!((Family::of('字'), Family::of('한')), (Family::Han, Family::Hangul));
    }
}
