//! Pieces → pages.

use super::super::drawing::{Drawing, Ink, MARGIN, Shape, WIDTH};
use super::super::error::PaperError;
use super::piece::{Bond, Kind, Piece};

/// Where the body may stand, in points from the top of the page.
#[derive(Debug, Clone, Copy)]
pub(super) struct Frame {
    pub first_top: f32,
    pub further_top: f32,
    pub first_bottom: f32,
    pub further_bottom: f32,
}

/// Sums of fractions are not exact; less than anyone sees.
const SLACK: f32 = 0.1;
/// Less than this is not worth barring.
const LEAST_REST: f32 = 30.0;
/// Room left under the last piece of a page that is loosened.
const AIR: f32 = 36.0;

/// The pages of the body. A paper that fills only part of one page is set a little wider apart.
pub(super) fn flow(pieces: &[Piece], frame: Frame) -> Result<Vec<Drawing>, PaperError> {
    let (pages, end) = set(pieces, frame, 1.0)?;
    let gaps: f32 = pieces.iter().skip(1).map(|piece| piece.before).sum();
    let left = frame.first_bottom - end - AIR;
    let barred = pieces.iter().any(|piece| matches!(piece.kind, Kind::Rest));
    if pages.len() > 1 || barred || left <= 0.0 || gaps <= 0.0 {
        return Ok(pages);
    }
    let (pages, _) = set(pieces, frame, 1.0 + (left / gaps).min(0.7))?;
    Ok(pages)
}

fn set(pieces: &[Piece], frame: Frame, loose: f32) -> Result<(Vec<Drawing>, f32), PaperError> {
    let mut pen =
        Pen { frame, loose, pages: Vec::new(), page: Drawing::default(), y: frame.first_top, fresh: true };
    let mut rest = pieces;
    while !rest.is_empty() {
        let joined = rest.iter().take_while(|piece| piece.next == Bond::Joined).count();
        let (unit, after) = rest.split_at((joined + 1).min(rest.len()));
        pen.unit(unit, after)?;
        rest = after;
    }
    let end = pen.y;
    pen.pages.push(pen.page);
    Ok((pen.pages, end))
}

/// Where the next piece goes.
struct Pen {
    frame: Frame,
    loose: f32,
    pages: Vec<Drawing>,
    page: Drawing,
    y: f32,
    /// Nothing stands on this page yet.
    fresh: bool,
}

impl Pen {
    fn unit(&mut self, unit: &[Piece], after: &[Piece]) -> Result<(), PaperError> {
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
        if self.pages.is_empty() { self.frame.first_bottom } else { self.frame.further_bottom }
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

#[cfg(test)]
mod tests {
    use super::*;

    const FRAME: Frame =
        Frame { first_top: 100.0, further_top: 50.0, first_bottom: 300.0, further_bottom: 300.0 };

    fn piece(height: f32) -> Piece {
        let mut drawing = Drawing::default();
        drawing.rule(0.0, 0.0, 10.0, 1.0, Ink::Black);
        Piece::new("text", 0.0, height, drawing)
    }

    #[test]
    fn what_does_not_fit_goes_to_the_next_page() {
        let pages = flow(&[piece(150.0), piece(100.0)], FRAME).unwrap();
        assert_eq!(pages.iter().map(|page| page.strokes.len()).collect::<Vec<_>>(), [1, 1]);
    }

    #[test]
    fn joined_pieces_go_together() {
        let pages = flow(&[piece(120.0), piece(60.0).joined(), piece(60.0)], FRAME).unwrap();
        assert_eq!(pages.iter().map(|page| page.strokes.len()).collect::<Vec<_>>(), [1, 2]);
    }

    #[test]
    fn a_piece_taller_than_a_page_is_refused_by_name() {
        assert_eq!(flow(&[piece(400.0)], FRAME).unwrap_err().field(), Some("text"));
    }

    #[test]
    fn the_rest_is_barred_above_what_still_fits() {
        let pages = flow(&[piece(20.0), Piece::rest(), piece(30.0)], FRAME).unwrap();
        assert_eq!(pages.len(), 1);
        let Shape::Line { from, .. } = pages[0].strokes[4].shape else { panic!("a rule") };
        assert!((from.1 - 270.0).abs() < 0.5, "what follows stands at the very bottom: {from:?}");
    }

    #[test]
    fn the_rest_takes_the_page_when_what_follows_does_not_fit() {
        let pages = flow(&[piece(20.0), Piece::rest(), piece(190.0)], FRAME).unwrap();
        assert_eq!(pages.len(), 2);
    }
}
