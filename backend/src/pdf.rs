//! Paper: documents as tagged PDF (PDF/UA-1), which a screen reader reads as well as an eye: title, language, headings, paragraphs,
//! tables with their header cells, and an outline. No PDF is answered that does not pass the check for that.
//!
//! ```ignore
//! let mut paper = Document::new("Handover, night to day", "en");
//! paper.heading(1, "Handover, night to day").quiet("Sat 14 Nov, 06:00");
//! paper.table(Table::new([("Line", 4.0), ("Outgoing", 1.0)]).row(["A-0423 …", "Duarte"]));
//! let bytes = paper.bytes()?; // milliseconds of work: not on a thread that others wait for
//! ```
//!
//! Text is anybody's: letters of the scripts that reporters write (backend/fonts/README.md) are shaped and put in order, also mixed in one
//! line. A letter that no font of ours has becomes □ (`missing` tells how many; say so on the paper). A line break is `\n`.
//!
//! Never here: what a document says, and in which language; whether somebody may have it.

mod fonts;
mod letters;
mod lines;
mod paper;

use jiff::Timestamp;

/// A document being written, from the top.
pub struct Document {
    title: String,
    language: String,
    made_at: Option<Timestamp>,
    blocks: Vec<Block>,
}

/// Columns with a header row; the first cell of a row is its header.
pub struct Table {
    columns: Vec<(String, f32)>,
    headless: bool,
    rows: Vec<Vec<String>>,
}

/// Why there is no paper. Holds no text of the document.
#[derive(Debug, thiserror::Error)]
pub enum PdfError {
    #[error("a font of ours cannot be read")]
    Font,
    #[error("the PDF is not one that everybody can read: {0}")]
    Check(String),
}

enum Block {
    Heading(u16, String),
    Paragraph { text: String, quiet: bool },
    Said { text: String, language: Option<String> },
    Table(Table),
}

impl Document {
    /// `title` is what a reader's window shows, `language` a code such as `ar`; it also says which side lines begin at.
    pub fn new(title: impl Into<String>, language: impl Into<String>) -> Self {
        Self { title: title.into(), language: language.into(), made_at: None, blocks: Vec::new() }
    }

    /// When it was made, for the document's own facts. Without it the same content gives the same bytes for ever.
    pub fn made_at(&mut self, at: Timestamp) -> &mut Self {
        self.made_at = Some(at);
        self
    }

    /// Level 1 once, then 2 and 3 without leaving one out.
    pub fn heading(&mut self, level: u16, text: impl Into<String>) -> &mut Self {
        self.blocks.push(Block::Heading(level.clamp(1, 3), text.into()));
        self
    }

    pub fn paragraph(&mut self, text: impl Into<String>) -> &mut Self {
        self.blocks.push(Block::Paragraph { text: text.into(), quiet: false });
        self
    }

    /// Somebody's own words, in the language they are in where that is known: they begin at their own side.
    pub fn said(&mut self, text: impl Into<String>, language: Option<String>) -> &mut Self {
        self.blocks.push(Block::Said { text: text.into(), language });
        self
    }

    /// A paragraph in small grey letters.
    pub fn quiet(&mut self, text: impl Into<String>) -> &mut Self {
        self.blocks.push(Block::Paragraph { text: text.into(), quiet: true });
        self
    }

    pub fn table(&mut self, table: Table) -> &mut Self {
        self.blocks.push(Block::Table(table));
        self
    }

    /// Letters that no font of ours has.
    pub fn missing(&self) -> Result<usize, PdfError> {
        let fonts = letters::Fonts::new()?;
        Ok(self.texts().map(|text| fonts.missing(text)).sum())
    }

    /// The PDF.
    pub fn bytes(&self) -> Result<Vec<u8>, PdfError> {
        paper::print(self)
    }

    fn texts(&self) -> impl Iterator<Item = &str> {
        self.blocks.iter().flat_map(Block::texts)
    }
}

impl Block {
    fn texts(&self) -> Vec<&str> {
        match self {
            Self::Heading(_, text) | Self::Paragraph { text, .. } | Self::Said { text, .. } => vec![text],
            Self::Table(table) => {
                let heads = table.columns.iter().map(|(head, _)| head.as_str());
                heads.chain(table.rows.iter().flatten().map(String::as_str)).collect()
            }
        }
    }
}

impl Table {
    /// Columns by name and share of the width.
    pub fn new<S: Into<String>>(columns: impl IntoIterator<Item = (S, f32)>) -> Self {
        let columns = columns.into_iter().map(|(head, share)| (head.into(), share.max(0.01))).collect();
        Self { columns, headless: false, rows: Vec::new() }
    }

    /// What something is called, and what it is: two columns without a header row.
    pub fn facts<L: Into<String>, V: Into<String>>(facts: impl IntoIterator<Item = (L, V)>) -> Self {
        let rows = facts.into_iter().map(|(label, value)| vec![label.into(), value.into()]).collect();
        Self { columns: vec![(String::new(), 1.0), (String::new(), 3.0)], headless: true, rows }
    }

    /// One more row; cells it does not have are empty, cells beyond the last column are dropped.
    pub fn row<S: Into<String>>(mut self, cells: impl IntoIterator<Item = S>) -> Self {
        self.push(cells);
        self
    }

    /// The same, where rows come one by one.
    pub fn push<S: Into<String>>(&mut self, cells: impl IntoIterator<Item = S>) {
        let mut cells: Vec<String> = cells.into_iter().map(Into::into).collect();
        cells.resize(self.columns.len(), String::new());
        self.rows.push(cells);
    }
}

#[cfg(test)]
mod tests;
