//! Puts and removals on one tree, gathered so that they happen at once or not at all; reads see them already.

use std::collections::BTreeMap;

use serde::Serialize;
use serde::de::DeserializeOwned;
use sled::{Batch, IVec, Tree};

use crate::error::StoreError;
use domain::ids::id::EntryId;

use super::entry_row;
use super::keys::{self, Slot};
use super::mark::Tally;
use super::rows::EntryRow;
use super::seals::Seals;

/// Longest piece of a value: sled moves what is longer than a few pages to files it never syncs.
const PIECE: usize = 3 * 1024;

/// Reads a tree, and gathers what is to change in it.
pub(super) struct Changes<'a> {
    tree: &'a Tree,
    seals: &'a Seals,
    changed: BTreeMap<Vec<u8>, Option<IVec>>,
    /// Rows of entries that are to change, open: a row is sealed once, however often it changes.
    entries: BTreeMap<Slot, EntryRow>,
    tally: Tally,
}

impl<'a> Changes<'a> {
    /// Nothing changed yet; the tree adds up to `tally`.
    pub(super) fn new(tree: &'a Tree, seals: &'a Seals, tally: Tally) -> Self {
        Self { tree, seals, changed: BTreeMap::new(), entries: BTreeMap::new(), tally }
    }

    pub(super) fn seals(&self) -> &'a Seals {
        self.seals
    }

    /// The tree as it is, without what is to change.
    pub(super) fn tree(&self) -> &'a Tree {
        self.tree
    }

    pub(super) fn raw(&self, key: &[u8]) -> Result<Option<IVec>, StoreError> {
        match self.changed.get(key) {
            Some(changed) => Ok(changed.clone()),
            None => Ok(self.tree.get(key)?),
        }
    }

    /// Puts a value; it may replace another.
    pub(super) fn set(&mut self, key: Vec<u8>, value: impl Into<IVec>) -> Result<(), StoreError> {
        let old = self.raw(&key)?;
        self.exchange(key, old, Some(value.into()));
        Ok(())
    }

    /// Puts what `change` makes of the value there is; nothing left, no value.
    pub(super) fn update(
        &mut self,
        key: Vec<u8>,
        change: impl FnOnce(Option<&[u8]>) -> Option<Vec<u8>>,
    ) -> Result<(), StoreError> {
        let old = self.raw(&key)?;
        let new = change(old.as_deref());
        self.exchange(key, old, new.map(IVec::from));
        Ok(())
    }

    fn exchange(&mut self, key: Vec<u8>, old: Option<IVec>, new: Option<IVec>) {
        if old == new {
            return;
        }
        if let Some(old) = old {
            self.tally.take(&key, &old);
        }
        if let Some(new) = &new {
            self.tally.add(&key, new);
        }
        self.changed.insert(key, new);
    }

    /// Removes a value, if there is one.
    pub(super) fn remove(&mut self, key: Vec<u8>) -> Result<(), StoreError> {
        let old = self.raw(&key)?;
        self.exchange(key, old, None);
        Ok(())
    }

    /// Seals a value of any length in its place, in as many pieces as it needs.
    pub(super) fn set_sealed(&mut self, key: Vec<u8>, plain: &[u8]) -> Result<(), StoreError> {
        let before = self.raw(&key)?.map_or(0, |head| pieces(&head));
        let sealed = self.seals.seal(&key, plain);
        let (head, rest) = sealed.split_at(sealed.len().min(PIECE));
        let count = u16::try_from(rest.chunks(PIECE).count()).map_err(|_| StoreError::Damaged("too long"))?;
        for (index, piece) in (0..).zip(rest.chunks(PIECE)) {
            self.set(keys::piece(&key, index), piece)?;
        }
        for index in count..before {
            self.remove(keys::piece(&key, index))?;
        }
        self.set(key, [&count.to_be_bytes(), head].concat())
    }

    /// Removes what [`Changes::set_sealed`] put.
    pub(super) fn remove_sealed(&mut self, key: Vec<u8>) -> Result<(), StoreError> {
        for index in 0..self.raw(&key)?.map_or(0, |head| pieces(&head)) {
            self.remove(keys::piece(&key, index))?;
        }
        self.remove(key)
    }

    /// What was sealed in that place.
    pub(super) fn sealed(&self, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        self.raw(key)?.map(|head| self.opened(key, &head)).transpose()
    }

    /// The value at `key`, of which `head` was read already.
    pub(super) fn opened(&self, key: &[u8], head: &[u8]) -> Result<Vec<u8>, StoreError> {
        let mut sealed = head.get(2..).ok_or(StoreError::Damaged("a value is cut"))?.to_vec();
        for index in 0..pieces(head) {
            let piece = self.raw(&keys::piece(key, index))?;
            sealed.extend_from_slice(&piece.ok_or(StoreError::Damaged("a piece of a value is missing"))?);
        }
        self.seals.open(key, &sealed)
    }

    pub(super) fn set_row(&mut self, key: Vec<u8>, row: &impl Serialize) -> Result<(), StoreError> {
        let plain =
            serde_json::to_vec(row).expect("rows hold only strings, numbers, lists and string-keyed maps");
        self.set_sealed(key, &plain)
    }

    pub(super) fn row<T: DeserializeOwned>(&self, key: &[u8]) -> Result<Option<T>, StoreError> {
        self.sealed(key)?.map(|plain| read_row(&plain)).transpose()
    }

    /// The row at a slot.
    pub(super) fn entry_at(&self, slot: Slot) -> Result<Option<EntryRow>, StoreError> {
        if let Some(row) = self.entries.get(&slot) {
            return Ok(Some(row.clone()));
        }
        self.sealed(&keys::row(slot))?.map(|plain| entry_row::read(slot, &plain)).transpose()
    }

    /// The row of an entry.
    pub(super) fn entry(&self, id: EntryId) -> Result<Option<EntryRow>, StoreError> {
        let Some(slot) = self.slot_of(id)? else { return Ok(None) };
        self.entry_at(slot)
    }

    /// Where the row of an entry is.
    pub(super) fn slot_of(&self, id: EntryId) -> Result<Option<Slot>, StoreError> {
        let Some(slot) = self.raw(&keys::entry(id.uuid()))? else { return Ok(None) };
        let slot =
            slot.as_ref().try_into().map_err(|_| StoreError::Damaged("the place of an entry is cut"))?;
        Ok(Some(Slot(u64::from_be_bytes(slot))))
    }

    /// Puts an entry's row.
    pub(super) fn set_entry(&mut self, row: EntryRow) {
        self.entries.insert(Slot(row.cursor), row);
    }

    /// Seals the rows that are to change. What the tree will then add up to.
    pub(super) fn seal_entries(&mut self) -> Result<Tally, StoreError> {
        for (slot, row) in std::mem::take(&mut self.entries) {
            self.set_sealed(keys::row(slot), &entry_row::bytes(&row))?;
        }
        Ok(self.tally)
    }

    /// The sealed value with the highest key of a kind.
    #[allow(clippy::type_complexity, reason = "a pair of key and value")]
    pub(super) fn last_sealed(&self, kind: u8) -> Result<Option<(Vec<u8>, Vec<u8>)>, StoreError> {
        let kinds = vec![kind]..vec![kind + 1];
        let changed = self.changed.range(kinds.clone()).rev().find(|(_, value)| value.is_some());
        let changed = changed.map(|(key, _)| key.clone());
        let kept = self.tree.range(kinds).next_back().transpose()?.map(|(key, _)| key.to_vec());
        let Some(key) = changed.max(kept) else { return Ok(None) };
        Ok(self.sealed(&key)?.map(|plain| (key, plain)))
    }

    /// All sealed values whose key begins so, with their keys, in the order of these.
    pub(super) fn all(&self, prefix: &[u8]) -> Result<Vec<(IVec, Vec<u8>)>, StoreError> {
        let items = self.tree.scan_prefix(prefix).map(|item| {
            let (key, head) = item?;
            let plain = self.opened(&key, &head)?;
            Ok((key, plain))
        });
        items.collect()
    }

    /// All rows whose key begins so, in the order of their keys.
    pub(super) fn rows<T: DeserializeOwned>(&self, prefix: &[u8]) -> Result<Vec<T>, StoreError> {
        self.all(prefix)?.iter().map(|(_, plain)| read_row(plain)).collect()
    }

    /// Makes it so.
    pub(super) fn commit(self) -> Result<(), StoreError> {
        let (tree, batch) = self.into_batch();
        Ok(tree.apply_batch(batch)?)
    }

    /// Makes it so, together with a value that is no part of what the tree adds up to.
    pub(super) fn commit_with(self, key: &[u8], value: &[u8]) -> Result<(), StoreError> {
        let (tree, mut batch) = self.into_batch();
        batch.insert(key, value);
        Ok(tree.apply_batch(batch)?)
    }

    fn into_batch(self) -> (&'a Tree, Batch) {
        let mut batch = Batch::default();
        for (key, value) in self.changed {
            match value {
                Some(value) => batch.insert(key, value),
                None => batch.remove(key),
            }
        }
        (self.tree, batch)
    }
}

/// How many further pieces a value has, by its first one.
fn pieces(head: &[u8]) -> u16 {
    head.first_chunk().map_or(0, |count| u16::from_be_bytes(*count))
}

pub(super) fn read_row<T: DeserializeOwned>(plain: &[u8]) -> Result<T, StoreError> {
    serde_json::from_slice(plain).map_err(|_| StoreError::Damaged("a row of another shape"))
}
