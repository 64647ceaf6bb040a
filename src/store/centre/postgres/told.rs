//! Numbers that stations say they were told: kept for entries that are not here yet, held against those that are.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use chrono::NaiveDate;
use postgres::Row;
use uuid::Uuid;

use super::failure::Failure;
use super::numbering::{Entries, Sequences, holders};
use super::records::{big, count};
use super::session::Session;
use crate::centre::told::{SequenceRow, ToldStand, stands};
use domain::centre::exchange::OrdinaryNumber;
use domain::centre::exchange::ordinary::OrdinaryKey;
use domain::ids::id::EntryId;

type Given = (EntryId, OrdinaryNumber);

/// Takes told numbers: how each stands, in their order.
pub(super) fn take(session: &mut Session, told: &[Given]) -> Result<Vec<ToldStand>, Failure> {
    let mut entries = Entries::lock(session, told)?;
    let places: BTreeSet<_> = told.iter().map(|(_, number)| (number.register.clone(), number.year)).collect();
    let mut sequences = Sequences::lock(session, places.into_iter().map(|place| (place, 0)).collect())?;
    let mut held: HashMap<OrdinaryKey, EntryId> = holders(session, told)?;
    let (mut adopted, mut kept, mut all) = (Vec::new(), Vec::new(), Vec::with_capacity(told.len()));
    let mut seen = HashSet::new();
    for one in told {
        let (id, number) = one;
        let stand = stands(*id, number, entries.stands.get(id), held.get(&number.key()).copied());
        // Said twice in one page: the first time counts.
        if seen.insert(*id) {
            match &stand {
                ToldStand::Agrees => {}
                ToldStand::Adopted => adopted.push(one),
                ToldStand::Kept | ToldStand::Differs(_) | ToldStand::Held(_) => kept.push(one),
            }
        }
        if stand != ToldStand::Agrees {
            held.entry(number.key()).or_insert(*id);
            sequences.of(&(number.register.clone(), number.year))?.leave_out(&number.number);
        }
        all.push(stand);
    }
    sequences.put(session)?;
    if !adopted.is_empty() {
        entries.put(session, &adopted)?;
    }
    keep(session, &kept)?;
    Ok(all)
}

fn keep(session: &mut Session, kept: &[&Given]) -> Result<(), Failure> {
    if kept.is_empty() {
        return Ok(());
    }
    let ids: Vec<Uuid> = kept.iter().map(|(id, _)| id.uuid()).collect();
    let registers: Vec<&str> = kept.iter().map(|(_, number)| number.register.as_str()).collect();
    let years: Vec<i32> = kept.iter().map(|(_, number)| i32::from(number.year)).collect();
    let numbers: Vec<&str> = kept.iter().map(|(_, number)| number.number.as_str()).collect();
    let dates: Vec<NaiveDate> = kept.iter().map(|(_, number)| number.date).collect();
    session.change(
        "insert into told (entry, register, year, number, date)
         select * from unnest($1::uuid[], $2::text[], $3::integer[], $4::text[], $5::date[])
         on conflict (entry) do nothing",
        &[&ids, &registers, &years, &numbers, &dates],
    )?;
    Ok(())
}

/// What these were told, where something else stands here or nothing yet.
pub(super) fn of_these(session: &mut Session, entries: &[EntryId]) -> Result<Vec<Given>, Failure> {
    let ids: Vec<Uuid> = entries.iter().map(|id| id.uuid()).collect();
    let rows = session.rows("select * from told where entry = any($1)", &[&ids])?;
    rows.iter().map(|row| Ok((EntryId::new(row.get("entry")), number(row)?))).collect()
}

/// The numbers that wait for entries that come now: those that no entry has.
pub(super) fn waiting_for(
    session: &mut Session,
    entries: &[EntryId],
) -> Result<HashMap<EntryId, OrdinaryNumber>, Failure> {
    let ids: Vec<Uuid> = entries.iter().map(|id| id.uuid()).collect();
    let rows = session.rows(
        "select told.* from told where entry = any($1) and not exists (
             select 1 from entry where ordinary_register = told.register and ordinary_year = told.year
                 and ordinary_key(ordinary_number) = ordinary_key(told.number) and not ordinary_doubled)",
        &[&ids],
    )?;
    let mut taken = HashSet::new();
    let mut waiting = HashMap::new();
    for row in &rows {
        let number = number(row)?;
        if taken.insert(number.key()) {
            waiting.insert(EntryId::new(row.get("entry")), number);
        }
    }
    Ok(waiting)
}

/// Told numbers that their entries have by now are kept no more.
pub(super) fn done(session: &mut Session, had: &HashMap<EntryId, OrdinaryNumber>) -> Result<(), Failure> {
    if had.is_empty() {
        return Ok(());
    }
    let ids: Vec<Uuid> = had.keys().map(|id| id.uuid()).collect();
    session.change("delete from told where entry = any($1)", &[&ids]).map(|_| ())
}

fn number(row: &Row) -> Result<OrdinaryNumber, Failure> {
    let year = u16::try_from(row.get::<_, i32>("year")).map_err(|_| Failure::damaged("a year"))?;
    Ok(OrdinaryNumber {
        register: row.get("register"),
        year,
        number: row.get("number"),
        date: row.get("date"),
    })
}

/// Gives entries that wait the next numbers of the own sequence, or those they were told. How many were new.
pub(super) fn number_own(
    session: &mut Session,
    waiting: &[(EntryId, String)],
    year: u16,
    day: NaiveDate,
) -> Result<usize, Failure> {
    let ids: Vec<EntryId> = waiting.iter().map(|(id, _)| *id).collect();
    let mut entries = Entries::lock_ids(session, &ids)?;
    let told = waiting_for(session, &ids)?;
    let wait: Vec<_> = waiting.iter().filter(|(id, _)| entries.waits(*id)).collect();
    let mut wanted = BTreeMap::new();
    for (id, register) in &wait {
        if !told.contains_key(id) {
            *wanted.entry((register.clone(), year)).or_default() += 1;
        }
    }
    let mut sequences = Sequences::lock(session, wanted)?;
    let mut fresh: Vec<Given> = Vec::with_capacity(wait.len());
    for (id, register) in wait {
        let number = if let Some(told) = told.get(id) {
            told.clone()
        } else {
            let number = sequences.of(&(register.clone(), year))?.take();
            OrdinaryNumber { register: register.clone(), year, number, date: day }
        };
        fresh.push((*id, number));
    }
    sequences.put(session)?;
    if !fresh.is_empty() {
        entries.put(session, &fresh.iter().collect::<Vec<_>>())?;
    }
    done(session, &told)?;
    Ok(fresh.len())
}

/// Where the own sequences stand.
pub(super) fn sequences(session: &mut Session) -> Result<Vec<SequenceRow>, Failure> {
    let rows = session.rows("select register, year, next from ordinary_sequence", &[])?;
    let row = |row: &Row| {
        let year = u16::try_from(row.get::<_, i32>("year")).map_err(|_| Failure::damaged("a year"))?;
        Ok(SequenceRow { register: row.get("register"), year, next: count(row, "next")? })
    };
    rows.iter().map(row).collect()
}

/// The own sequence goes on from `next` at least.
pub(super) fn go_on_from(session: &mut Session, register: &str, year: u16, next: u64) -> Result<(), Failure> {
    session.change(
        "insert into ordinary_sequence (register, year, next) values ($1, $2, $3)
         on conflict (register, year) do update set next = greatest(ordinary_sequence.next, $3)",
        &[&register, &i32::from(year), &big(next)],
    )?;
    Ok(())
}

/// Server, database and timeline: a dump put back has another database, a base backup rolled forward another timeline. Empty
/// where this user may not ask.
pub(super) fn place(session: &mut Session) -> Result<String, Failure> {
    let may = session.row(
        "select has_function_privilege('pg_control_system()', 'execute')
             and has_function_privilege('pg_control_checkpoint()', 'execute') as may",
        &[],
    )?;
    if !may.is_some_and(|row| row.get("may")) {
        return Ok(String::new());
    }
    let row = session.row(
        "select (select system_identifier from pg_control_system())::text || ':'
             || (select oid from pg_database where datname = current_database())::text || ':'
             || (select timeline_id from pg_control_checkpoint())::text as place",
        &[],
    )?;
    Ok(row.map(|row| row.get("place")).unwrap_or_default())
}
