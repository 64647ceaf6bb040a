//! What is filled in or stuck on by hand: boxes to tick, the place of the duty stamp.

use super::super::block::Align;
use super::super::drawing::{Drawing, Ink, MARGIN, MM, Shape, WIDTH};
use super::super::error::PaperError;
use super::super::letters::{letters, run_letters};
use super::super::text::{Text, Weight};
use super::super::wrap::{SMALLEST, flow};
use super::piece::Piece;

/// Sentences with a box each.
pub(super) fn ticks(rows: &[Text], name: &str) -> Result<Vec<Piece>, PaperError> {
    const SIZE: u8 = 11;
    const STEP: f32 = 15.0;
    const BOX: f32 = 9.5;
    const INDENT: f32 = 20.0;
    let mut pieces = Vec::with_capacity(rows.len());
    for row in rows {
        let mut drawing = Drawing::default();
        let frame = Shape::Frame { x: MARGIN + 2.0, y: 1.5, width: BOX, height: BOX };
        drawing.stroke(frame, 0.9, Ink::Black);
        let mut height = 0.0;
        for line in flow(&letters(row, name)?, WIDTH - INDENT, SIZE) {
            drawing.line(&line, (MARGIN + INDENT, height + 10.0), SIZE, Align::Left, Ink::Black);
            height += STEP;
        }
        pieces.push(Piece::new(name, 8.0, height, drawing));
    }
    Ok(pieces)
}

/// The place of the duty stamp, and the words that say which one and how it is cancelled.
pub(super) fn duty_stamp(text: &Text, name: &str) -> Result<Vec<Piece>, PaperError> {
    const SIZE: u8 = 9;
    const STEP: f32 = 12.8;
    let (width, height) = (45.0 * MM, 27.0 * MM);
    let mut drawing = Drawing::default();
    drawing.dashed(Shape::Frame { x: MARGIN, y: 0.0, width, height }, 0.6, Ink::Faint);
    for (word, y) in [("marca da bollo", height / 2.0 - 1.0), ("qui", height / 2.0 + 8.0)] {
        let letters = run_letters(word, Weight::Normal, name)?;
        drawing.line(&letters, (MARGIN + width / 2.0, y), SMALLEST, Align::Centre, Ink::Faint);
    }
    let x = MARGIN + width + 14.0;
    let mut y = 10.0;
    for line in flow(&letters(text, name)?, WIDTH - width - 14.0, SIZE) {
        drawing.line(&line, (x, y), SIZE, Align::Left, Ink::Black);
        y += STEP;
    }
    Ok(vec![Piece::new(name, 12.0, height.max(y - STEP + 4.0), drawing)])
}
