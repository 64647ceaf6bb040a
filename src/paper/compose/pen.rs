//! The pen: sets pieces down a page and turns to the next.

use super::super::drawing::{Drawing, Ink, MARGIN, Shape, WIDTH};
use super::super::error::PaperError;
use super::flow::Frame;
use super::piece::{Kind, Piece};

/// Sums of fractions are not exact; less than anyone sees.
const SLACK: f32 = 0.1;
/// Less than this is not worth barring.
const LEAST_REST: f32 = 30.0;

/// Where the next piece goes.
pub(super) struct Pen {
    frame: Frame,
    loose: f32,
    /// Pages that are full and were not given away.
    pages: Vec<Drawing>,
    /// Whether a page is full already.
    turned: bool,
    page: Drawing,
    y: f32,
    /// Nothing stands on this page yet.
    fresh: bool,
}

impl Pen {
    /// At the top of the first page; spaces `loose` times as wide as usual.
    pub fn new(frame: Frame, loose: f32) -> Self {
        let y = frame.first_top;
        Self { frame, loose, pages: Vec::new(), turned: false, page: Drawing::default(), y, fresh: true }
    }

    /// The pages that became full since this was last asked.
    pub fn full(&mut self) -> Vec<Drawing> {
        std::mem::take(&mut self.pages)
    }

    /// All pages that are left, and where the last one ends.
    pub fn end(mut self) -> (Vec<Drawing>, f32) {
        self.pages.push(self.page);
        (self.pages, self.y)
    }

    /// Sets pieces that stand and fall together; `after` is what is known to follow.
    pub fn unit(&mut self, unit: &[Piece], after: &[Piece]) -> Result<(), PaperError> {
        if let [piece] = unit
            && matches!(piece.kind, Kind::Rest)
        {
            self.bar(piece, after);
            return Ok(());
        }
        if !self.fresh && self.needed(unit) > self.bottom() - self.y {
            self.turn();
        }
        if self.needed(unit) <= self.bottom() - self.y {
            for piece in unit {
                self.place(piece);
            }
            return Ok(());
        }
        // A unit taller than a page: its bonds cannot hold.
        for piece in unit {
            if !self.fresh && self.needed(std::slice::from_ref(piece)) > self.bottom() - self.y {
                self.turn();
            }
            if self.needed(std::slice::from_ref(piece)) > self.bottom() - self.y {
                return Err(PaperError::TooLong { field: piece.name.clone() });
            }
            self.place(piece);
        }
        Ok(())
    }

    fn bottom(&self) -> f32 {
        if self.turned { self.frame.further_bottom } else { self.frame.first_bottom }
    }

    /// Height a unit takes here, its first space left out at the top of a page.
    fn needed(&self, unit: &[Piece]) -> f32 {
        let whole = height(unit, self.loose);
        match unit.first() {
            Some(first) if self.fresh => whole - first.before * self.loose + repeated(first),
            _ => whole,
        }
    }

    fn turn(&mut self) {
        self.pages.push(std::mem::take(&mut self.page));
        self.turned = true;
        self.y = self.frame.further_top;
        self.fresh = true;
    }

    fn place(&mut self, piece: &Piece) {
        if self.fresh {
            if let Kind::Row(heading) = &piece.kind {
                self.page.add(&heading.drawing, self.y);
                self.y += heading.height;
            }
        } else {
            self.y += piece.before * self.loose;
        }
        if matches!(piece.kind, Kind::Foot) {
            self.y = self.y.max(self.bottom() - piece.height);
        }
        self.page.add(&piece.drawing, self.y);
        self.y += piece.height;
        self.fresh = false;
    }

    /// Bars what is left of the page, leaving room for what follows if it all fits.
    fn bar(&mut self, piece: &Piece, after: &[Piece]) {
        let top = self.y + piece.before;
        let left = self.bottom() - top;
        let follows = height(after, self.loose);
        let tall = if follows + LEAST_REST <= left { left - follows - SLACK } else { left };
        if tall < LEAST_REST {
            return;
        }
        let (x, right, low) = (MARGIN, MARGIN + WIDTH, top + tall - 4.0);
        for (from, to) in [((x, top), (right, top)), ((right, top), (x, low)), ((x, low), (right, low))] {
            self.page.stroke(Shape::Line { from, to }, 0.7, Ink::Black);
        }
        self.y = top + tall;
        self.fresh = false;
    }
}

fn height(pieces: &[Piece], loose: f32) -> f32 {
    pieces.iter().map(|piece| piece.before * loose + piece.height).sum()
}

fn repeated(piece: &Piece) -> f32 {
    match &piece.kind {
        Kind::Row(heading) => heading.height,
        Kind::Plain | Kind::Rest | Kind::Foot => 0.0,
    }
}
