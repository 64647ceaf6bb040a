//! The disk of the data folder takes nothing for a while, as the system makes one that is breaking: what can be looked at and
//! printed again goes on from a store elsewhere, nothing is recorded, and once the disk takes something again so does the counter.

use std::path::PathBuf;
use std::sync::atomic::Ordering;
use std::sync::{MutexGuard, PoisonError};

use super::desk::{Desk, is_rebuilt, place};
use super::feed;
use super::lives::Lives;
use super::refuge;
use journal::Journal;
use store::{Found, StoreError};

/// Written and removed to see whether the disk takes anything.
const TRIAL: &str = "trial";

impl Desk {
    /// Whether nothing can be written on the disk of the data folder.
    pub(crate) fn is_read_only(&self) -> bool {
        self.read_only.load(Ordering::SeqCst)
    }

    /// Learned from something that could not be written.
    pub(super) fn turned_read_only(&self) {
        if !self.read_only.swap(true, Ordering::SeqCst) {
            tracing::error!(
                "the disk of the data folder is read-only: nothing is recorded until it takes something again"
            );
        }
    }

    pub(super) fn refuge(&self) -> MutexGuard<'_, Option<PathBuf>> {
        self.refuge.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Looks whether the disk takes anything again, or no more. Called every few seconds.
    pub(super) fn look_at_the_disk(&self) {
        let (disk, folder) = (self.premises.disk.as_ref(), &self.premises.folder);
        if !self.is_read_only() {
            if disk.is_read_only(folder) {
                self.turned_read_only();
            }
            return;
        }
        if !self.takes_something() {
            return;
        }
        tracing::warn!("the disk of the data folder takes something again");
        self.return_home();
        self.read_only.store(false, Ordering::SeqCst);
    }

    fn takes_something(&self) -> bool {
        let (disk, trial) = (self.premises.disk.as_ref(), self.premises.folder.join(TRIAL));
        if disk.exists(&trial) && disk.remove(&trial).is_err() {
            return false;
        }
        let written = disk.create(&trial).and_then(|mut file| {
            file.write_at(0, b"?")?;
            file.sync()
        });
        let removed = disk.remove(&trial);
        written.and(removed).is_ok()
    }

    /// The store goes on elsewhere, with what is passing as of its last sync; `None` where there is no such place, or it lies there.
    pub(super) fn take_refuge(&self, lives: &Lives, journal: &Journal) -> Option<Result<Found, StoreError>> {
        self.turned_read_only();
        let mut refuge = self.refuge();
        if refuge.is_some() {
            return None;
        }
        let elsewhere = refuge::folder(&self.premises.random)?;
        refuge::furnish(&self.premises.folder.join(place::STORE), &elsewhere);
        let moved = feed::go_on_in(&self.store, &elsewhere, lives, journal);
        match &moved {
            Ok(_) => *refuge = Some(elsewhere),
            Err(_) => drop(std::fs::remove_dir_all(elsewhere)),
        }
        Some(moved)
    }

    /// Back from where it took refuge. Where that fails, the next question heals it where it is.
    fn return_home(&self) {
        let Some(refuge) = self.refuge().take() else { return };
        let (lives, journal) = (self.lives(), self.journal());
        match feed::go_on_in(&self.store, &self.premises.folder.join(place::STORE), &lives, &journal) {
            Ok(found) => self.found().rebuilt |= is_rebuilt(&found),
            Err(error) => tracing::error!(%error, "the store stays behind"),
        }
        let _ = std::fs::remove_dir_all(refuge);
    }
}
