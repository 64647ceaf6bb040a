//! Looking again after one day and after seven: registries lag behind, so a conflict may show only later.

use std::collections::BTreeMap;
use std::io::Read;

use chrono::TimeDelta;

use crate::error::CentreError;
use crate::ledger::hub::Hub;
use crate::records::incoming::named;
use crate::registry::conflicts;
use crate::registry::references::ReferenceReport;
use domain::centre::exchange::{Compared, ConflictKind};
use domain::ids::id::EntryId;
use domain::time::moment::Moment;
use store::centre::row::{CentreEntry, CentreQuery};

/// After how many days entries are looked at again.
pub const DAYS: [i64; 2] = [1, 7];
const PAGE: usize = 200;

/// What came of a look.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Looked {
    /// Entries looked at.
    pub entries: u64,
    /// Conflicts found.
    pub found: u64,
}

impl Hub {
    /// Looks again at every entry received one or seven days ago that was not looked at then. Run at least once a day, by
    /// any instance; twice harms nothing.
    pub fn recheck_due(&self) -> Result<Looked, CentreError> {
        let now = self.clock.now();
        let last = self.last_look()?;
        let mut looked = Looked::default();
        for days in DAYS {
            let reach = |at: Moment| at.plus(TimeDelta::days(-days)).utc().timestamp_millis();
            let from = last.map_or(i64::MIN, reach);
            let one = self.recheck(|entry| (from..reach(now)).contains(&entry.received))?;
            looked.entries += one.entries;
            looked.found += one.found;
        }
        self.set("rechecked", now.utc().timestamp_millis().to_string().as_bytes())?;
        Ok(looked)
    }

    /// Looks again at every entry, now: after new reference data came.
    pub fn recheck_all(&self) -> Result<Looked, CentreError> {
        self.recheck(|_| true)
    }

    /// Takes a delivery of the registry, looks again at every entry, and tells the stations anew of those that are held against
    /// something else now than before: found in it, or no more.
    pub fn take_registry(&self, csv: &mut dyn Read) -> Result<(ReferenceReport, Looked), CentreError> {
        let before = self.all_compared()?;
        let report = self.import_references(csv)?;
        let looked = self.recheck_all()?;
        let after = self.all_compared()?;
        let changed = after.into_iter().filter(|(entry, now)| before.get(entry) != Some(now));
        let changed: Vec<EntryId> = changed.map(|(entry, _)| entry).collect();
        for some in changed.chunks(PAGE) {
            self.store.renew(some)?;
        }
        Ok((report, looked))
    }

    fn all_compared(&self) -> Result<BTreeMap<EntryId, Compared>, CentreError> {
        let mut all = BTreeMap::new();
        let mut query = CentreQuery { limit: PAGE, in_register_order: true, ..CentreQuery::default() };
        loop {
            let page = self.entries(&query)?;
            let Some(last) = page.last() else { return Ok(all) };
            query.after = Some(last.row.id);
            let compared = self.compared(&page)?;
            all.extend(page.iter().map(|entry| entry.row.id).zip(compared));
        }
    }

    /// When it was last looked.
    pub fn last_look(&self) -> Result<Option<Moment>, CentreError> {
        let kept = self.store.setting("rechecked")?;
        let millis = kept.and_then(|text| String::from_utf8(text).ok()).and_then(|text| text.parse().ok());
        Ok(millis.map(crate::ledger::instant::moment))
    }

    fn recheck(&self, due: impl Fn(&CentreEntry) -> bool) -> Result<Looked, CentreError> {
        let mut looked = Looked::default();
        let mut after = None;
        loop {
            let query = CentreQuery { after, limit: PAGE, in_register_order: true, ..CentreQuery::default() };
            let page = self.store.entries(&query)?;
            let Some(last) = page.last() else { return Ok(looked) };
            after = Some(last.id);
            for entry in page.iter().filter(|entry| entry.rejected.is_none() && due(entry)) {
                looked.entries += 1;
                looked.found += self.look_again(entry)?;
            }
        }
    }

    fn look_again(&self, row: &CentreEntry) -> Result<u64, CentreError> {
        let Some(entry) = self.entry_in_full(row)? else { return Ok(0) };
        let Some(sought) = self.sought(&entry.subject) else { return Ok(0) };
        let known = self.people_now(&[sought])?;
        let against = conflicts::today(&entry, sought, known.get(&sought), self.references_of()?.is_some());
        let at = self.clock.now();
        let had: Vec<ConflictKind> = row.conflicts.iter().map(|one| one.kind).collect();
        let found: Vec<_> = against
            .into_iter()
            .filter(|found| is_new(&had, found.kind))
            .map(|found| named(self, row.id, &found, at))
            .collect();
        if found.is_empty() {
            return Ok(0);
        }
        Ok(self.store.raise(row.id, &found)? as u64)
    }
}

/// Whether an entry that had conflicts of these kinds has a new one. What is only written in another way stood among other data
/// before a kind of its own was there for it.
fn is_new(had: &[ConflictKind], kind: ConflictKind) -> bool {
    const DATA: [ConflictKind; 3] =
        [ConflictKind::TaxCodeOfAnother, ConflictKind::DataChanged, ConflictKind::Moved];
    let stood = kind == ConflictKind::WrittenOtherwise && DATA.iter().any(|one| had.contains(one));
    !stood && !had.contains(&kind)
}
