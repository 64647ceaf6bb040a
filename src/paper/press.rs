//! Drawings → genpdf pages: every page is laid out here, and every text placed. Letters and shapes are put in by the
//! finisher: genpdf encodes only letters of Windows-1252, and knows no line width, no fill and no dash.

use genpdf::fonts::{Font, FontCache, FontData, FontFamily};
use genpdf::render::Renderer;
use genpdf::style::{Color, Style};
use genpdf::{Mm, Position, Size};
use printpdf::{BuiltinFont, CustomPdfConformance, PdfConformance};

use super::drawing::{Drawing, Ink, PAGE_HEIGHT, PAGE_WIDTH, Print};
use super::error::PaperError;
use super::face::Face;

/// The font slot every token travels in, and the resource name genpdf gives it. Built-in fonts cost genpdf nothing: it
/// walks every code point of every face it embeds, in every document.
const SLOT: (BuiltinFont, &str) = (BuiltinFont::Helvetica, "Helvetica");

/// Whether a resource name is the slot's.
pub(super) fn is_slot(resource: &[u8]) -> bool {
    SLOT.1.as_bytes() == resource
}

/// The pages as genpdf writes them. It places and colours text; what it prints is a token, the place of the text in its
/// page's list in digits. No letter goes through genpdf's encodings, so no number of letters is too many for them: the
/// finisher puts the glyphs of the real faces where a token stands.
pub(super) fn press(pages: &[Drawing]) -> Result<Vec<u8>, PaperError> {
    let size = Size::new(mm(PAGE_WIDTH), mm(PAGE_HEIGHT));
    let bare = CustomPdfConformance {
        requires_icc_profile: false,
        requires_xmp_metadata: false,
        ..Default::default()
    };
    let mut renderer = Renderer::new(size, "")?.with_conformance(PdfConformance::Custom(bare));
    let (cache, font) = slot(&renderer)?;
    for (index, page) in pages.iter().enumerate() {
        if index > 0 {
            renderer.add_page(size);
        }
        for (token, piece) in page.prints.iter().enumerate() {
            print(&renderer, &cache, font, token, piece)?;
        }
    }
    let mut bytes = Vec::new();
    renderer.write(&mut bytes)?;
    Ok(bytes)
}

/// The slot's metrics place nothing but the baseline, so the smallest face serves.
fn slot(renderer: &Renderer) -> Result<(FontCache, Font), PaperError> {
    let data = FontData::new(Face::Mono.bytes().to_vec(), Some(SLOT.0))?;
    // A cache cannot be made without a family of its own.
    let family = FontFamily {
        regular: data.clone(),
        bold: data.clone(),
        italic: data.clone(),
        bold_italic: data.clone(),
    };
    let mut cache = FontCache::new(family);
    let font = cache.add_font(data);
    cache.load_pdf_fonts(renderer)?;
    Ok((cache, font))
}

fn print(
    renderer: &Renderer,
    cache: &FontCache,
    font: Font,
    token: usize,
    print: &Print,
) -> Result<(), PaperError> {
    let family = FontFamily { regular: font, bold: font, italic: font, bold_italic: font };
    let mut style = Style::new().with_font_family(family).with_font_size(print.size);
    if print.ink != Ink::Black {
        style.set_color(Color::Greyscale(print.ink.level()));
    }
    // genpdf puts the baseline one glyph height under the position.
    let top = mm(print.baseline) - font.glyph_height(print.size);
    let area = renderer.last_page().last_layer().area();
    if area.print_str(cache, Position::new(mm(print.x), top), style, token.to_string())? {
        Ok(())
    } else {
        Err(PaperError::Broken { what: "a line below the end of the page" })
    }
}

fn mm(points: f32) -> Mm {
    Mm::from(f64::from(points) * 25.4 / 72.0)
}
