//! Where things lie in sled. Keys are numbers, dates, uuids or blinded values; nothing in them tells of a person.

use chrono::{Datelike, NaiveDate};
use uuid::Uuid;

use crate::domain::entry::EntryKind;
use crate::domain::exchange::OrdinaryNumber;
use crate::domain::number::Number;
use crate::domain::recovery::Settlement;

use super::row::StateKind;
use super::seals::Blind;

/// How far the projections stand.
pub(super) const MARK: &[u8] = b"!";

/// An entry's place among all entries: position of its record, and its place among the events of that record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Slot(pub(super) u64);

/// Events one record may hold, and still each have a slot.
const EVENTS: u64 = 1 << 12;

impl Slot {
    pub(super) fn new(position: u64, event: usize) -> Self {
        let event = u64::try_from(event).unwrap_or(u64::MAX).min(EVENTS - 1);
        Self(position.saturating_mul(EVENTS).saturating_add(event))
    }

    fn position(self) -> u64 {
        self.0 / EVENTS
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
pub(super) fn entry(id: Uuid) -> Vec<u8> {
    key(b'r', &[id.as_bytes()])
}

/// A block of numbers of one register: what became of them.
pub(super) fn numbers(number: &Number) -> Vec<u8> {
    let text = number.to_string();
    let register = text.rsplit_once('-').map_or(text.as_str(), |(register, _)| register);
    key(b'n', &[register.as_bytes(), b"-", &(number.serial() / BLOCK_OF_NUMBERS).to_be_bytes()])
}

/// Numbers in a block.
const BLOCK_OF_NUMBERS: u32 = 32;

/// All entries.
pub(super) fn all() -> Vec<u8> {
    vec![b'p']
}

/// All entries standing in a state; handed over is the rule and is not listed.
pub(super) fn states(state: StateKind) -> Vec<u8> {
    key(
        b's',
        &[&[match state {
            StateKind::Issued => 0,
            StateKind::PrintSent => 1,
            StateKind::HandedOver => 2,
            StateKind::NotAscertained => 3,
            StateKind::Annulled => 4,
            StateKind::Registered => 5,
        }]],
    )
}

/// All entries that record something else than a paper issued, by what.
pub(super) fn kinds(kind: EntryKind) -> Vec<u8> {
    key(
        b'k',
        &[&[match kind {
            EntryKind::Document => 0,
            EntryKind::Deferral => 1,
            EntryKind::Refusal => 2,
            EntryKind::CallBack => 3,
            EntryKind::PaperAct => 4,
            EntryKind::Authorisation => 5,
        }]],
    )
}

/// All entries standing so with the centres; recovered is the rule and is not listed.
pub(super) fn settlements(settlement: Settlement) -> Vec<u8> {
    key(
        b'c',
        &[&[match settlement {
            Settlement::Waiting => 0,
            Settlement::Conflicts => 1,
            Settlement::Rejected => 2,
            Settlement::Recovered => 3,
        }]],
    )
}

/// All entries of people still to be called back.
pub(super) fn calls() -> Vec<u8> {
    vec![b'j']
}

/// The entry of an ordinary number. Registers and numbers hold no sign that separates them here.
pub(super) fn ordinary(number: &OrdinaryNumber) -> Vec<u8> {
    key(b'u', &[number.register.as_bytes(), b" ", &number.year.to_be_bytes(), number.number.as_bytes()])
}

/// All entries about the holder of a tax code.
pub(super) fn tax_code(blind: Blind) -> Vec<u8> {
    key(b't', &[&blind])
}

/// All entries about someone a word of whose name begins so.
pub(super) fn word(blind: Blind) -> Vec<u8> {
    key(b'w', &[&blind])
}

/// The block of a list in which an entry at `slot` lies.
pub(super) fn block(list: &[u8], slot: Slot) -> Vec<u8> {
    [list, &(slot.position() / BLOCK_OF_POSITIONS).to_be_bytes()].concat()
}

/// Positions in a block of a list.
const BLOCK_OF_POSITIONS: u64 = 32;

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
pub(super) fn photographs() -> Vec<u8> {
    vec![b'F']
}

/// All entries that bear one picture.
pub(super) fn photograph(blind: Blind) -> Vec<u8> {
    key(b'f', &[&blind])
}

/// All entries made in one go.
pub(super) fn basket(id: Uuid) -> Vec<u8> {
    key(b'b', &[id.as_bytes()])
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
