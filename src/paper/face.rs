//! The embedded faces: which glyph a character has, how wide it is, which face takes a run.

use std::sync::LazyLock;

use super::text::Weight;

/// One embedded face.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Face {
    /// Titillium Web.
    Regular,
    /// Titillium Web, semi-bold.
    Bold,
    /// Fallback for letters Titillium lacks.
    WideRegular,
    /// The same, heavy.
    WideBold,
    /// Codes to be typed back.
    Mono,
}

static REGULAR: &[u8] = include_bytes!("../../forms/fonts/TitilliumWeb-Regular.ttf");
static BOLD: &[u8] = include_bytes!("../../forms/fonts/TitilliumWeb-SemiBold.ttf");
static WIDE_REGULAR: &[u8] = include_bytes!("../../forms/fonts/SportelloSans-Regular.ttf");
static WIDE_BOLD: &[u8] = include_bytes!("../../forms/fonts/SportelloSans-Bold.ttf");
static MONO: &[u8] = include_bytes!("../../forms/fonts/SportelloMono-Bold.ttf");

static PARSED: LazyLock<Vec<ttf_parser::Face<'static>>> = LazyLock::new(|| {
    Face::ALL
        .into_iter()
        .map(|face| ttf_parser::Face::parse(face.bytes(), 0).expect("a test parses every embedded face"))
        .collect()
});

/// Characters whose glyph and width are looked up once: Latin, Greek and Cyrillic lie below.
const NEAR: u16 = 0x0530;

/// A character's glyph and its width in font units.
type Found = Option<(u16, u16)>;

/// The near characters, face by face.
static NEARBY: LazyLock<Vec<Vec<Found>>> = LazyLock::new(|| {
    let near = |face: Face| (0..NEAR).map(|code| face.look_up(char::from_u32(u32::from(code))?)).collect();
    Face::ALL.into_iter().map(near).collect()
});

impl Face {
    /// Every face, in the order of its number.
    pub const ALL: [Face; 5] = [Face::Regular, Face::Bold, Face::WideRegular, Face::WideBold, Face::Mono];

    /// The main face of a weight.
    pub fn main(weight: Weight) -> Self {
        match weight {
            Weight::Normal => Face::Regular,
            Weight::Bold => Face::Bold,
        }
    }

    /// The face that takes over where the main one has no glyph.
    pub fn wide(weight: Weight) -> Self {
        match weight {
            Weight::Normal => Face::WideRegular,
            Weight::Bold => Face::WideBold,
        }
    }

    /// The TrueType file.
    pub fn bytes(self) -> &'static [u8] {
        match self {
            Face::Regular => REGULAR,
            Face::Bold => BOLD,
            Face::WideRegular => WIDE_REGULAR,
            Face::WideBold => WIDE_BOLD,
            Face::Mono => MONO,
        }
    }

    /// PostScript name, before the subset's tag.
    pub fn name(self) -> &'static str {
        match self {
            Face::Regular => "TitilliumWeb-Regular",
            Face::Bold => "TitilliumWeb-SemiBold",
            Face::WideRegular => "SportelloSans-Regular",
            Face::WideBold => "SportelloSans-Bold",
            Face::Mono => "SportelloMono-Bold",
        }
    }

    /// Name of its resource on a page.
    pub fn resource(self) -> &'static str {
        match self {
            Face::Regular => "FR",
            Face::Bold => "FB",
            Face::WideRegular => "FW",
            Face::WideBold => "FX",
            Face::Mono => "FM",
        }
    }

    /// The face's tables.
    pub fn tables(self) -> &'static ttf_parser::Face<'static> {
        &PARSED[self as usize]
    }

    /// The glyph of a character, if the face has one.
    pub fn glyph(self, character: char) -> Option<u16> {
        self.found(character).map(|(glyph, _)| glyph)
    }

    /// Width of a character, in em.
    pub fn advance(self, character: char) -> f32 {
        let units = self.found(character).map_or(0, |(_, units)| units);
        f32::from(units) / f32::from(self.tables().units_per_em())
    }

    fn found(self, character: char) -> Found {
        match u16::try_from(u32::from(character)) {
            Ok(code) if code < NEAR => NEARBY[self as usize][usize::from(code)],
            _ => self.look_up(character),
        }
    }

    fn look_up(self, character: char) -> Found {
        let tables = self.tables();
        let glyph = tables.glyph_index(character)?;
        Some((glyph.0, tables.glyph_hor_advance(glyph).unwrap_or(0)))
    }

    /// Height of a capital, in em.
    pub fn capital(self) -> f32 {
        let tables = self.tables();
        f32::from(tables.capital_height().unwrap_or(700)) / f32::from(tables.units_per_em())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_embedded_face_parses_and_has_ascii() {
        for face in Face::ALL {
            assert!(ttf_parser::Face::parse(face.bytes(), 0).is_ok(), "{face:?}");
            assert!((' '..='~').all(|c| face.glyph(c).is_some()), "{face:?}");
        }
    }

    #[test]
    fn whatever_a_line_takes_has_a_glyph() {
        let taken = ('\u{0}'..=char::MAX).filter(|c| {
            let read = domain::text::lines::line(&format!("a{c}a"), 9);
            read.is_ok_and(|text| text.contains(*c))
        });
        for character in taken {
            for weight in [Weight::Normal, Weight::Bold] {
                let faces = [Face::main(weight), Face::wide(weight)];
                assert!(
                    faces.iter().any(|face| face.glyph(character).is_some()),
                    "U+{:04X} {weight:?}",
                    u32::from(character)
                );
            }
        }
    }

    #[test]
    fn main_or_wide_prints_every_letter_a_civil_register_writes() {
        let letters =
            ['à'..='ÿ', 'Ā'..='ž', 'ƀ'..='ɏ', 'Ḁ'..='ẛ', 'Ạ'..='ỹ', 'Α'..='Ρ', 'Σ'..='ώ', 'Ѐ'..='ӹ'];
        for character in letters.into_iter().flatten() {
            for weight in [Weight::Normal, Weight::Bold] {
                assert!(
                    Face::main(weight).glyph(character).is_some()
                        || Face::wide(weight).glyph(character).is_some(),
                    "U+{:04X} {weight:?}",
                    u32::from(character)
                );
            }
        }
    }
}
