//! The day so far, as the home page shows it: the last papers, how many there are, hour by hour, who is at work.

use std::time::Duration;

use chrono::{NaiveDate, Timelike as _};

use crate::error::DeskError;
use crate::ledger::desk::Desk;
use crate::parts::limits::ISSUERS;
use crate::parts::session::Session;
use domain::form::entry_kind::EntryKind;
use domain::form::purpose::Route;
use domain::journal::event::ListKind;
use domain::office::delegation::Capacity;
use store::{EntryQuery, StateKind};

use super::entries::{EntryRow, row_of};

/// So many papers are listed.
const LAST: usize = 6;
/// So many sheets in doubt are listed.
const WAITING: usize = 4;
/// Hours that are shown even where nothing was issued in them: a morning.
const MORNING: std::ops::RangeInclusive<u32> = 8..=13;

/// The day so far.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Today {
    /// The day.
    pub day: NaiveDate,
    /// Everything entered in the registers.
    pub entries: u64,
    /// Papers and acts.
    pub papers: u64,
    /// Deferred, refused, to be called back.
    pub put_off: u64,
    /// Declarations that people took away to sign instead of a certificate.
    pub self_certifications: u64,
    /// Hour by hour, without gaps.
    pub hours: Vec<Hour>,
    /// The last ones, newest first.
    pub last: Vec<LastPaper>,
    /// Sheets of which nobody has said yet whether they came out, oldest first.
    pub in_doubt: Vec<LastPaper>,
    /// Who is signed in, in the order of names.
    pub at_work: Vec<AtWork>,
    /// Officers of the shift.
    pub officers: Vec<(Capacity, String)>,
}

/// Entries of one hour of the day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hour {
    /// 0–23.
    pub hour: u32,
    /// How many.
    pub entries: u64,
    /// Whether it is not over yet.
    pub running: bool,
}

/// A paper in the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LastPaper {
    /// The entry.
    pub row: EntryRow,
    /// Birth date of the person, where known: it tells namesakes apart.
    pub born: Option<NaiveDate>,
    /// Whether a sheet of it is ours to print.
    pub prints: bool,
}

/// Somebody who is signed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AtWork {
    /// Name.
    pub name: String,
    /// Whether the session is locked.
    pub locked: bool,
    /// How long nobody did anything in it.
    pub idle: Duration,
}

impl Desk {
    /// The day so far. Names are shown to whoever issues; looking is logged.
    pub fn today(&self, who: &Session) -> Result<Today, DeskError> {
        who.needs(&[])?;
        let now = self.now();
        let day = now.day();
        let store = self.store()?;
        let query = EntryQuery { day: Some(day), ..EntryQuery::default() };
        let rows = store.entries(&query).map_err(DeskError::store)?.rows;
        let purposes = store.purposes(day).map_err(DeskError::store)?;
        let put_off = |kind| matches!(kind, EntryKind::Deferral | EntryKind::Refusal | EntryKind::CallBack);
        let hours: Vec<u32> = rows.iter().map(|row| row.issued.local().hour()).collect();
        let names = who.needs(ISSUERS).is_ok();
        let mut newest: Vec<_> = rows.iter().collect();
        newest.sort_by_key(|row| std::cmp::Reverse(row.cursor));
        let listed = |rows: &[&store::EntryRow]| rows.iter().map(|row| last(row)).collect::<Vec<_>>();
        let last = if names { listed(&newest[..newest.len().min(LAST)]) } else { Vec::new() };
        let doubts = EntryQuery { in_doubt: true, ..EntryQuery::default() };
        let mut in_doubt =
            if names { store.entries(&doubts).map_err(DeskError::store)?.rows } else { Vec::new() };
        in_doubt.retain(|row| StateKind::from(&row.state) != StateKind::Annulled);
        in_doubt.sort_by_key(|row| row.cursor);
        let in_doubt = listed(&in_doubt.iter().take(WAITING).collect::<Vec<_>>());
        self.list_viewed(who, ListKind::Register, "today", (last.len() + in_doubt.len(), None));
        let put_off = rows.iter().filter(|row| put_off(row.kind)).count() as u64;
        Ok(Today {
            day,
            entries: rows.len() as u64,
            papers: rows.len() as u64 - put_off,
            put_off,
            self_certifications: purposes
                .iter()
                .filter(|(_, route)| *route == Route::SelfCertification)
                .count() as u64,
            hours: by_hour(&hours, now.local().hour()),
            last,
            in_doubt,
            at_work: self.at_work(),
            officers: self.officers_of_the_shift(),
        })
    }

    fn officers_of_the_shift(&self) -> Vec<(Capacity, String)> {
        [Capacity::Registry, Capacity::CivilStatus]
            .into_iter()
            .filter_map(|capacity| Some((capacity, self.shift_officer(capacity)?.name)))
            .collect()
    }

    /// Who is signed in.
    fn at_work(&self) -> Vec<AtWork> {
        let open = self.sessions.at_work(&self.premises.clock);
        let head = self.head();
        let mut all: Vec<AtWork> = open
            .into_iter()
            .filter_map(|(operator, locked, idle)| {
                let name = head.accounts.get(&operator)?.operator.name.clone();
                Some(AtWork { name, locked, idle })
            })
            .collect();
        all.sort_by(|a, b| a.name.cmp(&b.name).then(a.locked.cmp(&b.locked)).then(a.idle.cmp(&b.idle)));
        all.dedup_by(|a, b| a.name == b.name);
        all
    }
}

fn last(row: &store::EntryRow) -> LastPaper {
    LastPaper { born: row.subject.birth_date, prints: row.kind.is_printed(), row: row_of(row) }
}

/// Every hour from the first to the last with something in it, the morning always; the one of `now` is running.
fn by_hour(issued: &[u32], now: u32) -> Vec<Hour> {
    let first = issued.iter().copied().chain([*MORNING.start(), now]).min().unwrap_or(*MORNING.start());
    let end = issued.iter().copied().chain([*MORNING.end(), now]).max().unwrap_or(*MORNING.end());
    let of = |hour| issued.iter().filter(|one| **one == hour).count() as u64;
    (first..=end).map(|hour| Hour { hour, entries: of(hour), running: hour == now }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hours_have_no_gaps_and_the_running_one_is_marked() {
        let hours = by_hour(&[7, 9, 9, 15], 11);
        assert_eq!((hours[0].hour, hours.last().map(|one| one.hour)), (7, Some(15)));
        let counts: Vec<u64> = hours.iter().map(|one| one.entries).collect();
        assert_eq!(counts, [1, 0, 2, 0, 0, 0, 0, 0, 1]);
        let running: Vec<u32> = hours.iter().filter(|one| one.running).map(|one| one.hour).collect();
        assert_eq!(running, [11]);
        assert_eq!(by_hour(&[], 10).len(), 6, "a morning is shown before the first paper");
    }
}
