//! What is printed across or above a page besides the sheet's own text: the word of a drill or a preview under the
//! text, the band of a preview, the mark of a copy. PDF/A-1b knows no transparency: words are opaque and light, and
//! come first.

use super::block::Align;
use super::drawing::{Drawing, Ink, MARGIN, PAGE_HEIGHT, PAGE_WIDTH, Shape, Stroke};
use super::embed::Embedded;
use super::error::PaperError;
use super::face::Face;
use super::ink::{grey, n};
use super::letters::{em_width, run_letters};
use super::sheet::Marks;
use super::text::Weight;

/// The line of the top margin on which marks stand, in points from the top.
const BASELINE: f32 = 21.0;

/// The word across the page, if there is one: a drill is a drill also in its previews.
pub(super) fn word(marks: Marks) -> Option<&'static str> {
    match (marks.drill, marks.preview) {
        (true, _) => Some("ESERCITAZIONE"),
        (false, true) => Some("ANTEPRIMA"),
        (false, false) => None,
    }
}

/// The operators that set a word from corner to corner, light grey.
pub(super) fn across(word: &str, embedded: &mut Embedded) -> Result<String, PaperError> {
    const LENGTH: f32 = 640.0;
    let letters = run_letters(word, Weight::Bold, "watermark")?;
    let size = LENGTH / em_width(&letters);
    let (sin, cos) = (PAGE_HEIGHT * 0.62).atan2(PAGE_WIDTH).sin_cos();
    let middle = Face::Bold.capital() * size / 2.0;
    let x = PAGE_WIDTH / 2.0 - cos * LENGTH / 2.0 + sin * middle;
    let y = PAGE_HEIGHT / 2.0 - sin * LENGTH / 2.0 - cos * middle;
    let glyphs = embedded.encoded(Face::Bold, word)?;
    Ok(format!(
        "q {} g BT /{} {} Tf {cos:.5} {sin:.5} {:.5} {cos:.5} {} {} Tm {glyphs} Tj ET Q\n",
        grey(Ink::Mist),
        Face::Bold.resource(),
        n(size),
        -sin,
        n(x),
        n(y),
    ))
}

/// The mark of a copy in the top right corner.
pub(super) fn copy(text: &str) -> Result<Drawing, PaperError> {
    const SIZE: u8 = 9;
    let letters = run_letters(text, Weight::Bold, "copy")?;
    let width = em_width(&letters) * f32::from(SIZE) + 10.0;
    let right = PAGE_WIDTH - MARGIN;
    let mut drawing = Drawing::default();
    let frame = Shape::Frame { x: right - width, y: BASELINE - 10.0, width, height: 14.0 };
    drawing.stroke(frame, 0.8, Ink::Black);
    drawing.line(&letters, (right - 5.0, BASELINE), SIZE, Align::Right, Ink::Black);
    Ok(drawing)
}

/// The marks that are part of the page's drawing.
pub(super) fn top(marks: Marks) -> Result<Drawing, PaperError> {
    let mut drawing = Drawing::default();
    if marks.preview {
        drawing.strokes.push(Stroke {
            shape: Shape::Fill { x: 0.0, y: 0.0, width: PAGE_WIDTH, height: BASELINE + 8.0 },
            ink: Ink::Mist,
            width: 0.0,
            dashed: false,
        });
        let text = run_letters("ANTEPRIMA — documento non emesso, privo di valore", Weight::Bold, "preview")?;
        drawing.line(&text, (PAGE_WIDTH / 2.0, BASELINE), 11, Align::Centre, Ink::Black);
    }
    if marks.drill {
        let text = run_letters("ESERCITAZIONE", Weight::Bold, "drill")?;
        drawing.line(&text, (MARGIN, BASELINE), 9, Align::Left, Ink::Black);
    }
    if let Some(number) = marks.copy {
        drawing.add(&copy(&format!("COPIA n. {number}"))?, 0.0);
    }
    Ok(drawing)
}
