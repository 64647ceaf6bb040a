//! Where things lie in sled. Keys are numbers, dates, uuids or blinded values; nothing in them tells of a person.

use chrono::{Datelike, NaiveDate};
use uuid::Uuid;

use domain::centre::exchange::ordinary::OrdinaryKey;
use domain::centre::recovery::Settlement;
use domain::form::entry_kind::EntryKind;
use domain::ids::id::EntryId;
use domain::ids::number::{Number, NumberKey, Series};

use super::rows::StateKind;
use super::seals::Blind;

/// How far the projections stand.
pub(super) const MARK: &[u8] = b"!";

/// An entry's place among all entries: position of its record, and its place among the events of that record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Slot(pub(super) u64);

/// Events one record may hold, and still each have a slot.
const EVENTS: u64 = 1 << 12;

/// Bits of a slot that tell it from others of its epoch: 65,536 positions, and the event.
const WITHIN: u32 = 28;

impl Slot {
    pub(super) fn new(position: u64, event: usize) -> Self {
        let event = u64::try_from(event).unwrap_or(u64::MAX).min(EVENTS - 1);
        Self(position.saturating_mul(EVENTS).saturating_add(event))
    }

    pub(super) fn position(self) -> u64 {
        self.0 / EVENTS
    }

    /// The stretch of the journal it lies in.
    pub(super) fn epoch(self) -> u32 {
        u32::try_from(self.0 >> WITHIN).unwrap_or(u32::MAX)
    }

    fn within(self) -> u32 {
        u32::try_from(self.0 & ((1 << WITHIN) - 1)).expect("28 bits fit into 32")
    }

    pub(super) fn at(epoch: u32, within: u32) -> Self {
        Self(u64::from(epoch) << WITHIN | u64::from(within))
    }
}

fn key(kind: u8, parts: &[&[u8]]) -> Vec<u8> {
    let mut key = vec![kind];
    for part in parts {
        key.extend_from_slice(part);
    }
    key
}

/// An entry's row (sealed).
pub(super) fn row(slot: Slot) -> Vec<u8> {
    key(ROW, &[&slot.0.to_be_bytes()])
}

/// Kind of the rows: their order is the order of the register.
pub(super) const ROW: u8 = b'r';

/// The slot of an entry.
pub(super) fn entry(id: Uuid) -> Vec<u8> {
    key(b'e', &[id.as_bytes()])
}

/// What became of a number.
pub(super) fn number(number: &Number) -> Vec<u8> {
    [numbers(number.key()), number.serial().to_be_bytes().to_vec()].concat()
}

/// What became of the numbers of a register and year.
pub(super) fn numbers(register: &NumberKey) -> Vec<u8> {
    let series = match register.series {
        Series::P => "-",
        Series::S => "S-",
    };
    key(b'n', &[register.code.as_str().as_bytes(), series.as_bytes(), &register.year.to_be_bytes()])
}

/// Where records that could not be read were passed over.
pub(super) const UNREAD: u8 = b'x';

/// Records passed over, from this position on.
pub(super) fn unread(first: u64) -> Vec<u8> {
    key(UNREAD, &[&first.to_be_bytes()])
}

/// A list of entries. Its items lie epoch by epoch, so that what is added to any list touches the end of one stretch of
/// keys, however long the register is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct List {
    kind: u8,
    of: Vec<u8>,
}

impl List {
    fn new(kind: u8, of: &[u8]) -> Self {
        Self { kind, of: of.to_vec() }
    }

    /// The key of an item; it has no value.
    pub(super) fn item(&self, slot: Slot) -> Vec<u8> {
        key(self.kind, &[&slot.epoch().to_be_bytes(), &self.of, &slot.within().to_be_bytes()])
    }

    /// The slot of an item of this list in an epoch.
    pub(super) fn slot(&self, epoch: u32, item: &[u8]) -> Option<Slot> {
        let within = item.get(5 + self.of.len()..)?.try_into().ok()?;
        Some(Slot::at(epoch, u32::from_be_bytes(within)))
    }
}

/// All entries standing in a state; handed over is the rule and is not listed.
pub(super) fn states(state: StateKind) -> List {
    List::new(
        b's',
        &[match state {
            StateKind::Issued => 0,
            StateKind::PrintSent => 1,
            StateKind::HandedOver => 2,
            StateKind::NotAscertained => 3,
            StateKind::Annulled => 4,
            StateKind::Registered => 5,
        }],
    )
}

/// All entries that record something else than a paper issued, by what.
pub(super) fn kinds(kind: EntryKind) -> List {
    List::new(
        b'k',
        &[match kind {
            EntryKind::Document => 0,
            EntryKind::Deferral => 1,
            EntryKind::Refusal => 2,
            EntryKind::CallBack => 3,
            EntryKind::PaperAct => 4,
            EntryKind::Authorisation => 5,
        }],
    )
}

/// All entries standing so with the centres; recovered is the rule and is not listed.
pub(super) fn settlements(settlement: Settlement) -> List {
    List::new(
        b'c',
        &[match settlement {
            Settlement::Waiting => 0,
            Settlement::Conflicts => 1,
            Settlement::Rejected => 2,
            Settlement::Recovered => 3,
        }],
    )
}

/// All entries of people still to be called back.
pub(super) fn calls() -> List {
    List::new(b'j', &[])
}

/// The entry of an ordinary number, however that is written. Registers and numbers hold no sign that separates them here.
pub(super) fn ordinary(one: &OrdinaryKey) -> Vec<u8> {
    key(b'u', &[one.register.as_bytes(), b" ", &one.year.to_be_bytes(), one.number.as_bytes()])
}

/// All entries that have or had an ordinary number of whatever register. Numbers hold no sign that ends them here.
pub(super) fn numbered_so(one: &OrdinaryKey) -> Vec<u8> {
    key(b'U', &[&one.year.to_be_bytes(), one.number.as_bytes(), b" "])
}

/// An entry that has or had an ordinary number.
pub(super) fn numbered(one: &OrdinaryKey, id: EntryId) -> Vec<u8> {
    [&numbered_so(one)[..], one.register.as_bytes(), id.uuid().as_bytes()].concat()
}

/// All entries about the holder of a tax code.
pub(super) fn tax_code(blind: Blind) -> List {
    List::new(b't', &blind)
}

/// All entries about someone a word of whose name begins so.
pub(super) fn word(blind: Blind) -> List {
    List::new(b'w', &blind)
}

/// First and last slot of a local day.
pub(super) fn day(day: NaiveDate) -> Vec<u8> {
    key(b'd', &[&day.num_days_from_ce().to_be_bytes()])
}

/// First and last slot of an outage's entries.
pub(super) fn span(outage: Uuid) -> Vec<u8> {
    key(b'z', &[outage.as_bytes()])
}

/// All outages.
pub(super) fn outages() -> Vec<u8> {
    vec![b'o']
}

/// An outage (sealed).
pub(super) fn outage(id: Uuid) -> Vec<u8> {
    key(b'o', &[id.as_bytes()])
}

/// All authorisations.
pub(super) fn authorisations() -> Vec<u8> {
    vec![b'a']
}

/// An authorisation (sealed).
pub(super) fn authorisation(id: Uuid) -> Vec<u8> {
    key(b'a', &[id.as_bytes()])
}

/// All reservations of an outage.
pub(super) fn reservations(outage: Uuid) -> Vec<u8> {
    key(b'v', &[outage.as_bytes()])
}

/// A reservation (sealed).
pub(super) fn reservation(outage: Uuid, id: Uuid) -> Vec<u8> {
    key(b'v', &[outage.as_bytes(), id.as_bytes()])
}

/// The entry a stamp stands on.
pub(super) fn stamp(blind: Blind) -> Vec<u8> {
    key(b'm', &[&blind])
}

/// All entries whose photograph is kept.
pub(super) fn photographs() -> List {
    List::new(b'F', &[])
}

/// All entries that bear one picture.
pub(super) fn photograph(blind: Blind) -> List {
    List::new(b'f', &blind)
}

/// All entries made in one go.
pub(super) fn basket(id: Uuid) -> List {
    List::new(b'b', id.as_bytes())
}

/// What people needed a paper for on a local day, and what they left with.
pub(super) fn purposes(day: NaiveDate) -> Vec<u8> {
    key(b'q', &[&day.num_days_from_ce().to_be_bytes()])
}

/// One such answer.
pub(super) fn purpose(day: NaiveDate, slot: Slot) -> Vec<u8> {
    [purposes(day), slot.0.to_be_bytes().to_vec()].concat()
}

/// A further piece of the value at `of`, which is longer than a value may be.
pub(super) fn piece(of: &[u8], index: u16) -> Vec<u8> {
    key(b'+', &[of, &index.to_be_bytes()])
}
