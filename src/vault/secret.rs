//! What a person holds to unlock a station: a passphrase, a key file, a printed recovery code.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

use thiserror::Error;
use unicode_normalization::UnicodeNormalization as _;
use zeroize::{Zeroize, Zeroizing};

use super::RecoveryCode;
use super::slots::SlotKind;
use crate::clock::Random;
use crate::disk::{self, Disk};
use crate::domain::hex;

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

/// 32 random bytes in a file of their own, outside the data folder: one line, `sportello-key-file 1 ` and 64
/// hexadecimal digits.
#[derive(Clone, PartialEq, Eq)]
pub struct KeyFile([u8; 32]);

/// Why a key file cannot be read or made.
#[derive(Debug, Error)]
pub enum KeyFileError {
    /// The file cannot be read or written.
    #[error("key file {}: {source}", path.display())]
    Disk {
        /// Which file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The file is something else.
    #[error("{} is not a key file: it must be one line of “sportello-key-file 1” and 64 hexadecimal digits", path.display())]
    Content {
        /// Which file.
        path: PathBuf,
    },
}

impl KeyFile {
    const TITLE: &str = "sportello-key-file 1 ";

    /// Makes a new key file, readable by its owner only. Whatever is at `path` is left alone: that is an error.
    pub fn create(disk: &dyn Disk, path: &Path, random: &Random) -> Result<Self, KeyFileError> {
        let fault = |source| KeyFileError::Disk { path: path.to_owned(), source };
        if disk.exists(path) {
            return Err(fault(io::ErrorKind::AlreadyExists.into()));
        }
        let key = Self(random.bytes());
        if let Some(folder) = path.parent() {
            disk.create_folder(folder).map_err(fault)?;
        }
        let digits = Zeroizing::new(hex::encode(&key.0));
        let line = Zeroizing::new(format!("{}{}\n", Self::TITLE, *digits));
        disk::replace(disk, path, line.as_bytes()).map_err(fault)?;
        Ok(key)
    }

    /// Reads a key file.
    pub fn read(disk: &dyn Disk, path: &Path) -> Result<Self, KeyFileError> {
        let bytes = disk.read(path).map_err(|source| KeyFileError::Disk { path: path.to_owned(), source })?;
        let bytes = Zeroizing::new(bytes);
        std::str::from_utf8(&bytes)
            .ok()
            .and_then(|text| hex::decode_array(text.trim_end().strip_prefix(Self::TITLE)?))
            .map(Self)
            .ok_or_else(|| KeyFileError::Content { path: path.to_owned() })
    }

    pub(super) fn bytes(&self) -> &[u8] {
        &self.0
    }
}

impl Drop for KeyFile {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

impl fmt::Debug for KeyFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("KeyFile")
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
    use crate::disk::simulated::SimulatedDisk;

    #[test]
    fn the_same_letters_from_another_keyboard_are_the_same_passphrase() {
        let composed = Passphrase::choose("perché il ponte").unwrap();
        assert_eq!(composed, Passphrase::typed("perche\u{301} il ponte"));
        assert_eq!(Passphrase::choose("corta"), Err(TooShort { found: 5 }));
        assert_eq!(format!("{composed:?}"), "Passphrase");
    }

    #[test]
    fn a_key_file_reads_back_and_is_never_overwritten() {
        let disk = SimulatedDisk::new();
        let path = Path::new("/stick/sportello.key");
        let key = KeyFile::create(&disk, path, &Random::seeded(1)).unwrap();
        assert_eq!(KeyFile::read(&disk, path).unwrap(), key);
        assert!(matches!(KeyFile::create(&disk, path, &Random::seeded(2)), Err(KeyFileError::Disk { .. })));
        disk.tamper(path, |content| content.truncate(40));
        assert!(matches!(KeyFile::read(&disk, path), Err(KeyFileError::Content { .. })));
    }
}
