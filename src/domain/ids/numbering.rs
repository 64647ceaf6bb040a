//! Gap-free counters by register code, series and local year; reservations (DPR 445/2000 art. 63 c. 4).

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::id::{OutageId, ReservationId};
use super::number::{Number, NumberKey};

/// The last number given or reserved in each register and year.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Vec<Number>", into = "Vec<Number>")]
pub struct Counters(BTreeMap<NumberKey, u32>);

/// Seven digits are used up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the numbers of this register and year are used up")]
pub struct Exhausted;

/// A number that does not follow the last one of its register and year.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{number} does not follow the last number of its register")]
pub struct OutOfTurn {
    /// The number found.
    pub number: Number,
}

impl Counters {
    /// The number that comes next. Takes nothing.
    pub fn next(&self, key: &NumberKey) -> Result<Number, Exhausted> {
        Number::new(key.clone(), self.0.get(key).copied().unwrap_or(0) + 1).ok_or(Exhausted)
    }

    /// The first of `count` numbers that come next. Takes nothing.
    pub fn next_block(&self, key: &NumberKey, count: u32) -> Result<Number, Exhausted> {
        let first = self.next(key)?;
        let last = first.serial().checked_add(count.max(1) - 1).ok_or(Exhausted)?;
        if last > Number::LAST_SERIAL { Err(Exhausted) } else { Ok(first) }
    }

    /// Takes `count` numbers from `first` on. A counter never goes back; what is out of turn is told, and the counter
    /// moves past it all the same, so that a number once seen is never given again.
    pub fn take(&mut self, first: &Number, count: u32) -> Result<(), OutOfTurn> {
        let last = self.0.entry(first.key().clone()).or_default();
        let in_turn = first.serial() == *last + 1;
        *last = (*last).max(first.serial().saturating_add(count.max(1) - 1));
        if in_turn { Ok(()) } else { Err(OutOfTurn { number: first.clone() }) }
    }

    /// The last number of each register and year.
    pub fn last(&self) -> Vec<Number> {
        self.clone().into()
    }
}

impl From<Vec<Number>> for Counters {
    fn from(last: Vec<Number>) -> Self {
        Self(last.into_iter().map(|number| (number.key().clone(), number.serial())).collect())
    }
}

impl From<Counters> for Vec<Number> {
    fn from(counters: Counters) -> Self {
        counters.0.into_iter().filter_map(|(key, serial)| Number::new(key, serial)).collect()
    }
}

/// Numbers set aside for pre-numbered sheets, and what is left of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reservation {
    /// Identity.
    pub id: ReservationId,
    /// In which outage.
    pub outage: OutageId,
    /// First number.
    pub first: Number,
    /// How many.
    pub count: u32,
    /// What for.
    pub purpose: String,
    /// Serials used or barred.
    pub gone: BTreeSet<u32>,
}

impl Reservation {
    /// Whether it holds `number`, used or not.
    pub fn holds(&self, number: &Number) -> bool {
        number.key() == self.first.key()
            && number.serial() >= self.first.serial()
            && number.serial() - self.first.serial() < self.count
    }

    /// The numbers neither used nor barred.
    pub fn left(&self) -> Vec<Number> {
        let first = self.first.serial();
        (first..first.saturating_add(self.count))
            .filter(|serial| !self.gone.contains(serial))
            .filter_map(|serial| Number::new(self.first.key().clone(), serial))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::super::number::{RegisterCode, Series};
    use super::*;
    use proptest::prelude::*;

    fn key(series: Series, year: u16) -> NumberKey {
        NumberKey { code: RegisterCode::parse("EM01").unwrap(), series, year }
    }

    #[test]
    fn a_new_year_starts_at_one_and_the_old_one_goes_on() {
        let mut counters = Counters::default();
        for _ in 0..3 {
            let next = counters.next(&key(Series::P, 2026)).unwrap();
            counters.take(&next, 1).unwrap();
        }
        assert_eq!(counters.next(&key(Series::P, 2027)).unwrap().serial(), 1);
        assert_eq!(counters.next(&key(Series::P, 2026)).unwrap().serial(), 4);
        assert_eq!(counters.next(&key(Series::S, 2026)).unwrap().serial(), 1);
    }

    #[test]
    fn the_ten_millionth_number_is_refused() {
        let last = Number::new(key(Series::P, 2026), Number::LAST_SERIAL).unwrap();
        let counters = Counters::from(vec![last]);
        assert_eq!(counters.next(&key(Series::P, 2026)), Err(Exhausted));
        let nearly =
            Counters::from(vec![Number::new(key(Series::P, 2026), Number::LAST_SERIAL - 1).unwrap()]);
        assert!(nearly.next_block(&key(Series::P, 2026), 1).is_ok());
        assert_eq!(nearly.next_block(&key(Series::P, 2026), 2), Err(Exhausted));
    }

    proptest! {
        #[test]
        fn numbers_given_and_reserved_leave_no_gap_and_no_double(
            steps in prop::collection::vec((0_u8..2, 0_u8..2, 1_u32..5), 0..60)
        ) {
            let mut counters = Counters::default();
            let mut given: BTreeMap<NumberKey, Vec<u32>> = BTreeMap::new();
            for (series, year, count) in steps {
                let key = key(if series == 0 { Series::P } else { Series::S }, 2026 + u16::from(year));
                let first = counters.next_block(&key, count).unwrap();
                counters.take(&first, count).unwrap();
                given.entry(key).or_default().extend(first.serial()..first.serial() + count);
                counters = serde_json::from_slice(&serde_json::to_vec(&counters).unwrap()).unwrap();
            }
            for serials in given.values() {
                prop_assert!(serials.iter().copied().eq(1..=u32::try_from(serials.len()).unwrap()));
            }
        }
    }
}
