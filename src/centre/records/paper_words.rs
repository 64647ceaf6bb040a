//! The state of a paper as a word the centre's rows keep.

use domain::register::entry::{PaperState, PaperStep};

/// The state a step leads to.
pub(super) fn state_after(step: &PaperStep) -> &'static str {
    match step {
        PaperStep::Sent { .. } | PaperStep::Spoiled { .. } => "print-sent",
        PaperStep::CameOut => "handed-over",
        PaperStep::NotAscertained { .. } => "not-ascertained",
        PaperStep::Annulled { .. } => "annulled",
    }
}

/// The state an entry begins in, as its changes name states.
pub fn first_state(kind: domain::form::entry_kind::EntryKind) -> &'static str {
    match PaperState::first(kind) {
        PaperState::Registered => "registered",
        _ => "issued",
    }
}
