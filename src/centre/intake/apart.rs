//! Outcomes of a continuation apart: its own, and those of the entries that it has in common with the station's own line, in one
//! sequence. What was told under a number is never told under another, and no number is given twice.
//!
//! | numbers | what |
//! |---|---|
//! | up to *told before* | entries in common, as they stood when the continuation was accepted, under the numbers of the own line |
//! | after that | the continuation's own, counted on, and between them the entries in common that got a later outcome |

use serde::{Deserialize, Serialize};

use super::receive::{PAGE, TRIES};
use crate::error::CentreError;
use crate::ledger::hub::Hub;
use domain::ids::id::EntryId;
use store::centre::row::{CentreEntry, StationRow};

/// What was told of the entries in common after the continuation was accepted.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Later {
    /// Outcome of the station's own line up to which was looked.
    seen: u64,
    /// Own outcome of the continuation that may have been told: what comes in between stands after it.
    told: u64,
    /// Outcomes of entries in common, in the order in which they came in between.
    added: Vec<Added>,
}

/// An outcome of an entry in common, put between those of the continuation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Added {
    /// After which of the continuation's own.
    after: u64,
    /// Of which entry.
    entry: EntryId,
}

impl Later {
    /// How many numbers were given after *told before*.
    pub(super) fn count(&self) -> u64 {
        self.told + self.added.len() as u64
    }

    /// The place of an own outcome in the sequence after *told before*.
    fn place_of_own(&self, own: u64) -> u64 {
        own + self.added.iter().take_while(|one| one.after < own).count() as u64
    }

    /// Outcomes put in between, each with its place; of an entry only the newest.
    fn places(&self) -> impl Iterator<Item = (u64, EntryId)> {
        let newest = |at: usize, entry: EntryId| self.added[at + 1..].iter().all(|one| one.entry != entry);
        let all = self.added.iter().zip(1..).map(|(one, nth)| (one.after + nth, one.entry));
        all.enumerate().filter(move |(at, (_, entry))| newest(*at, *entry)).map(|(_, placed)| placed)
    }

    /// How many own outcomes there are up to a place.
    fn own_up_to(&self, place: u64) -> u64 {
        let between = self.added.iter().zip(1..).filter(|(one, nth)| one.after + nth <= place).count();
        place.saturating_sub(between as u64)
    }
}

impl Hub {
    /// Whether a row keeps a continuation apart, also one that an earlier version kept.
    pub(super) fn is_apart(&self, row: &StationRow) -> Result<bool, CentreError> {
        Ok(self.continuation(row.id)?.is_some() || self.base(row.id)?.is_some())
    }

    /// Outcomes that a continuation apart is told after the one numbered `after`, each with its number; one more than a page
    /// at most.
    pub(super) fn told_apart(
        &self,
        row: &StationRow,
        before: u64,
        after: u64,
    ) -> Result<Vec<(u64, CentreEntry)>, CentreError> {
        let later = self.later(row)?;
        let mut told = Vec::new();
        if after < before {
            told = self.in_common(row, after, before)?;
        }
        let place = after.saturating_sub(before);
        let mut rest = Vec::new();
        for entry in self.store.outcomes(row.id, later.own_up_to(place), PAGE + 1)? {
            if entry.seq <= later.told {
                rest.push((before + later.place_of_own(entry.seq), entry));
            }
        }
        for (at, entry) in later.places().filter(|(at, _)| *at > place) {
            let entry = self.store.entry(entry)?;
            rest.extend(entry.map(|entry| (before + at, entry)));
        }
        rest.sort_by_key(|(seq, _)| *seq);
        told.extend(rest);
        told.truncate(PAGE + 1);
        Ok(told)
    }

    /// Entries of the station's own line up to where a continuation apart begins, with an outcome after `after` and up to
    /// `last`.
    fn in_common(
        &self,
        row: &StationRow,
        after: u64,
        last: u64,
    ) -> Result<Vec<(u64, CentreEntry)>, CentreError> {
        let Some(base) = self.base(row.id)? else { return Ok(Vec::new()) };
        let own = self.wire_of(row.id)?;
        let (mut found, mut after) = (Vec::new(), after);
        while found.len() <= PAGE && after < last {
            let page = self.store.outcomes(own, after, PAGE)?;
            let Some(newest) = page.last().map(|entry| entry.seq) else { break };
            after = newest;
            let common = |entry: &CentreEntry| entry.seq <= last && entry.position <= base.position;
            found.extend(page.into_iter().filter(common).map(|entry| (entry.seq, entry)));
        }
        Ok(found)
    }

    /// What came in between, up to now: looked for, and kept before anything of it is told. Whoever else looks at the same time
    /// finds the same.
    pub(super) fn later(&self, row: &StationRow) -> Result<Later, CentreError> {
        let name = format!("later/{}", row.id);
        let mut known = Later::default();
        for _ in 0..TRIES {
            let kept = self.store.setting(&name)?;
            known = match &kept {
                Some(json) => serde_json::from_slice(json).map_err(|_| CentreError::Keys)?,
                None => Later { seen: self.told_before(row.id)?, ..Later::default() },
            };
            let now = self.looked_on(row, &known)?;
            let json = serde_json::to_vec(&now).expect("numbers and names of entries");
            if now == known || self.store.set_setting(&name, kept.as_deref(), &json)? {
                return Ok(now);
            }
        }
        Ok(known)
    }

    fn looked_on(&self, row: &StationRow, known: &Later) -> Result<Later, CentreError> {
        let mut now = known.clone();
        let told = self.store.station(row.id)?.map_or(row.outcomes, |row| row.outcomes);
        now.told = known.told.max(told);
        let Some(base) = self.base(row.id)? else { return Ok(now) };
        let own = self.wire_of(row.id)?;
        loop {
            let page = self.store.outcomes(own, now.seen, PAGE)?;
            let Some(newest) = page.last().map(|entry| entry.seq) else { return Ok(now) };
            now.seen = newest;
            let common = page.iter().filter(|entry| entry.position <= base.position);
            now.added.extend(common.map(|entry| Added { after: now.told, entry: entry.id }));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn places_are_given_once_and_grow() {
        let entry = |n: u128| EntryId::new(Uuid::from_u128(n));
        let added = |after, n| Added { after, entry: entry(n) };
        let later = Later { seen: 9, told: 3, added: vec![added(1, 1), added(1, 2), added(3, 1)] };
        assert_eq!([1, 2, 3, 4].map(|own| later.place_of_own(own)), [1, 4, 5, 7]);
        assert_eq!(later.places().collect::<Vec<_>>(), [(3, entry(2)), (6, entry(1))]);
        assert_eq!([0, 1, 2, 3, 4, 5, 6].map(|place| later.own_up_to(place)), [0, 1, 1, 1, 2, 3, 3]);
        assert_eq!(later.count(), 6);
    }
}
