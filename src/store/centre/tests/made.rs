//! What the tests put into a store.

use chrono::NaiveDate;
use uuid::Uuid;

use crate::centre::CentreStore;
use crate::centre::correction::NewCorrection;
use crate::centre::row::{
    CentreEntry, CentreQuery, Fact, FactKind, Incoming, NewConflict, NewDecision, NewEntry, Numbering,
    OutageRow, RecordRow, StationRow, StationState,
};
use domain::centre::exchange::ordinary::OrdinaryKey;
use domain::centre::exchange::{ConflictKind, OrdinaryNumber, Remedy};
use domain::ids::anchor::{Anchor, ChainHash, Position};
use domain::ids::id::{EntryId, OutageId, StationId};

/// Milliseconds of a November day.
pub const NOON: i64 = 1_795_345_200_000;
pub const REGISTER: &str = "PG";
pub const YEAR: u16 = 2026;

pub fn day() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 22).unwrap()
}

pub fn position(number: u64) -> Position {
    Position::new(number).unwrap()
}

pub fn station_id(number: u8) -> StationId {
    StationId::new(Uuid::from_u128(0x5000 + u128::from(number)))
}

/// The entry of one station and position.
pub fn entry_id(station: u8, position: u64) -> EntryId {
    EntryId::new(Uuid::from_u128((0xE000 << 64) | (u128::from(position) << 8) | u128::from(station)))
}

pub fn conflict_id(number: u64) -> Uuid {
    Uuid::from_u128((0xC000 << 64) | u128::from(number))
}

pub fn outage_id(number: u8) -> OutageId {
    OutageId::new(Uuid::from_u128(0x0A00 + u128::from(number)))
}

pub fn station(number: u8) -> StationRow {
    StationRow {
        id: station_id(number),
        code: format!("EM{number:02}"),
        name: format!("Sportello {number}"),
        state: StationState::Enrolled,
        certificates: vec!["-----BEGIN CERTIFICATE-----".to_owned()],
        head: None,
        outcomes: 0,
        heard: None,
        complete: None,
        head_seen: None,
        body: String::new(),
    }
}

/// The anchor at a position of a station; `course` tells two courses of its journal apart.
pub fn anchor(station: u8, course: u8, at: u64) -> Anchor {
    let mut chain = [course; 32];
    chain[0] = station;
    chain[24..].copy_from_slice(&at.to_be_bytes());
    Anchor { position: position(at), chain: ChainHash::new(chain) }
}

pub fn record(station: u8, at: u64) -> RecordRow {
    let anchor = anchor(station, 0, at);
    let sealed = (!at.is_multiple_of(3)).then(|| vec![station; usize::try_from(at % 7).unwrap() * 40]);
    RecordRow { position: anchor.position, header: [station; 72], chain: anchor.chain, sealed }
}

pub fn entry(station: u8, at: u64) -> NewEntry {
    let serial = u32::try_from(at).unwrap();
    NewEntry {
        id: entry_id(station, at),
        position: position(at),
        number: format!("EM{station:02}-2026-{serial:07}"),
        register: format!("EM{station:02}-2026-"),
        serial,
        issued: NOON + i64::from(serial),
        day: day(),
        kind: "certificate".to_owned(),
        title: "Certificato di nascita".to_owned(),
        state: "issued".to_owned(),
        outage: outage_id(station),
        corrects: None,
        sealed: vec![station, serial.to_be_bytes()[3]],
        finds: vec![key(at), [station; 16]],
        facts: Vec::new(),
        conflicts: Vec::new(),
        clash_ids: Vec::new(),
        again_id: conflict_id((u64::from(station) << 32) | (1 << 24) | at),
        ordinary_register: REGISTER.to_owned(),
    }
}

pub fn key(number: u64) -> [u8; 16] {
    u128::from(number).to_be_bytes()
}

pub fn fact(kind: FactKind, number: u64) -> Fact {
    Fact { kind, key: key(number) }
}

/// The entry, with a fact.
pub fn having(mut entry: NewEntry, kind: FactKind, number: u64) -> NewEntry {
    let of = u64::try_from(entry.id.uuid().as_u128() & 0xFFFF_FFFF).unwrap();
    entry.clash_ids.push(conflict_id((2 << 40) | (of << 4) | entry.clash_ids.len() as u64));
    entry.facts.push(fact(kind, number));
    entry
}

pub fn found(id: u64, kind: ConflictKind) -> NewConflict {
    NewConflict { id: conflict_id(id), kind, found: NOON + 60_000, sealed: vec![7, 7] }
}

pub fn decision(conflict: Uuid) -> NewDecision {
    NewDecision { conflict, remedy: Remedy::Stands, sealed: vec![4, 2], at: NOON + 90_000, differs: None }
}

pub fn given(number: &str) -> OrdinaryNumber {
    OrdinaryNumber { register: REGISTER.to_owned(), year: YEAR, number: number.to_owned(), date: day() }
}

pub fn ordinary(register: &str, year: u16, number: &str) -> OrdinaryKey {
    OrdinaryKey::new(register, year, number)
}

/// The number of two entries of the first station: the holder gets another, the other keeps it alone.
pub fn put_right_what_is_doubled(store: &dyn CentreStore, (doubled, holder): (u64, u64)) {
    let held = store.entry(entry_id(1, holder)).unwrap().unwrap().ordinary.unwrap();
    let correction = |number: &str| NewCorrection {
        entry: entry_id(1, holder),
        before: held.clone(),
        ordinary: given(number),
        at: NOON,
        sealed: Vec::new(),
    };
    store.correct(&[correction("0000004/B")]).unwrap();
    assert_eq!(store.doubled().unwrap(), []);
    assert_eq!(store.by_ordinary(&held.key()).unwrap().unwrap().id, entry_id(1, doubled));
}

pub fn outage(station: u8) -> OutageRow {
    OutageRow {
        station: station_id(station),
        outage: outage_id(station),
        code: "INT-2026-01".to_owned(),
        started: NOON - i64::from(station),
        closed: None,
        archived: None,
        officially: None,
        sealed: vec![1],
    }
}

/// A batch with nothing in it but `count` records, from where `after` is.
pub fn records(station: u8, after: Option<Anchor>, count: u64) -> Incoming {
    let first = after.map_or(1, |anchor| anchor.position.get() + 1);
    Incoming {
        station: station_id(station),
        after,
        head: anchor(station, 0, first + count - 1),
        at: NOON,
        numbering: Numbering::Own,
        day: day(),
        ordinary_year: YEAR,
        records: (first..first + count).map(|at| record(station, at)).collect(),
        entries: Vec::new(),
        rejected: Vec::new(),
        changes: Vec::new(),
        outages: Vec::new(),
        decisions: Vec::new(),
        calls: Vec::new(),
        complete: None,
        lives_before: Vec::new(),
    }
}

/// The next batch of a station, of `count` records, wherever it stands.
pub fn next(store: &dyn CentreStore, station: u8, count: u64) -> Incoming {
    records(station, store.station(station_id(station)).unwrap().unwrap().head, count)
}

/// A batch of so many plain entries from where `after` is.
pub fn plain(station: u8, after: Option<Anchor>, count: u64) -> Incoming {
    let mut batch = records(station, after, count);
    batch.entries = batch.records.iter().map(|record| entry(station, record.position.get())).collect();
    batch
}

/// The batch, to be numbered by the protocol office.
pub fn unnumbered(batch: Incoming) -> Incoming {
    Incoming { numbering: Numbering::Office, ..batch }
}

/// Adds these stations.
pub fn enrol(store: &dyn CentreStore, stations: &[u8]) {
    for number in stations {
        store.put_station(&station(*number)).unwrap();
    }
}

/// Takes the next `count` plain entries of a station.
pub fn take(store: &dyn CentreStore, station: u8, count: u64) {
    let after = store.station(station_id(station)).unwrap().unwrap().head;
    store.receive(&plain(station, after, count)).unwrap();
}

/// Takes one entry in a batch of its own.
pub fn take_entry(store: &dyn CentreStore, station: u8, entry: NewEntry) -> CentreEntry {
    let mut batch = next(store, station, 1);
    let id = entry.id;
    batch.entries.push(NewEntry { position: batch.head.position, ..entry });
    store.receive(&batch).unwrap();
    store.entry(id).unwrap().unwrap()
}

pub fn all() -> CentreQuery {
    CentreQuery { limit: 10_000, ..CentreQuery::default() }
}

/// The ordinary numbers, as text, in order of register.
pub fn numbers(store: &dyn CentreStore) -> Vec<String> {
    let query = CentreQuery { in_register_order: true, ..all() };
    store.entries(&query).unwrap().into_iter().filter_map(|entry| Some(entry.ordinary?.number)).collect()
}
