//! Conflicts: the list of open ones, decisions, those found later.

use std::collections::{HashMap, HashSet};

use postgres::Row;
use uuid::Uuid;

use super::failure::Failure;
use super::plan::{Earlier, Known};
use super::records::{big, most, position};
use super::session::Session;
use super::stations;
use crate::centre::row::{ConflictRow, NewCall, NewConflict, NewDecision};
use domain::centre::exchange::{ConflictKind, Remedy};
use domain::ids::id::{EntryId, StationId};

fn read(row: &Row) -> Result<ConflictRow, Failure> {
    let unknown = || Failure::damaged("a conflict of an unknown kind");
    let remedy: Option<&str> = row.get("remedy");
    let remedy = remedy.map(|code| Remedy::of_code(code).ok_or_else(unknown)).transpose()?;
    Ok(ConflictRow {
        id: row.get("id"),
        entry: EntryId::new(row.get("entry")),
        other: row.get::<_, Option<Uuid>>("other").map(EntryId::new),
        kind: ConflictKind::of_code(row.get("kind")).ok_or_else(unknown)?,
        found: row.get("found"),
        sealed: row.get("sealed"),
        decision: remedy.zip(row.get("decision")),
        call: row.get::<_, Option<Vec<u8>>>("call").map(|sealed| (row.get("called"), sealed)),
    })
}

pub(super) fn one(session: &mut Session, id: Uuid) -> Result<Option<ConflictRow>, Failure> {
    session.row("select * from conflict where id = $1", &[&id])?.as_ref().map(read).transpose()
}

pub(super) fn open(session: &mut Session, limit: usize) -> Result<Vec<ConflictRow>, Failure> {
    let oldest = "select * from conflict where remedy is null order by found, id limit $1";
    session.rows(oldest, &[&most(limit)])?.iter().map(read).collect()
}

/// How many are open.
pub(super) fn count_open(session: &mut Session) -> Result<u64, Failure> {
    let row = session.row("select count(*) from conflict where remedy is null", &[])?;
    Ok(row.map_or(0, |row| row.get::<_, i64>(0).unsigned_abs()))
}

/// Those whose holders are to be called.
pub(super) fn calls(session: &mut Session, limit: usize) -> Result<Vec<ConflictRow>, Failure> {
    let oldest = "select * from conflict where remedy in ('annul', 'replace') and not called order by found, id limit $1";
    session.rows(oldest, &[&most(limit)])?.iter().map(read).collect()
}

/// The conflicts of these entries, oldest first.
pub(super) fn of_entries(session: &mut Session, entries: &[Uuid]) -> Result<Vec<ConflictRow>, Failure> {
    let of = "select * from conflict where entry = any($1) order by found, id";
    session.rows(of, &[&entries])?.iter().map(read).collect()
}

/// Puts conflicts.
pub(super) fn put(session: &mut Session, rows: &[ConflictRow]) -> Result<(), Failure> {
    if rows.is_empty() {
        return Ok(());
    }
    let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
    let entries: Vec<Uuid> = rows.iter().map(|row| row.entry.uuid()).collect();
    let others: Vec<Option<Uuid>> = rows.iter().map(|row| row.other.map(EntryId::uuid)).collect();
    let kinds: Vec<&str> = rows.iter().map(|row| row.kind.code()).collect();
    let found: Vec<i64> = rows.iter().map(|row| row.found).collect();
    let sealed: Vec<&[u8]> = rows.iter().map(|row| row.sealed.as_slice()).collect();
    let remedies: Vec<Option<&str>> =
        rows.iter().map(|row| row.decision.as_ref().map(|(remedy, _)| remedy.code())).collect();
    let decisions: Vec<Option<&[u8]>> =
        rows.iter().map(|row| row.decision.as_ref().map(|(_, sealed)| sealed.as_slice())).collect();
    let called: Vec<bool> = rows.iter().map(|row| row.call.as_ref().is_some_and(|(ends, _)| *ends)).collect();
    let calls: Vec<Option<&[u8]>> =
        rows.iter().map(|row| row.call.as_ref().map(|(_, sealed)| sealed.as_slice())).collect();
    session.change(
        "insert into conflict (id, entry, other, kind, found, sealed, remedy, decision, called, call)
         select * from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::bigint[], $6::bytea[],
             $7::text[], $8::bytea[], $9::boolean[], $10::bytea[])",
        &[&ids, &entries, &others, &kinds, &found, &sealed, &remedies, &decisions, &called, &calls],
    )?;
    Ok(())
}

/// Writes down a decision about a conflict that is open and whose station is locked.
pub(super) fn set_decision(session: &mut Session, decision: &NewDecision) -> Result<bool, Failure> {
    let decide = "update conflict set remedy = $2, decision = $3 where id = $1 and remedy is null";
    Ok(session.change(decide, &[&decision.conflict, &decision.remedy.code(), &decision.sealed])? > 0)
}

/// Writes down a call that is due, about an entry whose station is locked.
pub(super) fn set_call(session: &mut Session, call: &NewCall) -> Result<bool, Failure> {
    let called = "update conflict set called = $2, call = $3
         where id = $1 and remedy in ('annul', 'replace') and (not called or call is null)";
    Ok(session.change(called, &[&call.conflict, &call.ends, &call.sealed])? > 0)
}

pub(super) fn call(session: &mut Session, call: &NewCall) -> Result<bool, Failure> {
    let Some(row) = one(session, call.conflict)? else { return Ok(false) };
    let entry = row.entry.uuid();
    let locked =
        lock_station_of(session, entry)?.ok_or_else(|| Failure::damaged("a conflict without its entry"))?;
    if !set_call(session, call)? {
        return Ok(false);
    }
    new_outcome(session, entry, locked, 0)?;
    Ok(true)
}

/// Locks the station of an entry; whose it is, and its newest outcome.
pub(super) fn lock_station_of(
    session: &mut Session,
    entry: Uuid,
) -> Result<Option<(StationId, u64)>, Failure> {
    let row = session.row("select station from entry where id = $1", &[&entry])?;
    let Some(station) = row.map(|row| StationId::new(row.get(0))) else { return Ok(None) };
    let (_, outcomes) =
        stations::lock(session, station)?.ok_or_else(|| Failure::damaged("a station is missing"))?;
    Ok(Some((station, outcomes)))
}

/// `open` more conflicts of an entry are open: it gets the next outcome of its station, which is locked, unless it waits for
/// its number.
pub(super) fn new_outcome(
    session: &mut Session,
    entry: Uuid,
    (station, outcomes): (StationId, u64),
    open: i32,
) -> Result<(), Failure> {
    let told = session.row(
        "update entry set open = open + $3,
             seq = case when ordinary_register is not null or rejected_code is not null then $2::bigint end
         where id = $1 returning seq",
        &[&entry, &big(outcomes + 1), &open],
    )?;
    match told.and_then(|row| row.get::<_, Option<i64>>("seq")) {
        Some(_) => stations::set_outcomes(session, station, outcomes + 1),
        None => Ok(()),
    }
}

pub(super) fn decide(session: &mut Session, decision: &NewDecision) -> Result<bool, Failure> {
    let Some(row) = one(session, decision.conflict)? else { return Ok(false) };
    let entry = row.entry.uuid();
    let locked =
        lock_station_of(session, entry)?.ok_or_else(|| Failure::damaged("a conflict without its entry"))?;
    if !set_decision(session, decision)? {
        return Ok(false);
    }
    new_outcome(session, entry, locked, -1)?;
    Ok(true)
}

pub(super) fn renew(session: &mut Session, entries: &[EntryId]) -> Result<(), Failure> {
    let ids: Vec<Uuid> = entries.iter().map(|id| id.uuid()).collect();
    let rows = session
        .rows("select id, station from entry where id = any($1) order by station, position", &[&ids])?;
    let mut stations: Vec<Uuid> = rows.iter().map(|row| row.get("station")).collect();
    stations.dedup();
    stations::lock_all(session, &stations)?;
    for row in rows {
        let id = row.get("id");
        let locked = lock_station_of(session, id)?.ok_or_else(|| Failure::damaged("an entry went away"))?;
        new_outcome(session, id, locked, 0)?;
    }
    Ok(())
}

pub(super) fn raise(session: &mut Session, entry: EntryId, new: &[NewConflict]) -> Result<usize, Failure> {
    let id = entry.uuid();
    let Some(locked) = lock_station_of(session, id)? else { return Ok(0) };
    let mut kinds: Vec<ConflictKind> = of_entries(session, &[id])?.iter().map(|row| row.kind).collect();
    let mut added = Vec::new();
    for found in new {
        if !kinds.contains(&found.kind) {
            kinds.push(found.kind);
            added.push(ConflictRow::found(entry, found));
        }
    }
    if !added.is_empty() {
        put(session, &added)?;
        new_outcome(session, id, locked, i32::try_from(added.len()).unwrap_or(i32::MAX))?;
    }
    Ok(added.len())
}

/// Those of these conflicts that are of entries of these stations.
pub(super) fn among(
    session: &mut Session,
    conflicts: &[Uuid],
    stations: &[Uuid],
) -> Result<HashMap<Uuid, Known>, Failure> {
    let rows = session.rows(
        "select conflict.id, entry.id as entry, entry.station, entry.position, conflict.remedy, conflict.called,
             ordinary_register is not null or rejected_code is not null as told
         from conflict join entry on entry.id = conflict.entry
         where conflict.id = any($1) and entry.station = any($2)",
        &[&conflicts, &stations],
    )?;
    rows.iter()
        .map(|row| {
            let station = StationId::new(row.get("station"));
            let known = Known {
                entry: EntryId::new(row.get("entry")),
                earlier: Earlier { station, position: position(row, "position")?, told: row.get("told") },
                remedy: row.get::<_, Option<&str>>("remedy").and_then(Remedy::of_code),
                called: row.get("called"),
            };
            Ok((row.get("id"), known))
        })
        .collect()
}

/// Which of these conflicts there are.
pub(super) fn there(session: &mut Session, conflicts: &[Uuid]) -> Result<HashSet<Uuid>, Failure> {
    let rows = session.rows("select id from conflict where id = any($1)", &[&conflicts])?;
    Ok(rows.iter().map(|row| row.get(0)).collect())
}
