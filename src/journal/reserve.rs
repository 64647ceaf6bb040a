//! Space kept back so that closing, annulling and outcomes still work on a full disk.

use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};

use super::state::Space;
use crate::disk::SharedDisk;

/// A file that holds nothing but its place.
#[derive(Debug)]
pub(super) struct Reserve {
    disk: SharedDisk,
    folder: PathBuf,
    bytes: u64,
    in_use: AtomicBool,
}

impl Reserve {
    const FILE: &str = "reserve";

    /// The reserve of a journal folder: taken if it is not there. A full disk is no error: it says [`Space::Low`].
    pub(super) fn new(disk: SharedDisk, folder: PathBuf, bytes: u64) -> Self {
        let reserve = Self { disk, folder, bytes, in_use: AtomicBool::new(false) };
        reserve.restore();
        reserve
    }

    pub(super) fn space(&self) -> Space {
        if self.in_use.load(Ordering::SeqCst) { Space::Low } else { Space::Normal }
    }

    fn path(&self) -> PathBuf {
        self.folder.join(Self::FILE)
    }

    /// Gives the space free; `false` if it was free already.
    pub(super) fn release(&self) -> bool {
        self.in_use.store(true, Ordering::SeqCst);
        self.disk.remove(&self.path()).and_then(|()| self.disk.sync_folder(&self.folder)).is_ok()
    }

    /// Takes the space again.
    pub(super) fn restore(&self) -> Space {
        let held = self.bytes == 0 || self.disk.length(&self.path()).is_ok_and(|length| length == self.bytes);
        let taken = held || self.take().is_ok();
        self.in_use.store(!taken, Ordering::SeqCst);
        self.space()
    }

    fn take(&self) -> std::io::Result<()> {
        let path = self.path();
        if self.disk.exists(&path) {
            self.disk.remove(&path)?;
        }
        let taken = self.disk.create(&path).and_then(|mut file| {
            file.allocate(self.bytes)?;
            file.sync()
        });
        if taken.is_err() {
            // A part of it would help nobody; what cannot be removed now is replaced at the next try.
            let _ = self.disk.remove(&path);
        }
        taken?;
        self.disk.sync_folder(&self.folder)
    }
}
