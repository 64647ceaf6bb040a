//! Where an entry's paper stands, and what may happen to it.

use serde::{Deserialize, Serialize};

use crate::form::entry_kind::EntryKind;

/// Where an entry's paper stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "kebab-case")]
pub enum PaperState {
    /// *Registrato*: there is no sheet of ours to come out (acts written by hand, authorisations).
    Registered,
    /// *Emesso*: numbered, never sent to print.
    Issued,
    /// *Stampa inviata*: the doubt "did the sheet come out?" is open.
    PrintSent,
    /// *Consegnato*.
    HandedOver,
    /// *Non accertato*: nobody can say; an anomaly of the register.
    NotAscertained {
        /// Why nobody can say.
        reason: String,
    },
    /// *Annullato*.
    Annulled {
        /// Why.
        reason: String,
    },
}

/// Something that happens to an entry's paper.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "step", rename_all = "kebab-case")]
pub enum PaperStep {
    /// The PDF was given to the browser. `copy` counts from 1; the first keeps the PDF.
    Sent {
        /// 1 for the first print, 2 for the first reprint …
        copy: u32,
        /// Hash of the kept PDF blob (hex).
        pdf: String,
        /// SHA-256 of the PDF bytes (hex).
        sha256: String,
    },
    /// The sheet came out and was handed over.
    CameOut,
    /// The sheet was spoiled; another will be printed.
    Spoiled {
        /// What happened.
        reason: String,
    },
    /// Nobody can say whether it came out (supervisor, at closing).
    NotAscertained {
        /// Why nobody can say.
        reason: String,
    },
    /// Annulled.
    Annulled {
        /// Why.
        reason: String,
    },
}

/// A step that the state does not allow.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("this step does not follow from the state the paper is in")]
pub struct IllegalStep;

impl EntryKind {
    /// Whether there is a sheet of ours to come out, be handed over and perhaps printed again.
    pub fn is_printed(self) -> bool {
        PaperState::first(self) == PaperState::Issued
    }
}

impl PaperState {
    /// Where an entry begins.
    pub fn first(kind: EntryKind) -> Self {
        match kind {
            EntryKind::Document | EntryKind::Deferral | EntryKind::Refusal | EntryKind::CallBack => {
                Self::Issued
            }
            EntryKind::PaperAct | EntryKind::Authorisation => Self::Registered,
        }
    }

    /// The one place that says what may follow what, live and in replay.
    pub fn after(&self, step: &PaperStep) -> Result<Self, IllegalStep> {
        match (self, step) {
            (Self::Annulled { .. }, _) => Err(IllegalStep),
            (_, PaperStep::Annulled { reason }) => Ok(Self::Annulled { reason: reason.clone() }),
            (Self::Registered, _) => Err(IllegalStep),
            (_, PaperStep::Sent { .. }) | (Self::PrintSent, PaperStep::Spoiled { .. }) => Ok(Self::PrintSent),
            (Self::PrintSent | Self::NotAscertained { .. }, PaperStep::CameOut) => Ok(Self::HandedOver),
            (Self::Issued | Self::PrintSent, PaperStep::NotAscertained { reason }) => {
                Ok(Self::NotAscertained { reason: reason.clone() })
            }
            (Self::Issued | Self::HandedOver | Self::NotAscertained { .. }, _) => Err(IllegalStep),
        }
    }

    /// Whether this is where `step` leads, whatever its reason: the same answer given twice.
    pub fn is_result_of(&self, step: &PaperStep) -> bool {
        matches!(
            (self, step),
            (Self::HandedOver, PaperStep::CameOut)
                | (Self::NotAscertained { .. }, PaperStep::NotAscertained { .. })
                | (Self::Annulled { .. }, PaperStep::Annulled { .. })
        )
    }

    /// Whether someone must still say if the sheet came out.
    pub fn in_doubt(&self) -> bool {
        matches!(self, Self::Issued | Self::PrintSent)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn step() -> impl Strategy<Value = PaperStep> {
        let reason = String::new;
        prop_oneof![
            (1_u32..9).prop_map(|copy| PaperStep::Sent { copy, pdf: String::new(), sha256: String::new() }),
            Just(PaperStep::CameOut),
            Just(PaperStep::Spoiled { reason: reason() }),
            Just(PaperStep::NotAscertained { reason: reason() }),
            Just(PaperStep::Annulled { reason: reason() }),
        ]
    }

    #[test]
    fn the_plain_way_ends_handed_over() {
        let sent = PaperStep::Sent { copy: 1, pdf: String::new(), sha256: String::new() };
        let state = PaperState::first(EntryKind::Document).after(&sent).unwrap();
        assert_eq!(state.after(&PaperStep::CameOut), Ok(PaperState::HandedOver));
    }

    #[test]
    fn nothing_comes_out_that_was_not_sent() {
        assert_eq!(PaperState::Issued.after(&PaperStep::CameOut), Err(IllegalStep));
        assert_eq!(PaperState::Registered.after(&PaperStep::CameOut), Err(IllegalStep));
    }

    proptest! {
        #[test]
        fn annulled_is_for_good_and_possible_until_then(steps in prop::collection::vec(step(), 0..12)) {
            let mut state = PaperState::first(EntryKind::Document);
            for step in steps {
                let after = state.after(&step);
                match &state {
                    PaperState::Annulled { .. } => prop_assert_eq!(after.clone(), Err(IllegalStep)),
                    _ if matches!(step, PaperStep::Annulled { .. }) => prop_assert!(after.is_ok()),
                    _ => {}
                }
                state = after.unwrap_or(state);
            }
        }

        #[test]
        fn handed_over_only_follows_a_sheet_that_came_out(steps in prop::collection::vec(step(), 0..12)) {
            let mut state = PaperState::first(EntryKind::Document);
            for step in steps {
                if let Ok(after) = state.after(&step) {
                    if after == PaperState::HandedOver {
                        prop_assert_eq!(step, PaperStep::CameOut);
                    }
                    state = after;
                }
            }
        }
    }
}
