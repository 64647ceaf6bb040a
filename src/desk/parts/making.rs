//! How far the store is made anew from the journal, for whoever waits for the counter to open.

use std::sync::{Arc, Mutex, PoisonError};

use domain::text::bilingual::Bilingual;

/// Records handed over, of all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Made {
    /// So far.
    pub records: u64,
    /// Of so many.
    pub all: u64,
}

impl Made {
    /// In words.
    pub fn told(self) -> Bilingual {
        let Self { records, all } = self;
        Bilingual::new(
            format!(
                "L’archivio di consultazione si ricostruisce dal giornale: {records} registrazioni di {all}. Niente è andato perso; attendere."
            ),
            format!(
                "The lookup store is being made anew from the journal: {records} records of {all}. Nothing was lost; please wait."
            ),
        )
    }
}

/// Told by whoever makes the store, read by whoever waits. Clones are the same.
#[derive(Clone, Debug, Default)]
pub struct Making(Arc<Mutex<Option<Made>>>);

impl Making {
    /// How far it is; `None` while nothing takes long.
    pub fn now(&self) -> Option<Made> {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// So far it is now.
    pub fn tell(&self, made: Option<Made>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = made;
    }
}
