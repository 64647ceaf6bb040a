//! The file the key slots live in, beside the journal.

use std::io;
use std::path::{Path, PathBuf};

use thiserror::Error;

use super::slots::{KeySlots, SlotsError};
use disk::{self, SharedDisk};

/// Where a station's key slots are kept: one file, always whole.
#[derive(Clone, Debug)]
pub struct SlotHome {
    disk: SharedDisk,
    path: PathBuf,
}

/// Why key slots cannot be loaded.
#[derive(Debug, Error)]
pub enum LoadError {
    /// The file cannot be read.
    #[error("{}: {source}", path.display())]
    Disk {
        /// Which file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The file is damaged or newer.
    #[error(transparent)]
    Slots(#[from] SlotsError),
}

impl SlotHome {
    /// The name of the file in a journal folder.
    pub const FILE: &str = "keyslots.json";

    /// The key slots of the journal folder `journal`.
    pub fn in_journal(disk: SharedDisk, journal: &Path) -> Self {
        Self { disk, path: journal.join(Self::FILE) }
    }

    /// Whether there are any.
    pub fn exists(&self) -> bool {
        self.disk.exists(&self.path)
    }

    /// Reads them.
    pub fn load(&self) -> Result<KeySlots, LoadError> {
        let bytes = self
            .disk
            .read(&self.path)
            .map_err(|source| LoadError::Disk { path: self.path.clone(), source })?;
        Ok(KeySlots::from_bytes(&bytes)?)
    }

    /// Writes them durably; at any instant the old or the new ones are there whole.
    pub fn save(&self, slots: &KeySlots) -> io::Result<()> {
        if let Some(folder) = self.path.parent() {
            self.disk.create_folder(folder)?;
        }
        disk::replace(self.disk.as_ref(), &self.path, &slots.to_bytes())
    }
}
