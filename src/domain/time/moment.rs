//! An instant, and what it is called on a wall clock in Italy.

use std::fmt;

use chrono::{
    DateTime, Datelike, LocalResult, NaiveDate, NaiveDateTime, SubsecRound, TimeDelta, TimeZone, Utc,
};
use chrono_tz::{Europe::Rome, Tz};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

/// An instant with millisecond precision. Written in RFC 3339 with the offset of Europe/Rome at that instant, whatever
/// zone the operating system believes it is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Moment(DateTime<Utc>);

/// How often an Italian wall clock shows a date and time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shown {
    /// Once, as it should be.
    Once(Moment),
    /// Twice, the night the clocks go back: in summer time, and an hour later in winter time.
    Twice {
        /// In summer time.
        first: Moment,
        /// In winter time.
        second: Moment,
    },
    /// Never: the night the clocks go forward.
    Never,
}

impl Shown {
    /// The one instant, if there is just one.
    pub fn once(self) -> Option<Moment> {
        match self {
            Self::Once(at) => Some(at),
            Self::Twice { .. } | Self::Never => None,
        }
    }
}

impl Moment {
    /// The instant `utc`, cut to milliseconds.
    pub fn new(utc: DateTime<Utc>) -> Self {
        Self(utc.trunc_subsecs(3))
    }

    /// The instant in UTC.
    pub fn utc(self) -> DateTime<Utc> {
        self.0
    }

    /// The same instant on an Italian wall clock.
    pub fn local(self) -> DateTime<Tz> {
        self.0.with_timezone(&Rome)
    }

    /// The local day (Europe/Rome): what daily totals and years go by.
    pub fn day(self) -> NaiveDate {
        self.local().date_naive()
    }

    /// The local year (Europe/Rome): what numbers go by.
    pub fn year(self) -> u16 {
        u16::try_from(self.local().year()).unwrap_or_default()
    }

    /// `02:30`, as an Italian wall clock shows it; in the hour that it shows twice with its distance from UTC: `02:30 (UTC+2)` in
    /// summer time, `02:30 (UTC+1)` an hour later.
    pub fn hour(self) -> String {
        format!("{}{}", self.local().format("%H:%M"), self.which())
    }

    /// `25/10/2026 02:30 (UTC+2)`: the day and its [`Moment::hour`].
    pub fn day_and_hour(self) -> String {
        format!("{} {}", self.local().format("%d/%m/%Y"), self.hour())
    }

    /// The same with seconds.
    pub fn day_and_second(self) -> String {
        format!("{}{}", self.local().format("%d/%m/%Y %H:%M:%S"), self.which())
    }

    /// Which of the two a wall clock means that shows its time twice; empty where it shows it once.
    fn which(self) -> String {
        match Self::shown(self.local().naive_local()) {
            Shown::Twice { .. } => format!(" (UTC{:+})", self.offset_minutes() / 60),
            Shown::Once(_) | Shown::Never => String::new(),
        }
    }

    /// Minutes the Italian wall clock is ahead of UTC at this instant: 60, or 120 in summer.
    pub fn offset_minutes(self) -> i16 {
        use chrono::Offset;
        i16::try_from(self.local().offset().fix().local_minus_utc() / 60).unwrap_or_default()
    }

    /// How often, and when, an Italian wall clock shows `local`.
    pub fn shown(local: NaiveDateTime) -> Shown {
        match Rome.from_local_datetime(&local) {
            LocalResult::Single(at) => Shown::Once(Self::new(at.to_utc())),
            LocalResult::Ambiguous(first, second) => {
                Shown::Twice { first: Self::new(first.to_utc()), second: Self::new(second.to_utc()) }
            }
            LocalResult::None => Shown::Never,
        }
    }

    /// `days` later at the same wall-clock time (so 23, 24 or 25 hours a day). Where the clock shows that time twice, the
    /// first; where it never does, as much later as the clock went forward.
    #[must_use]
    pub fn plus_days(self, days: i64) -> Self {
        let local = self.local().naive_local() + TimeDelta::days(days);
        match Self::shown(local) {
            Shown::Once(at) | Shown::Twice { first: at, .. } => at,
            Shown::Never => self.plus(TimeDelta::days(days)),
        }
    }

    /// `delta` later in elapsed time.
    #[must_use]
    pub fn plus(self, delta: TimeDelta) -> Self {
        Self::new(self.0 + delta)
    }

    /// Elapsed time since `earlier` (negative if `earlier` is later).
    pub fn since(self, earlier: Self) -> TimeDelta {
        self.0 - earlier.0
    }
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.local().to_rfc3339_opts(chrono::SecondsFormat::Millis, false))
    }
}

impl Serialize for Moment {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Moment {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
        DateTime::parse_from_rfc3339(&text).map(|at| Self::new(at.to_utc())).map_err(D::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wall(month: u32, day: u32, hour: u32, minute: u32) -> NaiveDateTime {
        NaiveDate::from_ymd_opt(2026, month, day).unwrap().and_hms_opt(hour, minute, 0).unwrap()
    }

    fn told(month: u32, day: u32, hour: u32, minute: u32) -> Option<String> {
        Moment::shown(wall(month, day, hour, minute)).once().map(|at| at.to_string())
    }

    #[test]
    fn the_hour_the_clocks_leave_out_never_was() {
        for (hour, minute) in [(2, 0), (2, 30), (2, 59)] {
            assert_eq!(Moment::shown(wall(3, 29, hour, minute)), Shown::Never, "{hour}:{minute}");
        }
        assert_eq!(told(3, 29, 1, 59).unwrap(), "2026-03-29T01:59:00.000+01:00");
        assert_eq!(told(3, 29, 3, 0).unwrap(), "2026-03-29T03:00:00.000+02:00");
    }

    #[test]
    fn the_hour_the_clocks_repeat_was_twice() {
        for minute in [0, 30, 59] {
            let Shown::Twice { first, second } = Moment::shown(wall(10, 25, 2, minute)) else {
                panic!("2:{minute}")
            };
            assert_eq!(second.since(first), TimeDelta::hours(1));
            assert_eq!((first.offset_minutes(), second.offset_minutes()), (120, 60));
        }
        assert!(told(10, 25, 1, 59).is_some() && told(10, 25, 3, 0).is_some());
    }

    #[test]
    fn what_is_shown_of_the_hour_that_was_twice_says_which_and_of_every_other_says_no_more_than_the_hour() {
        let Shown::Twice { first, second } = Moment::shown(wall(10, 25, 2, 30)) else { panic!() };
        assert_eq!((first.hour().as_str(), second.hour().as_str()), ("02:30 (UTC+2)", "02:30 (UTC+1)"));
        assert_eq!(first.day_and_hour(), "25/10/2026 02:30 (UTC+2)");
        assert_eq!(second.day_and_second(), "25/10/2026 02:30:00 (UTC+1)");
        for (hour, minute, shown) in [(1, 59, "01:59"), (3, 0, "03:00"), (14, 30, "14:30")] {
            assert_eq!(Moment::shown(wall(10, 25, hour, minute)).once().unwrap().hour(), shown);
        }
    }

    #[test]
    fn a_week_that_ends_in_an_hour_that_never_was_is_a_whole_week_long() {
        let from = Moment::shown(wall(3, 22, 2, 30)).once().unwrap();
        assert_eq!(from.plus_days(7).since(from), TimeDelta::days(7));
        assert_eq!(from.plus_days(7).to_string(), "2026-03-29T03:30:00.000+02:00");
    }
}
