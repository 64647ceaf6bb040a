//! The code of a register: what every number of a station begins with.

use std::fmt;

use serde::{Deserialize, Serialize};

/// The code of this station's register, chosen at set-up: `[A-Z][A-Z0-9]{1,11}`. It must not end in `S` so that the
/// printed code of series S can never be another station's series P.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct RegisterCode(String);

/// Why a register code is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadRegisterCode {
    /// Not `[A-Z][A-Z0-9]{1,11}`.
    #[error("a register code is a capital letter and one to eleven capital letters or digits")]
    Shape,
    /// Ends in `S`, which marks the civil-status series.
    #[error("a register code does not end in S: that letter marks the civil-status series")]
    EndsInS,
}

/// Signs of the old code that a new life keeps, so that people see whose it is.
const KEPT: usize = 4;
/// Letters that nobody takes for a digit or for one another.
const LETTERS: &[u8; 23] = b"ABCDEFGHJKMNPQRSTUVWXYZ";
/// The same without the mark of the civil-status series.
const LAST: &[u8; 22] = b"ABCDEFGHJKMNPQRTUVWXYZ";

impl RegisterCode {
    /// Signs of the longest code.
    pub const LONGEST: usize = 12;

    /// Reads a code; lower case is accepted and raised.
    pub fn parse(text: &str) -> Result<Self, BadRegisterCode> {
        let code = text.trim().to_ascii_uppercase();
        let mut chars = code.chars();
        let first = chars.next().is_some_and(|c| c.is_ascii_uppercase());
        let rest = chars.all(|c| c.is_ascii_uppercase() || c.is_ascii_digit());
        if !first || !rest || !(2..=Self::LONGEST).contains(&code.len()) {
            return Err(BadRegisterCode::Shape);
        }
        if code.ends_with('S') {
            return Err(BadRegisterCode::EndsInS);
        }
        Ok(Self(code))
    }

    /// The code under which a register goes on that is not known to be the only one of its name: the first four signs of
    /// the old code, `R` for *ripristino*, three letters by chance: `EM01` → `EM01RKTW`. Never the old code, never one of
    /// `used`. `None` only if all there are were used, 11,638 for each beginning.
    pub fn of_new_life(&self, random: [u8; 8], used: &[Self]) -> Option<Self> {
        let places = [LETTERS.len(), LETTERS.len(), LAST.len()];
        let all = places.iter().product::<usize>();
        let by_chance = usize::try_from(u64::from_le_bytes(random) % all as u64).unwrap_or_default();
        let kept = self.0.len().min(KEPT);
        (1..=kept).rev().find_map(|kept| {
            let begins = &self.0[..kept];
            (0..all).map(|further| (by_chance + further) % all).find_map(|which| {
                let (first, rest) = (which % places[0], which / places[0]);
                let letters = [LETTERS[first], LETTERS[rest % places[1]], LAST[rest / places[1]]];
                let letters: String = letters.map(char::from).iter().collect();
                let code = Self(format!("{begins}R{letters}"));
                (code != *self && !used.contains(&code)).then_some(code)
            })
        })
    }

    /// The code as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for RegisterCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for RegisterCode {
    type Error = BadRegisterCode;
    fn try_from(text: String) -> Result<Self, BadRegisterCode> {
        Self::parse(&text)
    }
}

impl From<RegisterCode> for String {
    fn from(code: RegisterCode) -> Self {
        code.0
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn code(text: &str) -> RegisterCode {
        RegisterCode::parse(text).unwrap()
    }

    #[test]
    fn a_register_code_never_ends_in_the_letter_of_the_series() {
        assert_eq!(RegisterCode::parse("EMS"), Err(BadRegisterCode::EndsInS));
        assert_eq!(RegisterCode::parse("ABCDEFGHIJKS"), Err(BadRegisterCode::EndsInS));
        assert_eq!(RegisterCode::parse("e1").unwrap().as_str(), "E1");
    }

    #[test]
    fn a_register_code_has_two_to_twelve_signs() {
        assert_eq!(code("ABCDEFGHIJKL").as_str().len(), RegisterCode::LONGEST);
        for text in ["", "A", "1A", "ABCDEFGHIJKLM", "EM-1", "ÈM1"] {
            assert_eq!(RegisterCode::parse(text), Err(BadRegisterCode::Shape), "{text}");
        }
    }

    #[test]
    fn a_new_life_keeps_the_beginning_and_goes_on_from_code_to_code() {
        let first = code("EM01").of_new_life([0; 8], &[]).unwrap();
        assert_eq!(first.as_str(), "EM01RAAA");
        assert_eq!(first.of_new_life([0; 8], &[]).unwrap().as_str(), "EM01RBAA");
        assert_eq!(code("PC").of_new_life([0; 8], &[]).unwrap().as_str(), "PCRAAA");
        assert_eq!(code("SPORTELLO").of_new_life([0; 8], &[]).unwrap().as_str(), "SPORRAAA");
    }

    #[test]
    fn where_every_code_of_a_beginning_was_used_a_shorter_beginning_is_taken() {
        let old = code("EM01");
        let mut used = Vec::new();
        for which in 0..11_638_u64 {
            used.push(old.of_new_life(which.to_le_bytes(), &[]).unwrap());
        }
        assert!(used.iter().all(|one| one.as_str().starts_with("EM01R")));
        assert_eq!(used.iter().collect::<std::collections::BTreeSet<_>>().len(), used.len());
        assert_eq!(old.of_new_life([0; 8], &used).unwrap().as_str(), "EM0RAAA");
    }

    proptest! {
        #[test]
        fn the_code_of_a_new_life_is_a_code_that_nobody_used(
            old in "[A-Z][A-Z0-9]{0,10}[A-RT-Z0-9]",
            random in any::<[u8; 8]>(),
            used in 0..40_usize,
        ) {
            let old = code(&old);
            let mut taken = Vec::new();
            for _ in 0..=used {
                let new = old.of_new_life(random, &taken).unwrap();
                prop_assert_eq!(RegisterCode::parse(new.as_str()), Ok(new.clone()));
                prop_assert_ne!(&new, &old);
                prop_assert!(!taken.contains(&new));
                let begins = &old.as_str()[..old.as_str().len().min(4)];
                let letters = new.as_str().strip_prefix(begins).and_then(|rest| rest.strip_prefix('R')).unwrap();
                prop_assert!(letters.len() == 3 && letters.bytes().all(|b| b.is_ascii_uppercase()));
                taken.push(new);
            }
        }
    }
}
