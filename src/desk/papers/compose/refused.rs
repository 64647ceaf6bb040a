//! What the paper refuses, told by the field's own label.

use domain::form::form::Form;
use domain::text::bilingual::Bilingual;
use paper::PaperError;

use crate::error::{DeskError, FieldProblem};

/// A refusal of the printer, for the person who typed the field.
pub(crate) fn refused(form: &Form, error: PaperError) -> DeskError {
    let Some(field) = error.field().map(str::to_owned) else {
        return DeskError::printer(error);
    };
    let label = form
        .field(&field)
        .map_or_else(|| Bilingual::new(field.clone(), field.clone()), |(_, field)| field.label.clone());
    let (it, en) = match error {
        PaperError::NoGlyph { character, .. } => (
            format!(
                "«{}»: il carattere U+{:04X} non si può stampare. Scriverlo in lettere latine, greche o cirilliche.",
                label.it,
                u32::from(character)
            ),
            format!(
                "“{}”: the character U+{:04X} cannot be printed. Write it in Latin, Greek or Cyrillic letters.",
                label.en,
                u32::from(character)
            ),
        ),
        _ => (
            format!(
                "«{}»: non sta nel suo posto sul foglio nemmeno a capo e a 7 punti. Abbreviare.",
                label.it
            ),
            format!(
                "“{}”: does not fit its place on the sheet, even wrapped and at 7 points. Shorten it.",
                label.en
            ),
        ),
    };
    DeskError::Paper(FieldProblem::new(field, Bilingual::new(it, en)))
}
