//! Letters → codes of the layout library's built-in font slots, and back.
//!
//! genpdf walks every code point of every face it embeds, in every document. A built-in slot costs it nothing and
//! carries one byte a letter: so letters travel through it under private codes, each slot holding letters of one
//! face, and the finisher puts the real glyphs of the real faces in their place.

use std::collections::HashMap;

use super::error::PaperError;
use super::face::Face;

/// Letters one slot holds: the codes 0x20–0x7E and 0xA0–0xFF, where Windows-1252 and Unicode agree.
const CODES: usize = 95 + 96;
/// Built-in fonts of PDF.
const MOST: usize = 14;

/// Which letter travels under which code of which slot.
#[derive(Debug, Default)]
pub(super) struct Slots {
    slots: Vec<(Face, Vec<char>)>,
    known: HashMap<(Face, char), (usize, usize)>,
}

impl Slots {
    /// The slot and code of a letter, given out at its first use.
    pub fn code(&mut self, face: Face, character: char) -> Result<(usize, char), PaperError> {
        if let Some(&(slot, index)) = self.known.get(&(face, character)) {
            return Ok((slot, code_of(index)));
        }
        let open = self.slots.iter().rposition(|(of, letters)| *of == face && letters.len() < CODES);
        let slot = match open {
            Some(slot) => slot,
            None if self.slots.len() < MOST => {
                self.slots.push((face, Vec::new()));
                self.slots.len() - 1
            }
            None => return Err(PaperError::TooManyCharacters),
        };
        let index = self.slots[slot].1.len();
        self.slots[slot].1.push(character);
        self.known.insert((face, character), (slot, index));
        Ok((slot, code_of(index)))
    }

    /// The face of each slot, in order.
    pub fn faces(&self) -> impl Iterator<Item = Face> + '_ {
        self.slots.iter().map(|(face, _)| *face)
    }

    /// The face of a slot.
    pub fn face(&self, slot: usize) -> Option<Face> {
        self.slots.get(slot).map(|(face, _)| *face)
    }

    /// The letter that travelled under a code.
    pub fn letter(&self, slot: usize, code: u16) -> Option<char> {
        let index = match code {
            0x20..=0x7E => code - 0x20,
            0xA0..=0xFF => code - 0xA0 + 95,
            _ => return None,
        };
        self.slots.get(slot)?.1.get(usize::from(index)).copied()
    }
}

fn code_of(index: usize) -> char {
    let index = u8::try_from(index).expect("a slot holds fewer than 256 letters");
    char::from(if index < 95 { 0x20 + index } else { 0xA0 + (index - 95) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_letter_comes_back_from_its_code() {
        let mut slots = Slots::default();
        let letters: Vec<char> = ('Ѐ'..='ӿ').chain('Ā'..='ž').collect();
        let codes: Vec<_> = letters.iter().map(|&c| slots.code(Face::WideRegular, c).unwrap()).collect();
        for (letter, (slot, code)) in letters.iter().zip(codes) {
            assert_eq!(slots.letter(slot, u16::try_from(u32::from(code)).unwrap()), Some(*letter));
            assert_eq!(slots.code(Face::WideRegular, *letter).unwrap(), (slot, code));
        }
    }

    #[test]
    fn faces_never_share_a_slot() {
        let mut slots = Slots::default();
        let (regular, _) = slots.code(Face::Regular, 'a').unwrap();
        let (bold, _) = slots.code(Face::Bold, 'a').unwrap();
        assert_ne!(regular, bold);
        assert_eq!(slots.face(bold), Some(Face::Bold));
    }

    #[test]
    fn a_full_set_of_slots_is_refused() {
        let mut slots = Slots::default();
        let many = (0..=CODES * MOST).filter_map(|n| char::from_u32(0x4E00 + u32::try_from(n).unwrap()));
        assert!(many.map(|c| slots.code(Face::Regular, c)).any(|code| code.is_err()));
    }
}
