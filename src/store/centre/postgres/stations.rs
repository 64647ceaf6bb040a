//! Stations, enrolments, and messages seen.

use std::collections::BTreeMap;

use postgres::Row;
use uuid::Uuid;

use super::failure::Failure;
use super::records::{big, count, exactly};
use super::session::Session;
use crate::centre::row::{EnrolmentRow, EnrolmentStand, StationRow, StationState};
use domain::ids::anchor::{Anchor, ChainHash, Position};
use domain::ids::id::StationId;

const STATES: [(StationState, &str); 3] = [
    (StationState::Expected, "expected"),
    (StationState::Enrolled, "enrolled"),
    (StationState::Suspended, "suspended"),
];

fn read(row: &Row) -> Result<StationRow, Failure> {
    let state: &str = row.get("state");
    let state = STATES.into_iter().find(|(_, code)| *code == state);
    let complete: Option<i64> = row.get("complete");
    Ok(StationRow {
        id: StationId::new(row.get("id")),
        code: row.get("code"),
        name: row.get("name"),
        state: state.ok_or_else(|| Failure::damaged("a station in an unknown state"))?.0,
        certificates: row.get("certificates"),
        head: head(row)?,
        outcomes: count(row, "outcomes")?,
        heard: row.get("heard"),
        complete: complete.and_then(|at| Position::new(at.cast_unsigned())),
        head_seen: row.get("head_seen"),
        body: row.get("body"),
    })
}

fn head(row: &Row) -> Result<Option<Anchor>, Failure> {
    let Some(at) = row.get::<_, Option<i64>>("head_position") else { return Ok(None) };
    let position = u64::try_from(at).ok().and_then(Position::new);
    Ok(Some(Anchor {
        position: position.ok_or_else(|| Failure::damaged("a station before its first record"))?,
        chain: ChainHash::new(exactly(row.get("head_chain"))?),
    }))
}

pub(super) fn one(session: &mut Session, id: StationId) -> Result<Option<StationRow>, Failure> {
    session.row("select * from station where id = $1", &[&id.uuid()])?.as_ref().map(read).transpose()
}

pub(super) fn all(session: &mut Session) -> Result<Vec<StationRow>, Failure> {
    session.rows("select * from station order by code collate \"C\", id", &[])?.iter().map(read).collect()
}

/// Locks a station for a batch of its own: where it stands, and its newest outcome.
pub(super) fn lock(session: &mut Session, id: StationId) -> Result<Option<(Option<Anchor>, u64)>, Failure> {
    let row = session.row(
        "select head_position, head_chain, outcomes from station where id = $1 for update",
        &[&id.uuid()],
    )?;
    row.map(|row| Ok((head(&row)?, count(&row, "outcomes")?))).transpose()
}

/// Locks stations, in the order of their ids: the newest outcome of each.
pub(super) fn lock_all(session: &mut Session, ids: &[Uuid]) -> Result<BTreeMap<StationId, u64>, Failure> {
    if ids.is_empty() {
        return Ok(BTreeMap::new());
    }
    let rows = session
        .rows("select id, outcomes from station where id = any($1) order by id for update", &[&ids])?;
    rows.iter().map(|row| Ok((StationId::new(row.get("id")), count(row, "outcomes")?))).collect()
}

/// Notes the newest outcome of a station that is locked.
pub(super) fn set_outcomes(session: &mut Session, id: StationId, outcomes: u64) -> Result<(), Failure> {
    session.change("update station set outcomes = $2 where id = $1", &[&id.uuid(), &big(outcomes)])?;
    Ok(())
}

pub(super) fn put(session: &mut Session, row: &StationRow) -> Result<(), Failure> {
    let (_, state) =
        STATES.into_iter().find(|(state, _)| *state == row.state).expect("all states are listed");
    session.change(
        "insert into station (id, code, name, state, certificates, body) values ($1, $2, $3, $4, $5, $6)
         on conflict (id) do update set code = excluded.code, name = excluded.name,
             state = excluded.state, certificates = excluded.certificates, body = excluded.body",
        &[&row.id.uuid(), &row.code, &row.name, &state, &row.certificates, &row.body],
    )?;
    Ok(())
}

pub(super) fn heard(session: &mut Session, id: StationId, at: i64) -> Result<(), Failure> {
    session.change("update station set heard = $2 where id = $1", &[&id.uuid(), &at])?;
    Ok(())
}

fn read_enrolment(row: &Row) -> Result<EnrolmentRow, Failure> {
    let state = match (row.get("state"), row.get("certificate")) {
        ("waiting", None) => EnrolmentStand::Waiting,
        ("refused", None) => EnrolmentStand::Refused,
        ("granted", Some(certificate)) => EnrolmentStand::Granted(certificate),
        _ => return Err(Failure::damaged("an enrolment in an unknown state")),
    };
    let nonce: Option<&[u8]> = row.get("station_nonce");
    Ok(EnrolmentRow {
        id: row.get("id"),
        request: row.get("request"),
        commitment: exactly(row.get("commitment"))?,
        centre_nonce: exactly(row.get("centre_nonce"))?,
        station_nonce: nonce.map(exactly).transpose()?,
        asked: row.get("asked"),
        state,
        source: row.get("source"),
        notes: row.get("notes"),
    })
}

pub(super) fn put_enrolment(session: &mut Session, row: &EnrolmentRow) -> Result<(), Failure> {
    let (state, certificate) = match &row.state {
        EnrolmentStand::Waiting => ("waiting", None),
        EnrolmentStand::Refused => ("refused", None),
        EnrolmentStand::Granted(certificate) => ("granted", Some(certificate)),
    };
    let nonce = row.station_nonce.as_ref().map(|nonce| &nonce[..]);
    session.change(
        "insert into enrolment (id, request, commitment, centre_nonce, station_nonce, asked, state, certificate,
             source, notes)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
         on conflict (id) do update set request = excluded.request, commitment = excluded.commitment,
             centre_nonce = excluded.centre_nonce, station_nonce = excluded.station_nonce,
             asked = excluded.asked, state = excluded.state, certificate = excluded.certificate,
             source = excluded.source, notes = excluded.notes",
        &[
            &row.id,
            &row.request,
            &row.commitment.as_slice(),
            &row.centre_nonce.as_slice(),
            &nonce,
            &row.asked,
            &state,
            &certificate,
            &row.source,
            &row.notes,
        ],
    )?;
    Ok(())
}

pub(super) fn enrolment(session: &mut Session, id: Uuid) -> Result<Option<EnrolmentRow>, Failure> {
    session.row("select * from enrolment where id = $1", &[&id])?.as_ref().map(read_enrolment).transpose()
}

pub(super) fn enrolments(session: &mut Session) -> Result<Vec<EnrolmentRow>, Failure> {
    let newest = "select * from enrolment order by asked desc, id desc limit 100";
    session.rows(newest, &[])?.iter().map(read_enrolment).collect()
}

/// Notes a message; whether it is the first time. A few expired ones are forgotten with it.
pub(super) fn first_seen(
    session: &mut Session,
    message: Uuid,
    expires: i64,
    now: i64,
) -> Result<bool, Failure> {
    let note = "insert into message (id, expires) values ($1, $2) on conflict do nothing";
    if session.change(note, &[&message, &expires])? == 0 {
        return Ok(false);
    }
    session.change(
        "delete from message where id in
             (select id from message where expires < $1 order by expires limit 4 for update skip locked)",
        &[&now],
    )?;
    Ok(true)
}

pub(super) fn seen(session: &mut Session, message: Uuid) -> Result<bool, Failure> {
    Ok(session.row("select from message where id = $1", &[&message])?.is_some())
}
