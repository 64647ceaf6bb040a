//! What one call is about to change. Reads see it already; it happens in one batch or not at all.

use std::collections::BTreeMap;
use std::ops::Bound;

use sled::{Batch, IVec, Tree};

use super::key;
use super::sum::Sum;
use crate::error::StoreError;

/// Longest piece of a value: sled moves what is longer than a few pages to files it never syncs.
const PIECE: usize = 3 * 1024;

/// The tree, and what is to change in it.
pub(super) struct Draft<'a> {
    tree: &'a Tree,
    changed: BTreeMap<Vec<u8>, Option<IVec>>,
}

impl<'a> Draft<'a> {
    /// Nothing changed yet.
    pub(super) fn over(tree: &'a Tree) -> Self {
        Self { tree, changed: BTreeMap::new() }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.changed.is_empty()
    }

    fn raw(&self, key: &[u8]) -> Result<Option<IVec>, StoreError> {
        match self.changed.get(key) {
            Some(changed) => Ok(changed.clone()),
            None => Ok(self.tree.get(key)?),
        }
    }

    /// Whether there is a value.
    pub(super) fn has(&self, key: &[u8]) -> Result<bool, StoreError> {
        match self.changed.get(key) {
            Some(changed) => Ok(changed.is_some()),
            None => Ok(self.tree.contains_key(key)?),
        }
    }

    /// The last short value from `first` to `last`, both included, with its key.
    pub(super) fn last_until(
        &self,
        first: &[u8],
        last: &[u8],
    ) -> Result<Option<(Vec<u8>, IVec)>, StoreError> {
        let changed = self.changed.range::<[u8], _>((Bound::Included(first), Bound::Included(last)));
        let changed = changed.rev().find_map(|(key, value)| Some((key, value.as_ref()?)));
        let mut lying = self.tree.range(first..=last).rev();
        let lying = loop {
            let Some(item) = lying.next() else { break None };
            let (key, value) = item?;
            // What is to change is known from above.
            if !self.changed.contains_key(key.as_ref()) {
                break Some((key, value));
            }
        };
        Ok(match (changed, lying) {
            (Some((changed, value)), Some((lying, _))) if changed.as_slice() > lying.as_ref() => {
                Some((changed.clone(), value.clone()))
            }
            (_, Some((lying, value))) => Some((lying.to_vec(), value)),
            (Some((changed, value)), None) => Some((changed.clone(), value.clone())),
            (None, None) => None,
        })
    }

    /// A short value, as it lies there.
    pub(super) fn get(&self, key: &[u8]) -> Result<Option<IVec>, StoreError> {
        self.raw(key)
    }

    /// Puts a short value (at most [`PIECE`] bytes); it may replace another.
    pub(super) fn put(&mut self, key: Vec<u8>, value: &[u8]) -> Result<(), StoreError> {
        if value.len() > PIECE {
            return Err(StoreError::Damaged("a value is too long for its place"));
        }
        self.changed.insert(key, Some(value.into()));
        Ok(())
    }

    /// Removes a short value, if there is one.
    pub(super) fn remove(&mut self, key: Vec<u8>) {
        self.changed.insert(key, None);
    }

    /// Puts a value of any length, in as many pieces as it needs.
    pub(super) fn put_long(&mut self, key: Vec<u8>, value: &[u8]) -> Result<(), StoreError> {
        let before = self.raw(&key)?.map_or(0, |head| pieces(&head));
        let (head, rest) = value.split_at(value.len().min(PIECE - 2));
        let count = u16::try_from(rest.chunks(PIECE).count()).map_err(|_| StoreError::Damaged("too long"))?;
        for (index, piece) in (0..).zip(rest.chunks(PIECE)) {
            self.put(key::piece(&key, index), piece)?;
        }
        for index in count..before {
            self.remove(key::piece(&key, index));
        }
        self.put(key, &[&count.to_be_bytes(), head].concat())
    }

    /// A value of any length.
    pub(super) fn get_long(&self, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        self.raw(key)?.map(|head| self.joined(key, &head)).transpose()
    }

    /// The value of any length at `key`, of which `head` was read already.
    pub(super) fn joined(&self, key: &[u8], head: &[u8]) -> Result<Vec<u8>, StoreError> {
        let mut value = head.get(2..).ok_or(StoreError::Damaged("a value is cut"))?.to_vec();
        for index in 0..pieces(head) {
            let piece = self.raw(&key::piece(key, index))?;
            value.extend_from_slice(&piece.ok_or(StoreError::Damaged("a piece of a value is missing"))?);
        }
        Ok(value)
    }

    /// The tree as it is, without what is to change.
    pub(super) fn tree(&self) -> &'a Tree {
        self.tree
    }

    /// Keys that are to change.
    pub(super) fn keys(&self) -> impl Iterator<Item = &Vec<u8>> {
        self.changed.keys()
    }

    /// What everything comes to once this is done, where it comes to `sum` now.
    pub(super) fn sum_after(&self, mut sum: Sum) -> Result<Sum, StoreError> {
        for (key, value) in &self.changed {
            if let Some(lying) = self.tree.get(key)? {
                sum.toggle(key, &lying);
            }
            if let Some(value) = value {
                sum.toggle(key, value);
            }
        }
        Ok(sum)
    }

    /// Everything gathered, as one batch.
    pub(super) fn into_batch(self) -> Batch {
        let mut batch = Batch::default();
        for (key, value) in self.changed {
            match value {
                Some(value) => batch.insert(key, value),
                None => batch.remove(key),
            }
        }
        batch
    }
}

/// How many further pieces a value has, by its first one.
fn pieces(head: &[u8]) -> u16 {
    head.first_chunk().map_or(0, |count| u16::from_be_bytes(*count))
}
