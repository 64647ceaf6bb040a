//! Where a paper is signed and stamped. The space is for a pen and a rubber stamp: it is never filled.

use super::super::block::{Align, Signature, Signer, Stamp};
use super::super::drawing::{Drawing, Ink, MARGIN, Shape, WIDTH};
use super::super::error::PaperError;
use super::super::letters::run_letters;
use super::super::text::Weight;
use super::super::wrap::{Fitted, Room, SMALLEST, fit};
use super::measure::Measure;
use super::piece::Piece;

/// Width of a signature's column.
const COLUMN: f32 = 196.0;

/// Place and date, stamp, signature; the holder's own line to the left, where there is one.
pub(super) fn signature(signature: &Signature, measure: Measure) -> Result<Vec<Piece>, PaperError> {
    let mut drawing = Drawing::default();
    let radius = measure.stamp;
    let left = WIDTH - COLUMN - 2.0 * radius - 24.0;
    let letters = run_letters(&signature.place_and_date, Weight::Normal, "place and date")?;
    let room = Room { width: left, largest: 11, smallest: SMALLEST, lines: 3 };
    let place = fit(&letters, room, "place and date")?;
    let mut y = 12.0;
    for line in &place.lines {
        drawing.line(line, (MARGIN, y), place.size, Align::Left, Ink::Black);
        y += f32::from(place.size) * 1.3;
    }
    let mut height = 2.0;
    if signature.stamp == Stamp::Round {
        stamp(&mut drawing, MARGIN + left + 12.0 + radius, radius + 1.0, radius)?;
        height += 2.0 * radius;
    }
    let place = Place { x: MARGIN + WIDTH - COLUMN, width: COLUMN, pen: measure.pen };
    let signed = signed(&mut drawing, &signature.role, &signature.name, place)?;
    if let Some(caption) = &signature.holder {
        drawing.rule(MARGIN, signed.line, left, 0.7, Ink::Black);
        let room = Room { width: left, largest: 9, smallest: SMALLEST, lines: 2 };
        let fitted = fit(&run_letters(caption, Weight::Normal, "holder")?, room, "holder")?;
        under(&mut drawing, &fitted, MARGIN + left / 2.0, signed.line);
    }
    Ok(vec![Piece::new("signature", 22.0, height.max(signed.end), drawing)])
}

fn stamp(drawing: &mut Drawing, x: f32, y: f32, radius: f32) -> Result<(), PaperError> {
    drawing.dashed(Shape::Circle { x, y, radius }, 0.6, Ink::Faint);
    for (word, baseline) in [("timbro", y - 2.0), ("tondo", y + 7.0)] {
        let letters = run_letters(word, Weight::Normal, "stamp")?;
        drawing.line(&letters, (x, baseline), SMALLEST, Align::Centre, Ink::Faint);
    }
    Ok(())
}

/// Where somebody signs.
#[derive(Debug, Clone, Copy)]
struct Place {
    x: f32,
    width: f32,
    /// Height of the empty space above the line.
    pen: f32,
}

/// Where the line stands, and where it all ends.
struct Signed {
    line: f32,
    end: f32,
}

/// Role, space for the pen, line, name.
fn signed(drawing: &mut Drawing, role: &[String], name: &str, place: Place) -> Result<Signed, PaperError> {
    let Place { x, width, pen } = place;
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
    let line = y + pen;
    drawing.rule(x, line, width, 0.7, Ink::Black);
    let room = Room { width, largest: 10, smallest: SMALLEST, lines: 6 };
    let fitted = fit(&run_letters(name, Weight::Normal, "signature name")?, room, "signature name")?;
    let end = under(drawing, &fitted, middle, line);
    Ok(Signed { line, end })
}

/// Words under a signature's line, and where they end.
fn under(drawing: &mut Drawing, fitted: &Fitted, middle: f32, line: f32) -> f32 {
    let mut y = line;
    for words in &fitted.lines {
        y += f32::from(fitted.size) * 1.35;
        drawing.line(words, (middle, y), fitted.size, Align::Centre, Ink::Black);
    }
    y + 4.0
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
            let place = Place { x, width, pen: Measure::ROOMY.pen };
            height = height.max(signed(&mut drawing, role, &signer.name, place)?.end);
        }
        pieces.push(Piece::new("signatures", 20.0, height, drawing));
    }
    Ok(pieces)
}
