//! Records as they came, many in a block: a block is one value, named by its first position.

use super::draft::Draft;
use super::key;
use crate::centre::row::RecordRow;
use crate::error::StoreError;
use domain::ids::anchor::{ChainHash, Position};
use domain::ids::id::StationId;

/// A block grows until it has so many bytes: it should lie in one piece.
const BLOCK: usize = 2_800;

/// What stands for the length of a content that is not there.
const NONE: u32 = u32::MAX;

/// Puts a batch of records.
pub(super) fn put(draft: &mut Draft, station: StationId, records: &[RecordRow]) -> Result<(), StoreError> {
    let mut block: Option<(Position, Position, Vec<u8>)> = None;
    for record in records {
        let bytes = written(record);
        match &mut block {
            Some((_, next, held)) if *next == record.position && held.len() + bytes.len() <= BLOCK => {
                held.extend_from_slice(&bytes);
                *next = record.position.next();
            }
            full => {
                let before = full.replace((record.position, record.position.next(), bytes));
                put_block(draft, station, before)?;
            }
        }
    }
    put_block(draft, station, block)
}

fn put_block(
    draft: &mut Draft,
    station: StationId,
    block: Option<(Position, Position, Vec<u8>)>,
) -> Result<(), StoreError> {
    match block {
        Some((first, _, bytes)) => draft.put_long(key::records(station, first), &bytes),
        None => Ok(()),
    }
}

/// The record at a position.
pub(super) fn one(
    draft: &Draft,
    station: StationId,
    position: Position,
) -> Result<Option<RecordRow>, StoreError> {
    let mut found = None;
    from(draft, station, position, |record| {
        found = (record.position == position).then_some(record);
        false
    })?;
    Ok(found)
}

/// Chain hashes from a position on.
pub(super) fn chains(
    draft: &Draft,
    station: StationId,
    start: Position,
    limit: usize,
) -> Result<Vec<ChainHash>, StoreError> {
    let mut chains = Vec::new();
    if limit > 0 {
        from(draft, station, start, |record| {
            chains.push(record.chain);
            chains.len() < limit
        })?;
    }
    Ok(chains)
}

/// Shows the records from a position on until `more` has enough.
fn from(
    draft: &Draft,
    station: StationId,
    start: Position,
    mut more: impl FnMut(RecordRow) -> bool,
) -> Result<(), StoreError> {
    let least = key::records(station, Position::FIRST);
    let wanted = key::records(station, start);
    let first = draft.tree().range(least..=wanted.clone()).next_back().transpose()?.map(|(key, _)| key);
    let begin = first.map_or(wanted, |key| key.to_vec());
    let end = key::after_all(&begin[..begin.len() - 8]);
    for item in draft.tree().range(begin..end) {
        let (key, head) = item?;
        let mut position = key::first_of(&key).ok_or(StoreError::Damaged("a block without a place"))?;
        let bytes = draft.joined(&key, &head)?;
        let mut rest = bytes.as_slice();
        while !rest.is_empty() {
            let record = read(&mut rest, position).ok_or(StoreError::Damaged("a block of records is cut"))?;
            if position >= start && !more(record) {
                return Ok(());
            }
            position = position.next();
        }
    }
    Ok(())
}

fn written(record: &RecordRow) -> Vec<u8> {
    let length = record
        .sealed
        .as_ref()
        .map_or(NONE, |sealed| u32::try_from(sealed.len()).expect("a record has at most a megabyte"));
    let sealed = record.sealed.as_deref().unwrap_or_default();
    [&record.header[..], record.chain.bytes(), &length.to_be_bytes(), sealed].concat()
}

fn read(rest: &mut &[u8], position: Position) -> Option<RecordRow> {
    let (header, after) = rest.split_first_chunk::<72>()?;
    let (chain, after) = after.split_first_chunk::<32>()?;
    let (length, after) = after.split_first_chunk::<4>()?;
    let length = u32::from_be_bytes(*length);
    let (sealed, after) = match length {
        NONE => (None, after),
        length => {
            let (sealed, after) = after.split_at_checked(usize::try_from(length).ok()?)?;
            (Some(sealed.to_vec()), after)
        }
    };
    *rest = after;
    Some(RecordRow { position, header: *header, chain: ChainHash::new(*chain), sealed })
}
