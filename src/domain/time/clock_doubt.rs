//! When a person must look at the clock (ARCHITECTURE.md, rule 6). Order is the position, never the clock.

use std::time::Duration;

use chrono::TimeDelta;

use super::moment::Moment;
use crate::text::bilingual::Bilingual;

/// Greatest difference between the wall clock and the monotonic one that needs no person.
pub const DRIFT: TimeDelta = TimeDelta::seconds(60);
/// Greatest time after the last record that needs no person at a start.
pub const JUMP: TimeDelta = TimeDelta::hours(12);
/// A clock stepped back by less is set straight by its own keeper and means nothing.
pub const STEP: TimeDelta = TimeDelta::seconds(1);

/// Why the clock must be looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClockDoubt {
    /// Nobody has ever confirmed it.
    NotConfirmed,
    /// It is behind the last record.
    BehindLastRecord,
    /// It is more than 12 hours after the last record, and the station was off in between.
    Jumped,
    /// The local year is another than at the last confirmation.
    NewYear,
    /// Wall clock and monotonic clock drifted apart by over 60 seconds.
    Drifted,
}

impl ClockDoubt {
    /// Stable code.
    pub fn code(self) -> &'static str {
        match self {
            Self::NotConfirmed => "not-confirmed",
            Self::BehindLastRecord => "behind-last-record",
            Self::Jumped => "jumped",
            Self::NewYear => "new-year",
            Self::Drifted => "drifted",
        }
    }

    /// What happened and what to do.
    pub fn told(self) -> Bilingual {
        let (it, en) = match self {
            Self::NotConfirmed => (
                "Nessuno ha ancora confermato l'orologio: confrontarlo con un altro e confermare data e ora.",
                "Nobody has confirmed the clock yet: compare it with another and confirm date and time.",
            ),
            Self::BehindLastRecord => (
                "L'orologio è indietro rispetto all'ultima registrazione: controllare data e ora, poi confermare o correggere.",
                "The clock is behind the last record: check date and time, then confirm or correct.",
            ),
            Self::Jumped => (
                "Sono passate più di 12 ore dall'ultima registrazione: confermare data e ora.",
                "More than 12 hours have passed since the last record: confirm date and time.",
            ),
            Self::NewYear => (
                "È cominciato un anno nuovo e i numeri ripartono da 1: confermare data e ora.",
                "A new year has begun and numbers start at 1 again: confirm date and time.",
            ),
            Self::Drifted => (
                "L'orologio è stato spostato mentre il servizio era acceso: controllare data e ora, poi confermare o correggere.",
                "The clock was moved while the service was running: check date and time, then confirm or correct.",
            ),
        };
        Bilingual::new(it, en)
    }
}

/// Both clocks at one instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Look {
    /// The wall clock, corrected.
    pub wall: Moment,
    /// The clock nobody can set.
    pub monotonic: Duration,
}

/// What is known about the clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClockKnown {
    /// When a person last said it is right.
    pub confirmed: Option<Moment>,
    /// Time of the last record.
    pub last_record: Option<Moment>,
    /// The last look of this run that raised no doubt.
    pub trusted: Option<Look>,
}

impl ClockKnown {
    /// Whether `now` can be believed.
    pub fn doubt(&self, now: Look) -> Option<ClockDoubt> {
        let Some(confirmed) = self.confirmed else { return Some(ClockDoubt::NotConfirmed) };
        if self.last_record.is_some_and(|last| last.since(now.wall) >= STEP) {
            return Some(ClockDoubt::BehindLastRecord);
        }
        match self.trusted {
            Some(trusted) if drift(trusted, now) > DRIFT => return Some(ClockDoubt::Drifted),
            None if self.last_record.is_some_and(|last| now.wall.since(last) > JUMP) => {
                return Some(ClockDoubt::Jumped);
            }
            _ => {}
        }
        (confirmed.year() != now.wall.year()).then_some(ClockDoubt::NewYear)
    }
}

/// How far the two clocks drifted apart between two looks.
fn drift(then: Look, now: Look) -> TimeDelta {
    let wall = now.wall.since(then.wall);
    let monotonic = now.monotonic.saturating_sub(then.monotonic);
    (wall - TimeDelta::from_std(monotonic).unwrap_or(TimeDelta::MAX)).abs()
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::NaiveDate;

    fn at(day: u32, hour: u32, minute: u32) -> Moment {
        Moment::shown(NaiveDate::from_ymd_opt(2026, 12, day).unwrap().and_hms_opt(hour, minute, 0).unwrap())
            .once()
            .unwrap()
    }

    fn look(wall: Moment, seconds: u64) -> Look {
        Look { wall, monotonic: Duration::from_secs(seconds) }
    }

    #[test]
    fn a_clock_nobody_confirmed_is_in_doubt() {
        let known = ClockKnown { confirmed: None, last_record: None, trusted: None };
        assert_eq!(known.doubt(look(at(1, 8, 0), 0)), Some(ClockDoubt::NotConfirmed));
    }

    #[test]
    fn a_clock_behind_the_last_record_is_in_doubt() {
        let known =
            ClockKnown { confirmed: Some(at(1, 8, 0)), last_record: Some(at(1, 9, 0)), trusted: None };
        assert_eq!(known.doubt(look(at(1, 8, 59), 0)), Some(ClockDoubt::BehindLastRecord));
        assert_eq!(known.doubt(look(at(1, 9, 0), 0)), None);
    }

    #[test]
    fn twelve_hours_off_ask_and_twelve_hours_running_do_not() {
        let off = ClockKnown { confirmed: Some(at(1, 8, 0)), last_record: Some(at(1, 9, 0)), trusted: None };
        assert_eq!(off.doubt(look(at(1, 21, 0), 0)), None);
        assert_eq!(off.doubt(look(at(1, 21, 1), 0)), Some(ClockDoubt::Jumped));
        let running = ClockKnown { trusted: Some(look(at(1, 9, 0), 100)), ..off };
        assert_eq!(running.doubt(look(at(1, 22, 0), 100 + 13 * 3600)), None);
    }

    #[test]
    fn sixty_seconds_of_drift_pass_and_sixty_one_do_not_either_way() {
        let known = ClockKnown {
            confirmed: Some(at(1, 8, 0)),
            last_record: Some(at(1, 8, 0)),
            trusted: Some(look(at(1, 9, 0), 1000)),
        };
        let after = at(1, 10, 0);
        assert_eq!(known.doubt(look(after.plus(TimeDelta::seconds(60)), 4600)), None);
        assert_eq!(known.doubt(look(after.plus(TimeDelta::seconds(61)), 4600)), Some(ClockDoubt::Drifted));
        assert_eq!(known.doubt(look(after.plus(TimeDelta::seconds(-61)), 4600)), Some(ClockDoubt::Drifted));
    }

    #[test]
    fn the_new_local_year_asks_again() {
        let eve = at(31, 23, 59);
        let known = ClockKnown { confirmed: Some(eve), last_record: Some(eve), trusted: Some(look(eve, 0)) };
        assert_eq!(known.doubt(look(eve.plus(TimeDelta::seconds(59)), 59)), None);
        assert_eq!(known.doubt(look(eve.plus(TimeDelta::seconds(60)), 60)), Some(ClockDoubt::NewYear));
    }
}
