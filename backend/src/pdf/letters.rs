//! Text as glyphs of one font in one direction. A font is chosen by cluster, what a person takes for one letter, and never within one.

use super::PdfError;
use super::fonts::{self, Face, Family};
use harfrust::{Direction, Language, ShapeOptions, ShapePlan, ShapePlanKey, UnicodeBuffer};
use krilla::text::{Font, GlyphId, KrillaGlyph};
use std::cell::RefCell;
use std::collections::HashMap;
use std::ops::Range;
use unicode_segmentation::UnicodeSegmentation;

/// What stands for a letter we have no glyph for.
const MISSING: char = '□';
/// Answers that are remembered; a document of all the letters there are begins anew.
const REMEMBERED: usize = 20_000;

/// How text is shaped.
#[derive(Clone, Copy)]
pub struct Hand {
    pub bold: bool,
    /// Whose forms of ideographs, where they differ: `ja`, `zh-hant`; otherwise those of simplified Chinese.
    pub forms: Option<&'static str>,
}

/// The fonts of one document, with what was found out about its letters.
#[derive(Default)]
pub struct Fonts {
    known: RefCell<HashMap<(Family, String), bool>>,
    plans: RefCell<Vec<(usize, ShapePlan)>>,
}

/// Glyphs of one font, in the order they are drawn, left to right.
pub struct Run {
    pub face: usize,
    /// Bold, of a font that has no bold letters.
    pub heavier: bool,
    /// The text they show, which a reader of the PDF copies.
    pub text: String,
    pub glyphs: Vec<KrillaGlyph>,
    /// In ems.
    pub width: f32,
}

impl Fonts {
    pub fn new() -> Result<Self, PdfError> {
        fonts::check().map(|()| Self::default())
    }

    pub fn drawn(&self, face: usize) -> Option<Font> {
        fonts::face(face).map(|face| face.drawn.clone())
    }

    pub fn missing(&self, text: &str) -> usize {
        self.cleaned(text).1
    }

    /// The text with what cannot be drawn replaced, and without what only tells a screen how to behave: marks of direction can make
    /// words look like what they are not.
    pub fn clean(&self, text: &str) -> String {
        self.cleaned(text).0
    }

    /// The text cut where another font is needed.
    pub fn split(&self, text: &str) -> Vec<(Family, Range<usize>)> {
        let mut parts: Vec<(Family, Range<usize>)> = Vec::new();
        let mut clusters = text.grapheme_indices(true).peekable();
        while let Some((at, cluster)) = clusters.next() {
            let before = parts.last().map(|(family, _)| *family);
            let after = clusters.peek().and_then(|(_, next)| next.chars().next()).map(Family::of);
            let family = self.family(cluster, before, after).unwrap_or(Family::Inter);
            let end = at + cluster.len();
            match parts.last_mut() {
                Some((of, range)) if *of == family => range.end = end,
                _ => parts.push((family, at..end)),
            }
        }
        parts
    }

    /// Text of one family and direction, shaped.
    pub fn shape(&self, text: &str, family: Family, hand: Hand, right_to_left: bool) -> Run {
        let number = family.number(hand.bold);
        let forms = hand.forms.filter(|_| family == Family::Han);
        let shaped = fonts::face(number).map(|face| self.shaped(number, face, text, right_to_left, forms));
        let (glyphs, width) = shaped.unwrap_or_default();
        let heavier = hand.bold && !family.has_bold();
        Run { face: number, heavier, text: text.to_owned(), glyphs, width }
    }

    fn cleaned(&self, text: &str) -> (String, usize) {
        let (mut clean, mut missing) = (String::with_capacity(text.len()), 0);
        for cluster in text.graphemes(true) {
            if cluster.chars().all(|c| c.is_control() || c.is_whitespace()) {
                clean.push(if cluster == "\u{a0}" { '\u{a0}' } else { ' ' });
                continue;
            }
            let drawn: String = cluster.chars().filter(|c| !ignored(*c)).collect();
            if drawn.is_empty() || self.family(&drawn, None, None).is_some() {
                clean.push_str(&drawn);
                continue;
            }
            // Of a cluster that no font has whole, the letters that some font has, and one box for the others.
            missing += 1;
            let has = |c: &char| self.family(c.encode_utf8(&mut [0; 4]), None, None).is_some();
            let kept: String = drawn.chars().filter(|c| has(c) && !joins(*c)).collect();
            clean.push_str(&kept);
            clean.push(MISSING);
        }
        (clean, missing)
    }

    /// Who draws a cluster: spaces and signs go with their neighbours, letters to their own.
    fn family(&self, cluster: &str, before: Option<Family>, after: Option<Family>) -> Option<Family> {
        if matches!(cluster.as_bytes(), [b'!'..=b'~']) {
            return Some(Family::Inter);
        }
        let first = cluster.chars().next()?;
        let neighbour = match first {
            ' ' | '\u{a0}' | '\u{200c}' | '\u{200d}' | '।' | '॥' => before,
            // Signs that are as wide as an ideograph among ideographs.
            '‘' | '’' | '“' | '”' | '…' | '—' | '·' => {
                [before, after].into_iter().flatten().find(|family| *family == Family::Han)
            }
            _ => None,
        };
        let own = cluster.chars().map(Family::of);
        let all = neighbour.into_iter().chain(own).chain([Family::Inter]).chain(before);
        all.into_iter().find(|family| self.has(*family, cluster))
    }

    fn has(&self, family: Family, cluster: &str) -> bool {
        let key = (family, cluster.to_owned());
        if let Some(known) = self.known.borrow().get(&key) {
            return *known;
        }
        let found = fonts::face(family.number(false)).is_some_and(|face| {
            let shaped = face.data.shaper(&face.font).build().shape(buffer(cluster, None), ShapeOptions::new());
            shaped.glyph_infos().iter().all(|glyph| glyph.glyph_id != 0)
        });
        let mut known = self.known.borrow_mut();
        if known.len() > REMEMBERED {
            known.clear();
        }
        known.insert(key, found);
        found
    }

    fn shaped(
        &self,
        number: usize,
        face: &Face,
        text: &str,
        right_to_left: bool,
        forms: Option<&'static str>,
    ) -> (Vec<KrillaGlyph>, f32) {
        let direction = if right_to_left { Direction::RightToLeft } else { Direction::LeftToRight };
        let mut buffer = buffer(text, forms);
        buffer.set_direction(direction);
        let (script, language) = (Some(buffer.script()), buffer.language());
        let shaper = face.data.shaper(&face.font).build();
        // To find out how a script is shaped takes longer than to shape a word.
        let mut plans = self.plans.borrow_mut();
        let key = ShapePlanKey::new(script, direction).language(language.as_ref());
        let known = plans.iter().position(|(of, plan)| *of == number && key.matches(plan));
        let at = known.unwrap_or_else(|| {
            plans.push((number, ShapePlan::new(&shaper, direction, script, language.as_ref(), &[])));
            plans.len() - 1
        });
        let options = ShapeOptions::new().plan(plans.get(at).map(|(_, plan)| plan));
        let shaped = shaper.shape(buffer, options);
        // A cluster ends where the next one in the text begins, whichever way it is drawn.
        let mut starts: Vec<usize> = shaped.glyph_infos().iter().map(|glyph| glyph.cluster as usize).collect();
        starts.sort_unstable();
        starts.dedup();
        let end = |start: usize| {
            let next = starts.partition_point(|other| *other <= start);
            starts.get(next).copied().unwrap_or(text.len())
        };
        let em = |units: i32| units as f32 / face.units;
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

fn buffer(text: &str, language: Option<&str>) -> UnicodeBuffer {
    let mut buffer = UnicodeBuffer::new();
    buffer.push_str(text);
    buffer.guess_segment_properties();
    if let Some(language) = language.and_then(Language::new) {
        buffer.set_language(language);
    }
    buffer
}

fn joins(c: char) -> bool {
    matches!(c, '\u{200c}' | '\u{200d}')
}

fn ignored(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{61c}')
}
