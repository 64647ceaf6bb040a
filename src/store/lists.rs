//! Lists of entries: all of them, those in a state, those about bearers of a name.
//!
//! Items lie in blocks of neighbouring positions, so that a batch of records changes few values: with sled every changed
//! value costs a copy of its leaf.

use std::ops::RangeInclusive;

use sled::Tree;
use uuid::Uuid;

use super::changes::Changes;
use super::error::StoreError;
use super::place::{self, Slot};

/// One entry on a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Item {
    pub(super) slot: Slot,
    pub(super) id: Uuid,
}

/// Bytes of a written item.
const LENGTH: usize = 24;

/// Every place there is.
pub(super) const EVERYTHING: RangeInclusive<Slot> = Slot(0)..=Slot(u64::MAX);

impl Item {
    fn bytes(self) -> [u8; LENGTH] {
        let mut bytes = [0; LENGTH];
        bytes[..8].copy_from_slice(&self.slot.0.to_be_bytes());
        bytes[8..].copy_from_slice(self.id.as_bytes());
        bytes
    }
}

fn items(block: &[u8]) -> impl DoubleEndedIterator<Item = Item> {
    block.chunks_exact(LENGTH).map(|item| {
        let (slot, id) = item.split_at(8);
        Item {
            slot: Slot(u64::from_be_bytes(slot.try_into().expect("the first of 24 bytes are eight"))),
            id: Uuid::from_slice(id).expect("the rest of 24 bytes are 16"),
        }
    })
}

/// Puts an entry on a list; once, however often it is put.
pub(super) fn add(changes: &mut Changes, list: &[u8], item: Item) -> Result<(), StoreError> {
    changes.update(place::block(list, item.slot), |block| {
        let block = block.unwrap_or_default();
        let before = items(block).take_while(|held| held.slot < item.slot).count() * LENGTH;
        let same = items(&block[before..]).take_while(|held| held.slot == item.slot).count() * LENGTH;
        Some([&block[..before], &item.bytes(), &block[before + same..]].concat())
    })
}

/// Takes an entry off a list, if it is there.
pub(super) fn remove(changes: &mut Changes, list: &[u8], slot: Slot) -> Result<(), StoreError> {
    changes.update(place::block(list, slot), |block| {
        let left = items(block?).filter(|held| held.slot != slot).flat_map(Item::bytes).collect::<Vec<_>>();
        (!left.is_empty()).then_some(left)
    })
}

/// The items of a list in `range`, newest first.
pub(super) fn newest_first<'a>(
    tree: &Tree,
    list: &[u8],
    range: &'a RangeInclusive<Slot>,
) -> impl Iterator<Item = Result<Item, StoreError>> + use<'a> {
    let ends = place::block(list, *range.start())..=place::block(list, *range.end());
    tree.range(ends).rev().flat_map(move |read| {
        let found: Vec<_> = match read {
            Ok((_, block)) => items(&block).rev().filter(|item| range.contains(&item.slot)).map(Ok).collect(),
            Err(error) => vec![Err(error.into())],
        };
        found
    })
}

/// The items of a list in `range`, oldest first.
pub(super) fn oldest_first(
    tree: &Tree,
    list: &[u8],
    range: &RangeInclusive<Slot>,
) -> Result<Vec<Item>, StoreError> {
    let mut found = newest_first(tree, list, range).collect::<Result<Vec<_>, _>>()?;
    found.reverse();
    Ok(found)
}
