//! The check code of a paper: the first 80 bits of its record's chain hash, in an alphabet without look-alikes.
//! `7KQM-3XWT-0H5D-PR9A`. It anchors the journal on paper and serves confirmation by telephone. Entries of before have
//! the first 40 bits, `7KQM-3XWT`: how many letters stand on a paper is a matter of its record ([`CheckLength`]).

use serde::{Deserialize, Serialize};

/// 32 characters no one confuses when read aloud or copied by hand: no I, L, O, U, 0/O and 1/I pairs resolved.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// How many letters the check code of an entry has. It belongs to the record: what a paper bears it bears for good, and
/// it is confirmed with all of its letters, never with the first ones.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "u8", into = "u8")]
pub enum CheckLength {
    /// 8 letters (40 bits): entries that do not say. One can be searched for in days.
    #[default]
    Short,
    /// 16 letters (80 bits): every entry issued from now on.
    Full,
}

/// A number of letters that no entry has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a check code has 8 or 16 letters, not {0}")]
pub struct BadCheckLength(u8);

impl CheckLength {
    /// 8 or 16.
    pub fn letters(self) -> u8 {
        match self {
            Self::Short => 8,
            Self::Full => 16,
        }
    }

    /// Whether it is what an entry has that does not say.
    pub fn is_short(&self) -> bool {
        *self == Self::Short
    }

    /// The printed code for a chain hash, in groups of four.
    pub fn of_chain(self, chain: &[u8; 32]) -> String {
        let full = of_chain(chain);
        match self {
            Self::Short => full[..9].to_owned(),
            Self::Full => full,
        }
    }
}

impl TryFrom<u8> for CheckLength {
    type Error = BadCheckLength;
    fn try_from(letters: u8) -> Result<Self, BadCheckLength> {
        match letters {
            8 => Ok(Self::Short),
            16 => Ok(Self::Full),
            other => Err(BadCheckLength(other)),
        }
    }
}

impl From<CheckLength> for u8 {
    fn from(length: CheckLength) -> Self {
        length.letters()
    }
}

/// Characters of a printed code with its hyphens, at most.
pub const PRINTED: usize = 19;

/// The 16 letters of a chain hash in groups of four: of a record's, on its paper; of the last record's, for the whole
/// journal.
pub fn of_chain(chain: &[u8; 32]) -> String {
    let (first, rest) = chain.split_first_chunk::<5>().expect("32 bytes begin with 5");
    let second = rest.first_chunk::<5>().expect("and go on with 5");
    let text = letters(*first) + &letters(*second);
    format!("{}-{}-{}-{}", &text[..4], &text[4..8], &text[8..12], &text[12..])
}

/// A code for a moment on one screen, from random bytes: `7KQM-3XWT`.
pub fn passing(random: [u8; 5]) -> String {
    let text = letters(random);
    format!("{}-{}", &text[..4], &text[4..])
}

/// The 80 bits of 16 letters as typed; `None` for any other number of letters, or other signs.
pub fn first_bytes(text: &str) -> Option<[u8; 10]> {
    let letters = normalise(text).filter(|letters| letters.len() == 16)?;
    let mut bytes = [0; 10];
    for (half, letters) in bytes.chunks_exact_mut(5).zip(letters.as_bytes().chunks_exact(8)) {
        let bits = letters.iter().try_fold(0_u64, |bits, letter| {
            let value = ALPHABET.iter().position(|one| one == letter)?;
            Some(bits << 5 | u64::try_from(value).ok()?)
        })?;
        half.copy_from_slice(&bits.to_be_bytes()[3..]);
    }
    Some(bytes)
}

/// Eight letters for 40 bits.
pub(crate) fn letters(bytes: [u8; 5]) -> String {
    let bits = bytes.iter().fold(0_u64, |bits, byte| bits << 8 | u64::from(*byte));
    (0..8).rev().map(|place| char::from(ALPHABET[(bits >> (place * 5) & 31) as usize])).collect()
}

/// A typed code brought to letters of the alphabet: case, spaces and hyphens do not matter, O reads 0, I and L read 1.
pub fn normalise(text: &str) -> Option<String> {
    text.chars()
        .filter(|c| !c.is_whitespace() && *c != '-')
        .map(|c| match c.to_ascii_uppercase() {
            'O' => Some('0'),
            'I' | 'L' => Some('1'),
            c if c.is_ascii() && ALPHABET.contains(&(c as u8)) => Some(c),
            _ => None,
        })
        .collect()
}

/// Letters as they are printed: in groups of four.
pub fn grouped(letters: &str) -> String {
    let letters: Vec<char> = letters.chars().collect();
    let groups: Vec<String> = letters.chunks(4).map(|group| group.iter().collect()).collect();
    groups.join("-")
}

/// One letter that every single wrong letter changes, and nearly every swap of neighbours (odd weights modulo 32).
pub(crate) fn check_letter(body: &str) -> char {
    let sum = body.bytes().zip(1_usize..).fold(0, |sum, (byte, place)| {
        let value = ALPHABET.iter().position(|letter| *letter == byte).unwrap_or_default();
        (sum + value * (2 * place - 1)) % 32
    });
    char::from(ALPHABET[sum])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_the_first_eighty_bits_and_of_older_entries_the_first_forty() {
        let mut chain = [0; 32];
        chain[4] = 1;
        chain[9] = 2;
        assert_eq!(of_chain(&chain), "0000-0001-0000-0002");
        assert_eq!(CheckLength::Full.of_chain(&chain), "0000-0001-0000-0002");
        assert_eq!(CheckLength::Short.of_chain(&chain), "0000-0001");
        assert_eq!(of_chain(&[0xff; 32]), "ZZZZ-ZZZZ-ZZZZ-ZZZZ");
        assert_eq!(of_chain(&chain).len(), PRINTED);
        assert_eq!(passing([0, 0, 0, 0, 31]), "0000-000Z");
    }

    #[test]
    fn sixteen_letters_read_back_as_the_bits_they_were_made_of() {
        let chain: [u8; 32] = std::array::from_fn(|place| u8::try_from(place * 37 % 251).unwrap());
        let letters = of_chain(&chain);
        assert_eq!(first_bytes(&letters).as_ref().map(|bytes| &bytes[..]), Some(&chain[..10]));
        assert_eq!(first_bytes(&letters.to_lowercase().replace('-', " ")), first_bytes(&letters));
        assert_eq!((first_bytes(&letters[..9]), first_bytes("")), (None, None));
    }

    #[test]
    fn a_length_that_nobody_knows_is_not_guessed() {
        assert_eq!(serde_json::from_str::<CheckLength>("16").unwrap(), CheckLength::Full);
        assert_eq!(serde_json::to_string(&CheckLength::Short).unwrap(), "8");
        assert!(serde_json::from_str::<CheckLength>("24").is_err());
    }

    #[test]
    fn typing_is_lenient() {
        assert_eq!(normalise("oil7-kq").as_deref(), Some("0117KQ"));
        assert_eq!(normalise("è"), None);
    }
}
