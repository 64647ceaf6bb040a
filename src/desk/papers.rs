//! Print, "did the sheet come out?", annul.

use std::fmt;

use crate::domain::id::EntryId;

use super::entries::EntryView;
use super::error::DeskError;
use super::opened::Desk;
use super::sign_in::Session;

/// A PDF to be shown or printed.
#[derive(Clone, PartialEq, Eq)]
pub struct Pdf {
    /// The file.
    pub bytes: Vec<u8>,
    /// A file name without personal data: `EM01-2026-0000031.pdf`.
    pub name: String,
}

impl fmt::Debug for Pdf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Pdf({}, {} bytes)", self.name, self.bytes.len())
    }
}

/// What the clerk says about the sheet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PrintAnswer {
    /// It came out and was handed over.
    CameOut,
    /// It was spoiled: another is to be printed. Field: `reason`.
    Spoiled {
        /// What happened.
        reason: String,
    },
    /// It did not come out: print again.
    Reprint,
}

impl Desk {
    /// The paper of an entry. Records that it was sent to print; the first PDF is kept, later ones are the same with a
    /// copy mark.
    pub fn print(&self, _who: &Session, _id: EntryId) -> Result<Pdf, DeskError> {
        todo!()
    }

    /// The paper as it was last sent to print, without recording anything: for the page that shows it again, the
    /// browser's reload. [`DeskError::Illegal`] if it was never sent.
    pub fn printed(&self, _who: &Session, _id: EntryId) -> Result<Pdf, DeskError> {
        todo!()
    }

    /// "Did the sheet come out?"
    pub fn answer_print(
        &self,
        _who: &Session,
        _id: EntryId,
        _answer: PrintAnswer,
    ) -> Result<EntryView, DeskError> {
        todo!()
    }

    /// Annuls an entry (supervisor). Field: `reason`. The number is never reused.
    pub fn annul(&self, _who: &Session, _id: EntryId, _reason: &str) -> Result<EntryView, DeskError> {
        todo!()
    }
}
