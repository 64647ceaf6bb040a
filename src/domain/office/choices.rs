//! Choices that belong to the municipality, each with a safe default, and the limits no choice passes.

use chrono::{Days, Months, NaiveDate};

use super::watched::Watched;
use crate::money::tariff::Tariffs;

/// The municipality's choices.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choices {
    /// Duty and fees.
    pub tariffs: Tariffs,
    /// Whether an identity attestation bears stamp duty: exempt as an identity paper unless the municipality decides
    /// otherwise.
    pub attestation_duty: AttestationDuty,
    /// Days an identity attestation holds.
    pub attestation_days: u16,
    /// Days after the closing of an outage after which its photographs are erased.
    pub photo_days: u16,
    /// Systems of others that are watched.
    pub watched: Vec<Watched>,
}

/// Whether an identity attestation bears stamp duty.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AttestationDuty {
    /// By the rule its form prints.
    Exempt,
    /// As a certificate does.
    Due,
}

impl Default for Choices {
    fn default() -> Self {
        Self {
            tariffs: Tariffs::default(),
            attestation_duty: AttestationDuty::Exempt,
            attestation_days: 30,
            photo_days: 90,
            watched: Vec::new(),
        }
    }
}

/// A validity that reaches six months: EU law leaves room for provisional papers of less only (Reg. (EU) 2019/1157 art. 2,
/// 2025/1208 art. 2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a provisional paper holds less than six months")]
pub struct ReachesSixMonths;

/// The last day of a provisional paper issued on a day that holds so many days. Whatever the configuration says, it never
/// reaches six months.
pub fn last_day(issued: NaiveDate, days: u16) -> Result<NaiveDate, ReachesSixMonths> {
    let last = issued.checked_add_days(Days::new(u64::from(days)));
    let limit = issued.checked_add_months(Months::new(6));
    last.zip(limit).filter(|(last, limit)| last < limit).map(|(last, _)| last).ok_or(ReachesSixMonths)
}

/// Most days that are fewer than six months whatever the day of issue: from 1 September it is 181 to 1 March.
pub const DAYS_MOST: u16 = 180;

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn thirty_days_are_thirty_days() {
        assert_eq!(last_day(day("2026-11-21"), 30), Ok(day("2026-12-21")));
    }

    #[test]
    fn the_day_six_months_later_is_refused_and_the_day_before_passes() {
        assert_eq!(last_day(day("2026-09-01"), 180), Ok(day("2027-02-28")));
        assert_eq!(last_day(day("2026-09-01"), 181), Err(ReachesSixMonths));
        assert_eq!(last_day(day("2026-08-31"), 181), Err(ReachesSixMonths));
        assert_eq!(last_day(day("2026-03-01"), 183), Ok(day("2026-08-31")));
        assert_eq!(last_day(day("2026-11-21"), u16::MAX), Err(ReachesSixMonths));
    }

    proptest! {
        #[test]
        fn no_day_of_issue_and_no_configuration_reach_six_months(offset in 0_u64..20_000, days in 0_u16..400) {
            let issued = day("2000-01-01").checked_add_days(Days::new(offset)).unwrap();
            if let Ok(last) = last_day(issued, days) {
                prop_assert!(last < issued.checked_add_months(Months::new(6)).unwrap());
            } else {
                prop_assert!(days > DAYS_MOST);
            }
        }
    }
}
