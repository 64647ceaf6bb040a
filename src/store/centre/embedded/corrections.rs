//! Ordinary numbers put right.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use crate::centre::correction::{self, CorrectionRow, NewCorrection};
use crate::centre::error::NotNumbered;
use crate::centre::given::Stands;
use crate::centre::row::CentreEntry;
use crate::error::StoreError;
use domain::centre::exchange::OrdinaryNumber;
use domain::centre::exchange::ordinary::OrdinaryKey;
use domain::ids::id::EntryId;

use super::draft::Draft;
use super::entry::{self, StoredEntry};
use super::work::Work;
use super::{key, ordinary, packed, value};

/// A correction; by whom and why stands beside, sealed.
#[derive(Serialize, Deserialize)]
struct Head {
    before: OrdinaryNumber,
    at: i64,
}

/// The corrections of an entry, in their order.
pub(super) fn of_entry(draft: &Draft, id: EntryId) -> Result<Vec<CorrectionRow>, StoreError> {
    let Some(value) = draft.get_long(&key::corrections(id))? else { return Ok(Vec::new()) };
    let (heads, sealed): (Vec<Head>, _) = value::read_all(&value)?;
    Ok(heads
        .into_iter()
        .zip(sealed)
        .map(|(Head { before, at }, sealed)| CorrectionRow { before, at, sealed })
        .collect())
}

/// Entries that had this number before it was put right. People put numbers right one by one: there are few to go through.
pub(super) fn formerly(draft: &Draft, number: &OrdinaryKey) -> Result<Vec<CentreEntry>, StoreError> {
    let mut found = Vec::new();
    for item in draft.tree().scan_prefix(key::CORRECTIONS) {
        let (place, _) = item?;
        let id = key::last(&place).map(EntryId::new).ok_or(StoreError::Damaged("a list names no entry"))?;
        if of_entry(draft, id)?.iter().any(|one| one.before.key() == *number) {
            found.extend(entry::shown(draft, id)?);
        }
    }
    Ok(found)
}

fn add(draft: &mut Draft, one: &NewCorrection) -> Result<(), StoreError> {
    let mut rows = of_entry(draft, one.entry)?;
    rows.push(CorrectionRow { before: one.before.clone(), at: one.at, sealed: one.sealed.clone() });
    let heads: Vec<Head> = rows.iter().map(|row| Head { before: row.before.clone(), at: row.at }).collect();
    let sealed: Vec<&[u8]> = rows.iter().map(|row| row.sealed.as_slice()).collect();
    draft.put_long(key::corrections(one.entry), &value::write(&heads, &sealed))
}

/// Puts numbers right: all or none.
pub(super) fn correct(
    draft: &mut Draft,
    corrections: &[NewCorrection],
) -> Result<Result<(), (EntryId, NotNumbered)>, StoreError> {
    let (mut entries, mut holders) = (HashMap::new(), HashMap::new());
    for one in corrections {
        if let Some(entry) = StoredEntry::get(draft, one.entry)? {
            entries.insert(one.entry, Stands::of(entry.head.ordinary, entry.head.rejected.is_some()));
        }
        let number = one.ordinary.key();
        let mut having = doubled_with(draft, &number)?;
        having.extend(ordinary::holder(draft, &number)?);
        holders.insert(number, having);
    }
    if let Err(refused) = correction::fit(corrections, &entries, &holders) {
        return Ok(Err(refused));
    }
    corrections.iter().try_for_each(|one| let_go(draft, one))?;
    let mut work = Work::on(draft)?;
    for one in corrections {
        add(work.draft, one)?;
        ordinary::hold(work.draft, &one.ordinary, one.entry)?;
        work.put_right(one.entry, &one.ordinary)?;
    }
    work.finish()?;
    corrections.iter().try_for_each(|one| pass_on(draft, &one.before.key()))?;
    Ok(Ok(()))
}

/// The number before is nobody's; the own sequence never comes to it again.
fn let_go(draft: &mut Draft, one: &NewCorrection) -> Result<(), StoreError> {
    let before = one.before.key();
    if ordinary::holder(draft, &before)? == Some(one.entry) {
        let list = key::holders(&before.register, before.year);
        packed::remove(draft, &list, &key::ordinary(&before))?;
    }
    draft.remove(key::doubled(one.entry));
    draft.put(key::freed(&before), &[])
}

/// A number that was let go belongs to the next that had it too.
fn pass_on(draft: &mut Draft, number: &OrdinaryKey) -> Result<(), StoreError> {
    if ordinary::holder(draft, number)?.is_some() {
        return Ok(());
    }
    let Some(next) = doubled_with(draft, number)?.first().copied() else { return Ok(()) };
    let entry = StoredEntry::get(draft, next)?.ok_or(StoreError::Damaged("an entry is missing"))?;
    draft.remove(key::doubled(next));
    entry.head.ordinary.iter().try_for_each(|held| ordinary::hold(draft, held, next))
}

/// Entries with a number that another one holds.
fn doubled_with(draft: &Draft, number: &OrdinaryKey) -> Result<Vec<EntryId>, StoreError> {
    let mut having = Vec::new();
    for item in draft.tree().scan_prefix(key::DOUBLED) {
        let (place, _) = item?;
        let id = key::last(&place).map(EntryId::new).ok_or(StoreError::Damaged("a list names no entry"))?;
        let head = StoredEntry::get(draft, id)?.map(|entry| entry.head);
        let stands = draft.has(&place)?;
        if stands && head.and_then(|head| head.ordinary).is_some_and(|held| held.key() == *number) {
            having.push(id);
        }
    }
    Ok(having)
}
