//! Ordinary numbers put right.

use std::collections::{BTreeMap, HashMap};

use postgres::Row;
use uuid::Uuid;

use super::entries::ordinary;
use super::failure::Failure;
use super::numbering::{Entries, Sequences};
use super::session::Session;
use crate::centre::correction::{self, CorrectionRow, NewCorrection};
use crate::centre::error::NotNumbered;
use domain::centre::exchange::OrdinaryNumber;
use domain::centre::exchange::ordinary::OrdinaryKey;
use domain::ids::id::EntryId;

/// The corrections of entries, in their order.
pub(super) fn of_entries(
    session: &mut Session,
    entries: &[Uuid],
) -> Result<HashMap<EntryId, Vec<CorrectionRow>>, Failure> {
    let mut corrections: HashMap<EntryId, Vec<CorrectionRow>> = HashMap::new();
    let rows =
        session.rows("select * from correction where entry = any($1) order by entry, place", &[&entries])?;
    for row in &rows {
        corrections.entry(EntryId::new(row.get("entry"))).or_default().push(read(row)?);
    }
    Ok(corrections)
}

fn read(row: &Row) -> Result<CorrectionRow, Failure> {
    let year = u16::try_from(row.get::<_, i32>("before_year")).map_err(|_| Failure::damaged("a year"))?;
    let before = OrdinaryNumber {
        register: row.get("before_register"),
        year,
        number: row.get("before_number"),
        date: row.get("before_date"),
    };
    Ok(CorrectionRow { before, at: row.get("at"), sealed: row.get("sealed") })
}

/// Puts numbers right: all or none.
pub(super) fn correct(
    session: &mut Session,
    corrections: &[NewCorrection],
) -> Result<Result<(), (EntryId, NotNumbered)>, Failure> {
    let numbers: Vec<(EntryId, OrdinaryNumber)> =
        corrections.iter().map(|one| (one.entry, one.ordinary.clone())).collect();
    let mut entries = Entries::lock(session, &numbers)?;
    let both = corrections.iter().flat_map(|one| [&one.before, &one.ordinary]);
    let places = both.clone().map(|number| ((number.register.clone(), number.year), 0));
    let mut sequences = Sequences::lock(session, places.collect::<BTreeMap<_, _>>())?;
    let holders = holders(session, &numbers)?;
    if let Err(refused) = correction::fit(corrections, &entries.stands, &holders) {
        return Ok(Err(refused));
    }
    // Neither number is ever come to: one stands in a history, the other is held.
    for number in both {
        sequences.of(&(number.register.clone(), number.year))?.leave_out(&number.number);
    }
    sequences.put(session)?;
    let ids: Vec<Uuid> = corrections.iter().map(|one| one.entry.uuid()).collect();
    // Numbers may change hands: none is held while they do.
    session.change("update entry set ordinary_doubled = true where id = any($1)", &[&ids])?;
    entries.put(session, &numbers.iter().collect::<Vec<_>>())?;
    session.change(
        "update entry set ordinary_doubled = false, corrections = corrections + 1 where id = any($1)",
        &[&ids],
    )?;
    corrections.iter().try_for_each(|one| put(session, one))?;
    corrections.iter().try_for_each(|one| pass_on(session, &one.before.key()))?;
    Ok(Ok(()))
}

fn put(session: &mut Session, one: &NewCorrection) -> Result<(), Failure> {
    let OrdinaryNumber { register, year, number, date } = &one.before;
    session.change(
        "insert into correction (entry, place, before_register, before_year, before_number, before_date, at, sealed)
         select id, corrections, $2, $3, $4, $5, $6, $7 from entry where id = $1",
        &[&one.entry.uuid(), register, &i32::from(*year), number, date, &one.at, &one.sealed],
    )?;
    Ok(())
}

/// A number that was let go belongs to the next that had it too.
fn pass_on(session: &mut Session, number: &OrdinaryKey) -> Result<(), Failure> {
    session.change(
        "update entry set ordinary_doubled = false where id = (
             select id from entry where ordinary_doubled and ordinary_register = $1 and ordinary_year = $2
                 and ordinary_key(ordinary_number) = $3 order by received, position, id limit 1
         ) and not exists (
             select from entry where not ordinary_doubled and ordinary_register = $1 and ordinary_year = $2
                 and ordinary_key(ordinary_number) = $3
         )",
        &[&number.register, &i32::from(number.year), &number.number],
    )?;
    Ok(())
}

/// Who has these numbers, doubled ones too.
fn holders(
    session: &mut Session,
    numbers: &[(EntryId, OrdinaryNumber)],
) -> Result<HashMap<OrdinaryKey, Vec<EntryId>>, Failure> {
    let mut holders: HashMap<OrdinaryKey, Vec<EntryId>> = HashMap::new();
    for (_, number) in numbers {
        let number = number.key();
        let rows = session.rows(
            "select * from entry where ordinary_register = $1 and ordinary_year = $2
                 and ordinary_key(ordinary_number) = $3 and not ordinary_doubled
             union all select * from entry where ordinary_doubled and ordinary_register = $1 and ordinary_year = $2
                 and ordinary_key(ordinary_number) = $3",
            &[&number.register, &i32::from(number.year), &number.number],
        )?;
        for row in &rows {
            ordinary(row)?.ok_or_else(|| Failure::damaged("a number that is none"))?;
            holders.entry(number.clone()).or_default().push(EntryId::new(row.get("id")));
        }
    }
    Ok(holders)
}
