//! What became of each number of a register, in blocks of neighbouring numbers.

use uuid::Uuid;

use crate::domain::id::EntryId;
use crate::domain::number::Number;

use super::changes::Changes;
use super::error::StoreError;
use super::life::Store;
use super::place;
use super::row::NumberState;

/// Bytes of a written number: serial u32, a letter, the entry's uuid (zeros if there is none).
const LENGTH: usize = 21;
const ISSUED: u8 = b'i';
const BARRED: u8 = b'b';

/// What a block says of a serial number.
fn find(block: &[u8], serial: u32) -> Option<NumberState> {
    let serial = serial.to_be_bytes();
    let held = block.chunks_exact(LENGTH).find(|held| held.starts_with(&serial))?;
    match held[4] {
        ISSUED => Uuid::from_slice(&held[5..]).ok().map(|id| NumberState::Issued(EntryId::new(id))),
        _ => Some(NumberState::Barred),
    }
}

fn write(changes: &mut Changes, number: &Number, letter: u8, id: Uuid) -> Result<(), StoreError> {
    let serial = number.serial().to_be_bytes();
    changes.update(place::numbers(number), |block| {
        let others = block.unwrap_or_default().chunks_exact(LENGTH).filter(|held| !held.starts_with(&serial));
        let mut all: Vec<&[u8]> = others.collect();
        let this = [&serial[..], &[letter], id.as_bytes()].concat();
        all.push(&this);
        all.sort_unstable();
        Some(all.concat())
    })
}

/// The number was given to an entry.
pub(super) fn issued(changes: &mut Changes, number: &Number, id: EntryId) -> Result<(), StoreError> {
    write(changes, number, ISSUED, id.uuid())
}

/// The numbers will never be used; those that were, were.
pub(super) fn barred(changes: &mut Changes, numbers: &[Number]) -> Result<(), StoreError> {
    for number in numbers {
        let block = changes.raw(&place::numbers(number))?;
        if block.and_then(|block| find(&block, number.serial())).is_none() {
            write(changes, number, BARRED, Uuid::nil())?;
        }
    }
    Ok(())
}

impl Store {
    /// What became of a number; `None` if it was never given (or stands reserved).
    pub fn number(&self, number: &Number) -> Result<Option<NumberState>, StoreError> {
        let block = self.ask(|rows| rows.raw(&place::numbers(number)))?;
        Ok(block.and_then(|block| find(&block, number.serial())))
    }
}
