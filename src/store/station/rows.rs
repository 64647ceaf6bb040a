//! What the projections answer with.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use domain::centre::recovery::Settlement;
use domain::form::entry_kind::{EntryKind, UseCode};
use domain::form::form::FormRef;
use domain::ids::id::{EntryId, OutageId, ReservationId};
use domain::ids::number::{Number, Series};
use domain::outage::authorisation::Authorisation;
use domain::outage::outage::{Closing, Opening};
use domain::register::call_back::CallState;
use domain::register::entry::{PaperState, Subject};
use domain::time::moment::Moment;

use super::recovery::RecoveryRow;

/// An entry as lists show it and searches find it. The rest of it stands in the journal, where [`EntryRow::records`] says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EntryRow {
    /// Identity.
    pub id: EntryId,
    /// Its number.
    pub number: Number,
    /// In which outage.
    pub outage: OutageId,
    /// What it records.
    pub kind: EntryKind,
    /// When it was issued.
    pub issued: Moment,
    /// Its form.
    pub form: Option<FormRef>,
    /// To what use.
    pub use_code: Option<UseCode>,
    /// As lists show it.
    pub title: String,
    /// Whom it is about.
    pub subject: Subject,
    /// Whether it was issued as an operation that could not be deferred.
    pub non_deferrable: bool,
    /// Where its paper stands.
    pub state: PaperState,
    /// How often it was sent to print.
    pub copies: u32,
    /// The check code of its paper (from the chain hash of the issuing record).
    pub check_code: String,
    /// Positions of its records, the issuing one first: the whole entry and its history are read there.
    pub records: Vec<u64>,
    /// Its place in lists: see [`EntryQuery::before`]. Grows with every entry.
    pub cursor: u64,
    /// Hash of its photograph, as long as that is kept.
    pub photograph: Option<String>,
    /// What the centres said of it.
    pub recovery: RecoveryRow,
    /// Whether somebody is still to be called, for call-backs.
    pub call: Option<CallState>,
}

/// Which entries a list shows. Empty filter: all of them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EntryQuery {
    /// Issued on this local day.
    pub day: Option<NaiveDate>,
    /// Papers standing here.
    pub state: Option<StateKind>,
    /// Papers of which somebody must still say whether they came out.
    pub in_doubt: bool,
    /// Recording this.
    pub kind: Option<EntryKind>,
    /// Call-backs still to be made, or done.
    pub calls: Option<Calls>,
    /// Of this outage.
    pub outage: Option<OutageId>,
    /// Of this register.
    pub series: Option<Series>,
    /// Words of a name, or beginnings of words (three letters or more); all must fit. Accents and case do not matter.
    pub name: Option<String>,
    /// Tax code, whole.
    pub tax_code: Option<String>,
    /// Standing so with the centres.
    pub settlement: Option<Settlement>,
    /// Only entries issued before the one with this [`EntryRow::cursor`].
    pub before: Option<u64>,
    /// At most so many; 0 means no limit.
    pub limit: usize,
}

/// Call-backs by whether somebody is still to be called.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Calls {
    /// Still to be made.
    Due,
    /// Done.
    Done,
}

impl EntryRow {
    /// Where a call-back stands; `None` for anything else, and for one that was annulled.
    pub fn calls(&self) -> Option<Calls> {
        let stands = !matches!(self.state, PaperState::Annulled { .. });
        let call = self.call.filter(|_| stands)?;
        Some(if call.is_due() { Calls::Due } else { Calls::Done })
    }
}

/// [`PaperState`] without its words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum StateKind {
    /// *Registrato*.
    Registered,
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
}

impl From<&PaperState> for StateKind {
    fn from(state: &PaperState) -> Self {
        match state {
            PaperState::Registered => Self::Registered,
            PaperState::Issued => Self::Issued,
            PaperState::PrintSent => Self::PrintSent,
            PaperState::HandedOver => Self::HandedOver,
            PaperState::NotAscertained { .. } => Self::NotAscertained,
            PaperState::Annulled { .. } => Self::Annulled,
        }
    }
}

/// One page of a list, newest first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EntryPage {
    /// The rows.
    pub rows: Vec<EntryRow>,
    /// Where the next page begins ([`EntryQuery::before`]); `None` on the last.
    pub next: Option<u64>,
}

/// An outage.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OutageRow {
    /// Its opening.
    pub opening: Opening,
    /// Its closing.
    pub closing: Option<Closing>,
    /// Position of the opening record.
    pub position: u64,
}

/// An authorisation; [`Authorisation::outage`] is `None` while it stands recorded in advance.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuthorisationRow {
    /// As it is now.
    pub authorisation: Authorisation,
    /// Position of the record that recorded it.
    pub position: u64,
}

/// Numbers set aside for paper sheets.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReservationRow {
    /// Identity.
    pub id: ReservationId,
    /// In which outage.
    pub outage: OutageId,
    /// First number.
    pub first: Number,
    /// How many.
    pub count: u32,
    /// What for.
    pub purpose: String,
    /// Position of the record.
    pub position: u64,
}

/// What becomes of a number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NumberState {
    /// Given to this entry.
    Issued(EntryId),
    /// Barred for good.
    Barred {
        /// Position of the record that says why.
        position: u64,
    },
}

/// Records that could not be read when the projections were made: what they held is not in the store.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unread {
    /// The first of them.
    pub first: u64,
    /// The last.
    pub last: u64,
    /// When the next record was written: they were before.
    pub until: Moment,
}

/// Totals that screens show; none needs a scan of the register.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// Entries issued.
    pub entries: u64,
    /// Records that go to a centre.
    pub shared: u64,
}

/// A draft. Its content is the desk's own: the store only seals it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptDraft {
    /// Its id: the entry's later.
    pub id: Uuid,
    /// What the desk wrote.
    pub content: Vec<u8>,
}
