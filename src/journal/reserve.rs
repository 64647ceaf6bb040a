//! Space kept back so that closing, annulling and outcomes still work on a full disk.

use std::io;
use std::path::PathBuf;
use std::sync::Mutex;

use super::state::Space;
use disk::{self, SharedDisk};

/// A file that holds nothing but its place.
#[derive(Debug)]
pub(super) struct Reserve {
    disk: SharedDisk,
    folder: PathBuf,
    bytes: u64,
    space: Mutex<Space>,
}

impl Reserve {
    /// Its names: where something that can neither be used nor removed has the first, it takes the second.
    const FILES: [&str; 2] = ["reserve", "reserve-2"];

    /// The reserve of a journal folder: taken if it is not there. A full disk is no error: it says [`Space::Low`].
    pub(super) fn new(disk: SharedDisk, folder: PathBuf, bytes: u64) -> Self {
        let reserve = Self { disk, folder, bytes, space: Mutex::new(Space::Normal) };
        reserve.restore();
        reserve
    }

    pub(super) fn space(&self) -> Space {
        *self.space.lock().expect("no holder of the reserve panics")
    }

    fn set(&self, space: Space) {
        let before =
            std::mem::replace(&mut *self.space.lock().expect("no holder of the reserve panics"), space);
        if space == Space::Unreserved && before != space {
            tracing::warn!("no space can be kept back for a full disk, and the disk is not full");
        }
    }

    fn paths(&self) -> impl Iterator<Item = PathBuf> {
        Self::FILES.iter().map(|name| self.folder.join(name))
    }

    /// Gives the space free; `false` if it was free already.
    pub(super) fn release(&self) -> bool {
        self.set(Space::Low);
        let removed = self.paths().filter(|path| self.disk.remove(path).is_ok()).count();
        removed > 0 && self.disk.sync_folder(&self.folder).is_ok()
    }

    /// Takes the space again.
    pub(super) fn restore(&self) -> Space {
        let held = |path: &PathBuf| self.disk.length(path).is_ok_and(|length| length == self.bytes);
        let space =
            if self.bytes == 0 || self.paths().any(|path| held(&path)) { Space::Normal } else { self.take() };
        self.set(space);
        space
    }

    fn take(&self) -> Space {
        for path in self.paths() {
            match self.take_at(&path) {
                Ok(()) => return Space::Normal,
                Err(error) if disk::is_full(&error) => return Space::Low,
                Err(_) => {}
            }
        }
        Space::Unreserved
    }

    fn take_at(&self, path: &std::path::Path) -> io::Result<()> {
        if self.disk.exists(path) {
            self.disk.remove(path)?;
        }
        let taken = self.disk.create(path).and_then(|mut file| {
            file.allocate(self.bytes)?;
            file.sync()
        });
        if taken.is_err() {
            // A part of it would help nobody; what cannot be removed now is replaced at the next try.
            let _ = self.disk.remove(path);
        }
        taken?;
        self.disk.sync_folder(&self.folder)
    }
}
