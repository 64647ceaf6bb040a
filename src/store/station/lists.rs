//! Lists of entries: those in a state, those about bearers of a name.
//!
//! An item is a key and nothing else. Keys begin with the epoch, so that what is written lies together: with sled every
//! changed value costs a copy of its leaf, and a leaf that is not in its cache is read first.

use std::ops::RangeInclusive;

use sled::Tree;

use crate::error::StoreError;

use super::changes::Changes;
use super::keys::{self, List, Slot};

/// Every place there is.
pub(super) const EVERYTHING: RangeInclusive<Slot> = Slot(0)..=Slot(u64::MAX);

/// Puts an entry on a list that it does not stand on.
pub(super) fn add(changes: &mut Changes, list: &List, slot: Slot) -> Result<(), StoreError> {
    changes.set(list.item(slot), &[][..])
}

/// Takes an entry off a list, if it is there.
pub(super) fn remove(changes: &mut Changes, list: &List, slot: Slot) -> Result<(), StoreError> {
    changes.remove(list.item(slot))
}

/// The items of a list in `range`, newest first.
pub(super) fn newest_first<'a>(
    tree: &'a Tree,
    list: &'a List,
    range: &'a RangeInclusive<Slot>,
) -> Result<impl Iterator<Item = Result<Slot, StoreError>> + 'a, StoreError> {
    let end = last_slot(tree)?.min(*range.end());
    let epochs = range.start().epoch()..=end.epoch();
    Ok(epochs.rev().flat_map(move |epoch| {
        let first = Slot::at(epoch, 0).max(*range.start());
        let until = Slot::at(epoch, WITHIN_LAST).min(end);
        let items = if first <= until { list.item(first)..=list.item(until) } else { nothing() };
        tree.range(items).rev().map(move |item| {
            let (key, _) = item?;
            list.slot(epoch, &key).ok_or(StoreError::Damaged("an item of a list is cut"))
        })
    }))
}

/// The last place within an epoch.
const WITHIN_LAST: u32 = (1 << 28) - 1;

/// A range that holds no key: no key is empty.
fn nothing() -> RangeInclusive<Vec<u8>> {
    Vec::new()..=Vec::new()
}

/// The items of a list in `range`, oldest first.
pub(super) fn oldest_first(
    tree: &Tree,
    list: &List,
    range: &RangeInclusive<Slot>,
) -> Result<Vec<Slot>, StoreError> {
    let mut found = newest_first(tree, list, range)?.collect::<Result<Vec<_>, _>>()?;
    found.reverse();
    Ok(found)
}

/// How many items a list has in `range`.
pub(super) fn count(tree: &Tree, list: &List, range: &RangeInclusive<Slot>) -> Result<u64, StoreError> {
    newest_first(tree, list, range)?.try_fold(0, |count, item| item.map(|_| count + 1))
}

/// The slot of the last entry; the first place of all if there is none.
pub(super) fn last_slot(tree: &Tree) -> Result<Slot, StoreError> {
    let Some((key, _)) = tree.get_lt([keys::ROW + 1])? else { return Ok(Slot(0)) };
    Ok(slot_of_row(&key).unwrap_or(Slot(0)))
}

/// The slot of a row, by its key.
pub(super) fn slot_of_row(key: &[u8]) -> Option<Slot> {
    match key.split_first()? {
        (&keys::ROW, slot) => Some(Slot(u64::from_be_bytes(slot.try_into().ok()?))),
        _ => None,
    }
}
