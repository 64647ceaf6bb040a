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

    /// Minutes the Italian wall clock is ahead of UTC at this instant: 60, or 120 in summer.
    pub fn offset_minutes(self) -> i16 {
        use chrono::Offset;
        i16::try_from(self.local().offset().fix().local_minus_utc() / 60).unwrap_or_default()
    }

    /// The instant an Italian wall clock shows `local`. In the hour that occurs twice, the first; in the hour that does
    /// not occur, the instant the clock jumped.
    pub fn from_local(local: NaiveDateTime) -> Self {
        match Rome.from_local_datetime(&local) {
            LocalResult::Single(at) | LocalResult::Ambiguous(at, _) => Self::new(at.to_utc()),
            LocalResult::None => Self::new(
                Rome.from_local_datetime(&(local + TimeDelta::hours(1)))
                    .earliest()
                    .map_or_else(|| local.and_utc(), |at| at.to_utc()),
            ),
        }
    }

    /// `days` later at the same wall-clock time (so 23, 24 or 25 hours a day).
    #[must_use]
    pub fn plus_days(self, days: i64) -> Self {
        Self::from_local(self.local().naive_local() + TimeDelta::days(days))
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
