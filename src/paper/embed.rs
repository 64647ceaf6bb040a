//! The glyphs a document uses → PDF font objects as PDF/A-1b wants them: composite fonts with real widths, a full
//! descriptor, a CID set and a map back to Unicode.

use std::collections::{BTreeMap, HashMap};
use std::fmt::Write;

use lopdf::{Dictionary, Document, Object, ObjectId, dictionary};
use sha2::{Digest, Sha256};
use subsetter::GlyphRemapper;

use super::error::PaperError;
use super::face::Face;

/// Glyphs used so far, face by face, renumbered in the order they were first used.
#[derive(Default)]
pub(super) struct Embedded {
    faces: BTreeMap<Face, Used>,
}

#[derive(Default)]
struct Used {
    remapper: GlyphRemapper,
    /// New glyph of each character seen.
    known: HashMap<char, u16>,
    /// Character of each new glyph, from 1 on; glyph 0 is the empty one.
    characters: Vec<char>,
}

impl Embedded {
    /// The new number of a character's glyph, and that it is now embedded. Characters come covered (`letters`).
    pub fn glyph(&mut self, face: Face, character: char) -> Result<u16, PaperError> {
        let used = self.faces.entry(face).or_default();
        if let Some(new) = used.known.get(&character) {
            return Ok(*new);
        }
        let old = face.glyph(character).ok_or(PaperError::Broken { what: "a letter without its glyph" })?;
        let new = used.remapper.remap(old);
        used.known.insert(character, new);
        if usize::from(new) > used.characters.len() {
            used.characters.push(character);
        }
        Ok(new)
    }

    /// A string of glyphs as an operand.
    pub fn encoded(&mut self, face: Face, text: &str) -> Result<String, PaperError> {
        let mut glyphs = String::from("<");
        for character in text.chars() {
            let glyph = self.glyph(face, character)?;
            write!(glyphs, "{glyph:04X}").expect("a string takes whatever is written to it");
        }
        glyphs.push('>');
        Ok(glyphs)
    }

    /// Adds the fonts to the document and gives their resources.
    pub fn write(&self, pdf: &mut Document) -> Result<Dictionary, PaperError> {
        let mut resources = Dictionary::new();
        for (face, used) in &self.faces {
            resources.set(face.resource(), write_face(pdf, *face, used)?);
        }
        Ok(resources)
    }
}

fn write_face(pdf: &mut Document, face: Face, used: &Used) -> Result<ObjectId, PaperError> {
    let program = subsetter::subset(face.bytes(), 0, &used.remapper)
        .map_err(|_| PaperError::Broken { what: "a face that cannot be cut" })?;
    let name = tagged_name(face, &program);
    let descriptor = descriptor(pdf, face, &name, &program)?;
    let descriptor = pdf.add_object(descriptor);
    let descendant = pdf.add_object(dictionary! {
        "Type" => "Font",
        "Subtype" => "CIDFontType2",
        "BaseFont" => Object::Name(name.clone().into_bytes()),
        "CIDSystemInfo" => dictionary! {
            "Registry" => Object::string_literal("Adobe"),
            "Ordering" => Object::string_literal("Identity"),
            "Supplement" => 0,
        },
        "FontDescriptor" => descriptor,
        "DW" => 0,
        "W" => widths(face, used),
        "CIDToGIDMap" => "Identity",
    });
    let unicode = pdf.add_object(super::finish::deflated(Dictionary::new(), to_unicode(used).as_bytes()));
    Ok(pdf.add_object(dictionary! {
        "Type" => "Font",
        "Subtype" => "Type0",
        "BaseFont" => Object::Name(name.into_bytes()),
        "Encoding" => "Identity-H",
        "DescendantFonts" => vec![descendant.into()],
        "ToUnicode" => unicode,
    }))
}

/// A subset's name carries six letters of its own (ISO 32000-1, 9.6.4); they follow from its content.
fn tagged_name(face: Face, program: &[u8]) -> String {
    let digest = Sha256::digest(program);
    let tag: String = digest.iter().take(6).map(|byte| char::from(b'A' + byte % 26)).collect();
    format!("{tag}+{}", face.name())
}

fn descriptor(pdf: &mut Document, face: Face, name: &str, program: &[u8]) -> Result<Dictionary, PaperError> {
    let tables = face.tables();
    let scaled = |value: i16| thousandths(i32::from(value), tables.units_per_em());
    let bbox = tables.global_bounding_box();
    let bbox: Vec<Object> = [bbox.x_min, bbox.y_min, bbox.x_max, bbox.y_max].map(|v| scaled(v).into()).into();
    let length = i64::try_from(program.len()).unwrap_or(i64::MAX);
    let set = cid_set(program)?;
    let file = pdf.add_object(super::finish::deflated(dictionary! { "Length1" => length }, program));
    let set = pdf.add_object(super::finish::deflated(Dictionary::new(), &set));
    Ok(dictionary! {
        "Type" => "FontDescriptor",
        "FontName" => Object::Name(name.as_bytes().to_vec()),
        // Symbolic: the glyphs are addressed by number.
        "Flags" => if face == Face::Mono { 5 } else { 4 },
        "FontBBox" => bbox,
        "ItalicAngle" => 0,
        "Ascent" => scaled(tables.ascender()),
        "Descent" => scaled(tables.descender()),
        "CapHeight" => scaled(tables.capital_height().unwrap_or(tables.ascender())),
        "StemV" => if matches!(face, Face::Regular | Face::WideRegular) { 80 } else { 120 },
        "FontFile2" => file,
        "CIDSet" => set,
    })
}

fn widths(face: Face, used: &Used) -> Vec<Object> {
    let tables = face.tables();
    let width = |old| {
        thousandths(
            i32::from(tables.glyph_hor_advance(ttf_parser::GlyphId(old)).unwrap_or(0)),
            tables.units_per_em(),
        )
    };
    let all: Vec<Object> = used.remapper.remapped_gids().map(|old| width(old).into()).collect();
    vec![0.into(), all.into()]
}

/// Font units → thousandths of an em, rounded.
fn thousandths(value: i32, units_per_em: u16) -> i64 {
    let (value, units) = (i64::from(value) * 1000, i64::from(units_per_em));
    (value + value.signum() * units / 2) / units
}

/// One bit for each glyph of the program, all set, the first in the highest place. The program may hold more glyphs
/// than were asked for: the parts of composed letters.
fn cid_set(program: &[u8]) -> Result<Vec<u8>, PaperError> {
    let glyphs = ttf_parser::RawFace::parse(program, 0)
        .ok()
        .and_then(|raw| raw.table(ttf_parser::Tag::from_bytes(b"maxp")))
        .and_then(|maxp| maxp.get(4..6).map(|count| usize::from(u16::from_be_bytes([count[0], count[1]]))))
        .ok_or(PaperError::Broken { what: "a face without its number of glyphs" })?;
    let mut set = vec![0_u8; glyphs.div_ceil(8)];
    for glyph in 0..glyphs {
        set[glyph / 8] |= 0x80 >> (glyph % 8);
    }
    Ok(set)
}

fn to_unicode(used: &Used) -> String {
    let mut map = String::from(
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n\
         /CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n\
         /CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n\
         1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n",
    );
    let pairs: Vec<(usize, char)> = used.characters.iter().enumerate().map(|(i, &c)| (i + 1, c)).collect();
    for block in pairs.chunks(100) {
        write_block(&mut map, block).expect("a string takes whatever is written to it");
    }
    map.push_str("endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n");
    map
}

fn write_block(map: &mut String, block: &[(usize, char)]) -> std::fmt::Result {
    writeln!(map, "{} beginbfchar", block.len())?;
    for (glyph, character) in block {
        write!(map, "<{glyph:04X}> <")?;
        for unit in character.encode_utf16(&mut [0; 2]) {
            write!(map, "{unit:04X}")?;
        }
        writeln!(map, ">")?;
    }
    writeln!(map, "endbfchar")
}
