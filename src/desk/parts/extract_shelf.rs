//! Where extracts lie, and the one that was opened last.

use std::sync::{Arc, Mutex, PoisonError};

use extract::{Folder, Residents};

/// Where extracts lie, and the one that was opened last.
pub(crate) struct Shelf {
    pub(crate) folder: Folder,
    pub(crate) opened: Mutex<Option<Arc<Residents>>>,
}

impl Shelf {
    pub(crate) fn new(folder: Folder) -> Self {
        Self { folder, opened: Mutex::default() }
    }

    /// Puts an opened extract in the place of the one before.
    pub(crate) fn replace(&self, residents: Residents) {
        *self.opened.lock().unwrap_or_else(PoisonError::into_inner) = Some(Arc::new(residents));
    }
}
