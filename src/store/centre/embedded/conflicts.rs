//! Conflicts: the list of open ones, and those found later.

use super::draft::Draft;
use super::entry::conflict_row;
use super::key;
use super::work::Work;
use crate::centre::row::{ConflictRow, NewCall, NewConflict, NewDecision};
use crate::error::StoreError;
use domain::ids::id::EntryId;

/// Open conflicts, oldest first.
pub(super) fn open(draft: &Draft, limit: usize) -> Result<Vec<ConflictRow>, StoreError> {
    listed(draft, key::OPEN, limit)
}

/// How many are open.
pub(super) fn count_open(draft: &Draft) -> Result<u64, StoreError> {
    draft.tree().scan_prefix(key::OPEN).try_fold(0, |count, item| Ok(item.map(|_| count + 1)?))
}

/// Conflicts whose holders are to be called, oldest first.
pub(super) fn calls(draft: &Draft, limit: usize) -> Result<Vec<ConflictRow>, StoreError> {
    listed(draft, key::CALLS, limit)
}

fn listed(draft: &Draft, list: &[u8], limit: usize) -> Result<Vec<ConflictRow>, StoreError> {
    let listed = draft.tree().scan_prefix(list).take(limit);
    listed
        .map(|item| {
            let (key, _) = item?;
            let id = key::last(&key).ok_or(StoreError::Damaged("a list names no conflict"))?;
            conflict_row(draft, id)?.ok_or(StoreError::Damaged("a conflict is missing"))
        })
        .collect()
}

/// Decides.
pub(super) fn decide(draft: &mut Draft, decision: &NewDecision) -> Result<bool, StoreError> {
    let mut work = Work::on(draft)?;
    if !work.decide(decision, None)? {
        return Ok(false);
    }
    work.finish()?;
    Ok(true)
}

/// Writes down a call.
pub(super) fn call(draft: &mut Draft, call: &NewCall) -> Result<bool, StoreError> {
    let mut work = Work::on(draft)?;
    if !work.call(call, None)? {
        return Ok(false);
    }
    work.finish()?;
    Ok(true)
}

/// Adds what was found later.
pub(super) fn renew(draft: &mut Draft, entries: &[EntryId]) -> Result<(), StoreError> {
    let mut work = Work::on(draft)?;
    for id in entries {
        if work.entry(*id)?.is_some() {
            work.touch(*id);
        }
    }
    work.finish()
}

pub(super) fn raise(draft: &mut Draft, id: EntryId, new: &[NewConflict]) -> Result<usize, StoreError> {
    let mut work = Work::on(draft)?;
    let Some(entry) = work.entry(id)? else { return Ok(0) };
    let mut kinds = Vec::new();
    for conflict in entry.head.conflicts.clone() {
        kinds.extend(conflict_row(work.draft, conflict)?.map(|row| row.kind));
    }
    let before = kinds.len();
    for found in new {
        if kinds.contains(&found.kind) {
            continue;
        }
        kinds.push(found.kind);
        work.clash(&ConflictRow::found(id, found))?;
    }
    let added = kinds.len() - before;
    if added > 0 {
        work.finish()?;
    }
    Ok(added)
}
