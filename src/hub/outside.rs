//! The mark in the keys folder: what the centre's data held, so that a copy put back is known for one.

use std::path::{Path, PathBuf};

use crate::centre::{CentreError, Hub};
use crate::disk::{self, SharedDisk};
use crate::vault::KeyHome;

/// Name of the mark in the keys folder.
pub(super) const HELD: &str = "held";

/// The mark of one hub.
#[derive(Clone)]
pub(super) struct Outside {
    disk: SharedDisk,
    path: PathBuf,
}

impl Outside {
    /// In the keys folder of `data`.
    pub(super) fn of(disk: SharedDisk, data: &Path) -> Self {
        Self { disk, path: data.join(KeyHome::FOLDER).join(HELD) }
    }

    /// Looks whether the data are a copy that was put back, and keeps the mark. One that cannot be written tells less the next
    /// time; what the stations were told is still theirs to say.
    pub(super) fn look(&self, hub: &Hub) -> Result<(), CentreError> {
        let kept = self.disk.read(&self.path).ok();
        if let Some(mark) = hub.look_outside(kept.as_deref())?
            && let Err(error) = disk::replace(self.disk.as_ref(), &self.path, &mark)
        {
            tracing::warn!(%error, "what the centre holds cannot be noted in the keys folder");
        }
        Ok(())
    }
}
