//! The printed recovery code: 130 random bits in 26 letters and two check letters, in seven groups of four. Every typing
//! mistake of one or two letters is told apart from a wrong code, and a single one is located: the check letters are a
//! Reed–Solomon code over GF(32), 28 letters of its 31.

use std::fmt;

use thiserror::Error;
use zeroize::{Zeroize, Zeroizing};

/// No I, L, O, U: Crockford's base 32.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const LETTERS: usize = 28;
const GROUP: usize = 4;
/// x⁵ + x² + 1, primitive over GF(2).
const REDUCER: u8 = 0b10_0101;

/// A recovery code as printed and typed back. Wiped when it goes; shown only by [`RecoveryCode::print`].
#[derive(Clone, PartialEq, Eq)]
pub struct RecoveryCode([u8; LETTERS]);

/// Why a typed text is no recovery code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum RecoveryCodeError {
    /// A letter that never occurs in a code.
    #[error("a recovery code has only digits and letters, without U: check group {group}")]
    Letter {
        /// Which group of four, from 1.
        group: usize,
    },
    /// Too few or too many letters.
    #[error("a recovery code has 28 letters in seven groups of four; {found} were typed")]
    Length {
        /// Letters typed.
        found: usize,
    },
    /// The check letters do not fit.
    #[error("the recovery code was mistyped{}", hint(*group))]
    Typo {
        /// The group with the mistake, if it is a single one.
        group: Option<usize>,
    },
}

fn hint(group: Option<usize>) -> String {
    group.map(|group| format!(": check group {group}")).unwrap_or_default()
}

impl RecoveryCode {
    /// The code for 26 random bytes, of which five bits each are used.
    pub fn new(mut random: [u8; LETTERS - 2]) -> Self {
        let mut letters = [0; LETTERS];
        for (letter, byte) in letters.iter_mut().zip(random) {
            *letter = byte & 31;
        }
        random.zeroize();
        // Two check letters c, d in the last places so that both syndromes are 0: solve c·α + d = s₁, c·α² + d = s₂.
        let [first, second] = syndromes(&letters);
        let check = divide(first ^ second, power(1) ^ power(2));
        letters[LETTERS - 2] = check;
        letters[LETTERS - 1] = first ^ multiply(check, power(1));
        Self(letters)
    }

    /// Reads what a person typed: case, spaces and hyphens do not matter, O reads 0, I and L read 1.
    pub fn parse(typed: &str) -> Result<Self, RecoveryCodeError> {
        let mut letters = Zeroizing::new([0; LETTERS]);
        let mut found = 0;
        for c in typed.chars().filter(|c| !c.is_whitespace() && !matches!(c, '-' | '–' | '—' | '_' | '.'))
        {
            let c = match c.to_ascii_uppercase() {
                'O' => '0',
                'I' | 'L' => '1',
                c => c,
            };
            let value = ALPHABET.iter().position(|letter| char::from(*letter) == c);
            let value = value.ok_or(RecoveryCodeError::Letter { group: found / GROUP + 1 })?;
            if let Some(letter) = letters.get_mut(found) {
                *letter = u8::try_from(value).expect("the alphabet has 32 letters");
            }
            found += 1;
        }
        if found != LETTERS {
            return Err(RecoveryCodeError::Length { found });
        }
        match syndromes(&letters) {
            [0, 0] => Ok(Self(*letters)),
            mistake => Err(RecoveryCodeError::Typo { group: locate(mistake) }),
        }
    }

    /// The code for the sheet: `XXXX-XXXX-XXXX-XXXX-XXXX-XXXX-XXXX`.
    pub fn print(&self) -> Zeroizing<String> {
        let mut out = Zeroizing::new(String::with_capacity(LETTERS + LETTERS / GROUP));
        for (index, letter) in self.0.iter().enumerate() {
            if index > 0 && index % GROUP == 0 {
                out.push('-');
            }
            out.push(char::from(ALPHABET[usize::from(*letter)]));
        }
        out
    }

    pub(super) fn bytes(&self) -> &[u8] {
        &self.0
    }
}

impl Drop for RecoveryCode {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

impl fmt::Debug for RecoveryCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RecoveryCode")
    }
}

/// Values of the word's polynomial at α and α²; both are 0 for a code, never for one with one or two wrong letters.
fn syndromes(letters: &[u8; LETTERS]) -> [u8; 2] {
    [1, 2].map(|root| letters.iter().fold(0, |value, letter| multiply(value, power(root)) ^ letter))
}

/// The group of the single wrong letter that explains these syndromes.
fn locate([first, second]: [u8; 2]) -> Option<usize> {
    if first == 0 || second == 0 {
        return None;
    }
    let ratio = divide(second, first);
    (0..LETTERS).find(|place| power(*place) == ratio).map(|place| (LETTERS - 1 - place) / GROUP + 1)
}

fn multiply(a: u8, b: u8) -> u8 {
    (0..5).rev().fold(0, |product, bit| {
        let doubled = product << 1;
        let reduced = if doubled & 32 == 0 { doubled } else { doubled ^ REDUCER };
        if b >> bit & 1 == 0 { reduced } else { reduced ^ a }
    })
}

/// α to the `exponent`.
fn power(exponent: usize) -> u8 {
    (0..exponent % 31).fold(1, |value, _| multiply(value, 2))
}

/// a ÷ b for b ≠ 0: b to the 30th is its inverse.
fn divide(a: u8, b: u8) -> u8 {
    (0..30).fold(a, |value, _| multiply(value, b))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_code_is_printed_in_seven_groups_of_four() {
        let code = RecoveryCode::new(std::array::from_fn(|index| u8::try_from(index * 7).unwrap()));
        assert_eq!(*code.print(), "07EN-W3AH-RZ6D-MV29-GQY5-CKT1-8F71");
    }

    #[test]
    fn typing_is_lenient() {
        let code = RecoveryCode::new([1; 26]);
        let typed = code.print().to_lowercase().replace('1', "l").replace('-', "  ");
        assert_eq!(RecoveryCode::parse(&typed), Ok(code));
    }

    #[test]
    fn what_cannot_be_a_code_is_named() {
        assert_eq!(RecoveryCode::parse("0000-00U0"), Err(RecoveryCodeError::Letter { group: 2 }));
        assert_eq!(RecoveryCode::parse("0000"), Err(RecoveryCodeError::Length { found: 4 }));
        assert_eq!(RecoveryCode::parse(&"0".repeat(29)), Err(RecoveryCodeError::Length { found: 29 }));
    }

    proptest! {
        #[test]
        fn every_code_survives_printing_and_typing(random: [u8; 26]) {
            let code = RecoveryCode::new(random);
            prop_assert_eq!(RecoveryCode::parse(&code.print()), Ok(code));
        }

        #[test]
        fn one_wrong_letter_is_located(random: [u8; 26], place in 0..LETTERS, by in 1_u8..32) {
            let mut code = RecoveryCode::new(random);
            code.0[place] ^= by;
            let expected = RecoveryCodeError::Typo { group: Some(place / GROUP + 1) };
            prop_assert_eq!(RecoveryCode::parse(&code.print()), Err(expected));
        }

        #[test]
        fn two_wrong_letters_are_never_taken_for_a_code(
            random: [u8; 26], one in 0..LETTERS, other in 0..LETTERS, by in 1_u8..32, also in 1_u8..32,
        ) {
            prop_assume!(one != other);
            let mut code = RecoveryCode::new(random);
            code.0[one] ^= by;
            code.0[other] ^= also;
            let typo = matches!(RecoveryCode::parse(&code.print()), Err(RecoveryCodeError::Typo { .. }));
            prop_assert!(typo);
        }
    }
}
