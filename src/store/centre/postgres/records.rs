//! Records and blobs as they came.

use postgres::Row;

use super::failure::Failure;
use super::session::Session;
use crate::centre::row::{Incoming, RecordRow};
use domain::ids::anchor::{ChainHash, Position};
use domain::ids::id::StationId;

/// A column that is a number from 0.
pub(super) fn count(row: &Row, column: &str) -> Result<u64, Failure> {
    u64::try_from(row.get::<_, i64>(column)).map_err(|_| Failure::damaged("a number below zero"))
}

/// A number as a column has it.
pub(super) fn big(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// A limit as a statement has it.
pub(super) fn most(limit: usize) -> i64 {
    i64::try_from(limit).unwrap_or(i64::MAX)
}

/// A column that is a position.
pub(super) fn position(row: &Row, column: &str) -> Result<Position, Failure> {
    Position::new(count(row, column)?).ok_or_else(|| Failure::damaged("a record before the first"))
}

/// Bytes of a fixed number.
pub(super) fn exactly<const N: usize>(bytes: &[u8]) -> Result<[u8; N], Failure> {
    bytes.try_into().map_err(|_| Failure::damaged("a value of another length"))
}

pub(super) fn put(session: &mut Session, incoming: &Incoming) -> Result<(), Failure> {
    let records = &incoming.records;
    let positions: Vec<i64> = records.iter().map(|record| big(record.position.get())).collect();
    let headers: Vec<&[u8]> = records.iter().map(|record| &record.header[..]).collect();
    let chains: Vec<&[u8]> = records.iter().map(|record| &record.chain.bytes()[..]).collect();
    let sealed: Vec<Option<&[u8]>> = records.iter().map(|record| record.sealed.as_deref()).collect();
    session.change(
        "insert into record (station, position, header, chain, sealed)
         select $1::uuid, * from unnest($2::bigint[], $3::bytea[], $4::bytea[], $5::bytea[])",
        &[&incoming.station.uuid(), &positions, &headers, &chains, &sealed],
    )?;
    Ok(())
}

pub(super) fn one(
    session: &mut Session,
    station: StationId,
    at: Position,
) -> Result<Option<RecordRow>, Failure> {
    let row = session.row(
        "select header, chain, sealed from record where station = $1 and position = $2",
        &[&station.uuid(), &big(at.get())],
    )?;
    let read = |row: Row| {
        Ok(RecordRow {
            position: at,
            header: exactly(row.get("header"))?,
            chain: ChainHash::new(exactly(row.get("chain"))?),
            sealed: row.get("sealed"),
        })
    };
    row.map(read).transpose()
}

pub(super) fn chains(
    session: &mut Session,
    station: StationId,
    from: Position,
    limit: usize,
) -> Result<Vec<ChainHash>, Failure> {
    let rows = session.rows(
        "select chain from record where station = $1 and position >= $2 order by position limit $3",
        &[&station.uuid(), &big(from.get()), &most(limit)],
    )?;
    rows.iter().map(|row| Ok(ChainHash::new(exactly(row.get("chain"))?))).collect()
}

pub(super) fn put_blob(session: &mut Session, name: &[u8; 32], sealed: &[u8]) -> Result<bool, Failure> {
    let put = "insert into blob (name, sealed) values ($1, $2) on conflict do nothing";
    Ok(session.change(put, &[&name.as_slice(), &sealed])? > 0)
}

pub(super) fn blob(session: &mut Session, name: &[u8; 32]) -> Result<Option<Vec<u8>>, Failure> {
    Ok(session.row("select sealed from blob where name = $1", &[&name.as_slice()])?.map(|row| row.get(0)))
}
