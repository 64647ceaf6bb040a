//! Values: a head in JSON and bytes after it, each part with its length before it.

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::error::StoreError;

/// A head, and the bytes that go with it.
pub(super) fn write(head: &impl Serialize, tails: &[&[u8]]) -> Vec<u8> {
    let head = serde_json::to_vec(head).expect("heads hold only strings, numbers, lists and options");
    let mut value =
        Vec::with_capacity(head.len() + tails.iter().map(|tail| tail.len() + 4).sum::<usize>() + 4);
    for part in std::iter::once(head.as_slice()).chain(tails.iter().copied()) {
        let length = u32::try_from(part.len()).expect("no part has four gigabytes");
        value.extend_from_slice(&length.to_be_bytes());
        value.extend_from_slice(part);
    }
    value
}

/// The head, and `N` parts after it.
pub(super) fn read<T: DeserializeOwned, const N: usize>(
    value: &[u8],
) -> Result<(T, [Vec<u8>; N]), StoreError> {
    let mut rest = value;
    let head = part(&mut rest)?;
    let head = serde_json::from_slice(head).map_err(|_| StoreError::Damaged("a value of another shape"))?;
    let mut tails = [const { Vec::new() }; N];
    for tail in &mut tails {
        *tail = part(&mut rest)?.to_vec();
    }
    Ok((head, tails))
}

/// The head, and all parts after it.
pub(super) fn read_all<T: DeserializeOwned>(value: &[u8]) -> Result<(T, Vec<Vec<u8>>), StoreError> {
    let (head, []) = read(value)?;
    let mut rest = value;
    let mut tails = Vec::new();
    part(&mut rest)?;
    while !rest.is_empty() {
        tails.push(part(&mut rest)?.to_vec());
    }
    Ok((head, tails))
}

fn part<'a>(rest: &mut &'a [u8]) -> Result<&'a [u8], StoreError> {
    let cut = || StoreError::Damaged("a value is cut");
    let (length, after) = rest.split_first_chunk().ok_or_else(cut)?;
    let length = usize::try_from(u32::from_be_bytes(*length)).map_err(|_| cut())?;
    let (part, after) = after.split_at_checked(length).ok_or_else(cut)?;
    *rest = after;
    Ok(part)
}
