//! Ordinary numbers. The row of a register and year is locked from here to the end of the transaction: that is what makes its
//! sequence gap-free, so this comes as late as can be.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use uuid::Uuid;

use super::entries::ordinary;
use super::failure::Failure;
use super::records::{big, position};
use super::session::Session;
use super::stations;
use crate::centre::error::NotNumbered;
use crate::centre::given::{self, Stands};
use crate::centre::row::{Incoming, NewEntry, Numbering};
use crate::centre::sequence;
use domain::centre::exchange::OrdinaryNumber;
use domain::centre::exchange::ordinary::OrdinaryKey;
use domain::ids::anchor::Position;
use domain::ids::id::{EntryId, StationId};

/// Register and year.
type Place = (String, u16);

/// Sequences that are locked, in the order of their places.
pub(super) struct Sequences(BTreeMap<Place, Sequence>);

impl Sequences {
    /// Locks them and moves each on by so many.
    pub(super) fn lock(session: &mut Session, wanted: BTreeMap<Place, u64>) -> Result<Self, Failure> {
        let mut sequences = BTreeMap::new();
        for (place, count) in wanted {
            let sequence = Sequence::lock(session, &place, count)?;
            sequences.insert(place, sequence);
        }
        Ok(Self(sequences))
    }

    pub(super) fn of(&mut self, place: &Place) -> Result<&mut Sequence, Failure> {
        self.0.get_mut(place).ok_or_else(|| Failure::damaged("a sequence that was not locked"))
    }

    /// Writes down those that did not simply move on.
    pub(super) fn put(&self, session: &mut Session) -> Result<(), Failure> {
        self.0
            .iter()
            .filter(|(_, sequence)| !sequence.lies_so())
            .try_for_each(|(place, sequence)| sequence.put(session, place))
    }
}

/// A sequence that is locked.
pub(super) struct Sequence {
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
    pub(super) fn take(&mut self) -> String {
        while self.given.remove(&self.next) {
            self.next += 1;
        }
        self.next += 1;
        sequence::text(self.next - 1)
    }

    /// Notes a number the office gave, if it is one the sequence would come to.
    pub(super) fn leave_out(&mut self, number: &str) {
        if let Some(number) = sequence::value(number).filter(|number| *number >= self.next) {
            self.given.insert(number);
        }
    }
}

/// The numbers of new entries, in their order; none where the office numbers them.
pub(super) fn of_new(
    session: &mut Session,
    incoming: &Incoming,
    entries: &[&NewEntry],
    told: &HashMap<EntryId, OrdinaryNumber>,
) -> Result<Vec<Option<OrdinaryNumber>>, Failure> {
    let others: Vec<&NewEntry> =
        entries.iter().copied().filter(|entry| !told.contains_key(&entry.id)).collect();
    let mut given = match incoming.numbering {
        Numbering::Office => vec![None; others.len()],
        Numbering::Own => own(session, incoming, &others)?,
    }
    .into_iter();
    let number = |entry: &&NewEntry| match told.get(&entry.id) {
        Some(number) => Some(number.clone()),
        None => given.next().flatten(),
    };
    Ok(entries.iter().map(number).collect())
}

/// The next numbers of the own sequences.
fn own(
    session: &mut Session,
    incoming: &Incoming,
    entries: &[&NewEntry],
) -> Result<Vec<Option<OrdinaryNumber>>, Failure> {
    let year = incoming.ordinary_year;
    let mut wanted: BTreeMap<Place, u64> = BTreeMap::new();
    for entry in entries {
        *wanted.entry((entry.ordinary_register.clone(), year)).or_default() += 1;
    }
    let mut sequences = Sequences::lock(session, wanted)?;
    let next = |entry: &&NewEntry| {
        let register = entry.ordinary_register.clone();
        let number = sequences.of(&(register.clone(), year))?.take();
        Ok(Some(OrdinaryNumber { register, year, number, date: incoming.day }))
    };
    let numbers = entries.iter().map(next).collect::<Result<_, Failure>>()?;
    sequences.put(session)?;
    Ok(numbers)
}

/// Gives entries the numbers of the protocol office: all or none. How many were new.
pub(super) fn number(
    session: &mut Session,
    given: &[(EntryId, OrdinaryNumber)],
) -> Result<Result<usize, (EntryId, NotNumbered)>, Failure> {
    let mut entries = Entries::lock(session, given)?;
    let places = given.iter().map(|(_, number)| ((number.register.clone(), number.year), 0));
    let mut sequences = Sequences::lock(session, places.collect())?;
    let holders = holders(session, given)?;
    let fresh = match given::fresh(given, &entries.stands, &holders) {
        Ok(fresh) => fresh,
        Err(refused) => return Ok(Err(refused)),
    };
    for (_, number) in &fresh {
        sequences.of(&(number.register.clone(), number.year))?.leave_out(&number.number);
    }
    sequences.put(session)?;
    entries.put(session, &fresh)?;
    Ok(Ok(fresh.len()))
}

/// Entries that are given numbers; their stations are locked.
pub(super) struct Entries {
    pub(super) stands: HashMap<EntryId, Stands>,
    places: HashMap<EntryId, (StationId, Position)>,
    /// The newest outcome of each station.
    newest: BTreeMap<StationId, u64>,
}

impl Entries {
    pub(super) fn lock(session: &mut Session, given: &[(EntryId, OrdinaryNumber)]) -> Result<Self, Failure> {
        Self::lock_ids(session, &given.iter().map(|(id, _)| *id).collect::<Vec<_>>())
    }

    pub(super) fn lock_ids(session: &mut Session, ids: &[EntryId]) -> Result<Self, Failure> {
        let ids: Vec<Uuid> = ids.iter().map(|id| id.uuid()).collect();
        let of = session.rows("select distinct station from entry where id = any($1)", &[&ids])?;
        let of: Vec<Uuid> = of.iter().map(|row| row.get("station")).collect();
        let newest = stations::lock_all(session, &of)?;
        let (mut stands, mut places) = (HashMap::new(), HashMap::new());
        for row in &session.rows("select * from entry where id = any($1)", &[&ids])? {
            let id = EntryId::new(row.get("id"));
            let rejected = row.get::<_, Option<&str>>("rejected_code").is_some();
            stands.insert(id, Stands::of(ordinary(row)?, rejected));
            places.insert(id, (StationId::new(row.get("station")), position(row, "position")?));
        }
        Ok(Self { stands, places, newest })
    }

    /// Whether it is here and waits for its number.
    pub(super) fn waits(&self, entry: EntryId) -> bool {
        matches!(self.stands.get(&entry), Some(Stands::Waits))
    }

    /// Writes the numbers down: each with the next outcome of its station, in order of position.
    pub(super) fn put(
        &mut self,
        session: &mut Session,
        fresh: &[&(EntryId, OrdinaryNumber)],
    ) -> Result<(), Failure> {
        let mut order: Vec<_> = fresh.iter().map(|one| (self.places[&one.0], one.0, &one.1)).collect();
        order.sort_unstable();
        let (mut ids, mut registers, mut years) = (Vec::new(), Vec::new(), Vec::new());
        let (mut numbers, mut dates, mut seqs) = (Vec::new(), Vec::new(), Vec::new());
        for ((station, _), id, number) in order {
            let newest = self.newest.entry(station).or_default();
            *newest += 1;
            ids.push(id.uuid());
            registers.push(&number.register);
            years.push(i32::from(number.year));
            numbers.push(&number.number);
            dates.push(number.date);
            seqs.push(big(*newest));
        }
        session.change(
            "update entry set ordinary_register = told.register, ordinary_year = told.year,
                 ordinary_number = told.number, ordinary_date = told.date, seq = told.seq
             from unnest($1::uuid[], $2::text[], $3::integer[], $4::text[], $5::date[], $6::bigint[])
                 as told (id, register, year, number, date, seq) where entry.id = told.id",
            &[&ids, &registers, &years, &numbers, &dates, &seqs],
        )?;
        self.newest
            .iter()
            .try_for_each(|(station, outcomes)| stations::set_outcomes(session, *station, *outcomes))
    }
}

/// Who has these numbers already, or was told them.
pub(super) fn holders(
    session: &mut Session,
    given: &[(EntryId, OrdinaryNumber)],
) -> Result<HashMap<OrdinaryKey, EntryId>, Failure> {
    let registers: Vec<&str> = given.iter().map(|(_, number)| number.register.as_str()).collect();
    let years: Vec<i32> = given.iter().map(|(_, number)| i32::from(number.year)).collect();
    let numbers: Vec<String> = given.iter().map(|(_, number)| number.key().number).collect();
    let rows = session.rows(
        "select entry.* from unnest($1::text[], $2::integer[], $3::text[]) as asked (register, year, number)
         join entry on ordinary_register = register and ordinary_year = year
             and ordinary_key(ordinary_number) = asked.number and not ordinary_doubled",
        &[&registers, &years, &numbers],
    )?;
    let mut holders = HashMap::new();
    let told = session.rows(
        "select told.* from unnest($1::text[], $2::integer[], $3::text[]) as asked (register, year, number)
         join told on told.register = asked.register and told.year = asked.year
             and ordinary_key(told.number) = asked.number",
        &[&registers, &years, &numbers],
    )?;
    for row in &told {
        let year = u16::try_from(row.get::<_, i32>("year")).map_err(|_| Failure::damaged("a year"))?;
        let key = OrdinaryKey::new(row.get("register"), year, row.get("number"));
        holders.insert(key, EntryId::new(row.get("entry")));
    }
    for row in &rows {
        let number = ordinary(row)?.ok_or_else(|| Failure::damaged("a number that is none"))?;
        holders.insert(number.key(), EntryId::new(row.get("id")));
    }
    Ok(holders)
}
