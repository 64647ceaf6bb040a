//! What flows: pieces that are never cut, with the space before them and what they may not be parted from.

use std::rc::Rc;

use super::super::drawing::Drawing;

/// A piece of the body, never cut over two pages.
#[derive(Debug, Clone)]
pub(super) struct Piece {
    /// Named if it is taller than a page.
    pub name: String,
    /// Space before it, left out at the top of a page.
    pub before: f32,
    /// Its own height.
    pub height: f32,
    /// Drawn from its top edge; horizontally where it stands on the page.
    pub drawing: Drawing,
    /// Whether the next piece may start a page.
    pub next: Bond,
    /// How it behaves at a page's edge.
    pub kind: Kind,
}

/// Whether two pieces may be parted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Bond {
    Free,
    Joined,
}

/// How a piece behaves at a page's edge.
#[derive(Debug, Clone)]
pub(super) enum Kind {
    Plain,
    /// A row of a table: at the top of a page the headings come again.
    Row(Rc<Heading>),
    /// Takes what is left of the page and bars it.
    Rest,
    /// Stands at the very foot of the page's body.
    Foot,
}

/// The headings of a table.
#[derive(Debug)]
pub(super) struct Heading {
    pub height: f32,
    pub drawing: Drawing,
}

impl Piece {
    /// A plain piece that may be followed by a page's end.
    pub fn new(name: &str, before: f32, height: f32, drawing: Drawing) -> Self {
        Self { name: name.to_owned(), before, height, drawing, next: Bond::Free, kind: Kind::Plain }
    }

    /// The barred rest of a page.
    pub fn rest() -> Self {
        Self { kind: Kind::Rest, ..Self::new("barred rest", 12.0, 0.0, Drawing::default()) }
    }

    /// The same piece, never parted from the next.
    pub fn joined(mut self) -> Self {
        self.next = Bond::Joined;
        self
    }
}

/// Joins the last paragraph to what comes: a signature alone on a page signs nothing. Of a long paragraph the last
/// lines are enough.
pub(super) fn join_last_paragraph(pieces: &mut [Piece]) {
    const LINES: usize = 8;
    let mut kept = 0;
    for piece in pieces.iter_mut().rev() {
        if matches!(piece.kind, Kind::Rest) {
            return;
        }
        piece.next = Bond::Joined;
        kept += 1;
        // A paragraph starts where there is space before.
        if piece.before > 0.0 || kept == LINES {
            return;
        }
    }
}
