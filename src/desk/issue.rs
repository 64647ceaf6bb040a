//! From draft to numbered entry (architecture rules 1–3).

use std::collections::BTreeMap;

use crate::domain::entry::UseCode;
use crate::domain::id::EntryId;

use super::entries::EntryView;
use super::error::DeskError;
use super::opened::Desk;
use super::sign_in::Session;

/// Issue a draft.
#[derive(Clone, Debug)]
pub struct Issue {
    /// The draft.
    pub id: EntryId,
    /// Set by a supervisor who answers for what cannot be deferred though the authorisation has run out. Field:
    /// `non-deferrable`.
    pub non_deferrable: Option<String>,
}

/// Issue without a draft.
#[derive(Clone, Debug)]
pub struct IssueDirect {
    /// Identity and idempotency key, a uuid v7 of the caller's or of [`Desk::mint`].
    pub id: EntryId,
    /// Name of the form.
    pub form: String,
    /// Values as typed.
    pub values: BTreeMap<String, String>,
    /// Sources, where the section asks.
    pub sources: BTreeMap<String, String>,
    /// Use, for certificates.
    pub use_code: UseCode,
    /// As in [`Issue`].
    pub non_deferrable: Option<String>,
}

impl Desk {
    /// Issues a draft. A known id returns the entry it became.
    pub fn issue(&self, _who: &Session, _issue: Issue) -> Result<EntryView, DeskError> {
        todo!()
    }

    /// Issues without a draft. A known id returns its entry if the content is the same, else
    /// [`DeskError::DifferentContent`].
    pub fn issue_direct(&self, _who: &Session, _issue: IssueDirect) -> Result<EntryView, DeskError> {
        todo!()
    }
}
