//! Where things lie in sled. Keys are numbers, dates, uuids or blinded values; nothing in them tells of a person.

use chrono::{Datelike, NaiveDate};
use uuid::Uuid;

use crate::domain::number::Number;

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

    /// The last eight bytes of a key or value.
    pub(super) fn ending(bytes: &[u8]) -> Option<Self> {
        bytes.last_chunk().map(|slot| Self(u64::from_be_bytes(*slot)))
    }

    fn bytes(self) -> [u8; 8] {
        self.0.to_be_bytes()
    }
}

fn key(kind: u8, parts: &[&[u8]]) -> Vec<u8> {
    let mut key = vec![kind];
    parts.iter().for_each(|part| key.extend_from_slice(part));
    key
}

/// An entry's row (sealed).
pub(super) fn entry(slot: Slot) -> Vec<u8> {
    key(b'r', &[&slot.bytes()])
}

/// From an entry's id to its slot.
pub(super) fn by_id(id: Uuid) -> Vec<u8> {
    key(b'i', &[id.as_bytes()])
}

/// From a number to what became of it.
pub(super) fn number(number: &Number) -> Vec<u8> {
    key(b'n', &[number.to_string().as_bytes()])
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

/// All entries about the holder of a tax code.
pub(super) fn tax_code(blind: Blind) -> Vec<u8> {
    key(b't', &[&blind])
}

/// All entries about someone a word of whose name begins so.
pub(super) fn word(blind: Blind) -> Vec<u8> {
    key(b'w', &[&blind])
}

/// One slot of a list.
pub(super) fn listed(mut list: Vec<u8>, slot: Slot) -> Vec<u8> {
    list.extend_from_slice(&slot.bytes());
    list
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

/// A further piece of the value at `of`, which is longer than a value may be.
pub(super) fn piece(of: &[u8], index: u16) -> Vec<u8> {
    key(b'+', &[of, &index.to_be_bytes()])
}
