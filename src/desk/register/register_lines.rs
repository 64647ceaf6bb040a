//! Every number of a register in order, and what became of it: issued, barred, reserved, given in a record that can be read
//! no more, or not known to come after the last one known.

use std::collections::{BTreeMap, BTreeSet};

use domain::ids::id::OutageId;
use domain::ids::number::{Number, NumberKey, Series};
use domain::journal::event::LifeBefore;
use domain::journal::head::Head;
use domain::register::stray::WrittenDown;
use domain::time::moment::Moment;
use store::{self, Accounted, ReservationRow, Store};

use super::strays;
use super::unreadable::{Numbers, parted, unread};
use crate::error::DeskError;
use crate::ledger::desk::Desk;

/// A line of the register.
#[derive(Debug)]
pub(crate) enum Line {
    /// Given to an entry.
    Entry(Box<store::EntryRow>),
    /// Barred by a person, or at the closing.
    Barred {
        /// The number.
        number: Number,
        /// Position of the record that says why.
        position: u64,
    },
    /// Set aside for a paper sheet and not entered.
    Reserved {
        /// The number.
        number: Number,
        /// What for.
        purpose: String,
        /// Whether it can still be used: a register that went on under another code left it behind otherwise.
        live: bool,
        /// Whether its sheet may have been entered in a record that cannot be read.
        doubtful: bool,
    },
    /// Numbers that no readable record accounts for.
    Unreadable(Numbers),
    /// From here on nothing is known: the life before may have given further numbers.
    Beyond(Beyond),
    /// Given by a computer now lost, as its sheet says.
    Stray(Box<WrittenDown>),
}

/// What is not known of a life before.
#[derive(Clone, Debug)]
pub(crate) struct Beyond {
    /// The first number not known.
    pub(crate) first: Number,
    /// Until when its records are known.
    pub(crate) known_at: Option<Moment>,
    /// The highest number that somebody saw on a paper.
    pub(crate) seen: Option<Number>,
}

/// Numbers read at once.
const AT_ONCE: usize = 1024;

/// Records of an outage: from its opening to the next one's.
#[derive(Clone, Copy, Debug)]
struct Reign {
    outage: OutageId,
    from: u64,
    until: u64,
    opened: Moment,
    closed: Option<Moment>,
}

/// What decides which line belongs where.
struct Registers {
    reigns: Vec<Reign>,
    reservations: Vec<ReservationRow>,
    /// Reserved numbers that can still be used.
    live: BTreeSet<Number>,
    outage: OutageId,
    /// The last serial of each register and year, of those asked for.
    last: Vec<(NumberKey, u32)>,
    /// Lives of which something may be lacking.
    open: Vec<LifeBefore>,
    /// Papers of lost computers that belong to the outage.
    strays: Vec<WrittenDown>,
    /// Whether there are records that cannot be read.
    unread: bool,
}

/// A part of a gap.
enum Gap<'a> {
    /// A sheet came back.
    Stray(&'a WrittenDown),
    /// Nothing is known of these.
    Numbers(Numbers),
}

impl Desk {
    /// Hands over the lines of one register of an outage, in order of the numbers, one after the other.
    pub(crate) fn each_line(
        &self,
        outage: OutageId,
        series: Series,
        mut take: impl FnMut(Line) -> Result<(), DeskError>,
    ) -> Result<(), DeskError> {
        let store = self.store()?;
        let mut registers = Registers::of(&self.head(), outage, series);
        registers.look_up(store)?;
        for (key, last) in &registers.last {
            let mut before = Accounted { serial: 0, position: 0, entry: None };
            loop {
                let found = store.accounted(key, before.serial + 1, AT_ONCE).map_err(DeskError::store)?;
                for one in &found {
                    registers.gap(key, before, *one, &mut take)?;
                    registers.line(store, key, *one, &mut take)?;
                    before = *one;
                }
                if found.len() < AT_ONCE {
                    break;
                }
            }
            let end = Accounted { serial: last + 1, position: u64::MAX, entry: None };
            registers.gap(key, before, end, &mut take)?;
            registers.beyond(key, *last).map_or(Ok(()), |beyond| take(Line::Beyond(beyond)))?;
            for stray in registers.strays_of(key, last + 1, Number::LAST_SERIAL) {
                take(Line::Stray(Box::new(stray.clone())))?;
            }
        }
        Ok(())
    }
}

impl Registers {
    fn of(head: &Head, outage: OutageId, series: Series) -> Self {
        let reigns = head.outages.iter().map(|one| Reign {
            outage: one.opening.outage,
            from: 0,
            until: u64::MAX,
            opened: one.opening.opened,
            closed: one.closing.as_ref().map(|closing| closing.closed),
        });
        let strays = strays::of_outage(head, outage, series);
        let last = head.counters.last().into_iter().filter(|number| number.key().series == series);
        let mut last: BTreeMap<NumberKey, u32> =
            last.map(|number| (number.key().clone(), number.serial())).collect();
        for stray in &strays {
            last.entry(stray.stray.number.key().clone()).or_insert(0);
        }
        let lives = head.station.iter().flat_map(|station| station.before.iter());
        Self {
            reigns: reigns.collect(),
            reservations: Vec::new(),
            live: head.reservations.iter().flat_map(domain::ids::numbering::Reservation::left).collect(),
            outage,
            last: last.into_iter().collect(),
            strays,
            open: lives.filter(|life| life.open_ended).cloned().collect(),
            unread: false,
        }
    }

    /// Where the outages lie, and what was reserved in them.
    fn look_up(&mut self, store: &Store) -> Result<(), DeskError> {
        let rows = store.outages().map_err(DeskError::store)?;
        for reign in &mut self.reigns {
            let row = rows.iter().find(|row| row.opening.outage == reign.outage);
            let span = store.span(reign.outage).map_err(DeskError::store)?;
            // Its opening may be known from a later life only.
            let opened = row.map_or(u64::MAX, |row| row.position);
            reign.from = span.map_or(opened, |(first, _)| first.min(opened));
            let reserved = store.reservations(reign.outage).map_err(DeskError::store)?;
            self.reservations.extend(reserved);
        }
        for index in 1..self.reigns.len() {
            self.reigns[index - 1].until = self.reigns[index].from;
        }
        self.unread = !unread(store)?.is_empty();
        Ok(())
    }

    fn asked(&self) -> impl Iterator<Item = &Reign> {
        self.reigns.iter().filter(|one| one.outage == self.outage)
    }

    /// A number that is accounted for, if it belongs to the outage asked for.
    fn line(
        &self,
        store: &Store,
        key: &NumberKey,
        one: Accounted,
        take: &mut impl FnMut(Line) -> Result<(), DeskError>,
    ) -> Result<(), DeskError> {
        if !self.asked().any(|reign| (reign.from..reign.until).contains(&one.position)) {
            return Ok(());
        }
        let Some(cursor) = one.entry else {
            let number = Number::new(key.clone(), one.serial).ok_or(DeskError::NotFound)?;
            return take(Line::Barred { number, position: one.position });
        };
        let row = store.entry_at(cursor).map_err(DeskError::store)?.ok_or(DeskError::NotFound)?;
        // An entry of an outage whose opening cannot be read stands with the outage before it.
        let known = self.reigns.iter().any(|reign| reign.outage == row.outage);
        if row.outage == self.outage || !known { take(Line::Entry(Box::new(row))) } else { Ok(()) }
    }

    /// Whether the outage asked for may have given numbers of this year between two records.
    fn may_have_given(&self, year: u16, after: u64, before: u64) -> bool {
        self.asked().any(|reign| {
            let in_time = reign.closed.is_none_or(|closed| year <= closed.year());
            reign.from < before && reign.until > after && in_time
        })
    }

    /// The numbers between two that are accounted for. What may have been given in one outage or another stands in the
    /// registers of both: no gap goes without a word.
    fn gap(
        &self,
        key: &NumberKey,
        before: Accounted,
        after: Accounted,
        take: &mut impl FnMut(Line) -> Result<(), DeskError>,
    ) -> Result<(), DeskError> {
        let (first, last) = (before.serial + 1, after.serial.saturating_sub(1));
        if first > last {
            return Ok(());
        }
        // Sheets numbered beforehand are entered later than others: their records do not stand in the order of numbers.
        let (low, high) = (before.position.min(after.position), before.position.max(after.position));
        for (numbers, reservation) in parted(key, first, last, &self.reservations) {
            for part in self.around_strays(&numbers) {
                match (part, reservation) {
                    (Gap::Stray(stray), _) => take(Line::Stray(Box::new(stray.clone())))?,
                    (Gap::Numbers(numbers), Some(held)) if held.outage == self.outage => {
                        self.reserved(&numbers, held, take)?;
                    }
                    (Gap::Numbers(numbers), None) if self.may_have_given(key.year, low, high) => {
                        take(Line::Unreadable(numbers))?;
                    }
                    // Of another outage.
                    (Gap::Numbers(_), Some(_) | None) => {}
                }
            }
        }
        Ok(())
    }

    fn strays_of(&self, key: &NumberKey, first: u32, last: u32) -> impl Iterator<Item = &WrittenDown> {
        self.strays.iter().filter(move |one| {
            one.stray.number.key() == key && (first..=last).contains(&one.stray.number.serial())
        })
    }

    /// The sheets that came back of these numbers, and the numbers between them.
    fn around_strays(&self, numbers: &Numbers) -> Vec<Gap<'_>> {
        let (key, last) = (numbers.first.key().clone(), numbers.last);
        let span = |first: u32, last: u32| {
            let first = Number::new(key.clone(), first).filter(|first| first.serial() <= last);
            first.map(|first| Gap::Numbers(Numbers { first, last }))
        };
        let (mut parts, mut next) = (Vec::new(), numbers.first.serial());
        for stray in self.strays_of(&key, next, last) {
            let serial = stray.stray.number.serial();
            parts.extend(span(next, serial - 1));
            parts.push(Gap::Stray(stray));
            next = serial + 1;
        }
        parts.extend(span(next, last));
        parts
    }

    fn reserved(
        &self,
        numbers: &Numbers,
        held: &ReservationRow,
        take: &mut impl FnMut(Line) -> Result<(), DeskError>,
    ) -> Result<(), DeskError> {
        for number in numbers.each() {
            let live = self.live.contains(&number);
            let purpose = held.purpose.clone();
            take(Line::Reserved { number, purpose, live, doubtful: self.unread })?;
        }
        Ok(())
    }

    /// What may have come after the last number known of a life before, if the outage asked for was open when it was lost.
    fn beyond(&self, key: &NumberKey, last: u32) -> Option<Beyond> {
        let life = self.open.iter().rev().find(|life| life.register_code == key.code)?;
        let in_year = life.known_at.is_none_or(|known| known.year() == key.year);
        let was_open = self.asked().any(|reign| {
            life.known_at
                .is_none_or(|known| reign.opened <= known && reign.closed.is_none_or(|closed| closed > known))
        });
        let first = Number::new(key.clone(), last + 1)?;
        let seen = life.seen.clone().filter(|seen| seen.key() == key && *seen >= first);
        (in_year && was_open).then_some(Beyond { first, known_at: life.known_at, seen })
    }
}
