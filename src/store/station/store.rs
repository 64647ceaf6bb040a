//! The life of the store: opening, syncing, closing, opening again.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, PoisonError, RwLock};

use crate::error::StoreError;
use crate::guard::fenced;
use clock::Random;
use vault::KeyRing;

use super::apply::Queue;
use super::changes::Changes;
use super::folder::Folder;
use super::generation::{self, Generation};
use super::mark::Tally;
use super::rows::Counts;
use super::seals::Seals;

/// The store of one station. All calls block; share it in an `Arc`.
pub struct Store {
    folder: RwLock<Folder>,
    pub(super) seals: Seals,
    generation: RwLock<Option<Generation>>,
    pub(super) queue: Mutex<Queue>,
    /// Told whenever the queue changes.
    pub(super) turned: Condvar,
    /// Whether anything was written since the last sync.
    pub(super) unsynced: AtomicBool,
}

/// What opening found. In every case: replay the journal from [`Store::applied`] + 1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found {
    /// Closed in good order.
    Sound,
    /// Not closed, and everything in it adds up.
    Unclean,
    /// No store yet.
    New,
    /// Damaged, cut, emptied, behind its own proof, or of another course of the journal: set aside, and an empty one
    /// begun.
    Abandoned {
        /// Why, in a few words.
        why: &'static str,
        /// What became of drafts and sign-ins.
        drafts: Drafts,
        /// Where the old generation lies (the two newest are kept).
        kept: PathBuf,
    },
}

/// What became of drafts and sign-ins when a generation was given up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Drafts {
    /// They could still be read and were taken along.
    CarriedOver,
    /// Some or all are gone; say so.
    Lost,
}

/// What the journal says its chain hash is at a position; `None` where it has no such record. Never asked for 0.
pub type ChainAt<'a> = &'a dyn Fn(u64) -> Option<[u8; 32]>;

impl Store {
    /// Opens the store in `folder` (made if missing), or starts a fresh generation where the old one cannot be trusted.
    /// Fails only if the surroundings do not allow it: rights, a full disk, another process.
    pub fn open(
        folder: &Path,
        keys: Arc<KeyRing>,
        random: Random,
        journal: ChainAt,
    ) -> Result<(Self, Found), StoreError> {
        let folder = Folder::at(folder)?;
        let seals = Seals::new(keys, random);
        let (generation, mark, found) = generation::enter(&folder, &seals, journal)?;
        let store = Self {
            folder: RwLock::new(folder),
            seals,
            generation: RwLock::new(Some(generation)),
            queue: Mutex::new(Queue::at(mark)),
            turned: Condvar::new(),
            unsynced: AtomicBool::new(false),
        };
        Ok((store, found))
    }

    /// Opens again in place after a failure, as [`Store::open`] does. Waits for calls in progress.
    pub fn reopen(&self, journal: ChainAt) -> Result<Found, StoreError> {
        let folder = self.folder();
        self.move_to(folder.path(), journal)
    }

    /// Opens it in another folder, with what is passing: this one cannot be written any more, or the usual one can again. What
    /// lies here stays; where that failed, it may have been copied there before. On an error it is closed.
    pub fn move_to(&self, folder: &Path, journal: ChainAt) -> Result<Found, StoreError> {
        let mut held = self.generation.write().unwrap_or_else(PoisonError::into_inner);
        let failed = self.queue().failed;
        let before = held.take();
        let elsewhere = folder != self.folder().path();
        let before = match before {
            Some(sound) if elsewhere && !failed => Some(sound),
            Some(other) => {
                other.let_go();
                None
            }
            None => None,
        };
        let folder = Folder::at(folder)?;
        let (generation, mark, found) = generation::enter(&folder, &self.seals, journal)?;
        if let Some(before) = before
            && generation::take_along(before, &generation, &self.seals) == Drafts::Lost
        {
            tracing::warn!("drafts and sign-ins could not be taken along");
        }
        *self.folder.write().unwrap_or_else(PoisonError::into_inner) = folder;
        *held = Some(generation);
        self.queue().restart(mark);
        self.turned.notify_all();
        Ok(found)
    }

    /// Begins an empty generation though nothing is wrong with this one: what it was made without can be read now. Drafts and
    /// sign-ins are taken along; the desk's folded state, made without it too, is not. Replay the journal from the first record.
    pub fn begin_anew(&self) -> Result<Found, StoreError> {
        self.forget_head()?;
        self.reopen(&|_| None)
    }

    /// Up to where the projections stand. Replay from the next position.
    pub fn applied(&self) -> u64 {
        self.queue().mark.position
    }

    /// Whether a failure keeps the projections behind the journal until [`Store::reopen`] and a replay.
    pub fn is_behind(&self) -> bool {
        self.queue().failed
    }

    /// Totals.
    pub fn counts(&self) -> Counts {
        let mark = self.queue().mark;
        Counts { entries: mark.entries, shared: mark.shared }
    }

    /// Makes what was applied durable and moves the proof. To be called every few seconds; cheap if nothing changed.
    pub fn sync(&self) -> Result<(), StoreError> {
        let mark = {
            let queue = self.queue();
            if queue.failed || !self.unsynced.swap(false, Ordering::SeqCst) {
                return Ok(());
            }
            queue.mark
        };
        // A proof that cannot be written (full disk) leaves the older one standing, and the database sound.
        let proved = self.with(|generation| {
            let folder = self.folder();
            let syncs = generation.flush(&folder)?;
            Ok(generation.prove(&folder, mark, syncs))
        });
        let outcome = proved.and_then(|proved| proved);
        if outcome.is_err() {
            self.unsynced.store(true, Ordering::SeqCst);
        }
        outcome
    }

    /// Syncs, closes, and seals the generation's files with checksums, so that the next opening is quick and sure.
    pub fn close(&self) -> Result<(), StoreError> {
        let mut held = self.generation.write().unwrap_or_else(PoisonError::into_inner);
        let Some(generation) = held.take() else {
            return Ok(());
        };
        let (mark, failed) = {
            let queue = self.queue();
            (queue.mark, queue.failed)
        };
        if failed {
            generation.let_go();
            return Ok(());
        }
        generation.close(&self.folder(), mark)
    }

    /// Where it lies now.
    pub(super) fn folder(&self) -> Folder {
        self.folder.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(super) fn queue(&self) -> std::sync::MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Runs `act` on the open generation, fenced. Damage condemns the generation: [`Store::reopen`] will not trust it.
    pub(super) fn with<T>(
        &self,
        act: impl FnOnce(&Generation) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let held = self.generation.read().unwrap_or_else(PoisonError::into_inner);
        let generation = held.as_ref().ok_or(StoreError::Closed)?;
        let outcome = fenced(|| act(generation));
        match &outcome {
            Err(StoreError::Damaged(_)) => {
                self.folder().condemn(generation.name);
                self.fail();
            }
            Err(StoreError::Refused(_) | StoreError::Io { .. }) => self.fail(),
            _ => {}
        }
        outcome
    }

    fn fail(&self) {
        self.queue().fail();
        self.turned.notify_all();
    }

    /// Asks the projections.
    pub(super) fn ask<T>(
        &self,
        question: impl FnOnce(&Changes) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        self.with(|generation| question(&Changes::new(&generation.rows, &self.seals, Tally::default())))
    }
}
