//! How the second copy of the centre's database stands, for its pages.

use std::sync::{Mutex, PoisonError};

use domain::time::moment::Moment;

/// What is known of the copy.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CopyStand {
    /// When the newest sound one was begun.
    pub last: Option<Moment>,
    /// Since when none can be written.
    pub failing: Option<Moment>,
}

/// The same, as whoever writes copies tells it.
#[derive(Debug, Default)]
pub struct CopyTold(Mutex<CopyStand>);

impl CopyTold {
    /// How it stands now.
    pub fn now(&self) -> CopyStand {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// There is one of then.
    pub fn written(&self, at: Moment) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = CopyStand { last: Some(at), failing: None };
    }

    /// None could be written; whether this is news.
    pub fn failed(&self, at: Moment) -> bool {
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let news = held.failing.is_none();
        held.failing.get_or_insert(at);
        news
    }
}
