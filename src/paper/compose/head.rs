//! The head: the letterhead of the first page, the running line of further ones.

use super::super::block::Align;
use super::super::drawing::{Drawing, Ink, MARGIN, Shape, WIDTH};
use super::super::error::PaperError;
use super::super::letters::{Letter, run_letters};
use super::super::sheet::{Arms, NumberBox, Sheet};
use super::super::text::Weight;
use super::super::wrap::{Room, SMALLEST, fit};

/// Where the head begins; closer to the edge where a card shares the page.
fn top(sheet: &Sheet) -> f32 {
    if sheet.has_card() { 34.0 } else { 40.0 }
}

const SHIELD: (f32, f32) = (45.0, 56.0);
const BOX_WIDTH: f32 = 164.0;
const BOX_HEIGHT: f32 = 50.0;

/// The head of the first page, and where the body may start.
pub(super) fn first(sheet: &Sheet) -> Result<(Drawing, f32), PaperError> {
    let mut drawing = Drawing::default();
    let mut left = MARGIN;
    let top = top(sheet);
    if sheet.letterhead.arms == Arms::Outline {
        shield(&mut drawing, top)?;
        left += SHIELD.0 + 14.0;
    }
    let right = match &sheet.number {
        Some(number) => {
            number_box(&mut drawing, number, top)?;
            MARGIN + WIDTH - BOX_WIDTH - 14.0
        }
        None => MARGIN + WIDTH,
    };
    let (over, under) = if sheet.has_card() { (6.0, 12.0) } else { (12.0, 30.0) };
    let end = names(&mut drawing, sheet, left, right - left)?.max(top + SHIELD.1) + over;
    drawing.rule(MARGIN, end, WIDTH, 1.4, Ink::Black);
    drawing.rule(MARGIN, end + 2.6, WIDTH, 0.4, Ink::Black);
    Ok((drawing, end + under))
}

fn shield(drawing: &mut Drawing, top: f32) -> Result<(), PaperError> {
    let shape = Shape::Shield { x: MARGIN, y: top, width: SHIELD.0, height: SHIELD.1 };
    drawing.stroke(shape, 0.7, Ink::Faint);
    let word = run_letters("stemma", Weight::Normal, "letterhead")?;
    drawing.line(&word, (MARGIN + SHIELD.0 / 2.0, top + 28.0), SMALLEST, Align::Centre, Ink::Faint);
    Ok(())
}

fn number_box(drawing: &mut Drawing, number: &NumberBox, top: f32) -> Result<(), PaperError> {
    let (x, middle) = (MARGIN + WIDTH - BOX_WIDTH, MARGIN + WIDTH - BOX_WIDTH / 2.0);
    drawing.stroke(Shape::Frame { x, y: top, width: BOX_WIDTH, height: BOX_HEIGHT }, 0.8, Ink::Black);
    let lines = [
        (&number.caption, Weight::Normal, 8, top + 13.0, Ink::Slate, "number caption"),
        (&number.number, Weight::Bold, 14, top + 29.0, Ink::Black, "number"),
        (&number.moment, Weight::Normal, 8, top + 42.5, Ink::Black, "number moment"),
    ];
    for (text, weight, largest, baseline, ink, field) in lines {
        let room = Room { width: BOX_WIDTH - 10.0, largest, smallest: SMALLEST, lines: 1 };
        let fitted = fit(&run_letters(text, weight, field)?, room, field)?;
        drawing.line(&fitted.lines[0], (middle, baseline), fitted.size, Align::Centre, ink);
    }
    Ok(())
}

/// The municipality and its offices, and where they end.
fn names(drawing: &mut Drawing, sheet: &Sheet, x: f32, width: f32) -> Result<f32, PaperError> {
    let name = sheet.letterhead.municipality.to_uppercase();
    let letters = run_letters(&name, Weight::Bold, "municipality")?;
    let fitted = fit(&letters, Room { width, largest: 19, smallest: SMALLEST, lines: 2 }, "municipality")?;
    let offices = sheet
        .letterhead
        .office
        .iter()
        .map(|line| {
            let letters = run_letters(line, Weight::Normal, "office")?;
            fit(&letters, Room { width, largest: 10, smallest: SMALLEST, lines: 2 }, "office")
        })
        .collect::<Result<Vec<_>, _>>()?;
    let step = f32::from(fitted.size) * 1.1;
    let mut y = top(sheet) + 6.0;
    if fitted.lines.len() == 1 && offices.len() < 2 {
        y += 8.0;
    }
    for line in &fitted.lines {
        y += step;
        drawing.line(line, (x, y - 2.0), fitted.size, Align::Left, Ink::Black);
    }
    y += 2.0;
    for office in &offices {
        for line in &office.lines {
            y += f32::from(office.size) * 1.3;
            drawing.line(line, (x, y), office.size, Align::Left, Ink::Black);
        }
    }
    Ok(y)
}

/// The running line of further pages, and where their body may start.
pub(super) fn further(sheet: &Sheet) -> Result<(Drawing, f32), PaperError> {
    const BASELINE: f32 = 52.0;
    let mut drawing = Drawing::default();
    let mut width = WIDTH;
    if let Some(number) = &sheet.number {
        let room = Room { width: BOX_WIDTH - 10.0, largest: 10, smallest: SMALLEST, lines: 1 };
        let fitted = fit(&run_letters(&number.number, Weight::Bold, "number")?, room, "number")?;
        drawing.line(&fitted.lines[0], (MARGIN + WIDTH, BASELINE), fitted.size, Align::Right, Ink::Black);
        width -= BOX_WIDTH;
    }
    let mut words: Vec<Letter> = run_letters(&sheet.letterhead.municipality, Weight::Bold, "municipality")?;
    words.extend(run_letters(&format!(" · {}", sheet.title), Weight::Normal, "title")?);
    let fitted = fit(&words, Room { width, largest: 10, smallest: SMALLEST, lines: 3 }, "title")?;
    let mut y = BASELINE;
    for (index, line) in fitted.lines.iter().enumerate() {
        if index > 0 {
            y += f32::from(fitted.size) * 1.25;
        }
        drawing.line(line, (MARGIN, y), fitted.size, Align::Left, Ink::Black);
    }
    drawing.rule(MARGIN, y + 8.0, WIDTH, 0.8, Ink::Black);
    Ok((drawing, y + 28.0))
}
