//! Photographs that are kept: on which entries, and until when nobody has erased them.

use crate::error::StoreError;
use domain::ids::id::EntryId;
use domain::person::photograph::Photograph;
use domain::register::entry::Entry;

use super::changes::Changes;
use super::entries::row_at;
use super::keys::{self, List, Slot};
use super::lists::{self, EVERYTHING};
use super::rows::EntryRow;
use super::store::Store;

/// Label under which the vault blinds the hashes of photographs.
const PHOTOGRAPH: &str = "store/photograph/v1";

/// Hash of the picture an entry bears.
pub(super) fn blob_of(entry: &Entry) -> Option<String> {
    match &entry.photograph {
        Some(Photograph::Kept { blob }) => Some(blob.clone()),
        Some(Photograph::Glued) | None => None,
    }
}

/// The lists a photograph puts its entry on.
pub(super) fn lists_of(changes: &Changes, row: &EntryRow) -> Vec<List> {
    let picture = row.photograph.as_ref().map(|blob| list_of(changes, blob));
    picture.into_iter().flat_map(|list| [keys::photographs(), list]).collect()
}

fn list_of(changes: &Changes, blob: &str) -> List {
    keys::photograph(changes.seals().blind(PHOTOGRAPH, blob.as_bytes()))
}

/// The photograph of an entry is no longer kept.
pub(super) fn erased(changes: &mut Changes, blob: &str, entry: EntryId) -> Result<(), StoreError> {
    let Some(mut row) = changes.entry(entry)? else {
        return Ok(());
    };
    row.photograph = None;
    lists::remove(changes, &keys::photographs(), Slot(row.cursor))?;
    let list = list_of(changes, blob);
    lists::remove(changes, &list, Slot(row.cursor))?;
    changes.set_entry(row);
    Ok(())
}

impl Store {
    /// Entries whose photograph is kept, oldest first.
    pub fn photographs(&self) -> Result<Vec<EntryRow>, StoreError> {
        self.ask(|rows| {
            let items = lists::oldest_first(rows.tree(), &keys::photographs(), &EVERYTHING)?;
            items.into_iter().map(|slot| row_at(rows, slot)).collect()
        })
    }

    /// How many entries bear one picture that is kept.
    pub fn bearers(&self, blob: &str) -> Result<usize, StoreError> {
        self.ask(|rows| Ok(lists::oldest_first(rows.tree(), &list_of(rows, blob), &EVERYTHING)?.len()))
    }
}
