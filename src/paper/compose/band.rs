//! Words nobody can overlook.

use super::super::block::Align;
use super::super::drawing::{Drawing, Ink, MARGIN, PAGE_WIDTH, WIDTH};
use super::super::error::PaperError;
use super::super::letters::run_letters;
use super::super::text::Weight;
use super::super::wrap::{Room, SMALLEST, fit};
use super::piece::Piece;

/// Light words on a dark band over the whole width.
pub(super) fn band(words: &str) -> Result<Vec<Piece>, PaperError> {
    const PADDING: f32 = 6.0;
    let room = Room { width: WIDTH - 2.0 * PADDING, largest: 13, smallest: SMALLEST, lines: 2 };
    let fitted = fit(&run_letters(words, Weight::Bold, "band")?, room, "band")?;
    let step = f32::from(fitted.size) * 1.2;
    let height = fitted.lines.iter().map(|_| step).sum::<f32>() + PADDING + 1.0;
    let mut drawing = Drawing::default();
    drawing.fill((MARGIN, 0.0), (WIDTH, height), Ink::Black);
    let mut y = PADDING / 2.0 - 2.0;
    for line in &fitted.lines {
        y += step;
        drawing.line(line, (PAGE_WIDTH / 2.0, y), fitted.size, Align::Centre, Ink::White);
    }
    Ok(vec![Piece::new("band", 8.0, height, drawing)])
}
