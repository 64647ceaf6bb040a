//! The extract in use, opened: at the start by the upkeep, else when it is first asked.

use std::sync::{Arc, PoisonError};

use extract::{ExtractError, Residents};
use journal::CopyHome;

use crate::error::{Cause, DeskError};
use crate::ledger::desk::{Desk, place};

impl Desk {
    /// The residents of the extract in use; `None` if none was ever adopted. Whoever comes while it is being opened
    /// waits for it.
    pub(super) fn residents(&self) -> Result<Option<Arc<Residents>>, DeskError> {
        let Some(extract) = self.head().extract.clone() else { return Ok(None) };
        let mut opened = self.shelf.opened.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(residents) = opened.as_ref().filter(|one| one.extract() == extract.id) {
            return Ok(Some(residents.clone()));
        }
        let open = || self.shelf.folder.open(extract.id, &extract.sha256, &|_| {});
        let found = open().or_else(|error| if self.fetch_extract(extract.id) { open() } else { Err(error) });
        self.found().lost.extract = found.is_err();
        let residents = Arc::new(found.map_err(unread)?);
        *opened = Some(residents.clone());
        Ok(Some(residents))
    }

    /// Takes a damaged or lost extract back from the second copy.
    fn fetch_extract(&self, extract: uuid::Uuid) -> bool {
        let Some(stick) = &self.premises.second_copy else { return false };
        let copy = CopyHome::find(self.premises.disk.as_ref(), stick, self.station_id())
            .folder()
            .join(place::EXTRACT);
        let fetched = self.shelf.folder.fetch(extract, &copy);
        if fetched {
            tracing::warn!("the extract of residents was taken back from the second copy");
        }
        fetched
    }

    /// Opens the extract before anyone asks for it.
    pub(crate) fn open_extract(&self) {
        if let Err(error) = self.residents() {
            let cause = std::error::Error::source(&error).map(ToString::to_string).unwrap_or_default();
            tracing::error!(code = error.code(), cause, "the extract of residents does not open");
        }
    }
}

/// An extract that does not answer.
pub(crate) fn unread(error: ExtractError) -> DeskError {
    DeskError::ExtractFailed(Cause::of(error))
}
