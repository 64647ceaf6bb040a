//! Changing entries within one call: conflicts, decisions, numbers; at the end one outcome for each that was touched.

use std::collections::{BTreeMap, BTreeSet};

use super::draft::Draft;
use super::entry::{StoredEntry, conflict_row, put_conflict};
use super::{key, packed, stations};
use crate::centre::row::{CentreCounts, ConflictRow, Fate, Incoming, NewCall, NewDecision};
use crate::error::StoreError;
use domain::centre::exchange::OrdinaryNumber;
use domain::ids::id::EntryId;

/// The entries of one call, and which of them get an outcome.
pub(super) struct Work<'d, 't> {
    pub(super) draft: &'d mut Draft<'t>,
    entries: BTreeMap<EntryId, StoredEntry>,
    touched: BTreeSet<EntryId>,
    counts: CentreCounts,
}

impl<'d, 't> Work<'d, 't> {
    pub(super) fn on(draft: &'d mut Draft<'t>) -> Result<Self, StoreError> {
        let counts = counts(draft)?;
        Ok(Self { draft, entries: BTreeMap::new(), touched: BTreeSet::new(), counts })
    }

    /// An entry, as it stands within this call.
    pub(super) fn entry(&mut self, id: EntryId) -> Result<Option<&mut StoredEntry>, StoreError> {
        if !self.entries.contains_key(&id) {
            let Some(entry) = StoredEntry::get(self.draft, id)? else { return Ok(None) };
            self.entries.insert(id, entry);
        }
        Ok(self.entries.get_mut(&id))
    }

    /// A new entry.
    pub(super) fn add(&mut self, id: EntryId, entry: StoredEntry) {
        self.counts.entries += 1;
        self.counts.rejected += u64::from(entry.head.rejected.is_some());
        self.counts.unnumbered += u64::from(entry.unnumbered());
        self.entries.insert(id, entry);
        self.touch(id);
    }

    /// Gives an entry that waits for one its number.
    pub(super) fn number(&mut self, id: EntryId, ordinary: &OrdinaryNumber) -> Result<(), StoreError> {
        let entry = self.entry(id)?.ok_or(StoreError::Damaged("a number without its entry"))?;
        entry.head.ordinary = Some(ordinary.clone());
        self.counts.unnumbered = self.counts.unnumbered.saturating_sub(1);
        self.touch(id);
        Ok(())
    }

    /// An entry has another ordinary number, which is the right one.
    pub(super) fn put_right(&mut self, id: EntryId, ordinary: &OrdinaryNumber) -> Result<(), StoreError> {
        let entry = self.entry(id)?.ok_or(StoreError::Damaged("a number without its entry"))?;
        (entry.head.ordinary, entry.head.corrected) = (Some(ordinary.clone()), true);
        self.touch(id);
        Ok(())
    }

    /// An entry came in the place of one of this station that was set aside.
    pub(super) fn correct(
        &mut self,
        id: EntryId,
        by: EntryId,
        incoming: &Incoming,
    ) -> Result<(), StoreError> {
        if let Some(entry) = self.entry(id)?
            && entry.fate() == Some(Fate::Rejected)
            && incoming.speaks_of(entry.head.station)
        {
            entry.head.corrected_by = Some(by);
            self.counts.rejected = self.counts.rejected.saturating_sub(1);
        }
        Ok(())
    }

    /// It gets an outcome, unless it waits for its number.
    pub(super) fn touch(&mut self, id: EntryId) {
        self.touched.insert(id);
    }

    /// Adds an open conflict to its entry.
    pub(super) fn clash(&mut self, row: &ConflictRow) -> Result<(), StoreError> {
        let entry = self.entry(row.entry)?.ok_or(StoreError::Damaged("a conflict without its entry"))?;
        entry.head.conflicts.push(row.id);
        entry.head.open += 1;
        let first = entry.head.open == 1;
        self.counts.open += u64::from(first);
        self.touch(row.entry);
        put_conflict(self.draft, row)
    }

    /// Decides a conflict, if it is open and (where `only` says so) on an entry of that station. Whether it was.
    pub(super) fn decide(
        &mut self,
        decision: &NewDecision,
        only: Option<&Incoming>,
    ) -> Result<bool, StoreError> {
        let Some(mut row) = conflict_row(self.draft, decision.conflict)? else { return Ok(false) };
        let entry = self.entry(row.entry)?.ok_or(StoreError::Damaged("a conflict without its entry"))?;
        if only.is_some_and(|incoming| !incoming.speaks_of(entry.head.station)) {
            return Ok(false);
        }
        if let Some((before, _)) = &row.decision {
            if *before != decision.remedy
                && let Some(differs) = &decision.differs
                && conflict_row(self.draft, differs.id)?.is_none()
            {
                self.clash(&ConflictRow::found(row.entry, differs))?;
            }
            return Ok(false);
        }
        entry.head.open = entry.head.open.saturating_sub(1);
        let last = entry.head.open == 0;
        self.counts.open -= u64::from(last);
        row.decision = Some((decision.remedy, decision.sealed.clone()));
        self.touch(row.entry);
        put_conflict(self.draft, &row)?;
        Ok(true)
    }

    /// Writes down a call, if one is due and (where `only` says so) on an entry of that station. Whether it was.
    pub(super) fn call(&mut self, call: &NewCall, only: Option<&Incoming>) -> Result<bool, StoreError> {
        let Some(mut row) = conflict_row(self.draft, call.conflict)? else { return Ok(false) };
        let entry = self.entry(row.entry)?.ok_or(StoreError::Damaged("a conflict without its entry"))?;
        if !row.calls() || only.is_some_and(|incoming| !incoming.speaks_of(entry.head.station)) {
            return Ok(false);
        }
        row.call = Some((call.ends, call.sealed.clone()));
        self.touch(row.entry);
        put_conflict(self.draft, &row)?;
        Ok(true)
    }

    /// Gives each touched entry the next outcome of its station, in order of position, and puts everything down.
    pub(super) fn finish(mut self) -> Result<(), StoreError> {
        let mut touched: Vec<_> = std::mem::take(&mut self.touched)
            .into_iter()
            .filter_map(|id| {
                let entry = self.entries.get(&id).filter(|entry| !entry.unnumbered())?;
                Some((entry.head.station, entry.head.position, id))
            })
            .collect();
        touched.sort_unstable();
        for of_one in touched.chunk_by(|a, b| a.0 == b.0) {
            let station = of_one[0].0;
            let list = key::outcomes(station);
            let mut row =
                stations::get(self.draft, station)?.ok_or(StoreError::Damaged("a station is missing"))?;
            for (_, _, id) in of_one {
                let entry = self.entries.get_mut(id).expect("touched entries were filtered by being there");
                if entry.head.seq > 0 {
                    packed::remove(self.draft, &list, &key::outcome(station, entry.head.seq))?;
                }
                row.outcomes += 1;
                entry.head.seq = row.outcomes;
                let place = key::outcome(station, row.outcomes);
                packed::put(self.draft, &list, &place, id.uuid().as_bytes())?;
            }
            stations::put_whole(self.draft, &row)?;
        }
        for (id, entry) in &self.entries {
            entry.put(self.draft, *id)?;
        }
        put_counts(self.draft, self.counts)
    }
}

/// How many entries there are.
pub(super) fn counts(draft: &Draft) -> Result<CentreCounts, StoreError> {
    let Some(value) = draft.get(key::COUNTS)? else { return Ok(CentreCounts::default()) };
    let numbers: Vec<u64> =
        value.as_chunks().0.iter().map(|bytes: &[u8; 8]| u64::from_be_bytes(*bytes)).collect();
    match numbers[..] {
        [entries, open, rejected, unnumbered] => Ok(CentreCounts { entries, open, rejected, unnumbered }),
        // As written before any waited.
        [entries, open, rejected] => Ok(CentreCounts { entries, open, rejected, unnumbered: 0 }),
        _ => Err(StoreError::Damaged("the counts are of another shape")),
    }
}

fn put_counts(draft: &mut Draft, counts: CentreCounts) -> Result<(), StoreError> {
    let numbers = [counts.entries, counts.open, counts.rejected, counts.unnumbered].map(u64::to_be_bytes);
    draft.put(key::COUNTS.to_vec(), numbers.as_flattened())
}
