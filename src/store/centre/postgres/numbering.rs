//! Ordinary numbers. The row of a register and year is locked from here to the end of the transaction: that is what makes its
//! sequence gap-free, so this comes as late as can be.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use super::conflicts;
use super::entries::ordinary;
use super::failure::Failure;
use super::records::big;
use super::session::Session;
use crate::domain::exchange::OrdinaryNumber;
use crate::domain::id::EntryId;
use crate::store::centre::row::{Incoming, NewEntry};
use crate::store::centre::sequence;

/// Register and year.
type Place = (String, u16);

/// What no two entries have.
type Key = (String, u16, String);

fn key(number: &OrdinaryNumber) -> Key {
    (number.register.clone(), number.year, number.number.clone())
}

/// Sequences that are locked, in the order of their places.
struct Sequences(BTreeMap<Place, Sequence>);

impl Sequences {
    /// Locks them and moves each on by so many.
    fn lock(session: &mut Session, wanted: BTreeMap<Place, u64>) -> Result<Self, Failure> {
        let mut sequences = BTreeMap::new();
        for (place, count) in wanted {
            let sequence = Sequence::lock(session, &place, count)?;
            sequences.insert(place, sequence);
        }
        Ok(Self(sequences))
    }

    fn of(&mut self, place: &Place) -> Result<&mut Sequence, Failure> {
        self.0.get_mut(place).ok_or_else(|| Failure::damaged("a sequence that was not locked"))
    }

    /// Writes down those that did not simply move on.
    fn put(&self, session: &mut Session) -> Result<(), Failure> {
        self.0
            .iter()
            .filter(|(_, sequence)| !sequence.lies_so())
            .try_for_each(|(place, sequence)| sequence.put(session, place))
    }
}

/// A sequence that is locked.
struct Sequence {
    next: u64,
    /// Numbers from `next` on that the protocol office gave.
    given: BTreeSet<u64>,
    /// Both, as they lie in the database.
    lying: (u64, BTreeSet<u64>),
}

impl Sequence {
    /// Locks it, and moves it on by `count`: where it stood.
    fn lock(session: &mut Session, place: &Place, count: u64) -> Result<Self, Failure> {
        let row = session.row(
            "insert into ordinary_sequence (register, year, next) values ($1, $2, 1 + $3::bigint)
             on conflict (register, year) do update set next = ordinary_sequence.next + $3::bigint
             returning next - $3::bigint as first, given",
            &[&place.0, &i32::from(place.1), &big(count)],
        )?;
        let row = row.ok_or_else(|| Failure::damaged("a sequence without an answer"))?;
        let given: BTreeSet<u64> =
            row.get::<_, Vec<i64>>("given").into_iter().map(i64::cast_unsigned).collect();
        let next = super::records::count(&row, "first")?;
        Ok(Self { next, given: given.clone(), lying: (next + count, given) })
    }

    fn lies_so(&self) -> bool {
        (self.next, &self.given) == (self.lying.0, &self.lying.1)
    }

    fn put(&self, session: &mut Session, place: &Place) -> Result<(), Failure> {
        let given: Vec<i64> = self.given.iter().map(|number| big(*number)).collect();
        session.change(
            "update ordinary_sequence set next = $3, given = $4 where register = $1 and year = $2",
            &[&place.0, &i32::from(place.1), &big(self.next), &given],
        )?;
        Ok(())
    }

    /// The next number that nobody gave.
    fn take(&mut self) -> String {
        while self.given.remove(&self.next) {
            self.next += 1;
        }
        self.next += 1;
        sequence::text(self.next - 1)
    }

    /// Notes that a number is nobody's any more.
    fn free(&mut self, number: &str) {
        if let Some(number) = sequence::value(number) {
            self.given.remove(&number);
        }
    }

    /// Notes a number the office gave, if it is one the sequence would come to.
    fn leave_out(&mut self, number: &str) {
        if let Some(number) = sequence::value(number).filter(|number| *number >= self.next) {
            self.given.insert(number);
        }
    }
}

/// The numbers of new entries, in their order.
pub(super) fn give(
    session: &mut Session,
    incoming: &Incoming,
    entries: &[&NewEntry],
) -> Result<Vec<OrdinaryNumber>, Failure> {
    let own = |entry: &NewEntry| (entry.ordinary_register.clone(), incoming.ordinary_year);
    let mut held = held(session, entries)?;
    let mut wanted: BTreeMap<Place, u64> = BTreeMap::new();
    for entry in entries {
        let given = entry.ordinary.as_ref().filter(|given| !held.contains(&key(given)));
        *wanted.entry(own(entry)).or_default() += u64::from(given.is_none());
        if let Some(given) = given {
            wanted.entry((given.register.clone(), given.year)).or_default();
        }
    }
    let mut sequences = Sequences::lock(session, wanted)?;
    let mut numbers = Vec::with_capacity(entries.len());
    for entry in entries {
        let number = match &entry.ordinary {
            Some(given) if !held.contains(&key(given)) => {
                sequences.of(&(given.register.clone(), given.year))?.leave_out(&given.number);
                given.clone()
            }
            _ => {
                let (register, year) = own(entry);
                let number = sequences.of(&(register.clone(), year))?.take();
                OrdinaryNumber { register, year, number, date: incoming.day }
            }
        };
        held.insert(key(&number));
        numbers.push(number);
    }
    sequences.put(session)?;
    Ok(numbers)
}

/// Which of the given numbers other entries have.
fn held(session: &mut Session, entries: &[&NewEntry]) -> Result<HashSet<Key>, Failure> {
    let given: Vec<&OrdinaryNumber> = entries.iter().filter_map(|entry| entry.ordinary.as_ref()).collect();
    if given.is_empty() {
        return Ok(HashSet::new());
    }
    let registers: Vec<&str> = given.iter().map(|number| number.register.as_str()).collect();
    let years: Vec<i32> = given.iter().map(|number| i32::from(number.year)).collect();
    let numbers: Vec<&str> = given.iter().map(|number| number.number.as_str()).collect();
    let rows = session.rows(
        "select ordinary_register, ordinary_year, ordinary_number, ordinary_date
         from unnest($1::text[], $2::integer[], $3::text[]) as asked (register, year, number)
         join entry on ordinary_register = register and ordinary_year = year and ordinary_number = asked.number",
        &[&registers, &years, &numbers],
    )?;
    let mut held = HashSet::new();
    for row in &rows {
        held.extend(ordinary(row)?.as_ref().map(key));
    }
    Ok(held)
}

/// Gives an entry another number, if that is free.
pub(super) fn renumber(session: &mut Session, id: EntryId, new: &OrdinaryNumber) -> Result<bool, Failure> {
    let entry = id.uuid();
    let Some(locked) = conflicts::lock_station_of(session, entry)? else { return Ok(false) };
    let row = session.row("select * from entry where id = $1", &[&entry])?;
    let Some(old) = row.as_ref().map(ordinary).transpose()?.flatten() else { return Ok(false) };
    if old == *new {
        return Ok(true);
    }
    let place = |number: &OrdinaryNumber| (number.register.clone(), number.year);
    let mut sequences = Sequences::lock(session, [(place(&old), 0), (place(new), 0)].into())?;
    let other = session.row(
        "select id from entry where ordinary_register = $1 and ordinary_year = $2 and ordinary_number = $3 and id <> $4",
        &[&new.register, &i32::from(new.year), &new.number, &entry],
    )?;
    if other.is_some() {
        return Ok(false);
    }
    sequences.of(&place(&old))?.free(&old.number);
    sequences.of(&place(new))?.leave_out(&new.number);
    sequences.put(session)?;
    session.change(
        "update entry set ordinary_register = $2, ordinary_year = $3, ordinary_number = $4, ordinary_date = $5
         where id = $1",
        &[&entry, &new.register, &i32::from(new.year), &new.number, &new.date],
    )?;
    conflicts::new_outcome(session, entry, locked, 0)?;
    Ok(true)
}
