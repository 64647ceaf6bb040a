//! The second copy of a hub on sled: written at start where there is none of the last hour, then every hour, and when it
//! stops. A folder that is not there stops nothing.

use std::path::{Path, PathBuf};
use std::sync::{Arc, mpsc};
use std::time::Duration;
use std::{io, thread};

use super::Settings;
use centre::stations::second_copy::CopyTold;
use clock::Clock;
use disk::{self, RealDisk, SharedDisk};
use domain::time::moment::Moment;
use store::centre::{Copied, CopyError, CopyFolder, EmbeddedCentre};
use vault::{KeyHome, SlotHome};

/// Its name in the folder it was given.
const FOLDER: &str = "Sportello-centro";
/// How old a copy may be.
const EVERY: Duration = Duration::from_hours(1);
/// How soon it is tried again where none could be written.
const AGAIN: Duration = Duration::from_mins(1);
/// How long the last one may take, and how long one before it took at most if there is to be a last one at all.
const LAST_LIMIT: Duration = Duration::from_millis(1500);
/// How long the end of the last one is waited for.
const END_LIMIT: Duration = Duration::from_millis(2500);

/// Why there is no new copy.
#[derive(Debug, thiserror::Error)]
pub(super) enum NoCopy {
    #[error("{} is not there: put the disk or stick in", .0.display())]
    NotThere(PathBuf),
    #[error("{} holds the copy of another centre: name another folder with --copy", .0.display())]
    AnothersCopy(PathBuf),
    #[error("{}: {source}", path.display())]
    Io { path: PathBuf, source: io::Error },
    #[error(transparent)]
    Copy(#[from] CopyError),
}

/// Where the copy is, in the folder given.
pub(super) fn place(given: &Path) -> PathBuf {
    given.join(FOLDER)
}

/// Whoever writes the copy.
pub(super) struct SecondCopy {
    given: PathBuf,
    keys: PathBuf,
    key_file: PathBuf,
    store: EmbeddedCentre,
    disk: SharedDisk,
    clock: Clock,
    newest: Option<Copied>,
    /// How long the last one took.
    took: Duration,
    told: Arc<CopyTold>,
}

/// The copy of a hub that runs.
pub(super) struct Running {
    pub(super) told: Arc<CopyTold>,
    stop: mpsc::Sender<()>,
    ended: mpsc::Receiver<()>,
}

impl Running {
    /// Writes a last one where that is soon done.
    pub(super) fn stop(self) {
        drop(self.stop);
        if self.ended.recv_timeout(END_LIMIT) == Err(mpsc::RecvTimeoutError::Timeout) {
            tracing::warn!("the second copy was left: the one before stays");
        }
    }
}

impl SecondCopy {
    /// For a hub that keeps one.
    pub(super) fn of(settings: &Settings, store: &EmbeddedCentre) -> Option<Self> {
        Some(Self {
            given: settings.copy.clone()?,
            keys: settings.data.join(KeyHome::FOLDER),
            key_file: settings.key_file.clone(),
            store: store.clone(),
            disk: RealDisk::shared(),
            clock: Clock::system(),
            newest: None,
            took: Duration::ZERO,
            told: Arc::default(),
        })
    }

    /// Keeps it on a thread of its own.
    pub(super) fn keep(mut self) -> Running {
        let (stop, stopped) = mpsc::channel();
        let (ending, ended) = mpsc::channel();
        let told = Arc::clone(&self.told);
        thread::spawn(move || {
            self.look();
            self.go_on(&stopped);
            drop(ending);
        });
        Running { told, stop, ended }
    }

    /// What is there from before.
    fn look(&mut self) {
        self.newest = CopyFolder::at(&place(&self.given)).newest();
        if let Some(newest) = &self.newest {
            self.told.written(newest.at());
        }
    }

    fn go_on(&mut self, stopped: &mpsc::Receiver<()>) {
        let goes_on = || stopped.try_recv() != Err(mpsc::TryRecvError::Disconnected);
        let mut due = self.due_in();
        loop {
            if stopped.recv_timeout(due) == Err(mpsc::RecvTimeoutError::Disconnected) {
                break;
            }
            due = if self.write(&goes_on) { EVERY } else { AGAIN };
        }
        // Whatever was going on was left; one that is short is written whole.
        if self.took < LAST_LIMIT && self.newest.is_some() {
            let (clock, end) = (self.clock.clone(), self.clock.monotonic() + LAST_LIMIT);
            self.write(&|| clock.monotonic() < end);
        }
    }

    /// When the next one is due.
    fn due_in(&self) -> Duration {
        let Some(newest) = &self.newest else { return Duration::ZERO };
        let age = self.clock.now().utc() - newest.at().utc();
        // One of tomorrow tells nothing of its age.
        let age = age.to_std().unwrap_or(EVERY);
        EVERY.saturating_sub(age)
    }

    fn write(&mut self, goes_on: &dyn Fn() -> bool) -> bool {
        let begun = self.clock.monotonic();
        let at = self.clock.now();
        match self.try_write(at, goes_on) {
            Ok(copied) => {
                self.newest = Some(copied);
                self.took = self.clock.monotonic().saturating_sub(begun);
                self.told.written(at);
                tracing::info!(folder = %self.given.display(), took = ?self.took, "the second copy is written");
                true
            }
            Err(NoCopy::Copy(CopyError::Stopped)) => false,
            Err(error) => {
                if self.told.failed(at) {
                    tracing::warn!(%error, "the second copy is not written; the centre goes on without");
                }
                false
            }
        }
    }

    fn try_write(&self, at: Moment, goes_on: &dyn Fn() -> bool) -> Result<Copied, NoCopy> {
        if !self.given.is_dir() {
            return Err(NoCopy::NotThere(self.given.clone()));
        }
        let folder = place(&self.given);
        self.is_ours(&folder)?;
        copy_keys(&self.disk, &self.keys, &folder.join(KeyHome::FOLDER), Some(&self.key_file))?;
        Ok(CopyFolder::at(&folder).write(&self.store, at, self.newest.as_ref(), goes_on)?)
    }

    /// Two centres do not take each other's copies away.
    fn is_ours(&self, folder: &Path) -> Result<(), NoCopy> {
        let of = |folder: &Path| SlotHome::in_journal(Arc::clone(&self.disk), folder).load().ok();
        let (there, ours) = (of(&folder.join(KeyHome::FOLDER)), of(&self.keys));
        match (there, ours) {
            (Some(there), Some(ours)) if there.station != ours.station => {
                Err(NoCopy::AnothersCopy(folder.to_owned()))
            }
            _ => Ok(()),
        }
    }
}

/// Copies the keys folder, closed as it is; never the key file.
pub(super) fn copy_keys(disk: &SharedDisk, from: &Path, to: &Path, but: Option<&Path>) -> Result<(), NoCopy> {
    let failed = |path: &Path| {
        let path = path.to_owned();
        move |source| NoCopy::Io { path, source }
    };
    disk::create_folder_durably(disk.as_ref(), to).map_err(failed(to))?;
    disk::keep_private(to);
    for name in disk.list(from).map_err(failed(from))? {
        let (file, copy) = (from.join(&name), to.join(&name));
        if Path::new(&name).extension().is_some_and(|ending| ending == "new") || but == Some(&file) {
            continue;
        }
        let bytes = disk.read(&file).map_err(failed(&file))?;
        if disk.read(&copy).ok().as_ref() != Some(&bytes) {
            disk::replace(disk.as_ref(), &copy, &bytes).map_err(failed(&copy))?;
        }
    }
    Ok(())
}
