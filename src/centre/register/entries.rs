//! Entries as pages, outcomes and exports show them.

use crate::error::CentreError;
use crate::ledger::hub::Hub;
use crate::ledger::instant::moment;
use crate::ledger::seals::{self, Bound};
use crate::registry::conflicts::{self, DECISION};
use domain::centre::exchange::conflict::Difference;
use domain::centre::exchange::ordinary::{OrdinaryKey, Written};
use domain::centre::exchange::{Call, Conflict, Correction, Decision, OrdinaryNumber, Outcome, Verdict};
use domain::ids::anchor::Position;
use domain::ids::id::{EntryId, StationId};
use domain::ids::number::Number;
use domain::journal::event::Event;
use domain::journal::record::Payload;
use domain::person::tax_code;
use domain::register::entry::Entry;
use domain::text::names;
use store::centre::row::{CentreCounts, CentreEntry, CentreQuery, ConflictRow};

use super::summary::Summary;

/// An entry with what its row seals.
#[derive(Clone, Debug)]
pub struct EntryView {
    /// Its row.
    pub row: CentreEntry,
    /// Its summary; none if it was set aside and cannot be read.
    pub summary: Option<Summary>,
    /// Its conflicts.
    pub conflicts: Vec<ConflictView>,
    /// What its ordinary number was before it was put right.
    pub corrections: Vec<Correction>,
}

/// A conflict with what its row seals.
#[derive(Clone, Debug)]
pub struct ConflictView {
    /// As it travels.
    pub conflict: Conflict,
    /// Of which entry.
    pub entry: EntryId,
    /// The other entry, where two clash.
    pub other: Option<EntryId>,
}

/// What somebody looks for at the centre.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Looked {
    /// Entries that answer to it.
    Entries(Vec<EntryId>),
    /// Nothing was typed that can be looked for.
    Nothing,
}

impl Hub {
    /// Entries asked for.
    pub fn entries(&self, query: &CentreQuery) -> Result<Vec<EntryView>, CentreError> {
        self.store.entries(query)?.into_iter().map(|row| self.entry_view(row)).collect()
    }

    /// How many there are.
    pub fn counts(&self) -> Result<CentreCounts, CentreError> {
        Ok(self.store.counts()?)
    }

    /// One entry.
    pub fn entry(&self, id: EntryId) -> Result<EntryView, CentreError> {
        let row = self.store.entry(id)?.ok_or(CentreError::NotFound)?;
        self.entry_view(row)
    }

    /// The entry as its station wrote it, out of its record.
    pub fn entry_in_full(&self, row: &CentreEntry) -> Result<Option<Entry>, CentreError> {
        let Some(payload) = self.payload(row.station, row.position)? else { return Ok(None) };
        let Payload::Known(command) = Payload::read(payload.as_bytes()) else { return Ok(None) };
        Ok(command.events.into_iter().find_map(|event| match event {
            Event::EntryIssued(entry) if entry.id == row.id => Some(*entry),
            _ => None,
        }))
    }

    /// The stored bytes of a record's payload.
    fn payload(&self, station: StationId, position: Position) -> Result<Option<String>, CentreError> {
        let Some(sealed) = self.store.record(station, position)?.and_then(|record| record.sealed) else {
            return Ok(None);
        };
        let name = format!("{station}:{position}");
        let plain = seals::open(&self.keys, Bound::Record(&name), &sealed)?;
        let payload = plain.get(32..).unwrap_or_default().to_vec();
        Ok(String::from_utf8(payload).ok())
    }

    /// Entries with an emergency number, an ordinary number (`PG 0000031/2026`, `0000031/2026`) that they
    /// have or had, a tax code or a name.
    pub fn look_for(&self, typed: &str) -> Result<Looked, CentreError> {
        let typed = typed.trim();
        if typed.is_empty() {
            return Ok(Looked::Nothing);
        }
        let ids = |rows: Vec<CentreEntry>| Looked::Entries(rows.into_iter().map(|row| row.id).collect());
        let upper = typed.to_uppercase();
        if Number::try_from(upper.clone()).is_ok() {
            return Ok(ids(self.store.by_number(&upper)?));
        }
        if let Some(written) = Written::read(typed) {
            let own = self.register().to_uppercase();
            return Ok(ids(
                self.with_number(&written.in_register(written.register.as_deref().unwrap_or(&own)))?
            ));
        }
        let code = tax_code::normalise(typed);
        let finds = if tax_code::is_sound(&code) {
            vec![seals::tax_code(&self.keys, &code)]
        } else {
            seals::words(&self.keys, typed)
        };
        if finds.is_empty() || names::words(typed).is_empty() {
            return Ok(Looked::Nothing);
        }
        Ok(ids(self.store.entries(&CentreQuery { finds, limit: 50, ..CentreQuery::default() })?))
    }

    /// Entries that have an ordinary number, then those that had it before it was put right.
    fn with_number(&self, number: &OrdinaryKey) -> Result<Vec<CentreEntry>, CentreError> {
        let mut found: Vec<CentreEntry> = self.store.by_ordinary(number)?.into_iter().collect();
        let same = |row: &CentreEntry| row.ordinary.as_ref().is_some_and(|held| held.key() == *number);
        found.extend(self.store.doubled()?.into_iter().filter(same));
        for row in self.store.formerly(number)? {
            if !found.iter().any(|one| one.id == row.id) {
                found.push(row);
            }
        }
        Ok(found)
    }

    /// The other entries that have the ordinary number of this one: a person puts one of them right.
    pub fn sharing_the_number(&self, row: &CentreEntry) -> Result<Vec<(EntryId, String)>, CentreError> {
        let Some(number) = row.ordinary.as_ref().map(OrdinaryNumber::key) else { return Ok(Vec::new()) };
        let has = |one: &CentreEntry| one.ordinary.as_ref().is_some_and(|held| held.key() == number);
        let others = self.with_number(&number)?.into_iter().filter(|one| one.id != row.id && has(one));
        Ok(others.map(|one| (one.id, one.number)).collect())
    }

    pub(crate) fn entry_view(&self, mut row: CentreEntry) -> Result<EntryView, CentreError> {
        let name = row.id.to_string();
        let summary = match row.sealed.as_slice() {
            // Set aside: what can be read of it stands in its record alone.
            [] => self.entry_in_full(&row)?.map(|entry| {
                row.title.clone_from(&entry.title);
                row.issued = entry.issued.utc().timestamp_millis();
                Summary::of(&entry)
            }),
            sealed => Some(seals::open_json(&self.keys, Bound::Entry(&name), sealed)?),
        };
        let conflicts = row.conflicts.iter().map(|one| self.conflict_view(one)).collect::<Result<_, _>>()?;
        let corrections = self.corrections(&row)?;
        Ok(EntryView { row, summary, conflicts, corrections })
    }

    pub(crate) fn conflict_view(&self, row: &ConflictRow) -> Result<ConflictView, CentreError> {
        let name = row.id.to_string();
        let mut differences: Vec<Difference> = match row.sealed.as_slice() {
            [] => Vec::new(),
            sealed => seals::open_json(&self.keys, Bound::Conflict(&name), sealed)?,
        };
        if let Some(other) = row.other.and_then(|other| self.store.entry(other).ok().flatten())
            && differences.is_empty()
        {
            differences = self.clashing(row, &other)?;
        }
        for difference in differences.iter_mut().filter(|one| one.field == DECISION) {
            difference.at_centre = self.decided_first(&difference.at_centre)?;
        }
        let decision = match &row.decision {
            None => None,
            Some((_, sealed)) => {
                Some(seals::open_json::<Decision>(&self.keys, Bound::Decision(&name), sealed)?)
            }
        };
        let call = match &row.call {
            None => None,
            Some((_, sealed)) => Some(seals::open_json::<Call>(&self.keys, Bound::Call(&name), sealed)?),
        };
        let conflict =
            Conflict { id: row.id, kind: row.kind, differences, found: moment(row.found), decision, call };
        Ok(ConflictView { conflict, entry: row.entry, other: row.other })
    }

    /// The decision that stands about a conflict, in words, by the conflict's identity.
    fn decided_first(&self, conflict: &str) -> Result<String, CentreError> {
        let row = conflict.parse().ok().map(|id| self.store.conflict(id)).transpose()?.flatten();
        let Some((_, sealed)) = row.and_then(|row| row.decision) else { return Ok(String::new()) };
        let decision = seals::open_json(&self.keys, Bound::Decision(conflict), &sealed)?;
        Ok(conflicts::in_words(&decision))
    }

    /// The outcome of an entry, as it travels; none while it waits for its number.
    pub(crate) fn outcome(&self, row: &CentreEntry) -> Result<Option<Outcome>, CentreError> {
        let verdict = match (&row.ordinary, &row.rejected) {
            (Some(ordinary), _) => Verdict::Accepted {
                ordinary: ordinary.clone(),
                conflicts: row
                    .conflicts
                    .iter()
                    .map(|one| self.conflict_view(one).map(|view| view.conflict))
                    .collect::<Result<_, _>>()?,
                corrections: self.corrections(row)?,
            },
            (None, Some((code, reason))) => Verdict::Rejected { code: code.clone(), reason: reason.clone() },
            (None, None) => return Ok(None),
        };
        let number = Number::try_from(row.number.clone()).ok();
        Ok(Some(Outcome {
            seq: row.seq,
            entry: row.id,
            position: row.position,
            number,
            compared: None,
            proof: None,
            verdict,
        }))
    }
}
