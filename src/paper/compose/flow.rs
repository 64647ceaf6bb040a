//! Pieces → pages.

use super::super::drawing::Drawing;
use super::super::error::PaperError;
use super::pen::Pen;
use super::piece::{Bond, Kind, Piece};

/// Where the body may stand, in points from the top of the page.
#[derive(Debug, Clone, Copy)]
pub(super) struct Frame {
    pub first_top: f32,
    pub further_top: f32,
    pub first_bottom: f32,
    pub further_bottom: f32,
}

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
    let mut pen = Pen::new(frame, loose);
    let mut rest = pieces;
    while !rest.is_empty() {
        let (unit, after) = rest.split_at(unit(rest).unwrap_or(rest.len()));
        pen.unit(unit, after)?;
        rest = after;
    }
    Ok(pen.end())
}

/// How many of the next pieces stand and fall together; `None` if the last there is waits for another.
pub(super) fn unit(pieces: &[Piece]) -> Option<usize> {
    pieces.iter().position(|piece| piece.next == Bond::Free).map(|last| last + 1)
}

#[cfg(test)]
mod tests {
    use super::super::super::drawing::{Ink, Shape};
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
