//! Which emergency numbers of a station came, and which were passed over: a register has no gaps (DPR 445/2000 art. 63 c. 4), so a
//! number that is passed over is an entry that never came.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::error::CentreError;
use crate::ledger::hub::Hub;
use crate::registry::conflicts::Found;
use domain::centre::exchange::ConflictKind;
use domain::ids::id::StationId;
use domain::ids::number::Number;
use store::centre::row::CentreQuery;

/// Newest entries of a station among which the last number of a register is looked for, where the one before is not here.
const LOOKED_AT: usize = 200;

/// How far the registers of a station came.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Arrived {
    /// Whether its first record was read with this: of a station that was known before, the first number of each register is
    /// taken as it comes.
    #[serde(default)]
    from_the_first: bool,
    /// The last serial set aside for sheets in each register and year (`EM01-2026-`).
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    set_aside: BTreeMap<String, u32>,
    /// Where numbers were passed over: the number that came instead, and the first serial that did not. Kept, so that the same
    /// records read again say the same.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    passed_over: BTreeMap<String, u32>,
}

/// Numbers that a record gives or sets aside.
#[derive(Clone, Debug)]
pub struct Taken {
    /// The first of them.
    pub first: Number,
    /// How many.
    pub count: u32,
    /// The place among the new entries of the one that has it; none of numbers set aside, and of one that is not taken.
    pub entry: Option<usize>,
}

impl Arrived {
    /// The station's first record: every register begins at one.
    pub fn begin(&mut self) {
        self.from_the_first = true;
    }

    /// Whether nothing is known.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Goes through what records took, in order; `last` says how far a register was here before (the number before the given one
    /// is asked for first). What never came before which entry.
    pub fn follow<E>(
        &mut self,
        taken: &[Taken],
        mut last: impl FnMut(&Number) -> Result<Option<u32>, E>,
    ) -> Result<Vec<(usize, Found)>, E> {
        let mut stands: BTreeMap<String, u32> = BTreeMap::new();
        let mut missing = Vec::new();
        for Taken { first, count, entry } in taken {
            let (register, serial) = (first.series(), first.serial());
            let before = match stands.get(&register) {
                Some(before) => *before,
                // A sheet numbered beforehand is used: the register stands where it stood.
                None if self.set_aside.get(&register).is_some_and(|end| *end >= serial) => continue,
                None => self.before(&register, first, &mut last)?,
            };
            if serial > before + 1 {
                self.passed_over.insert(first.to_string(), before + 1);
            }
            let end = serial.saturating_add((*count).max(1) - 1).max(before);
            if entry.is_none() && *count > 0 {
                self.set_aside.insert(register.clone(), end);
            }
            stands.insert(register, end);
            missing.extend(entry.and_then(|entry| Some((entry, self.missing_before(first)?))));
        }
        Ok(missing)
    }

    /// How far a register had come before `number`.
    fn before<E>(
        &self,
        register: &str,
        number: &Number,
        last: &mut impl FnMut(&Number) -> Result<Option<u32>, E>,
    ) -> Result<u32, E> {
        let set_aside = self.set_aside.get(register).copied();
        if number.serial() == 1 || set_aside.is_some_and(|end| end + 1 == number.serial()) {
            return Ok(number.serial() - 1);
        }
        Ok(match last(number)?.max(set_aside) {
            Some(last) => last,
            None if self.from_the_first => 0,
            None => number.serial() - 1,
        })
    }

    /// What never came before a number; none where the register goes on without a gap.
    fn missing_before(&self, number: &Number) -> Option<Found> {
        let from = *self.passed_over.get(&number.to_string())?;
        let to = number.serial().checked_sub(1).filter(|to| *to >= from)?;
        let named = |serial| Number::new(number.key().clone(), serial).map(|one| one.to_string());
        let (first, last) = (named(from)?, named(to)?);
        let which = if from == to { first } else { format!("{first} – {last} ({})", to - from + 1) };
        Some(Found::new(ConflictKind::NumbersMissing, "numbers", which, "mai arrivati / never came"))
    }
}

impl Hub {
    /// The last serial of a number's register that is here of a station: the one before it, or else the last that came.
    pub(super) fn last_arrived(
        &self,
        station: StationId,
        number: &Number,
    ) -> Result<Option<u32>, CentreError> {
        let before = number.serial() - 1;
        let one_before = Number::new(number.key().clone(), before).map(|one| one.to_string());
        if let Some(one_before) = one_before
            && !self.store.by_number(&one_before)?.is_empty()
        {
            return Ok(Some(before));
        }
        let newest = CentreQuery { station: Some(station), limit: LOOKED_AT, ..CentreQuery::default() };
        let rows = self.store.entries(&newest)?.into_iter();
        let numbers = rows.filter_map(|row| row.number.parse::<Number>().ok());
        Ok(numbers.filter(|one| one.key() == number.key()).map(|one| one.serial()).max())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::ids::number::{NumberKey, RegisterCode, Series};

    fn number(year: u16, serial: u32) -> Number {
        let key = NumberKey { code: RegisterCode::parse("EM01").unwrap(), series: Series::P, year };
        Number::new(key, serial).unwrap()
    }

    fn entry(year: u16, serial: u32, entry: usize) -> Taken {
        Taken { first: number(year, serial), count: 1, entry: Some(entry) }
    }

    /// What is said, where the register was at `last` before.
    fn told(arrived: &mut Arrived, taken: &[Taken], last: Option<u32>) -> Vec<(usize, String)> {
        let found = arrived.follow(taken, |_| Ok::<_, ()>(last)).unwrap();
        found.into_iter().map(|(entry, found)| (entry, found.differences[0].at_counter.clone())).collect()
    }

    fn begun() -> Arrived {
        let mut arrived = Arrived::default();
        arrived.begin();
        arrived
    }

    #[test]
    fn a_number_that_jumps_names_all_those_that_never_came_and_again_when_it_is_read_again() {
        let taken = [entry(2026, 1, 0), entry(2026, 2, 1), entry(2026, 9_999, 2), entry(2026, 10_000, 3)];
        let mut arrived = begun();
        for _ in 0..2 {
            assert_eq!(
                told(&mut arrived, &taken, None),
                [(2, "EM01-2026-0000003 – EM01-2026-0009998 (9996)".to_owned())]
            );
            arrived = serde_json::from_slice(&serde_json::to_vec(&arrived).unwrap()).unwrap();
        }
    }

    #[test]
    fn a_register_goes_on_from_what_is_here_and_one_that_does_not_begin_at_one_is_told() {
        assert_eq!(told(&mut begun(), &[entry(2026, 31, 0)], Some(30)), []);
        let lacking = [(0, "EM01-2026-0000030".to_owned())];
        assert_eq!(told(&mut begun(), &[entry(2026, 31, 0)], Some(29)), lacking);
        assert_eq!(told(&mut begun(), &[entry(2026, 2, 0)], None), [(0, "EM01-2026-0000001".to_owned())]);
        assert_eq!(told(&mut begun(), &[entry(2027, 1, 0)], Some(40)), [], "a new year begins at one");
    }

    #[test]
    fn numbers_set_aside_for_sheets_and_used_later_are_no_gap() {
        let mut arrived = begun();
        let aside = Taken { first: number(2026, 1), count: 5, entry: None };
        assert_eq!(told(&mut arrived, &[aside, entry(2026, 6, 0), entry(2026, 3, 1)], None), []);
        assert_eq!(told(&mut arrived, &[entry(2026, 4, 0), entry(2026, 7, 1)], Some(6)), []);
        let mut only = begun();
        let aside = Taken { first: number(2026, 1), count: 5, entry: None };
        assert_eq!(told(&mut only, &[aside], None), []);
        assert_eq!(told(&mut only, &[entry(2026, 6, 0)], None), []);
    }

    #[test]
    fn of_a_station_known_before_the_first_number_is_taken_as_it_comes_and_later_gaps_are_told() {
        let mut arrived = Arrived::default();
        let taken = [entry(2026, 31, 0), entry(2026, 33, 1)];
        assert_eq!(told(&mut arrived, &taken, None), [(1, "EM01-2026-0000032".to_owned())]);
    }
}
