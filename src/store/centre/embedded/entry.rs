//! Entries and conflicts as they lie in the store.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::draft::Draft;
use super::{corrections, key, value};
use crate::centre::row::{CentreEntry, ConflictRow, Fate};
use crate::error::StoreError;
use domain::centre::exchange::{ConflictKind, OrdinaryNumber, Remedy};
use domain::ids::anchor::Position;
use domain::ids::id::{EntryId, OutageId, StationId};

/// An entry; its sealed content stands beside.
#[derive(Serialize, Deserialize)]
pub(super) struct EntryHead {
    pub(super) station: StationId,
    pub(super) position: Position,
    pub(super) number: String,
    pub(super) issued: i64,
    pub(super) day: Option<NaiveDate>,
    pub(super) kind: String,
    pub(super) title: String,
    pub(super) outage: OutageId,
    pub(super) state: String,
    pub(super) ordinary: Option<OrdinaryNumber>,
    pub(super) rejected: Option<(String, String)>,
    #[serde(default)]
    pub(super) corrected_by: Option<EntryId>,
    pub(super) received: i64,
    pub(super) seq: u64,
    pub(super) conflicts: Vec<Uuid>,
    /// How many of them are open.
    pub(super) open: u32,
    /// Whether its ordinary number was put right.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(super) corrected: bool,
}

/// An entry with its sealed content.
pub(super) struct StoredEntry {
    pub(super) head: EntryHead,
    pub(super) sealed: Vec<u8>,
}

impl StoredEntry {
    pub(super) fn get(draft: &Draft, id: EntryId) -> Result<Option<Self>, StoreError> {
        let Some(value) = draft.get_long(&key::entry(id))? else { return Ok(None) };
        let (head, [sealed]) = value::read(&value)?;
        Ok(Some(Self { head, sealed }))
    }

    pub(super) fn put(&self, draft: &mut Draft, id: EntryId) -> Result<(), StoreError> {
        draft.put_long(key::entry(id), &value::write(&self.head, &[&self.sealed]))
    }

    /// Whether it waits for an ordinary number.
    pub(super) fn unnumbered(&self) -> bool {
        self.head.ordinary.is_none() && self.head.rejected.is_none()
    }

    /// What became of it; nothing yet while it only waits for its number.
    pub(super) fn fate(&self) -> Option<Fate> {
        match (&self.head.rejected, self.head.open) {
            (Some(_), _) => self.head.corrected_by.is_none().then_some(Fate::Rejected),
            (None, 0) => (!self.unnumbered()).then_some(Fate::Settled),
            (None, _) => Some(Fate::Open),
        }
    }

    /// The entry as it is shown, with its conflicts.
    pub(super) fn shown(self, draft: &Draft, id: EntryId) -> Result<CentreEntry, StoreError> {
        let head = self.head;
        let mut conflicts = Vec::with_capacity(head.conflicts.len());
        for conflict in head.conflicts {
            conflicts
                .push(conflict_row(draft, conflict)?.ok_or(StoreError::Damaged("a conflict is missing"))?);
        }
        conflicts.sort_by_key(|conflict| (conflict.found, conflict.id));
        let corrections = if head.corrected { corrections::of_entry(draft, id)? } else { Vec::new() };
        Ok(CentreEntry {
            id,
            station: head.station,
            position: head.position,
            number: head.number,
            issued: head.issued,
            kind: head.kind,
            title: head.title,
            outage: head.outage,
            state: head.state,
            ordinary: head.ordinary,
            rejected: head.rejected,
            corrected_by: head.corrected_by,
            received: head.received,
            sealed: self.sealed,
            conflicts,
            corrections,
            seq: head.seq,
        })
    }
}

/// An entry as it is shown.
pub(super) fn shown(draft: &Draft, id: EntryId) -> Result<Option<CentreEntry>, StoreError> {
    StoredEntry::get(draft, id)?.map(|entry| entry.shown(draft, id)).transpose()
}

#[derive(Serialize, Deserialize)]
struct ConflictHead {
    entry: EntryId,
    other: Option<EntryId>,
    kind: ConflictKind,
    found: i64,
    remedy: Option<Remedy>,
    /// Whether a call ended the matter; absent before the first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    called: Option<bool>,
}

/// A conflict.
pub(super) fn conflict_row(draft: &Draft, id: Uuid) -> Result<Option<ConflictRow>, StoreError> {
    let Some(value) = draft.get_long(&key::conflict(id))? else { return Ok(None) };
    let (head, [sealed, decision]): (ConflictHead, _) = value::read(&value)?;
    let call = match head.called {
        None => None,
        Some(ends) => {
            let (_, [_, _, call]): (ConflictHead, _) = value::read(&value)?;
            Some((ends, call))
        }
    };
    Ok(Some(ConflictRow {
        id,
        entry: head.entry,
        other: head.other,
        kind: head.kind,
        found: head.found,
        sealed,
        decision: head.remedy.map(|remedy| (remedy, decision)),
        call,
    }))
}

/// Puts a conflict, and lists it while it is open, or a holder is to be called.
pub(super) fn put_conflict(draft: &mut Draft, row: &ConflictRow) -> Result<(), StoreError> {
    let head = ConflictHead {
        entry: row.entry,
        other: row.other,
        kind: row.kind,
        found: row.found,
        remedy: row.decision.as_ref().map(|(remedy, _)| *remedy),
        called: row.call.as_ref().map(|(ends, _)| *ends),
    };
    let decision = row.decision.as_ref().map_or(&[][..], |(_, sealed)| sealed);
    let call = row.call.as_ref().map_or(&[][..], |(_, sealed)| sealed);
    draft.put_long(key::conflict(row.id), &value::write(&head, &[&row.sealed, decision, call]))?;
    for (list, stands) in [(key::OPEN, row.decision.is_none()), (key::CALLS, row.calls())] {
        let place = key::found(list, row.found, row.id);
        if stands { draft.put(place, &[])? } else { draft.remove(place) }
    }
    Ok(())
}
