//! Text → letters: composed (NFC), each with the face that prints it, or a refusal naming the character.

use unicode_normalization::UnicodeNormalization;

use super::error::PaperError;
use super::face::Face;
use super::text::{Text, Weight};

/// One printable character in its face.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Letter {
    /// The character; `'\n'` ends a line and prints nothing.
    pub character: char,
    /// The face that prints it.
    pub face: Face,
    /// Its width in em.
    pub advance: f32,
}

impl Letter {
    fn new(character: char, face: Face) -> Self {
        let advance = if character == '\n' { 0.0 } else { face.advance(character) };
        Self { character, face, advance }
    }
}

/// The letters of a text. `block` is named by a refusal when a run names no field of its own.
pub(super) fn letters(text: &Text, block: &str) -> Result<Vec<Letter>, PaperError> {
    let mut letters = Vec::new();
    for run in &text.0 {
        let field = run.field.as_deref().unwrap_or(block);
        letters.extend(run_letters(&run.text, run.weight, field)?);
    }
    Ok(letters)
}

/// The letters of one string of one weight.
pub(super) fn run_letters(text: &str, weight: Weight, field: &str) -> Result<Vec<Letter>, PaperError> {
    let composed: Vec<char> = text.nfc().map(|c| if c == '\t' { ' ' } else { c }).collect();
    let all_in = |face: Face| composed.iter().all(|&c| c == '\n' || face.glyph(c).is_some());
    let (main, wide) = (Face::main(weight), Face::wide(weight));
    // A whole run keeps one face if any face has all of it: a name half in one design looks tampered with.
    let first = if !all_in(main) && all_in(wide) { wide } else { main };
    composed
        .into_iter()
        .map(|character| {
            let face = [first, main, wide].into_iter().find(|face| has(*face, character));
            face.map(|face| Letter::new(character, face))
                .ok_or_else(|| PaperError::NoGlyph { field: field.to_owned(), character })
        })
        .collect()
}

/// The letters of a code to be typed back.
pub(super) fn code_letters(text: &str, field: &str) -> Result<Vec<Letter>, PaperError> {
    text.chars()
        .map(|character| match Face::Mono.glyph(character) {
            Some(_) => Ok(Letter::new(character, Face::Mono)),
            None => Err(PaperError::NoGlyph { field: field.to_owned(), character }),
        })
        .collect()
}

fn has(face: Face, character: char) -> bool {
    character == '\n' || (!character.is_control() && face.glyph(character).is_some())
}

/// Width of letters at 1 pt.
pub(super) fn em_width(letters: &[Letter]) -> f32 {
    letters.iter().map(|letter| letter.advance).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_italian_name_stays_in_the_main_face() {
        let letters = run_letters("D'Àngelo Župančič ß ő Ł", Weight::Bold, "surname").unwrap();
        assert!(letters.iter().all(|letter| letter.face == Face::Bold));
    }

    #[test]
    fn a_cyrillic_or_greek_run_moves_whole_to_the_fallback() {
        for name in ["Іваненко-Šević", "Παπαδοπούλου", "Ḥaḏramī"] {
            let letters = run_letters(name, Weight::Bold, "surname").unwrap();
            assert!(letters.iter().all(|letter| letter.face == Face::WideBold), "{name}");
        }
    }

    #[test]
    fn decomposed_letters_are_composed() {
        let letters = run_letters("Z\u{30c}upanc\u{30c}ic\u{30c}", Weight::Normal, "surname").unwrap();
        assert_eq!(letters.iter().map(|letter| letter.character).collect::<String>(), "Župančič");
    }

    #[test]
    fn a_character_without_glyph_is_refused_by_name_and_field() {
        let error = run_letters("Wang 王", Weight::Bold, "surname").unwrap_err();
        assert_eq!(error.field(), Some("surname"));
        assert_eq!(error.to_string(), "the character U+738B in \"surname\" cannot be printed");
    }

    #[test]
    fn a_control_character_is_refused() {
        assert!(run_letters("a\u{7}b", Weight::Normal, "name").is_err());
    }
}
