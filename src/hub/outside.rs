//! The marks beside the keys: what the centre's data held, so that a copy put back is known for one. One lies in the keys folder,
//! one beside the key file, where putting back the whole data folder leaves it as it is.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use centre::ledger::epoch::Sign;
use centre::{CentreError, Hub};
use disk::{self, SharedDisk};
use vault::KeyHome;

/// Name of the mark in the keys folder, and the ending of the one beside the key file.
const HELD: &str = "held";

/// The marks of one hub. Clones are the same.
#[derive(Clone)]
pub(super) struct Outside {
    disk: SharedDisk,
    paths: [PathBuf; 2],
    /// One at a time; whether the last writing waits to be made durable.
    lazily: Arc<Mutex<bool>>,
}

impl Outside {
    /// Of the hub that keeps its data in `data` and opens its keys with `key_file`.
    pub(super) fn of(disk: SharedDisk, data: &Path, key_file: &Path) -> Self {
        let folder = data.join(KeyHome::FOLDER).join(HELD);
        Self { disk, paths: [folder, key_file.with_extension(HELD)], lazily: Arc::default() }
    }

    /// Looks whether the data are a copy that was put back, and keeps the marks for good. One that cannot be written tells less
    /// the next time; what the stations were told is still theirs to say.
    pub(super) fn look(&self, hub: &Hub) -> Result<(), CentreError> {
        let mut lazily = self.lazily.lock().unwrap_or_else(PoisonError::into_inner);
        let kept = self.kept();
        let lazily = std::mem::take(&mut *lazily);
        let mark = match hub.look_outside(&kept)? {
            Some(mark) => Some(mark),
            None if lazily => kept.into_iter().flatten().next(),
            None => None,
        };
        if let Some(mark) = mark {
            for path in &self.paths {
                Self::told(disk::replace(self.disk.as_ref(), path, &mark));
            }
        }
        Ok(())
    }

    /// Notes what stations are about to be told, beside the key file only: a death of this process leaves it noted, and the next
    /// look makes it durable. A power cut may take this one; the other is as of the last look.
    pub(super) fn before_telling(&self, hub: &Hub) -> Result<(), CentreError> {
        let mut lazily = self.lazily.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(mark) = hub.look_outside(&self.kept())? {
            let [_, beside] = &self.paths;
            Self::told(disk::replace_lazily(self.disk.as_ref(), beside, &mark));
            *lazily = true;
        }
        Ok(())
    }

    fn told(noted: io::Result<()>) {
        if let Err(error) = noted {
            tracing::warn!(%error, "what the centre holds cannot be noted beside its keys");
        }
    }

    /// A person put the data back: the marks say so before anything else is done. One of them is enough.
    pub(super) fn was_put_back(&self, hub: &Hub, sign: &Sign) -> Result<io::Result<()>, CentreError> {
        let mark = hub.was_put_back(sign, &self.kept())?;
        let noted = self.paths.each_ref().map(|path| disk::replace(self.disk.as_ref(), path, &mark));
        let [folder, beside] = noted;
        Ok(folder.or(beside))
    }

    fn kept(&self) -> [Option<Vec<u8>>; 2] {
        self.paths.each_ref().map(|path| self.disk.read(path).ok())
    }
}
