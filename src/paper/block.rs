//! The pieces a sheet's body is made of, top to bottom.

use super::card::{Card, Portrait};
use super::text::{Run, Text};

/// One piece of the body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Block {
    /// The name of the paper, centred, with the rule it rests on beneath.
    Title {
        /// "Certificato di nascita"; printed in capitals.
        text: String,
        /// "art. 106 e seguenti, DPR 3 novembre 2000, n. 396"; may be empty.
        subtitle: String,
    },
    /// A heading inside the paper.
    Heading(String),
    /// Running text.
    Paragraph(Text),
    /// Label and value rows: what the paper attests.
    Facts(Vec<Fact>),
    /// Words that must be seen, in a frame (the wording on use).
    Boxed(Text),
    /// Words nobody can overlook, light on dark over the whole width.
    Band(String),
    /// A photograph, or the box for one, with rows of facts beside it.
    Portrait(Portrait),
    /// The card to cut out and fold, at the foot of the page. A sheet with one is set as tight as one page needs.
    Card(Box<Card>),
    /// Sentences with a box each, to be ticked by hand.
    Ticks(Vec<Text>),
    /// The place of the duty stamp, with the words beside it.
    DutyStamp(Text),
    /// Running text a size smaller (footing, duty).
    Small(Text),
    /// Place and date, the place of the round stamp, and the signature; never parted from what stands before.
    Signature(Signature),
    /// Several signatures side by side, two to a row.
    Signatures(Vec<Signer>),
    /// Rows under headings repeated on each page.
    Table(Table),
    /// Label and figure rows with a rule under them, the figures to the right.
    Totals(Vec<Total>),
    /// A code to be typed back, large and evenly spaced, one line each.
    Code(Vec<String>),
    /// "Ritagliare qui": a dashed line over the whole width.
    CutLine,
    /// A diagonal rule over what is left of the page, so that nothing can be added; what follows still stands on
    /// the same page if it fits.
    BarredRest,
}

impl Block {
    /// A paragraph from anything that is text.
    pub fn paragraph(text: impl Into<Text>) -> Self {
        Block::Paragraph(text.into())
    }

    /// A framed paragraph.
    pub fn boxed(text: impl Into<Text>) -> Self {
        Block::Boxed(text.into())
    }

    /// A small paragraph.
    pub fn small(text: impl Into<Text>) -> Self {
        Block::Small(text.into())
    }
}

/// A label and its value; the value wraps, then shrinks to 7 pt, then is refused by its field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fact {
    /// Field a refusal names.
    pub field: String,
    /// "cognome".
    pub label: String,
    /// The value.
    pub value: String,
}

impl Fact {
    /// A row.
    pub fn new(field: impl Into<String>, label: impl Into<String>, value: impl Into<String>) -> Self {
        Self { field: field.into(), label: label.into(), value: value.into() }
    }
}

/// Where, when and by whom a paper is signed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Signature {
    /// "Valdorè, 21 novembre 2026".
    pub place_and_date: String,
    /// "L'ufficiale dello stato civile" and the reference of the delegation, one line each.
    pub role: Vec<String>,
    /// The name under the line.
    pub name: String,
    /// Whether the place of the round stamp is drawn.
    pub stamp: Stamp,
    /// "firma della titolare": a second line to the left, under the place and date.
    pub holder: Option<String>,
}

/// The place of the round stamp.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Stamp {
    /// A dashed circle marked "timbro tondo".
    #[default]
    Round,
    /// None.
    None,
}

/// One of several signatures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signer {
    /// "Il responsabile dell'ufficio".
    pub role: String,
    /// The name under the line; may be empty.
    pub name: String,
}

/// Rows under headings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// Field a refusal names, with the row's number after it.
    pub field: String,
    /// The columns, left to right.
    pub columns: Vec<Column>,
    /// Cells of each row, as many as the columns; missing ones are empty.
    pub rows: Vec<Row>,
}

/// A column of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Its heading.
    pub title: String,
    /// Its share of the width, against the others'.
    pub share: u16,
    /// Where its cells stand.
    pub align: Align,
}

impl Column {
    /// A column set to the left.
    pub fn left(title: impl Into<String>, share: u16) -> Self {
        Self { title: title.into(), share, align: Align::Left }
    }

    /// A column set to the right.
    pub fn right(title: impl Into<String>, share: u16) -> Self {
        Self { title: title.into(), share, align: Align::Right }
    }
}

/// Which edge text stands on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Align {
    /// The left edge.
    #[default]
    Left,
    /// The right edge.
    Right,
    /// Neither.
    Centre,
}

/// A row of a table.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Row {
    /// Its cells.
    pub cells: Vec<Text>,
    /// Whether it counts.
    pub state: RowState,
}

/// Whether a row counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum RowState {
    /// As printed.
    #[default]
    Standing,
    /// Struck through, still readable (an annulled or barred number).
    Struck,
}

impl<T: Into<Text>> FromIterator<T> for Row {
    fn from_iter<I: IntoIterator<Item = T>>(cells: I) -> Self {
        Self { cells: cells.into_iter().map(Into::into).collect(), state: RowState::Standing }
    }
}

impl Row {
    /// The same row, struck through.
    #[must_use]
    pub fn struck(mut self) -> Self {
        self.state = RowState::Struck;
        self
    }
}

/// A label and a figure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Total {
    /// "sabato 21 novembre 2026".
    pub label: Run,
    /// "31".
    pub figure: Run,
}

impl Total {
    /// An ordinary line of the totals.
    pub fn new(label: impl Into<String>, figure: impl Into<String>) -> Self {
        Self { label: Run::plain(label), figure: Run::plain(figure) }
    }

    /// The line that sums the others up.
    pub fn grand(label: impl Into<String>, figure: impl Into<String>) -> Self {
        Self { label: Run::bold(label), figure: Run::bold(figure) }
    }
}
