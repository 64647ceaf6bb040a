//! The foot of every page: control code, lines for whoever checks the paper, number and page.

use super::super::block::Align;
use super::super::drawing::{Drawing, Ink, MARGIN, MM, PAGE_HEIGHT, Shape, Stroke, WIDTH};
use super::super::error::PaperError;
use super::super::letters::{em_width, run_letters};
use super::super::sheet::{Matrix, Sheet};
use super::super::text::Weight;
use super::super::wrap::{Line, flow};

/// Where the foot ends: 12 mm from the edge, inside what any office printer reaches.
const BOTTOM: f32 = PAGE_HEIGHT - 12.0 * MM;
const SIZE: u8 = 8;
const STEP: f32 = 10.8;
/// Width of number and page, to the right; more where the number needs it.
const ASIDE: f32 = 118.0;
/// Between them and the lines to the left, where the number is as wide as that.
const GAP: f32 = 10.0;
/// Space between the rule and what stands under it.
const PADDING: f32 = 9.0;

/// The control code stands on the first page only.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Page {
    First,
    Further,
}

/// Where the body must end.
pub(super) fn top(sheet: &Sheet, page: Page) -> Result<f32, PaperError> {
    Ok(rule(sheet, page)? - if sheet.has_card() { -4.0 } else { 14.0 })
}

fn rule(sheet: &Sheet, page: Page) -> Result<f32, PaperError> {
    let aside = if sheet.number.is_some() { 2 } else { 1 };
    let lines = steps(lines(sheet, page)?.len().max(aside));
    Ok(BOTTOM - lines.max(code(sheet, page).map_or(0.0, side)) - PADDING)
}

/// The foot of a page, counted from 0.
pub(super) fn draw(sheet: &Sheet, index: usize, count: usize) -> Result<Drawing, PaperError> {
    let page = if index == 0 { Page::First } else { Page::Further };
    let mut drawing = Drawing::default();
    let rule = rule(sheet, page)?;
    // The card's cutting line is line enough.
    if !sheet.has_card() {
        drawing.rule(MARGIN, rule, WIDTH, 0.6, Ink::Black);
    }
    let mut x = MARGIN;
    if let Some(matrix) = code(sheet, page) {
        modules(&mut drawing, matrix, rule + PADDING);
        x += side(matrix) + 14.0;
    }
    let lines = lines(sheet, page)?;
    let mut baseline = BOTTOM - steps(lines.len().saturating_sub(1)) - 2.0;
    for line in &lines {
        drawing.line(line, (x, baseline), SIZE, Align::Left, Ink::Black);
        baseline += STEP;
    }
    let right = MARGIN + WIDTH;
    if let Some(number) = &sheet.number {
        let letters = run_letters(&number.number, Weight::Bold, "number")?;
        drawing.line(&letters, (right, BOTTOM - STEP - 2.0), SIZE, Align::Right, Ink::Black);
    }
    let words = run_letters(&format!("pagina {} di {count}", index + 1), Weight::Normal, "footer")?;
    drawing.line(&words, (right, BOTTOM - 2.0), SIZE, Align::Right, Ink::Black);
    Ok(drawing)
}

fn lines(sheet: &Sheet, page: Page) -> Result<Vec<Line>, PaperError> {
    let beside = code(sheet, page).map_or(0.0, |matrix| side(matrix) + 14.0);
    let number = sheet.number.as_ref().map(|number| run_letters(&number.number, Weight::Bold, "number"));
    let number = number.transpose()?.map_or(0.0, |number| em_width(&number) * f32::from(SIZE));
    let aside = ASIDE.max(number + GAP);
    let mut all = Vec::new();
    for line in &sheet.footer.lines {
        let mut letters = run_letters(&line.label, Weight::Bold, "footer")?;
        if !line.label.is_empty() && !line.text.is_empty() {
            letters.extend(run_letters(" ", Weight::Normal, "footer")?);
        }
        letters.extend(run_letters(&line.text, Weight::Normal, "footer")?);
        all.extend(flow(&letters, WIDTH - aside - beside, SIZE));
    }
    Ok(all)
}

fn code(sheet: &Sheet, page: Page) -> Option<&Matrix> {
    sheet.footer.code.as_ref().filter(|_| page == Page::First)
}

fn side(matrix: &Matrix) -> f32 {
    f32::from(matrix.millimetres()) * MM
}

fn steps(count: usize) -> f32 {
    std::iter::repeat_n(STEP, count).sum()
}

/// Dark modules, each run of a row one rectangle.
fn modules(drawing: &mut Drawing, matrix: &Matrix, top: f32) {
    let cells = std::iter::repeat_n(1.0_f32, matrix.side()).sum::<f32>();
    let cell = side(matrix) / cells;
    let mut y = top;
    for row in matrix.rows() {
        let mut x = MARGIN;
        for run in row.chunk_by(|a, b| a == b) {
            let width = std::iter::repeat_n(cell, run.len()).sum();
            if run[0] {
                let shape = Shape::Fill { x, y, width, height: cell };
                drawing.strokes.push(Stroke { shape, ink: Ink::Black, width: 0.0, dashed: false });
            }
            x += width;
        }
        y += cell;
    }
}
