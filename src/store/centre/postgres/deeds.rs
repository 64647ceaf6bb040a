//! Deeds of the centre: one after another, none ever changed.

use postgres::Row;

use super::failure::Failure;
use super::people::put_setting;
use super::records::exactly;
use super::session::Session;
use crate::centre::deed::{DeedQuery, DeedRow};

/// Puts the deed after the last one; `false` where another took its number.
pub(super) fn append(session: &mut Session, deed: &DeedRow, head: (&str, &[u8])) -> Result<bool, Failure> {
    let number = deed.number.cast_signed();
    let put = session.change(
        "insert into deed (number, at, day, who, chain, sealed)
         select $1::bigint, $2::bigint, $3::date, $4::uuid, $5::bytea, $6::bytea
         where $1 = 1 or exists (select from deed where number = $1 - 1)
         on conflict do nothing",
        &[&number, &deed.at, &deed.day, &deed.who, &deed.chain.as_slice(), &deed.sealed],
    )?;
    if put == 0 {
        return Ok(false);
    }
    put_setting(session, head.0, head.1)?;
    Ok(true)
}

pub(super) fn asked(session: &mut Session, query: &DeedQuery) -> Result<Vec<DeedRow>, Failure> {
    let below = query.below.map(u64::cast_signed);
    let limit = i64::try_from(query.limit).unwrap_or(i64::MAX);
    let rows = session.rows(
        "select * from deed where ($1::uuid is null or who = $1) and ($2::date is null or day = $2)
             and ($3::bigint is null or number < $3) order by number desc limit $4",
        &[&query.who, &query.day, &below, &limit],
    )?;
    rows.iter().map(read).collect()
}

fn read(row: &Row) -> Result<DeedRow, Failure> {
    Ok(DeedRow {
        number: row.get::<_, i64>("number").cast_unsigned(),
        at: row.get("at"),
        day: row.get("day"),
        who: row.get("who"),
        chain: exactly(row.get("chain"))?,
        sealed: row.get("sealed"),
    })
}
