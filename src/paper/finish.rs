//! genpdf's bytes → the finished file: a new PDF 1.4 with our content, fonts, colour and metadata, and nothing of
//! the old one but the page content. Same input, same bytes: no clock, no random identifier.

use std::io::Write;
use std::sync::LazyLock;

use flate2::Compression;
use flate2::write::ZlibEncoder;
use lopdf::xref::XrefType;
use lopdf::{Dictionary, Document, Object, ObjectId, Stream, dictionary};
use sha2::{Digest, Sha256};

use super::content::rewrite;
use super::drawing::{Drawing, PAGE_HEIGHT, PAGE_WIDTH};
use super::embed::Embedded;
use super::error::PaperError;
use super::metadata::Metadata;
use super::pdf::Pdf;
use super::picture::Pictures;
use super::{ink, watermark};

static SRGB: &[u8] = include_bytes!("../../forms/fonts/sRGB.icc");
static SRGB_DEFLATED: LazyLock<Vec<u8>> = LazyLock::new(|| deflate(SRGB));

/// Everything the finished file needs besides genpdf's bytes.
pub(super) struct Finish<'a> {
    pub pages: &'a [Drawing],
    pub watermark: Option<&'static str>,
    pub metadata: Metadata<'a>,
}

/// The finished file.
pub(super) fn finish(raw: &[u8], what: &Finish<'_>) -> Result<Pdf, PaperError> {
    let raw =
        Document::load_mem(raw).map_err(|source| PaperError::Pdf { what: "the drawn pages", source })?;
    let mut embedded = Embedded::default();
    let mut pictures = Pictures::default();
    let mut contents = Vec::with_capacity(what.pages.len());
    for (drawing, (_, page)) in what.pages.iter().zip(raw.get_pages()) {
        let mut content = match what.watermark {
            Some(word) => watermark::across(word, &mut embedded)?,
            None => String::new(),
        };
        content.push_str(&pictures.paint(drawing));
        content.push_str(&ink::shapes(&drawing.strokes));
        content.push_str(&rewrite(&raw, page, &drawing.prints, &mut embedded)?);
        contents.push(content);
    }
    let mut pdf = Document::new();
    "1.4".clone_into(&mut pdf.version);
    pdf.reference_table.cross_reference_type = XrefType::CrossReferenceTable;
    let pages = write_pages(&mut pdf, &contents, &embedded, &pictures)?;
    write_catalogue(&mut pdf, pages, &what.metadata);
    let count = u32::try_from(contents.len()).unwrap_or(u32::MAX);
    Ok(Pdf::new(save(&mut pdf)?, count))
}

fn write_pages(
    pdf: &mut Document,
    contents: &[String],
    embedded: &Embedded,
    pictures: &Pictures,
) -> Result<ObjectId, PaperError> {
    let tree = pdf.new_object_id();
    let mut resources = dictionary! { "Font" => embedded.write(pdf)? };
    if let Some(images) = pictures.write(pdf)? {
        resources.set("XObject", images);
    }
    let resources = pdf.add_object(resources);
    let media: Vec<Object> = vec![0.into(), 0.into(), PAGE_WIDTH.into(), PAGE_HEIGHT.into()];
    let mut kids: Vec<Object> = Vec::new();
    for content in contents {
        let content = pdf.add_object(deflated(Dictionary::new(), content.as_bytes()));
        let page = pdf.add_object(dictionary! {
            "Type" => "Page",
            "Parent" => tree,
            "MediaBox" => media.clone(),
            "Resources" => resources,
            "Contents" => content,
        });
        kids.push(page.into());
    }
    let count = i64::try_from(kids.len()).unwrap_or(i64::MAX);
    pdf.set_object(tree, dictionary! { "Type" => "Pages", "Kids" => kids, "Count" => count });
    Ok(tree)
}

pub(super) fn write_catalogue(pdf: &mut Document, pages: ObjectId, metadata: &Metadata<'_>) {
    let xmp = pdf.add_object(metadata.xmp().with_compression(false));
    let profile = pdf
        .add_object(Stream::new(dictionary! { "N" => 3, "Filter" => "FlateDecode" }, SRGB_DEFLATED.clone()));
    let intent = pdf.add_object(dictionary! {
        "Type" => "OutputIntent",
        "S" => "GTS_PDFA1",
        "OutputConditionIdentifier" => Object::string_literal("sRGB"),
        "Info" => Object::string_literal("sRGB IEC61966-2.1"),
        "DestOutputProfile" => profile,
    });
    let catalogue = pdf.add_object(dictionary! {
        "Type" => "Catalog",
        "Pages" => pages,
        "Metadata" => xmp,
        "OutputIntents" => vec![intent.into()],
        "Lang" => metadata.language(),
        "ViewerPreferences" => dictionary! { "DisplayDocTitle" => true },
    });
    let information = pdf.add_object(metadata.information());
    pdf.trailer.set("Root", catalogue);
    pdf.trailer.set("Info", information);
}

/// The bytes, with an identifier derived from them. The first half of an identifier already there is kept: it names
/// the document, the second half its version (ISO 32000-1, 14.4).
pub(super) fn save(pdf: &mut Document) -> Result<Vec<u8>, PaperError> {
    let unwritable = |error: std::io::Error| PaperError::Pdf { what: "the file", source: error.into() };
    let first = pdf.trailer.get(b"ID").and_then(Object::as_array).ok().and_then(|id| id.first().cloned());
    pdf.trailer.remove(b"ID");
    let mut bytes = Vec::new();
    pdf.save_to(&mut bytes).map_err(unwritable)?;
    let digest = Sha256::digest(&bytes);
    let version = Object::String(digest[..16].to_vec(), lopdf::StringFormat::Hexadecimal);
    pdf.trailer.set("ID", vec![first.unwrap_or_else(|| version.clone()), version]);
    bytes.clear();
    pdf.save_to(&mut bytes).map_err(unwritable)?;
    bytes.push(b'\n');
    Ok(bytes)
}

/// A compressed stream.
pub(super) fn deflated(mut dictionary: Dictionary, content: &[u8]) -> Stream {
    dictionary.set("Filter", "FlateDecode");
    Stream::new(dictionary, deflate(content)).with_compression(false)
}

fn deflate(content: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
    encoder
        .write_all(content)
        .and_then(|()| encoder.finish())
        .expect("a vector takes whatever is written to it")
}
