//! Where extracts lie, and the one that was opened last.

use crate::desk::error::Cause;
use crate::desk::error::DeskError;
use crate::desk::ledger::desk::Desk;
use crate::desk::ledger::desk::place;
use crate::extract::ExtractError;
use crate::extract::Folder;
use crate::extract::Residents;
use crate::journal::CopyHome;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::PoisonError;

/// Where extracts lie, and the one that was opened last.
pub(in crate::desk) struct Shelf {
    pub(in crate::desk) folder: Folder,
    pub(in crate::desk) opened: Mutex<Option<Arc<Residents>>>,
}

impl Shelf {
    pub(in crate::desk) fn new(folder: Folder) -> Self {
        Self { folder, opened: Mutex::default() }
    }

    /// Puts an opened extract in the place of the one before.
    pub(in crate::desk) fn replace(&self, residents: Residents) {
        *self.opened.lock().unwrap_or_else(PoisonError::into_inner) = Some(Arc::new(residents));
    }
}
