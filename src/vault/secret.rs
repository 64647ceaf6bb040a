//! What a person holds to unlock a station: a passphrase, a key file, a printed recovery code.

use std::fmt;

use thiserror::Error;
use unicode_normalization::UnicodeNormalization as _;
use zeroize::Zeroizing;

use super::slots::SlotKind;
use super::{KeyFile, RecoveryCode};

/// A passphrase, brought to Unicode form NFKC so that the same letters typed on another keyboard are the same passphrase.
/// Wiped when it goes.
#[derive(Clone, PartialEq, Eq)]
pub struct Passphrase(Zeroizing<String>);

/// A PIN, passphrase or code as it was typed, from the edge on: wiped when it goes, shown by nothing.
#[derive(Clone, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(from = "String")]
pub struct SecretText(Zeroizing<String>);

impl SecretText {
    /// What was typed.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// Whether nothing was typed.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl From<String> for SecretText {
    fn from(text: String) -> Self {
        Self(Zeroizing::new(text))
    }
}

impl From<&str> for SecretText {
    fn from(text: &str) -> Self {
        Self(Zeroizing::new(text.to_owned()))
    }
}

impl fmt::Debug for SecretText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretText")
    }
}

/// A new passphrase is too short.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("a passphrase has at least {} characters; this one has {found}", Passphrase::SHORTEST)]
pub struct TooShort {
    /// Characters given.
    pub found: usize,
}

impl Passphrase {
    /// Characters a new passphrase has at least.
    pub const SHORTEST: usize = 12;

    /// A new passphrase, of at least [`Passphrase::SHORTEST`] characters.
    pub fn choose(text: &str) -> Result<Self, TooShort> {
        let passphrase = Self::typed(text);
        match passphrase.0.chars().count() {
            found if found < Self::SHORTEST => Err(TooShort { found }),
            _ => Ok(passphrase),
        }
    }

    /// A passphrase typed to unlock.
    pub fn typed(text: &str) -> Self {
        Self(Zeroizing::new(text.nfkc().collect()))
    }

    pub(super) fn bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

impl fmt::Debug for Passphrase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Passphrase")
    }
}

/// One of the things that open a slot.
#[derive(Clone, Copy, Debug)]
pub enum Secret<'a> {
    /// Remembered.
    Passphrase(&'a Passphrase),
    /// On a stick, or beside the data folder.
    KeyFile(&'a KeyFile),
    /// On paper, in the safe.
    RecoveryCode(&'a RecoveryCode),
}

impl Secret<'_> {
    /// Which kind of slot it opens.
    pub fn kind(self) -> SlotKind {
        match self {
            Self::Passphrase(_) => SlotKind::Passphrase,
            Self::KeyFile(_) => SlotKind::KeyFile,
            Self::RecoveryCode(_) => SlotKind::RecoveryCode,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_letters_from_another_keyboard_are_the_same_passphrase() {
        let composed = Passphrase::choose("perché il ponte").unwrap();
        assert_eq!(composed, Passphrase::typed("perche\u{301} il ponte"));
        assert_eq!(Passphrase::choose("corta"), Err(TooShort { found: 5 }));
        assert_eq!(format!("{composed:?}"), "Passphrase");
    }
}
