//! The body a station or a centre belongs to, by its code in the index of public administrations (IPA): `c_g535`.
//!
//! A database holds one body today; the code stands wherever another may come to stand beside it.

use std::fmt;

use serde::{Deserialize, Serialize};

/// An IPA code: 2 to 32 letters, digits and underscores; lower case.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct BodyCode(String);

/// A text that is no IPA code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("an IPA code has 2 to 32 letters, digits and underscores, such as c_g535")]
pub struct BadBodyCode;

impl BodyCode {
    /// Reads a code; capitals are lowered.
    pub fn parse(text: &str) -> Result<Self, BadBodyCode> {
        let code = text.trim().to_ascii_lowercase();
        let sound = (2..=32).contains(&code.len())
            && code.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_');
        sound.then_some(Self(code)).ok_or(BadBodyCode)
    }

    /// The code as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for BodyCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for BodyCode {
    type Error = BadBodyCode;
    fn try_from(text: String) -> Result<Self, BadBodyCode> {
        Self::parse(&text)
    }
}

impl From<BodyCode> for String {
    fn from(code: BodyCode) -> Self {
        code.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_read_in_any_case_and_nothing_else_is_one() {
        assert_eq!(BodyCode::parse(" C_G535 ").unwrap().as_str(), "c_g535");
        for text in ["", "c", "c-g535", "c g535", "città", &"c".repeat(33)] {
            assert_eq!(BodyCode::parse(text), Err(BadBodyCode), "{text}");
        }
    }
}
