//! Daily totals of an outage, and what may not be dated back into a closed one (DPR 445/2000 art. 63 c. 3).

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::ids::number::Series;
use crate::outage::outage::DailyTotal;
use crate::time::moment::Moment;

/// Operations of each local day and register.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally(BTreeMap<NaiveDate, (u32, u32)>);

impl Tally {
    /// Counts one operation.
    pub fn count(&mut self, at: Moment, series: Series) {
        let (p, s) = self.0.entry(at.day()).or_default();
        match series {
            Series::P => *p += 1,
            Series::S => *s += 1,
        }
    }

    /// Operations in all.
    pub fn all(&self) -> u64 {
        self.0.values().map(|(p, s)| u64::from(*p) + u64::from(*s)).sum()
    }

    /// One line a local day from `first` to `last`, zeros included; a day outside with operations is never lost.
    pub fn totals(&self, first: NaiveDate, last: NaiveDate) -> Vec<DailyTotal> {
        let first = self.0.keys().next().map_or(first, |day| first.min(*day));
        let last = self.0.keys().next_back().map_or(last, |day| last.max(*day));
        first
            .iter_days()
            .take_while(|day| *day <= last)
            .map(|day| {
                let (p, s) = self.0.get(&day).copied().unwrap_or_default();
                DailyTotal { day, p, s }
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeDelta;
    use proptest::prelude::*;

    fn local(year: i32, month: u32, day: u32, hour: u32, minute: u32) -> Moment {
        Moment::shown(
            NaiveDate::from_ymd_opt(year, month, day).unwrap().and_hms_opt(hour, minute, 0).unwrap(),
        )
        .once()
        .unwrap()
    }

    #[test]
    fn the_day_changes_at_local_midnight_also_at_new_year() {
        let mut tally = Tally::default();
        tally.count(local(2026, 12, 31, 23, 59), Series::P);
        tally.count(local(2027, 1, 1, 0, 0), Series::P);
        tally.count(local(2027, 1, 1, 0, 30), Series::S);
        let totals = tally.totals(local(2026, 12, 30, 9, 0).day(), local(2027, 1, 2, 9, 0).day());
        let told: Vec<_> = totals.iter().map(|total| (total.p, total.s)).collect();
        assert_eq!(told, [(0, 0), (1, 0), (1, 1), (0, 0)]);
    }

    #[test]
    fn days_of_23_and_25_hours_are_days() {
        for (month, day, hours) in [(3, 29, 23), (10, 25, 25)] {
            let mut tally = Tally::default();
            let midnight = local(2026, month, day, 0, 0);
            for hour in 0..hours {
                tally.count(midnight.plus(TimeDelta::hours(hour)), Series::P);
            }
            let totals = tally.totals(midnight.day(), midnight.day());
            assert_eq!(totals.len(), 1);
            assert_eq!(i64::from(totals[0].p), hours);
        }
    }

    #[test]
    fn an_outage_over_two_years_has_a_line_for_each_day() {
        let totals = Tally::default().totals(local(2026, 11, 1, 9, 0).day(), local(2028, 3, 1, 9, 0).day());
        assert_eq!(totals.len(), 487);
        assert!(totals.iter().any(|total| total.day == NaiveDate::from_ymd_opt(2028, 2, 29).unwrap()));
        assert!(totals.iter().all(|total| total.p == 0 && total.s == 0));
    }

    proptest! {
        #[test]
        fn the_lines_add_up_to_all_operations(minutes in prop::collection::vec(0_i64..2_000_000, 0..80)) {
            let mut tally = Tally::default();
            let start = local(2026, 1, 1, 0, 0);
            for (index, minute) in minutes.iter().enumerate() {
                let series = if index % 3 == 0 { Series::S } else { Series::P };
                tally.count(start.plus(TimeDelta::minutes(*minute)), series);
            }
            let totals = tally.totals(start.day(), start.day());
            let sum: u64 = totals.iter().map(|total| u64::from(total.p + total.s)).sum();
            prop_assert_eq!(sum, tally.all());
            prop_assert_eq!(sum, minutes.len() as u64);
            prop_assert!(totals.windows(2).all(|two| two[0].day.succ_opt() == Some(two[1].day)));
        }
    }
}
