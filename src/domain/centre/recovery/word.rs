//! What a centre has said of an entry, and what may follow what.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::centre::exchange::Verdict;

/// What a centre has said of an entry, as far as deciding needs it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Word {
    /// It has its ordinary number and no conflict is open.
    Settled,
    /// It has its ordinary number; these conflicts wait for a decision.
    Open(BTreeSet<Uuid>),
    /// The centre did not take it.
    Rejected,
    /// Rejected, and a person answered for it: by a corrected entry, or by the ordinary number typed in.
    Answered,
}

/// What changes a centre's word.
#[derive(Clone, Debug)]
pub enum Step<'a> {
    /// The centre gave an outcome.
    Outcome(&'a Verdict),
    /// A named person decided a conflict.
    Decided(Uuid),
    /// A person answered for an entry that was set aside.
    Answered,
}

/// A step that does not follow.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("this does not follow from what the centre said before")]
pub struct IllegalWord;

impl Word {
    /// The one place that says what may follow what. `decided` holds the conflicts decided here that the centre may not
    /// know of yet: its older words do not open them again.
    pub fn after(before: Option<&Self>, step: &Step, decided: &BTreeSet<Uuid>) -> Result<Self, IllegalWord> {
        match (before, step) {
            (_, Step::Outcome(verdict @ Verdict::Accepted { .. })) => {
                let open = verdict.open_conflicts().map(|conflict| conflict.id);
                let open: BTreeSet<Uuid> = open.filter(|id| !decided.contains(id)).collect();
                Ok(if open.is_empty() { Self::Settled } else { Self::Open(open) })
            }
            (None | Some(Self::Rejected), Step::Outcome(Verdict::Rejected { .. })) => Ok(Self::Rejected),
            (Some(Self::Settled | Self::Open(_)), Step::Outcome(Verdict::Rejected { .. })) => {
                Err(IllegalWord)
            }
            (Some(Self::Open(open)), Step::Decided(id)) if open.contains(id) => {
                let left: BTreeSet<Uuid> = open.iter().copied().filter(|one| one != id).collect();
                Ok(if left.is_empty() { Self::Settled } else { Self::Open(left) })
            }
            (Some(Self::Answered), Step::Outcome(Verdict::Rejected { .. }))
            | (None | Some(Self::Rejected | Self::Answered), Step::Answered) => Ok(Self::Answered),
            (_, Step::Decided(_) | Step::Answered) => Err(IllegalWord),
        }
    }
}
