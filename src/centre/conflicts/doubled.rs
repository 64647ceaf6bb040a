//! An ordinary number that stands for two entries is told to the counters of both, and stops their archive until a person puts one
//! of them right: numbers given when `100` and `0000100` were two (DPR 445/2000 art. 63 c. 5).

use crate::error::CentreError;
use crate::ledger::hub::Hub;
use crate::ledger::seals::{self, Bound};
use crate::records::incoming::named;
use crate::registry::conflicts::Found;
use crate::staff::accounts::Worker;
use domain::centre::exchange::conflict::{Difference, Place};
use domain::centre::exchange::ordinary::OrdinaryKey;
use domain::centre::exchange::{ConflictKind, Decision, Remedy};
use domain::ids::id::EntryId;
use store::centre::row::{CentreEntry, NewDecision};

impl Hub {
    /// Tells of every number that stands for two entries, once for each entry; how many were news. Any instance may; twice
    /// harms nothing.
    pub fn tell_doubled(&self) -> Result<usize, CentreError> {
        let mut news = 0;
        for doubled in self.doubled_numbers()? {
            let number = doubled.ordinary.to_string();
            for (entry, emergency) in &doubled.entries {
                let others = doubled.entries.iter().filter(|(other, _)| other != entry);
                let differences = others.map(|(_, other)| Difference {
                    field: "ordinary".to_owned(),
                    at_counter: format!("{number}: {emergency}"),
                    at_centre: format!("{number}: {other}"),
                });
                let found = Found {
                    kind: ConflictKind::OrdinaryDoubled,
                    differences: differences.collect(),
                    about: None,
                };
                news += self.store.raise(*entry, &[named(self, *entry, &found, self.now())])?;
            }
        }
        Ok(news)
    }

    /// What was doubled is decided as soon as each number stands for one entry: by whoever put it right, with their reason.
    pub(crate) fn put_right_what_was_doubled(
        &self,
        who: &Worker,
        corrected: &[EntryId],
        before: &OrdinaryKey,
        reason: &str,
    ) -> Result<(), CentreError> {
        let mut entries: Vec<EntryId> = corrected.to_vec();
        entries.extend(self.store.by_ordinary(before)?.map(|holder| holder.id));
        for entry in entries {
            let Some(row) = self.store.entry(entry)? else { continue };
            let mut doubled = row.conflicts.iter().filter(|one| one.kind == ConflictKind::OrdinaryDoubled);
            let Some(open) = doubled.find(|one| one.decision.is_none()) else { continue };
            if self.is_doubled(&row)? {
                continue;
            }
            let remedy = if corrected.contains(&entry) { Remedy::CentreCorrected } else { Remedy::Stands };
            let (at, by) = (self.now(), who.name.clone());
            let decision = Decision { remedy, reason: reason.to_owned(), by, at, place: Place::Centre };
            let name = open.id.to_string();
            let sealed = seals::seal_json(&self.keys, Bound::Decision(&name), &decision, &self.random);
            let at = at.utc().timestamp_millis();
            self.store.decide(&NewDecision { conflict: open.id, remedy, sealed, at, differs: None })?;
        }
        Ok(())
    }

    /// Nothing but another number ends it. Field: `remedy`.
    pub(super) fn is_single(&self, entry: EntryId) -> Result<(), CentreError> {
        let row = self.store.entry(entry)?.ok_or(CentreError::NotFound)?;
        if !self.is_doubled(&row)? {
            return Ok(());
        }
        Err(CentreError::field(
            "remedy",
            "Il numero sta ancora per due registrazioni: correggere quello sbagliato, dalla pagina della sua registrazione. La differenza si chiude da sé.",
            "The number still stands for two entries: correct the wrong one, on its entry’s page. The difference closes by itself.",
        ))
    }

    fn is_doubled(&self, row: &CentreEntry) -> Result<bool, CentreError> {
        Ok(!self.sharing_the_number(row)?.is_empty())
    }
}
