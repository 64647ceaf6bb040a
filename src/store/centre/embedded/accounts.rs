//! Accounts and settings of the centre.

use uuid::Uuid;

use super::draft::Draft;
use super::{key, value};
use crate::centre::account::{AccountHead, AccountInClear, AccountRow, Accounts};
use crate::error::StoreError;

fn read(value: &[u8]) -> Result<AccountRow, StoreError> {
    let (head, [sealed]) = value::read::<AccountHead, 1>(value)?;
    Ok(AccountRow { id: head.id, login: head.login, body: head.body, sealed })
}

fn get(draft: &Draft, id: Uuid) -> Result<Option<AccountRow>, StoreError> {
    draft.get_long(&key::account(id))?.as_deref().map(read).transpose()
}

fn holder(draft: &Draft, login: &[u8; 16]) -> Result<Option<Uuid>, StoreError> {
    Ok(draft.get(&key::login(login))?.and_then(|id| key::last(&id)))
}

pub(super) fn of_login(draft: &Draft, login: &[u8; 16]) -> Result<Option<AccountRow>, StoreError> {
    holder(draft, login)?.map_or(Ok(None), |id| get(draft, id))
}

pub(super) fn all(draft: &Draft) -> Result<Accounts, StoreError> {
    let mut rows = Vec::new();
    for item in draft.tree().scan_prefix(key::ACCOUNTS) {
        let (key, head) = item?;
        rows.push(read(&draft.joined(&key, &head)?)?);
    }
    Ok(Accounts { changes: changes(draft)?, rows })
}

fn changes(draft: &Draft) -> Result<u64, StoreError> {
    match draft.get(key::CHANGES_OF_ACCOUNTS)? {
        None => Ok(0),
        Some(number) => {
            let number = number.as_ref().try_into().map(u64::from_be_bytes);
            number.map_err(|_| StoreError::Damaged("the changes of accounts are no number"))
        }
    }
}

/// Adds or changes an account where none was changed since, unless its login is another's.
pub(super) fn put(draft: &mut Draft, row: &AccountRow, seen: u64) -> Result<bool, StoreError> {
    if changes(draft)? != seen || holder(draft, &row.login)?.is_some_and(|holder| holder != row.id) {
        return Ok(false);
    }
    if let Some(before) = get(draft, row.id)? {
        draft.remove(key::login(&before.login));
    }
    draft.put(key::CHANGES_OF_ACCOUNTS.to_vec(), &(seen + 1).to_be_bytes())?;
    write(draft, row)?;
    Ok(true)
}

fn write(draft: &mut Draft, row: &AccountRow) -> Result<(), StoreError> {
    let head = AccountHead { id: row.id, login: row.login, body: row.body.clone() };
    draft.put(key::login(&row.login), row.id.as_bytes())?;
    draft.put_long(key::account(row.id), &value::write(&head, &[&row.sealed]))
}

/// Accounts of a database of before.
pub(super) fn in_clear(draft: &Draft) -> Result<Vec<AccountInClear>, StoreError> {
    let mut rows = Vec::new();
    for item in draft.tree().scan_prefix(key::ACCOUNTS_IN_CLEAR) {
        let (key, head) = item?;
        rows.push(value::read::<AccountInClear, 0>(&draft.joined(&key, &head)?)?.0);
    }
    Ok(rows)
}

/// Puts an account of before in its place, sealed; the one in clear goes.
pub(super) fn seal(draft: &mut Draft, clear: &AccountInClear, row: &AccountRow) -> Result<(), StoreError> {
    if !draft.has(&key::account_in_clear(clear.id))? {
        return Ok(());
    }
    draft.put_long(key::account_in_clear(clear.id), &[])?;
    draft.remove(key::account_in_clear(clear.id));
    draft.remove(key::login_in_clear(&clear.login));
    write(draft, row)
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
