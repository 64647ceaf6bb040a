//! Label and value rows: what a paper attests, and totals.

use super::super::block::{Align, Fact, Total};
use super::super::drawing::{Drawing, Ink, MARGIN, WIDTH};
use super::super::error::PaperError;
use super::super::letters::{letters, run_letters};
use super::super::text::{Run, Text, Weight};
use super::super::wrap::{Fitted, Room, SMALLEST, fit};
use super::piece::Piece;

/// Where values stand, from the left margin.
const VALUE: f32 = 142.0;
const INDENT: f32 = 5.0;
/// A value may take this many lines before it shrinks.
const LINES: usize = 4;

/// First baseline of a row.
const FIRST: f32 = 17.0;

/// Rows of labels and values, ruled.
pub(super) fn facts(facts: &[Fact]) -> Result<Vec<Piece>, PaperError> {
    let mut pieces = Vec::with_capacity(facts.len());
    for (index, fact) in facts.iter().enumerate() {
        let room = Room { width: WIDTH - VALUE - INDENT, largest: 12, smallest: SMALLEST, lines: LINES };
        let value = fit(&run_letters(&fact.value, Weight::Bold, &fact.field)?, room, &fact.field)?;
        let room = Room { width: VALUE - 2.0 * INDENT, largest: 10, smallest: SMALLEST, lines: LINES };
        let label = fit(&run_letters(&fact.label, Weight::Normal, &fact.field)?, room, &fact.field)?;
        let mut drawing = Drawing::default();
        if index == 0 {
            drawing.rule(MARGIN, 0.0, WIDTH, 0.5, Ink::Faint);
        }
        let high = stack(&mut drawing, &label, MARGIN + INDENT, FIRST, Ink::Slate).max(stack(
            &mut drawing,
            &value,
            MARGIN + VALUE,
            FIRST,
            Ink::Black,
        ));
        let height = high + 8.5;
        drawing.rule(MARGIN, height, WIDTH, 0.5, Ink::Faint);
        pieces.push(Piece::new(&fact.field, if index == 0 { 14.0 } else { 0.0 }, height, drawing));
    }
    Ok(pieces)
}

/// Lines from a first baseline down, and where the last stands.
fn stack(drawing: &mut Drawing, fitted: &Fitted, x: f32, first: f32, ink: Ink) -> f32 {
    let mut y = first;
    for (index, line) in fitted.lines.iter().enumerate() {
        if index > 0 {
            y += f32::from(fitted.size) * 1.3;
        }
        drawing.line(line, (x, y), fitted.size, Align::Left, ink);
    }
    y
}

/// Labels with figures to the right.
pub(super) fn totals(totals: &[Total], name: &str) -> Result<Vec<Piece>, PaperError> {
    const HEIGHT: f32 = 16.0;
    const FIGURE: f32 = 90.0;
    let mut pieces: Vec<Piece> = Vec::with_capacity(totals.len());
    for (index, total) in totals.iter().enumerate() {
        let mut drawing = Drawing::default();
        let parts: [(&Run, f32, f32, Align); 2] = [
            (&total.label, WIDTH - FIGURE - 2.0 * INDENT, MARGIN + INDENT, Align::Left),
            (&total.figure, FIGURE, MARGIN + WIDTH - INDENT, Align::Right),
        ];
        if total.label.weight == Weight::Bold {
            drawing.rule(MARGIN, 0.0, WIDTH, 0.8, Ink::Black);
        }
        for (run, width, x, align) in parts {
            let room = Room { width, largest: 10, smallest: SMALLEST, lines: 1 };
            let fitted = fit(&letters(&Text(vec![run.clone()]), name)?, room, name)?;
            drawing.line(&fitted.lines[0], (x, 11.5), fitted.size, align, Ink::Black);
        }
        drawing.rule(MARGIN, HEIGHT, WIDTH, 0.4, Ink::Faint);
        pieces.push(Piece::new(name, if index == 0 { 10.0 } else { 0.0 }, HEIGHT, drawing).joined());
    }
    // Totals stay together; what follows may part.
    if let Some(last) = pieces.last_mut() {
        last.next = super::piece::Bond::Free;
    }
    Ok(pieces)
}
