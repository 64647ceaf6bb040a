//! Drafts: what is typed and not issued yet. They live in the store only and may be lost with it.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::domain::delegation::SigningOfficer;
use crate::domain::entry::UseCode;
use crate::domain::form::{Bilingual, Form};
use crate::domain::id::{EntryId, OperatorId};
use crate::domain::moment::Moment;

use super::entries::EntryRow;
use super::error::{DeskError, FieldProblem};
use super::opened::Desk;
use super::papers::Pdf;
use super::sign_in::Session;

/// A draft with everything its pages show.
#[derive(Clone, Debug)]
pub struct Draft {
    /// Identity, and that of the entry to come.
    pub id: EntryId,
    /// Its form.
    pub form: Arc<Form>,
    /// As typed.
    pub raw: BTreeMap<String, String>,
    /// Sources as chosen: `paper-act`, `document-shown:<which>`, `direct-knowledge`, `declared`. Only for sections
    /// that ask.
    pub sources: BTreeMap<String, String>,
    /// What stands in the way of issuing, field by field.
    pub problems: Vec<FieldProblem>,
    /// Use, for certificates.
    pub use_code: UseCode,
    /// When it was begun.
    pub begun: Moment,
    /// By whom.
    pub operator: OperatorId,
    /// Name of that operator.
    pub operator_name: String,
    /// The same form and use for the same subject, issued earlier.
    pub repeats: Vec<EntryRow>,
    /// The check page, row by row.
    pub answers: Vec<Answer>,
    /// Who would sign now.
    pub officer: Option<SigningOfficer>,
}

/// A row of the check page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// Name of the field.
    pub field: String,
    /// Its label.
    pub label: Bilingual,
    /// As it will be printed; empty if it is not to be printed.
    pub value: String,
    /// Where the value comes from, in words.
    pub source: Bilingual,
    /// Number of its section, from 0.
    pub section: usize,
}

/// A draft in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DraftRow {
    /// Identity.
    pub id: EntryId,
    /// What it is to become.
    pub name: Bilingual,
    /// Surname and names, as typed so far.
    pub subject: String,
    /// When it was begun.
    pub begun: Moment,
    /// By whom.
    pub operator_name: String,
}

/// What is typed into a draft. Fields that are absent keep what they have.
#[derive(Clone, Debug, Default)]
pub struct SaveDraft {
    /// As typed.
    pub raw: BTreeMap<String, String>,
    /// Sources, where the section asks.
    pub sources: BTreeMap<String, String>,
    /// Use, for certificates.
    pub use_code: Option<UseCode>,
}

impl Desk {
    /// The catalogue, in order.
    pub fn forms(&self) -> Vec<Arc<Form>> {
        todo!()
    }

    /// One form by name.
    pub fn form(&self, _id: &str) -> Option<Arc<Form>> {
        todo!()
    }

    /// Whether anything could be issued now; the refusal a page shows before any typing.
    pub fn may_issue(&self, _who: &Session) -> Result<(), DeskError> {
        todo!()
    }

    /// Begins a draft; refused already here if the present state allows no issuing at all.
    pub fn begin_draft(&self, _who: &Session, _form: &str) -> Result<Draft, DeskError> {
        todo!()
    }

    /// One draft.
    pub fn draft(&self, _who: &Session, _id: EntryId) -> Result<Draft, DeskError> {
        todo!()
    }

    /// All drafts, newest first.
    pub fn drafts(&self, _who: &Session) -> Vec<DraftRow> {
        todo!()
    }

    /// Keeps what was typed, whatever it is, and only then refuses what is wrong in the fields just typed
    /// ([`DeskError::Fields`]).
    pub fn save_draft(&self, _who: &Session, _id: EntryId, _save: SaveDraft) -> Result<Draft, DeskError> {
        todo!()
    }

    /// Throws a draft away.
    pub fn discard_draft(&self, _who: &Session, _id: EntryId) -> Result<(), DeskError> {
        todo!()
    }

    /// The exact paper, marked ANTEPRIMA.
    pub fn preview(&self, _who: &Session, _id: EntryId) -> Result<Pdf, DeskError> {
        todo!()
    }
}
