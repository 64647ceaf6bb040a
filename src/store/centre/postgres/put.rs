//! What a batch writes, many rows in each statement. Rows are put in order of their keys, so that batches that meet wait for
//! each other instead of crossing.

use std::collections::{BTreeMap, HashMap};

use chrono::NaiveDate;
use uuid::Uuid;

use super::failure::{Failure, Told};
use super::plan::Plan;
use super::records::big;
use super::session::Session;
use crate::centre::row::{Fact, Incoming, NewEntry};
use domain::centre::exchange::OrdinaryNumber;
use domain::ids::id::EntryId;

/// A fact, the entry that has it, and the conflict that one gets if another was issued before it.
pub(super) type HeldFact = (Fact, EntryId, Uuid);

/// The columns of facts, in order of their keys.
fn columns(facts: &[HeldFact]) -> (Vec<i16>, Vec<Uuid>, Vec<Uuid>, Vec<Uuid>) {
    let mut rows: Vec<(i16, Uuid, Uuid, Uuid)> = facts
        .iter()
        .map(|(fact, entry, clash)| {
            (i16::from(fact.kind.code()), Uuid::from_bytes(fact.key), entry.uuid(), *clash)
        })
        .collect();
    rows.sort_unstable();
    let kinds = rows.iter().map(|row| row.0).collect();
    let keys = rows.iter().map(|row| row.1).collect();
    let entries = rows.iter().map(|row| row.2).collect();
    (kinds, keys, entries, rows.iter().map(|row| row.3).collect())
}

/// First holders of facts.
pub(super) fn facts(session: &mut Session, facts: &[HeldFact]) -> Result<(), Failure> {
    if facts.is_empty() {
        return Ok(());
    }
    let (kinds, keys, entries, clashes) = columns(facts);
    session.change(
        "insert into fact (kind, key, entry, clash)
         select * from unnest($1::smallint[], $2::uuid[], $3::uuid[], $4::uuid[])",
        &[&kinds, &keys, &entries, &clashes],
    )?;
    Ok(())
}

/// Facts that pass to an entry which was issued before the one that had them.
pub(super) fn passed_on(session: &mut Session, facts: &[HeldFact]) -> Result<(), Failure> {
    if facts.is_empty() {
        return Ok(());
    }
    let (kinds, keys, entries, clashes) = columns(facts);
    session.change(
        "update fact set entry = told.entry, clash = told.clash
         from unnest($1::smallint[], $2::uuid[], $3::uuid[], $4::uuid[]) as told (kind, key, entry, clash)
         where fact.kind = told.kind and fact.key = told.key",
        &[&kinds, &keys, &entries, &clashes],
    )?;
    Ok(())
}

/// Blind keys by which entries are found.
pub(super) fn finds(session: &mut Session, entries: &[&NewEntry]) -> Result<(), Failure> {
    let mut rows: Vec<(Uuid, Uuid)> = entries
        .iter()
        .flat_map(|entry| entry.finds.iter().map(|find| (Uuid::from_bytes(*find), entry.id.uuid())))
        .collect();
    rows.sort_unstable();
    rows.dedup();
    if rows.is_empty() {
        return Ok(());
    }
    let (keys, entries): (Vec<Uuid>, Vec<Uuid>) = rows.into_iter().unzip();
    session.change(
        "insert into find (key, entry) select * from unnest($1::uuid[], $2::uuid[])",
        &[&keys, &entries],
    )?;
    Ok(())
}

/// Outcomes of entries that were there before.
pub(super) fn earlier(
    session: &mut Session,
    plan: &Plan,
    seqs: &HashMap<EntryId, u64>,
) -> Result<(), Failure> {
    let (mut ids, mut numbers, mut open) = (Vec::new(), Vec::new(), Vec::new());
    for (id, touched) in plan.touched.iter().filter(|(_, touched)| !touched.new) {
        ids.push(id.uuid());
        numbers.push(seqs.get(id).copied().map(big));
        open.push(touched.open);
    }
    if ids.is_empty() {
        return Ok(());
    }
    let changed = session.change(
        "update entry set seq = coalesce(told.seq, entry.seq), open = entry.open + told.open
         from unnest($1::uuid[], $2::bigint[], $3::integer[]) as told (id, seq, open) where entry.id = told.id
             and (told.seq is not null or (ordinary_register is null and rejected_code is null))",
        &[&ids, &numbers, &open],
    )?;
    // One of another station got its number after it was looked at and before its station was locked.
    if changed < ids.len() as u64 {
        return Err(Failure::Crossed(Told("an entry has its number by now".to_owned())));
    }
    Ok(())
}

/// States of papers of entries that were there before; those that come get theirs with the rest.
pub(super) fn states(
    session: &mut Session,
    stations: &[Uuid],
    states: &BTreeMap<EntryId, &str>,
) -> Result<(), Failure> {
    if states.is_empty() {
        return Ok(());
    }
    let ids: Vec<Uuid> = states.keys().map(|id| id.uuid()).collect();
    let states: Vec<&str> = states.values().copied().collect();
    session.change(
        "update entry set state = told.state from unnest($1::uuid[], $2::text[]) as told (id, state)
         where entry.id = told.id and entry.station = any($3)",
        &[&ids, &states, &stations],
    )?;
    Ok(())
}

/// Entries that came in the place of some of this station that were set aside.
pub(super) fn corrections(session: &mut Session, incoming: &Incoming) -> Result<(), Failure> {
    let mut first = BTreeMap::new();
    for entry in &incoming.entries {
        if let Some(rejected) = entry.corrects {
            first.entry(rejected.uuid()).or_insert(entry.id.uuid());
        }
    }
    if first.is_empty() {
        return Ok(());
    }
    let (rejected, by): (Vec<Uuid>, Vec<Uuid>) = first.into_iter().unzip();
    session.change(
        "update entry set corrected_by = told.by from unnest($1::uuid[], $2::uuid[]) as told (id, by)
         where entry.id = told.id and entry.station = any($3) and rejected_code is not null and corrected_by is null",
        &[&rejected, &by, &incoming.spoken_of()],
    )?;
    Ok(())
}

/// Where the station stands now.
pub(super) fn station(session: &mut Session, incoming: &Incoming, outcomes: u64) -> Result<(), Failure> {
    session.change(
        "update station set head_position = $2, head_chain = $3, outcomes = $4, heard = $5, head_seen = $5,
             complete = coalesce($6, complete) where id = $1",
        &[
            &incoming.station.uuid(),
            &big(incoming.head.position.get()),
            &incoming.head.chain.bytes().as_slice(),
            &big(outcomes),
            &incoming.at,
            &incoming.complete.map(|at| big(at.get())),
        ],
    )?;
    Ok(())
}

/// One column of the new entries after the other.
#[derive(Default)]
struct Columns<'a> {
    ids: Vec<Uuid>,
    positions: Vec<i64>,
    numbers: Vec<&'a str>,
    issued: Vec<i64>,
    days: Vec<Option<NaiveDate>>,
    kinds: Vec<&'a str>,
    titles: Vec<&'a str>,
    outages: Vec<Uuid>,
    states: Vec<&'a str>,
    registers: Vec<Option<&'a str>>,
    years: Vec<Option<i32>>,
    ordinary: Vec<Option<&'a str>>,
    dates: Vec<Option<NaiveDate>>,
    codes: Vec<Option<&'a str>>,
    reasons: Vec<Option<&'a str>>,
    sealed: Vec<&'a [u8]>,
    seqs: Vec<Option<i64>>,
    open: Vec<i32>,
}

impl<'a> Columns<'a> {
    fn of(
        incoming: &'a Incoming,
        plan: &Plan<'a>,
        seqs: &HashMap<EntryId, u64>,
        ordinary: &'a [Option<OrdinaryNumber>],
    ) -> Self {
        let mut columns = Self::default();
        for (entry, number) in plan.entries.iter().zip(ordinary) {
            columns.always(entry.id, plan, seqs, &entry.state);
            columns.positions.push(big(entry.position.get()));
            columns.numbers.push(&entry.number);
            columns.issued.push(entry.issued);
            columns.days.push(Some(entry.day));
            columns.kinds.push(&entry.kind);
            columns.titles.push(&entry.title);
            columns.outages.push(entry.outage.uuid());
            columns.ordinary(number.as_ref());
            columns.codes.push(None);
            columns.reasons.push(None);
            columns.sealed.push(&entry.sealed);
        }
        for entry in &plan.rejected {
            columns.always(entry.id, plan, seqs, "");
            columns.positions.push(big(entry.position.get()));
            columns.numbers.push(&entry.number);
            columns.issued.push(incoming.at);
            columns.days.push(None);
            columns.kinds.push("");
            columns.titles.push("");
            columns.outages.push(entry.outage.uuid());
            columns.ordinary(None);
            columns.codes.push(Some(&entry.code));
            columns.reasons.push(Some(&entry.reason));
            columns.sealed.push(&[]);
        }
        columns
    }

    fn ordinary(&mut self, number: Option<&'a OrdinaryNumber>) {
        self.registers.push(number.map(|number| number.register.as_str()));
        self.years.push(number.map(|number| i32::from(number.year)));
        self.ordinary.push(number.map(|number| number.number.as_str()));
        self.dates.push(number.map(|number| number.date));
    }

    fn always(&mut self, id: EntryId, plan: &Plan<'a>, seqs: &HashMap<EntryId, u64>, state: &'a str) {
        self.ids.push(id.uuid());
        self.seqs.push(seqs.get(&id).copied().map(big));
        self.open.push(plan.touched[&id].open);
        self.states.push(plan.states.get(&id).copied().unwrap_or(state));
    }
}

/// New and rejected entries.
pub(super) fn entries(
    session: &mut Session,
    incoming: &Incoming,
    plan: &Plan,
    seqs: &HashMap<EntryId, u64>,
    ordinary: &[Option<OrdinaryNumber>],
) -> Result<(), Failure> {
    let c = Columns::of(incoming, plan, seqs, ordinary);
    if c.ids.is_empty() {
        return Ok(());
    }
    session.change(
        "insert into entry (station, received, id, position, number, issued, day, kind, title, outage, state,
             ordinary_register, ordinary_year, ordinary_number, ordinary_date, rejected_code, rejected_reason,
             sealed, seq, open)
         select $1::uuid, $2::bigint, * from unnest($3::uuid[], $4::bigint[], $5::text[], $6::bigint[], $7::date[],
             $8::text[], $9::text[], $10::uuid[], $11::text[], $12::text[], $13::integer[], $14::text[],
             $15::date[], $16::text[], $17::text[], $18::bytea[], $19::bigint[], $20::integer[])",
        &[
            &incoming.station.uuid(),
            &incoming.at,
            &c.ids,
            &c.positions,
            &c.numbers,
            &c.issued,
            &c.days,
            &c.kinds,
            &c.titles,
            &c.outages,
            &c.states,
            &c.registers,
            &c.years,
            &c.ordinary,
            &c.dates,
            &c.codes,
            &c.reasons,
            &c.sealed,
            &c.seqs,
            &c.open,
        ],
    )?;
    Ok(())
}
