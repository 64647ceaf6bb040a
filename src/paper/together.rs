//! Several kept PDFs → one print job. Nothing is drawn again; the pages stay what they are.

use lopdf::xref::XrefType;
use lopdf::{Document, Object, dictionary};

use super::error::PaperError;
use super::finish::{save, write_catalogue};
use super::metadata::Metadata;

/// One PDF of all the pages, in order: one print job for several papers. Same input, same bytes; still PDF/A-1b.
pub fn together(papers: &[&[u8]]) -> Result<Vec<u8>, PaperError> {
    let unreadable = |source| PaperError::Pdf { what: "a kept paper", source };
    let mut whole = Document::new();
    "1.4".clone_into(&mut whole.version);
    whole.reference_table.cross_reference_type = XrefType::CrossReferenceTable;
    let tree = whole.new_object_id();
    let mut kids: Vec<Object> = Vec::new();
    for paper in papers {
        let mut paper = Document::load_mem(paper).map_err(unreadable)?;
        paper.renumber_objects_with(whole.max_id + 1);
        for page in paper.page_iter().collect::<Vec<_>>() {
            paper.get_dictionary_mut(page).map_err(unreadable)?.set("Parent", tree);
            kids.push(page.into());
        }
        whole.max_id = paper.max_id;
        whole.objects.append(&mut paper.objects);
    }
    if kids.is_empty() {
        return Err(PaperError::Foreign { what: "a page" });
    }
    let count = i64::try_from(kids.len()).unwrap_or(i64::MAX);
    whole.set_object(tree, dictionary! { "Type" => "Pages", "Kids" => kids, "Count" => count });
    let metadata = Metadata { title: "Stampa di più documenti", author: "Sportello", language: "it-IT" };
    write_catalogue(&mut whole, tree, &metadata);
    // The catalogues, page trees and properties of the single papers.
    whole.prune_objects();
    save(&mut whole)
}
