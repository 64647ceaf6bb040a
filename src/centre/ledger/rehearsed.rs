//! What a drill's centre is told to find wrong, so that rejections and conflicts can be rehearsed: the next entries it
//! receives are treated so, and everything after that is as with a real one.

use std::sync::atomic::{AtomicU32, Ordering};

use super::hub::Hub;
use domain::journal::event::Exercise;

/// What can be rehearsed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rehearsed {
    /// An entry is rejected, with words.
    Rejection,
    /// An entry has a conflict.
    Conflict,
}

/// How many entries are still to be treated so.
#[derive(Debug, Default)]
pub(crate) struct Rehearsal {
    rejections: AtomicU32,
    conflicts: AtomicU32,
}

impl Rehearsal {
    fn of(&self, what: Rehearsed) -> &AtomicU32 {
        match what {
            Rehearsed::Rejection => &self.rejections,
            Rehearsed::Conflict => &self.conflicts,
        }
    }

    /// Whether the entry at hand is one of them; it counts.
    pub(crate) fn takes(&self, what: Rehearsed) -> bool {
        let less = |left: u32| left.checked_sub(1);
        self.of(what).fetch_update(Ordering::SeqCst, Ordering::SeqCst, less).is_ok()
    }
}

impl Hub {
    /// The next `times` entries are rejected, or have a conflict. A real centre takes no such order.
    pub fn rehearse(&self, what: Rehearsed, times: u32) {
        if self.exercise() == Exercise::Drill {
            self.rehearsal.of(what).store(times, Ordering::SeqCst);
        }
    }

    /// How many are still to come.
    pub fn to_rehearse(&self, what: Rehearsed) -> u32 {
        self.rehearsal.of(what).load(Ordering::SeqCst)
    }
}
