//! Reference data: a whole new set is written beside the old one, then used instead of it.

use std::collections::HashSet;

use super::draft::Draft;
use super::key;
use super::life::EmbeddedCentre;
use crate::centre::error::CentreStoreError;
use crate::centre::row::ReferenceRow;
use crate::error::StoreError;

/// Rows written at a time.
const AT_ONCE: usize = 1_000;

fn set_in_use(draft: &Draft) -> Result<u64, StoreError> {
    match draft.get(key::REFERENCES)? {
        None => Ok(0),
        Some(bytes) => {
            bytes.as_ref().try_into().map(u64::from_be_bytes).map_err(|_| StoreError::Damaged("a set"))
        }
    }
}

/// Replaces all. Until the last row is there, the old ones are answered.
pub(super) fn replace(
    store: &EmbeddedCentre,
    rows: &mut dyn Iterator<Item = ReferenceRow>,
) -> Result<u64, CentreStoreError> {
    let _alone = store.replacing();
    let old = store.read(set_in_use)?;
    let new = old.wrapping_add(1);
    // What an earlier try left.
    clear(store, new)?;
    let mut keys = HashSet::new();
    loop {
        let some: Vec<ReferenceRow> = rows.take(AT_ONCE).collect();
        if some.is_empty() {
            break;
        }
        keys.extend(some.iter().map(|row| row.key));
        store.write(|draft| {
            some.iter().try_for_each(|row| draft.put_long(key::reference(new, &row.key), &row.sealed))
        })?;
    }
    store.write(|draft| draft.put(key::REFERENCES.to_vec(), &new.to_be_bytes()))?;
    clear(store, old)?;
    Ok(u64::try_from(keys.len()).unwrap_or(u64::MAX))
}

/// Removes a set that is not in use.
fn clear(store: &EmbeddedCentre, set: u64) -> Result<(), CentreStoreError> {
    loop {
        let removed = store.write(|draft| {
            let mut gone = Vec::new();
            for prefix in [key::references(set), key::pieces(&key::references(set))] {
                for item in draft.tree().scan_prefix(prefix).take(AT_ONCE) {
                    gone.push(item?.0.to_vec());
                }
            }
            let removed = gone.len();
            for key in gone {
                draft.remove(key);
            }
            Ok(removed)
        })?;
        if removed == 0 {
            return Ok(());
        }
    }
}

/// What is known of these people.
pub(super) fn of(draft: &Draft, people: &[[u8; 16]]) -> Result<Vec<ReferenceRow>, StoreError> {
    let set = set_in_use(draft)?;
    let mut found = Vec::new();
    let mut asked = HashSet::new();
    for person in people.iter().filter(|person| asked.insert(**person)) {
        if let Some(sealed) = draft.get_long(&key::reference(set, person))? {
            found.push(ReferenceRow { key: *person, sealed });
        }
    }
    Ok(found)
}
