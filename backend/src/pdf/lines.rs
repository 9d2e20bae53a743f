//! Text broken into lines of a width, each with its runs in the order they are seen.

use super::letters::{Fonts, Run};
use std::ops::Range;
use unicode_bidi::{BidiInfo, Level};

/// One line.
#[derive(Default)]
pub struct Line {
    /// From left to right.
    pub runs: Vec<Run>,
    /// In points.
    pub width: f32,
}

/// How text is set.
#[derive(Clone, Copy)]
pub struct Style {
    pub size: f32,
    pub bold: bool,
    /// The direction of text that has none of its own.
    pub right_to_left: bool,
}

/// Lines of at most this width; never none. A word that is wider is cut.
pub fn broken(fonts: &Fonts, text: &str, style: Style, width: f32) -> Vec<Line> {
    let mut lines = Vec::new();
    for paragraph in text.lines() {
        let paragraph = fonts.clean(paragraph);
        for range in fitted(fonts, &paragraph, style, width) {
            lines.push(ordered(fonts, &paragraph, range, style));
        }
    }
    if lines.is_empty() {
        lines.push(Line::default());
    }
    lines
}

/// Where lines begin and end.
fn fitted(fonts: &Fonts, text: &str, style: Style, width: f32) -> Vec<Range<usize>> {
    let mut lines: Vec<Range<usize>> = Vec::new();
    let (mut start, mut used, mut from) = (0, 0.0, 0);
    for (end, _) in unicode_linebreak::linebreaks(text) {
        let piece = text.get(from..end).unwrap_or_default();
        let wide = measured(fonts, piece, style);
        let seen = measured(fonts, piece.trim_end(), style);
        if used + seen > width && from > start {
            lines.push(start..from);
            (start, used) = (from, 0.0);
        }
        if seen > width {
            // A word wider than the line, such as an address: cut where it must be.
            let mut of_line = 0.0;
            for (at, c) in piece.char_indices() {
                let one = measured(fonts, c.encode_utf8(&mut [0; 4]), style);
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

fn measured(fonts: &Fonts, text: &str, style: Style) -> f32 {
    let ems = fonts.split(text).into_iter().map(|(arabic, range)| {
        let part = text.get(range).unwrap_or_default();
        fonts.shape(part, arabic, style.bold, arabic).width
    });
    ems.sum::<f32>() * style.size
}

/// A line's runs in the order they are seen.
fn ordered(fonts: &Fonts, text: &str, range: Range<usize>, style: Style) -> Line {
    let visible = text.get(range.clone()).unwrap_or_default().trim_end().len();
    let range = range.start..range.start + visible;
    if range.is_empty() {
        return Line::default();
    }
    let fallback = if style.right_to_left { Level::rtl() } else { Level::ltr() };
    let own = unicode_bidi::get_base_direction(text);
    let level = if own == unicode_bidi::Direction::Mixed { Some(fallback) } else { None };
    let bidi = BidiInfo::new(text, level);
    let Some(paragraph) = bidi.paragraphs.first() else { return Line::default() };
    let (levels, seen) = bidi.visual_runs(paragraph, range);
    let mut line = Line::default();
    for run in seen {
        let right_to_left = levels.get(run.start).is_some_and(Level::is_rtl);
        let part = text.get(run).unwrap_or_default();
        let mut runs: Vec<Run> = fonts
            .split(part)
            .into_iter()
            .map(|(arabic, range)| fonts.shape(part.get(range).unwrap_or_default(), arabic, style.bold, right_to_left))
            .collect();
        if right_to_left {
            runs.reverse();
        }
        line.width += runs.iter().map(|run| run.width).sum::<f32>() * style.size;
        line.runs.extend(runs);
    }
    line
}
