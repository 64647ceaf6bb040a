//! Stations, enrolments, and messages seen.

use uuid::Uuid;

use super::draft::Draft;
use super::{key, value};
use crate::centre::row::{EnrolmentRow, StationRow};
use crate::error::StoreError;
use domain::ids::id::StationId;

/// Enrolments shown at most.
const ENROLMENTS_SHOWN: usize = 100;

/// Expired messages forgotten with each new one: more than come, so that none pile up.
const FORGOTTEN: usize = 4;

pub(super) fn get(draft: &Draft, id: StationId) -> Result<Option<StationRow>, StoreError> {
    let value = draft.get_long(&key::station(id))?;
    value.map(|value| Ok(value::read::<_, 0>(&value)?.0)).transpose()
}

/// Puts a station with everything about it.
pub(super) fn put_whole(draft: &mut Draft, row: &StationRow) -> Result<(), StoreError> {
    draft.put_long(key::station(row.id), &value::write(row, &[]))
}

/// Adds a station or changes what a person decides about it.
pub(super) fn put(draft: &mut Draft, new: &StationRow) -> Result<(), StoreError> {
    let mut row =
        StationRow { head: None, outcomes: 0, heard: None, complete: None, head_seen: None, ..new.clone() };
    if let Some(old) = get(draft, new.id)? {
        (row.head, row.outcomes, row.heard, row.complete) = (old.head, old.outcomes, old.heard, old.complete);
        row.head_seen = old.head_seen;
    }
    put_whole(draft, &row)
}

pub(super) fn all(draft: &Draft) -> Result<Vec<StationRow>, StoreError> {
    let mut rows = Vec::new();
    for item in draft.tree().scan_prefix(key::STATIONS) {
        let (key, head) = item?;
        rows.push(value::read::<StationRow, 0>(&draft.joined(&key, &head)?)?.0);
    }
    rows.sort_by(|a, b| (&a.code, a.id).cmp(&(&b.code, b.id)));
    Ok(rows)
}

pub(super) fn heard(draft: &mut Draft, id: StationId, at: i64) -> Result<(), StoreError> {
    match get(draft, id)? {
        Some(row) => put_whole(draft, &StationRow { heard: Some(at), ..row }),
        None => Ok(()),
    }
}

pub(super) fn put_enrolment(draft: &mut Draft, row: &EnrolmentRow) -> Result<(), StoreError> {
    draft.put_long(key::enrolment(row.id), &value::write(row, &[]))
}

pub(super) fn enrolment(draft: &Draft, id: Uuid) -> Result<Option<EnrolmentRow>, StoreError> {
    let value = draft.get_long(&key::enrolment(id))?;
    value.map(|value| Ok(value::read::<_, 0>(&value)?.0)).transpose()
}

pub(super) fn enrolments(draft: &Draft) -> Result<Vec<EnrolmentRow>, StoreError> {
    let mut rows = Vec::new();
    for item in draft.tree().scan_prefix(key::ENROLMENTS) {
        let (key, head) = item?;
        rows.push(value::read::<EnrolmentRow, 0>(&draft.joined(&key, &head)?)?.0);
    }
    rows.sort_by_key(|row| std::cmp::Reverse((row.asked, row.id)));
    rows.truncate(ENROLMENTS_SHOWN);
    Ok(rows)
}

/// Notes a message; whether it is the first time.
pub(super) fn first_seen(
    draft: &mut Draft,
    message: Uuid,
    expires: i64,
    now: i64,
) -> Result<bool, StoreError> {
    if draft.has(&key::message(message))? {
        return Ok(false);
    }
    for item in draft.tree().range(key::EXPIRING.to_vec()..key::expired(now)).take(FORGOTTEN) {
        let (key, _) = item?;
        let gone = key::last(&key).ok_or(StoreError::Damaged("a list names no message"))?;
        draft.remove(key::message(gone));
        draft.remove(key.to_vec());
    }
    draft.put(key::message(message), &[])?;
    draft.put(key::expiring(expires, message), &[])?;
    Ok(true)
}
