//! A database of before, brought up as it is opened: whose an ordinary number is lay there by the number as it was written, so
//! that `100` and `0000100` were two.

use std::collections::BTreeMap;

use super::draft::Draft;
use super::entry::{StoredEntry, shown};
use super::{key, packed};
use crate::centre::row::CentreEntry;
use crate::error::StoreError;
use domain::centre::exchange::ordinary::OrdinaryKey;
use domain::ids::id::EntryId;

/// Lists the holders by what their numbers come to. Where several entries have one number, the first that was received holds
/// it; the others are listed, so that a person puts them right.
pub(super) fn holders(draft: &mut Draft) -> Result<(), StoreError> {
    let tree = draft.tree();
    let end = key::after_all(key::HOLDERS_BEFORE);
    let mut held: BTreeMap<OrdinaryKey, Vec<EntryId>> = BTreeMap::new();
    for item in packed::upwards(tree, key::HOLDERS_BEFORE, key::HOLDERS_BEFORE, &end) {
        let (place, id) = item?;
        let (register, year, number) =
            key::of_holder_before(&place).ok_or(StoreError::Damaged("a holder of another shape"))?;
        let id = key::last(&id).ok_or(StoreError::Damaged("a number without its entry"))?;
        held.entry(OrdinaryKey::new(register, year, number)).or_default().push(EntryId::new(id));
    }
    for (number, mut entries) in held {
        if entries.len() > 1 {
            entries = in_order_of_receipt(draft, entries)?;
        }
        let list = key::holders(&number.register, number.year);
        packed::put(draft, &list, &key::ordinary(&number), entries[0].uuid().as_bytes())?;
        for doubled in &entries[1..] {
            draft.put(key::doubled(*doubled), &[])?;
        }
    }
    for block in tree.scan_prefix(key::HOLDERS_BEFORE) {
        draft.remove(block?.0.to_vec());
    }
    Ok(())
}

fn in_order_of_receipt(draft: &Draft, entries: Vec<EntryId>) -> Result<Vec<EntryId>, StoreError> {
    let mut order = Vec::with_capacity(entries.len());
    for id in entries {
        let head = StoredEntry::get(draft, id)?.ok_or(StoreError::Damaged("an entry is missing"))?.head;
        order.push((head.received, head.position, id));
    }
    order.sort_unstable();
    Ok(order.into_iter().map(|(_, _, id)| id).collect())
}

/// Entries whose number another one holds.
pub(super) fn doubled(draft: &Draft) -> Result<Vec<CentreEntry>, StoreError> {
    let listed = draft.tree().scan_prefix(key::DOUBLED);
    listed
        .map(|item| {
            let (place, _) = item?;
            let id = key::last(&place).ok_or(StoreError::Damaged("a list names no entry"))?;
            shown(draft, EntryId::new(id))?.ok_or(StoreError::Damaged("an entry is missing"))
        })
        .collect()
}
