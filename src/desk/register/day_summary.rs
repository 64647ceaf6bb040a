//! What a day at the counter came to.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use domain::form::entry_kind::EntryKind;
use domain::form::purpose::{Purpose, Route};
use domain::money::duty::{Duty, Fee};
use domain::register::entry::Entry;
pub use store::StateKind;
use store::{EntryQuery, EntryRow};

use crate::error::DeskError;
use crate::ledger::desk::Desk;
use crate::parts::session::Session;

/// What a local day at the counter came to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DaySummary {
    /// The day.
    pub day: NaiveDate,
    /// Everything entered in the registers.
    pub entries: u64,
    /// By title.
    pub titles: Vec<TitleCount>,
    /// By who issued it: name and how many, in the order of names.
    pub operators: Vec<(String, u64)>,
    /// What was deferred, refused, called back.
    pub put_off: PutOff,
    /// What people needed, what they left with, how many.
    pub purposes: Vec<(Purpose, Route, u64)>,
    /// Papers of a lost computer that their sheets say were issued that day, by title: no entries, counted apart.
    pub strays: Vec<(String, u64)>,
    /// Money; papers annulled since do not count.
    pub money: Money,
}

/// Entries of one title.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TitleCount {
    /// As the register says it.
    pub title: String,
    /// All of them.
    pub total: u64,
    /// By state of the paper, in the order of the states.
    pub states: Vec<(StateKind, u64)>,
}

/// What was not given, and how.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PutOff {
    /// Taken in charge and deferred.
    pub deferred: u64,
    /// Refused with a reason.
    pub refused: u64,
    /// To be called back.
    pub called_back: u64,
}

/// Money of a day, in cents. The stamps were bought elsewhere: nothing of the duty was cashed here.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Money {
    /// Papers with a stamp.
    pub stamps: u64,
    /// Duty paid by stamps.
    pub stamp_cents: u64,
    /// Papers exempt from duty.
    pub exempt: u64,
    /// Papers whose fee was recorded.
    pub fees: u64,
    /// Fees recorded.
    pub fee_cents: u64,
    /// Papers whose fee was waived.
    pub waived: u64,
    /// Fees waived.
    pub waived_cents: u64,
}

impl Desk {
    /// What a local day came to.
    pub fn day_summary(&self, who: &Session, day: NaiveDate) -> Result<DaySummary, DeskError> {
        who.needs(&[])?;
        let query = EntryQuery { day: Some(day), ..EntryQuery::default() };
        let store = self.store()?;
        let rows = store.entries(&query).map_err(DeskError::store)?.rows;
        let mut purposes: BTreeMap<(Purpose, Route), u64> = BTreeMap::new();
        for answer in store.purposes(day).map_err(DeskError::store)? {
            *purposes.entry(answer).or_default() += 1;
        }
        let purposes =
            purposes.into_iter().map(|((purpose, route), count)| (purpose, route, count)).collect();
        let mut money = Money::default();
        let mut operators: BTreeMap<String, u64> = BTreeMap::new();
        for row in &rows {
            // Who issued it, duty and fee: only the whole entry says it.
            let Some(entry) = self.issued_entry(row)? else { continue };
            if StateKind::from(&row.state) != StateKind::Annulled {
                money.count(&entry);
            }
            *operators.entry(entry.operator_name).or_default() += 1;
        }
        let operators = operators.into_iter().collect();
        let strays = self.strays_of_day(day);
        Ok(DaySummary { operators, purposes, strays, money, ..summed(day, &rows) })
    }

    fn strays_of_day(&self, day: NaiveDate) -> Vec<(String, u64)> {
        let head = self.head();
        let mut titles: BTreeMap<&str, u64> = BTreeMap::new();
        for one in head.strays.all().filter(|one| one.stray.issued == day) {
            *titles.entry(&one.stray.title).or_default() += 1;
        }
        titles.into_iter().map(|(title, count)| (title.to_owned(), count)).collect()
    }
}

fn summed(day: NaiveDate, rows: &[EntryRow]) -> DaySummary {
    let mut titles: BTreeMap<&str, BTreeMap<StateKind, u64>> = BTreeMap::new();
    let mut summary = DaySummary { day, ..DaySummary::default() };
    for row in rows {
        let state = StateKind::from(&row.state);
        summary.entries += 1;
        *titles.entry(&row.title).or_default().entry(state).or_default() += 1;
        summary.put_off.count(row.kind);
    }
    summary.titles = titles
        .into_iter()
        .map(|(title, states)| TitleCount {
            title: title.to_owned(),
            total: states.values().sum(),
            states: states.into_iter().collect(),
        })
        .collect();
    summary
}

impl PutOff {
    fn count(&mut self, kind: EntryKind) {
        match kind {
            EntryKind::Deferral => self.deferred += 1,
            EntryKind::Refusal => self.refused += 1,
            EntryKind::CallBack => self.called_back += 1,
            EntryKind::Document | EntryKind::PaperAct | EntryKind::Authorisation => {}
        }
    }
}

impl Money {
    fn count(&mut self, entry: &Entry) {
        match &entry.duty {
            Some(Duty::Stamp { cents, .. }) => {
                self.stamps += 1;
                self.stamp_cents += u64::from(*cents);
            }
            Some(Duty::Exempt { .. }) => self.exempt += 1,
            None => {}
        }
        match &entry.fee {
            Some(Fee::Recorded { cents }) => {
                self.fees += 1;
                self.fee_cents += u64::from(*cents);
            }
            Some(Fee::Waived { cents, .. }) => {
                self.waived += 1;
                self.waived_cents += u64::from(*cents);
            }
            Some(Fee::None) | None => {}
        }
    }
}
