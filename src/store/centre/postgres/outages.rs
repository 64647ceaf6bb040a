//! Outages of all stations.

use postgres::Row;
use uuid::Uuid;

use super::failure::Failure;
use super::session::Session;
use super::stations;
use crate::centre::row::{Officially, OutageRow};
use domain::ids::id::{OutageId, StationId};

fn read(row: &Row) -> OutageRow {
    OutageRow {
        station: StationId::new(row.get("station")),
        outage: OutageId::new(row.get("outage")),
        code: row.get("code"),
        started: row.get("started"),
        closed: row.get("closed"),
        archived: row.get("archived"),
        officially: row
            .get::<_, Option<i64>>("officially")
            .map(|at| Officially { at, sealed: row.get("officially_sealed") }),
        sealed: row.get("sealed"),
    }
}

pub(super) fn all(session: &mut Session) -> Result<Vec<OutageRow>, Failure> {
    let newest_first = "select * from outage order by started desc, station, outage";
    Ok(session.rows(newest_first, &[])?.iter().map(read).collect())
}

/// Puts an outage as a station tells it; what was archived stays so.
pub(super) fn put(session: &mut Session, station: Uuid, row: &OutageRow) -> Result<(), Failure> {
    session.change(
        "insert into outage (station, outage, code, started, closed, sealed) values ($1, $2, $3, $4, $5, $6)
         on conflict (station, outage) do update set code = excluded.code, started = excluded.started,
             closed = excluded.closed, sealed = excluded.sealed",
        &[&station, &row.outage.uuid(), &row.code, &row.started, &row.closed, &row.sealed],
    )?;
    Ok(())
}

/// Closes an outage whose station will never do so.
pub(super) fn close_officially(
    session: &mut Session,
    station: StationId,
    outage: OutageId,
    closing: &Officially,
) -> Result<bool, Failure> {
    stations::lock(session, station)?;
    let changed = session.change(
        "update outage set officially = $3, officially_sealed = $4
         where station = $1 and outage = $2 and closed is null and officially is null",
        &[&station.uuid(), &outage.uuid(), &closing.at, &closing.sealed],
    )?;
    Ok(changed > 0)
}

/// Archives an outage, if nothing of it is open. Conflicts come and go only under the lock of their station.
pub(super) fn archive(
    session: &mut Session,
    station: StationId,
    outage: OutageId,
    at: i64,
) -> Result<bool, Failure> {
    stations::lock(session, station)?;
    let changed = session.change(
        "update outage set archived = coalesce(archived, $3)
         where station = $1 and outage = $2 and (closed is not null or officially is not null) and (archived is not null or not exists
             (select from entry where station = $1 and outage = $2
                 and (open > 0 or (ordinary_register is null and rejected_code is null)
                     or exists (select from conflict where entry = entry.id and remedy in ('annul', 'replace') and not called))))",
        &[&station.uuid(), &outage.uuid(), &at],
    )?;
    Ok(changed > 0)
}
