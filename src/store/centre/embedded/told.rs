//! Numbers that stations say they were told: kept for entries that are not here yet, held against those that are.

use super::draft::Draft;
use super::entry::StoredEntry;
use super::work::Work;
use super::{key, ordinary};
use crate::centre::given::Stands;
use crate::centre::told::{SequenceRow, ToldStand, stands};
use crate::error::StoreError;
use domain::centre::exchange::OrdinaryNumber;
use domain::ids::id::EntryId;

/// Takes told numbers: how each stands, in their order.
pub(super) fn take(
    draft: &mut Draft,
    told: &[(EntryId, OrdinaryNumber)],
) -> Result<Vec<ToldStand>, StoreError> {
    let mut work = Work::on(draft)?;
    let mut all = Vec::with_capacity(told.len());
    for (id, number) in told {
        let here = work
            .entry(*id)?
            .map(|entry| Stands::of(entry.head.ordinary.clone(), entry.head.rejected.is_some()));
        let holder = ordinary::holder(work.draft, &number.key())?;
        let stand = stands(*id, number, here.as_ref(), holder);
        match &stand {
            ToldStand::Agrees => {}
            ToldStand::Adopted => {
                ordinary::hold(work.draft, number, *id)?;
                work.number(*id, number)?;
            }
            ToldStand::Kept | ToldStand::Differs(_) | ToldStand::Held(_) => {
                keep(work.draft, *id, number)?;
                if holder.is_none() {
                    ordinary::hold(work.draft, number, *id)?;
                }
            }
        }
        all.push(stand);
    }
    work.finish()?;
    Ok(all)
}

/// The first that was told stays.
fn keep(draft: &mut Draft, entry: EntryId, number: &OrdinaryNumber) -> Result<(), StoreError> {
    if draft.has(&key::told(entry))? {
        return Ok(());
    }
    let value =
        serde_json::to_vec(number).map_err(|_| StoreError::Damaged("a number is of another shape"))?;
    draft.put(key::told(entry), &value)
}

/// What these were told, where something else stands here or nothing yet.
pub(super) fn of_these(
    draft: &Draft,
    entries: &[EntryId],
) -> Result<Vec<(EntryId, OrdinaryNumber)>, StoreError> {
    let told = |entry: &EntryId| Ok(of(draft, *entry)?.map(|number| (*entry, number)));
    entries.iter().filter_map(|entry| told(entry).transpose()).collect()
}

fn of(draft: &Draft, entry: EntryId) -> Result<Option<OrdinaryNumber>, StoreError> {
    let Some(value) = draft.get(&key::told(entry))? else { return Ok(None) };
    serde_json::from_slice(&value)
        .map(Some)
        .map_err(|_| StoreError::Damaged("a told number is of another shape"))
}

/// The number that waits for an entry that comes now; none where another entry has it.
pub(super) fn waiting_for(draft: &mut Draft, entry: EntryId) -> Result<Option<OrdinaryNumber>, StoreError> {
    let Some(number) = of(draft, entry)? else { return Ok(None) };
    let holder = ordinary::holder(draft, &number.key())?;
    let free = match holder {
        None => true,
        Some(holder) => holder == entry || StoredEntry::get(draft, holder)?.is_none(),
    };
    if free {
        draft.remove(key::told(entry));
    }
    Ok(free.then_some(number))
}

/// Gives entries that wait the next numbers of the own sequence. How many were new.
pub(super) fn number_own(
    draft: &mut Draft,
    waiting: &[(EntryId, String)],
    year: u16,
    day: chrono::NaiveDate,
) -> Result<usize, StoreError> {
    let mut work = Work::on(draft)?;
    let mut given = 0;
    for (id, register) in waiting {
        let waits = work.entry(*id)?.is_some_and(|entry| entry.unnumbered());
        if !waits {
            continue;
        }
        let number = match waiting_for(work.draft, *id)? {
            Some(told) => told,
            None => ordinary::next(work.draft, register, year, day)?,
        };
        ordinary::hold(work.draft, &number, *id)?;
        work.number(*id, &number)?;
        given += 1;
    }
    work.finish()?;
    Ok(given)
}

/// Where the own sequences stand.
pub(super) fn sequences(draft: &Draft) -> Result<Vec<SequenceRow>, StoreError> {
    let mut rows = Vec::new();
    for item in draft.tree().scan_prefix(key::SEQUENCES) {
        let (key, value) = item?;
        let row = key.strip_prefix(key::SEQUENCES).and_then(|rest| {
            let (name, year) = rest.split_last_chunk::<2>()?;
            let register = std::str::from_utf8(name.strip_suffix(&[0])?).ok()?.to_owned();
            let next = u64::from_be_bytes(value.as_ref().try_into().ok()?);
            Some(SequenceRow { register, year: u16::from_be_bytes(*year), next })
        });
        rows.push(row.ok_or(StoreError::Damaged("a sequence"))?);
    }
    Ok(rows)
}

/// The own sequence goes on from `next` at least.
pub(super) fn go_on_from(draft: &mut Draft, register: &str, year: u16, next: u64) -> Result<(), StoreError> {
    let stands = ordinary::stands_at(draft, register, year)?;
    if next > stands {
        draft.put(key::sequence(register, year), &next.to_be_bytes())?;
    }
    Ok(())
}
