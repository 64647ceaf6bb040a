//! Ordinary numbers: whose they are, and the own sequence of each register and year.

use super::draft::Draft;
use super::work::Work;
use super::{key, packed};
use crate::domain::exchange::OrdinaryNumber;
use crate::domain::id::EntryId;
use crate::store::centre::row::{Incoming, NewEntry};
use crate::store::centre::sequence;
use crate::store::error::StoreError;

/// The number of a new entry: the one given, if it is free, else the next of the own sequence.
pub(super) fn give(
    draft: &mut Draft,
    incoming: &Incoming,
    new: &NewEntry,
) -> Result<OrdinaryNumber, StoreError> {
    if let Some(given) = &new.ordinary
        && holder(draft, &given.register, given.year, &given.number)?.is_none()
    {
        return Ok(given.clone());
    }
    let (register, year) = (&new.ordinary_register, incoming.ordinary_year);
    let place = key::sequence(register, year);
    let mut next = match draft.get(&place)? {
        None => 1,
        Some(bytes) => bytes
            .as_ref()
            .try_into()
            .map(u64::from_be_bytes)
            .map_err(|_| StoreError::Damaged("a sequence"))?,
    };
    while holder(draft, register, year, &sequence::text(next))?.is_some() {
        next += 1;
    }
    draft.put(place, &(next + 1).to_be_bytes())?;
    Ok(OrdinaryNumber { register: register.clone(), year, number: sequence::text(next), date: incoming.day })
}

/// Writes down whose a number is.
pub(super) fn hold(draft: &mut Draft, number: &OrdinaryNumber, entry: EntryId) -> Result<(), StoreError> {
    let list = key::holders(&number.register, number.year);
    packed::put(draft, &list, &place(number), entry.uuid().as_bytes())
}

fn place(number: &OrdinaryNumber) -> Vec<u8> {
    key::ordinary(&number.register, number.year, &number.number)
}

/// Who has a number.
pub(super) fn holder(
    draft: &Draft,
    register: &str,
    year: u16,
    number: &str,
) -> Result<Option<EntryId>, StoreError> {
    let list = key::holders(register, year);
    match packed::get(draft, &list, &key::ordinary(register, year, number))? {
        None => Ok(None),
        Some(id) => key::last(&id)
            .map(EntryId::new)
            .map(Some)
            .ok_or(StoreError::Damaged("a number without its entry")),
    }
}

/// Gives an entry another number, if that is free.
pub(super) fn renumber(draft: &mut Draft, id: EntryId, new: &OrdinaryNumber) -> Result<bool, StoreError> {
    let held_by = holder(draft, &new.register, new.year, &new.number)?;
    let mut work = Work::on(draft)?;
    let Some(entry) = work.entry(id)? else { return Ok(false) };
    let Some(old) = entry.head.ordinary.clone() else { return Ok(false) };
    if held_by.is_some_and(|holder| holder != id) {
        return Ok(false);
    }
    if old == *new {
        return Ok(true);
    }
    entry.head.ordinary = Some(new.clone());
    packed::remove(work.draft, &key::holders(&old.register, old.year), &place(&old))?;
    hold(work.draft, new, id)?;
    work.touch(id);
    work.finish()?;
    Ok(true)
}
