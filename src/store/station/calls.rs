//! Call-backs: who is still to be called.

use crate::error::StoreError;
use domain::ids::id::EntryId;
use domain::register::call_back::CallOutcome;

use super::changes::Changes;
use super::entries::row_at;
use super::keys::{self, Slot};
use super::lists::{self, EVERYTHING};
use super::rows::{Calls, EntryRow};
use super::store::Store;

/// A call was made, or need not be.
pub(super) fn made(
    changes: &mut Changes,
    position: u64,
    entry: EntryId,
    outcome: CallOutcome,
) -> Result<(), StoreError> {
    let Some(mut row) = changes.entry(entry)? else {
        return Ok(());
    };
    if row.records.last() == Some(&position) {
        return Ok(());
    }
    row.records.push(position);
    // What stands in the journal happened. A call after the last one is shown in the history only.
    if let Some(Ok(call)) = row.call.map(|call| call.after(outcome)) {
        row.call = Some(call);
    }
    settle(changes, &row)?;
    changes.set_entry(row);
    Ok(())
}

/// Puts an entry on the list of calls to be made, or takes it off.
pub(super) fn settle(changes: &mut Changes, row: &EntryRow) -> Result<(), StoreError> {
    let slot = Slot(row.cursor);
    match row.calls() {
        Some(Calls::Due) => lists::add(changes, &keys::calls(), slot),
        Some(Calls::Done) => lists::remove(changes, &keys::calls(), slot),
        None if row.call.is_some() => lists::remove(changes, &keys::calls(), slot),
        None => Ok(()),
    }
}

impl Store {
    /// All call-backs still to be made, oldest first.
    pub fn calls_due(&self) -> Result<Vec<EntryRow>, StoreError> {
        self.ask(|rows| {
            let items = lists::oldest_first(rows.tree(), &keys::calls(), &EVERYTHING)?;
            items.into_iter().map(|slot| row_at(rows, slot)).collect()
        })
    }

    /// How many call-backs are still to be made.
    pub fn calls_due_count(&self) -> Result<u64, StoreError> {
        self.ask(|rows| lists::count(rows.tree(), &keys::calls(), &EVERYTHING))
    }
}
