//! 32 random bytes in a file of their own, outside the data folder: in clear, or sealed by the computer they are used on.

use std::path::{Path, PathBuf};
use std::{fmt, io};

use thiserror::Error;
use zeroize::{Zeroize as _, Zeroizing};

use clock::Random;
use disk::{self, Disk};
use domain::text::hex;

use super::sealer::{NotSealed, SealTools, Sealed, Sealer};

/// What a key file holds. Wiped when it goes.
///
/// | on disk | |
/// |---|---|
/// | `sportello-key-file 1 HEX` | in clear: 64 hexadecimal digits |
/// | `sportello-key-file 2 SEALER`, then a line of hexadecimal digits for each part | sealed by that [`Sealer`] |
#[derive(Clone, PartialEq, Eq)]
pub struct KeyFile([u8; 32]);

/// How a key file is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kept {
    /// In clear: whoever has the disk has it.
    Plain,
    /// Sealed: it opens on this computer alone.
    Sealed(Sealer),
}

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
    #[error("{} is not a key file: it must be one line of “sportello-key-file 1” and 64 hexadecimal digits, or what a newer program sealed", path.display())]
    Content {
        /// Which file.
        path: PathBuf,
    },
    /// Sealed, and it does not open here.
    #[error("{} is sealed by another computer, or this one does not open it now: {source}", path.display())]
    Closed {
        /// Which file.
        path: PathBuf,
        /// What stood in the way.
        source: NotSealed,
    },
}

/// What stands in a file.
enum Content {
    Plain(KeyFile),
    Sealed(Sealed),
}

impl KeyFile {
    const TITLE: &str = "sportello-key-file 1 ";
    const SEALED_TITLE: &str = "sportello-key-file 2 ";

    /// A new key, in no file yet.
    pub fn fresh(random: &Random) -> Self {
        Self(random.bytes())
    }

    /// Makes a new key file in clear, readable by its owner only. Whatever is at `path` is left alone: that is an error.
    pub fn create(disk: &dyn Disk, path: &Path, random: &Random) -> Result<Self, KeyFileError> {
        if disk.exists(path) {
            let source = io::ErrorKind::AlreadyExists.into();
            return Err(KeyFileError::Disk { path: path.to_owned(), source });
        }
        let key = Self::fresh(random);
        key.write(disk, path, None)?;
        Ok(key)
    }

    /// Keeps the key at `path`, sealed if this computer offers something that also opens again what it sealed; else in clear.
    /// What was there is replaced.
    pub fn keep(&self, disk: &dyn Disk, path: &Path, tools: &SealTools) -> Result<Kept, KeyFileError> {
        let sealed = tools.seal(&self.0);
        self.write(disk, path, sealed.as_ref())?;
        Ok(sealed.map_or(Kept::Plain, |sealed| Kept::Sealed(sealed.by)))
    }

    fn write(&self, disk: &dyn Disk, path: &Path, sealed: Option<&Sealed>) -> Result<(), KeyFileError> {
        let fault = |source| KeyFileError::Disk { path: path.to_owned(), source };
        if let Some(folder) = path.parent() {
            disk.create_folder(folder).map_err(fault)?;
        }
        let text = match sealed {
            None => {
                let digits = Zeroizing::new(hex::encode(&self.0));
                Zeroizing::new(format!("{}{}\n", Self::TITLE, *digits))
            }
            Some(sealed) => {
                let title = format!("{}{}\n", Self::SEALED_TITLE, sealed.by.name());
                let lines = sealed.parts.iter().map(|part| hex::encode(part) + "\n");
                Zeroizing::new(lines.fold(title, |text, line| text + &line))
            }
        };
        disk::replace(disk, path, text.as_bytes()).map_err(fault)
    }

    /// Reads a key file that is kept in clear.
    pub fn read(disk: &dyn Disk, path: &Path) -> Result<Self, KeyFileError> {
        Self::open(disk, path, &SealTools::none())
    }

    /// Reads a key file; a sealed one is opened by this computer.
    pub fn open(disk: &dyn Disk, path: &Path, tools: &SealTools) -> Result<Self, KeyFileError> {
        match content(disk, path)? {
            Content::Plain(key) => Ok(key),
            Content::Sealed(sealed) => tools
                .unseal(&sealed)
                .map(|key| Self(*key))
                .map_err(|source| KeyFileError::Closed { path: path.to_owned(), source }),
        }
    }

    /// How the key file at `path` is kept.
    pub fn kept(disk: &dyn Disk, path: &Path) -> Result<Kept, KeyFileError> {
        Ok(match content(disk, path)? {
            Content::Plain(_) => Kept::Plain,
            Content::Sealed(sealed) => Kept::Sealed(sealed.by),
        })
    }

    /// Overwrites and removes the file at `path`, if there is one. A disk that writes elsewhere than where it was told (flash)
    /// may keep the old bytes, and slots in older segments of a journal still open with them.
    pub fn wipe(disk: &dyn Disk, path: &Path) -> Result<(), KeyFileError> {
        let fault = |source| KeyFileError::Disk { path: path.to_owned(), source };
        if !disk.exists(path) {
            return Ok(());
        }
        let overwritten = disk.length(path).and_then(|length| {
            let mut file = disk.open(path)?;
            file.write_at(0, &vec![b'0'; usize::try_from(length).unwrap_or_default()])?;
            file.sync()
        });
        if let Err(error) = overwritten {
            tracing::debug!(%error, "a key file is removed without being overwritten");
        }
        disk.remove(path).map_err(fault)?;
        path.parent().map_or(Ok(()), |folder| disk.sync_folder(folder)).map_err(fault)
    }

    pub(super) fn bytes(&self) -> &[u8] {
        &self.0
    }
}

fn content(disk: &dyn Disk, path: &Path) -> Result<Content, KeyFileError> {
    let bytes = disk.read(path).map_err(|source| KeyFileError::Disk { path: path.to_owned(), source })?;
    let bytes = Zeroizing::new(bytes);
    let text = std::str::from_utf8(&bytes).ok();
    let read = text.and_then(|text| {
        let text = text.trim_end();
        match text.strip_prefix(KeyFile::TITLE) {
            Some(digits) => hex::decode_array(digits).map(|key| Content::Plain(KeyFile(key))),
            None => sealed(text.strip_prefix(KeyFile::SEALED_TITLE)?).map(Content::Sealed),
        }
    });
    read.ok_or_else(|| KeyFileError::Content { path: path.to_owned() })
}

fn sealed(text: &str) -> Option<Sealed> {
    let mut lines = text.lines();
    let by = Sealer::of_name(lines.next()?)?;
    let parts = lines.map(|line| hex::decode(line.trim_end())).collect::<Option<Vec<_>>>()?;
    (!parts.is_empty()).then_some(Sealed { by, parts })
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

#[cfg(test)]
mod tests {
    use super::*;
    use disk::simulated::SimulatedDisk;

    #[test]
    fn a_key_file_reads_back_and_is_never_overwritten() {
        let disk = SimulatedDisk::new();
        let path = Path::new("/stick/sportello.key");
        let key = KeyFile::create(&disk, path, &Random::seeded(1)).unwrap();
        assert_eq!(KeyFile::read(&disk, path).unwrap(), key);
        assert_eq!(KeyFile::kept(&disk, path).unwrap(), Kept::Plain);
        assert!(matches!(KeyFile::create(&disk, path, &Random::seeded(2)), Err(KeyFileError::Disk { .. })));
        disk.tamper(path, |content| content.truncate(40));
        assert!(matches!(KeyFile::read(&disk, path), Err(KeyFileError::Content { .. })));
    }

    #[test]
    fn a_wiped_key_file_is_gone_and_wiping_nothing_is_nothing() {
        let disk = SimulatedDisk::new();
        let path = Path::new("/stick/sportello.key");
        KeyFile::wipe(&disk, path).unwrap();
        KeyFile::create(&disk, path, &Random::seeded(1)).unwrap();
        KeyFile::wipe(&disk, path).unwrap();
        assert!(!disk.exists(path) && !disk.after_power_cut(3).exists(path));
    }

    #[test]
    fn a_sealed_file_of_a_sealer_nobody_knows_is_told_as_no_key_file() {
        let disk = SimulatedDisk::new();
        let path = Path::new("/stick/sportello.key");
        for text in [
            "sportello-key-file 2 enclave\n00ff\n",
            "sportello-key-file 2 tpm2\n",
            "sportello-key-file 2 tpm2\nzz\n",
        ] {
            disk.create_folder(Path::new("/stick")).unwrap();
            disk::replace(&disk, path, text.as_bytes()).unwrap();
            assert!(matches!(KeyFile::kept(&disk, path), Err(KeyFileError::Content { .. })), "{text}");
        }
        disk::replace(&disk, path, b"sportello-key-file 2 tpm2\n00ff\n01\n").unwrap();
        assert_eq!(KeyFile::kept(&disk, path).unwrap(), Kept::Sealed(Sealer::Tpm));
        assert!(matches!(KeyFile::read(&disk, path), Err(KeyFileError::Closed { .. })));
    }
}
