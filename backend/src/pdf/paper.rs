//! Blocks laid on pages, drawn, and told again as a tree of tags in the order they are read.

use super::letters::Fonts;
use super::lines::{Breaker, Line, Style};
use super::{Block, Document, PdfError, Table};
use krilla::color::luma;
use krilla::configure::{Accessibility, ConfigurationBuilder};
use krilla::destination::XyzDestination;
use krilla::geom::{PathBuilder, Point, Rect};
use krilla::metadata::{DateTime, Metadata, TextDirection};
use krilla::outline::{Outline, OutlineNode};
use krilla::page::PageSettings;
use krilla::paint::{Fill, Stroke};
use krilla::surface::Surface;
use krilla::tagging::{
    Artifact, ArtifactType, ContentTag, Identifier, SpanTag, TableHeaderScope, Tag, TagGroup, TagTree,
};
use std::num::NonZeroU16;
use std::ops::Range;

/// A4, in points.
const PAGE: (f32, f32) = (595.28, 841.89);
const SIDE: f32 = 54.0;
const TOP: f32 = 56.0;
const BOTTOM: f32 = 62.0;
const WIDTH: f32 = PAGE.0 - 2.0 * SIDE;
const BODY: f32 = 9.5;
const SMALL: f32 = 8.0;
const GUTTER: f32 = 10.0;
/// Line height and how far down a letter stands in it.
const LEADING: f32 = 1.38;
const BASELINE: f32 = 1.02;
/// Grey that is still read on a bad printer.
const GREY: u8 = 90;
const HAIR: u8 = 190;
/// How much wider a line of a letter is drawn that has to be bold and has no bold font.
const HEAVIER: f32 = 0.035;

struct Placed {
    page: usize,
    x: f32,
    y: f32,
    size: f32,
    grey: bool,
    line: Line,
}

/// What the lines of a block are, by their numbers.
enum Meaning {
    Heading(u16, String, Range<usize>),
    Paragraph(Option<String>, Range<usize>),
    Table { head: Vec<Vec<usize>>, rows: Vec<Vec<Vec<usize>>> },
}

struct Paper<'a> {
    breaker: Breaker<'a>,
    language: &'a str,
    right_to_left: bool,
    page: usize,
    y: f32,
    placed: Vec<Placed>,
    rules: Vec<(usize, f32)>,
    meanings: Vec<Meaning>,
}

pub fn print(document: &Document) -> Result<Vec<u8>, PdfError> {
    let fonts = Fonts::new()?;
    let right_to_left = matches!(document.language.split('-').next(), Some("ar" | "fa" | "ur" | "he"));
    let mut paper = Paper {
        breaker: Breaker::new(&fonts),
        language: &document.language,
        right_to_left,
        page: 0,
        y: TOP,
        placed: Vec::new(),
        rules: Vec::new(),
        meanings: Vec::new(),
    };
    for block in &document.blocks {
        paper.lay(block);
    }
    paper.draw(document)
}

impl<'a> Paper<'a> {
    fn lay(&mut self, block: &'a Block) {
        match block {
            Block::Heading(level, text) => {
                let (size, before) = match level {
                    1 => (18.0, 0.0),
                    2 => (12.0, 14.0),
                    _ => (10.0, 8.0),
                };
                if self.y > TOP {
                    self.y += before;
                }
                // A heading does not stand alone at the end of a page.
                if self.y + size * LEADING + 3.0 * BODY * LEADING > PAGE.1 - BOTTOM {
                    self.turn();
                }
                let lines = self.flow(text, self.style(size, true), false, false);
                self.y += 3.0;
                self.meanings.push(Meaning::Heading(*level, text.clone(), lines));
            }
            Block::Paragraph { text, quiet } => {
                let size = if *quiet { SMALL } else { BODY };
                let lines = self.flow(text, self.style(size, false), *quiet, false);
                self.y += 4.0;
                self.meanings.push(Meaning::Paragraph(None, lines));
            }
            Block::Said { text, language } => {
                let mut style = self.style(BODY, false);
                style.language = language.as_deref().unwrap_or(style.language);
                let lines = self.flow(text, style, false, true);
                self.y += 4.0;
                self.meanings.push(Meaning::Paragraph(language.clone(), lines));
            }
            Block::Table(table) => self.lay_table(table),
        }
    }

    fn style(&self, size: f32, bold: bool) -> Style<'a> {
        Style { size, bold, right_to_left: self.right_to_left, language: self.language }
    }

    fn turn(&mut self) {
        self.page += 1;
        self.y = TOP;
    }

    /// Lines over the whole width: at the document's side, or each at the side of its own letters.
    fn flow(&mut self, text: &str, style: Style<'_>, grey: bool, own_side: bool) -> Range<usize> {
        let first = self.placed.len();
        for line in self.breaker.broken(text, style, WIDTH) {
            if self.y + style.size * LEADING > PAGE.1 - BOTTOM {
                self.turn();
            }
            let right = if own_side { line.right_to_left } else { self.right_to_left };
            self.put(line, SIDE, WIDTH, style.size, grey, right);
            self.y += style.size * LEADING;
        }
        first..self.placed.len()
    }

    /// A line into a column, at the side where it begins.
    fn put(&mut self, line: Line, left: f32, width: f32, size: f32, grey: bool, right: bool) -> usize {
        let x = if right { left + width - line.width } else { left };
        self.placed.push(Placed { page: self.page, x, y: self.y + size * BASELINE, size, grey, line });
        self.placed.len() - 1
    }

    fn lay_table(&mut self, table: &Table) {
        let shares: f32 = table.columns.iter().map(|(_, share)| share).sum();
        let mut left = SIDE;
        let mut columns: Vec<(f32, f32)> = Vec::new();
        for (_, share) in &table.columns {
            let width = WIDTH * share / shares;
            let from = if self.right_to_left { 2.0 * SIDE + WIDTH - left - width + GUTTER } else { left };
            columns.push((from, (width - GUTTER).max(SMALL)));
            left += width;
        }
        let mut head = Vec::new();
        if !table.headless {
            let names: Vec<&str> = table.columns.iter().map(|(name, _)| name.as_str()).collect();
            head = self.lay_row(&names, &columns, SMALL, |_| true, true);
        }
        let mut rows = Vec::new();
        for row in &table.rows {
            let cells: Vec<&str> = row.iter().map(String::as_str).collect();
            rows.push(self.lay_row(&cells, &columns, BODY, |column| table.headless && column == 0, false));
        }
        self.y += 6.0;
        self.meanings.push(Meaning::Table { head, rows });
    }

    /// A row, in one piece where a page can hold it.
    fn lay_row(
        &mut self,
        cells: &[&str],
        columns: &[(f32, f32)],
        size: f32,
        bold: impl Fn(usize) -> bool,
        grey: bool,
    ) -> Vec<Vec<usize>> {
        let height = size * LEADING;
        let mut waiting: Vec<std::vec::IntoIter<Line>> = cells
            .iter()
            .zip(columns)
            .enumerate()
            .map(|(at, (text, (_, width)))| self.breaker.broken(text, self.style(size, bold(at)), *width).into_iter())
            .collect();
        // One line stands where its column begins; a text of several is read from the side of its letters.
        let side = |lines: &std::vec::IntoIter<Line>| match lines.as_slice() {
            [first, _, ..] => first.right_to_left,
            _ => self.right_to_left,
        };
        let sides: Vec<bool> = waiting.iter().map(side).collect();
        let deep = waiting.iter().map(ExactSizeIterator::len).max().unwrap_or(0);
        let whole = deep as f32 * height + 6.0;
        if self.y + whole > PAGE.1 - BOTTOM && whole <= PAGE.1 - BOTTOM - TOP {
            self.turn();
        }
        self.y += 3.0;
        let mut found: Vec<Vec<usize>> = vec![Vec::new(); waiting.len()];
        for _ in 0..deep {
            if self.y + height > PAGE.1 - BOTTOM {
                self.turn();
            }
            for (((lines, found), (left, width)), right) in waiting.iter_mut().zip(&mut found).zip(columns).zip(&sides)
            {
                if let Some(line) = lines.next() {
                    found.push(self.put(line, *left, *width, size, grey, *right));
                }
            }
            self.y += height;
        }
        self.y += 3.0;
        self.rules.push((self.page, self.y));
        found
    }

    fn draw(self, document: &Document) -> Result<Vec<u8>, PdfError> {
        let check = |problem: String| PdfError::Check(problem);
        let configuration = ConfigurationBuilder::new()
            .with_accessibility_validator(Accessibility::UA1)
            .finish()
            .map_err(|_| check("configuration".to_owned()))?;
        let settings = krilla::SerializeSettings { configuration, ..Default::default() };
        let mut pdf = krilla::Document::new_with(settings);
        let pages = self.page + 1;
        let mut ids: Vec<Option<Identifier>> = Vec::new();
        ids.resize_with(self.placed.len(), || None);
        for number in 0..pages {
            let size = PageSettings::from_wh(PAGE.0, PAGE.1).ok_or_else(|| check("page".to_owned()))?;
            let mut page = pdf.start_page_with(size);
            let mut surface = page.surface();
            for (at, placed) in self.placed.iter().enumerate().filter(|(_, placed)| placed.page == number) {
                let id = surface.start_tagged(ContentTag::Span(SpanTag::empty()));
                self.text(&mut surface, placed);
                surface.end_tagged();
                if let Some(slot) = ids.get_mut(at) {
                    *slot = Some(id);
                }
            }
            for (_, y) in self.rules.iter().filter(|(page, _)| *page == number) {
                rule(&mut surface, *y);
            }
            self.footer(&mut surface, document, number + 1, pages);
            surface.finish();
            page.finish();
        }
        pdf.set_outline(self.outline());
        pdf.set_metadata(metadata(document, self.right_to_left));
        pdf.set_tag_tree(tree(&self.meanings, &mut ids, &document.language));
        pdf.finish().map_err(|problem| check(sort_of(&problem)))
    }

    fn text(&self, surface: &mut Surface<'_>, placed: &Placed) {
        let shade = if placed.grey { GREY } else { 0 };
        surface.set_fill(Some(ink(shade)));
        let mut x = placed.x;
        for run in &placed.line.runs {
            if let Some(font) = self.breaker.fonts.drawn(run.face) {
                surface.set_stroke(run.heavier.then(|| outline(shade, placed.size * HEAVIER)));
                surface.draw_glyphs(Point::from_xy(x, placed.y), &run.glyphs, font, &run.text, placed.size, false);
            }
            x += run.width * placed.size;
        }
        surface.set_stroke(None);
    }

    /// The title and the page's number, which a screen reader passes over: it has its own.
    fn footer(&self, surface: &mut Surface<'_>, document: &Document, number: usize, pages: usize) {
        surface.start_tagged(ContentTag::Artifact(Artifact::with_kind(ArtifactType::Footer)));
        let style = self.style(SMALL, false);
        let y = PAGE.1 - BOTTOM / 2.0;
        let count = self.breaker.broken(&format!("{number} / {pages}"), style, WIDTH);
        let title = self.breaker.broken(&document.title, style, WIDTH * 0.8);
        for (line, at_start) in
            count.into_iter().map(|line| (line, false)).chain(title.into_iter().take(1).map(|line| (line, true)))
        {
            let x = if at_start == self.right_to_left { SIDE + WIDTH - line.width } else { SIDE };
            self.text(surface, &Placed { page: number, x, y, size: SMALL, grey: true, line });
        }
        surface.end_tagged();
    }

    fn outline(&self) -> Outline {
        let mut outline = Outline::new();
        for meaning in &self.meanings {
            let Meaning::Heading(_, text, lines) = meaning else { continue };
            let Some(first) = self.placed.get(lines.start) else { continue };
            let to = XyzDestination::new(first.page, Point::from_xy(0.0, (first.y - 2.0 * first.size).max(0.0)));
            outline.push_child(OutlineNode::new(text.clone(), to));
        }
        outline
    }
}

fn rule(surface: &mut Surface<'_>, y: f32) {
    let Some(line) = Rect::from_xywh(SIDE, y, WIDTH, 0.5) else { return };
    let mut path = PathBuilder::new();
    path.push_rect(line);
    let Some(path) = path.finish() else { return };
    surface.start_tagged(ContentTag::Artifact(Artifact::with_kind(ArtifactType::Layout)));
    surface.set_fill(Some(ink(HAIR)));
    surface.draw_path(&path);
    surface.end_tagged();
}

fn ink(grey: u8) -> Fill {
    Fill { paint: luma::Color::new(grey).into(), ..Fill::default() }
}

fn outline(grey: u8, width: f32) -> Stroke {
    Stroke { paint: luma::Color::new(grey).into(), width, ..Stroke::default() }
}

fn metadata(document: &Document, right_to_left: bool) -> Metadata {
    let direction = if right_to_left { TextDirection::RightToLeft } else { TextDirection::LeftToRight };
    let metadata = Metadata::new()
        .title(document.title.clone())
        .language(document.language.clone())
        .creator("See Say Act".to_owned())
        .text_direction(direction);
    let Some(at) = document.made_at else { return metadata };
    let at = at.to_zoned(jiff::tz::TimeZone::UTC);
    let small = |n: i8| u8::try_from(n).unwrap_or_default();
    let date = DateTime::new(u16::try_from(at.year()).unwrap_or_default())
        .month(small(at.month()))
        .day(small(at.day()))
        .hour(small(at.hour()))
        .minute(small(at.minute()))
        .second(small(at.second()))
        .utc_offset_hour(0)
        .utc_offset_minute(0);
    metadata.creation_date(date)
}

fn tree(meanings: &[Meaning], ids: &mut [Option<Identifier>], language: &str) -> TagTree {
    let mut tree = TagTree::new().with_lang(Some(language.to_owned()));
    let mut filled = |mut group: TagGroup, lines: &mut dyn Iterator<Item = usize>| {
        for line in lines {
            if let Some(id) = ids.get_mut(line).and_then(Option::take) {
                group.push(id);
            }
        }
        group
    };
    for meaning in meanings {
        match meaning {
            Meaning::Heading(level, text, lines) => {
                let level = NonZeroU16::new(*level).unwrap_or(NonZeroU16::MIN);
                let group = TagGroup::new(Tag::Hn(level, Some(text.clone())));
                tree.push(filled(group, &mut lines.clone()));
            }
            Meaning::Paragraph(language, lines) => {
                let group = TagGroup::new(Tag::P.with_lang(language.clone()));
                tree.push(filled(group, &mut lines.clone()));
            }
            Meaning::Table { head, rows } => {
                let mut table = TagGroup::new(Tag::Table);
                if !head.is_empty() {
                    let mut row = TagGroup::new(Tag::TR);
                    for lines in head {
                        let cell = TagGroup::new(Tag::TH(TableHeaderScope::Column));
                        row.push(filled(cell, &mut lines.iter().copied()));
                    }
                    let mut group = TagGroup::new(Tag::THead);
                    group.push(row);
                    table.push(group);
                }
                let mut body = TagGroup::new(Tag::TBody);
                for cells in rows {
                    let mut row = TagGroup::new(Tag::TR);
                    for (column, lines) in cells.iter().enumerate() {
                        let cell = match column {
                            0 => TagGroup::new(Tag::TH(TableHeaderScope::Row)),
                            _ => TagGroup::new(Tag::TD),
                        };
                        row.push(filled(cell, &mut lines.iter().copied()));
                    }
                    body.push(row);
                }
                if !rows.is_empty() {
                    table.push(body);
                }
                if !head.is_empty() || !rows.is_empty() {
                    tree.push(table);
                }
            }
        }
    }
    tree
}

/// Which rule was broken. Never more: an error must not hold text of the document.
fn sort_of(problem: &krilla::error::KrillaError) -> String {
    use krilla::error::KrillaError;
    match problem {
        KrillaError::Validation(found) => {
            let names = found.iter().map(|(rule, _)| {
                format!("{rule:?}").chars().take_while(char::is_ascii_alphanumeric).collect::<String>()
            });
            names.collect::<Vec<String>>().join(", ")
        }
        KrillaError::Font(..) => "font".to_owned(),
        _ => "limit".to_owned(),
    }
}
