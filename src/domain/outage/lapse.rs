//! When the authorisations of an outage run out (DPR 445/2000 art. 63 c. 1–2).

use chrono::TimeDelta;

use super::authorisation::{Authorisation, Period};
use crate::time::moment::Moment;

/// The first period: elapsed hours from the recorded start of the impossibility.
pub const FIRST: TimeDelta = TimeDelta::hours(24);
/// Longest further period: one week, ending at the same local time.
pub const FURTHER_DAYS: i64 = 7;
/// How long before an expiry the warning begins; for the first period that is the 20th hour.
pub const WARNING: TimeDelta = TimeDelta::hours(4);

/// How the authorisation stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lapse {
    /// Covered.
    Covered {
        /// Until when.
        until: Moment,
        /// Whether the warning is due (four hours before each expiry; from the 20th hour of the first period).
        warn: bool,
    },
    /// Run out: new entries wait.
    Lapsed {
        /// Since when.
        since: Moment,
    },
}

impl Lapse {
    /// How the authorisations of an outage that began at `started` stand at `now`.
    pub fn at(now: Moment, started: Moment, authorisations: &[Authorisation]) -> Self {
        match covered_until(now, authorisations) {
            Some(until) => Self::Covered { until, warn: until.since(now) <= WARNING },
            None => Self::Lapsed {
                since: authorisations
                    .iter()
                    .map(|one| one.until)
                    .filter(|until| *until <= now)
                    .max()
                    .unwrap_or(started),
            },
        }
    }
}

/// The end of the unbroken cover that holds at `now`.
fn covered_until(now: Moment, authorisations: &[Authorisation]) -> Option<Moment> {
    let holding = |at: Moment| {
        authorisations.iter().filter(move |one| one.from <= at && at < one.until).map(|one| one.until).max()
    };
    let mut until = holding(now)?;
    while let Some(next) = holding(until) {
        until = next;
    }
    Some(until)
}

/// A period the law does not allow.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadPeriod {
    /// It ends before or when it begins.
    #[error("the period ends before it begins")]
    Empty,
    /// A first period longer than 24 hours.
    #[error("the first period covers at most 24 hours from the start")]
    OverADay,
    /// A further period longer than a week.
    #[error("a further period covers at most seven days")]
    OverAWeek,
    /// It begins before the outage.
    #[error("the period begins before the outage")]
    BeforeStart,
}

/// From and until of an authorisation, checked: the first runs from `started`, a further one from `from`.
pub fn check(period: Period, started: Moment, from: Moment, until: Moment) -> Result<(), BadPeriod> {
    if until <= from {
        return Err(BadPeriod::Empty);
    }
    if from < started {
        return Err(BadPeriod::BeforeStart);
    }
    match period {
        Period::First if until > started.plus(FIRST) => Err(BadPeriod::OverADay),
        Period::Further if until > from.plus_days(FURTHER_DAYS) => Err(BadPeriod::OverAWeek),
        _ => Ok(()),
    }
}

/// Where a further period begins if nobody says: where the cover ends, or now if a week from there would not reach now.
pub fn next_from(now: Moment, started: Moment, authorisations: &[Authorisation]) -> Moment {
    let end = authorisations.iter().map(|one| one.until).max().unwrap_or(started);
    if end.plus_days(FURTHER_DAYS) > now { end } else { now }
}

#[cfg(test)]
mod tests {
    use super::super::authorisation::Given;
    use super::*;
    use crate::ids::id::AuthorisationId;
    use crate::office::delegation::ActReference;
    use chrono::{NaiveDate, NaiveDateTime};
    use proptest::prelude::*;

    fn local(month: u32, day: u32, hour: u32, minute: u32) -> NaiveDateTime {
        NaiveDate::from_ymd_opt(2026, month, day).unwrap().and_hms_opt(hour, minute, 0).unwrap()
    }

    fn at(month: u32, day: u32, hour: u32, minute: u32) -> Moment {
        Moment::shown(local(month, day, hour, minute)).once().unwrap()
    }

    fn period(from: Moment, until: Moment) -> Authorisation {
        Authorisation {
            id: AuthorisationId::new(uuid::Uuid::nil()),
            outage: None,
            period: Period::Further,
            signer: String::new(),
            signer_role: String::new(),
            given: Given::Written,
            act: ActReference::ToBeSigned,
            own_number: None,
            from,
            until,
        }
    }

    #[test]
    fn the_last_minute_of_the_first_day_passes_and_the_24th_hour_does_not() {
        let started = at(11, 21, 9, 0);
        let first = [period(started, started.plus(FIRST))];
        assert!(matches!(Lapse::at(at(11, 22, 8, 59), started, &first), Lapse::Covered { .. }));
        assert_eq!(Lapse::at(at(11, 22, 9, 0), started, &first), Lapse::Lapsed { since: at(11, 22, 9, 0) });
    }

    #[test]
    fn the_warning_begins_with_the_twentieth_hour() {
        let started = at(11, 21, 9, 0);
        let first = [period(started, started.plus(FIRST))];
        let warns = |now| matches!(Lapse::at(now, started, &first), Lapse::Covered { warn: true, .. });
        assert!(!warns(at(11, 22, 4, 59)));
        assert!(warns(at(11, 22, 5, 0)));
    }

    #[test]
    fn a_period_that_follows_without_a_gap_silences_the_warning() {
        let started = at(11, 21, 9, 0);
        let end = started.plus(FIRST);
        let both = [period(started, end), period(end, end.plus_days(7))];
        assert_eq!(
            Lapse::at(at(11, 22, 8, 0), started, &both),
            Lapse::Covered { until: end.plus_days(7), warn: false }
        );
    }

    #[test]
    fn the_first_period_counts_elapsed_hours_through_the_night_the_clock_goes_back() {
        let started = at(10, 24, 20, 0);
        let end = started.plus(FIRST);
        assert_eq!(end.local().naive_local(), local(10, 25, 19, 0));
    }

    #[test]
    fn a_week_ends_at_the_same_local_time_whatever_the_clocks_do() {
        for (month, day) in [(3, 25), (10, 22), (6, 1)] {
            let from = at(month, day, 9, 0);
            let week = Moment::shown(local(month, day, 9, 0) + TimeDelta::days(7)).once().unwrap();
            assert_eq!(check(Period::Further, from, from, week), Ok(()));
            assert_eq!(
                check(Period::Further, from, from, week.plus(TimeDelta::minutes(1))),
                Err(BadPeriod::OverAWeek)
            );
            assert_eq!(check(Period::Further, from, from, from.plus_days(8)), Err(BadPeriod::OverAWeek));
        }
    }

    #[test]
    fn a_gap_between_periods_is_a_lapse() {
        let started = at(11, 21, 9, 0);
        let gap = [period(started, started.plus(FIRST)), period(at(11, 23, 9, 0), at(11, 24, 9, 0))];
        assert_eq!(Lapse::at(at(11, 22, 12, 0), started, &gap), Lapse::Lapsed { since: at(11, 22, 9, 0) });
        assert!(matches!(Lapse::at(at(11, 23, 12, 0), started, &gap), Lapse::Covered { .. }));
    }

    #[test]
    fn a_start_nine_days_back_gets_its_further_period_from_now() {
        let started = at(11, 10, 9, 0);
        let now = at(11, 21, 9, 0);
        assert_eq!(next_from(now, started, &[period(started, started.plus(FIRST))]), now);
        let fresh = at(11, 20, 8, 0);
        assert_eq!(next_from(now, fresh, &[period(fresh, fresh.plus(FIRST))]), fresh.plus(FIRST));
    }

    proptest! {
        #[test]
        fn covered_means_that_one_authorisation_holds_now(
            starts in prop::collection::vec((0_i64..2000, 1_i64..200), 0..8), minute in 0_i64..2500
        ) {
            let started = at(1, 1, 0, 0);
            let later = |minutes| started.plus(TimeDelta::minutes(minutes));
            let all: Vec<_> = starts.iter().map(|(from, long)| period(later(*from), later(from + long))).collect();
            let now = later(minute);
            let holds = all.iter().any(|one| one.from <= now && now < one.until);
            match Lapse::at(now, started, &all) {
                Lapse::Covered { until, .. } => {
                    prop_assert!(holds && until > now);
                    prop_assert!(!all.iter().any(|one| one.from <= until && until < one.until));
                }
                Lapse::Lapsed { since } => prop_assert!(!holds && since <= now.max(started)),
            }
        }
    }
}
