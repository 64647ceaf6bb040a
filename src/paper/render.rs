//! Sheet → PDF, from end to end.

use super::compose::compose;
use super::error::PaperError;
use super::finish::{Finish, finish};
use super::metadata::Metadata;
use super::pages::Pages;
use super::pdf::Pdf;
use super::press::press;
use super::sheet::{Marks, Sheet};
use super::{roll, watermark};

/// The PDF of a sheet: PDF/A-1b, real text, the same bytes for the same sheet and marks. Whatever cannot be printed
/// is refused by its field, so that rendering dry with the widest number meets every refusal before one is taken.
pub fn render(sheet: &Sheet, marks: Marks) -> Result<Pdf, PaperError> {
    if roll::is_long(sheet) {
        let mut pages = Pages::begin(sheet, marks)?;
        pages.blocks(&sheet.blocks)?;
        return pages.end(sheet);
    }
    render_held(sheet, marks)
}

/// The PDF of a sheet that is not long: all its pages are laid out before the first is drawn.
pub(super) fn render_held(sheet: &Sheet, marks: Marks) -> Result<Pdf, PaperError> {
    let pages = compose(sheet, marks)?;
    let raw = press(&pages)?;
    let metadata =
        Metadata { title: &sheet.title, author: &sheet.letterhead.municipality, language: &sheet.language };
    finish(&raw, &Finish { pages: &pages, watermark: watermark::word(marks), metadata })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use unicode_normalization::UnicodeNormalization;
    use unicode_normalization::char::is_combining_mark;

    use super::super::block::{Block, Column, Row, Table};
    use super::super::face::Face;
    use super::super::sheet::{Footer, Letterhead};
    use super::super::text::Text;
    use super::*;

    fn sheet(blocks: Vec<Block>) -> Sheet {
        Sheet {
            language: "it-IT".to_owned(),
            title: "Registro".to_owned(),
            letterhead: Letterhead { municipality: "Valdorè".to_owned(), ..Letterhead::default() },
            number: None,
            blocks,
            footer: Footer::default(),
        }
    }

    /// What a reader gets out of it, without spaces.
    fn said(pdf: &Pdf) -> String {
        let document = lopdf::Document::load_mem(pdf.bytes()).unwrap();
        let pages: Vec<u32> = document.get_pages().keys().copied().collect();
        document.extract_text(&pages).unwrap().split_whitespace().collect()
    }

    /// Letters that a face prints, and that stay what they are when they are composed.
    fn letters(face: Face) -> Vec<char> {
        let all = ('!'..='~').chain('À'..='\u{52f}').chain('Ḁ'..='ỹ').chain('ἀ'..='ῼ');
        let alone = |c: char| c.nfc().eq([c]) && !is_combining_mark(c) && !c.is_whitespace();
        all.filter(|c| face.glyph(*c).is_some() && alone(*c)).collect()
    }

    #[test]
    fn any_number_of_letters_prints_in_one_face() {
        for (face, before) in [(Face::Regular, None), (Face::WideRegular, Some(Face::Regular))] {
            let mut letters = letters(face);
            letters.retain(|letter| before.is_none_or(|before| before.glyph(*letter).is_none()));
            for count in [95, 96, 97, 108, 109, 190, 191, 192, 400, letters.len()] {
                let text: String = letters.iter().take(count).collect();
                assert!(count <= letters.len().max(400), "{face:?} has {} letters", letters.len());
                let pdf = render(&sheet(vec![Block::paragraph(text.as_str())]), Marks::default()).unwrap();
                assert!(said(&pdf).contains(&text), "{face:?}, {count}");
            }
        }
    }

    /// Words of all scripts, light and heavy.
    fn words() -> impl Strategy<Value = Vec<[Text; 2]>> {
        let letters: Vec<char> = letters(Face::WideRegular);
        let word = proptest::collection::vec(prop::sample::select(letters), 1..24);
        let word = word.prop_map(|letters| letters.into_iter().collect::<String>());
        let words =
            (word.clone(), word).prop_map(|(light, heavy)| [Text::from(light), Text::new().bold(heavy)]);
        prop_oneof![
            proptest::collection::vec(words.clone(), 1..8),
            proptest::collection::vec(words, 100..200)
        ]
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]

        #[test]
        fn any_mix_of_letters_prints_whole_on_any_number_of_pages(words in words()) {
            let pdf = render(&sheet_of(&words), Marks::default()).unwrap();
            let said = said(&pdf);
            let mut rest = said.as_str();
            for text in words.iter().flatten().map(Text::as_plain) {
                let composed: String = text.nfc().collect();
                let found = rest.find(&composed);
                prop_assert!(found.is_some(), "{composed} in {rest}");
                rest = &rest[found.unwrap_or_default() + composed.len()..];
            }
            prop_assert_eq!(pdf, render(&sheet_of(&words), Marks::default()).unwrap());
        }
    }

    fn sheet_of(words: &[[Text; 2]]) -> Sheet {
        let rows = words.iter().map(|cells| cells.iter().cloned().collect::<Row>()).collect();
        let columns = vec![Column::left("prima", 1), Column::left("seconda", 1)];
        sheet(vec![Block::Table(Table { field: "words".to_owned(), columns, rows })])
    }
}
