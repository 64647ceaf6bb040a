//! Outages of all stations.

use super::draft::Draft;
use super::entry::{StoredEntry, conflict_row};
use super::{key, questions, value, work};
use crate::centre::row::{CentreQuery, Officially, OutageRow};
use crate::error::StoreError;
use domain::ids::id::{OutageId, StationId};

fn get(draft: &Draft, station: StationId, outage: OutageId) -> Result<Option<OutageRow>, StoreError> {
    let value = draft.get_long(&key::outage(station, outage))?;
    value.map(|value| Ok(value::read::<_, 0>(&value)?.0)).transpose()
}

fn put_whole(draft: &mut Draft, row: &OutageRow) -> Result<(), StoreError> {
    draft.put_long(key::outage(row.station, row.outage), &value::write(row, &[]))
}

/// Puts an outage as a station tells it; what was archived stays so.
pub(super) fn put(draft: &mut Draft, station: StationId, told: &OutageRow) -> Result<(), StoreError> {
    let before = get(draft, station, told.outage)?;
    let (archived, officially) = before.map_or((None, None), |before| (before.archived, before.officially));
    put_whole(draft, &OutageRow { station, archived, officially, ..told.clone() })
}

/// All outages, the newest first.
pub(super) fn all(draft: &Draft) -> Result<Vec<OutageRow>, StoreError> {
    let mut rows = Vec::new();
    for item in draft.tree().scan_prefix(key::OUTAGES) {
        let (key, head) = item?;
        rows.push(value::read::<OutageRow, 0>(&draft.joined(&key, &head)?)?.0);
    }
    rows.sort_by_key(|row| (std::cmp::Reverse(row.started), row.station, row.outage));
    Ok(rows)
}

/// Closes an outage whose station will never do so.
pub(super) fn close_officially(
    draft: &mut Draft,
    station: StationId,
    outage: OutageId,
    closing: &Officially,
) -> Result<bool, StoreError> {
    let Some(mut row) = get(draft, station, outage)? else { return Ok(false) };
    if row.closed.is_some() || row.officially.is_some() {
        return Ok(false);
    }
    row.officially = Some(closing.clone());
    put_whole(draft, &row)?;
    Ok(true)
}

/// Archives an outage, if nothing of it is open.
pub(super) fn archive(
    draft: &mut Draft,
    station: StationId,
    outage: OutageId,
    at: i64,
) -> Result<bool, StoreError> {
    let Some(mut row) = get(draft, station, outage)? else { return Ok(false) };
    if row.archived.is_some() {
        return Ok(true);
    }
    if (row.closed.is_none() && row.officially.is_none())
        || is_contested(draft, station, outage)?
        || waits(draft, station, outage)?
    {
        return Ok(false);
    }
    row.archived = Some(at);
    put_whole(draft, &row)?;
    Ok(true)
}

/// Whether an entry of it has an open conflict, or its holder is to be called.
fn is_contested(draft: &Draft, station: StationId, outage: OutageId) -> Result<bool, StoreError> {
    let lists = [key::OPEN, key::CALLS].map(|list| draft.tree().scan_prefix(list));
    for item in lists.into_iter().flatten() {
        let (key, _) = item?;
        let conflict = key::last(&key).map(|id| conflict_row(draft, id)).transpose()?.flatten();
        let entry = conflict.map(|row| StoredEntry::get(draft, row.entry)).transpose()?.flatten();
        if entry.is_some_and(|entry| entry.head.station == station && entry.head.outage == outage) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Whether an entry of it waits for its ordinary number.
fn waits(draft: &Draft, station: StationId, outage: OutageId) -> Result<bool, StoreError> {
    let unnumbered = CentreQuery {
        station: Some(station),
        outages: vec![outage],
        unnumbered: true,
        limit: 1,
        in_register_order: true,
        ..CentreQuery::default()
    };
    Ok(work::counts(draft)?.unnumbered > 0 && !questions::entries(draft, &unnumbered)?.is_empty())
}
