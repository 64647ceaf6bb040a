//! Sheet → PDF, from end to end.

use super::compose::compose;
use super::error::PaperError;
use super::finish::{Finish, finish};
use super::metadata::Metadata;
use super::pdf::Pdf;
use super::press::press;
use super::sheet::{Marks, Sheet};
use super::slots::Slots;
use super::watermark;

/// The PDF of a sheet: PDF/A-1b, real text, the same bytes for the same sheet and marks. Whatever cannot be printed
/// is refused by its field, so that rendering dry with the widest number meets every refusal before one is taken.
pub fn render(sheet: &Sheet, marks: Marks) -> Result<Pdf, PaperError> {
    let pages = compose(sheet, marks)?;
    let mut slots = Slots::default();
    let raw = press(&pages, &mut slots)?;
    let metadata =
        Metadata { title: &sheet.title, author: &sheet.letterhead.municipality, language: &sheet.language };
    finish(&raw, &Finish { slots: &slots, pages: &pages, watermark: watermark::word(marks), metadata })
}
