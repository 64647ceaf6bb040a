//! Looking at entries; confirmation by telephone.

use chrono::NaiveDate;

use crate::domain::entry::{Entry, PaperState};
use crate::domain::form::Bilingual;
use crate::domain::id::{EntryId, OutageId};
use crate::domain::moment::Moment;
use crate::domain::number::Number;

use super::error::DeskError;
use super::opened::Desk;
use super::sign_in::Session;

/// An entry in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EntryRow {
    /// Identity.
    pub id: EntryId,
    /// Number.
    pub number: Number,
    /// `Certificato di nascita`.
    pub title: String,
    /// Surname and names.
    pub subject: String,
    /// When.
    pub issued: Moment,
    /// Where its paper stands.
    pub state: PaperState,
    /// Whether the centre has it. There is no centre yet: always `false`.
    pub recovered: bool,
}

/// An entry with everything its page shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EntryView {
    /// The entry.
    pub entry: Entry,
    /// Where its paper stands.
    pub state: PaperState,
    /// Sheets sent to print so far.
    pub copies: u32,
    /// The check code on its paper.
    pub check_code: String,
    /// Position of its record in the journal.
    pub position: u64,
    /// What happened to it, oldest first.
    pub history: Vec<HistoryLine>,
}

/// A line of an entry's history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HistoryLine {
    /// When.
    pub at: Moment,
    /// By whom.
    pub by: String,
    /// What.
    pub what: Bilingual,
}

/// Which entries are wanted. All that is set must hold.
#[derive(Clone, Debug, Default)]
pub struct EntryFilter {
    /// Local day of issue.
    pub day: Option<NaiveDate>,
    /// State of the paper.
    pub state: Option<StateFilter>,
    /// Number, whole or its last digits.
    pub number: Option<String>,
    /// Outage.
    pub outage: Option<OutageId>,
    /// Surname and, after it, names (never in a URL).
    pub name: Option<String>,
    /// The row after which to go on.
    pub after: Option<EntryId>,
    /// At most so many rows (1–200; 0 means 50).
    pub limit: usize,
}

/// The states lists can be narrowed to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StateFilter {
    /// *Emesso*.
    Issued,
    /// *Stampa inviata*.
    PrintSent,
    /// *Consegnato*.
    HandedOver,
    /// *Non accertato*.
    NotAscertained,
    /// *Annullato*.
    Annulled,
    /// Emesso or stampa inviata: somebody must still answer.
    InDoubt,
}

/// Rows and where to go on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page<T> {
    /// The rows.
    pub rows: Vec<T>,
    /// Set if there are more: what to pass as `after`.
    pub next: Option<EntryId>,
}

/// The answer to "is this paper yours?".
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Confirmation {
    /// Number and check code belong together.
    Genuine {
        /// Title as printed.
        title: String,
        /// Day of issue.
        issued: NaiveDate,
    },
    /// They do, and it was annulled.
    Annulled {
        /// When.
        since: Moment,
    },
    /// No such paper, or the code is another.
    Unknown,
}

impl Desk {
    /// One entry. Looking at it is logged.
    pub fn entry(&self, _who: &Session, _id: EntryId) -> Result<EntryView, DeskError> {
        todo!()
    }

    /// Entries, newest first. A search by name is logged.
    pub fn entries(&self, _who: &Session, _filter: EntryFilter) -> Result<Page<EntryRow>, DeskError> {
        todo!()
    }

    /// Confirmation by telephone from the number and the check code read out.
    pub fn confirm_by_telephone(&self, _number: &str, _check_code: &str) -> Confirmation {
        todo!()
    }
}
