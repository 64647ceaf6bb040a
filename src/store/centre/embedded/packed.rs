//! Sorted lists, many items in one value of sled: what a batch adds to a list comes mostly in order, and sled takes about the
//! same time for a key whatever its value has.
//!
//! A block is named by a key that is not above its first item; it holds the items from there to the next block of its list. A
//! list is everything under its prefix.

use std::ops::ControlFlow;

use sled::{IVec, Tree};

use super::draft::Draft;
use super::key;
use crate::error::StoreError;

/// Bytes of a block at most.
const BLOCK: usize = 2_800;

/// An item: key and value.
pub(super) type Item = (Vec<u8>, Vec<u8>);

/// Puts an item into the list under `list`; it may replace another.
pub(super) fn put(draft: &mut Draft, list: &[u8], key: &[u8], value: &[u8]) -> Result<(), StoreError> {
    let Some((name, block)) = draft.last_until(list, key)? else {
        return draft.put(key.to_vec(), &written(key, value));
    };
    let (mut before, held, mut after) = cut(&block, key)?;
    let item = written(key, value);
    if before.len() + item.len() + after.len() <= BLOCK {
        return draft.put(name, &[before, &item, after].concat());
    }
    if held.is_none() && after.is_empty() {
        // In order: the block before stays full.
        return draft.put(key.to_vec(), &item);
    }
    // Out of order: halves, so that more may come in between.
    let whole = [before, &item, after].concat();
    (before, after) = halves(&whole)?;
    let first = first_key(after)?.to_vec();
    draft.put(name, before)?;
    draft.put(first, after)
}

/// Removes an item, if it is there.
pub(super) fn remove(draft: &mut Draft, list: &[u8], key: &[u8]) -> Result<(), StoreError> {
    let Some((name, block)) = draft.last_until(list, key)? else { return Ok(()) };
    match cut(&block, key)? {
        (_, None, _) => Ok(()),
        ([], Some(_), []) => {
            draft.remove(name);
            Ok(())
        }
        (before, Some(_), after) => draft.put(name, &[before, after].concat()),
    }
}

/// The value of an item.
pub(super) fn get(draft: &Draft, list: &[u8], key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
    let Some((_, block)) = draft.last_until(list, key)? else { return Ok(None) };
    Ok(cut(&block, key)?.1.map(<[u8]>::to_vec))
}

/// The items from `from` until before `until`, as they lie there, in order.
pub(super) fn upwards(
    tree: &Tree,
    list: &[u8],
    from: &[u8],
    until: &[u8],
) -> impl Iterator<Item = Result<Item, StoreError>> {
    let blocks = blocks(tree, list, from, until);
    let (from, until) = (from.to_vec(), until.to_vec());
    blocks.flat_map(move |block| within(block, &from, &until))
}

/// The same from the last one down.
pub(super) fn downwards(
    tree: &Tree,
    list: &[u8],
    from: &[u8],
    until: &[u8],
) -> impl Iterator<Item = Result<Item, StoreError>> {
    let blocks = blocks(tree, list, from, until).rev();
    let (from, until) = (from.to_vec(), until.to_vec());
    blocks.flat_map(move |block| within(block, &from, &until).into_iter().rev())
}

/// The blocks that may hold items of a range. Where the one before cannot be read, the range begins with its failure.
fn blocks(tree: &Tree, list: &[u8], from: &[u8], until: &[u8]) -> sled::Iter {
    let before = tree.range(list..=from).next_back().and_then(Result::ok);
    let begin = before.map_or_else(|| from.to_vec(), |(name, _)| name.to_vec());
    let until = until.to_vec().min(key::after_all(list)).max(begin.clone());
    tree.range(begin..until)
}

fn within(block: sled::Result<(IVec, IVec)>, from: &[u8], until: &[u8]) -> Vec<Result<Item, StoreError>> {
    let read = || {
        let (_, block) = block?;
        let mut items = Vec::new();
        let walked = walk(&block, |_, key, value| {
            if key >= until {
                return ControlFlow::Break(());
            }
            if key >= from {
                items.push(Ok((key.to_vec(), value.to_vec())));
            }
            ControlFlow::Continue(())
        });
        walked.map(|()| items)
    };
    read().unwrap_or_else(|error| vec![Err(error)])
}

/// What lies before an item, its value if it is there, and what lies behind it.
type Cut<'a> = (&'a [u8], Option<&'a [u8]>, &'a [u8]);

fn cut<'a>(block: &'a [u8], wanted: &[u8]) -> Result<Cut<'a>, StoreError> {
    let mut found = None;
    walk(block, |at, key, value| {
        if key < wanted {
            return ControlFlow::Continue(());
        }
        found = Some(if key == wanted {
            (&block[..at], Some(value), &block[at + length(key, value)..])
        } else {
            (&block[..at], None, &block[at..])
        });
        ControlFlow::Break(())
    })?;
    Ok(found.unwrap_or((block, None, &[])))
}

fn halves(block: &[u8]) -> Result<(&[u8], &[u8]), StoreError> {
    let mut middle = 0;
    walk(block, |at, _, _| {
        middle = at;
        if at < block.len() / 2 { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    })?;
    Ok(block.split_at(middle))
}

fn first_key(block: &[u8]) -> Result<&[u8], StoreError> {
    let mut first = None;
    walk(block, |_, key, _| {
        first = Some(key);
        ControlFlow::Break(())
    })?;
    first.ok_or(DAMAGED)
}

const DAMAGED: StoreError = StoreError::Damaged("a block of a list is cut");

/// Shows each item with where it begins, until told to stop.
fn walk<'a>(
    block: &'a [u8],
    mut each: impl FnMut(usize, &'a [u8], &'a [u8]) -> ControlFlow<()>,
) -> Result<(), StoreError> {
    let mut rest = block;
    while let Some((&[high, low, value], after)) = rest.split_first_chunk() {
        let at = block.len() - rest.len();
        let key = usize::from(u16::from_be_bytes([high, low]));
        let (key, after) = after.split_at_checked(key).ok_or(DAMAGED)?;
        let (value, after) = after.split_at_checked(usize::from(value)).ok_or(DAMAGED)?;
        if each(at, key, value).is_break() {
            return Ok(());
        }
        rest = after;
    }
    if rest.is_empty() { Ok(()) } else { Err(DAMAGED) }
}

fn length(key: &[u8], value: &[u8]) -> usize {
    3 + key.len() + value.len()
}

/// An item as it lies in a block: two lengths, key, value.
fn written(key: &[u8], value: &[u8]) -> Vec<u8> {
    let lengths = u16::try_from(key.len()).expect("sled's keys are far below 64 KB").to_be_bytes();
    let length = u8::try_from(value.len()).expect("lists hold ids");
    [&lengths[..], &[length], key, value].concat()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;

    const LIST: &[u8] = b"t1";

    fn tree() -> Tree {
        sled::Config::new().temporary(true).open().unwrap().open_tree("test").unwrap()
    }

    fn key_of(number: u16) -> Vec<u8> {
        let padding = vec![b'.'; usize::from(number % 40)];
        [LIST, &number.to_be_bytes(), &padding].concat()
    }

    fn contents(tree: &Tree) -> Vec<Item> {
        upwards(tree, LIST, LIST, &key::after_all(LIST)).map(Result::unwrap).collect()
    }

    #[derive(Clone, Debug)]
    enum Step {
        Put(u16, u8),
        Remove(u16),
        Write,
    }

    fn step() -> impl Strategy<Value = Step> {
        prop_oneof![
            6 => (0_u16..400, any::<u8>()).prop_map(|(number, value)| Step::Put(number, value)),
            2 => (0_u16..400).prop_map(Step::Remove),
            1 => Just(Step::Write),
        ]
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn a_list_is_what_a_sorted_map_is(steps in prop::collection::vec(step(), 0..600), ascending in 0_u16..300) {
            let tree = tree();
            // Other lists on both sides are never touched.
            for other in [b"t0\xff".to_vec(), b"t2".to_vec()] {
                tree.insert(&other, written(&other, b"other")).unwrap();
            }
            let ascending = (1000..1000 + ascending).map(|number| Step::Put(number, 1));
            let mut model = BTreeMap::new();
            let mut draft = Draft::over(&tree);
            for step in steps.into_iter().chain(ascending) {
                match step {
                    Step::Put(number, value) => {
                        put(&mut draft, LIST, &key_of(number), &[value]).unwrap();
                        model.insert(key_of(number), vec![value]);
                    }
                    Step::Remove(number) => {
                        remove(&mut draft, LIST, &key_of(number)).unwrap();
                        model.remove(&key_of(number));
                    }
                    Step::Write => {
                        tree.apply_batch(draft.into_batch()).unwrap();
                        draft = Draft::over(&tree);
                        let held: Vec<Item> = model.clone().into_iter().collect();
                        prop_assert_eq!(contents(&tree), held);
                    }
                }
            }
            for number in 0..1300 {
                prop_assert_eq!(get(&draft, LIST, &key_of(number)).unwrap(), model.get(&key_of(number)).cloned());
            }
            tree.apply_batch(draft.into_batch()).unwrap();
            let (from, until) = (key_of(50), key_of(1100));
            let expected: Vec<Item> = model.range(from.clone()..until.clone()).map(|(k, v)| (k.clone(), v.clone())).collect();
            let up: Vec<Item> = upwards(&tree, LIST, &from, &until).map(Result::unwrap).collect();
            let mut down: Vec<Item> = downwards(&tree, LIST, &from, &until).map(Result::unwrap).collect();
            down.reverse();
            prop_assert_eq!(&up, &expected);
            prop_assert_eq!(down, expected);
            prop_assert_eq!(tree.get(b"t2").unwrap().unwrap().to_vec(), written(b"t2", b"other"));
        }
    }

    #[test]
    fn what_comes_in_order_fills_its_blocks() {
        let tree = tree();
        let mut draft = Draft::over(&tree);
        for number in 0..10_000_u16 {
            put(&mut draft, LIST, &[LIST, &number.to_be_bytes()].concat(), &[]).unwrap();
        }
        tree.apply_batch(draft.into_batch()).unwrap();
        assert_eq!(contents(&tree).len(), 10_000);
        assert_eq!(tree.len(), 10_000_usize.div_ceil(BLOCK / 7));
    }

    #[test]
    fn a_block_cut_short_is_told() {
        let tree = tree();
        let block = written(&key_of(1), &[1; 5]);
        tree.insert(key_of(1), &block[..block.len() - 1]).unwrap();
        let draft = Draft::over(&tree);
        assert!(matches!(get(&draft, LIST, &key_of(1)), Err(StoreError::Damaged(_))));
        assert!(upwards(&tree, LIST, LIST, &key::after_all(LIST)).any(|item| item.is_err()));
    }
}
