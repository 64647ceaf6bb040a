//! The page of a finished paper drawn again by krilla: the same words at the same places in the same faces, the same
//! rules; read back from our own file, so that nothing is set down twice.

use std::sync::Arc;

use krilla::color::rgb;
use krilla::configure::{Archival, ConfigurationBuilder};
use krilla::geom::{PathBuilder, Point};
use krilla::metadata::{DateTime, Metadata};
use krilla::page::PageSettings;
use krilla::paint::{Fill, Stroke};
use krilla::text::{Font, TextDirection};
use krilla::{Document, SerializeSettings};
use lopdf::content::{Content, Operation};

const HEIGHT: f32 = 841.89;
static REGULAR: &[u8] = include_bytes!("../../forms/fonts/TitilliumWeb-Regular.ttf");
static BOLD: &[u8] = include_bytes!("../../forms/fonts/TitilliumWeb-SemiBold.ttf");

struct Words {
    x: f32,
    y: f32,
    size: f32,
    bold: bool,
    text: String,
}

/// What stands on the page.
pub struct SamePage {
    words: Vec<Words>,
    rules: Vec<[f32; 4]>,
    regular: Font,
    bold: Font,
}

impl SamePage {
    /// Reads the first page of a paper of ours.
    pub fn read(pdf: &[u8]) -> Self {
        let document = lopdf::Document::load_mem(pdf).expect("our own file");
        let page = document.page_iter().next().expect("a page");
        let fonts = document.get_page_fonts(page).expect("fonts");
        let content = Content::decode(&document.get_page_content(page)).expect("content");
        let font = |bytes: &'static [u8]| Font::new(Arc::new(bytes.to_vec()).into(), 0).expect("a face");
        let mut read =
            Self { words: Vec::new(), rules: Vec::new(), regular: font(REGULAR), bold: font(BOLD) };
        let (mut at, mut name, mut size) = ((0.0, 0.0), Vec::new(), 0.0);
        for operation in &content.operations {
            let number = |index: usize| number(operation, index);
            match operation.operator.as_str() {
                "Td" | "m" => at = (number(0), HEIGHT - number(1)),
                "l" => read.rules.push([at.0, at.1, number(0), HEIGHT - number(1)]),
                "Tf" => {
                    name = operation.operands[0].as_name().expect("a font's name").to_vec();
                    size = number(1);
                }
                "Tj" => {
                    let encoding = fonts[&name].get_font_encoding(&document).expect("an encoding");
                    let bytes = operation.operands[0].as_str().expect("glyphs");
                    let text = lopdf::Document::decode_text(&encoding, bytes).expect("text");
                    read.words.push(Words { x: at.0, y: at.1, size, bold: name == b"FB", text });
                }
                _ => {}
            }
        }
        read
    }

    /// How many words and rules it has.
    pub fn count(&self) -> (usize, usize) {
        (self.words.len(), self.rules.len())
    }

    /// Draws it with krilla, checked as PDF/A-1b.
    pub fn draw(&self) -> Vec<u8> {
        let configuration =
            ConfigurationBuilder::new().with_archival_validator(Archival::A1_B).finish().expect("a profile");
        let settings = SerializeSettings { configuration, ..SerializeSettings::default() };
        let mut document = Document::new_with(settings);
        document.set_metadata(
            Metadata::new()
                .title("Certificato di nascita".into())
                .language("it-IT".into())
                .creation_date(DateTime::new(2026)),
        );
        let mut page = document.start_page_with(PageSettings::from_wh(595.28, HEIGHT).expect("a size"));
        let mut surface = page.surface();
        for rule in &self.rules {
            let mut path = PathBuilder::new();
            path.move_to(rule[0], rule[1]);
            path.line_to(rule[2], rule[3]);
            surface.set_stroke(Some(Stroke { width: 0.5, ..Stroke::default() }));
            if let Some(path) = path.finish() {
                surface.draw_path(&path);
            }
        }
        surface.set_stroke(None);
        surface.set_fill(Some(Fill { paint: rgb::Color::new(0, 0, 0).into(), ..Fill::default() }));
        for word in &self.words {
            let font = if word.bold { &self.bold } else { &self.regular };
            let point = Point::from_xy(word.x, word.y);
            surface.draw_text(point, font.clone(), word.size, &word.text, false, TextDirection::LeftToRight);
        }
        surface.finish();
        page.finish();
        document.finish().expect("krilla finishes")
    }
}

fn number(operation: &Operation, index: usize) -> f32 {
    operation.operands[index].as_float().expect("a number")
}
