//! Entries asked for.

use crate::centre::part_counts::PartCounts;
use crate::centre::row::{CentreEntry, CentreQuery, Fate};
use crate::error::StoreError;
use domain::ids::anchor::Position;
use domain::ids::id::{EntryId, OutageId, StationId};

use super::draft::Draft;
use super::entry::{StoredEntry, conflict_row, shown};
use super::{key, packed};

/// Entries asked for, in the order asked for.
pub(super) fn entries(draft: &Draft, query: &CentreQuery) -> Result<Vec<CentreEntry>, StoreError> {
    let mut found = Vec::new();
    let Some((list, from, until)) = bounds(draft, query)? else { return Ok(found) };
    let mut upwards = packed::upwards(draft.tree(), &list, &from, &until);
    let mut downwards = packed::downwards(draft.tree(), &list, &from, &until);
    while found.len() < query.limit {
        let item = if query.in_register_order { upwards.next() } else { downwards.next() };
        let Some(item) = item else { break };
        let (key, _) = item?;
        let id = entry_of(&key)?;
        let entry = StoredEntry::get(draft, id)?.ok_or(StoreError::Damaged("an entry is missing"))?;
        if fits(draft, query, id, &entry)? {
            found.push(entry.shown(draft, id)?);
        }
    }
    Ok(found)
}

/// A list, where to begin, and what to end before.
type Bounds = (Vec<u8>, Vec<u8>, Vec<u8>);

/// Where in which list to look: from, until before. `None`: the page before is unknown.
fn bounds(draft: &Draft, query: &CentreQuery) -> Result<Option<Bounds>, StoreError> {
    let list = match (query.in_register_order, query.station, query.finds.first()) {
        (true, Some(station), _) => key::register_of(station),
        (true, None, _) => key::REGISTERS.to_vec(),
        (false, _, Some(find)) => key::finds(find),
        (false, _, None) => key::RECEIVED.to_vec(),
    };
    let end = key::after_all(&list);
    let Some(before) = query.after else { return Ok(Some((list.clone(), list, end))) };
    let Some(entry) = StoredEntry::get(draft, before)? else { return Ok(None) };
    let head = entry.head;
    if query.in_register_order {
        let mut next = key::register(head.station, head.position, &head.number, before);
        next.push(0);
        let from = next.max(list.clone());
        Ok(Some((list, from, end)))
    } else {
        let until = key::received(&list, head.received, head.position, before);
        Ok(Some((list.clone(), list, until)))
    }
}

fn entry_of(key: &[u8]) -> Result<EntryId, StoreError> {
    key::last(key).map(EntryId::new).ok_or(StoreError::Damaged("a list names no entry"))
}

fn fits(draft: &Draft, query: &CentreQuery, id: EntryId, entry: &StoredEntry) -> Result<bool, StoreError> {
    let head = &entry.head;
    let plainly = query.station.is_none_or(|station| station == head.station)
        && (query.outages.is_empty() || query.outages.contains(&head.outage))
        && query.day.is_none_or(|day| Some(day) == head.day)
        && (query.fate.is_none() || query.fate == entry.fate())
        && (!query.unnumbered || entry.unnumbered())
        && query.kind.as_ref().is_none_or(|kind| *kind == head.kind);
    if !plainly {
        return Ok(false);
    }
    for find in &query.finds {
        let list = key::finds(find);
        let place = key::received(&list, head.received, head.position, id);
        if packed::get(draft, &list, &place)?.is_none() {
            return Ok(false);
        }
    }
    Ok(true)
}

/// How many entries a station has of an outage, and how they stand.
pub(super) fn count_part(
    draft: &Draft,
    station: StationId,
    outage: OutageId,
    until: Option<Position>,
) -> Result<PartCounts, StoreError> {
    let mut tally = PartCounts::default();
    let list = key::register_of(station);
    let end = key::after_all(&list);
    for item in packed::upwards(draft.tree(), &list, &list, &end) {
        let (key, _) = item?;
        let entry = StoredEntry::get(draft, entry_of(&key)?)?;
        let entry = entry.ok_or(StoreError::Damaged("an entry is missing"))?;
        if until.is_some_and(|until| entry.head.position > until) {
            break;
        }
        if entry.head.outage != outage {
            continue;
        }
        tally.entries += 1;
        tally.open += u64::from(entry.fate() == Some(Fate::Open));
        tally.rejected += u64::from(entry.fate() == Some(Fate::Rejected));
        tally.unnumbered += u64::from(entry.unnumbered());
        for conflict in &entry.head.conflicts {
            if conflict_row(draft, *conflict)?.is_some_and(|row| row.calls()) {
                tally.calls += 1;
                break;
            }
        }
    }
    Ok(tally)
}

/// The entries with an emergency number.
pub(super) fn by_number(draft: &Draft, number: &str) -> Result<Vec<CentreEntry>, StoreError> {
    let mut found = Vec::new();
    let numbered = key::numbered(number);
    let end = key::after_all(&numbered);
    for item in packed::upwards(draft.tree(), key::NUMBERS, &numbered, &end) {
        let (key, _) = item?;
        found.extend(shown(draft, entry_of(&key)?)?);
    }
    Ok(found)
}

/// Entries of a station by their newest outcome.
pub(super) fn outcomes(
    draft: &Draft,
    station: StationId,
    after: u64,
    limit: usize,
) -> Result<Vec<CentreEntry>, StoreError> {
    let Some(first) = after.checked_add(1) else { return Ok(Vec::new()) };
    let list = key::outcomes(station);
    let (from, end) = (key::outcome(station, first), key::after_all(&list));
    let mut found = Vec::new();
    for item in packed::upwards(draft.tree(), &list, &from, &end).take(limit) {
        let (_, id) = item?;
        found.push(shown(draft, entry_of(&id)?)?.ok_or(StoreError::Damaged("an entry is missing"))?);
    }
    Ok(found)
}
