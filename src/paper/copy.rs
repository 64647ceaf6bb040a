//! A kept PDF → a marked copy: nothing of it is drawn again, one small stream is added to each page.

use lopdf::{Dictionary, Document, Object, ObjectId};

use super::embed::Embedded;
use super::error::PaperError;
use super::finish::{deflated, save};
use super::{ink, watermark};

/// Marks every page of a kept PDF ("COPIA n. 2 — ristampa del 21/11/2026 ore 11:05") and gives the new file; the
/// kept one stays what it was. Same input, same bytes; still PDF/A-1b, the words can be extracted.
pub fn mark_copy(pdf: &[u8], words: &str) -> Result<Vec<u8>, PaperError> {
    let unreadable = |source| PaperError::Pdf { what: "the kept paper", source };
    let mut document = Document::load_mem(pdf).map_err(unreadable)?;
    let mut embedded = Embedded::default();
    let mark = watermark::copy(words)?;
    let mut content = ink::shapes(&mark.strokes);
    content.push_str(&ink::prints(&mark.prints, "C", &mut embedded)?);
    let stream = document.add_object(deflated(Dictionary::new(), content.as_bytes()));
    let fonts = embedded.write(&mut document)?;
    let pages: Vec<ObjectId> = document.page_iter().collect();
    if pages.is_empty() {
        return Err(PaperError::Foreign { what: "a page" });
    }
    for page in pages {
        add_content(&mut document, page, stream).map_err(unreadable)?;
        add_fonts(&mut document, page, &fonts)?;
    }
    save(&mut document)
}

fn add_content(document: &mut Document, page: ObjectId, stream: ObjectId) -> Result<(), lopdf::Error> {
    let page = document.get_dictionary_mut(page)?;
    let contents = match page.get(b"Contents")?.clone() {
        Object::Array(mut all) => {
            all.push(stream.into());
            all
        }
        single => vec![single, stream.into()],
    };
    page.set("Contents", contents);
    Ok(())
}

/// The pages of our papers share one resource dictionary; a second visit adds the same names again.
fn add_fonts(document: &mut Document, page: ObjectId, fonts: &Dictionary) -> Result<(), PaperError> {
    let foreign = |_| PaperError::Foreign { what: "a page's font resources" };
    let resources =
        document.get_dictionary(page).and_then(|page| page.get(b"Resources")).and_then(Object::as_reference);
    let resources = document.get_dictionary_mut(resources.map_err(foreign)?).map_err(foreign)?;
    let all = resources.get_mut(b"Font").and_then(Object::as_dict_mut).map_err(foreign)?;
    for (name, font) in fonts {
        all.set([b"C", name.as_slice()].concat(), font.clone());
    }
    Ok(())
}
