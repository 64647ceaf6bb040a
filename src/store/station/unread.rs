//! Records that could not be read when the projections were made: what they held is lacking here, and is told wherever it
//! may be asked for.

use domain::time::moment::Moment;

use super::changes::{Changes, read_row};
use super::keys;
use super::rows::Unread;
use super::store::Store;
use crate::error::StoreError;
use crate::record::Record;

/// A record was passed over; it comes with the time of the next one that can be read.
pub(super) fn passed_over(changes: &mut Changes, record: &Record) -> Result<(), StoreError> {
    let (position, until) = (record.position, record.time);
    let before = changes.last_sealed(keys::UNREAD)?.map(|(first, plain)| read(&first, &plain)).transpose()?;
    let first = match before {
        Some(one) if one.last + 1 == position => one.first,
        _ => position,
    };
    changes.set_row(keys::unread(first), &(position, until))
}

fn read(key: &[u8], plain: &[u8]) -> Result<Unread, StoreError> {
    let first = key.last_chunk().map(|first| u64::from_be_bytes(*first));
    let first = first.ok_or(StoreError::Damaged("a key is cut"))?;
    let (last, until): (u64, Moment) = read_row(plain)?;
    Ok(Unread { first, last, until })
}

impl Store {
    /// What could not be read, in order of the journal. Empty while nothing is missing.
    pub fn unread(&self) -> Result<Vec<Unread>, StoreError> {
        self.ask(|rows| rows.all(&[keys::UNREAD])?.iter().map(|(key, plain)| read(key, plain)).collect())
    }
}
