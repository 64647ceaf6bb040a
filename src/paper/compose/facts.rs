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

/// Where rows stand and how large they are set.
#[derive(Debug, Clone, Copy)]
pub(super) struct Columns {
    pub x: f32,
    pub width: f32,
    /// Where values start, from `x`.
    pub value: f32,
    /// Size of a value, if it fits.
    pub largest: u8,
    /// Size of a label.
    pub label: u8,
    /// Space over and under a row.
    pub padding: f32,
}

/// A row, drawn from its top edge.
pub(super) struct Drawn {
    pub height: f32,
    pub drawing: Drawing,
}

/// Rows of labels and values, ruled.
pub(super) fn facts(facts: &[Fact]) -> Result<Vec<Piece>, PaperError> {
    let columns = Columns { x: MARGIN, width: WIDTH, value: VALUE, largest: 12, label: 10, padding: 8.5 };
    let mut pieces = Vec::with_capacity(facts.len());
    for (index, (row, fact)) in rows(facts, columns)?.into_iter().zip(facts).enumerate() {
        pieces.push(Piece::new(&fact.field, if index == 0 { 14.0 } else { 0.0 }, row.height, row.drawing));
    }
    Ok(pieces)
}

/// The rows, the first with a rule above it.
pub(super) fn rows(facts: &[Fact], columns: Columns) -> Result<Vec<Drawn>, PaperError> {
    let Columns { x, width, value: at, largest, label, padding } = columns;
    let first = padding + f32::from(largest) * 0.71;
    let mut drawn = Vec::with_capacity(facts.len());
    for (index, fact) in facts.iter().enumerate() {
        let room = Room { width: width - at - INDENT, largest, smallest: SMALLEST, lines: LINES };
        let value = fit(&run_letters(&fact.value, Weight::Bold, &fact.field)?, room, &fact.field)?;
        let room = Room { width: at - 2.0 * INDENT, largest: label, smallest: SMALLEST, lines: LINES };
        let label = fit(&run_letters(&fact.label, Weight::Normal, &fact.field)?, room, &fact.field)?;
        let mut drawing = Drawing::default();
        if index == 0 {
            drawing.rule(x, 0.0, width, 0.5, Ink::Faint);
        }
        let labelled = stack(&mut drawing, &label, x + INDENT, first, Ink::Slate);
        let height = labelled.max(stack(&mut drawing, &value, x + at, first, Ink::Black)) + padding;
        drawing.rule(x, height, width, 0.5, Ink::Faint);
        drawn.push(Drawn { height, drawing });
    }
    Ok(drawn)
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
