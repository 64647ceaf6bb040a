//! The photograph, 35 × 45 mm, with facts beside it.

use super::super::block::Align;
use super::super::card::{PHOTOGRAPH_HEIGHT, PHOTOGRAPH_WIDTH, Photograph, Portrait};
use super::super::drawing::{Drawing, Ink, MARGIN, MM, Placed, Shape, WIDTH};
use super::super::error::PaperError;
use super::super::letters::{em_width, run_letters};
use super::super::text::Weight;
use super::super::wrap::SMALLEST;
use super::facts::{Columns, rows};
use super::measure::Measure;
use super::piece::Piece;

/// Radius of the stamp's place across the edge of a glued photograph, on the sheet.
const STAMP: f32 = 36.0;

/// A photograph with its facts; never parted.
pub(super) fn portrait(portrait: &Portrait, measure: Measure) -> Result<Vec<Piece>, PaperError> {
    let mut drawing = Drawing::default();
    photograph(&mut drawing, &portrait.photograph, (MARGIN, 0.0))?;
    let mut left = PHOTOGRAPH_WIDTH * MM + 16.0;
    if portrait.photograph == Photograph::Glued {
        stamp_across(
            &mut drawing,
            (MARGIN + PHOTOGRAPH_WIDTH * MM, PHOTOGRAPH_HEIGHT * MM - STAMP - 4.0),
            STAMP,
        )?;
        left += STAMP - 6.0;
    }
    let size = f32::from(measure.value);
    let (value, padding) = if measure.value > 8 { (96.0, size * 0.58) } else { (74.0, size * 0.32) };
    let columns = Columns {
        x: MARGIN + left,
        width: WIDTH - left,
        value,
        largest: measure.value,
        label: measure.value.min(9),
        padding,
    };
    let mut y = 0.0;
    for row in rows(&portrait.facts, columns)? {
        drawing.add(&row.drawing, y);
        y += row.height;
    }
    Ok(vec![Piece::new("photograph", 10.0, y.max(PHOTOGRAPH_HEIGHT * MM), drawing)])
}

/// The picture, or the box, with its top left corner at `at`.
pub(super) fn photograph(
    drawing: &mut Drawing,
    photograph: &Photograph,
    (x, y): (f32, f32),
) -> Result<(), PaperError> {
    let (width, height) = (PHOTOGRAPH_WIDTH * MM, PHOTOGRAPH_HEIGHT * MM);
    let words = match photograph {
        Photograph::Printed(picture) => {
            drawing.pictures.push(Placed { x, y, width, height, picture: picture.clone() });
            return Ok(());
        }
        Photograph::Glued => ["incollare qui", "la fotografia", "35 × 45 mm"],
        Photograph::Erased => ["fotografia", "non più", "conservata"],
    };
    drawing.stroke(Shape::Frame { x, y, width, height }, 0.7, Ink::Slate);
    let mut baseline = y + height * 0.3;
    for line in words {
        let letters = run_letters(line, Weight::Normal, "photograph")?;
        drawing.line(&letters, (x + width * 0.44, baseline), SMALLEST + 1, Align::Centre, Ink::Faint);
        baseline += 10.5;
    }
    Ok(())
}

/// The place of the stamp across the edge of what is glued: half on it, half on the sheet.
pub(super) fn stamp_across(drawing: &mut Drawing, (x, y): (f32, f32), radius: f32) -> Result<(), PaperError> {
    drawing.dashed(Shape::Circle { x, y, radius }, 0.6, Ink::Faint);
    let letters = run_letters("timbro", Weight::Normal, "stamp")?;
    if em_width(&letters) * f32::from(SMALLEST) + 8.0 < radius {
        drawing.line(&letters, (x + 3.0, y + 2.5), SMALLEST, Align::Left, Ink::Faint);
    }
    Ok(())
}
