//! Numbers and ids that may stand in records which can be read no more: never said not to be known, never given another
//! number.

use uuid::Uuid;

use domain::ids::id::OutageId;
use domain::ids::number::{Number, NumberKey, Series};
use domain::journal::event::Event;
use domain::time::moment::Moment;
use journal::Standing;
use store::{ReservationRow, Store, Unread};

use crate::error::DeskError;
use crate::ledger::desk::Desk;
use crate::parts::limits::RESERVED_MOST;

/// Neighbouring numbers of one register and year.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Numbers {
    /// The first.
    pub first: Number,
    /// Serial of the last.
    pub last: u32,
}

impl Numbers {
    /// Each of them.
    pub fn each(&self) -> impl Iterator<Item = Number> + '_ {
        (self.first.serial()..=self.last).filter_map(|serial| Number::new(self.first.key().clone(), serial))
    }

    /// How many.
    pub fn count(&self) -> u64 {
        u64::from(self.last.saturating_sub(self.first.serial())) + 1
    }
}

/// What is known of a number that nothing here accounts for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unaccounted {
    /// It was not given here.
    NotGiven,
    /// It may have been given in a record that cannot be read.
    Unreadable,
    /// It may have been given after the last record known of a life before.
    Beyond(Option<Moment>),
}

/// `EM01-2026-0000005`, or `EM01-2026-0000005–0000008`.
impl std::fmt::Display for Numbers {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.first.fmt(f)?;
        if self.last > self.first.serial() { write!(f, "–{:07}", self.last) } else { Ok(()) }
    }
}

impl Desk {
    /// Refuses what would give a number to an id that may have one already: it was minted before the last of the records
    /// that cannot be read was written. (Of an id that tells no time nothing can be said: refused too.) An id minted later
    /// is in none of them.
    pub(crate) fn may_be_issued_unread(&self, events: &[Event]) -> Result<(), DeskError> {
        let ids: Vec<Uuid> = events
            .iter()
            .filter_map(|event| match event {
                Event::EntryIssued(entry) => Some(entry.id.uuid()),
                _ => None,
            })
            .collect();
        if ids.is_empty() {
            return Ok(());
        }
        match unread(&self.store)?.iter().map(|unread| unread.until).max() {
            Some(until) if ids.into_iter().any(|id| minted(id).is_none_or(|minted| minted < until)) => {
                Err(DeskError::MayBeIssued { until })
            }
            _ => Ok(()),
        }
    }

    /// What is known of a number that nothing here accounts for.
    pub(super) fn unaccounted(&self, number: &Number) -> Result<Unaccounted, DeskError> {
        let store = self.store()?;
        let unread = unread(store)?;
        let (key, serial) = (number.key(), number.serial());
        let (last, ours, reserved, open) = {
            let head = self.head();
            let last = head.counters.last().into_iter().find(|last| last.key() == key);
            let lives = head.station.iter().flat_map(|station| station.before.iter().rev());
            let mut open = lives.filter(|life| life.open_ended && life.register_code == key.code);
            let open = open.next().map(|life| life.known_at);
            let reserved = head.reservation_of(number).is_some();
            (last.map_or(0, |last| last.serial()), head.codes().contains(&key.code), reserved, open)
        };
        if serial <= last {
            // A reserved sheet may have been entered in a record that is lost.
            let known = unread.is_empty() && (reserved || self.was_reserved(store, number)?);
            return Ok(if known { Unaccounted::NotGiven } else { Unaccounted::Unreadable });
        }
        if let Some(known) = open
            && known.is_none_or(|known| key.year >= known.year())
        {
            return Ok(Unaccounted::Beyond(known));
        }
        let after = store.accounted(key, last, 1).map_err(DeskError::store)?;
        let after = after.first().map_or(0, |one| one.position);
        let later = unread.iter().filter(|one| one.last > after && key.year <= one.until.year());
        let records: u64 = later.map(|one| one.last - one.first.max(after + 1) + 1).sum();
        let records = records + u64::from(self.tail_is_unread(store));
        let may_be = ours && u64::from(serial - last) <= records.saturating_mul(u64::from(RESERVED_MOST));
        Ok(if may_be { Unaccounted::Unreadable } else { Unaccounted::NotGiven })
    }

    /// Whether a number of a life before was set aside for a paper sheet, and nothing here says what became of it.
    pub(super) fn was_set_aside(&self, number: &Number) -> Result<bool, DeskError> {
        self.was_reserved(self.store()?, number)
    }

    /// Whether a number was reserved under a code that was left for another.
    fn was_reserved(&self, store: &Store, number: &Number) -> Result<bool, DeskError> {
        let outages: Vec<OutageId> = self.head().outages.iter().map(|one| one.opening.outage).collect();
        for outage in outages {
            let rows = store.reservations(outage).map_err(DeskError::store)?;
            if !parted(number.key(), number.serial(), number.serial(), &rows)
                .iter()
                .all(|part| part.1.is_none())
            {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Whether the journal is damaged after the last record that the store was made of.
    fn tail_is_unread(&self, store: &Store) -> bool {
        let journal = self.journal();
        let last = journal.head().map_or(0, |head| head.position.get());
        journal.standing() == Standing::ReadOnly && store.applied() < last
    }

    /// Numbers of an outage that no readable record accounts for. Quick while every record can be read.
    pub fn unreadable_numbers(&self, outage: OutageId) -> Result<Vec<Numbers>, DeskError> {
        let store = self.store()?;
        if unread(store)?.is_empty() {
            return Ok(Vec::new());
        }
        let mut all = Vec::new();
        for series in [Series::P, Series::S] {
            self.each_line(outage, series, |line| {
                if let super::register_lines::Line::Unreadable(numbers) = line {
                    all.push(numbers);
                }
                Ok(())
            })?;
        }
        Ok(all)
    }
}

/// Records that the store could not be made of.
pub(super) fn unread(store: &Store) -> Result<Vec<Unread>, DeskError> {
    store.unread().map_err(DeskError::store)
}

/// When an id was minted (uuid version 7, RFC 9562 5.7).
fn minted(id: Uuid) -> Option<Moment> {
    let (seconds, nanos) = id.get_timestamp().filter(|_| id.get_version_num() == 7)?.to_unix();
    let at = chrono::DateTime::from_timestamp(i64::try_from(seconds).ok()?, nanos)?;
    Some(Moment::new(at))
}

/// The parts of `first..=last` that reservations do not hold, and those they do, in order.
pub(super) fn parted<'a>(
    key: &NumberKey,
    first: u32,
    last: u32,
    reservations: &'a [ReservationRow],
) -> Vec<(Numbers, Option<&'a ReservationRow>)> {
    let span = |first, last| Number::new(key.clone(), first).map(|first| Numbers { first, last });
    let mut held: Vec<(u32, u32, &ReservationRow)> = Vec::new();
    for row in reservations.iter().filter(|row| row.first.key() == key && row.count > 0) {
        let end = row.first.serial().saturating_add(row.count - 1).min(last);
        let begin = row.first.serial().max(first);
        if begin <= end {
            held.push((begin, end, row));
        }
    }
    held.sort_by_key(|(begin, ..)| *begin);
    let mut parts = Vec::new();
    let mut next = first;
    for (begin, end, row) in held {
        if next < begin {
            parts.extend(span(next, begin - 1).map(|numbers| (numbers, None)));
        }
        parts.extend(span(begin.max(next), end).map(|numbers| (numbers, Some(row))));
        next = next.max(end + 1);
    }
    if next <= last {
        parts.extend(span(next, last).map(|numbers| (numbers, None)));
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbouring_numbers_are_said_from_the_first_to_the_last() {
        let first: Number = "EM01-2026-0000005".parse().unwrap();
        assert_eq!(Numbers { first: first.clone(), last: 8 }.to_string(), "EM01-2026-0000005–0000008");
        assert_eq!(Numbers { first, last: 5 }.to_string(), "EM01-2026-0000005");
    }

    #[test]
    fn an_id_tells_when_it_was_minted_if_it_is_of_the_kind_that_does() {
        let at = Moment::shown(
            chrono::NaiveDate::from_ymd_opt(2026, 11, 21).unwrap().and_hms_opt(9, 0, 0).unwrap(),
        )
        .once()
        .unwrap();
        assert_eq!(minted(clock::Random::seeded(1).uuid(at)), Some(at));
        assert_eq!(minted(Uuid::from_u128(7)), None);
    }
}
