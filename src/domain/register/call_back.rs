//! Call-backs: what came of a call, and whether one is still due.

use serde::{Deserialize, Serialize};

use super::paper_state::IllegalStep;
use crate::form::entry_kind::EntryKind;

/// What came of a call to somebody who asked to be called back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CallOutcome {
    /// They were told.
    Reached,
    /// Nobody answered: it is tried again.
    NotReached,
    /// No call is needed any more, or trying was given up.
    NotNeeded,
}

/// Where a call-back stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "call", rename_all = "kebab-case")]
pub enum CallState {
    /// Somebody is to be called.
    Due {
        /// Calls made in vain.
        tries: u32,
    },
    /// It is done.
    Done {
        /// How.
        outcome: CallOutcome,
    },
}

impl CallState {
    /// Where an entry begins; `None` for what is no call-back.
    pub fn first(kind: EntryKind) -> Option<Self> {
        (kind == EntryKind::CallBack).then_some(Self::Due { tries: 0 })
    }

    /// The one place that says what may follow what, live and in replay.
    pub fn after(self, outcome: CallOutcome) -> Result<Self, IllegalStep> {
        match (self, outcome) {
            (Self::Done { .. }, _) => Err(IllegalStep),
            (Self::Due { tries }, CallOutcome::NotReached) => {
                Ok(Self::Due { tries: tries.saturating_add(1) })
            }
            (Self::Due { .. }, outcome) => Ok(Self::Done { outcome }),
        }
    }

    /// Whether somebody is still to be called.
    pub fn is_due(self) -> bool {
        matches!(self, Self::Due { .. })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_call_in_vain_is_tried_again_and_one_that_is_done_is_done() {
        let due = CallState::first(EntryKind::CallBack).unwrap();
        let tried = due.after(CallOutcome::NotReached).unwrap().after(CallOutcome::NotReached).unwrap();
        assert_eq!(tried, CallState::Due { tries: 2 });
        for outcome in [CallOutcome::Reached, CallOutcome::NotNeeded] {
            let done = tried.after(outcome).unwrap();
            assert_eq!(done, CallState::Done { outcome });
            assert_eq!(done.after(CallOutcome::Reached), Err(IllegalStep));
        }
        assert_eq!(CallState::first(EntryKind::Deferral), None);
    }
}
