//! Accounts and settings of the centre.

use uuid::Uuid;

use super::draft::Draft;
use super::{key, value};
use crate::store::centre::row::AccountRow;
use crate::store::error::StoreError;

fn get(draft: &Draft, id: Uuid) -> Result<Option<AccountRow>, StoreError> {
    let value = draft.get_long(&key::account(id))?;
    value.map(|value| Ok(value::read::<_, 0>(&value)?.0)).transpose()
}

fn holder(draft: &Draft, login: &str) -> Result<Option<Uuid>, StoreError> {
    Ok(draft.get(&key::login(login))?.and_then(|id| key::last(&id)))
}

pub(super) fn of_login(draft: &Draft, login: &str) -> Result<Option<AccountRow>, StoreError> {
    holder(draft, login)?.map_or(Ok(None), |id| get(draft, id))
}

pub(super) fn all(draft: &Draft) -> Result<Vec<AccountRow>, StoreError> {
    let mut rows = Vec::new();
    for item in draft.tree().scan_prefix(key::ACCOUNTS) {
        let (key, head) = item?;
        rows.push(value::read::<AccountRow, 0>(&draft.joined(&key, &head)?)?.0);
    }
    rows.sort_by(|a, b| (&a.name, a.id).cmp(&(&b.name, b.id)));
    Ok(rows)
}

/// Adds or changes an account, unless its login is another's.
pub(super) fn put(draft: &mut Draft, row: &AccountRow) -> Result<bool, StoreError> {
    if holder(draft, &row.login)?.is_some_and(|holder| holder != row.id) {
        return Ok(false);
    }
    if let Some(before) = get(draft, row.id)? {
        draft.remove(key::login(&before.login));
    }
    draft.put(key::login(&row.login), row.id.as_bytes())?;
    draft.put_long(key::account(row.id), &value::write(row, &[]))?;
    Ok(true)
}

/// Sets a named value, if it stands as expected.
pub(super) fn set_setting(
    draft: &mut Draft,
    name: &str,
    expected: Option<&[u8]>,
    new: &[u8],
) -> Result<bool, StoreError> {
    let place = key::setting(name);
    if draft.get_long(&place)?.as_deref() != expected {
        return Ok(false);
    }
    draft.put_long(place, new)?;
    Ok(true)
}
