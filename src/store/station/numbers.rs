//! What became of each number of a register.

use crate::error::StoreError;
use domain::ids::number::{Number, NumberKey};

use super::changes::Changes;
use super::entries::row_at;
use super::keys::{self, Slot};
use super::rows::NumberState;
use super::store::Store;

const ISSUED: u8 = b'i';
const BARRED: u8 = b'b';

/// The number was given to the entry at `slot`.
pub(super) fn issued(changes: &mut Changes, number: &Number, slot: Slot) -> Result<(), StoreError> {
    changes.set(keys::number(number), written(ISSUED, slot))
}

/// The numbers will never be used, as the event at `slot` says; those that were, were.
pub(super) fn barred(changes: &mut Changes, numbers: &[Number], slot: Slot) -> Result<(), StoreError> {
    for number in numbers {
        let key = keys::number(number);
        if changes.raw(&key)?.is_none() {
            changes.set(key, written(BARRED, slot))?;
        }
    }
    Ok(())
}

fn written(what: u8, slot: Slot) -> Vec<u8> {
    [&[what][..], &slot.0.to_be_bytes()].concat()
}

/// What is written of a number, and where.
fn read(value: &[u8]) -> Result<(u8, Slot), StoreError> {
    let parts = value
        .split_first()
        .and_then(|(what, slot)| Some((*what, Slot(u64::from_be_bytes(slot.try_into().ok()?)))));
    parts.ok_or(StoreError::Damaged("what became of a number is cut"))
}

fn state(rows: &Changes, value: &[u8]) -> Result<NumberState, StoreError> {
    match read(value)? {
        (ISSUED, slot) => Ok(NumberState::Issued(row_at(rows, slot)?.id)),
        (_, slot) => Ok(NumberState::Barred { position: slot.position() }),
    }
}

/// A number of a register that a readable record accounts for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Accounted {
    /// Its place in the sequence.
    pub serial: u32,
    /// Position of the record that gave it or barred it.
    pub position: u64,
    /// The entry that has it ([`super::rows::EntryRow::cursor`]); `None` if it is barred.
    pub entry: Option<u64>,
}

impl Store {
    /// What became of a number; `None` if nothing here accounts for it: it was never given, stands reserved, or the record
    /// that gave it could not be read.
    pub fn number(&self, number: &Number) -> Result<Option<NumberState>, StoreError> {
        self.ask(|rows| {
            let value = rows.raw(&keys::number(number))?;
            value.map(|value| state(rows, &value)).transpose()
        })
    }

    /// Numbers of a register and year from `first` on that something here accounts for, at most `limit`, in order.
    pub fn accounted(&self, of: &NumberKey, first: u32, limit: usize) -> Result<Vec<Accounted>, StoreError> {
        self.ask(|rows| {
            let prefix = keys::numbers(of);
            let ends = [first, u32::MAX].map(|serial| [&prefix[..], &serial.to_be_bytes()].concat());
            let [from, until] = ends;
            let found = rows.tree().range(from..=until).take(limit).map(|item| {
                let (key, value) = item?;
                let serial = key.last_chunk().map(|serial| u32::from_be_bytes(*serial));
                let (what, slot) = read(&value)?;
                Ok(Accounted {
                    serial: serial.ok_or(StoreError::Damaged("a number is cut"))?,
                    position: slot.position(),
                    entry: (what == ISSUED).then_some(slot.0),
                })
            });
            found.collect()
        })
    }
}
