//! The pages of a long paper, written as they fill, without genpdf: it would hold them all.

use lopdf::{Dictionary, Object, ObjectId, dictionary};

use super::block::{Block, Row};
use super::compose::Unrolling;
use super::drawing::{Drawing, PAGE_HEIGHT, PAGE_WIDTH};
use super::embed::Embedded;
use super::error::PaperError;
use super::finish::{deflated, write_catalogue};
use super::metadata::Metadata;
use super::pdf::Pdf;
use super::picture::Pictures;
use super::sheet::{Marks, Sheet};
use super::written::Written;
use super::{ink, watermark};

/// A file whose last pages are still to come.
pub(super) struct Pages {
    unrolling: Unrolling,
    written: Written,
    embedded: Embedded,
    pictures: Pictures,
    word: Option<&'static str>,
    tree: ObjectId,
    resources: ObjectId,
    /// Each page and its foot, which says how many pages there are and is written last.
    all: Vec<(ObjectId, ObjectId)>,
}

impl Pages {
    /// No page yet. `sheet` says who issues the paper and what stands at head and foot; its blocks are not taken.
    pub fn begin(sheet: &Sheet, marks: Marks) -> Result<Self, PaperError> {
        let mut written = Written::new();
        Ok(Self {
            unrolling: Unrolling::begin(sheet, marks)?,
            tree: written.name(),
            resources: written.name(),
            written,
            embedded: Embedded::default(),
            pictures: Pictures::default(),
            word: watermark::word(marks),
            all: Vec::new(),
        })
    }

    /// Adds blocks.
    pub fn blocks(&mut self, blocks: &[Block]) -> Result<(), PaperError> {
        let full = self.unrolling.blocks(blocks)?;
        full.iter().try_for_each(|page| self.write(page))
    }

    /// Adds a row to the last table.
    pub fn row(&mut self, row: &Row) -> Result<(), PaperError> {
        let full = self.unrolling.row(row)?;
        full.iter().try_for_each(|page| self.write(page))
    }

    fn write(&mut self, page: &Drawing) -> Result<(), PaperError> {
        let mut content = match self.word {
            Some(word) => watermark::across(word, &mut self.embedded)?,
            None => String::new(),
        };
        content.push_str(&self.pictures.paint(page));
        content.push_str(&ink::shapes(&page.strokes));
        content.push_str(&ink::text(&page.prints, &mut self.embedded)?);
        let body = self.written.add(&stream(&content))?;
        let foot = self.written.name();
        let page = self.written.add(&Object::Dictionary(dictionary! {
            "Type" => "Page",
            "Parent" => self.tree,
            "MediaBox" => vec![0.into(), 0.into(), PAGE_WIDTH.into(), PAGE_HEIGHT.into()],
            "Resources" => self.resources,
            "Contents" => vec![body.into(), foot.into()],
        }))?;
        self.all.push((page, foot));
        Ok(())
    }

    /// The feet, the fonts, the catalogue: the finished file.
    pub fn end(mut self, sheet: &Sheet) -> Result<Pdf, PaperError> {
        let last = self.unrolling.end()?;
        last.iter().try_for_each(|page| self.write(page))?;
        let Self { mut written, mut embedded, pictures, tree, resources, all, .. } = self;
        for (index, (_, id)) in all.iter().enumerate() {
            let drawing = Unrolling::foot(sheet, index, all.len())?;
            let mut content = ink::shapes(&drawing.strokes);
            content.push_str(&ink::text(&drawing.prints, &mut embedded)?);
            written.put(*id, &stream(&content))?;
        }
        let kids: Vec<Object> = all.iter().map(|(page, _)| (*page).into()).collect();
        let count = i64::try_from(kids.len()).unwrap_or(i64::MAX);
        let pages = dictionary! { "Type" => "Pages", "Kids" => kids, "Count" => count };
        written.put(tree, &Object::Dictionary(pages))?;
        let mut shared = written.beside();
        let mut used = dictionary! { "Font" => embedded.write(&mut shared)? };
        if let Some(images) = pictures.write(&mut shared)? {
            used.set("XObject", images);
        }
        let metadata = Metadata {
            title: &sheet.title,
            author: &sheet.letterhead.municipality,
            language: &sheet.language,
        };
        write_catalogue(&mut shared, tree, &metadata);
        written.put(resources, &Object::Dictionary(used))?;
        written.put_all(&shared)?;
        let pages = u32::try_from(all.len()).unwrap_or(u32::MAX);
        Ok(Pdf::new(written.end(shared.trailer)?, pages))
    }
}

fn stream(content: &str) -> Object {
    Object::Stream(deflated(Dictionary::new(), content.as_bytes()))
}
