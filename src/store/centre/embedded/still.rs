//! All rows as they stood at one moment, read a few at a time while writers go on: what a write is about to change further
//! on is kept as it was.

use std::collections::BTreeMap;
use std::ops::Bound;

use sled::{IVec, Tree};

use super::key;
use crate::error::StoreError;

/// Rows read at a time; writers wait for no more than these.
const AT_ONCE: usize = 500;

/// A key and its value.
pub(super) type Row = (Vec<u8>, IVec);

/// Where the reading has come to.
#[derive(Default)]
pub(super) struct Still {
    /// The last key read.
    after: Vec<u8>,
    /// What changed since and is still to be read, as it was; none where it was not there.
    before: BTreeMap<Vec<u8>, Option<IVec>>,
    done: bool,
}

impl Still {
    /// Keeps what is about to be changed.
    pub(super) fn keep<'a>(
        &mut self,
        tree: &Tree,
        keys: impl Iterator<Item = &'a Vec<u8>>,
    ) -> Result<(), StoreError> {
        for key in keys {
            if !self.done && *key > self.after && !self.before.contains_key(key) {
                self.before.insert(key.clone(), tree.get(key)?);
            }
        }
        Ok(())
    }

    /// The next rows; none once all were read.
    pub(super) fn next(&mut self, tree: &Tree) -> Result<Option<Vec<Row>>, StoreError> {
        if self.done {
            return Ok(None);
        }
        let mut rows = BTreeMap::new();
        let further = (Bound::Excluded(self.after.as_slice()), Bound::Unbounded);
        for item in tree.range::<&[u8], _>(further).take(AT_ONCE) {
            let (key, value) = item?;
            rows.insert(key.to_vec(), value);
        }
        let last = if rows.len() < AT_ONCE { None } else { rows.keys().next_back().cloned() };
        while let Some(changed) = self.before.first_entry() {
            if last.as_ref().is_some_and(|last| changed.key() > last) {
                break;
            }
            match changed.remove_entry() {
                (key, Some(value)) => rows.insert(key, value),
                (key, None) => rows.remove(&key),
            };
        }
        rows.remove(key::STANDING);
        self.done = last.is_none();
        self.after = last.unwrap_or_default();
        Ok(Some(rows.into_iter().collect()))
    }
}
