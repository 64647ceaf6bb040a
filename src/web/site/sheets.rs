//! Recovery sheets between the moment they are made and the moment their code is typed back. In memory only.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use desk::RecoverySheet;

/// Sheets shown and not yet typed back, each for the browser it was shown to.
#[derive(Default)]
pub struct Sheets(Mutex<HashMap<String, RecoverySheet>>);

impl Sheets {
    /// Keeps the sheet of a browser; an older one of the same browser is void.
    pub fn keep(&self, browser: &str, sheet: RecoverySheet) {
        self.lock().insert(browser.to_owned(), sheet);
    }

    /// The sheet of a browser.
    pub fn of(&self, browser: &str) -> Option<RecoverySheet> {
        self.lock().get(browser).cloned()
    }

    /// Forgets it: its code was typed back.
    pub fn forget(&self, browser: &str) {
        self.lock().remove(browser);
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, RecoverySheet>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
