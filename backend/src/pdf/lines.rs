//! Text broken into lines of a width, each with its runs in the order they are seen.

use super::fonts::Family;
use super::letters::{Fonts, Hand, Run};
use std::cell::RefCell;
use std::collections::HashMap;
use std::ops::Range;
use unicode_bidi::{BidiClass, BidiInfo, Direction, Level, bidi_class, get_base_direction};
use unicode_segmentation::UnicodeSegmentation;

/// Pieces whose width is remembered: an ideograph is a piece, and comes again.
const REMEMBERED: usize = 20_000;
/// Letters of everyday Chinese that only its traditional form has, Japanese apart.
const TRADITIONAL: &str =
    "這個們時說對學會發當沒點開關門車東還請問長過話給讓從後邊電覺見機場飛輛區層樓報國來張間為無動現頭樣實氣著進經嗎";

/// One line.
#[derive(Default)]
pub struct Line {
    /// From left to right.
    pub runs: Vec<Run>,
    /// In points.
    pub width: f32,
    /// The side its paragraph begins at, by its own letters.
    pub right_to_left: bool,
}

/// How text is set.
#[derive(Clone, Copy)]
pub struct Style<'a> {
    pub size: f32,
    pub bold: bool,
    /// The direction of the document.
    pub right_to_left: bool,
    /// In which language it is, as far as that is known.
    pub language: &'a str,
}

/// Breaks text, and remembers how wide its pieces are.
pub struct Breaker<'f> {
    pub fonts: &'f Fonts,
    widths: RefCell<HashMap<(String, bool), f32>>,
}

impl<'f> Breaker<'f> {
    pub fn new(fonts: &'f Fonts) -> Self {
        Self { fonts, widths: RefCell::default() }
    }

    /// Lines of at most this width; never none. A word that is wider is cut.
    pub fn broken(&self, text: &str, style: Style<'_>, width: f32) -> Vec<Line> {
        let mut lines = Vec::new();
        let hand = Hand { bold: style.bold, forms: forms(text, style.language) };
        for paragraph in text.lines() {
            let paragraph = self.fonts.clean(paragraph);
            let told = dated(&paragraph);
            let bidi = BidiInfo::new(&told, Some(base(&paragraph, style.right_to_left)));
            for range in self.fitted(&paragraph, style, hand, width) {
                lines.push(self.ordered(&paragraph, &bidi, range, style, hand));
            }
        }
        if lines.is_empty() {
            lines.push(Line { right_to_left: style.right_to_left, ..Line::default() });
        }
        lines
    }

    /// Where lines begin and end.
    fn fitted(&self, text: &str, style: Style<'_>, hand: Hand, width: f32) -> Vec<Range<usize>> {
        let mut lines: Vec<Range<usize>> = Vec::new();
        let (mut start, mut used, mut from) = (0, 0.0, 0);
        let breaks = unicode_linebreak::linebreaks(text).map(|(end, _)| end);
        for end in breaks.filter(|at| !within_hangul(text, *at)) {
            let piece = text.get(from..end).unwrap_or_default();
            let wide = self.measured(piece, hand) * style.size;
            let seen = match piece.trim_end() {
                all if all.len() == piece.len() => wide,
                seen => self.measured(seen, hand) * style.size,
            };
            if used + seen > width && from > start {
                lines.push(start..from);
                (start, used) = (from, 0.0);
            }
            if seen > width {
                // A word wider than the line, such as an address, or a sentence of a script that has no spaces: cut where it must be.
                let mut of_line = 0.0;
                for (at, cluster) in piece.grapheme_indices(true) {
                    let one = self.measured(cluster, hand) * style.size;
                    if of_line + one > width && from + at > start {
                        lines.push(start..from + at);
                        (start, of_line) = (from + at, 0.0);
                    }
                    of_line += one;
                }
                used = of_line;
            } else {
                used += wide;
            }
            from = end;
        }
        if start < text.len() {
            lines.push(start..text.len());
        }
        if lines.is_empty() {
            lines.push(0..0);
        }
        lines
    }

    /// In ems.
    fn measured(&self, text: &str, hand: Hand) -> f32 {
        let key = (text.to_owned(), hand.bold);
        if let Some(known) = self.widths.borrow().get(&key) {
            return *known;
        }
        let parts = self.fonts.split(text).into_iter().map(|(family, range)| {
            let part = text.get(range).unwrap_or_default();
            self.fonts.shape(part, family, hand, family.right_to_left()).width
        });
        let width = parts.sum::<f32>();
        let mut widths = self.widths.borrow_mut();
        if widths.len() > REMEMBERED {
            widths.clear();
        }
        widths.insert(key, width);
        width
    }

    /// A line's runs in the order they are seen.
    fn ordered(&self, text: &str, bidi: &BidiInfo<'_>, range: Range<usize>, style: Style<'_>, hand: Hand) -> Line {
        let visible = text.get(range.clone()).unwrap_or_default().trim_end().len();
        let range = range.start..range.start + visible;
        let paragraph = bidi.paragraphs.first().filter(|_| !range.is_empty());
        let Some(paragraph) = paragraph else {
            return Line { right_to_left: style.right_to_left, ..Line::default() };
        };
        let (levels, seen) = bidi.visual_runs(paragraph, range);
        let mut line = Line { right_to_left: paragraph.level.is_rtl(), ..Line::default() };
        for run in seen {
            let right_to_left = levels.get(run.start).is_some_and(Level::is_rtl);
            let part = text.get(run).unwrap_or_default();
            let shaped = |(family, range): (Family, Range<usize>)| {
                self.fonts.shape(part.get(range).unwrap_or_default(), family, hand, right_to_left)
            };
            let mut runs: Vec<Run> = self.fonts.split(part).into_iter().map(shaped).collect();
            if right_to_left {
                runs.reverse();
            }
            line.width += runs.iter().map(|run| run.width).sum::<f32>() * style.size;
            line.runs.extend(runs);
        }
        line
    }
}

/// Where a text begins: at the document's side if it has any letter of that side, because what we print begins with numbers and codes;
/// otherwise by its first letter.
fn base(text: &str, right_to_left: bool) -> Level {
    let arabic = |c: char| matches!(bidi_class(c), BidiClass::R | BidiClass::AL);
    match get_base_direction(text) {
        Direction::Rtl => Level::rtl(),
        Direction::Ltr if right_to_left && text.chars().any(arabic) => Level::rtl(),
        Direction::Mixed if right_to_left => Level::rtl(),
        _ => Level::ltr(),
    }
}

/// The text as the order of its letters is found: a date is one word, and not numbers that a line to the left puts the other way round.
fn dated(text: &str) -> String {
    let mut told = text.to_owned();
    let mut from = 0;
    while let Some(at) = told.get(from..).and_then(|rest| rest.find("-")).map(|at| from + at) {
        from = at + 1;
        let Some(start) = at.checked_sub(4) else { continue };
        let (day, time) = (&b"dddd-dd-dd"[..], &b" dd:dd"[..]);
        let rest = told.as_bytes().get(start..).unwrap_or_default();
        let before = start.checked_sub(1).and_then(|before| told.as_bytes().get(before));
        if !shaped(rest, day) || before.is_some_and(u8::is_ascii_digit) {
            continue;
        }
        let clock = rest.get(day.len()..).is_some_and(|rest| shaped(rest, time));
        let end = start + day.len() + if clock { time.len() } else { 0 };
        told.replace_range(start..end, &"d".repeat(end - start));
    }
    told
}

/// Whether it begins so, `d` being a digit.
fn shaped(text: &[u8], pattern: &[u8]) -> bool {
    text.len() >= pattern.len()
        && text.iter().zip(pattern).all(|(c, as_in)| if *as_in == b'd' { c.is_ascii_digit() } else { c == as_in })
}

/// Korean is broken between its words, though Unicode allows it between syllables.
fn within_hangul(text: &str, at: usize) -> bool {
    let hangul = |c: Option<char>| c.is_some_and(|c| Family::of(c) == Family::Hangul);
    let (before, after) = (text.get(..at).unwrap_or_default(), text.get(at..).unwrap_or_default());
    hangul(before.chars().next_back()) && hangul(after.chars().next())
}

/// Whose forms of ideographs: by letters that only they write, then by the language.
fn forms(text: &str, language: &str) -> Option<&'static str> {
    let kana = |c: char| matches!(c, '\u{3040}'..='\u{30ff}');
    if !text.chars().any(|c| matches!(Family::of(c), Family::Han)) {
        None
    } else if text.chars().any(kana) || language.starts_with("ja") {
        Some("ja")
    } else if text.chars().any(|c| TRADITIONAL.contains(c)) || language.starts_with("zh-Hant") {
        Some("zh-hant")
    } else {
        None
    }
}
