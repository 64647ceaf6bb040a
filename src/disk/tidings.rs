//! Files that somebody wrote, for somebody else to copy.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

/// Paths of files that changed, until they are taken. Clones are the same list.
#[derive(Clone, Debug, Default)]
pub struct Tidings(Arc<Mutex<Vec<PathBuf>>>);

impl Tidings {
    /// A file was written, or removed.
    pub fn tell(&self, path: PathBuf) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(path);
    }

    /// Everything told since the last time.
    pub fn take(&self) -> Vec<PathBuf> {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
