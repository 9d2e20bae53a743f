//! Fonts, and text as glyphs of one font in one direction.

use super::PdfError;
use harfrust::{Direction, FontRef, ShapeOptions, ShaperData, UnicodeBuffer};
use krilla::text::{Font, GlyphId, KrillaGlyph};
use std::ops::Range;

const INTER: &[u8] = include_bytes!("../../fonts/Inter-Regular.ttf");
const INTER_BOLD: &[u8] = include_bytes!("../../fonts/Inter-SemiBold.ttf");
const ARABIC: &[u8] = include_bytes!("../../fonts/NotoSansArabic-Regular.ttf");
const ARABIC_BOLD: &[u8] = include_bytes!("../../fonts/NotoSansArabic-SemiBold.ttf");

/// What stands for a letter we have no glyph for.
const MISSING: char = '□';

/// The fonts, read once per document.
pub struct Fonts {
    faces: [Face; 4],
}

/// Glyphs of one font, in the order they are drawn, left to right.
pub struct Run {
    pub face: usize,
    /// The text they show, which a reader of the PDF copies.
    pub text: String,
    pub glyphs: Vec<KrillaGlyph>,
    /// In ems.
    pub width: f32,
}

struct Face {
    font: FontRef<'static>,
    data: ShaperData,
    units: f32,
    drawn: Font,
}

impl Fonts {
    pub fn new() -> Result<Self, PdfError> {
        Ok(Self { faces: [Face::new(INTER)?, Face::new(INTER_BOLD)?, Face::new(ARABIC)?, Face::new(ARABIC_BOLD)?] })
    }

    pub fn drawn(&self, face: usize) -> Option<Font> {
        self.faces.get(face).map(|face| face.drawn.clone())
    }

    pub fn missing(&self, text: &str) -> usize {
        text.chars().filter(|c| !ignored(*c) && !c.is_control() && !self.has(*c)).count()
    }

    /// The text with what cannot be drawn replaced, and without what only tells a screen how to behave: marks of direction can make
    /// words look like what they are not.
    pub fn clean(&self, text: &str) -> String {
        let drawn = |c: char| match c {
            c if ignored(c) => None,
            c if c.is_control() || c.is_whitespace() => Some(if c == '\u{a0}' { c } else { ' ' }),
            c if self.has(c) => Some(c),
            _ => Some(MISSING),
        };
        text.chars().filter_map(drawn).collect()
    }

    /// The text cut where another font is needed. Spaces and signs stay with the letters before them.
    pub fn split(&self, text: &str) -> Vec<(bool, Range<usize>)> {
        let mut parts: Vec<(bool, Range<usize>)> = Vec::new();
        for (at, c) in text.char_indices() {
            let end = at + c.len_utf8();
            match parts.last_mut() {
                Some((arabic, range)) if arabic_letter(c) == *arabic || (*arabic && c == ' ') => range.end = end,
                _ => parts.push((arabic_letter(c), at..end)),
            }
        }
        parts
    }

    /// Text of one direction, shaped.
    pub fn shape(&self, text: &str, arabic: bool, bold: bool, right_to_left: bool) -> Run {
        let face = usize::from(bold) + if arabic { 2 } else { 0 };
        let shaped = self.faces.get(face).map(|face| face.shape(text, right_to_left));
        let (glyphs, width) = shaped.unwrap_or_default();
        Run { face, text: text.to_owned(), glyphs, width }
    }

    fn has(&self, c: char) -> bool {
        if (' '..='~').contains(&c) {
            return true;
        }
        let face = if arabic_letter(c) { 2 } else { 0 };
        self.faces.get(face).is_some_and(|face| face.has(c))
    }
}

impl Face {
    fn new(bytes: &'static [u8]) -> Result<Self, PdfError> {
        let font = FontRef::new(bytes).map_err(|_| PdfError::Font)?;
        let data = ShaperData::new(&font);
        let units = data.shaper(&font).build().units_per_em() as f32;
        let drawn = Font::new(bytes.into(), 0).ok_or(PdfError::Font)?;
        Ok(Self { font, data, units, drawn })
    }

    fn has(&self, c: char) -> bool {
        let mut buffer = UnicodeBuffer::new();
        buffer.push_str(c.encode_utf8(&mut [0; 4]));
        buffer.guess_segment_properties();
        let shaped = self.data.shaper(&self.font).build().shape(buffer, ShapeOptions::new());
        shaped.glyph_infos().iter().all(|glyph| glyph.glyph_id != 0)
    }

    fn shape(&self, text: &str, right_to_left: bool) -> (Vec<KrillaGlyph>, f32) {
        let mut buffer = UnicodeBuffer::new();
        buffer.push_str(text);
        buffer.guess_segment_properties();
        buffer.set_direction(if right_to_left { Direction::RightToLeft } else { Direction::LeftToRight });
        let shaped = self.data.shaper(&self.font).build().shape(buffer, ShapeOptions::new());
        // A cluster ends where the next one in the text begins, whichever way it is drawn.
        let mut starts: Vec<usize> = shaped.glyph_infos().iter().map(|glyph| glyph.cluster as usize).collect();
        starts.sort_unstable();
        starts.dedup();
        let end = |start: usize| starts.iter().copied().find(|next| *next > start).unwrap_or(text.len());
        let em = |units: i32| units as f32 / self.units;
        let glyphs: Vec<KrillaGlyph> = shaped
            .glyph_infos()
            .iter()
            .zip(shaped.glyph_positions())
            .map(|(glyph, at)| {
                let start = glyph.cluster as usize;
                KrillaGlyph::new(
                    GlyphId::new(glyph.glyph_id),
                    em(at.x_advance),
                    em(at.x_offset),
                    em(at.y_offset),
                    em(at.y_advance),
                    start..end(start),
                    None,
                )
            })
            .collect();
        let width = glyphs.iter().map(|glyph| glyph.x_advance).sum();
        (glyphs, width)
    }
}

fn arabic_letter(c: char) -> bool {
    matches!(c, '\u{600}'..='\u{6ff}' | '\u{750}'..='\u{77f}' | '\u{8a0}'..='\u{8ff}' | '\u{fb50}'..='\u{fdff}' | '\u{fe70}'..='\u{fefe}' | '\u{200c}' | '\u{200d}')
}

fn ignored(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{61c}')
}
