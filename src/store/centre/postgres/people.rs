//! Settings, accounts, reference data.

use std::collections::BTreeMap;

use postgres::Row;

use super::failure::Failure;
use super::records::exactly;
use super::session::Session;
use crate::store::centre::row::{AccountRow, ReferenceRow};

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

fn read(row: &Row) -> Result<AccountRow, Failure> {
    let failures = u32::try_from(row.get::<_, i64>("failures"));
    Ok(AccountRow {
        id: row.get("id"),
        login: row.get("login"),
        name: row.get("name"),
        phc: row.get("phc"),
        failures: failures.map_err(|_| Failure::damaged("an account's failures"))?,
        failed: row.get("failed"),
        active: row.get("active"),
    })
}

pub(super) fn account(session: &mut Session, login: &str) -> Result<Option<AccountRow>, Failure> {
    session.row("select * from account where login = $1", &[&login])?.as_ref().map(read).transpose()
}

pub(super) fn accounts(session: &mut Session) -> Result<Vec<AccountRow>, Failure> {
    session.rows("select * from account order by name collate \"C\", id", &[])?.iter().map(read).collect()
}

/// Adds or changes an account, unless its login is another's. (Two at once: one of them is tried again, and sees it.)
pub(super) fn put_account(session: &mut Session, row: &AccountRow) -> Result<bool, Failure> {
    let changed = session.change(
        "insert into account (id, login, name, phc, failures, failed, active)
         select $1::uuid, $2::text, $3::text, $4::text, $5::bigint, $6::bigint, $7::boolean
         where not exists (select from account where login = $2 and id <> $1)
         on conflict (id) do update set login = excluded.login, name = excluded.name, phc = excluded.phc,
             failures = excluded.failures, failed = excluded.failed, active = excluded.active",
        &[&row.id, &row.login, &row.name, &row.phc, &i64::from(row.failures), &row.failed, &row.active],
    )?;
    Ok(changed > 0)
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
