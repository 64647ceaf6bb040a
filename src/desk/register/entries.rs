//! Looking at entries.

use chrono::NaiveDate;

use domain::centre::exchange::ordinary::Written;
use domain::centre::exchange::{Correction, OrdinaryNumber};
use domain::centre::recovery::{Settlement, Way};
use domain::form::entry_kind::EntryKind;
use domain::ids::id::{EntryId, OutageId};
use domain::ids::number::{Number, NumberKey};
use domain::journal::event::{Event, ListKind};
use domain::journal::record::Kind;
use domain::register::call_back::CallState;
use domain::register::entry::{Entry, PaperState};
use domain::text::bilingual::Bilingual;
use domain::time::moment::Moment;
use store::{self, EntryQuery, NumberState, RecoveryRow, StateKind};

use crate::error::DeskError;
use crate::ledger::desk::Desk;
use crate::parts::session::Session;

/// An entry in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EntryRow {
    /// Identity.
    pub id: EntryId,
    /// Number.
    pub number: Number,
    /// What it records.
    pub kind: EntryKind,
    /// `Certificato di nascita`.
    pub title: String,
    /// Surname and names.
    pub subject: String,
    /// When.
    pub issued: Moment,
    /// Where its paper stands.
    pub state: PaperState,
    /// Sheets sent to print so far.
    pub copies: u32,
    /// Where it stands on its way to the centre.
    pub way: Way,
    /// Its ordinary number, once it has one.
    pub ordinary: Option<OrdinaryNumber>,
    /// What its ordinary number was before it was put right.
    pub corrections: Vec<Correction>,
}

/// An entry with everything its page shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EntryView {
    /// The entry.
    pub entry: Entry,
    /// Where its paper stands.
    pub state: PaperState,
    /// Whether somebody is still to be called, for call-backs that stand.
    pub call: Option<CallState>,
    /// Sheets sent to print so far.
    pub copies: u32,
    /// The check code on its paper.
    pub check_code: String,
    /// Position of its record in the journal.
    pub position: u64,
    /// What happened to it, oldest first.
    pub history: Vec<HistoryLine>,
    /// Where it stands on its way to the centre.
    pub way: Way,
    /// What the centres said of it.
    pub recovery: RecoveryRow,
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
    /// What was recorded.
    pub kind: Option<EntryKind>,
    /// Number, whole or its last digits, or an ordinary number it has or had (`PG 0000031/2026`, `31/2026`).
    pub number: Option<String>,
    /// Outage.
    pub outage: Option<OutageId>,
    /// How it stands with the centres.
    pub settlement: Option<Settlement>,
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
    /// They do; the centre found that what it says is not so, and it was decided to replace it.
    ToBeReplaced {
        /// Title as printed.
        title: String,
        /// Day of issue.
        issued: NaiveDate,
    },
    /// They do; the centre found that what it says may not be so, and nobody has decided yet.
    InDispute {
        /// Title as printed.
        title: String,
        /// Day of issue.
        issued: NaiveDate,
    },
    /// No such paper, or the code is another.
    Unknown,
    /// The number may have been given in a record that cannot be read here: nothing can be said of it.
    Unreadable,
    /// Its sheet came back from a computer now lost and was written down, and the code is the one on that sheet.
    WrittenDown {
        /// Title as printed.
        title: String,
        /// Day of issue.
        issued: NaiveDate,
        /// When it was written down.
        at: Moment,
    },
    /// A sheet of this number came back and was written down, with another code or without one: nothing can be said of the
    /// caller's.
    WrittenOtherwise {
        /// When it was written down.
        at: Moment,
    },
    /// The number may have been given after the last record known of a register that went on under another code.
    NotKnownHere {
        /// Until when its records are known.
        until: Option<Moment>,
    },
}

/// As lists show it.
pub(crate) fn row_of(row: &store::EntryRow) -> EntryRow {
    EntryRow {
        id: row.id,
        number: row.number.clone(),
        kind: row.kind,
        title: row.title.clone(),
        subject: row.subject.full_name(),
        issued: row.issued,
        state: row.state.clone(),
        copies: row.copies,
        way: match row.recovery.settlement() {
            Settlement::Waiting => Way::ToSend,
            Settlement::Conflicts => Way::Conflicts,
            Settlement::Rejected => Way::Rejected,
            Settlement::Recovered => Way::Recovered,
        },
        ordinary: row.recovery.ordinary().cloned(),
        corrections: row.recovery.corrections(),
    }
}

impl Desk {
    /// One entry. Looking at it is logged.
    pub fn entry(&self, who: &Session, id: EntryId) -> Result<EntryView, DeskError> {
        who.needs(&[])?;
        let row = self.row(id)?;
        let view = self.view(&row)?;
        self.note(who.by(), Kind::Viewed, Event::Viewed { entry: id });
        Ok(view)
    }

    /// Rows as lists show them, with the way they have come as far as the head knows it.
    pub(crate) fn listed<'a>(&self, rows: impl Iterator<Item = &'a store::EntryRow>) -> Vec<EntryRow> {
        let rows: Vec<EntryRow> = rows.map(row_of).collect();
        let head = self.head();
        rows.into_iter()
            .map(|row| match row.way {
                Way::ToSend => EntryRow { way: head.recovery.way(row.id), ..row },
                _ => row,
            })
            .collect()
    }

    /// An entry's row; [`DeskError::NotFound`] if there is none.
    pub(crate) fn row(&self, id: EntryId) -> Result<store::EntryRow, DeskError> {
        self.store()?.entry(id).map_err(DeskError::store)?.ok_or(DeskError::NotFound)
    }

    /// Entries, newest first. A search by name is logged, without the name.
    #[expect(clippy::needless_pass_by_value, reason = "a command is handed over whole")]
    pub fn entries(&self, who: &Session, filter: EntryFilter) -> Result<Page<EntryRow>, DeskError> {
        who.needs(&[])?;
        let limit = if filter.limit == 0 { 50 } else { filter.limit.min(200) };
        let fits = |row: &store::EntryRow| {
            filter.day.is_none_or(|day| row.issued.day() == day)
                && filter.kind.is_none_or(|kind| row.kind == kind)
                && filter.outage.is_none_or(|outage| row.outage == outage)
                && filter.state.is_none_or(|state| state.fits(&row.state))
                && filter.settlement.is_none_or(|settlement| row.recovery.settlement() == settlement)
        };
        if let Some(number) = filter.number.as_deref().map(str::trim).filter(|text| !text.is_empty()) {
            let rows = self.rows_numbered(number)?;
            let rows = self.listed(rows.iter().filter(|row| fits(row)));
            self.list_viewed(who, ListKind::Register, "number", (rows.len(), None));
            return Ok(Page { rows, next: None });
        }
        let query = EntryQuery {
            day: filter.day,
            state: filter.state.and_then(StateFilter::kind),
            in_doubt: filter.state == Some(StateFilter::InDoubt),
            kind: filter.kind,
            calls: None,
            outage: filter.outage,
            series: None,
            name: filter.name.clone().filter(|name| !name.trim().is_empty()),
            tax_code: None,
            settlement: filter.settlement,
            before: filter.after.map(|id| self.row(id).map(|row| row.cursor)).transpose()?,
            limit,
        };
        let page = self.store()?.entries(&query).map_err(DeskError::store)?;
        if query.name.is_some() {
            let rows = u32::try_from(page.rows.len()).unwrap_or(u32::MAX);
            self.note(who.by(), Kind::Viewed, Event::Searched { rows });
        }
        let next = page.next.and(page.rows.last()).map(|row| row.id);
        let rows = self.listed(page.rows.iter().filter(|row| fits(row)));
        if query.name.is_none() {
            self.list_viewed(
                who,
                ListKind::Register,
                &chosen_by(&filter),
                (rows.len(), filter.after.map(EntryId::uuid)),
            );
        }
        Ok(Page { rows, next })
    }

    /// The entries of a number typed whole, or by its last digits in every register and year of this station.
    pub(crate) fn rows_numbered(&self, typed: &str) -> Result<Vec<store::EntryRow>, DeskError> {
        let numbers: Vec<Number> = match (typed.parse::<Number>(), typed.parse::<u32>()) {
            (Ok(number), _) => vec![number],
            (_, Ok(serial)) => {
                let keys: Vec<NumberKey> =
                    self.head().counters.last().iter().rev().map(|last| last.key().clone()).collect();
                keys.into_iter().filter_map(|key| Number::new(key, serial)).collect()
            }
            _ => Vec::new(),
        };
        let mut rows = Vec::new();
        if let Some(written) = Written::read(typed) {
            rows.extend(self.rows_with_ordinary(&written)?);
        }
        for number in &numbers {
            if let Some(NumberState::Issued(id)) = self.store()?.number(number).map_err(DeskError::store)? {
                rows.push(self.row(id)?);
            }
        }
        Ok(rows)
    }
}

/// By what a list is chosen, never the values.
fn chosen_by(filter: &EntryFilter) -> String {
    let chosen = [
        ("day", filter.day.is_some()),
        ("state", filter.state.is_some()),
        ("kind", filter.kind.is_some()),
        ("outage", filter.outage.is_some()),
        ("settlement", filter.settlement.is_some()),
        ("further", filter.after.is_some()),
    ];
    let names: Vec<&str> = chosen.into_iter().filter(|(_, is)| *is).map(|(name, _)| name).collect();
    names.join("+")
}

impl StateFilter {
    fn fits(self, state: &PaperState) -> bool {
        match self.kind() {
            Some(kind) => StateKind::from(state) == kind,
            None => state.in_doubt(),
        }
    }

    fn kind(self) -> Option<StateKind> {
        Some(match self {
            Self::Registered => StateKind::Registered,
            Self::Issued => StateKind::Issued,
            Self::PrintSent => StateKind::PrintSent,
            Self::HandedOver => StateKind::HandedOver,
            Self::NotAscertained => StateKind::NotAscertained,
            Self::Annulled => StateKind::Annulled,
            Self::InDoubt => return None,
        })
    }
}
