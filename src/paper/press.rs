//! Drawings → genpdf pages: every page and every printed letter goes through here. Shapes are added by the finisher,
//! because genpdf knows no line width, no fill and no dash.

use genpdf::fonts::{Font, FontCache, FontData, FontFamily};
use genpdf::render::Renderer;
use genpdf::style::{Color, Style};
use genpdf::{Mm, Position, Size};
use printpdf::{BuiltinFont, CustomPdfConformance, PdfConformance};

use super::drawing::{Drawing, Ink, PAGE_HEIGHT, PAGE_WIDTH, Print};
use super::error::PaperError;
use super::face::Face;
use super::slots::Slots;

/// The slots, in the order `Slots` numbers them, with the resource names genpdf writes.
const BUILTIN: [(BuiltinFont, &str); 14] = [
    (BuiltinFont::Helvetica, "Helvetica"),
    (BuiltinFont::HelveticaBold, "Helvetica-Bold"),
    (BuiltinFont::HelveticaOblique, "Helvetica-Oblique"),
    (BuiltinFont::HelveticaBoldOblique, "Helvetica-BoldOblique"),
    (BuiltinFont::TimesRoman, "Times-Roman"),
    (BuiltinFont::TimesBold, "Times-Bold"),
    (BuiltinFont::TimesItalic, "Times-Italic"),
    (BuiltinFont::TimesBoldItalic, "Times-BoldItalic"),
    (BuiltinFont::Courier, "Courier"),
    (BuiltinFont::CourierBold, "Courier-Bold"),
    (BuiltinFont::CourierOblique, "Courier-Oblique"),
    (BuiltinFont::CourierBoldOblique, "Courier-BoldOblique"),
    (BuiltinFont::Symbol, "Symbol"),
    (BuiltinFont::ZapfDingbats, "ZapfDingbats"),
];

/// The slot a resource name stands for.
pub(super) fn slot_named(resource: &[u8]) -> Option<usize> {
    BUILTIN.iter().position(|(_, name)| name.as_bytes() == resource)
}

/// The pages as genpdf writes them: text in place, in slot codes, and nothing else of use.
pub(super) fn press(pages: &[Drawing], slots: &mut Slots) -> Result<Vec<u8>, PaperError> {
    let coded = pages.iter().map(|page| coded(page, slots)).collect::<Result<Vec<_>, _>>()?;
    let size = Size::new(mm(PAGE_WIDTH), mm(PAGE_HEIGHT));
    let bare = CustomPdfConformance {
        requires_icc_profile: false,
        requires_xmp_metadata: false,
        ..Default::default()
    };
    let mut renderer = Renderer::new(size, "")?.with_conformance(PdfConformance::Custom(bare));
    let (cache, fonts) = fonts(slots.faces().count(), &renderer)?;
    for (index, pieces) in coded.iter().enumerate() {
        if index > 0 {
            renderer.add_page(size);
        }
        for piece in pieces {
            print(&renderer, &cache, fonts[piece.slot], piece)?;
        }
    }
    let mut bytes = Vec::new();
    renderer.write(&mut bytes)?;
    Ok(bytes)
}

/// Letters of one slot in its codes.
struct Piece<'a> {
    slot: usize,
    codes: String,
    x: f32,
    print: &'a Print,
}

fn coded<'a>(page: &'a Drawing, slots: &mut Slots) -> Result<Vec<Piece<'a>>, PaperError> {
    let mut pieces: Vec<Piece<'a>> = Vec::with_capacity(page.prints.len());
    for print in &page.prints {
        let mut x = print.x;
        let mut open: Option<Piece<'a>> = None;
        for character in print.text.chars() {
            let (slot, code) = slots.code(print.face, character)?;
            let mut piece = match open.take() {
                Some(piece) if piece.slot == slot => piece,
                other => {
                    pieces.extend(other);
                    Piece { slot, codes: String::new(), x, print }
                }
            };
            piece.codes.push(code);
            open = Some(piece);
            x += print.face.advance(character) * f32::from(print.size);
        }
        pieces.extend(open);
    }
    Ok(pieces)
}

/// One slot font each. Their metrics place nothing but the baseline, so the smallest face serves them all.
fn fonts(count: usize, renderer: &Renderer) -> Result<(FontCache, Vec<Font>), PaperError> {
    let data = |builtin| FontData::new(Face::Mono.bytes().to_vec(), Some(builtin));
    let first = data(BuiltinFont::Helvetica)?;
    // A cache cannot be made without a family of its own; the four share the first slot.
    let family =
        FontFamily { regular: first.clone(), bold: first.clone(), italic: first.clone(), bold_italic: first };
    let mut cache = FontCache::new(family);
    let mut fonts = Vec::with_capacity(count);
    for (builtin, _) in BUILTIN.into_iter().take(count) {
        fonts.push(cache.add_font(data(builtin)?));
    }
    cache.load_pdf_fonts(renderer)?;
    Ok((cache, fonts))
}

fn print(renderer: &Renderer, cache: &FontCache, font: Font, piece: &Piece<'_>) -> Result<(), PaperError> {
    let print = piece.print;
    let family = FontFamily { regular: font, bold: font, italic: font, bold_italic: font };
    let mut style = Style::new().with_font_family(family).with_font_size(print.size);
    if print.ink != Ink::Black {
        style.set_color(Color::Greyscale(print.ink.level()));
    }
    // genpdf puts the baseline one glyph height under the position.
    let top = mm(print.baseline) - font.glyph_height(print.size);
    let area = renderer.last_page().last_layer().area();
    if area.print_str(cache, Position::new(mm(piece.x), top), style, &piece.codes)? {
        Ok(())
    } else {
        Err(PaperError::Broken { what: "a line below the end of the page" })
    }
}

fn mm(points: f32) -> Mm {
    Mm::from(f64::from(points) * 25.4 / 72.0)
}
