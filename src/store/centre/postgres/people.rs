//! Settings, accounts, reference data.

use std::collections::BTreeMap;

use postgres::Row;
use uuid::Uuid;

use super::failure::Failure;
use super::records::exactly;
use super::session::Session;
use crate::centre::account::{AccountInClear, AccountRow, Accounts};
use crate::centre::row::ReferenceRow;

/// Rows of reference data written at a time.
const AT_ONCE: usize = 1_000;

pub(super) fn setting(session: &mut Session, name: &str) -> Result<Option<Vec<u8>>, Failure> {
    Ok(session.row("select value from setting where name = $1", &[&name])?.map(|row| row.get(0)))
}

pub(super) fn set_setting(
    session: &mut Session,
    name: &str,
    expected: Option<&[u8]>,
    value: &[u8],
) -> Result<bool, Failure> {
    let changed = match expected {
        None => session.change(
            "insert into setting (name, value) values ($1, $2) on conflict do nothing",
            &[&name, &value],
        )?,
        Some(expected) => session.change(
            "update setting set value = $2 where name = $1 and value = $3",
            &[&name, &value, &expected],
        )?,
    };
    Ok(changed > 0)
}

/// Sets a named value, however it stands.
pub(super) fn put_setting(session: &mut Session, name: &str, value: &[u8]) -> Result<(), Failure> {
    session.change(
        "insert into setting (name, value) values ($1, $2) on conflict (name) do update set value = excluded.value",
        &[&name, &value],
    )?;
    Ok(())
}

fn read(row: &Row) -> AccountRow {
    let login: Uuid = row.get("login");
    AccountRow {
        id: row.get("id"),
        login: login.into_bytes(),
        body: row.get("body"),
        sealed: row.get("sealed"),
    }
}

pub(super) fn account(session: &mut Session, login: &[u8; 16]) -> Result<Option<AccountRow>, Failure> {
    let login = Uuid::from_bytes(*login);
    Ok(session.row("select * from account where login = $1", &[&login])?.as_ref().map(read))
}

/// Where it is noted how many times the accounts were changed.
const CHANGES: &str = "accounts";

fn changes(session: &mut Session) -> Result<u64, Failure> {
    let Some(noted) = setting(session, CHANGES)? else { return Ok(0) };
    Ok(u64::from_be_bytes(exactly(&noted)?))
}

pub(super) fn accounts(session: &mut Session) -> Result<Accounts, Failure> {
    let changes = changes(session)?;
    let rows = session.rows("select * from account", &[])?;
    Ok(Accounts { changes, rows: rows.iter().map(read).collect() })
}

/// Adds or changes an account where none was changed since, unless its login is another's.
pub(super) fn put_account(session: &mut Session, row: &AccountRow, seen: u64) -> Result<bool, Failure> {
    let (login, before, after) = (Uuid::from_bytes(row.login), seen.to_be_bytes(), (seen + 1).to_be_bytes());
    let held = session.row("select from account where login = $1 and id <> $2", &[&login, &row.id])?;
    // This row is the lock: of two at once the second finds another number in it.
    let before = (seen > 0).then_some(&before[..]);
    if held.is_some() || !set_setting(session, CHANGES, before, &after)? {
        return Ok(false);
    }
    session.change(
        "insert into account (id, login, body, sealed) values ($1, $2, $3, $4)
         on conflict (id) do update set login = excluded.login, body = excluded.body, sealed = excluded.sealed",
        &[&row.id, &login, &row.body, &row.sealed],
    )?;
    Ok(true)
}

/// Accounts of a program of before.
pub(super) fn in_clear(session: &mut Session) -> Result<Vec<AccountInClear>, Failure> {
    let rows = session.rows("select id, login, name, phc, active from account_in_clear", &[])?;
    let read = |row: &Row| AccountInClear {
        id: row.get("id"),
        login: row.get("login"),
        name: row.get("name"),
        phc: row.get("phc"),
        active: row.get("active"),
    };
    Ok(rows.iter().map(read).collect())
}

/// Puts an account of before in its place, sealed; the one in clear goes.
pub(super) fn seal_account(
    session: &mut Session,
    clear: &AccountInClear,
    row: &AccountRow,
) -> Result<(), Failure> {
    if session.change("delete from account_in_clear where id = $1", &[&clear.id])? == 0 {
        return Ok(());
    }
    session.change(
        "insert into account (id, login, body, sealed) values ($1, $2, $3, $4)",
        &[&row.id, &Uuid::from_bytes(row.login), &row.body, &row.sealed],
    )?;
    Ok(())
}

/// Replaces all reference data; readers see the old ones until the end.
pub(super) fn replace_references(
    session: &mut Session,
    rows: &mut dyn Iterator<Item = ReferenceRow>,
) -> Result<u64, Failure> {
    // Two replacements at once would mix.
    session.run("lock table reference in exclusive mode; delete from reference")?;
    loop {
        let some: BTreeMap<[u8; 16], Vec<u8>> = rows.take(AT_ONCE).map(|row| (row.key, row.sealed)).collect();
        if some.is_empty() {
            break;
        }
        let keys: Vec<&[u8]> = some.keys().map(|key| &key[..]).collect();
        let sealed: Vec<&[u8]> = some.values().map(Vec::as_slice).collect();
        session.change(
            "insert into reference (key, sealed) select * from unnest($1::bytea[], $2::bytea[])
             on conflict (key) do update set sealed = excluded.sealed",
            &[&keys, &sealed],
        )?;
    }
    let row = session.row("select count(*) from reference", &[])?;
    Ok(row.map_or(0, |row| row.get::<_, i64>(0).cast_unsigned()))
}

pub(super) fn references(session: &mut Session, keys: &[[u8; 16]]) -> Result<Vec<ReferenceRow>, Failure> {
    let keys: Vec<&[u8]> = keys.iter().map(|key| &key[..]).collect();
    let rows = session.rows("select key, sealed from reference where key = any($1)", &[&keys])?;
    rows.iter()
        .map(|row| Ok(ReferenceRow { key: exactly(row.get("key"))?, sealed: row.get("sealed") }))
        .collect()
}
