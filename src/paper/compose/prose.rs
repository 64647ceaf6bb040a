//! Running text: title, headings, paragraphs, framed words, codes, the cut line.

use super::super::block::Align;
use super::super::drawing::{Drawing, Ink, MARGIN, PAGE_WIDTH, Shape, WIDTH};
use super::super::error::PaperError;
use super::super::letters::{code_letters, letters, run_letters};
use super::super::text::{Text, Weight};
use super::super::wrap::{Room, SMALLEST, fit, flow};
use super::measure::Measure;
use super::piece::{Bond, Piece};

/// Size, distance of baselines, space before.
#[derive(Debug, Clone, Copy)]
struct Setting {
    size: u8,
    step: f32,
    before: f32,
}

const PARAGRAPH: Setting = Setting { size: 11, step: 16.0, before: 15.0 };

/// The name of the paper.
pub(super) fn title(text: &str, subtitle: &str, measure: Measure) -> Result<Vec<Piece>, PaperError> {
    let room = Room { width: WIDTH, largest: measure.title, smallest: SMALLEST, lines: 2 };
    let name = fit(&run_letters(&text.to_uppercase(), Weight::Bold, "title")?, room, "title")?;
    let room = Room { width: WIDTH, largest: 10, smallest: SMALLEST, lines: 3 };
    let under = fit(&run_letters(subtitle, Weight::Normal, "subtitle")?, room, "subtitle")?;
    let mut drawing = Drawing::default();
    let mut y = 0.0;
    for line in &name.lines {
        y += f32::from(name.size) * 1.1;
        drawing.line(line, (PAGE_WIDTH / 2.0, y), name.size, Align::Centre, Ink::Black);
    }
    y += 4.0;
    for line in under.lines.iter().filter(|line| !line.is_empty()) {
        y += f32::from(under.size) * 1.3;
        drawing.line(line, (PAGE_WIDTH / 2.0, y), under.size, Align::Centre, Ink::Slate);
    }
    Ok(vec![Piece::new("title", 18.0, y + 6.0, drawing).joined()])
}

/// A heading, never the last thing on a page.
pub(super) fn heading(text: &str) -> Result<Vec<Piece>, PaperError> {
    let room = Room { width: WIDTH, largest: 13, smallest: SMALLEST, lines: 2 };
    let fitted = fit(&run_letters(text, Weight::Bold, "heading")?, room, "heading")?;
    let mut drawing = Drawing::default();
    let mut y = 0.0;
    for line in &fitted.lines {
        y += f32::from(fitted.size) * 1.25;
        drawing.line(line, (MARGIN, y), fitted.size, Align::Left, Ink::Black);
    }
    Ok(vec![Piece::new("heading", 18.0, y + 3.0, drawing).joined()])
}

/// A paragraph, line by line.
pub(super) fn paragraph(text: &Text, name: &str) -> Result<Vec<Piece>, PaperError> {
    lines(text, name, PARAGRAPH)
}

/// A paragraph a size smaller.
pub(super) fn small(text: &Text, name: &str, measure: Measure) -> Result<Vec<Piece>, PaperError> {
    let step = f32::from(measure.small) * if measure.air < 0.75 { 1.3 } else { 1.42 };
    lines(text, name, Setting { size: measure.small, step, before: 9.0 })
}

/// Never one line alone at the foot or the head of a page.
fn lines(text: &Text, name: &str, setting: Setting) -> Result<Vec<Piece>, PaperError> {
    let lines = flow(&letters(text, name)?, WIDTH, setting.size);
    let last = lines.len().saturating_sub(1);
    let mut pieces = Vec::with_capacity(lines.len());
    for (index, line) in lines.iter().enumerate() {
        let mut drawing = Drawing::default();
        drawing.line(line, (MARGIN, setting.step * 0.76), setting.size, Align::Left, Ink::Black);
        let before = if index == 0 { setting.before } else { 0.0 };
        let mut piece = Piece::new(name, before, setting.step, drawing);
        if index < last && (index == 0 || index + 1 == last) {
            piece.next = Bond::Joined;
        }
        pieces.push(piece);
    }
    Ok(pieces)
}

/// Words in a frame.
pub(super) fn boxed(text: &Text, name: &str) -> Result<Vec<Piece>, PaperError> {
    const PADDING: f32 = 9.0;
    let lines = flow(&letters(text, name)?, WIDTH - 2.0 * PADDING, PARAGRAPH.size);
    let mut drawing = Drawing::default();
    let mut y = PADDING - 1.0;
    for line in &lines {
        drawing.line(line, (MARGIN + PADDING, y + 11.5), PARAGRAPH.size, Align::Left, Ink::Black);
        y += 15.5;
    }
    let height = y + PADDING - 1.0;
    drawing.stroke(Shape::Frame { x: MARGIN, y: 0.0, width: WIDTH, height }, 1.0, Ink::Black);
    Ok(vec![Piece::new(name, 16.0, height, drawing)])
}

/// A code to be typed back.
pub(super) fn code(code: &[String], name: &str) -> Result<Vec<Piece>, PaperError> {
    let mut drawing = Drawing::default();
    let mut y = 12.0;
    for text in code {
        let room = Room { width: WIDTH - 24.0, largest: 20, smallest: 12, lines: 1 };
        let fitted = fit(&code_letters(text, name)?, room, name)?;
        y += 22.0;
        drawing.line(&fitted.lines[0], (PAGE_WIDTH / 2.0, y), fitted.size, Align::Centre, Ink::Black);
        y += 6.0;
    }
    y += 12.0;
    drawing.stroke(Shape::Frame { x: MARGIN, y: 0.0, width: WIDTH, height: y }, 1.0, Ink::Black);
    Ok(vec![Piece::new(name, 16.0, y, drawing)])
}

/// A dashed line over the whole width.
pub(super) fn cut_line() -> Result<Vec<Piece>, PaperError> {
    let mut drawing = Drawing::default();
    let words = run_letters("ritagliare lungo la linea", Weight::Normal, "cut line")?;
    drawing.line(&words, (PAGE_WIDTH / 2.0, 8.0), SMALLEST, Align::Centre, Ink::Slate);
    drawing.dashed(Shape::Line { from: (0.0, 12.0), to: (PAGE_WIDTH, 12.0) }, 0.6, Ink::Slate);
    Ok(vec![Piece::new("cut line", 18.0, 20.0, drawing)])
}
