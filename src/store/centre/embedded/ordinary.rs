//! Ordinary numbers: whose they are, and the own sequence of each register and year.

use std::collections::HashMap;

use super::draft::Draft;
use super::entry::StoredEntry;
use super::work::Work;
use super::{key, packed};
use crate::centre::error::NotNumbered;
use crate::centre::given::{self, Stands};
use crate::centre::sequence;
use crate::error::StoreError;
use domain::centre::exchange::OrdinaryNumber;
use domain::centre::exchange::ordinary::OrdinaryKey;
use domain::ids::id::EntryId;

/// Where the own sequence of a register and year stands.
pub(super) fn stands_at(draft: &Draft, register: &str, year: u16) -> Result<u64, StoreError> {
    match draft.get(&key::sequence(register, year))? {
        None => Ok(1),
        Some(bytes) => {
            bytes.as_ref().try_into().map(u64::from_be_bytes).map_err(|_| StoreError::Damaged("a sequence"))
        }
    }
}

/// The next number of the own sequence that nobody has.
pub(super) fn next(
    draft: &mut Draft,
    register: &str,
    year: u16,
    day: chrono::NaiveDate,
) -> Result<OrdinaryNumber, StoreError> {
    let mut next = stands_at(draft, register, year)?;
    let is_over = |draft: &Draft, next| {
        let number = OrdinaryKey::new(register, year, &sequence::text(next));
        Ok::<_, StoreError>(holder(draft, &number)?.is_some() || draft.has(&key::freed(&number))?)
    };
    while is_over(draft, next)? {
        next += 1;
    }
    draft.put(key::sequence(register, year), &(next + 1).to_be_bytes())?;
    Ok(OrdinaryNumber { register: register.to_owned(), year, number: sequence::text(next), date: day })
}

/// Writes down whose a number is.
pub(super) fn hold(draft: &mut Draft, number: &OrdinaryNumber, entry: EntryId) -> Result<(), StoreError> {
    let number = number.key();
    let list = key::holders(&number.register, number.year);
    packed::put(draft, &list, &key::ordinary(&number), entry.uuid().as_bytes())
}

/// Who has a number.
pub(super) fn holder(draft: &Draft, number: &OrdinaryKey) -> Result<Option<EntryId>, StoreError> {
    let list = key::holders(&number.register, number.year);
    match packed::get(draft, &list, &key::ordinary(number))? {
        None => Ok(None),
        Some(id) => key::last(&id)
            .map(EntryId::new)
            .map(Some)
            .ok_or(StoreError::Damaged("a number without its entry")),
    }
}

/// Gives entries the numbers of the protocol office: all or none. How many were new.
pub(super) fn number(
    draft: &mut Draft,
    given: &[(EntryId, OrdinaryNumber)],
) -> Result<Result<usize, (EntryId, NotNumbered)>, StoreError> {
    let (mut entries, mut holders) = (HashMap::new(), HashMap::new());
    for (id, number) in given {
        if let Some(entry) = StoredEntry::get(draft, *id)? {
            entries.insert(*id, Stands::of(entry.head.ordinary, entry.head.rejected.is_some()));
        }
        if let Some(holder) = holder(draft, &number.key())? {
            holders.insert(number.key(), holder);
        }
    }
    let fresh = match given::fresh(given, &entries, &holders) {
        Ok(fresh) => fresh,
        Err(refused) => return Ok(Err(refused)),
    };
    let mut work = Work::on(draft)?;
    for (id, number) in &fresh {
        hold(work.draft, number, *id)?;
        work.number(*id, number)?;
    }
    work.finish()?;
    Ok(Ok(fresh.len()))
}
