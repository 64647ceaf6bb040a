//! The extract in use, opened: at the start by the upkeep, else when it is first asked.

use std::sync::{Arc, Mutex, PoisonError};

use crate::extract::{ExtractError, Folder, Residents};

use super::error::{Cause, DeskError};
use super::opened::Desk;

/// Where extracts lie, and the one that was opened last.
pub(super) struct Shelf {
    pub(super) folder: Folder,
    opened: Mutex<Option<Arc<Residents>>>,
}

impl Shelf {
    pub(super) fn new(folder: Folder) -> Self {
        Self { folder, opened: Mutex::default() }
    }

    /// Puts an opened extract in the place of the one before.
    pub(super) fn replace(&self, residents: Residents) {
        *self.opened.lock().unwrap_or_else(PoisonError::into_inner) = Some(Arc::new(residents));
    }
}

impl Desk {
    /// The residents of the extract in use; `None` if none was ever adopted. Whoever comes while it is being opened
    /// waits for it.
    pub(super) fn residents(&self) -> Result<Option<Arc<Residents>>, DeskError> {
        let Some(extract) = self.head().extract.clone() else { return Ok(None) };
        let mut opened = self.shelf.opened.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(residents) = opened.as_ref().filter(|one| one.extract() == extract.id) {
            return Ok(Some(residents.clone()));
        }
        let residents =
            Arc::new(self.shelf.folder.open(extract.id, &extract.sha256, &|_| {}).map_err(unread)?);
        *opened = Some(residents.clone());
        Ok(Some(residents))
    }

    /// Opens the extract before anyone asks for it.
    pub(super) fn open_extract(&self) {
        if let Err(error) = self.residents() {
            let cause = std::error::Error::source(&error).map(ToString::to_string).unwrap_or_default();
            tracing::error!(code = error.code(), cause, "the extract of residents does not open");
        }
    }
}

/// An extract that does not answer.
pub(super) fn unread(error: ExtractError) -> DeskError {
    DeskError::ExtractFailed(Cause::of(error))
}
