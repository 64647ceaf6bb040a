//! Entries by the ordinary numbers they have, or had before they were put right.

use std::collections::BTreeSet;

use uuid::Uuid;

use domain::centre::exchange::ordinary::{OrdinaryKey, Written};
use domain::ids::id::EntryId;

use super::changes::Changes;
use super::keys;
use super::store::Store;
use crate::error::StoreError;

const HAS: u8 = b'h';
const HAD: u8 = b'w';

/// An entry that has an ordinary number, or had it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Numbered {
    /// Which entry.
    pub entry: EntryId,
    /// Whether it has it still.
    pub has: bool,
}

/// The ordinary numbers of an entry, by what they are to it.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Numbers {
    /// Those it has.
    pub(super) has: BTreeSet<OrdinaryKey>,
    /// Those it had.
    pub(super) had: BTreeSet<OrdinaryKey>,
}

/// Notes what changed about the numbers of an entry.
pub(super) fn note(
    changes: &mut Changes,
    id: EntryId,
    before: &Numbers,
    after: &Numbers,
) -> Result<(), StoreError> {
    for number in before.has.union(&before.had) {
        if !after.has.contains(number) && !after.had.contains(number) {
            changes.remove(keys::numbered(number, id))?;
        }
    }
    for number in after.had.difference(&after.has) {
        changes.set(keys::numbered(number, id), [HAD].as_slice())?;
    }
    for number in &after.has {
        changes.set(keys::numbered(number, id), [HAS].as_slice())?;
    }
    Ok(())
}

impl Store {
    /// Entries that have or had an ordinary number, however that is written: those that have it first.
    pub fn numbered(&self, number: &Written) -> Result<Vec<Numbered>, StoreError> {
        self.ask(|rows| {
            let mut found = Vec::new();
            let prefix = keys::numbered_so(&number.in_register(""));
            for item in rows.tree().scan_prefix(&prefix) {
                let (key, value) = item?;
                let cut = StoreError::Damaged("the entry of an ordinary number is cut");
                let Some((register, id)) =
                    key.get(prefix.len()..).and_then(|rest| rest.split_last_chunk::<16>())
                else {
                    return Err(cut);
                };
                let wanted = number.register.as_ref();
                if wanted.is_none_or(|wanted| register.eq_ignore_ascii_case(wanted.as_bytes())) {
                    let entry = EntryId::new(Uuid::from_bytes(*id));
                    found.push(Numbered { entry, has: value.first() == Some(&HAS) });
                }
            }
            found.sort_by_key(|one| !one.has);
            Ok(found)
        })
    }
}
