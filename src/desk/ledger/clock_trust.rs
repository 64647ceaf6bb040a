//! Whether the clock can be believed (ARCHITECTURE.md, rule 6).

use std::sync::{MutexGuard, PoisonError};

use domain::journal::head::Head;
use domain::time::clock_doubt::{ClockDoubt, ClockKnown, Look};

use super::desk::Desk;

/// What this run knows of the clock.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct ClockTrust {
    /// The last look at both clocks that raised no doubt.
    trusted: Option<Look>,
    /// What spoke against it at the start; stays until a person has looked.
    at_start: Option<ClockDoubt>,
}

impl Desk {
    /// Whether the clock can be believed.
    pub(crate) fn clock_doubt(&self, head: &Head) -> Option<ClockDoubt> {
        let trust = *self.known_trust();
        let known = ClockKnown {
            confirmed: head.clock_confirmed,
            last_record: head.last_record,
            trusted: trust.trusted,
        };
        trust.at_start.or_else(|| known.doubt(self.look()))
    }

    /// A person said the clock is right as it shows now.
    pub(crate) fn trust(&self) {
        *self.known_trust() = ClockTrust { trusted: Some(self.look()), at_start: None };
    }

    fn known_trust(&self) -> MutexGuard<'_, ClockTrust> {
        self.clock_trust.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Compares the clock with what the last run left. Afterwards records of this run say nothing about the night.
    pub(super) fn trust_if_sound(&self) {
        let at_start = self.clock_doubt(&self.head());
        let trusted = at_start.is_none().then(|| self.look());
        *self.known_trust() = ClockTrust { trusted, at_start };
    }

    fn look(&self) -> Look {
        Look { wall: self.now(), monotonic: self.premises.clock.monotonic() }
    }
}
