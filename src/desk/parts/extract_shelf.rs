//! Where extracts lie, and the one that was opened last.

use std::sync::{Arc, Mutex, PoisonError};

use crate::extract::{Folder, Residents};

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
