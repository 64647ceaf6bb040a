//! Where a paper is signed and stamped. The space is for a pen and a rubber stamp: it is never filled.

use super::super::block::{Align, Signature, Signer, Stamp};
use super::super::drawing::{Drawing, Ink, MARGIN, Shape, WIDTH};
use super::super::error::PaperError;
use super::super::letters::run_letters;
use super::super::text::Weight;
use super::super::wrap::{Room, SMALLEST, fit};
use super::piece::Piece;

/// Height of the empty space above a signature's line: 17 mm.
const PEN: f32 = 48.0;
/// A round municipal stamp is 35 mm wide or a little less.
const STAMP: f32 = 49.6;
const COLUMN: f32 = 196.0;

/// Place and date, stamp, signature.
pub(super) fn signature(signature: &Signature) -> Result<Vec<Piece>, PaperError> {
    let mut drawing = Drawing::default();
    let left = WIDTH - COLUMN - 2.0 * STAMP - 24.0;
    let letters = run_letters(&signature.place_and_date, Weight::Normal, "place and date")?;
    let room = Room { width: left, largest: 11, smallest: SMALLEST, lines: 3 };
    let place = fit(&letters, room, "place and date")?;
    let mut y = 12.0;
    for line in &place.lines {
        drawing.line(line, (MARGIN, y), place.size, Align::Left, Ink::Black);
        y += f32::from(place.size) * 1.3;
    }
    let mut height = 2.0 * STAMP + 2.0;
    if signature.stamp == Stamp::Round {
        stamp(&mut drawing, MARGIN + left + 12.0 + STAMP, STAMP + 1.0)?;
    }
    height =
        height.max(signed(&mut drawing, &signature.role, &signature.name, MARGIN + WIDTH - COLUMN, COLUMN)?);
    Ok(vec![Piece::new("signature", 22.0, height, drawing)])
}

fn stamp(drawing: &mut Drawing, x: f32, y: f32) -> Result<(), PaperError> {
    drawing.dashed(Shape::Circle { x, y, radius: STAMP }, 0.6, Ink::Faint);
    for (word, baseline) in [("timbro", y - 2.0), ("tondo", y + 7.0)] {
        let letters = run_letters(word, Weight::Normal, "stamp")?;
        drawing.line(&letters, (x, baseline), SMALLEST, Align::Centre, Ink::Faint);
    }
    Ok(())
}

/// Role, space for the pen, line, name; and where it all ends.
fn signed(drawing: &mut Drawing, role: &[String], name: &str, x: f32, width: f32) -> Result<f32, PaperError> {
    let middle = x + width / 2.0;
    let mut y = 0.0;
    for (index, line) in role.iter().enumerate() {
        let weight = if index == 0 { Weight::Bold } else { Weight::Normal };
        let room = Room { width, largest: if index == 0 { 11 } else { 9 }, smallest: SMALLEST, lines: 4 };
        let fitted = fit(&run_letters(line, weight, "signature role")?, room, "signature role")?;
        for line in &fitted.lines {
            y += f32::from(fitted.size) * 1.3;
            drawing.line(line, (middle, y - 2.0), fitted.size, Align::Centre, Ink::Black);
        }
    }
    y += PEN;
    drawing.rule(x, y, width, 0.7, Ink::Black);
    let room = Room { width, largest: 10, smallest: SMALLEST, lines: 6 };
    let fitted = fit(&run_letters(name, Weight::Normal, "signature name")?, room, "signature name")?;
    for line in &fitted.lines {
        y += f32::from(fitted.size) * 1.35;
        drawing.line(line, (middle, y), fitted.size, Align::Centre, Ink::Black);
    }
    Ok(y + 4.0)
}

/// Signatures, two to a row.
pub(super) fn signatures(signers: &[Signer]) -> Result<Vec<Piece>, PaperError> {
    const GAP: f32 = 40.0;
    let width = (WIDTH - GAP) / 2.0;
    let mut pieces = Vec::new();
    for pair in signers.chunks(2) {
        let mut drawing = Drawing::default();
        let mut height: f32 = 0.0;
        for (signer, x) in pair.iter().zip([MARGIN, MARGIN + width + GAP]) {
            let role = std::slice::from_ref(&signer.role);
            height = height.max(signed(&mut drawing, role, &signer.name, x, width)?);
        }
        pieces.push(Piece::new("signatures", 20.0, height, drawing));
    }
    Ok(pieces)
}
